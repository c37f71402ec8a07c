//! From text to objects and arrays, and back.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::UInt8Type;
use serde::de::IgnoredAny;
use taffrail_extract::{compact, kind};

/// `json_parse(text, kind)`: the compact JSON of a text that is an object or array as a whole, and
/// what is one already; else NULL.
pub(super) fn parsed(args: &[ArrayRef]) -> ArrayRef {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let mut parsed = StringViewBuilder::with_capacity(texts.len());
    let mut json = Vec::new();
    for (text, kind) in texts.iter().zip(kinds) {
        match (text, kind) {
            (Some(text), Some(kind::OBJECT | kind::ARRAY)) => parsed.append_value(text),
            (Some(text), Some(kind::STRING)) if is_structure(text) => {
                json.clear();
                compact(text.as_bytes(), &mut json);
                let json = std::str::from_utf8(&json);
                parsed.append_value(json.expect("text without its white space is text"));
            }
            _ => parsed.append_null(),
        }
    }
    Arc::new(parsed.finish())
}

/// `json_stringify(text, kind)`: the text of an object or array; else NULL.
pub(super) fn stringified(args: &[ArrayRef]) -> ArrayRef {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let mut written = StringViewBuilder::with_capacity(texts.len());
    for (text, kind) in texts.iter().zip(kinds) {
        let structured = matches!(kind, Some(kind::OBJECT | kind::ARRAY));
        written.append_option(text.filter(|_| structured));
    }
    Arc::new(written.finish())
}

/// Whether the text as a whole is the JSON of an object or array. Nothing is kept of it, so depth
/// costs no stack.
fn is_structure(text: &str) -> bool {
    text.trim_start_matches([' ', '\n', '\r', '\t'])
        .starts_with(['{', '['])
        && serde_json::from_str::<IgnoredAny>(text).is_ok()
}
