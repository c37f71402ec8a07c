//! `stats ... offset 1d`: the events of an earlier time, labelled as if they were of this one.

use datafusion::logical_expr::Expr;
use taffrail_query_lang::ast::{Period, Query};
use taffrail_query_lang::command::Command;
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned};

use super::pipeline::Pipeline;
use super::{Step, source};
use crate::function::{CallContext, later};
use crate::scan::SystemField;
use crate::time::{TimeRange, Toward, shift};

/// How far back a query reads: what the first of its `stats` says.
///
/// # Errors
///
/// A diagnostic for an offset of another `stats`, which reads no events.
pub(super) fn of(query: &Query) -> Result<Option<Spanned<Period>>, Diagnostic> {
    let mut all = query.commands.iter().filter_map(|it| match &it.value {
        Command::Stats(stats) => Some(stats.offset.as_ref()),
        _ => None,
    });
    let first = all.next().flatten();
    match all.flatten().next() {
        Some(other) => Err(reads_nothing(other.span)),
        None => Ok(first.copied()),
    }
}

/// Checks that the time range, or else now, can be moved back by a period.
///
/// # Errors
///
/// A diagnostic for a period longer than times are counted.
pub(super) fn check(
    period: &Spanned<Period>,
    range: Option<TimeRange>,
    call: &CallContext,
) -> Result<(), Diagnostic> {
    let range = range.unwrap_or_default();
    let bounds = [Some(call.now), range.since, range.until];
    let back = |micros| shift(micros, period.value, Toward::Past, call.zone);
    if bounds.into_iter().flatten().all(|it| back(it).is_some()) {
        Ok(())
    } else {
        Err(source::too_far(period.span))
    }
}

/// Moves the times of all events forward by a period, before any command sees them.
pub(super) fn relabel(pipeline: &mut Pipeline, period: Period) -> Step {
    let zone = pipeline.call().zone;
    let columns = pipeline.builder().schema().columns().into_iter();
    let columns: Vec<Expr> = columns
        .map(|column| {
            if column.name != SystemField::Timestamp.name() {
                return Expr::Column(column);
            }
            let name = column.name.clone();
            later(Expr::Column(column), period, zone).alias(name)
        })
        .collect();
    pipeline.rebuild(|builder| builder.project(columns))
}

fn reads_nothing(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::CommandOrder,
        "only the first `stats` of a query reads events, of which `offset` takes earlier ones",
    )
    .label(span, "not in the first `stats`")
    .help("move `offset` to the first `stats`")
}
