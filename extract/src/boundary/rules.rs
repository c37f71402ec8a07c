//! Which lines of text are events, and where events of several lines begin.

use std::sync::Arc;

use regex::bytes::Regex;

/// Which lines of text are events.
#[derive(Debug, Clone, Default)]
pub struct LineRules {
    /// Lines that begin with this are about the log, as `#Fields: ...`.
    pub comment: Option<Box<[u8]>>,
    /// A line that is this is about the log: one that names the columns, and may come again where
    /// objects were put together.
    pub header: Option<Arc<[u8]>>,
    /// Lines at which events begin; any other belongs to the event before it.
    pub begins: Option<Regex>,
}

/// An event of more bytes ends at the next line, whatever that is.
const LONGEST: usize = 1 << 20;

impl LineRules {
    /// Every line is an event.
    pub const PLAIN: Self = Self {
        comment: None,
        header: None,
        begins: None,
    };

    /// Whether a line, without its end, is about the log.
    #[inline]
    pub(super) fn is_aside(&self, line: &[u8]) -> bool {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is = |known: &[u8]| line == known;
        let begins = |mark: &[u8]| line.starts_with(mark);
        self.comment.as_deref().is_some_and(begins) || self.header.as_deref().is_some_and(is)
    }

    /// Whether an event of so many bytes takes no other line.
    #[inline]
    pub(super) fn is_too_long(bytes: usize) -> bool {
        bytes >= LONGEST
    }

    /// Whether a line belongs to the event before it, which has so many bytes already.
    #[inline]
    pub(super) fn goes_on(&self, line: &[u8], bytes: usize) -> bool {
        let begins = |pattern: &Regex| pattern.is_match(line);
        !Self::is_too_long(bytes)
            && self.begins.as_ref().is_some_and(|pattern| !begins(pattern))
            && !self.is_aside(line)
    }
}
