//! `appendcols`: the columns of another query's rows, by position.

use std::collections::BTreeSet;
use std::rc::Rc;

use datafusion::common::{Column, JoinType};
use datafusion::functions::core::expr_fn::coalesce;
use datafusion::functions_window::expr_fn::row_number;
use datafusion::logical_expr::{Expr as Plan, ExprFunctionExt, SortExpr, lit};
use taffrail_query_lang::command::{AppendCols, Conflict};

use super::Step;
use super::carry::over_columns;
use super::names::{self, Columns};
use super::pipeline::{Pipeline, column};
use super::subquery::inner_rows;
use crate::dynamic::Value;

/// Puts the first row of the other query beside the first row, the second beside the second, and
/// so on. The shorter side is filled up with missing values. Of a column that both have, the
/// row's own value is kept, or with `override=true` the other query's; where one is missing the
/// other one stands.
pub(super) fn append_cols(pipeline: &mut Pipeline, command: &AppendCols) -> Step {
    pipeline.settle()?;
    let context = Rc::clone(pipeline.context());
    let mut inner = inner_rows(&command.query, &context, &BTreeSet::new())?;

    // Columns of the plan: the other query's position and values, and the position here.
    let theirs = inner.unique("position");
    number(&mut inner, &theirs)?;
    if let Some(max) = &command.max {
        inner.filter(column(&theirs).lt_eq(lit(max.value)))?;
    }
    let their_position = pipeline.unique("position");
    let mut exprs = vec![column(&theirs).alias(&their_position)];
    let added = carried(pipeline, &inner, &mut exprs);
    pipeline.pin()?;
    let own_position = pipeline.unique("position");
    number(pipeline, &own_position)?;

    let keys = [&their_position, &own_position].map(|name| vec![Column::new_unqualified(name)]);
    let [their_key, own_key] = keys;
    let own = pipeline.builder().build()?;
    let other = inner.builder().project(exprs)?;
    pipeline.padded(other.join(own, JoinType::Full, (their_key, own_key), None)?);
    let position = pipeline.unique("position");
    let either = coalesce(vec![column(&own_position), column(&their_position)]);
    pipeline.project_also(vec![either.alias(&position)])?;
    pipeline.reorder(vec![column(&position).sort(true, false)]);

    let shown = pipeline.shown();
    let columns = added
        .into_iter()
        .map(|(name, value)| {
            let known = names::find(&shown, &name).or_else(|| pipeline.made(&name));
            let value = match known {
                Some(known) => Value::choose(&in_order(command.conflict, known, value), coalesce),
                None => value,
            };
            (name, value)
        })
        .collect();
    let columns = pipeline.define(columns)?;
    pipeline.announce(columns);
    Ok(())
}

/// Which of two values comes first.
fn in_order(conflict: Conflict, known: &Value, added: Value) -> [Value; 2] {
    match conflict {
        Conflict::Keep => [known.clone(), added],
        Conflict::Override => [added, known.clone()],
    }
}

/// Numbers the rows in their order.
fn number(pipeline: &mut Pipeline, name: &str) -> Step {
    let order: Vec<SortExpr> = pipeline.current_order();
    let number: Plan = if order.is_empty() {
        row_number()
    } else {
        row_number().order_by(order).build()?
    };
    pipeline.rebuild(|builder| builder.window([number.alias(name)]))
}

/// What the other query shows, under names that are not taken here.
fn carried(pipeline: &mut Pipeline, inner: &Pipeline, exprs: &mut Vec<Plan>) -> Columns {
    inner
        .shown()
        .into_iter()
        .map(|(name, value)| {
            let value = over_columns(value, |expr, part| {
                let name = pipeline.unique(&format!("{name}{part}"));
                exprs.push(expr.alias(&name));
                column(&name)
            });
            (name, value)
        })
        .collect()
}
