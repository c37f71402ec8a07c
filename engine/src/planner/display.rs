//! `display`: choose what is shown.

use taffrail_query_lang::command::Display;

use super::Step;
use super::fields::define_items;
use super::pipeline::Pipeline;

/// Shows exactly the items; the last `display` of a query counts.
pub(super) fn display(pipeline: &mut Pipeline, command: &Display) -> Step {
    let columns = define_items(pipeline, &command.items)?;
    pipeline.show_only(columns);
    Ok(())
}
