//! The elements of an array, one after the other.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level's CPU"
)]

use crate::builder::kind_of;
use crate::compact::Compact;
use crate::simd::{Kernel, Level, Simd};
use crate::skip;
use crate::string::{Scratch, lossy};
use crate::value::Value;

/// Takes arrays apart; keeps its room to work in from one to the next.
///
/// ```
/// use taffrail_extract::{Elements, kind};
///
/// let mut found = Vec::new();
/// Elements::new().read(br#"["a", 1.50, {"b": []}]"#, |element| {
///     found.push(element.map(|(text, kind)| (text.to_owned(), kind)));
/// });
/// assert_eq!(found, [
///     Some(("a".to_owned(), kind::STRING)),
///     Some(("1.50".to_owned(), kind::NUMBER)),
///     Some((r#"{"b":[]}"#.to_owned(), kind::OBJECT)),
/// ]);
/// ```
#[derive(Debug)]
pub struct Elements {
    level: Level,
    values: Scratch,
    texts: Scratch,
}

impl Elements {
    /// A reader for this machine's CPU.
    pub fn new() -> Self {
        Self::with_level(Level::best())
    }

    /// A reader for a level of CPU.
    #[doc(hidden)]
    pub fn with_level(level: Level) -> Self {
        Self {
            level,
            values: Scratch::default(),
            texts: Scratch::default(),
        }
    }

    /// Hands each element to `each`: its text and its [`kind`](crate::kind), as the columns of the
    /// paths `0`, `1`, ... have them; `None` for null, and for a scalar that is not valid JSON.
    ///
    /// What does not begin with `[` has no elements. Behind a place that is not well formed there
    /// are none either.
    pub fn read(&mut self, array: &[u8], each: impl FnMut(Option<(&str, u8)>)) {
        self.level.dispatch(Read {
            reader: self,
            bytes: array,
            each,
        });
    }
}

impl Default for Elements {
    fn default() -> Self {
        Self::new()
    }
}

struct Read<'a, F> {
    reader: &'a mut Elements,
    bytes: &'a [u8],
    each: F,
}

impl<F: FnMut(Option<(&str, u8)>)> Kernel for Read<'_, F> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let Self {
            reader,
            bytes,
            mut each,
        } = self;
        let solid = |at| skip::solid(simd, bytes, at, bytes.len());
        let Some(mut at) = solid(0).filter(|&at| bytes[at] == b'[') else {
            return;
        };
        // `at` is the opening bracket or a comma.
        while let Some(start) = solid(at + 1).filter(|&start| !matches!(bytes[start], b']' | b'}'))
        {
            let Some(end) = end_of_value(simd, bytes, start) else {
                return;
            };
            let value = Value::at(simd, bytes, start..end, &mut reader.values);
            let value = value.unwrap_or(Value::Null);
            each(kind_of(value).map(|kind| (text(value, reader.level, &mut reader.texts), kind)));
            match solid(end) {
                Some(behind) if bytes[behind] == b',' => at = behind,
                _ => return,
            }
        }
    }
}

/// Behind the value at `start`; `None` when it does not end.
#[inline(always)]
fn end_of_value<S: Simd>(simd: S, bytes: &[u8], start: usize) -> Option<usize> {
    let limit = bytes.len();
    match bytes[start] {
        b'"' => Some(skip::string(simd, bytes, start + 1, limit)?.at + 1),
        b'{' | b'[' => simd.skip_container(bytes, start + 1, limit, 1),
        _ => Some(skip::scalar(bytes, start, limit)),
    }
}

/// The text of a value that is not null, as [`Want::Text`](crate::Want::Text) has it.
fn text<'a>(value: Value<'a>, level: Level, scratch: &'a mut Scratch) -> &'a str {
    match value {
        Value::Null => "",
        Value::Boolean(true) => "true",
        Value::Boolean(false) => "false",
        Value::Number(text) | Value::Text(text) => text,
        Value::Object(json) | Value::Array(json) => {
            scratch.bytes.clear();
            level.dispatch(Compact {
                json,
                out: &mut scratch.bytes,
            });
            lossy(&scratch.bytes, &mut scratch.text)
        }
    }
}
