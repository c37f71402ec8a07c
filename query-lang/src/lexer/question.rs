//! Whether a bracket holds a query.

use crate::command;
use crate::lexer::{Lexeme, Nesting, is_segment_char, is_space};

/// Whether the bracket at the start of `rest` opens a query: the one of `join` and `appendcols`
/// always does, the one behind `in` when a command follows; the grammar's `asks` decides alike.
pub(super) fn opens_query(
    source: &str,
    rest: &str,
    previous: Option<Lexeme>,
    nesting: &Nesting<'_>,
) -> bool {
    if previous.is_some_and(|it| it.is_word(source, "in")) {
        return asks(&rest[1..]);
    }
    nesting.takes_query() && !nesting.is_in_brackets()
}

fn asks(inside: &str) -> bool {
    let inside = skipped(inside);
    let length = inside.find(|c| !(is_segment_char(c) || c == '.'));
    let (word, behind) = inside.split_at(length.unwrap_or(inside.len()));
    if inside.is_empty() || inside.starts_with(['|', '$']) {
        return true;
    }
    if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let behind = skipped(behind);
    if behind.is_empty() {
        return true;
    }
    if command::find(word).is_some() {
        return !behind.starts_with([',', ')']);
    }
    let end = behind.find(['|', ')']);
    end.is_some_and(|it| behind[it..].starts_with('|'))
}

/// The text behind white space and comments.
fn skipped(text: &str) -> &str {
    let mut text = text.trim_start_matches(is_space);
    while text.starts_with('#') {
        let end = text.find('\n').unwrap_or(text.len());
        text = text[end..].trim_start_matches(is_space);
    }
    text
}
