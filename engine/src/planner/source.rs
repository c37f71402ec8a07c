//! Where the events of a query, or of one inside of it, come from.

use std::collections::BTreeSet;

use datafusion::logical_expr::LogicalPlanBuilder;
use taffrail_query_lang::ast::{Period, Query};
use taffrail_query_lang::command::{Command, SourceItem, SourceTime};
use taffrail_query_lang::{Code, Diagnostic, Span};

use crate::error::Error;
use crate::function::CallContext;
use crate::time::{TimeRange, Toward, shift};
use crate::typed::Fields;

/// Opens what queries read.
pub(crate) trait Sources {
    /// The events of a source, with columns for the paths that a query names.
    ///
    /// # Errors
    ///
    /// When there is nothing to read there.
    fn open(&self, request: &Request, paths: &BTreeSet<String>) -> Result<Opened, Error>;

    /// How much all that was opened so far holds.
    fn opened(&self) -> Total;
}

/// Objects and their bytes; what is read twice counts twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Total {
    /// Objects that may hold events of the time range.
    pub(crate) objects: u64,
    /// Their stored bytes.
    pub(crate) bytes: u64,
}

/// What a query asks to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Request {
    /// The places that it names; those around it, or of the session, when it names none.
    pub(crate) places: Option<Vec<String>>,
    /// The time range that it names; that around it, or of the session, when it names none.
    pub(crate) range: Option<TimeRange>,
    /// How far before that range its events are.
    pub(crate) back: Option<Period>,
}

impl Request {
    /// The request of a query inside of another, which it follows in what it does not say.
    pub(super) fn inside_of(mut self, outer: Option<&Self>) -> Self {
        if let Some(outer) = outer {
            self.places = self.places.or_else(|| outer.places.clone());
            self.range = self.range.or(outer.range);
        }
        self
    }
}

/// A source that was opened.
pub(crate) struct Opened {
    /// Its rows: the system fields by their names, and what `fields` are made of.
    pub(crate) rows: LogicalPlanBuilder,
    /// The values at the paths that the query names.
    pub(crate) fields: Fields,
    /// The time range that was asked for, when it has a bound.
    pub(crate) range: Option<TimeRange>,
}

/// What the `SOURCE` commands at the head of a query ask for.
///
/// `start` and `end` are inclusive there, in whole milliseconds (`StartQuery`: `endTime` is
/// inclusive), so that the range here ends a millisecond later.
///
/// # Errors
///
/// A diagnostic for a source that needs a catalog, and for a time range that cannot be counted or
/// is empty.
pub(super) fn request(query: &Query, call: &CallContext) -> Result<Request, Diagnostic> {
    let mut request = Request::default();
    let mut last_end = None;
    for command in &query.commands {
        let Command::Source(source) = &command.value else {
            break;
        };
        for item in &source.items {
            let SourceItem::Name(place) = &item.value else {
                return Err(needs_catalog(item.span));
            };
            request.places.get_or_insert_default().push(place.clone());
        }
        for (time, is_end) in [(&source.start, false), (&source.end, true)] {
            let Some(time) = time else { continue };
            let micros = moment(time.value, is_end, call).ok_or_else(|| too_far(time.span))?;
            let range = request.range.get_or_insert_default();
            if is_end {
                range.until = Some(micros);
                last_end = Some(time.span);
            } else {
                range.since = Some(micros);
            }
        }
    }
    let range = request.range.unwrap_or_default();
    match (range.since, range.until, last_end) {
        (Some(since), Some(until), Some(end)) if until <= since => Err(empty_range(end)),
        _ => Ok(request),
    }
}

fn moment(time: SourceTime, is_end: bool, call: &CallContext) -> Option<i64> {
    match time {
        SourceTime::Millis(millis) => millis.checked_add(i64::from(is_end))?.checked_mul(1000),
        SourceTime::Now => Some(call.now),
        SourceTime::Ago(period) => shift(call.now, period, Toward::Past, call.zone),
        SourceTime::Ahead(period) => shift(call.now, period, Toward::Future, call.zone),
    }
}

pub(super) fn too_far(span: Span) -> Diagnostic {
    Diagnostic::error(Code::InvalidTime, "this time is beyond what can be counted")
        .label(span, "too far")
}

fn empty_range(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::InvalidTime,
        "the time range is empty: it has to begin before it ends",
    )
    .label(span, "not behind the start")
}

fn needs_catalog(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::UnknownSource,
        "log groups, data sources and their tags are names of a catalog, and there is none",
    )
    .label(span, "not a path")
    .help("name the logs by their path: `SOURCE './AWSLogs'`, `SOURCE 'logs/*.json.gz'`")
}
