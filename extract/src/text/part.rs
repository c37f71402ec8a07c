//! What of a piece is the field.

use memchr::{memchr, memrchr};

/// What of a piece is the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// What stands before the last one of this byte, or all of it.
    BeforeLast(u8),
    /// What stands behind the last one of this byte.
    AfterLast(u8),
    /// The first word.
    FirstWord,
    /// What stands between the first word and the last.
    Between,
    /// The last word, where there are three and more.
    LastWord,
}

impl Part {
    /// The part of a text; `None` when it has none.
    pub(super) fn of(self, text: &[u8]) -> Option<&[u8]> {
        let space = |at: Option<usize>| at.filter(|_| text != b"-");
        match self {
            Self::Whole => Some(text),
            Self::BeforeLast(byte) => Some(&text[..memrchr(byte, text).unwrap_or(text.len())]),
            Self::AfterLast(byte) => Some(&text[memrchr(byte, text)? + 1..]),
            Self::FirstWord => Some(&text[..memchr(b' ', text).unwrap_or(text.len())]),
            Self::Between => {
                let first = space(memchr(b' ', text))?;
                let last = memrchr(b' ', text).filter(|&last| last > first);
                Some(&text[first + 1..last.unwrap_or(text.len())])
            }
            Self::LastWord => {
                let first = space(memchr(b' ', text))?;
                let last = memrchr(b' ', text).filter(|&last| last > first)?;
                Some(&text[last + 1..])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part::{AfterLast, BeforeLast, Between, FirstWord, LastWord};

    #[test]
    fn parts() {
        let check = |part: super::Part, text: &str, expected: Option<&str>| {
            assert_eq!(
                part.of(text.as_bytes()),
                expected.map(str::as_bytes),
                "{text}"
            );
        };
        check(BeforeLast(b':'), "2001:db8::1:443", Some("2001:db8::1"));
        check(AfterLast(b':'), "2001:db8::1:443", Some("443"));
        check(AfterLast(b':'), "-", None);
        check(FirstWord, "GET /a b HTTP/1.1", Some("GET"));
        check(Between, "GET /a b HTTP/1.1", Some("/a b"));
        check(LastWord, "GET /a b HTTP/1.1", Some("HTTP/1.1"));
        check(Between, "GET /old", Some("/old"));
        check(LastWord, "GET /old", None);
        check(LastWord, "", None);
    }
}
