//! `expand`: a row for each element of an array, under the array's own name.

use taffrail_query_lang::command::Expand;

use super::Step;
use super::expr::ExprPlanner;
use super::lists::{expanded, explode, value_of};
use super::pipeline::{Pipeline, column};
use crate::dynamic::Value;
use crate::registry::call;

/// Makes a row for each element of an array or of a text that is one; rows with anything else stay
/// as they are (Logs Insights, "expand"). Of an empty array one row stays, without a value.
pub(super) fn expand(pipeline: &mut Pipeline, command: &Expand) -> Step {
    let field = &command.field;
    let value = ExprPlanner::new(pipeline).field(&field.value, field.span)?;
    let value = match value {
        Value::Dynamic { .. } => {
            // A column of its own, which the kernel that takes it apart is not computed for.
            let name = pipeline.unique("parsed");
            let parsed = call("json_parse", vec![value.to_text(), value.kind_of_present()]);
            pipeline.settle()?;
            pipeline.project_also(vec![parsed.alias(&name)])?;
            let found = explode(pipeline, expanded(&value, column(&name)))?;
            value_of(&found)
        }
        typed => typed,
    };
    let columns = pipeline.define(vec![(field.value.path.clone(), value)])?;
    pipeline.announce(columns);
    Ok(())
}
