//! `parse`: take columns out of a text.

mod csv;
mod logfmt;
mod parsed;
mod search;

use std::sync::Arc;

use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::ScalarUDF;
use taffrail_extract::kind;
use taffrail_query_lang::command::{Parse, ParsePattern};
use taffrail_query_lang::{Code, Diagnostic};

use self::parsed::{Form, Parsed};
use self::search::Matcher;
use super::Step;
use super::expr::ExprPlanner;
use super::lists::explode;
use super::pipeline::{Pipeline, column};
use crate::dynamic::Value;

/// Adds a column for each star, group or value, or one for all pairs. Rows that do not match stay,
/// without the values; with `multi`, each match makes a row.
pub(super) fn parse(pipeline: &mut Pipeline, command: &Parse) -> Step {
    let text = input(pipeline, command)?.to_text();
    let form = form(command);
    let multi = matches!(form, Form::All(_));
    let is_map = form == Form::Logfmt;
    let parsed = Arc::new(ScalarUDF::new_from_impl(Parsed::new(form))).call(vec![text]);
    let found = if multi {
        explode(pipeline, parsed)?
    } else {
        let name = pipeline.unique("parsed");
        pipeline.project_also(vec![parsed.alias(&name)])?;
        column(&name)
    };
    let columns = command
        .columns
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let value = if is_map {
                Value::of_kind(found.clone(), kind::OBJECT)
            } else {
                Value::text(get_field(found.clone(), index.to_string()))
            };
            (name.value.clone(), value)
        })
        .collect();
    let columns = pipeline.define(columns)?;
    if multi {
        pipeline.announce(columns);
    }
    Ok(())
}

/// What is parsed: `@message` when nothing is said.
fn input(pipeline: &mut Pipeline, command: &Parse) -> Step<Value> {
    let Some(input) = &command.input else {
        return Ok(pipeline.resolve("@message").ok_or_else(|| {
            Diagnostic::error(
                Code::CommandOrder,
                "`parse` without a field takes `@message`, which `stats` does not hand on",
            )
            .label(command.pattern.span, "nothing to parse")
            .help("name the column to parse: `parse name \"...\" as ...`")
        })?);
    };
    let planner = ExprPlanner::new(pipeline);
    let value = planner.value(input)?;
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    Ok(value)
}

fn form(command: &Parse) -> Form {
    let matcher = match &command.pattern.value {
        ParsePattern::Glob(glob) => Matcher::glob(glob),
        ParsePattern::Regex { pattern, groups } => Matcher::regex(pattern, groups),
        ParsePattern::Logfmt => return Form::Logfmt,
        ParsePattern::Csv => return Form::Csv(command.columns.len()),
    };
    match command.multi {
        Some(_) => Form::All(matcher),
        None => Form::First(matcher),
    }
}
