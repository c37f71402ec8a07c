//! The kernels over texts and kinds.

use std::cmp::Ordering;
use std::fmt::Write as _;
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

/// The kernels over scalars, each by its name.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Key, Kind, Number, Text, Time};
    let pair = [Text, Kind, Text, Kind];
    vec![
        Kernel::new("read_number", &[Text, Kind], Number, read_numbers).udf(),
        Kernel::new("truth", &[Text], Boolean, truth).udf(),
        Kernel::new("truthy", &[Text], Boolean, truthy).udf(),
        Kernel::new("finite", &[Number], Number, |args| {
            let numbers = args[0].as_primitive::<Float64Type>();
            Ok(Arc::new(numbers.unary_opt::<_, Float64Type>(|number| {
                number.is_finite().then_some(number)
            })))
        })
        .udf(),
        Kernel::new("without_negative_zero", &[Number], Number, |args| {
            // Adding zero makes `-0` a `0`, and nothing else different.
            let numbers = args[0].as_primitive::<Float64Type>();
            Ok(Arc::new(numbers.unary::<_, Float64Type>(|it| it + 0.0)))
        })
        .udf(),
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
        Kernel::new("ranked_key", &[Text, Kind], Key, ranked_keys).udf(),
        Kernel::new("ranked_text", &[Key], Text, ranked_texts).udf(),
        Kernel::new("ranked_kind", &[Key], Kind, ranked_kinds).udf(),
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

/// Whether two numbers are one: exactly when both are whole, as doubles otherwise.
pub(crate) fn same_number(a: Exact, b: Exact) -> bool {
    order_numbers(a, b) == Some(Ordering::Equal)
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
    let numbers = args[0].as_primitive::<Float64Type>();
    let mut texts = StringViewBuilder::with_capacity(numbers.len());
    let mut text = String::new();
    for number in numbers {
        text.clear();
        let written = number.and_then(|number| write_number(number, &mut text));
        texts.append_option(written.map(|()| &text));
    }
    Ok(Arc::new(texts.finish()))
}

/// A number as it is written out: shortest form that reads back the same, whole numbers without
/// decimals, an exponent from 1e21 and below 1e-6 (as in JSON.stringify); `None` when it is not
/// finite.
pub(crate) fn number_text(number: f64) -> Option<String> {
    let mut text = String::new();
    write_number(number, &mut text).map(|()| text)
}

/// Appends a number as it is written out.
fn write_number(number: f64, out: &mut String) -> Option<()> {
    let magnitude = number.abs();
    if !number.is_finite() {
        return None;
    }
    if magnitude == 0.0 {
        out.push('0');
        return Some(());
    }
    if (1e-6..1e21).contains(&magnitude) {
        return write!(out, "{number}").ok();
    }
    let start = out.len();
    write!(out, "{number:e}").ok()?;
    if magnitude >= 1.0 {
        let exponent = out[start..].find('e')?;
        out.insert(start + exponent + 1, '+');
    }
    Some(())
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

/// A text as a JSON string.
pub(crate) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// What stands between a sort key and the kind behind it: a key goes on with more than that, or
/// not at all, so that the order is the documented one before kinds decide.
const KIND_FOLLOWS: [u8; 2] = [0, 0];

/// `ranked_key(text, kind)`: the sort key, and the kind of the token behind it.
fn ranked_keys(args: &[ArrayRef]) -> Result<ArrayRef> {
    let (texts, kinds) = (
        args[0].as_string_view(),
        args[1].as_primitive::<UInt8Type>(),
    );
    let mut keys = BinaryBuilder::with_capacity(texts.len(), texts.len() * 16);
    let mut key = Vec::new();
    for value in texts.iter().zip(kinds) {
        let (Some(text), Some(kind)) = value else {
            keys.append_null();
            continue;
        };
        key.clear();
        sort_key::write_key(text, &mut key);
        key.extend_from_slice(&KIND_FOLLOWS);
        key.push(kind);
        keys.append_value(&key);
    }
    Ok(Arc::new(keys.finish()))
}

/// `ranked_text(key)`: the text that a ranked key was made of.
fn ranked_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key?.split_last_chunk::<3>())
        .map(|key| key.map(|(key, _)| sort_key::read_key(key)))
        .collect();
    Ok(Arc::new(texts))
}

/// `ranked_kind(key)`: the kind of a ranked key.
fn ranked_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds: UInt8Array = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key?.last().copied())
        .collect();
    Ok(Arc::new(kinds))
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
    fn ranked_keys_are_in_the_documented_order() {
        let texts = [
            "", "a", "a1", "a1\u{1}", "a\0", "ab", "0", "00", "1", "1.0", "1e0",
        ];
        let texts: Vec<_> = texts.iter().flat_map(|text| [*text; 2]).collect();
        let kinds: UInt8Array = [kind::STRING, kind::ARRAY].repeat(texts.len() / 2).into();
        let args: [ArrayRef; 2] = [
            Arc::new(StringViewArray::from(texts.clone())),
            Arc::new(kinds.clone()),
        ];
        let keys = ranked_keys(&args).expect("keys");
        let sorted: Vec<_> = keys.as_binary::<i32>().iter().collect();
        assert!(sorted.is_sorted());
        let keys = [Arc::clone(&keys)];
        let back = ranked_texts(&keys).expect("texts");
        assert_eq!(back.as_string_view(), &StringViewArray::from(texts));
        let back = ranked_kinds(&keys).expect("kinds");
        assert_eq!(back.as_primitive::<UInt8Type>(), &kinds);
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
