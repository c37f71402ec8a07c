//! `sort`: order the rows.

use datafusion::logical_expr::Expr as Plan;
use taffrail_query_lang::ast::{Expr, ExprKind};
use taffrail_query_lang::command::{Direction, Sort};
use taffrail_query_lang::{Code, Diagnostic};

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;

/// Orders the rows in the documented order, missing values lowest; an earlier `sort` decides
/// between equals, and then the place of an event in the logs.
pub(super) fn sort(pipeline: &mut Pipeline, command: &Sort) -> Step {
    let planner = ExprPlanner::new(pipeline);
    let mut order = Vec::new();
    let mut warnings = Vec::new();
    for key in &command.keys {
        let ascending = key.direction == Direction::Ascending;
        match sort_key(pipeline, &planner, &key.expr)? {
            Some(value) => order.push(value.sort(ascending, ascending)),
            None => warnings.push(unknown_key(&key.expr)),
        }
    }
    warnings.extend(planner.into_notes());
    pipeline.diagnostics.extend(warnings);
    order.append(&mut pipeline.order);
    pipeline.order = order;
    Ok(())
}

/// What to sort by; `None` for a name that `stats` did not hand on, which is missing in every row.
/// Behind `stats ... by bin(...)`, `@timestamp` is the bin, as AWS's own samples have it.
fn sort_key(pipeline: &Pipeline, planner: &ExprPlanner<'_>, key: &Expr) -> Step<Option<Plan>> {
    if let ExprKind::Field(field) = &key.kind
        && pipeline.resolve(&field.path).is_none()
    {
        let bin = pipeline.bin.as_ref().filter(|_| field.path == "@timestamp");
        return Ok(bin.map(crate::dynamic::Value::sort_key));
    }
    Ok(Some(planner.value(key)?.sort_key()))
}

fn unknown_key(key: &Expr) -> Diagnostic {
    Diagnostic::warning(
        Code::UnknownSortKey,
        "this key is missing in every row and sorts nothing",
    )
    .label(key.span, "not a column of the `stats` before")
    .help("sort by a column that `stats` names")
}
