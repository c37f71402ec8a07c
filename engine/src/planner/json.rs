//! `json`: a value out of a field that holds JSON.

use taffrail_query_lang::command::Json;

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::{Pipeline, column};
use crate::dynamic::{Value, member};
use crate::registry::call;

/// Adds a column with the value at a path of an object or array, or of a text that is one. A path
/// is one as in names: `items[0].id` is `items.0.id`.
pub(super) fn json(pipeline: &mut Pipeline, command: &Json) -> Step {
    let field = &command.field;
    let value = ExprPlanner::new(pipeline).field(&field.value, field.span)?;
    let parsed = call("json_parse", vec![value.to_text(), value.kind_of_present()]);
    let name = pipeline.unique("parsed");
    pipeline.project_also(vec![parsed.alias(&name)])?;
    let found = member(
        &Value::structure(column(&name)),
        &dotted(&command.path.value),
    );
    pipeline.define(vec![(command.alias.value.clone(), found)])?;
    Ok(())
}

/// The path with its indexes between dots.
fn dotted(path: &str) -> String {
    let dotted = path.replace('[', ".").replace(']', "");
    match dotted.strip_prefix('.') {
        Some(rest) if path.starts_with('[') => rest.to_owned(),
        _ => dotted,
    }
}
