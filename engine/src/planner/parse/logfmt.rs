//! `logfmt`: `key=value` pairs.

mod read;

use std::collections::HashSet;

use arrow::array::{Array, StringViewArray, StringViewBuilder};

use self::read::{Pairs, unescape};

/// The pairs of each text as a compact JSON object of texts. The first value of a key counts; a word
/// alone is `"true"`. A text without any pair is no object.
pub(super) fn maps(texts: &StringViewArray) -> StringViewArray {
    let mut maps = StringViewBuilder::with_capacity(texts.len());
    let mut seen = HashSet::new();
    let mut json = Vec::new();
    let mut scratch = String::new();
    for text in texts {
        seen.clear();
        json.clear();
        let mut has_pair = false;
        for pair in text.into_iter().flat_map(Pairs::new) {
            has_pair |= pair.value.is_some();
            if !seen.insert(pair.key) {
                continue;
            }
            json.push(if json.is_empty() { b'{' } else { b',' });
            write_text(pair.key, &mut json);
            json.push(b':');
            let value = pair.value.unwrap_or("true");
            if pair.escapes {
                scratch.clear();
                unescape(value, &mut scratch);
                write_text(&scratch, &mut json);
            } else {
                write_text(value, &mut json);
            }
        }
        json.push(b'}');
        let map = std::str::from_utf8(&json).expect("JSON of texts is text");
        maps.append_option(has_pair.then_some(map));
    }
    maps.finish()
}

/// Appends a text as JSON.
fn write_text(text: &str, json: &mut Vec<u8>) {
    serde_json::to_writer(json, text).expect("a text is JSON, and memory takes it");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let maps = maps(&StringViewArray::from(vec!["before=1 x", text]));
        assert_eq!(maps.iter().nth(1).expect("a row"), expected, "{text}");
    }

    #[test]
    fn objects() {
        check(
            r#"level=info msg="took 3 \"ms\"" n=3"#,
            Some(r#"{"level":"info","msg":"took 3 \"ms\"","n":"3"}"#),
        );
        check("a=1 b a=2 b=3", Some(r#"{"a":"1","b":"true"}"#));
        check("a= b=\"\"", Some(r#"{"a":"","b":""}"#));
        check(
            "größe=7\tpath=/x?y=1&z=2",
            Some(r#"{"größe":"7","path":"/x?y=1&z=2"}"#),
        );
    }

    #[test]
    fn texts_without_pairs() {
        check("", None);
        check("just some words", None);
        check("=", None);
        check("\"a=b\"", None);
    }
}
