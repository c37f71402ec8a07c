//! From extracted columns to the columns of a scan.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, StringViewBuilder, TimestampMicrosecondArray,
};
use arrow::compute::interleave;
use arrow::datatypes::TimestampMicrosecondType;
use taffrail_extract::{Column, Path, Want};

use super::columns::{ColumnSource, ScanColumn, SystemField};
use super::key_filter::array;
use super::repeats::{Repeats, identities};
use super::spec::{Declared, ScanObject, ScanSpec};
use crate::log_type::Kind;

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowMeta {
    /// Index of the object in the spec.
    pub(super) object: u32,
    /// Offset of the record in the uncompressed object.
    pub(super) offset: u64,
}

/// What is extracted, in which pass, and how columns are made of it; for one kind of objects.
pub(super) struct Layout {
    /// Extracted from every record.
    pub(super) first: Vec<Column>,
    /// Extracted from the records that pass the filters.
    pub(super) second: Vec<Column>,
    /// The columns that the filters read, over `first`.
    pub(super) filter: Vec<Part>,
    /// The time, over `first`, when a range needs it.
    pub(super) time: Option<Part>,
    /// The columns of the scan, over `first` and then `second`.
    pub(super) output: Vec<Part>,
    /// What tells events from others, extracted of some, where repeats are counted.
    pub(super) counted: Vec<Column>,
}

/// How a column is made.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// The extracted column with this index.
    Extracted(usize),
    /// The first time that is there, of several extracted columns.
    FirstTime(Vec<usize>),
    /// What tells an event from others, of several extracted columns.
    Identity(Vec<usize>),
    /// Known without reading the record.
    Known(SystemField),
    /// What the key of the object tells of a field, else what the record holds.
    Keyed {
        /// The column.
        column: ScanColumn,
        /// How it is made of the record.
        own: Box<Self>,
    },
}

impl Layout {
    /// The layout of a scan over objects of a kind, of which their source may say more.
    pub(super) fn new(spec: &ScanSpec, kind: &Kind, declared: Option<&Declared>) -> Self {
        let times = match declared.filter(|declared| !declared.time.is_empty()) {
            Some(declared) => &declared.time,
            None => kind.log_type.time(),
        };
        let drops = spec.drops_repeats(declared);
        let filtered = !spec.filter_columns.is_empty() || spec.range_is_bounded();
        let mut first = Vec::new();
        let filter = spec
            .filter_columns
            .iter()
            .map(|column| part(spec, column, kind, times, drops, &mut first))
            .collect();
        let time = spec
            .range_is_bounded()
            .then(|| system(SystemField::Timestamp, times, kind, &mut first));
        let passed = first.len();
        let mut all = first;
        let output = spec
            .columns
            .iter()
            .map(|column| part(spec, column, kind, times, drops, &mut all))
            .collect();
        let second = if filtered {
            all.split_off(passed)
        } else {
            Vec::new()
        };
        Self {
            first: all,
            second,
            filter,
            time,
            output,
            counted: if !drops && spec.repeats == Repeats::Counted {
                identity_of(kind).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// What is extracted of an event to tell it from others; nothing where its log type does not say.
fn identity_of(kind: &Kind) -> impl Iterator<Item = Column> {
    let fields = kind.log_type.identity().iter();
    fields.map(|path| column_at(&kind.resolve(path), Want::Text))
}

fn part(
    spec: &ScanSpec,
    column: &ScanColumn,
    kind: &Kind,
    times: &[String],
    drops: bool,
    extracted: &mut Vec<Column>,
) -> Part {
    let mut at_path =
        |path: &str, want| Part::Extracted(index_of(&kind.resolve(path), want, extracted));
    let own = match &column.source {
        ColumnSource::Text(path) => at_path(path, Want::Text),
        ColumnSource::Kind(path) => at_path(path, Want::Kind),
        ColumnSource::Number(path) => at_path(path, Want::Number),
        // Without an identity, events have no repeats.
        ColumnSource::System(SystemField::Identity) if !drops => Part::Identity(Vec::new()),
        ColumnSource::System(field) => system(*field, times, kind, extracted),
    };
    if spec.is_keyed(column) {
        let (column, own) = (column.clone(), Box::new(own));
        return Part::Keyed { column, own };
    }
    own
}

fn system(field: SystemField, times: &[String], kind: &Kind, extracted: &mut Vec<Column>) -> Part {
    match field {
        SystemField::Message => {
            Part::Extracted(index_of(kind.log_type.message(), Want::Text, extracted))
        }
        SystemField::Timestamp => Part::FirstTime(
            times
                .iter()
                .map(|path| index_of(&kind.resolve(path), Want::Timestamp, extracted))
                .collect(),
        ),
        SystemField::Identity => Part::Identity(
            identity_of(kind)
                .map(|column| index_in(column, extracted))
                .collect(),
        ),
        known => Part::Known(known),
    }
}

/// The index of an extracted column, which is added when it is not there yet. A log's own key that
/// begins with `@` is named with one more (`@@version`).
fn index_of(path: &str, want: Want, extracted: &mut Vec<Column>) -> usize {
    index_in(column_at(path, want), extracted)
}

fn column_at(path: &str, want: Want) -> Column {
    let path = path
        .strip_prefix('@')
        .filter(|rest| rest.starts_with('@'))
        .unwrap_or(path);
    Column {
        path: Path::parse(path),
        want,
    }
}

fn index_in(column: Column, extracted: &mut Vec<Column>) -> usize {
    extracted
        .iter()
        .position(|known| *known == column)
        .unwrap_or_else(|| {
            extracted.push(column);
            extracted.len() - 1
        })
}

impl Part {
    /// The column, from the extracted ones and the places of the records.
    pub(super) fn make(
        &self,
        extracted: &[ArrayRef],
        rows: &[RowMeta],
        objects: &[ScanObject],
    ) -> ArrayRef {
        match self {
            Self::Extracted(index) => Arc::clone(&extracted[*index]),
            Self::FirstTime(candidates) => first_time(candidates, extracted, rows.len()),
            Self::Identity(fields) => {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|&it| Arc::clone(&extracted[it]))
                    .collect();
                identities(&fields, rows.len())
            }
            Self::Known(field) => known(*field, rows, objects),
            Self::Keyed { column, own } => {
                keyed(column, &own.make(extracted, rows, objects), rows, objects)
            }
        }
    }
}

fn first_time(candidates: &[usize], extracted: &[ArrayRef], rows: usize) -> ArrayRef {
    if let [only] = candidates {
        return Arc::clone(&extracted[*only]);
    }
    let columns: Vec<_> = candidates
        .iter()
        .map(|index| extracted[*index].as_primitive::<TimestampMicrosecondType>())
        .collect();
    let times: TimestampMicrosecondArray = (0..rows)
        .map(|row| {
            columns
                .iter()
                .find(|column| column.is_valid(row))
                .map(|column| column.value(row))
        })
        .collect();
    Arc::new(times.with_timezone("+00:00"))
}

/// Puts what keys tell in the place of what records hold. Records of one object follow one another.
fn keyed(
    column: &ScanColumn,
    own: &ArrayRef,
    rows: &[RowMeta],
    objects: &[ScanObject],
) -> ArrayRef {
    let path = column.path().unwrap_or_default();
    let mut sources = vec![Arc::clone(own)];
    let mut places = Vec::with_capacity(rows.len());
    for (at, chunk) in rows
        .chunk_by(|a, b| a.object == b.object)
        .scan(0, |at, chunk| {
            let start = *at;
            *at += chunk.len();
            Some((start, chunk))
        })
    {
        match objects[chunk[0].object as usize].keys.get(path) {
            Some(value) => {
                places.extend(std::iter::repeat_n((sources.len(), 0), chunk.len()));
                sources.push(array(column, Some(value)));
            }
            None => places.extend((at..at + chunk.len()).map(|row| (0, row))),
        }
    }
    let sources: Vec<&dyn Array> = sources.iter().map(AsRef::as_ref).collect();
    interleave(&sources, &places).expect("all are of the type of the column")
}

fn known(field: SystemField, rows: &[RowMeta], objects: &[ScanObject]) -> ArrayRef {
    let object = |row: &RowMeta| &objects[row.object as usize];
    let texts = |text: &dyn Fn(&ScanObject) -> Option<Arc<str>>| -> ArrayRef {
        let mut texts = StringViewBuilder::with_capacity(rows.len());
        for row in rows {
            texts.append_option(text(object(row)).as_deref());
        }
        Arc::new(texts.finish())
    };
    let integers = |integer: &dyn Fn(&RowMeta) -> i64| -> ArrayRef {
        Arc::new(
            rows.iter()
                .map(|row| Some(integer(row)))
                .collect::<Int64Array>(),
        )
    };
    match field {
        SystemField::Log => texts(&|object| Some(Arc::clone(&object.place))),
        SystemField::LogStream => texts(&|object| Some(Arc::clone(&object.location))),
        SystemField::Account => texts(&|object| object.account.clone()),
        SystemField::Region => texts(&|object| object.region.clone()),
        SystemField::Object => integers(&|row| i64::from(object(row).ordinal)),
        SystemField::Offset => integers(&|row| row.offset as i64),
        SystemField::IngestionTime => {
            let times: TimestampMicrosecondArray =
                rows.iter().map(|row| object(row).modified).collect();
            Arc::new(times.with_timezone("+00:00"))
        }
        SystemField::Pointer => {
            let mut texts = StringViewBuilder::with_capacity(rows.len());
            for row in rows {
                texts.append_value(pointer(object(row), row.offset));
            }
            Arc::new(texts.finish())
        }
        SystemField::Timestamp | SystemField::Message | SystemField::Identity => {
            unreachable!("these are extracted from the record")
        }
    }
}

/// `@ptr`: offset, version and location of a record.
fn pointer(object: &ScanObject, offset: u64) -> String {
    format!(
        "{offset}:{}:{}",
        object.etag.as_deref().unwrap_or(""),
        object.location
    )
}
