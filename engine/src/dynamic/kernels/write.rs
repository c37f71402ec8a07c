//! Values as texts.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewArray, StringViewBuilder, UInt8Array};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType, UInt8Type};
use chrono::DateTime;
use datafusion::common::Result;
use taffrail_extract::kind;

/// `number_text(number)`: the number as it is written out, NULL when it is not finite.
pub(super) fn number_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
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

pub(super) fn time_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
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
pub(super) fn single_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
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
