//! What tells an event from all others: the values of the fields that its log type names.

use std::sync::{Arc, LazyLock};

use ahash::RandomState;
use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};

/// Stands between the values of several fields.
const BETWEEN: char = '\u{1f}';

/// The identities of events, given the fields that make them; none where the first is missing.
pub(in crate::scan) fn identities(fields: &[ArrayRef], rows: usize) -> ArrayRef {
    if let [only] = fields {
        return Arc::clone(only);
    }
    let fields: Vec<_> = fields.iter().map(AsArray::as_string_view).collect();
    let mut texts = StringViewBuilder::with_capacity(rows);
    let mut text = String::new();
    for row in 0..rows {
        if fields.first().is_none_or(|first| first.is_null(row)) {
            texts.append_null();
            continue;
        }
        text.clear();
        for field in &fields {
            if field.is_valid(row) {
                text.push_str(field.value(row));
            }
            text.push(BETWEEN);
        }
        texts.append_value(&text);
    }
    Arc::new(texts.finish())
}

/// An identity in 128 bits: of a billion events, two that are not copies are taken for such in one
/// scan of 10^20.
pub(in crate::scan) fn identity(text: &str) -> u128 {
    static HALVES: LazyLock<[RandomState; 2]> = LazyLock::new(|| {
        [
            RandomState::with_seeds(1, 2, 3, 4),
            RandomState::with_seeds(5, 6, 7, 8),
        ]
    });
    let [high, low] = HALVES.each_ref().map(|half| half.hash_one(text));
    u128::from(high) << 64 | u128::from(low)
}

#[cfg(test)]
mod tests {
    use arrow::array::StringViewArray;

    use super::*;

    #[test]
    fn several_fields_make_one_identity() {
        let column =
            |texts: [Option<&str>; 4]| -> ArrayRef { Arc::new(StringViewArray::from_iter(texts)) };
        let first = column([Some("a"), Some("ab"), None, Some("a")]);
        let second = column([Some("bc"), Some("c"), Some("x"), None]);
        let made = identities(&[first, second], 4);
        let made: Vec<_> = made.as_string_view().iter().collect();
        let expected = ["a\u{1f}bc\u{1f}", "ab\u{1f}c\u{1f}", "", "a\u{1f}\u{1f}"];
        let expected = expected.map(|text| (!text.is_empty()).then_some(text));
        assert_eq!(made, expected);
        assert!(identities(&[], 2).is_null(1));
    }
}
