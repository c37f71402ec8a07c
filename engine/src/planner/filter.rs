//! `filter`: keep the rows for which a predicate is true.

use taffrail_query_lang::command::Filter;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use crate::dynamic::Want;

/// Filters the rows. A filter behind `limit` works before it, as in Logs Insights, where `limit`
/// caps the result wherever it stands (AWS tutorial, "Run and modify a sample query").
pub(super) fn filter(pipeline: &mut Pipeline, command: &Filter, span: Span) -> Step {
    if let Some(cap) = pipeline.limit {
        let limit = cap.command();
        pipeline.diagnostics.push(
            Diagnostic::warning(
                Code::FilterHoisted,
                format!("this `filter` works before the `{limit}`"),
            )
            .label(
                span,
                format!("applies to all rows, not to those the `{limit}` kept"),
            )
            .label(cap.span, "caps the result, wherever it stands")
            .help(format!(
                "write `filter` before `{limit}`, to say what is done"
            )),
        );
    }
    let planner = ExprPlanner::new(pipeline);
    let predicate = planner.predicate(&command.predicate, Want::True)?;
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    pipeline.filter(predicate)
}
