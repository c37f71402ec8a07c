//! How the records of a buffer are laid out, told from its beginning.

use super::BYTE_ORDER_MARK;
use super::wrapped::after_opening;
use crate::simd::Level;
use crate::skip;
use crate::walk::Skip;

/// How the records of a buffer are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// An object a line; lines that begin otherwise are text.
    JsonLines,
    /// `{"Records":[ {...}, {...} ]}`, also several one after another; and the lists
    /// `configurationItems` of AWS Config and `logEvents` of CloudWatch Logs.
    Records,
    /// `[ {...}, {...} ]`, also several one after another.
    Array,
    /// JSON values one after another, on one line or many.
    Concatenated,
    /// Lines of text.
    TextLines,
}

/// Tells the layout from the first bytes of a buffer; a few KiB are enough, and all but the longest
/// records of a pretty-printed buffer should fit.
///
/// ```
/// use taffrail_extract::{Shape, detect};
///
/// assert_eq!(detect(b"{\"a\":1}\n{\"a\":2}\n"), Shape::JsonLines);
/// assert_eq!(detect(b"{\"Records\": [{\"a\":1}]}"), Shape::Records);
/// assert_eq!(detect(b"[{\"a\":1}, {\"a\":2}]"), Shape::Array);
/// assert_eq!(detect(b"{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}"), Shape::Concatenated);
/// assert_eq!(detect(b"[2023-07-10] started"), Shape::TextLines);
/// ```
pub fn detect(prefix: &[u8]) -> Shape {
    let bytes = prefix.strip_prefix(BYTE_ORDER_MARK).unwrap_or(prefix);
    let Some(start) = solid(bytes, 0) else {
        return Shape::TextLines;
    };
    let second = solid(bytes, start + 1).map(|at| bytes[at]);
    match (bytes[start], second) {
        (b'[', None | Some(b'{' | b']')) => Shape::Array,
        (b'{', None | Some(b'"' | b'}')) => {
            if after_opening(Shape::Records, bytes, start).is_some() {
                Shape::Records
            } else if stands_on_its_line(bytes, start) {
                Shape::JsonLines
            } else {
                Shape::Concatenated
            }
        }
        _ => Shape::TextLines,
    }
}

/// Whether the object closes on its line with nothing behind it, as far as can be seen.
fn stands_on_its_line(bytes: &[u8], start: usize) -> bool {
    let limit = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
    let end = Level::best().dispatch(Skip {
        bytes,
        start,
        limit,
    });
    match end.filter(|&end| end <= limit) {
        Some(end) => skip::white_space(bytes, end, limit).is_none(),
        None => limit == bytes.len(),
    }
}

fn solid(bytes: &[u8], at: usize) -> Option<usize> {
    skip::white_space(bytes, at, bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        for (text, expected) in [
            ("", Shape::TextLines),
            ("  \n", Shape::TextLines),
            ("plain", Shape::TextLines),
            ("{foo} hello", Shape::TextLines),
            ("[", Shape::Array),
            ("[]", Shape::Array),
            (" [\n {", Shape::Array),
            ("[1,2]", Shape::TextLines),
            ("{}", Shape::JsonLines),
            ("{", Shape::JsonLines),
            ("\u{feff}{\"a\":1}\r\nplain", Shape::JsonLines),
            ("{\"a\":\"cut of", Shape::JsonLines),
            ("{\"a\":1} {\"a\":2}\n", Shape::Concatenated),
            ("{\"a\":1}{\"a\":2}", Shape::Concatenated),
            ("{\"a\":\n1}", Shape::Concatenated),
            ("\n{ \"Records\" :\n[", Shape::Records),
            ("{\"Records\":1}", Shape::JsonLines),
            (
                "{\"fileVersion\":\"1.0\",\"a\":{\"b\":[]},\"configurationItems\":[",
                Shape::Records,
            ),
            (
                "{ \"messageType\" : \"DATA_MESSAGE\" , \"f\" : [1] ,\n\"logEvents\" : [{",
                Shape::Records,
            ),
            ("{\"messageType\":\"other\"}", Shape::JsonLines),
            ("{\"messageType\":\"cut", Shape::JsonLines),
            ("{\"logEvents\":[{}]}", Shape::JsonLines),
            ("{\"Records\":null}\n", Shape::JsonLines),
        ] {
            assert_eq!(detect(text.as_bytes()), expected, "{text}");
        }
    }
}
