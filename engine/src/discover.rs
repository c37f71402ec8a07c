//! Which fields the events of a place have: told from a sample, for people who do not know yet what
//! to ask.

mod rows;
mod sample;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use self::sample::Sample;
use crate::catalog::Late;
use crate::error::Result;
use crate::query::{DryRun, QueryBuilder};
use crate::result::{Cell, Summary};
use crate::session::Session;
use crate::time::TimeRange;

/// Events that are looked at where it is not said how many.
const EVENTS: u64 = 10_000;

/// Looks for the fields of a sample of events; awaiting it reads them.
#[derive(Debug, Clone)]
#[must_use]
pub struct FieldsBuilder {
    query: QueryBuilder,
    events: u64,
}

/// The fields of a sample of events.
#[derive(Debug, Clone)]
pub struct DiscoveredFields {
    /// The fields, by path.
    pub fields: Vec<DiscoveredField>,
    /// How many events were looked at.
    pub events: u64,
    /// How many of them are no JSON objects, and have no fields of their own.
    pub without_fields: u64,
    /// How many fields were met and not kept, since there are too many.
    pub left_out: u64,
    /// Whether there may be more events than were looked at.
    pub is_sample: bool,
    /// What was read, and what could not be.
    pub summary: Summary,
}

/// A field of some events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiscoveredField {
    /// Its path, without quotes; the first element of an array is `0`.
    pub path: String,
    /// How many events have a value there that is not null.
    pub events: u64,
    /// The kinds of values, null too.
    pub kinds: Vec<JsonKind>,
    /// Some values, shortened; different ones.
    pub examples: Vec<String>,
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `"a"`
    String,
    /// `1`
    Number,
    /// `true`
    Boolean,
    /// `{}`
    Object,
    /// `[]`
    Array,
    /// `null`
    Null,
}

impl JsonKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Null => "null",
        }
    }
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Session {
    /// The fields of the newest events of the session's places; awaiting it reads them. The newest
    /// are those of the objects that come last, as far as keys tell.
    pub fn fields(&self) -> FieldsBuilder {
        FieldsBuilder {
            query: self.query(String::new()),
            events: EVENTS,
        }
    }
}

impl FieldsBuilder {
    /// Looks at so many events at most; 10,000 where it is not said.
    pub fn events(mut self, events: u64) -> Self {
        self.events = events;
        self
    }

    /// Only events of this range, as [`QueryBuilder::time_range`].
    pub fn time_range(mut self, range: TimeRange) -> Self {
        self.query = self.query.time_range(range);
        self
    }

    /// Lists, and says what looking would read at most: fewer objects may hold as many events.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    pub async fn dry_run(self) -> Result<DryRun> {
        self.sampling().dry_run().await
    }

    /// The query that reads the sample.
    fn sampling(self) -> QueryBuilder {
        let mut query = self.query;
        query.text = format!("fields @message | limit any {}", self.events);
        query.newest_objects_first = true;
        query
    }

    /// As [`QueryBuilder::late`].
    pub fn late(mut self, late: Late) -> Self {
        self.query = self.query.late(late);
        self
    }
}

impl IntoFuture for FieldsBuilder {
    type Output = Result<DiscoveredFields>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let events = self.events;
            let mut result = self.sampling().await?;
            let mut sample = Sample::default();
            while let Some(batch) = result.next_batch().await? {
                for row in 0..batch.rows() {
                    match batch.cell(row, 0) {
                        Cell::Text(message) | Cell::Json(message) => sample.add(message),
                        _ => {}
                    }
                }
            }
            Ok(sample.finish(events, result.summary()))
        })
    }
}
