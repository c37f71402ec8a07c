//! Brackets without their counterpart.

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{Lexeme, LexemeKind};
use crate::parser::mistake::expected::{Expected, PIPE};
use crate::parser::mistake::place::Place;

/// `filter (a = 1`, `filter a in (fields b | limit 5`
pub(super) fn unbalanced(place: &Place<'_>, expected: &Expected) -> Option<Diagnostic> {
    let open = open(place.all_before());
    let here = place.here();
    if let Some(close) = here.filter(|it| it.kind == LexemeKind::Close) {
        if open.is_empty() {
            let sign = place.text(close);
            return Some(
                Diagnostic::error(Code::UnclosedBracket, format!("`{sign}` closes nothing"))
                    .label(close.span, "no bracket is open here"),
            );
        }
        let opened = *open.last()?;
        let (sign, other) = (place.text(opened), place.text(close));
        if matches!((sign, other), ("(", "]") | ("[", ")")) {
            return Some(
                Diagnostic::error(
                    Code::UnclosedBracket,
                    format!("`{sign}` is closed by `{other}`"),
                )
                .label(close.span, "does not match")
                .label(opened.span, "opened here"),
            );
        }
        return None;
    }
    let opened = *open.last()?;
    let query = opened.kind == (LexemeKind::Open { query: true });
    // A pipe goes on inside of a query.
    let ended = here.is_none_or(|it| it.kind == LexemeKind::Pipe && !query);
    if !(ended && (place.operand_before() || query && expected.contains(PIPE))) {
        return None;
    }
    let sign = place.text(opened);
    let close = if sign == "(" { ")" } else { "]" };
    Some(
        Diagnostic::error(Code::UnclosedBracket, format!("`{sign}` is not closed"))
            .label(opened.span, "opened here")
            .label(place.here_span(), format!("expected `{close}`")),
    )
}

/// The brackets that are open behind the tokens; a pipe ends all but those of a query.
fn open(lexemes: &[Lexeme]) -> Vec<Lexeme> {
    let mut open: Vec<Lexeme> = Vec::new();
    for lexeme in lexemes {
        match lexeme.kind {
            LexemeKind::Open { .. } => open.push(*lexeme),
            LexemeKind::Close => {
                open.pop();
            }
            LexemeKind::Pipe => {
                while open
                    .pop_if(|it| it.kind == (LexemeKind::Open { query: false }))
                    .is_some()
                {}
            }
            _ => {}
        }
    }
    open
}
