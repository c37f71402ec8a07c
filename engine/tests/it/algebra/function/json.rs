//! JSON in texts, maps and lists.

use super::Arg::{Any, Json as JsonText, Number, Short};
use super::{Call, Function, Gives};
use crate::algebra::json::Json;
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "jsonParse",
        gives: Gives::Dynamic,
        forms: &[&[JsonText], &[Any]],
        eval: |call| match read(call) {
            Some(json @ (Json::Object(_) | Json::Array(_))) => Value::Structure(json.to_string()),
            _ => Value::Missing,
        },
    },
    Function {
        name: "jsonStringify",
        gives: Gives::Dynamic,
        forms: &[&[JsonText], &[Any]],
        eval: |call| match call.value(0) {
            Value::Structure(text) => Value::text(text),
            _ => Value::Missing,
        },
    },
    Function {
        name: "jsonArraySize",
        gives: Gives::Integer,
        forms: &[&[JsonText], &[Any]],
        eval: |call| match read(call) {
            Some(Json::Array(elements)) => Value::Integer(elements.len() as i64),
            _ => Value::Missing,
        },
    },
    Function {
        name: "jsonArrayContains",
        gives: Gives::Truth,
        forms: &[&[JsonText, Short], &[JsonText, Number], &[Any, Any]],
        eval: |call| {
            if call.value(0).is_missing() || call.value(1).is_missing() {
                return Value::Missing;
            }
            Value::Truth(match read(call) {
                Some(Json::Array(elements)) => elements.iter().any(|it| is(it, call.value(1))),
                _ => false,
            })
        },
    },
];

/// A text that holds JSON, or a structure.
fn read(call: &Call<'_>) -> Option<Json> {
    match call.value(0) {
        Value::Text(text) | Value::Structure(text) => Json::read(text),
        _ => None,
    }
}

/// Texts are compared with texts, numbers with numbers by value.
fn is(element: &Json, value: &Value) -> bool {
    match (Value::of_json(Some(element)), value) {
        (Value::Text(element), Value::Text(value))
        | (Value::Structure(element), Value::Structure(value)) => element == *value,
        (Value::Bool(element), Value::Bool(value)) => element == *value,
        (
            element @ Value::Raw(_),
            Value::Raw(_) | Value::Number(_) | Value::Integer(_) | Value::Truth(_),
        ) => {
            let numbers = element.reads_as_number().zip(value.reads_as_number());
            numbers.is_some_and(|(a, b)| a.compare(b) == Some(std::cmp::Ordering::Equal))
        }
        _ => false,
    }
}
