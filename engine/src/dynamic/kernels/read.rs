//! What texts are as numbers and truths.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Float64Array};
use arrow::datatypes::UInt8Type;
use datafusion::common::Result;
use taffrail_extract::{kind, read_number};

/// `read_number(text, kind)`: what the value is in arithmetic. JSON booleans are 1 and 0.
pub(super) fn read_numbers(args: &[ArrayRef]) -> Result<ArrayRef> {
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
pub(super) fn truth(args: &[ArrayRef]) -> Result<ArrayRef> {
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
pub(super) fn truthy(args: &[ArrayRef]) -> Result<ArrayRef> {
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
