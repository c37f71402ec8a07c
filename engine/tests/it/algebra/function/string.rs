//! Texts; positions and lengths count code points.

use regex::Regex;

use super::Arg::{Any, Condition, Regex as Pattern, Short, Small, Template, Text};
use super::{Call, Function, Gives};
use crate::algebra::json::Json;
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "isempty",
        gives: Gives::Truth,
        forms: &[&[Any], &[Text]],
        eval: |call| Value::Truth(call.any_text(0).is_none_or(|text| text.is_empty())),
    },
    Function {
        name: "isblank",
        gives: Gives::Truth,
        forms: &[&[Any], &[Text]],
        eval: |call| Value::Truth(call.any_text(0).is_none_or(|text| text.trim().is_empty())),
    },
    Function {
        name: "concat",
        gives: Gives::Dynamic,
        forms: &[&[Any], &[Any, Short, Any], &[Text, Text]],
        eval: |call| {
            // A part that is missing is empty, one that is a map or list is no text.
            let structure = |value: &Value| matches!(value, Value::Structure(_));
            if call.values.iter().any(structure) {
                return Value::Missing;
            }
            let parts = call.values.iter().filter_map(Value::to_text);
            Value::Text(parts.collect())
        },
    },
    Function {
        name: "ltrim",
        gives: Gives::Dynamic,
        forms: &[&[Text], &[Text, Short]],
        eval: |call| trim(call, true, false),
    },
    Function {
        name: "rtrim",
        gives: Gives::Dynamic,
        forms: &[&[Text], &[Text, Short]],
        eval: |call| trim(call, false, true),
    },
    Function {
        name: "trim",
        gives: Gives::Dynamic,
        forms: &[&[Text], &[Text, Short]],
        eval: |call| trim(call, true, true),
    },
    Function {
        name: "strlen",
        gives: Gives::Integer,
        forms: &[&[Any], &[Text]],
        eval: |call| {
            let length = call.text(0).map(|text| text.chars().count() as i64);
            length.map_or(Value::Missing, Value::Integer)
        },
    },
    Function {
        name: "toupper",
        gives: Gives::Dynamic,
        forms: &[&[Any], &[Text]],
        eval: |call| text(call.text(0).map(|text| text.to_uppercase())),
    },
    Function {
        name: "tolower",
        gives: Gives::Dynamic,
        forms: &[&[Any], &[Text]],
        eval: |call| text(call.text(0).map(|text| text.to_lowercase())),
    },
    Function {
        name: "substr",
        gives: Gives::Dynamic,
        forms: &[&[Text, Small], &[Text, Small, Small], &[Any, Small]],
        eval: |call| {
            let length = if call.has(2) {
                call.number(2)
            } else {
                Some(f64::MAX)
            };
            let (Some(text), Some(start), Some(length)) = (call.text(0), call.number(1), length)
            else {
                return Value::Missing;
            };
            let (start, length) = (start.max(0.0).floor(), length.max(0.0).floor());
            let part = text.chars().skip(start as usize).take(length as usize);
            Value::Text(part.collect())
        },
    },
    Function {
        name: "replace",
        gives: Gives::Dynamic,
        forms: &[&[Text, Short, Short], &[Any, Text, Short]],
        eval: |call| {
            let (Some(whole), Some(find), Some(with)) = (call.text(0), call.text(1), call.text(2))
            else {
                return Value::Missing;
            };
            // An empty text occurs nowhere.
            Value::Text(if find.is_empty() {
                whole
            } else {
                whole.replace(&find, &with)
            })
        },
    },
    Function {
        name: "regexReplace",
        gives: Gives::Dynamic,
        forms: &[&[Text, Pattern, Template], &[Any, Pattern, Short]],
        eval: regex_replace,
    },
    Function {
        name: "strcontains",
        gives: Gives::Truth,
        forms: &[&[Text, Short], &[Text, Short, Condition], &[Any, Text]],
        eval: |call| {
            let (Some(text), Some(part)) = (call.text(0), call.text(1)) else {
                return Value::Missing;
            };
            let ignores_case = if call.has(2) {
                call.value(2).holds()
            } else {
                Some(false)
            };
            match ignores_case {
                None => Value::Missing,
                Some(false) => Value::Truth(text.contains(&part)),
                Some(true) => Value::Truth(text.to_lowercase().contains(&part.to_lowercase())),
            }
        },
    },
    Function {
        name: "startsWith",
        gives: Gives::Truth,
        forms: &[&[Text, Short], &[Any, Text]],
        eval: |call| {
            Value::truth(
                call.text(0)
                    .zip(call.text(1))
                    .map(|(text, part)| text.starts_with(&part)),
            )
        },
    },
    Function {
        name: "endsWith",
        gives: Gives::Truth,
        forms: &[&[Text, Short], &[Any, Text]],
        eval: |call| {
            Value::truth(
                call.text(0)
                    .zip(call.text(1))
                    .map(|(text, part)| text.ends_with(&part)),
            )
        },
    },
    Function {
        name: "split",
        gives: Gives::Dynamic,
        forms: &[&[Text, Short]],
        eval: |call| {
            let (Some(text), Some(delimiter)) = (call.text(0), call.text(1)) else {
                return Value::Missing;
            };
            let parts: Vec<&str> = if delimiter.is_empty() {
                vec![&text]
            } else {
                text.split(&delimiter).collect()
            };
            let parts = parts.into_iter().map(|part| Json::Text(part.to_owned()));
            Value::Structure(Json::Array(parts.collect()).to_string())
        },
    },
];

fn text(text: Option<String>) -> Value {
    text.map_or(Value::Missing, Value::Text)
}

/// Removes white space, or the characters of the second argument.
fn trim(call: &Call<'_>, start: bool, end: bool) -> Value {
    let Some(whole) = call.text(0) else {
        return Value::Missing;
    };
    let characters = if call.has(1) {
        call.text(1)
    } else {
        Some(String::new())
    };
    let Some(characters) = characters else {
        return Value::Missing;
    };
    let goes = |c: char| {
        if call.has(1) {
            characters.contains(c)
        } else {
            c.is_whitespace()
        }
    };
    let mut part = whole.as_str();
    if start {
        part = part.trim_start_matches(goes);
    }
    if end {
        part = part.trim_end_matches(goes);
    }
    Value::text(part)
}

/// `$1` and `\1` are groups.
fn regex_replace(call: &Call<'_>) -> Value {
    let pattern = call.literal(1).map(str::to_owned).or_else(|| call.text(1));
    let (Some(whole), Some(pattern), Some(with)) = (call.text(0), pattern, call.text(2)) else {
        return Value::Missing;
    };
    let Ok(pattern) = Regex::new(&pattern) else {
        return Value::Missing;
    };
    let groups = Regex::new(r"[\\$](\d)").expect("it compiles");
    let with = groups.replace_all(&with, "$${$1}");
    Value::Text(pattern.replace_all(&whole, with.as_ref()).into_owned())
}
