//! `unmask`: show what data protection hides.

use taffrail_query_lang::command::Unmask;

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;

/// Shows the fields: nothing is masked in the logs that are read.
pub(super) fn unmask(pipeline: &mut Pipeline, command: &Unmask) -> Step {
    if command.fields.is_empty() {
        return Ok(());
    }
    let planner = ExprPlanner::new(pipeline);
    let columns = command
        .fields
        .iter()
        .map(|field| {
            let value = planner.field(&field.value, field.span)?;
            Ok((field.value.path.clone(), value))
        })
        .collect::<Step<Vec<_>>>()?;
    let columns = pipeline.define(columns)?;
    pipeline.show_also(columns);
    Ok(())
}
