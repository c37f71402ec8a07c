//! Where the events of a query, or of one inside of it, come from.

use std::collections::BTreeSet;

use datafusion::logical_expr::LogicalPlanBuilder;
use taffrail_query_lang::ast::{Period, Query};
use taffrail_query_lang::command::{Command, Source, SourceItem, SourceTime};
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned};

use super::PlanContext;
use crate::catalog::{Catalog, Look, Place, Unresolved};
use crate::error::Error;
use crate::function::CallContext;
use crate::scan::KeyFilter;
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

    /// What the name of a place means.
    ///
    /// # Errors
    ///
    /// When it means nothing.
    fn place(&self, name: &str) -> Result<Place, Unresolved>;

    /// The sources that all of these choices fit.
    ///
    /// # Errors
    ///
    /// When there are none.
    fn choose(&self, choices: &[&SourceItem]) -> Result<Vec<Place>, Unresolved>;

    /// How much all that was opened so far holds.
    fn opened(&self) -> Total;
}

/// Objects and their bytes; what is read twice counts twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Total {
    /// Objects that may hold events of the time range.
    pub(crate) objects: u64,
    /// Their stored bytes.
    pub(crate) bytes: u64,
}

/// What a query asks to read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Request {
    /// The places that it names; those around it, or of the session, when it names none.
    pub(crate) places: Option<Vec<Place>>,
    /// The time range that it names; that around it, or of the session, when it names none.
    pub(crate) range: Option<TimeRange>,
    /// How far before that range its events are.
    pub(crate) back: Option<Period>,
    /// What its filters ask of the keys of objects.
    pub(crate) filters: Vec<KeyFilter>,
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
/// A diagnostic for a name that means nothing, for a choice that nothing fits, and for a time range that cannot be counted or
/// is empty.
pub(super) fn request(query: &Query, context: &PlanContext) -> Result<Request, Diagnostic> {
    let (call, sources) = (&context.call, &context.sources);
    let mut request = Request::default();
    let mut last_end = None;
    for command in &query.commands {
        let Command::Source(source) = &command.value else {
            break;
        };
        let places = request.places.get_or_insert_default();
        places.extend(named(
            source,
            |name| sources.place(name),
            |choices| sources.choose(choices),
        )?);
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

/// The places that a `SOURCE` names: each name, and what all of its choices together fit.
fn named(
    source: &Source,
    place: impl Fn(&str) -> Result<Place, Unresolved>,
    choose: impl Fn(&[&SourceItem]) -> Result<Vec<Place>, Unresolved>,
) -> Result<Vec<Place>, Diagnostic> {
    let mut places = Vec::new();
    let mut choices: Vec<&Spanned<SourceItem>> = Vec::new();
    for item in &source.items {
        match &item.value {
            SourceItem::Name(name) => {
                places.push(place(name).map_err(|it| unresolved(it, item.span, "not a place"))?);
            }
            _ => choices.push(item),
        }
    }
    if let (Some(first), Some(last)) = (choices.first(), choices.last()) {
        let span = first.span.to(last.span);
        let items: Vec<&SourceItem> = choices.iter().map(|it| &it.value).collect();
        places.extend(choose(&items).map_err(|it| unresolved(it, span, "no sources"))?);
    }
    Ok(places)
}

/// The places that the head of a query names, as far as the catalog knows them; `None` when it
/// names none.
pub(crate) fn named_places(query: &Query, catalog: &Catalog) -> Option<Vec<Place>> {
    let mut all: Option<Vec<Place>> = None;
    for command in &query.commands {
        let Command::Source(source) = &command.value else {
            break;
        };
        let place = |name: &str| catalog.place(name, Look::AtNames);
        let places = named(source, place, |choices| catalog.choose(choices));
        all.get_or_insert_default()
            .extend(places.unwrap_or_default());
    }
    all
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

fn unresolved(unresolved: Unresolved, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(Code::UnknownSource, unresolved.message)
        .label(span, label)
        .help_if(unresolved.help)
}
