//! `csv`: values with commas between them (RFC 4180).

use arrow::array::{Array, StringViewArray, StringViewBuilder};
use csv_core::{ReadFieldResult, Reader};

/// The first `count` values of each text's first record; a text that has fewer lacks the rest. A
/// value that begins with a quote goes on to its closing quote, over commas and line ends; two
/// quotes in it are one.
pub(super) fn columns(texts: &StringViewArray, count: usize) -> Vec<StringViewBuilder> {
    let mut columns: Vec<StringViewBuilder> = (0..count)
        .map(|_| StringViewBuilder::with_capacity(texts.len()))
        .collect();
    let mut splitter = Splitter {
        reader: Reader::new(),
        value: Vec::new(),
    };
    for text in texts {
        let mut rest = columns.iter_mut();
        if let Some(text) = text {
            splitter.split(text, |value| match rest.next() {
                Some(column) => {
                    column.append_value(value);
                    rest.len() > 0
                }
                None => false,
            });
        }
        rest.for_each(StringViewBuilder::append_null);
    }
    columns
}

/// Takes records apart; keeps its room to work in from one to the next.
struct Splitter {
    reader: Reader,
    value: Vec<u8>,
}

impl Splitter {
    /// Hands the values of the first record to `each` until it has enough. A text with nothing in
    /// it is one empty value.
    fn split(&mut self, text: &str, mut each: impl FnMut(&str) -> bool) {
        self.reader.reset();
        // A value is no longer than its text.
        if self.value.len() < text.len() {
            self.value.resize(text.len(), 0);
        }
        let mut input = text.as_bytes();
        let mut length = 0;
        let mut begun = false;
        loop {
            let (result, read, written) = self.reader.read_field(input, &mut self.value[length..]);
            input = &input[read..];
            length += written;
            let last = match result {
                // The next call has no input left, which says that there is no more.
                ReadFieldResult::InputEmpty => continue,
                ReadFieldResult::Field { record_end } => record_end,
                ReadFieldResult::End if begun => return,
                ReadFieldResult::End | ReadFieldResult::OutputFull => true,
            };
            let value = std::str::from_utf8(&self.value[..length]);
            let value = value.expect("a text is cut at commas, quotes and line ends only");
            if !each(value) || last {
                return;
            }
            begun = true;
            length = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(text: &str) -> Vec<String> {
        let mut splitter = Splitter {
            reader: Reader::new(),
            value: Vec::new(),
        };
        let mut found = Vec::new();
        // The second time with what the first one left behind.
        for _ in 0..2 {
            found.clear();
            splitter.split(text, |value| {
                found.push(value.to_owned());
                true
            });
        }
        found
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(values(text), expected, "{text}");
    }

    #[test]
    fn records() {
        check("a,b c,3", &["a", "b c", "3"]);
        check("a,,", &["a", "", ""]);
        check("", &[""]);
        check(",", &["", ""]);
        check("a, b ,日本", &["a", " b ", "日本"]);
        check("a,b\nc,d\n", &["a", "b"]);
        check("a,b\r\n", &["a", "b"]);
    }

    #[test]
    fn quotes() {
        check(r#""a,b","say ""hi""",c"#, &["a,b", "say \"hi\"", "c"]);
        check("\"two\nlines\",b", &["two\nlines", "b"]);
        check("\"\",b", &["", "b"]);
        check("\"no end, at all", &["no end, at all"]);
        check(r#"a "quoted" word,b"#, &["a \"quoted\" word", "b"]);
    }

    #[test]
    fn columns_are_filled_from_the_left() {
        let texts = StringViewArray::from(vec![Some("a,b,c"), Some("d"), None, Some("")]);
        let found: Vec<Vec<Option<String>>> = columns(&texts, 2)
            .into_iter()
            .map(|mut column| {
                let column = column.finish();
                column.iter().map(|it| it.map(str::to_owned)).collect()
            })
            .collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                [text("a"), text("d"), None, text("")],
                [text("b"), None, None, None],
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_was_written_is_read(written in prop::collection::vec("[ab日,\"\r\n ]{0,6}", 1..6)) {
            let text: Vec<String> = written
                .iter()
                .map(|value| format!("\"{}\"", value.replace('"', "\"\"")))
                .collect();
            prop_assert_eq!(values(&text.join(",")), written);
        }

        #[test]
        fn no_text_is_too_odd(text in "[ab日,\"\r\n\u{feff} ]{0,20}") {
            prop_assert!(!values(&text).is_empty());
        }
    }
}
