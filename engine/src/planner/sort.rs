//! `sort`: order the rows.

use taffrail_query_lang::ast::{Expr, ExprKind};
use taffrail_query_lang::command::{Direction, Sort};
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use crate::dynamic::Value;

/// Orders the rows in the documented order, missing values lowest; an earlier `sort` decides
/// between equals, and then the place of an event in the logs.
pub(super) fn sort(pipeline: &mut Pipeline, command: &Sort, span: Span) -> Step {
    behind_limit(pipeline, span)?;
    let planner = ExprPlanner::new(pipeline);
    let mut keys = Vec::new();
    let mut warnings = Vec::new();
    for key in &command.keys {
        match sort_key(pipeline, &planner, &key.expr)? {
            Some(value) => keys.push((value, key.direction)),
            None => warnings.push(unknown_key(&key.expr)),
        }
    }
    warnings.extend(planner.into_notes());
    pipeline.diagnostics.extend(warnings);
    let mut order = Vec::new();
    for (value, direction) in keys {
        // As a column: DataFusion 55 does not always know an expression again that it has turned
        // over, and then refuses its own plan.
        let value = pipeline.keep("sort", value)?;
        let ascending = direction == Direction::Ascending;
        order.push(value.sort_key().sort(ascending, ascending));
    }
    order.append(&mut pipeline.order);
    pipeline.order = order;
    Ok(())
}

/// Behind `stats` a `limit` has taken its rows where it stands; events it caps in the end, as in Logs
/// Insights, and a word says so.
fn behind_limit(pipeline: &mut Pipeline, span: Span) -> Step {
    let Some(cap) = pipeline.limit else {
        return Ok(());
    };
    if !pipeline.events {
        return pipeline.settle();
    }
    let limit = cap.command();
    pipeline.diagnostics.push(
        Diagnostic::warning(
            Code::SortHoisted,
            format!("this `sort` works before the `{limit}`"),
        )
        .label(span, "orders all rows, and so decides which are kept")
        .label(cap.span, "caps the result, wherever it stands")
        .help(format!(
            "write `sort` before `{limit}`, to say what is done"
        )),
    );
    Ok(())
}

/// What to sort by; `None` for a name that `stats` did not hand on, which is missing in every row.
/// Behind `stats ... by bin(...)`, `@timestamp` is the bin, as AWS's own samples have it.
fn sort_key(pipeline: &Pipeline, planner: &ExprPlanner<'_>, key: &Expr) -> Step<Option<Value>> {
    if let ExprKind::Field(field) = &key.kind
        && pipeline.resolve(&field.path).is_none()
    {
        let bin = pipeline.bin.as_ref().filter(|_| field.path == "@timestamp");
        return Ok(bin.map(|bin| bin.value.clone()));
    }
    Ok(Some(planner.value(key)?))
}

fn unknown_key(key: &Expr) -> Diagnostic {
    Diagnostic::warning(
        Code::UnknownSortKey,
        "this key is missing in every row and sorts nothing",
    )
    .label(key.span, "not a column of the `stats` before")
    .help("sort by a column that `stats` names")
}
