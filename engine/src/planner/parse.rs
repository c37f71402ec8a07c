//! `parse`: take columns out of a text.

mod captures;

use std::sync::Arc;

use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::ScalarUDF;
use taffrail_query_lang::command::{Parse, ParsePattern};
use taffrail_query_lang::{Code, Diagnostic};

use self::captures::{Captures, Matcher};
use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::{Pipeline, column};
use crate::dynamic::Value;

/// Adds a column for each star or group. Rows that do not match stay, without the values.
pub(super) fn parse(pipeline: &mut Pipeline, command: &Parse) -> Step {
    let planner = ExprPlanner::new(pipeline);
    let input = match &command.input {
        Some(input) => planner.value(input)?,
        None => pipeline.resolve("@message").ok_or_else(|| {
            Diagnostic::error(
                Code::CommandOrder,
                "`parse` without a field takes `@message`, which `stats` does not hand on",
            )
            .label(command.pattern.span, "nothing to parse")
            .help("name the column to parse: `parse name \"...\" as ...`")
        })?,
    };
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    let matcher = match &command.pattern.value {
        ParsePattern::Glob(glob) => Matcher::glob(glob),
        ParsePattern::Regex { pattern, groups } => Matcher::regex(pattern, groups),
    };
    let captures = Arc::new(ScalarUDF::new_from_impl(Captures::new(matcher)));
    let parts = pipeline.unique("parsed");
    pipeline.project_also(vec![captures.call(vec![input.to_text()]).alias(&parts)])?;
    let columns = command
        .columns
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let part = get_field(column(&parts), index.to_string());
            (name.value.clone(), Value::text(part))
        })
        .collect();
    pipeline.define(columns)?;
    Ok(())
}
