//! `limit`: cap the rows of the result.

use taffrail_query_lang::command::Limit;

use super::pipeline::Pipeline;

/// Caps the result; the smallest of several counts.
pub(super) fn limit(pipeline: &mut Pipeline, command: &Limit) {
    let count = pipeline.limit.map_or(command.count.value, |(count, _)| {
        count.min(command.count.value)
    });
    pipeline.limit = Some((count, command.count.span));
}
