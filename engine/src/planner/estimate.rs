//! `estimate`: how much a query would read.

use std::rc::Rc;

use datafusion::logical_expr::{LogicalPlanBuilder, lit};
use taffrail_query_lang::ast::Query;
use taffrail_query_lang::command::Command;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::pipeline::{Pipeline, column};
use super::{PlanContext, Step, rows};
use crate::dynamic::Value;

/// Says how much the commands before would read, all that lies in the objects that the time range
/// leaves. They are planned, so that a mistake in them is told, and not run.
pub(super) fn estimate(query: &Query, context: &Rc<PlanContext>) -> Step<Pipeline> {
    let mut before = query.clone();
    before.commands.pop();
    let mut pipeline = rows(&before, context)?;
    context.preludes.take();
    let total = context.sources.opened();
    let count = |count: u64| lit(i64::try_from(count).unwrap_or(i64::MAX));
    let row = vec![
        count(total.bytes).alias("estimatedBytes"),
        count(total.objects).alias("objects"),
    ];
    let builder = LogicalPlanBuilder::empty(true).project(row)?;
    let columns = ["estimatedBytes", "objects"]
        .map(|name| (name.to_owned(), Value::Integer(column(name))))
        .to_vec();
    pipeline.limit = None;
    pipeline.replace(builder, columns, Vec::new());
    Ok(pipeline)
}

/// Whether a query ends with `estimate`.
pub(super) fn is_estimate(query: &Query) -> bool {
    let last = query.commands.last();
    last.is_some_and(|last| matches!(last.value, Command::Estimate(_)))
}

/// A query inside of another is part of what that one reads.
pub(super) fn inside(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::CommandOrder,
        "`estimate` is about a whole query, not about one inside of it",
    )
    .label(span, "stands in a subquery")
    .help("write `| estimate` at the end of the whole query")
}
