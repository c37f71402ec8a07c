//! What the bytes at a wanted path are.

use std::ops::Range;

use crate::number::Numeral;
use crate::simd::{Simd, plain_text};
use crate::string::{self, Scratch};

/// A value at a wanted path.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    /// Absent, JSON null, or not valid.
    Null,
    Boolean(bool),
    Number(&'a str),
    /// A string's text.
    Text(&'a str),
    /// The raw bytes, of which only the brackets were matched.
    Object(&'a [u8]),
    Array(&'a [u8]),
}

impl<'a> Value<'a> {
    /// Reads the value at `range`; `None` for a scalar that is not valid JSON.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "only what is inlined is compiled for the CPU"
    )]
    pub(crate) fn at<S: Simd>(
        simd: S,
        bytes: &'a [u8],
        range: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Option<Self> {
        if bytes[range.start] == b'"'
            && let Some(text) = plain_text(simd, bytes, range.start + 1..range.end - 1)
        {
            return Some(Self::Text(text));
        }
        Self::read(&bytes[range], scratch)
    }

    pub(crate) fn read(bytes: &'a [u8], scratch: &'a mut Scratch) -> Option<Self> {
        match bytes {
            [b'"', content @ .., b'"'] => string::decode(content, scratch).map(Self::Text),
            [b'{', ..] => Some(Self::Object(bytes)),
            [b'[', ..] => Some(Self::Array(bytes)),
            b"null" => Some(Self::Null),
            b"true" => Some(Self::Boolean(true)),
            b"false" => Some(Self::Boolean(false)),
            _ => {
                Numeral::read(bytes).filter(Numeral::is_json)?;
                std::str::from_utf8(bytes).ok().map(Self::Number)
            }
        }
    }
}

/// Whether the bytes are a JSON number, `true`, `false` or `null`.
pub(crate) fn is_plain_scalar(bytes: &[u8]) -> bool {
    !matches!(bytes.first(), Some(b'"' | b'{' | b'['))
        && Value::read(bytes, &mut Scratch::default()).is_some()
}
