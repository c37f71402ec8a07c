//! The extractor beside the reference reader, on every level of CPU that is there.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type};
use arrow_array::{Array, ArrayRef};
use taffrail_extract::{
    Column, Extracted, Extractor, Level, Path, Record, Records, Shape, Want, detect,
};

use crate::reference::{self, Cell};

/// Columns that get in one another's way.
pub(crate) fn all_columns() -> Vec<Column> {
    let paths = [
        "a",
        "b",
        "c",
        "a.b",
        "a.b.c",
        "a.c",
        "a.0",
        "a.1",
        "a.0.b",
        "a.10",
        "0",
        "b.a",
        "b.b",
        "a.",
        ".a",
        "a.b.c.a.b.c",
        "aaaaaaaa",
        "aaaaaaaab",
        "aaaaaaaaaaaaaaaab",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "ä",
        "",
    ];
    let wants = [
        Want::Text,
        Want::Number,
        Want::Integer,
        Want::Kind,
        Want::Timestamp,
    ];
    let columns = paths.iter().flat_map(|path| {
        wants.map(|want| Column {
            path: Path::parse(path),
            want,
        })
    });
    columns.collect()
}

/// The columns whose bit is set in one of the words.
pub(crate) fn some_columns(bits: u64) -> Vec<Column> {
    let columns = all_columns().into_iter().enumerate();
    // Three bits choose paths, so that few and many are wanted; five the ways.
    columns
        .filter(|(n, _)| bits >> (n / 5) & 1 == 1 && bits >> (32 + n % 32) & 1 == 1)
        .map(|(_, column)| column)
        .collect()
}

/// One record whose bounds are known.
pub(crate) fn push(columns: &[Column], record: &[u8]) {
    let (expected, malformed) = reference::row(columns, record);
    for level in Level::available() {
        let mut rows = Extractor::with_level(columns, level).rows();
        rows.push(record);
        let extracted = rows.finish();
        let found = only_row(&extracted);
        for ((column, expected), found) in columns.iter().zip(&expected).zip(&found) {
            assert_eq!(
                found,
                expected,
                "{column:?} of {} with {level:?}",
                show(record)
            );
        }
        assert_eq!(
            extracted.malformed,
            malformed,
            "of {} with {level:?}",
            show(record)
        );
    }
}

pub(crate) const SHAPES: [Shape; 5] = [
    Shape::JsonLines,
    Shape::Records,
    Shape::Array,
    Shape::Concatenated,
    Shape::TextLines,
];

/// The records of a buffer, in each shape.
pub(crate) fn walks(columns: &[Column], bytes: &[u8]) {
    for shape in SHAPES {
        walk(columns, shape, bytes);
    }
}

/// The records of a buffer: the same bounds whatever is wanted, the rows of the reference reader.
pub(crate) fn walk(columns: &[Column], shape: Shape, bytes: &[u8]) {
    detect(bytes);
    let mut counted = Vec::new();
    let mut records = Records::new(shape, bytes);
    while let Some(record) = records.next(None) {
        counted.push(record);
    }
    let found = counted.iter().flatten().copied().collect::<Vec<Record>>();
    for pair in found.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{shape:?} of {}", show(bytes));
    }
    let rows: Vec<_> = found
        .iter()
        .map(|record| {
            let text = &bytes[record.start..record.end];
            let closes = text.starts_with(b"{") && text.ends_with(b"}");
            assert!(!record.json || closes && reference::closing(text, 0) == Some(text.len()));
            if record.json {
                reference::row(columns, text)
            } else {
                text_row(columns, text)
            }
        })
        .collect();
    for level in Level::available() {
        let extractor = Extractor::with_level(columns, level);
        let mut fused = extractor.rows();
        let mut records = Records::new(shape, bytes);
        for record in &counted {
            assert_eq!(
                records.next(Some(&mut fused)),
                Some(*record),
                "{}",
                show(bytes)
            );
        }
        assert_eq!(records.next(Some(&mut fused)), None);
        let extracted = fused.finish();
        assert_eq!(extracted.rows, found.len());
        assert_eq!(
            extracted.malformed,
            rows.iter().map(|(_, malformed)| malformed).sum::<u64>()
        );
        for (place, column) in extracted.columns.iter().enumerate() {
            let expected: Vec<&Cell> = rows.iter().map(|(cells, _)| &cells[place]).collect();
            let found = cells(column);
            let wanted = &columns[place];
            assert_eq!(
                found.iter().collect::<Vec<_>>(),
                expected,
                "{wanted:?} of {shape:?} {} with {level:?}",
                show(bytes)
            );
        }
    }
}

/// The cells of the one row that there must be.
pub(crate) fn only_row(extracted: &Extracted) -> Vec<Cell> {
    assert_eq!(extracted.rows, 1);
    extracted
        .columns
        .iter()
        .map(|column| cells(column).remove(0))
        .collect()
}

pub(crate) fn cells(column: &ArrayRef) -> Vec<Cell> {
    let cell = |row: usize| {
        if column.is_null(row) {
            return Cell::Null;
        }
        if let Some(texts) = column.as_string_view_opt() {
            return Cell::Text(texts.value(row).to_owned());
        }
        if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
            return Cell::Number(numbers.value(row));
        }
        if let Some(integers) = column.as_primitive_opt::<Int64Type>() {
            return Cell::Integer(integers.value(row));
        }
        if let Some(kinds) = column.as_primitive_opt::<UInt8Type>() {
            return Cell::Kind(kinds.value(row));
        }
        Cell::Timestamp(column.as_primitive::<TimestampMicrosecondType>().value(row))
    };
    (0..column.len()).map(cell).collect()
}

/// A record that is not an object has its text only.
fn text_row(columns: &[Column], text: &[u8]) -> (Vec<Cell>, u64) {
    let cell = |column: &Column| {
        if column.path.is_record() && column.want == Want::Text {
            Cell::Text(String::from_utf8_lossy(text).into_owned())
        } else {
            Cell::Null
        }
    };
    (columns.iter().map(cell).collect(), 0)
}

fn show(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}
