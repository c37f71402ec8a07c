//! Names that need back-quotes.

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::LexemeKind;
use crate::parser::mistake::place::Place;
use crate::span::Span;

/// `as host-name`, `as 'x'`, `größe`.
pub(super) fn odd(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let text = place.text(here);
    let behind_as = place.is(place.before(1), "as");
    if behind_as && matches!(here.kind, LexemeKind::Text { .. }) {
        let name = &text[1..text.len() - 1];
        return Some(
            Diagnostic::error(Code::InvalidName, "a name is not written in quotes")
                .label(here.span, "a text")
                .help(format!("use back-quotes: `` `{name}` ``")),
        );
    }
    let as_two_back = place.is(place.before(2), "as");
    let adjacent = place
        .before(1)
        .is_some_and(|it| it.span.end == here.span.start);
    let odd = matches!(here.kind, LexemeKind::Operator | LexemeKind::Other);
    let letter = text.chars().all(|c| !c.is_ascii() && c.is_alphanumeric());
    let (start, is_name) = match place.before(1) {
        Some(before) if adjacent && as_two_back && odd => (before.span.start, true),
        Some(before) if adjacent && letter && before.kind == LexemeKind::Word => {
            (before.span.start, true)
        }
        _ => (
            here.span.start,
            letter || (behind_as && here.kind == LexemeKind::Number),
        ),
    };
    if !is_name {
        return None;
    }
    let tail = &place.source[start..];
    let end = tail.find(|c: char| c.is_whitespace() || "|(),=".contains(c));
    let name = &tail[..end.unwrap_or(tail.len())];
    Some(
        Diagnostic::error(
            Code::InvalidName,
            format!("the name `{name}` needs back-quotes"),
        )
        .label(
            Span::new(start, start + name.len()),
            "bare names are letters, digits, `_`, `@` and `.`",
        )
        .help(format!("write `` `{name}` ``")),
    )
}
