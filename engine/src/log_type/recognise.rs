//! Which log type an object is.

use std::collections::HashSet;
use std::sync::OnceLock;

use memchr::memmem;
use regex::bytes::Regex;
use taffrail_extract::Shape;

use super::definition::Format;
use super::{Kind, LogType, Said};

/// How many lines tell the type of a text.
const LINES: usize = 16;

impl LogType {
    /// The type of an object, told by its key, its shape and its first bytes; types of users are
    /// asked before those that are built in.
    pub(super) fn recognise(key: &str, shape: Shape, head: &[u8], users: &[Self]) -> Self {
        let all = || users.iter().cloned().chain(Self::all());
        if shape == Shape::TextLines && memmem::find(head, b"\n{\"").is_none() {
            let texts = || all().filter(|log_type| !log_type.is_json());
            return texts()
                .find(|log_type| log_type.has_key(key))
                .or_else(|| texts().find(|log_type| log_type.has_lines(head)))
                .unwrap_or_else(Self::any_text);
        }
        // Logs of applications may begin with a few lines of text.
        let json = || {
            all().filter(|log_type| {
                log_type.is_json() && (shape != Shape::TextLines || log_type.is_general())
            })
        };
        json()
            .find(|log_type| log_type.has_key(key))
            .or_else(|| {
                let keys = keys(head);
                json().find(|log_type| log_type.has_json(&keys))
            })
            .unwrap_or_else(Self::any_json)
    }

    fn is_general(&self) -> bool {
        self.definition().recognise.json.iter().any(Vec::is_empty)
    }

    fn has_key(&self, key: &str) -> bool {
        let pattern = self.definition().recognise.key.as_ref();
        compiled(&self.0.patterns.key, pattern).is_some_and(|it| it.is_match(key.as_bytes()))
    }

    /// Whether objects with these keys are events of it.
    fn has_json(&self, keys: &HashSet<&[u8]>) -> bool {
        let stands = |key: &String| keys.contains(key.as_bytes());
        let lists = &self.definition().recognise.json;
        lists.iter().any(|keys| keys.iter().all(stands))
    }

    /// Whether the first lines are of the type: by their header, or else each of them but one in
    /// four, and the first.
    fn has_lines(&self, head: &[u8]) -> bool {
        let recognise = &self.definition().recognise;
        if !recognise.header.is_empty() && self.header(head).is_some() {
            return true;
        }
        let Some(pattern) = compiled(&self.0.patterns.lines, recognise.lines.as_ref()) else {
            return false;
        };
        let mut lines = self.events_of(head).take(LINES).peekable();
        if lines.peek().is_none_or(|first| !pattern.is_match(first)) {
            return false;
        }
        // What belongs to the event before it says nothing.
        let many_lines = self.definition().events.begins.is_some();
        let (count, fitting) = lines.fold((0, 0), |(count, fitting), line| {
            (count + 1, fitting + usize::from(pattern.is_match(line)))
        });
        many_lines || 4 * fitting >= 3 * count
    }

    /// The lines that are whole, not empty and no comments.
    fn events_of<'a>(&'a self, head: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        let comment = self.definition().events.comment.as_deref();
        lines(head).filter(move |line| {
            let is_comment = |mark: &str| line.starts_with(mark.as_bytes());
            !line.is_empty() && !comment.is_some_and(is_comment)
        })
    }

    /// The header line in the first bytes of an object.
    pub(super) fn header<'a>(&self, head: &'a [u8]) -> Option<&'a [u8]> {
        let definition = self.definition();
        match definition.events.header.as_deref()? {
            "first-line" => {
                let first = lines(head).find(|line| !line.is_empty())?;
                let separator = definition.events.separator? as u8;
                let is_column = |name: &[u8]| {
                    let columns = definition.recognise.header.iter();
                    let mut known = columns.chain(definition.fields.iter().map(|it| &it.name));
                    known.any(|known| known.as_bytes() == name)
                };
                let mut names = first.split(|&byte| byte == separator);
                let (one, other) = (names.next()?, names.next()?);
                (is_column(one) && is_column(other)).then_some(first)
            }
            mark => lines(head).find(|line| line.starts_with(mark.as_bytes())),
        }
    }
}

/// The keys of the objects in the first bytes of an object, of any depth, as they are written.
fn keys(head: &[u8]) -> HashSet<&[u8]> {
    let mut keys = HashSet::new();
    let mut rest = head;
    while let Some(start) = memchr::memchr(b'"', rest) {
        let text = &rest[start + 1..];
        let mut escaped = false;
        let end = text.iter().position(|&byte| {
            let is_end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            is_end
        });
        let Some(end) = end else { break };
        rest = &text[end + 1..];
        if rest.trim_ascii_start().first() == Some(&b':') {
            keys.insert(&text[..end]);
        }
    }
    keys
}

/// The lines of the first bytes of an object; the last may be cut off, and is left out unless it is
/// the only one.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let whole = memchr::memrchr(b'\n', head).map_or(head, |end| &head[..end]);
    whole
        .split(|&byte| byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// The pattern, compiled once. Those of built-in types are tested, those of users checked.
pub(super) fn compiled<'a>(
    cell: &'a OnceLock<Option<Regex>>,
    pattern: Option<&String>,
) -> Option<&'a Regex> {
    let compile = || pattern.and_then(|pattern| Regex::new(pattern).ok());
    cell.get_or_init(compile).as_ref()
}

impl Kind {
    /// What an object is, told by its key and its first bytes, or by the type that was named.
    pub(crate) fn of(key: &str, shape: Shape, head: &[u8], said: Said<'_>) -> Self {
        let log_type = match said.named {
            Some(named) => named.clone(),
            None => LogType::recognise(key, shape, head, said.users),
        };
        let format = log_type.definition().events.format;
        let is_text = !matches!(format, Format::Json | Format::Text);
        let header = log_type.header(head).map(Into::into);
        Self {
            shape: if is_text { Shape::TextLines } else { shape },
            log_type,
            header,
            written: None,
        }
    }
}
