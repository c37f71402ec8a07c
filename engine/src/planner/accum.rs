//! `accum`: a running sum.

use taffrail_query_lang::command::Accum;

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use super::window::{Window, sum_so_far};
use crate::dynamic::{Value, finite};

/// Adds up a field in the order of the rows: as asked for, else oldest first. A row without a
/// number has the sum so far.
pub(super) fn accum(pipeline: &mut Pipeline, command: &Accum) -> Step {
    pipeline.settle()?;
    let field = &command.field;
    let number = ExprPlanner::new(pipeline)
        .field(&field.value, field.span)?
        .to_number();
    let name = match &command.alias {
        Some(alias) => alias.value.clone(),
        None => field.value.path.clone(),
    };
    let window = Window::over(pipeline.order_of_sequence());
    let mut sums = window.add(pipeline, "sum", vec![sum_so_far(number)])?;
    let columns = sums
        .drain(..)
        .map(|sum| (name.clone(), Value::Number(finite(sum))));
    let columns = pipeline.define(columns.collect())?;
    pipeline.announce(columns);
    Ok(())
}
