//! Values of any kind: which there are, which comes first.

use std::cmp::Ordering;

use crate::algebra::order::order;
use crate::algebra::table::Row;
use crate::algebra::value::{Class, Value};

/// What a value is as a key: its text.
pub(crate) fn key(value: &Value) -> String {
    value.to_text().unwrap_or_default()
}

/// The order of `sort`; of values of one text those that are texts come first.
pub(crate) fn by_kind_too(a: &Value, b: &Value) -> Ordering {
    let is_text = |value: &Value| matches!(value, Value::Text(_));
    order(a, b).then(is_text(b).cmp(&is_text(a)))
}

/// Distinct values in the order of `sort`, with how often each was there.
pub(crate) fn counted(values: &[Value]) -> Vec<(String, usize)> {
    let mut values: Vec<(&Value, Value)> = values.iter().map(|it| (it, it.to_dynamic())).collect();
    values.sort_by(|(a, a_dynamic), (b, b_dynamic)| match (a, b) {
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        _ => order(a_dynamic, b_dynamic).then_with(|| a_dynamic.token().cmp(&b_dynamic.token())),
    });
    let mut counted: Vec<(String, usize)> = Vec::new();
    for token in values.iter().map(|(_, dynamic)| dynamic.token()) {
        match counted.last_mut() {
            Some((last, count)) if *last == token => *count += 1,
            _ => counted.push((token, 1)),
        }
    }
    counted
}

pub(crate) fn list(counted: Vec<(String, usize)>, most: usize) -> Value {
    let tokens: Vec<String> = counted
        .into_iter()
        .take(most)
        .map(|(token, _)| token)
        .collect();
    Value::Structure(format!("[{}]", tokens.join(",")))
}

/// Values of one text and several kinds are a text.
pub(crate) fn joined(a: &Value, b: &Value) -> Value {
    if std::mem::discriminant(a) == std::mem::discriminant(b) {
        a.clone()
    } else {
        a.to_text().map_or(Value::Missing, Value::Text)
    }
}

/// Over the numbers if there are any, else over the texts.
pub(crate) fn extreme(class: Class, values: Vec<Value>, largest: bool) -> (Class, Value) {
    let numbers = values.iter().any(|value| value.reads_as_number().is_some());
    let fitting = values
        .into_iter()
        .filter(|value| class != Class::Dynamic || value.reads_as_number().is_some() == numbers);
    let found = if largest {
        fitting.max_by(order)
    } else {
        fitting.min_by(order)
    };
    let found = found.unwrap_or(Value::Missing);
    match class {
        Class::Dynamic => (
            class,
            match found.to_text() {
                None => Value::Missing,
                Some(text) if numbers => Value::Raw(text),
                Some(text) => Value::Text(text),
            },
        ),
        Class::Truth => (
            Class::Number,
            found.to_number().map_or(Value::Missing, Value::Number),
        ),
        class => (class, found),
    }
}

/// The value in the row whose time comes first; rows without a time come last.
pub(crate) fn at(rows: &[Row], rank: fn(i64) -> i128, of: impl Fn(&Row) -> Value) -> Value {
    let first = rows.iter().min_by_key(|row| {
        let time = row.timestamp();
        (time.is_none(), time.map(rank), row.place)
    });
    first.map_or(Value::Missing, of)
}
