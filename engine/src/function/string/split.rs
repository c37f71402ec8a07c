//! `split_text(text, delimiter)`: the parts of a text as a JSON array.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};

/// Parts may be empty. An empty delimiter occurs nowhere, so the whole text is the only part.
pub(super) fn parts(args: &[ArrayRef]) -> ArrayRef {
    let [texts, delimiters] = [0, 1].map(|at| args[at].as_string_view());
    let mut lists = StringViewBuilder::with_capacity(texts.len());
    let mut list = Vec::new();
    for (text, delimiter) in texts.iter().zip(delimiters) {
        let (Some(text), Some(delimiter)) = (text, delimiter) else {
            lists.append_null();
            continue;
        };
        list.clear();
        if delimiter.is_empty() {
            push(text, &mut list);
        } else {
            for part in text.split(delimiter) {
                push(part, &mut list);
            }
        }
        list.push(b']');
        let list = std::str::from_utf8(&list).expect("JSON of texts is text");
        lists.append_value(list);
    }
    Arc::new(lists.finish())
}

fn push(part: &str, list: &mut Vec<u8>) {
    list.push(if list.is_empty() { b'[' } else { b',' });
    serde_json::to_writer(list, part).expect("memory takes all, and a text is JSON");
}
