//! Keys whose bytes have the documented order, alone and with the kind behind.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryBuilder, StringViewArray, UInt8Array};
use arrow::datatypes::UInt8Type;
use datafusion::common::Result;

use crate::dynamic::sort_key;

/// `sort_key(text)`: bytes in the documented order.
pub(super) fn sort_keys(args: &[ArrayRef]) -> Result<ArrayRef> {
    Ok(build_keys(args[0].as_string_view(), |_| true))
}

pub(super) fn keys_of(args: &[ArrayRef], numbers: bool) -> ArrayRef {
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
pub(super) fn key_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key.map(sort_key::read_key))
        .collect();
    Ok(Arc::new(texts))
}

/// What stands between a sort key and the kind behind it: a key goes on with more than that, or
/// not at all, so that the order is the documented one before kinds decide.
const KIND_FOLLOWS: [u8; 2] = [0, 0];

/// `ranked_key(text, kind)`: the sort key, and the kind of the token behind it.
pub(super) fn ranked_keys(args: &[ArrayRef]) -> Result<ArrayRef> {
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
pub(super) fn ranked_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key?.split_last_chunk::<3>())
        .map(|key| key.map(|(key, _)| sort_key::read_key(key)))
        .collect();
    Ok(Arc::new(texts))
}

/// `ranked_kind(key)`: the kind of a ranked key.
pub(super) fn ranked_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds: UInt8Array = args[0]
        .as_binary::<i32>()
        .iter()
        .map(|key| key?.last().copied())
        .collect();
    Ok(Arc::new(kinds))
}

#[cfg(test)]
mod tests {
    use taffrail_extract::kind;

    use super::*;

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
}
