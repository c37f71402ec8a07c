//! `slice_text(text, start, length)`: part of a text by code points.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::Float64Type;

/// A start before the text is its start, a negative length is none.
pub(super) fn slices(args: &[ArrayRef]) -> ArrayRef {
    let texts = args[0].as_string_view();
    let [starts, lengths] = [1, 2].map(|at| args[at].as_primitive::<Float64Type>());
    let mut slices = StringViewBuilder::with_capacity(texts.len());
    for ((text, start), length) in texts.iter().zip(starts).zip(lengths) {
        // A negative number becomes zero, one that is too large the largest.
        let slice = text
            .zip(start)
            .zip(length)
            .map(|((text, start), length)| slice(text, start as usize, length as usize));
        slices.append_option(slice);
    }
    Arc::new(slices.finish())
}

fn slice(text: &str, start: usize, length: usize) -> &str {
    let rest = &text[offset(text, start)..];
    &rest[..offset(rest, length)]
}

/// Where the code point number `count` begins; the end of the text when it has fewer.
fn offset(text: &str, count: usize) -> usize {
    // A text is never shorter than its code points are many.
    let head = &text.as_bytes()[..count.min(text.len())];
    if head.is_ascii() {
        return head.len();
    }
    text.char_indices()
        .nth(count)
        .map_or(text.len(), |(at, _)| at)
}
