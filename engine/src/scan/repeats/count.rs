//! How many events are copies of others: exact for a few thousand events, estimated beyond.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde::{Deserialize, Serialize};

use super::identity;

/// The most identities that are held.
const MOST: usize = 16 << 10;
/// How much of the end of an event tells whether it is in the sample: the end of a CloudTrail event
/// holds its id, and its first fields are those in which copies differ.
const TAIL: usize = 256;

/// The copies among events, by a sample of events that halves each time it grows too large. All copies
/// of an event are in it, or none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RepeatCount {
    /// Of how many events one is in the sample, as a power of two.
    thinned: u32,
    /// The sample, by identity.
    seen: HashMap<u64, Seen>,
}

/// An event of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// What tells whether it is still in a smaller sample.
    lot: u64,
    /// How often it came.
    times: u64,
}

impl RepeatCount {
    /// Whether an event is in the sample: `None`, or what it is noted under.
    pub(in crate::scan) fn lot(&self, event: &[u8]) -> Option<u64> {
        let tail = &event[event.len().saturating_sub(TAIL)..];
        // Text of a log: bytes that are no text are part of no id.
        let lot = identity(&String::from_utf8_lossy(tail)) as u64;
        self.holds(lot).then_some(lot)
    }

    /// Notes an event of the sample.
    pub(in crate::scan) fn add(&mut self, text: &str, lot: u64) {
        // What this call sampled may have been thinned out since.
        if self.holds(lot) {
            self.note(identity(text) as u64, Seen { lot, times: 1 });
        }
    }

    /// Adds what another part saw.
    pub(in crate::scan) fn merge(&mut self, other: Self) {
        if self.seen.is_empty() && self.thinned == 0 {
            *self = other;
            return;
        }
        self.thinned = self.thinned.max(other.thinned);
        let thinned = self.thinned;
        self.seen.retain(|_, seen| is_in(seen.lot, thinned));
        for (key, seen) in other.seen {
            if self.holds(seen.lot) {
                self.note(key, seen);
            }
        }
    }

    /// How many events are copies of others that were counted as well.
    pub fn repeats(&self) -> u64 {
        let repeats: u64 = self.seen.values().map(|seen| seen.times - 1).sum();
        repeats << self.thinned
    }

    /// Whether that is a count; else it is an estimate by a sample of some 10,000 events.
    pub fn is_exact(&self) -> bool {
        self.thinned == 0
    }

    fn holds(&self, lot: u64) -> bool {
        is_in(lot, self.thinned)
    }

    fn note(&mut self, key: u64, seen: Seen) {
        match self.seen.entry(key) {
            Entry::Occupied(mut known) => known.get_mut().times += seen.times,
            Entry::Vacant(place) => {
                place.insert(seen);
            }
        }
        while self.seen.len() > MOST {
            self.thinned += 1;
            let thinned = self.thinned;
            self.seen.retain(|_, seen| is_in(seen.lot, thinned));
        }
    }
}

fn is_in(lot: u64, thinned: u32) -> bool {
    lot.trailing_zeros() >= thinned
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts events with these numbers, in two parts.
    fn count(numbers: impl Iterator<Item = usize>) -> RepeatCount {
        let mut parts = [RepeatCount::default(), RepeatCount::default()];
        for (index, number) in numbers.enumerate() {
            let part = &mut parts[index % 2];
            let event = format!("{{\"id\":\"event {number}\"}}");
            if let Some(lot) = part.lot(event.as_bytes()) {
                part.add(&number.to_string(), lot);
            }
        }
        let [mut all, other] = parts;
        all.merge(other);
        all
    }

    #[test]
    fn few_are_counted() {
        let found = count((0..100).chain(0..7).chain(3..4));
        assert_eq!((found.repeats(), found.is_exact()), (8, true));
        assert_eq!(count(0..10).repeats(), 0);
    }

    #[test]
    fn many_are_estimated() {
        let found = count((0..200_000).chain(0..50_000));
        assert!(!found.is_exact());
        let repeats = found.repeats();
        assert!((45_000..55_000).contains(&repeats), "{repeats}");
        assert!(found.seen.len() <= MOST);
        assert_eq!(count(0..200_000).repeats(), 0);
    }
}
