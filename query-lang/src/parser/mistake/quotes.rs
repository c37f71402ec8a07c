//! Quotes that have no end, are typographic, or are missing.

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::LexemeKind;
use crate::parser::mistake::place::Place;
use crate::span::Span;

/// `filter a = 'x`
pub(super) fn unclosed(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let unclosed = if here.is_unclosed() {
        here
    } else {
        // `'a | stats count(*) by 'b'`: the quotes pair up wrongly, and the last one is left.
        let behind_text = matches!(place.before(1)?.kind, LexemeKind::Text { .. })
            && place.before(1)?.span.end == here.span.start;
        let last = *place.lexemes.last()?;
        if !(behind_text && last.is_unclosed()) {
            return None;
        }
        last
    };
    let (what, sign) = match unclosed.kind {
        LexemeKind::Text { .. } => ("quoted text", place.text(unclosed).chars().next()?),
        LexemeKind::Regex { .. } => ("regex", '/'),
        _ => ("back-quoted name", '`'),
    };
    let text = place.text(unclosed);
    let open = unclosed.span.start + text.find(sign).unwrap_or(0);
    let shown = if sign == '`' {
        "a back-quote".to_owned()
    } else {
        format!("`{sign}`")
    };
    let mut diagnostic = Diagnostic::error(Code::UnclosedLiteral, format!("the {what} has no end"))
        .label(Span::new(open, open + 1), "begins here");
    if unclosed.span.start != here.span.start {
        let before = place.before(1)?;
        diagnostic = diagnostic.label(before.span, "or does this one end too late?");
    }
    Some(diagnostic.help(format!("close it with {shown}")))
}

/// `filter a = “x”`
pub(super) fn typographic(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place
        .here()
        .filter(|it| it.kind == LexemeKind::Other && is_typographic(place.text(*it)))?;
    let text = place.text(here);
    Some(
        Diagnostic::error(Code::MissingQuotes, format!("`{text}` is not a quote"))
            .label(here.span, "a typographic quote")
            .help("quotes are `'` and `\"`"),
    )
}

/// Whether the text is a quote that word processors write.
pub(super) fn is_typographic(text: &str) -> bool {
    "“”‘’".contains(text)
}

/// `http://...`, `10.0.0.1`, `12:30`
pub(super) fn missing(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    let text = place.text(here);
    let before = place.before(1)?;
    let joined = matches!(text, ":" | "/" | "\\" | "?" | "&" | "$" | "{" | "*")
        && before.span.end == here.span.start
        && matches!(before.kind, LexemeKind::Word | LexemeKind::Number);
    if !joined || place.command().len() < 2 {
        return None;
    }
    let start = before.span.start;
    let tail = &place.source[start..];
    let end = tail.find(|c: char| c.is_whitespace() || c == '|' || c == ')' || c == ',');
    let value = &tail[..end.unwrap_or(tail.len())];
    if place.is(place.before(2), "as") {
        return None;
    }
    Some(
        Diagnostic::error(Code::MissingQuotes, "a text must be quoted")
            .label(Span::new(start, start + value.len()), "not quoted")
            .help(format!(
                "a value is quoted: `'{value}'`; a name is back-quoted: `` `{value}` ``"
            )),
    )
}
