//! How far a token goes.

use crate::lexer::{LexemeKind, is_segment_char};

pub(super) fn comment_length(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// Length of what begins with `delimiter`, and whether it ends with it too.
pub(super) fn delimited(rest: &str, delimiter: char) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == delimiter {
            return (at + c.len_utf8(), true);
        }
    }
    (rest.len(), false)
}

/// A name: segments, bare or back-quoted, joined by dots.
pub(super) fn path(rest: &str) -> (LexemeKind, usize) {
    let mut at = 0;
    let mut quoted = false;
    loop {
        let tail = &rest[at..];
        let bare = tail.find(|c| !is_segment_char(c)).unwrap_or(tail.len());
        let back_quote = tail[bare..].starts_with('`') && (bare == 0 || &tail[..bare] == "@");
        at += bare;
        if back_quote {
            quoted = true;
            let (length, closed) = delimited(&rest[at..], '`');
            at += length;
            if !closed {
                return (LexemeKind::QuotedName { closed }, at);
            }
        } else if bare == 0 && at > 0 {
            // A dot without a segment behind it: `a.`, as when the next one is being typed.
            break;
        }
        if !rest[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    let kind = if quoted {
        LexemeKind::QuotedName { closed: true }
    } else {
        LexemeKind::Word
    };
    (kind, at)
}

pub(super) fn number_length(rest: &str) -> usize {
    let length = rest
        .find(|c: char| !(is_segment_char(c) || c == '.'))
        .unwrap_or(rest.len());
    let exponent = rest[..length].ends_with(['e', 'E'])
        && rest[..length - 1]
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.');
    if exponent && rest[length..].starts_with(['+', '-']) {
        let digits = &rest[length + 1..];
        let count = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        if count > 0 {
            return length + 1 + count;
        }
    }
    length
}
