//! The pairs of a text in logfmt.

/// `key=value`, `key="quoted \"value\""`, `key`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'t> {
    pub(super) key: &'t str,
    /// As it is written, without quotes; `None` for a key alone.
    pub(super) value: Option<&'t str>,
    /// Whether the value has escapes.
    pub(super) escapes: bool,
}

/// The pairs of a text, from left to right. A key goes on to white space, `=` or a quote, a value
/// that is not quoted to white space. Quoted text where a key should be is passed over; a quote
/// without its end reaches to the end of the text.
pub(super) struct Pairs<'t> {
    rest: &'t str,
}

impl<'t> Pairs<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    /// Takes what lies before the first of the ends off the rest.
    fn take_to(&mut self, is_end: fn(char) -> bool) -> &'t str {
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Takes a quoted text, of which the opening quote is taken already, and says whether it has
    /// escapes.
    fn take_quoted(&mut self) -> (&'t str, bool) {
        let mut escapes = false;
        let mut at = 0;
        let bytes = self.rest.as_bytes();
        while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
            at += found;
            if bytes[at] == b'"' {
                let quoted = &self.rest[..at];
                self.rest = &self.rest[at + 1..];
                return (quoted, escapes);
            }
            escapes = true;
            at += 2;
        }
        (std::mem::take(&mut self.rest), escapes)
    }
}

impl<'t> Iterator for Pairs<'t> {
    type Item = Pair<'t>;

    fn next(&mut self) -> Option<Pair<'t>> {
        loop {
            self.rest = self.rest.trim_start_matches(is_space);
            let first = self.rest.chars().next()?;
            if first == '"' {
                self.rest = &self.rest[1..];
                self.take_quoted();
                continue;
            }
            let key = self.take_to(|it| is_space(it) || it == '=' || it == '"');
            let Some(behind) = self.rest.strip_prefix('=') else {
                return Some(Pair {
                    key,
                    value: None,
                    escapes: false,
                });
            };
            self.rest = behind;
            let (value, escapes) = match self.rest.strip_prefix('"') {
                Some(behind) => {
                    self.rest = behind;
                    self.take_quoted()
                }
                None => (self.take_to(is_space), false),
            };
            if !key.is_empty() {
                return Some(Pair {
                    key,
                    value: Some(value),
                    escapes,
                });
            }
        }
    }
}

/// White space and control characters stand between pairs.
fn is_space(character: char) -> bool {
    character <= ' '
}

/// Appends the text with its escapes resolved, which are those of JSON; others are left as they
/// are.
pub(super) fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (character, length) = match rest.bytes().next() {
            Some(b'n') => ('\n', 1),
            Some(b't') => ('\t', 1),
            Some(b'r') => ('\r', 1),
            Some(b'b') => ('\u{8}', 1),
            Some(b'f') => ('\u{c}', 1),
            Some(plain @ (b'"' | b'\\' | b'/')) => (char::from(plain), 1),
            Some(b'u') => match unicode(&rest[1..]) {
                Some((character, length)) => (character, length + 1),
                None => ('\\', 0),
            },
            _ => ('\\', 0),
        };
        out.push(character);
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// The character of the digits behind `\u`, of both halves where it has two, and how many bytes
/// that takes. A half alone is U+FFFD.
fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = hex(text)?;
    let low = text[4..].strip_prefix("\\u").and_then(hex);
    if let (0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) = (unit, low) {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return Some((char::from_u32(code)?, 10));
    }
    let character = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((character, 4))
}

fn hex(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    let all_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    all_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let found: Vec<_> = Pairs::new(text).map(|it| (it.key, it.value)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn pairs() {
        check(
            "a=1  b=\"x y\"\tc d=",
            &[
                ("a", Some("1")),
                ("b", Some("x y")),
                ("c", None),
                ("d", Some("")),
            ],
        );
        check("a=b=c", &[("a", Some("b=c"))]);
        check("a=x\"y", &[("a", Some("x\"y"))]);
        check("a.b=1 @c=2", &[("a.b", Some("1")), ("@c", Some("2"))]);
    }

    #[test]
    fn quotes() {
        check(
            r#"a="\"b\" \\" c=1"#,
            &[("a", Some(r#"\"b\" \\"#)), ("c", Some("1"))],
        );
        check("a=\"b\"c=1", &[("a", Some("b")), ("c", Some("1"))]);
        check("a=\"no end b=1", &[("a", Some("no end b=1"))]);
        check(r#"a="\"#, &[("a", Some("\\"))]);
    }

    #[test]
    fn what_is_no_pair() {
        check("", &[]);
        check(" \n", &[]);
        check("=a =\"b c\" d=1", &[("d", Some("1"))]);
        check(
            "::1 - \"GET /?a=b\" status=200",
            &[("::1", None), ("-", None), ("status", Some("200"))],
        );
    }

    #[test]
    fn escapes() {
        let check = |text: &str, expected: &str| {
            let mut out = String::new();
            unescape(text, &mut out);
            assert_eq!(out, expected, "{text}");
        };
        check(r#"\"a\\b\/\n\t\r\b\f"#, "\"a\\b/\n\t\r\u{8}\u{c}");
        check(r"\u00e4\ud83d\ude00", "ä😀");
        check(r"\ud83d \ude00", "\u{fffd} \u{fffd}");
        check(r"\ud83d\u0041", "\u{fffd}A");
        check(r"\d \u12 \uäöü \", r"\d \u12 \uäöü \");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_was_written_is_read(written in prop::collection::vec(
            ("[a-cä.:-]{1,4}", "[ -~ä\n\t]{0,8}"), 0..6,
        )) {
            let text: Vec<String> = written
                .iter()
                .map(|(key, value)| format!("{key}={}", serde_json::Value::from(value.as_str())))
                .collect();
            let found: Vec<(String, String)> = Pairs::new(&text.join(" "))
                .map(|pair| {
                    let mut value = String::new();
                    unescape(pair.value.expect("a value"), &mut value);
                    (pair.key.to_owned(), value)
                })
                .collect();
            prop_assert_eq!(found, written);
        }

        #[test]
        fn no_text_is_too_odd(text in "[a=\"\\\\u0äd8 ]{0,20}") {
            for pair in Pairs::new(&text) {
                prop_assert!(!pair.key.is_empty() && !pair.key.contains(is_space), "{}", text);
                let written = pair.value.unwrap_or_default();
                let mut value = String::new();
                unescape(written, &mut value);
                prop_assert!(value == written || written.contains('\\'), "{}", text);
            }
        }
    }
}
