//! `unnest`: a row for each element of a list.

use taffrail_query_lang::command::Unnest;

use super::Step;
use super::expr::ExprPlanner;
use super::lists::{elements, explode, value_of};
use super::pipeline::Pipeline;
use crate::dynamic::Value;

/// Makes a row for each element; what is no list is a list of one, and rows without a value or
/// with an empty list are dropped (Logs Insights, "unnest").
pub(super) fn unnest(pipeline: &mut Pipeline, command: &Unnest) -> Step {
    let planner = ExprPlanner::new(pipeline);
    let list = planner.value(&command.list)?;
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    let value = if list.may_be_structure() {
        let found = explode(pipeline, elements(&list))?;
        value_of(&found)
    } else {
        one(pipeline, list)?
    };
    let columns = pipeline.define(vec![(command.name.value.clone(), value)])?;
    pipeline.announce(columns);
    Ok(())
}

/// A value that is never a list, in the rows that have it.
fn one(pipeline: &mut Pipeline, value: Value) -> Step<Value> {
    pipeline.settle()?;
    pipeline.filter(value.presence().is_not_null())?;
    Ok(value)
}
