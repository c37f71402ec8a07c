//! `fields`: define and show columns.

use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::ast::Item;
use taffrail_query_lang::command::Fields;

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use super::stats::name_is_taken;
use crate::dynamic::Value;

/// Defines the columns and adds them to what is shown.
pub(super) fn fields(pipeline: &mut Pipeline, command: &Fields) -> Step {
    let columns = define_items(pipeline, &command.items)?;
    pipeline.show_also(columns);
    Ok(())
}

/// Defines a column for each item, in the scope from before the command.
pub(super) fn define_items(pipeline: &mut Pipeline, items: &[Item]) -> Step<Vec<(String, Value)>> {
    refuse_repeats(items)?;
    let planner = ExprPlanner::new(pipeline);
    let columns = items
        .iter()
        .map(|item| Ok((item.name().to_owned(), planner.value(&item.expr)?)))
        .collect::<Step<Vec<_>>>()?;
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    pipeline.define(columns)
}

/// The same item twice is shown once; one name for two values would show one and compute with the
/// other.
fn refuse_repeats(items: &[Item]) -> Result<(), Diagnostic> {
    for (index, item) in items.iter().enumerate() {
        let earlier = items[..index]
            .iter()
            .find(|earlier| earlier.name() == item.name());
        if earlier.is_some_and(|earlier| earlier.expr != item.expr) {
            return Err(name_is_taken(item));
        }
    }
    Ok(())
}
