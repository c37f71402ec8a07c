//! What a path means among declared columns.

use arrow::datatypes::{DataType, Fields};
use datafusion::functions::core::get_field;
use datafusion::logical_expr::{Expr, lit};

use super::json::json_text;
use super::made::Made;
use super::table::column;
use crate::dynamic::{Value, member};

/// The value at a path, by the rules for fields of an event: a key may have dots in it, and the
/// first column that has the path counts. Inside of lists and maps it is looked for in their JSON.
pub(super) fn resolve(fields: &Fields, path: &str) -> Made {
    // A log's own key that begins with `@` is named with one more (`@@version`).
    let own = path.strip_prefix('@').filter(|rest| rest.starts_with('@'));
    let segments: Vec<&str> = own.unwrap_or(path).split('.').collect();
    find(fields, None, &segments).unwrap_or(Made::Missing)
}

fn find(fields: &Fields, parent: Option<&Expr>, segments: &[&str]) -> Option<Made> {
    fields.iter().find_map(|field| {
        (1..=segments.len()).find_map(|count| {
            let (name, rest) = segments.split_at(count);
            if *field.name() != name.join(".") {
                return None;
            }
            let value = match parent {
                Some(parent) => get_field().call(vec![parent.clone(), lit(field.name())]),
                None => column(field.name()),
            };
            match field.data_type() {
                data_type if rest.is_empty() => Some(Made::new(value, data_type)),
                DataType::Struct(members) => find(members, Some(&value), rest),
                nested if nested.is_nested() => {
                    let list = Value::structure(json_text(value));
                    Some(Made::of_value(&member(&list, &rest.join("."))))
                }
                _ => None,
            }
        })
    })
}
