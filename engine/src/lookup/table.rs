//! One table: a CSV file, in memory by columns.

use std::cell::Cell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use arrow::array::{Array, LargeStringArray, LargeStringBuilder};
use csv::{ErrorKind, Position, StringRecord};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryReservation;

use super::TableError;

/// A table of texts; an empty cell is a missing value.
#[derive(Debug)]
pub(crate) struct Table {
    names: Vec<String>,
    columns: Vec<LargeStringArray>,
    rows: usize,
    /// Held as long as the table is.
    _memory: MemoryReservation,
}

/// How much the rows may take before memory is asked for again, in bytes.
const STEP: usize = 1 << 16;

/// How many bytes a row may have, about: no value is that long, and a quote that is not closed
/// makes the rest of the file one.
const LONGEST_ROW: usize = 64 << 20;

/// What a cell costs besides its text.
const NUMBER: usize = 8;

impl Table {
    /// Reads a file: UTF-8, with or without a mark of it; the first row names the columns. Its
    /// memory is asked of `memory`.
    pub(super) fn read(path: &Path, memory: MemoryReservation) -> Result<Self, TableError> {
        Self::read_rows(path, memory, LONGEST_ROW)
    }

    fn read_rows(
        path: &Path,
        memory: MemoryReservation,
        longest: usize,
    ) -> Result<Self, TableError> {
        let damaged = |reason: String| TableError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let file = File::open(path).map_err(|error| damaged(error.to_string()))?;
        let left = Cell::new(longest);
        let mut reader = csv::Reader::from_reader(Source {
            file,
            memory: &memory,
            left: &left,
        });
        let header = reader
            .headers()
            .map_err(|error| fault(path, error, &Position::new()))?;
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        check_names(&names).map_err(&damaged)?;
        let mut builders: Vec<LargeStringBuilder> =
            names.iter().map(|_| LargeStringBuilder::new()).collect();
        let mut rows = 0;
        let mut pending = 0;
        let (mut record, mut last) = (StringRecord::new(), StringRecord::new());
        loop {
            left.set(longest);
            let start = reader.position().clone();
            let more = reader.read_record(&mut record);
            if !more.map_err(|error| fault(path, error, &start))? {
                break;
            }
            pending += NUMBER * names.len();
            if pending >= STEP {
                memory
                    .try_grow(pending)
                    .map_err(|error| TableError::Memory(error.into()))?;
                pending = 0;
            }
            for (cell, builder) in record.iter().zip(&mut builders) {
                builder.append_option(Some(cell).filter(|cell| !cell.is_empty()));
            }
            rows += 1;
            std::mem::swap(&mut record, &mut last);
        }
        if let Some(start) = unclosed(path, &last).map_err(|error| damaged(error.to_string()))? {
            let line = line(path, start);
            return Err(damaged(format!("line {line}: a quote is not closed")));
        }
        memory
            .try_grow(pending)
            .map_err(|error| TableError::Memory(error.into()))?;
        Ok(Self {
            names,
            columns: builders
                .iter_mut()
                .map(LargeStringBuilder::finish)
                .collect(),
            rows,
            _memory: memory,
        })
    }

    /// The names of the columns, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// A cell; `None` when it is empty.
    pub(crate) fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let cells = &self.columns[column];
        cells.is_valid(row).then(|| cells.value(row))
    }
}

fn check_names(names: &[String]) -> Result<(), String> {
    if names.is_empty() {
        return Err("it is empty, and the first row names the columns".into());
    }
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(name.as_str())) {
        Some(name) => Err(format!("two of its columns are named `{name}`")),
        None => Ok(()),
    }
}

/// The beginning of the last row, when it took the rest of the file for a quoted text.
fn unclosed<'a>(path: &Path, last: &'a StringRecord) -> io::Result<Option<&'a Position>> {
    let lines = last.iter().any(|cell| cell.contains(['\n', '\r']));
    let Some(start) = last.position().filter(|_| lines) else {
        return Ok(None);
    };
    let mut rest = BufReader::new(open_at(path, start)?);
    let mut quotes = 0;
    loop {
        let bytes = rest.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        quotes += memchr::memchr_iter(b'"', bytes).count();
        let length = bytes.len();
        rest.consume(length);
    }
    Ok(Some(start).filter(|_| quotes % 2 == 1))
}

/// A file whose bytes are paid for as they are read.
struct Source<'a> {
    file: File,
    memory: &'a MemoryReservation,
    /// How many bytes the row may still have.
    left: &'a Cell<usize>,
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        let left = self.left.get().checked_sub(length);
        self.left
            .set(left.ok_or_else(|| io::Error::other(TooLong))?);
        self.memory.try_grow(length).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// A row is longer than [`LONGEST_ROW`].
#[derive(Debug, thiserror::Error)]
#[error("the row is too long; perhaps a quote is not closed")]
struct TooLong;

/// Why the row behind `start` cannot be read.
fn fault(path: &Path, error: csv::Error, start: &Position) -> TableError {
    let damaged = |reason: String| TableError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let position = error.position().cloned();
    let error = match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => return damaged(say(path, position.as_ref(), kind)),
    };
    match error.downcast::<DataFusionError>() {
        Ok(error) => TableError::Memory(error.into()),
        Err(error) if is_too_long(&error) => {
            damaged(format!("line {}: {error}", line(path, start)))
        }
        Err(error) => damaged(error.to_string()),
    }
}

/// What is wrong, with the line.
fn say(path: &Path, position: Option<&Position>, kind: ErrorKind) -> String {
    let line = position.map_or(1, |position| line(path, position));
    match kind {
        ErrorKind::Utf8 { err, .. } => {
            let value = err.field() + 1;
            format!("line {line}: value {value} is not UTF-8")
        }
        ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            let values = if len == 1 { "value" } else { "values" };
            format!("line {line} has {len} {values}, and there are {expected_len} columns")
        }
        other => format!("line {line}: {other:?}"),
    }
}

/// The line of a row, whose position is before the empty lines above it.
fn line(path: &Path, start: &Position) -> u64 {
    let empty = open_at(path, start).map(|file| {
        let bytes = BufReader::new(file).bytes().map_while(Result::ok);
        let breaks = bytes.take_while(|byte| matches!(byte, b'\n' | b'\r'));
        breaks.filter(|byte| *byte == b'\n').count() as u64
    });
    start.line() + empty.unwrap_or(0)
}

fn open_at(path: &Path, start: &Position) -> io::Result<File> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start.byte()))?;
    Ok(file)
}

fn is_too_long(error: &io::Error) -> bool {
    let inner = error.get_ref();
    inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLong>)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use datafusion::execution::memory_pool::{
        GreedyMemoryPool, MemoryConsumer, MemoryPool, UnboundedMemoryPool,
    };

    use super::*;

    fn read(bytes: &[u8], pool: &Arc<dyn MemoryPool>) -> Result<Table, TableError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        fs::write(&path, bytes).expect("written");
        Table::read(&path, MemoryConsumer::new("lookup").register(pool))
    }

    fn check(bytes: &[u8], expected: Result<&[&[&str]], &str>) {
        let unbounded: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        let table = read(bytes, &unbounded);
        let found = table.map_err(|error| match error {
            TableError::Damaged { reason, .. } => reason,
            other => panic!("{other:?}"),
        });
        let rows = found.map(|table| {
            let names = table.names().map(str::to_owned).collect::<Vec<_>>();
            let cells = (0..table.rows()).map(|row| {
                let cells = (0..names.len()).map(|column| table.cell(row, column));
                cells.map(|cell| cell.unwrap_or("-").to_owned()).collect()
            });
            std::iter::once(names.clone())
                .chain(cells)
                .collect::<Vec<_>>()
        });
        let expected = expected
            .map(|rows| {
                let texts = |row: &&[&str]| row.iter().map(|&cell| cell.into()).collect();
                rows.iter().map(texts).collect::<Vec<Vec<String>>>()
            })
            .map_err(str::to_owned);
        assert_eq!(rows, expected);
    }

    #[test]
    fn tables() {
        check(
            "\u{feff}id,näme\r\n1,\"a, \"\"b\"\"\"\r\n\r\n2,\r\n".as_bytes(),
            Ok(&[&["id", "näme"], &["1", "a, \"b\""], &["2", "-"]]),
        );
        check(b"id\n\"two\nlines\"", Ok(&[&["id"], &["two\nlines"]]));
        check(b"id\n", Ok(&[&["id"]]));
    }

    #[test]
    fn damage_is_named_with_its_line() {
        check(
            b"a,b\n1,2\n\n3\n",
            Err("line 4 has 1 value, and there are 2 columns"),
        );
        check(
            b"a,b\n1,2\n3,4,5\n",
            Err("line 3 has 3 values, and there are 2 columns"),
        );
        check(b"a,b\n1,2\n3,\xff\n", Err("line 3: value 2 is not UTF-8"));
        check(b"a,\xff\n1,2\n", Err("line 1: value 2 is not UTF-8"));
        check(b"a,b,a\n", Err("two of its columns are named `a`"));
        check(b"", Err("it is empty, and the first row names the columns"));
        check(
            b"a,b\n1,\"2\n3,4\n5,6\n",
            Err("line 2: a quote is not closed"),
        );
    }

    #[test]
    fn rows_have_a_longest() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        let reason = |bytes: &str| {
            fs::write(&path, bytes).expect("written");
            let memory = MemoryConsumer::new("lookup").register(&pool);
            match Table::read_rows(&path, memory, 100_000) {
                Ok(table) => Ok(table.rows()),
                Err(TableError::Damaged { reason, .. }) => Err(reason),
                Err(other) => panic!("{other:?}"),
            }
        };
        let rows = "1,2\n".repeat(100_000);
        assert_eq!(reason(&format!("a,b\n{rows}")), Ok(100_000));
        let too_long = "the row is too long; perhaps a quote is not closed";
        assert_eq!(
            reason(&format!("a,b\n1,2\n\n3,\"4\n{rows}")),
            Err(format!("line 4: {too_long}"))
        );
        assert_eq!(
            reason(&format!("\"a,b\n{rows}")),
            Err(format!("line 1: {too_long}"))
        );
    }

    #[test]
    fn memory_is_asked_for_within_a_row() {
        let bytes = format!("a\n\"{}\"\n", "x".repeat(1 << 20)).into_bytes();
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(1 << 19));
        let found = read(&bytes, &pool);
        assert!(matches!(found, Err(TableError::Memory(_))), "{found:?}");
    }

    #[test]
    fn memory_is_asked_for() {
        let row = format!("{}\n", "x".repeat(1000));
        let bytes = format!("a\n{}", row.repeat(1000)).into_bytes();
        let pool = |bytes| -> Arc<dyn MemoryPool> { Arc::new(GreedyMemoryPool::new(bytes)) };
        assert!(read(&bytes, &pool(2 << 20)).is_ok());
        assert!(matches!(
            read(&bytes, &pool(1 << 19)),
            Err(TableError::Memory(_))
        ));
    }
}
