//! What is in arrays.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::datatypes::UInt8Type;
use memchr::memchr2;
use serde::de::IgnoredAny;
use taffrail_extract::{Exact, kind, read_exact};

use crate::dynamic::same_number;

/// `json_array_size(text, kind)`: the number of elements; NULL for what is no array.
pub(super) fn sizes(args: &[ArrayRef]) -> ArrayRef {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let sizes: Int64Array = texts
        .iter()
        .zip(kinds)
        .map(|(text, kind)| size(text?, kind?).map(|size| size as i64))
        .collect();
    Arc::new(sizes)
}

/// `json_array_contains(text, kind, value, kind)`: whether a value is one of the elements: numbers
/// by value, texts by text, truths as such. What is no array has no elements.
pub(super) fn contain(args: &[ArrayRef]) -> ArrayRef {
    let operands = |at: usize| {
        let kinds = args[at + 1].as_primitive::<UInt8Type>();
        args[at].as_string_view().iter().zip(kinds)
    };
    let found: BooleanArray = operands(0)
        .zip(operands(2))
        .map(|((array, array_kind), (value, kind))| {
            let (array, array_kind) = (array?, array_kind?);
            let Some(wanted) = Wanted::new(value?, kind?) else {
                return Some(false);
            };
            let known = size(array, array_kind).is_some();
            Some(known && elements(array).any(|element| wanted.is(element)))
        })
        .collect();
    Arc::new(found)
}

/// The number of elements, when the text as a whole is the JSON of an array.
fn size(text: &str, kind: u8) -> Option<usize> {
    if !matches!(kind, kind::STRING | kind::OBJECT | kind::ARRAY) {
        return None;
    }
    // Elements without a size take no memory.
    let elements = serde_json::from_str::<Vec<IgnoredAny>>(text).ok()?;
    Some(elements.len())
}

/// What is looked for among elements.
enum Wanted<'a> {
    Text(&'a str),
    Number(Exact),
    Truth(&'a str),
}

impl<'a> Wanted<'a> {
    /// `None` for objects and arrays, which equal nothing.
    fn new(text: &'a str, kind: u8) -> Option<Self> {
        Some(match kind {
            kind::STRING => Self::Text(text),
            kind::NUMBER => Self::Number(read_exact(text.as_bytes())?),
            kind::BOOLEAN => Self::Truth(text),
            _ => return None,
        })
    }

    fn is(&self, element: &str) -> bool {
        match self {
            Self::Text(text) => match element.strip_prefix('"') {
                None => false,
                Some(content) if !element.contains('\\') => &content[..content.len() - 1] == *text,
                Some(_) => {
                    serde_json::from_str::<Cow<'_, str>>(element).is_ok_and(|it| it == *text)
                }
            },
            Self::Number(number) => {
                read_exact(element.as_bytes()).is_some_and(|it| same_number(it, *number))
            }
            Self::Truth(truth) => element == *truth,
        }
    }
}

/// The elements of a valid JSON array, as they are written.
fn elements(array: &str) -> impl Iterator<Item = &str> {
    let gap = [' ', '\n', '\r', '\t', ','];
    let mut rest = array.trim_start_matches(gap).strip_prefix('[');
    std::iter::from_fn(move || {
        let elements = rest?.trim_start_matches(gap);
        let end = end_of_value(elements.as_bytes());
        let (element, behind) = elements.split_at(end);
        rest = Some(behind);
        (end > 0).then_some(element)
    })
}

/// Where the value at the beginning of valid JSON ends; 0 before a closing bracket.
fn end_of_value(json: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < json.len() {
        match json[at] {
            b'"' => at = end_of_string(json, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b',' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}

/// The place behind the string that begins at `start`.
fn end_of_string(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr2(b'"', b'\\', &json[at..]) {
        at += found + 1;
        if json[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_as_they_are_written() {
        let found = |array| elements(array).collect::<Vec<_>>();
        assert_eq!(
            found(r#" [ 1 , "a,]\"\\" ,[2,[3]],{"b":"}"}, null ] "#),
            ["1", r#""a,]\"\\""#, "[2,[3]]", r#"{"b":"}"}"#, "null"]
        );
        assert!(found(" [ ] ").is_empty());
    }
}
