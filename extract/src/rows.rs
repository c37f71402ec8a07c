//! Rows of the wanted columns, filled record by record.

use std::sync::Arc;

use arrow_array::ArrayRef;

use crate::boundary::Record;
use crate::builder::Builder;
use crate::extractor::Plan;
use crate::simd::{Kernel, Simd};
use crate::skip;
use crate::string::Scratch;
use crate::text::{TextPlan, TextState, openings};
use crate::value::Value;
use crate::walk::{Extent, State, Walk};

/// Rows under construction, one a record.
#[derive(Debug)]
pub struct Rows {
    plan: Arc<Plan>,
    builders: Vec<Builder>,
    count: usize,
    malformed: u64,
    state: State,
    values: Scratch,
    texts: Scratch,
    lines: TextState,
    misfits: u64,
}

/// Finished columns.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// In the order in which they were asked for.
    pub columns: Vec<ArrayRef>,
    /// How long each is; also when there is none.
    pub rows: usize,
    /// How many wanted scalars were not valid JSON, and so NULL.
    pub malformed: u64,
    /// How many lines of text did not have the form that was said.
    pub misfits: u64,
}

impl Rows {
    pub(crate) fn new(plan: Arc<Plan>) -> Self {
        Self {
            builders: plan.wants.iter().map(|&want| Builder::new(want)).collect(),
            state: State::new(&plan.trie),
            count: 0,
            malformed: 0,
            values: Scratch::default(),
            texts: Scratch::default(),
            lines: plan.text.as_ref().map(TextPlan::state).unwrap_or_default(),
            misfits: 0,
            plan,
        }
    }

    /// Appends the row of one record whose bounds are known.
    ///
    /// What begins with `{` and ends with `}`, but for white space, is an object; in anything else
    /// all is NULL but the text of the record itself.
    pub fn push(&mut self, record: &[u8]) {
        let trimmed = trim(record);
        if let [b'{', .., b'}'] = trimmed {
            self.push_container(trimmed);
        } else {
            self.push_other(record);
        }
    }

    /// Appends the row of a record that was found in `bytes`.
    ///
    /// ```
    /// use taffrail_extract::{Column, Extractor, Path, Records, Shape, Want};
    ///
    /// let column = Column { path: Path::parse("a"), want: Want::Text };
    /// let mut rows = Extractor::new(&[column]).rows();
    /// let bytes = b"{\"a\":1}\n{\"a\":2}\n";
    /// let mut records = Records::new(Shape::JsonLines, bytes);
    /// while let Some(Ok(record)) = records.next(None) {
    ///     rows.append(bytes, record);
    /// }
    /// assert_eq!(rows.len(), 2);
    /// ```
    pub fn append(&mut self, bytes: &[u8], record: Record) {
        if record.json {
            self.walk(bytes, record.start, record.end, Extent::Found);
        }
        self.commit(bytes, record);
    }

    /// Appends the row of a value from within a record: as [`push`](Self::push), and in an array
    /// the first segment of a path is an index.
    pub fn push_value(&mut self, value: &[u8]) {
        let trimmed = trim(value);
        if let [b'{', .., b'}'] | [b'[', .., b']'] = trimmed {
            self.push_container(trimmed);
        } else {
            self.push_other(value);
        }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes of memory that the rows hold.
    pub fn memory_size(&self) -> usize {
        self.builders.iter().map(Builder::memory_size).sum()
    }

    /// The rows as arrays; starts anew with none.
    pub fn finish(&mut self) -> Extracted {
        Extracted {
            columns: self.builders.iter_mut().map(Builder::finish).collect(),
            rows: std::mem::take(&mut self.count),
            malformed: std::mem::take(&mut self.malformed),
            misfits: std::mem::take(&mut self.misfits),
        }
    }

    fn push_container(&mut self, bytes: &[u8]) {
        self.walk(bytes, 0, bytes.len(), Extent::Found);
        self.commit(
            bytes,
            Record {
                start: 0,
                end: bytes.len(),
                json: true,
                aside: false,
            },
        );
    }

    fn push_other(&mut self, bytes: &[u8]) {
        self.commit(
            bytes,
            Record {
                start: 0,
                end: bytes.len(),
                json: false,
                aside: false,
            },
        );
    }

    /// Finds the wanted values of the object at `start`; the place behind the object.
    pub(crate) fn walk(
        &mut self,
        bytes: &[u8],
        start: usize,
        limit: usize,
        extent: Extent,
    ) -> Option<usize> {
        let Self { plan, state, .. } = self;
        plan.level.dispatch(Walk {
            trie: &plan.trie,
            bytes,
            start,
            limit,
            extent,
            state,
        })
    }

    /// Appends a row: of what the last walk found, or of a record that is not an object.
    pub(crate) fn commit(&mut self, bytes: &[u8], record: Record) {
        let level = self.plan.level;
        if !record.json && self.plan.text.is_some() {
            self.commit_text(bytes, record);
        } else {
            level.dispatch(Commit {
                rows: self,
                bytes,
                record,
            });
        }
        for &column in &self.plan.of_record {
            let text = &bytes[record.start..record.end];
            self.builders[column].append_record(text, record.json, level, &mut self.texts);
        }
        self.count += 1;
    }
}

impl Rows {
    /// Appends the values of a line of text.
    fn commit_text(&mut self, bytes: &[u8], record: Record) {
        let plan = Arc::clone(&self.plan);
        let Some(text) = &plan.text else {
            return;
        };
        let line = &bytes[record.start..record.end];
        let (level, texts) = (plan.level, &mut self.texts);
        let fits = text.append(line, &mut self.builders, level, &mut self.lines, texts);
        self.misfits += u64::from(!fits);
        if text.rest().is_empty() {
            return;
        }
        let mut openings = openings(line).filter(|_| text.embedded);
        let found = openings.any(|at| self.walk(line, at, line.len(), Extent::Whole).is_some());
        let of_json = plan.outputs.iter().flat_map(|output| {
            let columns = output.columns.iter();
            columns.map(|&column| (output.node, column))
        });
        for (node, column) in of_json.filter(|(_, column)| text.rest().contains(column)) {
            let range = self.state.found(node).filter(|_| found);
            let value = range.and_then(|range| Value::read(&line[range], &mut self.values));
            self.builders[column].append(value.unwrap_or(Value::Null), level, &mut self.texts);
        }
    }
}

/// Appends the values that the last walk found.
struct Commit<'a> {
    rows: &'a mut Rows,
    bytes: &'a [u8],
    record: Record,
}

impl Kernel for Commit<'_> {
    type Output = ();

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "a kernel is compiled for the level's CPU"
    )]
    fn run<S: Simd>(self, simd: S) {
        let Rows {
            plan,
            builders,
            state,
            values,
            texts,
            malformed,
            ..
        } = self.rows;
        for output in &plan.outputs {
            let found = state.found(output.node).filter(|_| self.record.json);
            let value = match found {
                Some(range) => Value::at(simd, self.bytes, range, values),
                None => Some(Value::Null),
            };
            *malformed += u64::from(value.is_none());
            for &column in &output.columns {
                builders[column].append(value.unwrap_or(Value::Null), plan.level, texts);
            }
        }
    }
}

fn trim(record: &[u8]) -> &[u8] {
    let is_text = |&byte: &u8| !skip::is_white_space(byte);
    let start = record.iter().position(is_text).unwrap_or(record.len());
    let end = record
        .iter()
        .rposition(is_text)
        .map_or(start, |last| last + 1);
    &record[start..end]
}
