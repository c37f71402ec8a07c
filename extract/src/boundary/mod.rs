//! Where records begin and end.

mod concatenated;
mod damage;
mod detect;
mod lines;
mod resume;
mod rules;
mod wrapped;

pub use self::damage::{Damage, DamageReason};
pub use self::detect::{Shape, detect};
pub use self::rules::LineRules;

use self::resume::Budget;
use crate::rows::Rows;
use crate::simd::{Kernel, Level, Simd};
use crate::skip;
use crate::value::is_plain_scalar;
use crate::walk::{Extent, Skip};

/// Where a record stands in the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Record {
    /// Its first byte.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
    /// Whether it is a JSON object; else it is a line of text, or a JSON value of another kind.
    pub json: bool,
    /// Whether it is a line about the log, not an event of it: it has no row. Only
    /// [`LineRules`] tell such lines.
    pub aside: bool,
}

/// Walks the records of a buffer. Damage is reported and stepped over, it never ends a walk.
///
/// Behind damage a list goes on where an object closes that looks like the sound records: by its
/// first key, or by its indent where it begins a line. Looking for such a place costs a multiple of the buffer at most: of bytes made to
/// have no end of damage, the rest is given up and reported as one.
///
/// ```
/// use taffrail_extract::{Records, Shape};
///
/// let mut records = Records::new(Shape::JsonLines, b"{\"a\":1}\n{\"a\":\nplain\n");
/// let mut found = Vec::new();
/// while let Some(record) = records.next(None) {
///     found.push(record.map(|record| record.json).map_err(|damage| damage.offset));
/// }
/// assert_eq!(found, [Ok(true), Err(8), Ok(false)]);
/// ```
#[derive(Debug)]
pub struct Records<'a> {
    shape: Shape,
    bytes: &'a [u8],
    at: usize,
    level: Level,
    place: wrapped::Place,
    budget: Budget,
    rules: &'a LineRules,
    more: bool,
}

impl<'a> Records<'a> {
    /// A walk from the start of `bytes`; a byte order mark is skipped.
    pub fn new(shape: Shape, bytes: &'a [u8]) -> Self {
        Self::with_rules(shape, bytes, &PLAIN)
    }

    /// The same, where lines of text are events by rules.
    pub fn with_rules(shape: Shape, bytes: &'a [u8], rules: &'a LineRules) -> Self {
        Self {
            shape,
            bytes,
            at: if bytes.starts_with(BYTE_ORDER_MARK) {
                BYTE_ORDER_MARK.len()
            } else {
                0
            },
            level: Level::best(),
            place: wrapped::Place::default(),
            budget: Budget::new(bytes.len()),
            rules,
            more: false,
        }
    }

    /// The buffer is a piece of a log, and other lines follow it: an event of several lines that
    /// may go on in them is none yet, and the walk ends at its [`position`](Self::position).
    #[must_use]
    pub fn more_follows(self) -> Self {
        Self { more: true, ..self }
    }

    /// Where the next record is looked for.
    pub fn position(&self) -> usize {
        self.at.min(self.bytes.len())
    }

    /// Finds the next record; when `rows` are given, its row is appended in the same walk.
    ///
    /// # Errors
    ///
    /// Damage: bytes that belong to no record, with the place where they begin. No row is appended;
    /// the next call goes on behind them.
    #[inline]
    pub fn next(&mut self, rows: Option<&mut Rows>) -> Option<Result<Record, Damage>> {
        match self.shape {
            Shape::JsonLines => self.next_json_line(rows),
            Shape::TextLines => self.next_text_line(rows),
            Shape::Records | Shape::Array => self.next_wrapped(rows),
            Shape::Concatenated => self.next_concatenated(rows),
        }
    }

    /// Behind the object at `start`, if it closes before `limit`, with a `}`.
    #[inline]
    fn object(&self, rows: Option<&mut Rows>, start: usize, limit: usize) -> Option<usize> {
        let end = match rows {
            Some(rows) => rows.walk(self.bytes, start, limit, Extent::Whole),
            None => self.level.dispatch(Skip {
                bytes: self.bytes,
                start,
                limit,
            }),
        };
        end.filter(|&end| end <= limit && self.bytes[end - 1] == b'}')
    }

    /// Hands out a record, and appends its row.
    #[inline]
    fn found(&self, rows: Option<&mut Rows>, record: Record) -> Record {
        if let Some(rows) = rows {
            rows.commit(self.bytes, record);
        }
        record
    }

    /// The first byte at or behind `at` that is not white space.
    #[inline]
    fn solid(&self, at: usize) -> usize {
        skip::white_space(self.bytes, at, self.bytes.len()).unwrap_or(self.bytes.len())
    }

    /// Behind the value at `start` which is not an object.
    fn other_value(&self, start: usize) -> Option<usize> {
        self.level.dispatch(OtherValue {
            bytes: self.bytes,
            start,
        })
    }
}

struct OtherValue<'a> {
    bytes: &'a [u8],
    start: usize,
}

impl Kernel for OtherValue<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a kernel is compiled for the level's CPU"
    )]
    fn run<S: Simd>(self, simd: S) -> Option<usize> {
        let Self { bytes, start } = self;
        match bytes[start] {
            b'[' => simd.skip_container(bytes, start + 1, bytes.len(), 1),
            b'"' => Some(skip::string(simd, bytes, start + 1, bytes.len())?.at + 1),
            _ => {
                let end = skip::scalar(bytes, start, bytes.len());
                is_plain_scalar(&bytes[start..end]).then_some(end)
            }
        }
    }
}

static PLAIN: LineRules = LineRules::PLAIN;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
