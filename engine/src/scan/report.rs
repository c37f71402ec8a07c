//! What a scan did: counts, and the damage that it met.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::{Deserialize, Serialize};

use super::repeats::RepeatCount;
use crate::error::TooMuch;
use crate::query::beyond;

/// Counts of a scan. Counts of parts add up to those of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Statistics {
    /// Objects read, wholly or in part.
    pub objects: u64,
    /// Objects that were not read, since their keys tell that no event of theirs passes the filters.
    pub excluded_objects: u64,
    /// Objects that were not read, since the rows found before are newer than all of their events.
    pub outdone_objects: u64,
    /// Bytes read as they are stored.
    pub bytes: u64,
    /// Bytes behind decompression.
    pub inflated_bytes: u64,
    /// Events looked at.
    pub events: u64,
    /// Events that passed the scan's own filters and the time range.
    pub matched: u64,
    /// Events that pass the filters and have no time, dropped because a time range was asked for.
    pub without_time: u64,
    /// Values of wanted fields that are not valid JSON, read as missing; of the events that were
    /// walked, which those without a text that a filter asks for are not.
    pub malformed_values: u64,
    /// Lines among JSON that are not JSON, kept as text.
    pub text_lines: u64,
    /// Objects of no type that is known: their lines are text.
    pub unknown_objects: u64,
    /// Events dropped since they are copies of others.
    pub repeats: u64,
    /// Lines that do not have the form of their log type; they keep what could be read. Of the
    /// events that were looked into, as above.
    pub misfits: u64,
}

impl Statistics {
    pub(crate) fn add(&mut self, other: &Self) {
        self.objects += other.objects;
        self.excluded_objects += other.excluded_objects;
        self.outdone_objects += other.outdone_objects;
        self.bytes += other.bytes;
        self.inflated_bytes += other.inflated_bytes;
        self.events += other.events;
        self.matched += other.matched;
        self.without_time += other.without_time;
        self.malformed_values += other.malformed_values;
        self.text_lines += other.text_lines;
        self.misfits += other.misfits;
        self.repeats += other.repeats;
        self.unknown_objects += other.unknown_objects;
    }
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Damage {
    /// The object.
    pub object: String,
    /// Offset in the uncompressed object, where one is known.
    pub offset: Option<u64>,
    /// What is wrong.
    pub reason: String,
    /// Whether the object could not be opened for lack of permission.
    pub denied: bool,
    /// Whether nothing of the object was read.
    pub whole: bool,
}

/// What a scan, or a part of one, did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ScanReport {
    /// The counts.
    pub statistics: Statistics,
    /// The damage met, up to [`ScanReport::MOST_DAMAGES`] of it.
    pub damages: Vec<Damage>,
    /// How often damage was met in all.
    pub damage_count: u64,
    /// Objects in a class of storage that has to be restored before it can be read.
    pub archived: Apart,
    /// Objects whose key of encryption may not be used.
    pub sealed: Apart,
    /// The copies among the events that passed, where a query counts them.
    pub repeats: RepeatCount,
}

/// Objects that could not be read for a reason that many share: they are counted, not listed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Apart {
    /// How many.
    pub objects: u64,
    /// The first of them.
    pub first: Option<String>,
}

impl Apart {
    /// Counts an object.
    pub(crate) fn add(&mut self, object: &str) {
        self.merge(Self {
            objects: 1,
            first: Some(object.to_owned()),
        });
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.objects += other.objects;
        self.first = match (self.first.take(), other.first) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

impl ScanReport {
    /// How many damages are kept one by one; the rest is counted.
    pub const MOST_DAMAGES: usize = 100;

    /// In how many places something could not be read.
    pub fn faults(&self) -> u64 {
        self.damage_count + self.archived.objects + self.sealed.objects
    }

    /// Notes damage.
    pub(crate) fn damage(&mut self, damage: Damage) {
        self.damage_count += 1;
        if self.damages.len() < Self::MOST_DAMAGES {
            self.damages.push(damage);
        }
    }

    /// Adds the report of another part.
    pub(crate) fn merge(&mut self, other: Self) {
        self.statistics.add(&other.statistics);
        self.damage_count += other.damage_count;
        self.archived.merge(other.archived);
        self.sealed.merge(other.sealed);
        self.repeats.merge(other.repeats);
        self.damages.extend(other.damages);
        self.damages.sort();
        self.damages.truncate(Self::MOST_DAMAGES);
    }
}

/// Where the parts of a running scan leave their reports.
#[derive(Debug, Default)]
pub(crate) struct Reports(Mutex<ScanReport>);

impl Reports {
    /// Adds the report of a part that has ended.
    pub(crate) fn add(&self, report: ScanReport) {
        self.0
            .lock()
            .expect("no holder of the lock panics")
            .merge(report);
    }

    /// The report of all parts that have ended.
    pub(crate) fn total(&self) -> ScanReport {
        self.0.lock().expect("no holder of the lock panics").clone()
    }
}

/// How far a running scan is; read from other threads while it runs.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bytes: AtomicU64,
    objects: AtomicU64,
    /// Bytes of streams, whose length was not known.
    streamed: AtomicU64,
    /// The most that may be streamed.
    most: Option<u64>,
}

impl Progress {
    /// Of a query that may read so much of streams.
    pub(crate) fn new(most: Option<u64>) -> Self {
        Self {
            most,
            ..Self::default()
        }
    }

    /// Counts bytes of a stream.
    ///
    /// # Errors
    ///
    /// When they are more than may be read.
    pub(crate) fn stream(&self, bytes: u64) -> Result<(), TooMuch> {
        let streamed = self.streamed.fetch_add(bytes, Relaxed) + bytes;
        match self.most {
            Some(most) if streamed > most => Err(TooMuch(beyond(most))),
            _ => Ok(()),
        }
    }

    /// Counts an object, or a part of one, of this size as done.
    pub(crate) fn advance(&self, objects: u64, bytes: u64) {
        self.objects.fetch_add(objects, Relaxed);
        self.bytes.fetch_add(bytes, Relaxed);
    }

    /// Objects and stored bytes done so far.
    pub(crate) fn done(&self) -> (u64, u64) {
        (self.objects.load(Relaxed), self.bytes.load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_apart_adds_up() {
        let mut apart = Apart::default();
        apart.merge(Apart::default());
        assert_eq!(apart, Apart::default());
        apart.add("b");
        apart.add("a");
        let mut other = Apart::default();
        other.add("c");
        other.merge(apart);
        assert_eq!((other.objects, other.first.as_deref()), (3, Some("a")));
    }
}
