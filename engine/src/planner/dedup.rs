//! `dedup`: one row for each combination of values.

use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::{Expr, ExprFunctionExt, Operator, lit};
use taffrail_query_lang::command::Dedup;

use super::Step;
use super::pipeline::{Pipeline, column};
use crate::dynamic::{Value, balanced};

/// Keeps the first row of each combination in the order asked for, else the newest; rows that
/// lack one of the values are all kept (Logs Insights, "dedup").
pub(super) fn dedup(pipeline: &mut Pipeline, command: &Dedup) -> Step {
    let planner = super::expr::ExprPlanner::new(pipeline);
    let keys = command
        .fields
        .iter()
        .map(|field| planner.field(&field.value, field.span))
        .collect::<Step<Vec<Value>>>()?;
    let partition: Vec<Expr> = keys.iter().map(group_key).collect();
    let order = pipeline.order_or_newest();
    if order.is_empty() {
        // Only the one row of a `stats` without keys has no order.
        return Ok(());
    }
    let rank = pipeline.unique("rank");
    let first = row_number()
        .partition_by(partition.clone())
        .order_by(order)
        .build()?
        .alias(&rank);
    pipeline.rebuild(|builder| builder.window([first]))?;
    let missing = partition.into_iter().map(Expr::is_null);
    let kept = std::iter::once(column(&rank).eq(lit(1_u64)))
        .chain(missing)
        .collect();
    pipeline.filter(balanced(Operator::Or, kept).expect("the rank is one of the terms"))
}

/// What a value is as the key of a group: dynamic ones are their text.
pub(super) fn group_key(value: &Value) -> Expr {
    match value {
        Value::Dynamic { text, .. } => text.clone(),
        Value::Number(expr) | Value::Integer(expr) | Value::Boolean(expr) | Value::Time(expr) => {
            expr.clone()
        }
    }
}
