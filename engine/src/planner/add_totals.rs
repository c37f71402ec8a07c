//! `addtotals`: sums along the rows and below the columns.

use std::collections::HashMap;

use arrow::datatypes::DataType;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, Operator, lit, try_cast, when};
use datafusion::prelude::coalesce;
use taffrail_query_lang::command::AddTotals;

use super::expr::ExprPlanner;
use super::names::Columns;
use super::pipeline::{Pipeline, column};
use super::window::{Window, next, sum_so_far};
use super::{Step, extra_rows, names};
use crate::dynamic::{Value, balanced, finite};
use crate::kernel::Type;

/// The column with the sum of each row, when it is not named.
const TOTAL: &str = "Total";

/// Adds a column with the sum of each row, and with `col=true` a row with the sums of the columns,
/// which stays below all others.
pub(super) fn add_totals(pipeline: &mut Pipeline, command: &AddTotals) -> Step {
    pipeline.settle()?;
    if command.col == Some(true) {
        pipeline.pin()?;
    }
    let mut columns = summed(pipeline, command)?;
    if command.row != Some(false) {
        let name = match &command.label {
            Some(label) => label.value.clone(),
            None => TOTAL.to_owned(),
        };
        let total = Value::Number(row_sum(&columns));
        let total = pipeline.define(vec![(name, total)])?;
        names::merge(&mut columns, total.clone());
        pipeline.announce(total);
    }
    if command.col == Some(true) {
        add_row(pipeline, &columns)?;
    }
    Ok(())
}

/// What is added up: what the command names, else all columns that are shown and are no keys of
/// groups. Times are no numbers.
fn summed(pipeline: &Pipeline, command: &AddTotals) -> Step<Columns> {
    let mut columns = Columns::new();
    if command.fields.is_empty() {
        let is_key = |name: &String| pipeline.keys.iter().any(|(key, _)| key == name);
        columns = pipeline.shown();
        columns.retain(|(name, _)| !is_key(name));
    }
    let planner = ExprPlanner::new(pipeline);
    for field in &command.fields {
        let value = planner.field(&field.value, field.span)?;
        names::merge(&mut columns, vec![(field.value.path.clone(), value)]);
    }
    columns.retain(|(_, value)| !matches!(value, Value::Time(_)));
    Ok(columns)
}

/// The sum of the values that are numbers; NULL when none is, or when it is not finite.
fn row_sum(columns: &[(String, Value)]) -> Expr {
    let numbers: Vec<Expr> = columns.iter().map(|(_, value)| value.to_number()).collect();
    let terms = numbers
        .iter()
        .map(|number| coalesce(vec![number.clone(), lit(0.0)]));
    let Some(sum) = balanced(Operator::Plus, terms.collect()) else {
        return lit(ScalarValue::Float64(None));
    };
    let any = balanced(
        Operator::Or,
        numbers.into_iter().map(Expr::is_not_null).collect(),
    );
    when(any.expect("a sum has terms"), finite(sum))
        .end()
        .expect("a case of one branch has a type")
}

/// Adds the row: the last one, once more, in which each column has what was summed up so far.
fn add_row(pipeline: &mut Pipeline, columns: &[(String, Value)]) -> Step {
    let window = Window::over(pipeline.current_order());
    let mut asked: Vec<_> = columns
        .iter()
        .map(|(_, value)| sum_so_far(value.to_number()))
        .collect();
    asked.push(next(lit(true)));
    let mut sums = window.add(pipeline, "sum", asked)?;
    let follows = sums.pop().expect("one function for each that is asked");
    let marks = pipeline.unique("total");
    let list = when(follows.is_null(), list(&[false, true])).otherwise(list(&[false]))?;
    pipeline.project_also(vec![list.alias(&marks)])?;
    pipeline.rebuild(|builder| builder.unnest_column(Column::new_unqualified(&marks)))?;
    let is_total = column(&marks);
    let kept = sums.iter().chain([&is_total]);
    let kept: Vec<Expr> = kept.cloned().collect();
    extra_rows::empty(pipeline, &is_total, &kept, &HashMap::new())?;
    let columns = columns
        .iter()
        .zip(sums)
        .map(|((name, value), sum)| {
            let sum = finite(sum);
            let total = match value {
                Value::Integer(_) => Value::Integer(try_cast(sum, Type::Integer.data_type())),
                _ => Value::Number(sum),
            };
            let value = Value::choose(&[total, value.clone()], |exprs| {
                let [total, other] = <[Expr; 2]>::try_from(exprs).expect("two values");
                when(is_total.clone(), total)
                    .otherwise(other)
                    .expect("both branches have one type")
            });
            (name.clone(), value)
        })
        .collect();
    let columns = pipeline.define(columns)?;
    pipeline.announce(columns);
    pipeline.keep_last(is_total);
    Ok(())
}

fn list(elements: &[bool]) -> Expr {
    let elements: Vec<ScalarValue> = elements.iter().map(|it| ScalarValue::from(*it)).collect();
    let list = ScalarValue::new_list(&elements, &DataType::Boolean, true);
    lit(ScalarValue::List(list))
}
