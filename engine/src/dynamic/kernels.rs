//! The kernels over texts and kinds.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, BooleanArray, Float64Array, StringViewArray,
    StringViewBuilder, UInt8Array,
};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType, UInt8Type};
use chrono::DateTime;
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;
use taffrail_extract::{Exact, kind, read_exact, read_number};

use super::sort_key;
use crate::kernel::{Kernel, Type};

/// Every kernel of this family, each by its name.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Key, Kind, Number, Text, TextList, Time};
    let pair = [Text, Kind, Text, Kind];
    vec![
        Kernel::new("read_number", &[Text, Kind], Number, read_numbers).udf(),
        Kernel::new("truth", &[Text], Boolean, truth).udf(),
        Kernel::new("truthy", &[Text], Boolean, truthy).udf(),
        Kernel::new("dynamic_eq", &pair, Boolean, |args| {
            Ok(compare_pairs(args, equal))
        })
        .udf(),
        Kernel::new("dynamic_lt", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_lt))
        })
        .udf(),
        Kernel::new("dynamic_lteq", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_le))
        })
        .udf(),
        Kernel::new("dynamic_gt", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_gt))
        })
        .udf(),
        Kernel::new("dynamic_gteq", &pair, Boolean, |args| {
            Ok(order_pairs(args, Ordering::is_ge))
        })
        .udf(),
        Kernel::new("sort_key", &[Text], Key, sort_keys).udf(),
        Kernel::new("number_key", &[Text], Key, |args| Ok(keys_of(args, true))).udf(),
        Kernel::new("text_key", &[Text], Key, |args| Ok(keys_of(args, false))).udf(),
        Kernel::new("key_text", &[Key], Text, key_texts).udf(),
        Kernel::new("number_text", &[Number], Text, number_texts).udf(),
        Kernel::new("time_text", &[Time], Text, time_texts).udf(),
        Kernel::new("single_kind", &[Kind], Kind, single_kinds).udf(),
        Kernel::new("json_token", &[Text, Kind], Text, json_tokens).udf(),
        Kernel::new("json_list", &[TextList], Text, json_lists).udf(),
    ]
}

/// `read_number(text, kind)`: what the value is in arithmetic. JSON booleans are 1 and 0.
fn read_numbers(args: &[ArrayRef]) -> Result<ArrayRef> {
    let (texts, kinds) = (
        args[0].as_string_view(),
        args[1].as_primitive::<UInt8Type>(),
    );
    let numbers: Float64Array = texts
        .iter()
        .zip(kinds)
        .map(|(text, kind)| match (text?, kind?) {
            (text, kind::NUMBER | kind::STRING) => read_number(text.as_bytes()),
            (text, kind::BOOLEAN) => Some(f64::from(u8::from(text == "true"))),
            _ => None,
        })
        .collect();
    Ok(Arc::new(numbers))
}

/// `truth(text)`: what the value is against `true` and `false`; NULL when it is neither.
fn truth(args: &[ArrayRef]) -> Result<ArrayRef> {
    let truths: BooleanArray = args[0]
        .as_string_view()
        .iter()
        .map(|text| match text? {
            "true" => Some(true),
            "false" => Some(false),
            text => match read_number(text.as_bytes()) {
                Some(1.0) => Some(true),
                Some(0.0) => Some(false),
                _ => None,
            },
        })
        .collect();
    Ok(Arc::new(truths))
}

/// `truthy(text)`: a bare field as a predicate.
fn truthy(args: &[ArrayRef]) -> Result<ArrayRef> {
    let truths: BooleanArray = args[0]
        .as_string_view()
        .iter()
        .map(|text| {
            let text = text?;
            Some(text == "true" || read_number(text.as_bytes()).is_some_and(|n| n != 0.0))
        })
        .collect();
    Ok(Arc::new(truths))
}

type Operand<'a> = (&'a str, u8);

fn compare_pairs(args: &[ArrayRef], matches: fn(Operand<'_>, Operand<'_>) -> bool) -> ArrayRef {
    let operands = |at: usize| {
        args[at]
            .as_string_view()
            .iter()
            .zip(args[at + 1].as_primitive::<UInt8Type>().iter())
    };
    let result: BooleanArray = operands(0)
        .zip(operands(2))
        .map(|((a, a_kind), (b, b_kind))| Some(matches((a?, a_kind?), (b?, b_kind?))))
        .collect();
    Arc::new(result)
}

fn order_pairs(args: &[ArrayRef], accepts: fn(Ordering) -> bool) -> ArrayRef {
    let operands = |at: usize| {
        args[at]
            .as_string_view()
            .iter()
            .zip(args[at + 1].as_primitive::<UInt8Type>().iter())
    };
    let result: BooleanArray = operands(0)
        .zip(operands(2))
        .map(|((a, a_kind), (b, b_kind))| {
            Some(order((a?, a_kind?), (b?, b_kind?)).is_some_and(accepts))
        })
        .collect();
    Arc::new(result)
}

/// The order of two values: by value when both read as numbers, as texts when both are texts that
/// do not; `None` for a misfit.
fn order(a: Operand<'_>, b: Operand<'_>) -> Option<Ordering> {
    let scalar = |(_, kind)| kind == kind::NUMBER || kind == kind::STRING;
    if !scalar(a) || !scalar(b) {
        return None;
    }
    match (read_exact(a.0.as_bytes()), read_exact(b.0.as_bytes())) {
        (Some(a), Some(b)) => order_numbers(a, b),
        (None, None) => Some(a.0.cmp(b.0)),
        _ => None,
    }
}

fn order_numbers(a: Exact, b: Exact) -> Option<Ordering> {
    let double = |number| match number {
        Exact::Integer(integer) => integer as f64,
        Exact::Float(float) => float,
    };
    match (a, b) {
        (Exact::Integer(a), Exact::Integer(b)) => Some(a.cmp(&b)),
        (a, b) => double(a).partial_cmp(&double(b)),
    }
}

fn equal(a: Operand<'_>, b: Operand<'_>) -> bool {
    if a.1 == kind::BOOLEAN && b.1 == kind::BOOLEAN {
        return a.0 == b.0;
    }
    order(a, b) == Some(Ordering::Equal)
}

/// `sort_key(text)`: bytes in the documented order.
fn sort_keys(args: &[ArrayRef]) -> Result<ArrayRef> {
    Ok(build_keys(args[0].as_string_view(), |_| true))
}

fn keys_of(args: &[ArrayRef], numbers: bool) -> ArrayRef {
    build_keys(args[0].as_string_view(), |key| {
        sort_key::is_number_key(key) == numbers
    })
}

fn build_keys(texts: &StringViewArray, keep: impl Fn(&[u8]) -> bool) -> ArrayRef {
    let mut keys = BinaryBuilder::with_capacity(texts.len(), texts.len() * 16);
    let mut key = Vec::new();
    for text in texts {
        key.clear();
        if let Some(text) = text {
            sort_key::write_key(text, &mut key);
        }
        if text.is_some() && keep(&key) {
            keys.append_value(&key);
        } else {
            keys.append_null();
        }
    }
    Arc::new(keys.finish())
}

/// `key_text(key)`: the text that a sort key was made of.
fn key_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key.map(sort_key::read_key))
        .collect();
    Ok(Arc::new(texts))
}

/// `number_text(number)`: the number as it is written out, NULL when it is not finite.
fn number_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_primitive::<Float64Type>()
        .iter()
        .map(|number| number.and_then(number_text))
        .collect();
    Ok(Arc::new(texts))
}

/// A number as it is written out: shortest form that reads back the same, whole numbers without
/// decimals, an exponent from 1e21 and below 1e-6 (as in JSON.stringify); `None` when it is not
/// finite.
pub(crate) fn number_text(number: f64) -> Option<String> {
    if !number.is_finite() {
        return None;
    }
    let magnitude = number.abs();
    if magnitude == 0.0 {
        return Some("0".into());
    }
    if (1e-6..1e21).contains(&magnitude) {
        return Some(number.to_string());
    }
    let text = format!("{number:e}");
    Some(if magnitude >= 1.0 {
        text.replacen('e', "e+", 1)
    } else {
        text
    })
}

fn time_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_primitive::<TimestampMicrosecondType>()
        .iter()
        .map(|micros| micros.and_then(time_text))
        .collect();
    Ok(Arc::new(texts))
}

/// A time as it is written out: UTC, milliseconds, microseconds when they are not zero; `None`
/// when it is outside the calendar (about 262,000 years).
pub(crate) fn time_text(micros: i64) -> Option<String> {
    let time = DateTime::from_timestamp_micros(micros)?;
    let format = if micros % 1000 == 0 {
        "%Y-%m-%dT%H:%M:%S%.3fZ"
    } else {
        "%Y-%m-%dT%H:%M:%S%.6fZ"
    };
    Some(time.format(format).to_string())
}

/// `single_kind(mask)`: the kind of a group key from the kinds of all its values: their kind when
/// they have one, else text.
fn single_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
    let masks = args[0].as_primitive::<UInt8Type>();
    let kinds: UInt8Array = masks.unary(|mask| {
        if mask.is_power_of_two() {
            mask
        } else {
            kind::STRING
        }
    });
    Ok(Arc::new(kinds))
}

/// `json_token(text, kind)`: the value as JSON.
fn json_tokens(args: &[ArrayRef]) -> Result<ArrayRef> {
    let (texts, kinds) = (
        args[0].as_string_view(),
        args[1].as_primitive::<UInt8Type>(),
    );
    let mut tokens = StringViewBuilder::with_capacity(texts.len());
    for (text, kind) in texts.iter().zip(kinds) {
        match (text, kind) {
            (None, _) | (_, None) => tokens.append_null(),
            (Some(text), Some(kind::STRING)) => tokens.append_value(json_string(text)),
            (Some(text), Some(_)) => tokens.append_value(text),
        }
    }
    Ok(Arc::new(tokens.finish()))
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `json_list(tokens)`: the distinct tokens as a JSON array, in the documented order of what they
/// stand for.
fn json_lists(args: &[ArrayRef]) -> Result<ArrayRef> {
    let lists = args[0].as_list::<i32>();
    let mut texts = StringViewBuilder::with_capacity(lists.len());
    for list in lists.iter() {
        let Some(list) = list else {
            texts.append_value("[]");
            continue;
        };
        let mut tokens: Vec<&str> = list.as_string_view().iter().flatten().collect();
        tokens.sort_by_cached_key(|token| {
            let mut key = Vec::new();
            let text = serde_json::from_str::<String>(token);
            sort_key::write_key(text.as_deref().unwrap_or(token), &mut key);
            (key, *token)
        });
        tokens.dedup();
        texts.append_value(format!("[{}]", tokens.join(",")));
    }
    Ok(Arc::new(texts.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_shortest() {
        let check = |number, expected: Option<&str>| {
            assert_eq!(number_text(number).as_deref(), expected);
        };
        check(5.0, Some("5"));
        check(-0.0, Some("0"));
        check(0.1, Some("0.1"));
        check(12_345_678_901_234_567_890.0, Some("12345678901234567000"));
        check(1e21, Some("1e+21"));
        check(1.5e-7, Some("1.5e-7"));
        check(f64::NAN, None);
    }

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(
            time_text(1_688_989_338_000_000).as_deref(),
            Some("2023-07-10T11:42:18.000Z")
        );
        assert_eq!(time_text(1).as_deref(), Some("1970-01-01T00:00:00.000001Z"));
        assert_eq!(time_text(i64::MAX), None);
    }
}
