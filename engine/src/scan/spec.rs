//! What a scan reads, as plain data.

use std::cmp::Reverse;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};
use taffrail_extract::Shape;

use super::columns::ScanColumn;
use super::filter::ScanFilter;
use super::key_filter::KeyFields;
use super::repeats::Repeats;
use crate::log_type::{Kind, LogType, Said};
use crate::time::TimeRange;

/// What a scan reads and makes of it. It can be serialised, and a part of it run elsewhere.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct ScanSpec {
    /// What to read, in the order of (ordinal, offset).
    pub(crate) objects: Arc<[ScanObject]>,
    /// The columns to make, in order.
    pub(crate) columns: Vec<ScanColumn>,
    /// The columns that the filters read.
    pub(crate) filter_columns: Vec<ScanColumn>,
    /// What an event must pass, all of it.
    pub(crate) filters: Vec<ScanFilter>,
    /// The time range; events without a time are dropped when it has a bound.
    pub(crate) range: TimeRange,
    /// The log type of all objects, when it was named; else each object tells its own.
    pub(crate) log_type: Option<LogType>,
    /// The types of users, which objects may be as well.
    pub(crate) log_types: Arc<[LogType]>,
    /// How many rows are wanted at most, whichever; all, when it is not said.
    pub(crate) fetch: Option<usize>,
    /// In which order the objects are read.
    pub(crate) visits: Visits,
    /// What happens to copies of events.
    pub(crate) repeats: Repeats,
}

/// In which order objects are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Visits {
    /// As they are numbered, so that rows come in the order of (ordinal, offset).
    #[default]
    InOrder,
    /// Those first that may hold the newest events.
    NewestFirst,
}

/// An object, or a part of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ScanObject {
    /// A path, a URL, or `-` for standard input.
    pub(crate) location: Arc<str>,
    /// The place that the query was pointed at.
    pub(crate) place: Arc<str>,
    /// The place of the object in the order of the whole scan.
    pub(crate) ordinal: u32,
    /// Stored bytes, 0 where it is not known.
    pub(crate) size: u64,
    /// When it was last written, microseconds since the epoch.
    pub(crate) modified: Option<i64>,
    /// What names this version of the object.
    pub(crate) etag: Option<Arc<str>>,
    /// Account and region, from the key.
    pub(crate) account: Option<Arc<str>>,
    /// Region, from the key.
    pub(crate) region: Option<Arc<str>>,
    /// Named parts of its key.
    pub(crate) keys: KeyFields,
    /// No event of it is as late as this, as its key tells; microseconds since the epoch.
    pub(crate) until: Option<i64>,
    /// What its lines are, when it is plain and cut by newlines, so that it may be read in parts.
    pub(crate) lines: Option<Lines>,
    /// The bytes of this part, which owns the records that start in it.
    pub(crate) part: Option<(u64, u64)>,
    /// What its source in the catalog says of it.
    pub(crate) declared: Option<Arc<Declared>>,
}

/// What a source of the catalog says of its objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Declared {
    /// Their type, when it is not to be told from each.
    pub(crate) log_type: Option<LogType>,
    /// The fields at which the time of an event stands; those of its type, when there is none.
    pub(crate) time: Vec<String>,
    /// Whether copies of its events are dropped.
    pub(crate) dedup_events: bool,
}

/// What the lines of an object are: told once, by its beginning, which its parts do not see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Lines {
    /// Whether they are JSON.
    pub(crate) json: bool,
    /// The type of the log.
    pub(crate) log_type: LogType,
    /// The line that names the columns.
    pub(crate) header: Option<Arc<[u8]>>,
}

impl Lines {
    /// The lines of an object that is this; `None` when not every newline ends an event.
    pub(crate) fn of(kind: Kind) -> Option<Self> {
        let json = match kind.shape {
            Shape::JsonLines => true,
            Shape::TextLines if !kind.has_long_events() => false,
            _ => return None,
        };
        Some(Self {
            json,
            log_type: kind.log_type,
            header: kind.header,
        })
    }

    /// What their object is.
    pub(super) fn kind(&self) -> Kind {
        Kind {
            shape: self.shape(),
            log_type: self.log_type.clone(),
            header: self.header.clone(),
            written: None,
        }
    }

    /// How they follow one another.
    pub(super) fn shape(&self) -> Shape {
        if self.json {
            Shape::JsonLines
        } else {
            Shape::TextLines
        }
    }
}

/// The most that is read of an object at once: larger ones are streamed.
const WHOLE: u64 = 16 << 20;
/// Plain files longer than this are cut into parts of about this size, in bytes.
const PART: u64 = 8 << 20;

impl ScanObject {
    /// Stored bytes of the object, or of this part of it.
    pub(super) fn bytes(&self) -> u64 {
        self.part.map_or(self.size, |(start, end)| end - start)
    }

    /// Whether a path is a named part of its key.
    pub(super) fn is_keyed(&self, path: &str) -> bool {
        self.keys.get(path).is_some()
    }

    /// Whether it lies outside of this machine.
    pub(crate) fn is_remote(&self) -> bool {
        let schemes = ["s3://", "http://", "https://", "gs://", "az://", "abfss://"];
        schemes
            .iter()
            .any(|scheme| self.location.starts_with(scheme))
    }

    /// Whether it is read at once. A pipe has no length.
    pub(super) fn is_read_whole(&self) -> bool {
        self.part.is_none() && self.size <= WHOLE && (self.size > 0 || self.is_remote())
    }

    /// Whether nobody knows how long it is: standard input, a pipe.
    pub(super) fn is_unmeasured(&self) -> bool {
        self.size == 0 && !self.is_remote()
    }

    /// Whether it begins here, so that it is counted once.
    pub(super) fn is_begun(&self) -> bool {
        self.part.is_none_or(|(start, _)| start == 0)
    }

    fn parts(self) -> impl Iterator<Item = Self> {
        let count = if self.lines.is_some() && self.part.is_none() {
            self.size.div_ceil(PART).max(1)
        } else {
            1
        };
        let size = self.size;
        (0..count).map(move |part| Self {
            part: if count == 1 {
                self.part
            } else {
                Some((part * size / count, (part + 1) * size / count))
            },
            ..self.clone()
        })
    }
}

/// Cuts what can be cut, so that the work can be shared.
pub(crate) fn plan_objects(objects: Vec<ScanObject>) -> Vec<ScanObject> {
    objects.into_iter().flat_map(ScanObject::parts).collect()
}

impl ScanSpec {
    /// Cuts the scan into at most `count` parts of about equal bytes, at least one. Each keeps
    /// the order of the whole, so that merging them by (ordinal, offset) restores it, with as
    /// little waiting as it can: objects are dealt in order to the part with the fewest bytes.
    pub(crate) fn split(&self, count: usize) -> Vec<Self> {
        let count = count.clamp(1, self.objects.len().max(1));
        let mut parts = vec![(0_u64, Vec::new()); count];
        for object in self.objects.iter() {
            let (bytes, objects) = parts
                .iter_mut()
                .min_by_key(|(bytes, _)| *bytes)
                .expect("there is at least one part");
            // An object costs something even when it is empty.
            *bytes += object.bytes() + 4096;
            objects.push(object.clone());
        }
        parts
            .into_iter()
            .map(|(_, objects)| Self {
                objects: objects.into(),
                ..self.clone()
            })
            .collect()
    }

    /// The same scan, reading first what may hold the newest events. Logs grow at their end and
    /// names rise with time, so where a key tells no time the last is taken for the newest.
    pub(crate) fn newest_first(&self) -> Self {
        let mut objects: Vec<ScanObject> = self.objects.iter().rev().cloned().collect();
        // What may hold any time has to be read whatever the others hold, and stands in front.
        let key = |object: &ScanObject| Reverse(object.until.unwrap_or(i64::MAX));
        objects.sort_by_key(key);
        Self {
            objects: objects.into(),
            visits: Visits::NewestFirst,
            ..self.clone()
        }
    }

    /// Whether a column holds a field that the keys of some objects tell.
    pub(super) fn is_keyed(&self, column: &ScanColumn) -> bool {
        let path = column.path();
        path.is_some_and(|path| self.objects.iter().any(|object| object.is_keyed(path)))
    }

    /// The schema of columns.
    pub(crate) fn schema(columns: &[ScanColumn]) -> SchemaRef {
        let fields: Vec<Field> = columns.iter().map(ScanColumn::field).collect();
        SchemaRef::new(Schema::new(fields))
    }

    /// Whether the time range leaves anything out.
    pub(crate) fn range_is_bounded(&self) -> bool {
        self.range != TimeRange::default()
    }

    /// What is said of the type of an object of it.
    pub(super) fn said<'a>(&'a self, object: &'a ScanObject) -> Said<'a> {
        let declared = object.declared.as_ref();
        let declared = declared.and_then(|declared| declared.log_type.as_ref());
        Said {
            named: self.log_type.as_ref().or(declared),
            users: &self.log_types,
        }
    }

    /// Whether repeats are dropped of objects of which this is declared.
    pub(crate) fn drops_repeats(&self, declared: Option<&Declared>) -> bool {
        self.repeats == Repeats::Dropped || declared.is_some_and(|said| said.dedup_events)
    }

    /// Whether repeats are dropped of any object.
    pub(crate) fn drops_any_repeats(&self) -> bool {
        let mut objects = self.objects.iter();
        objects.any(|object| self.drops_repeats(object.declared.as_deref()))
    }

    /// Stored bytes in all.
    pub(crate) fn bytes(&self) -> u64 {
        self.objects.iter().map(ScanObject::bytes).sum()
    }
}
