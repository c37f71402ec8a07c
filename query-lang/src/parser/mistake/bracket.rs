//! Brackets without their counterpart.

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{Lexeme, LexemeKind};
use crate::parser::mistake::place::Place;

/// `filter (a = 1`
pub(super) fn unbalanced(place: &Place<'_>) -> Option<Diagnostic> {
    let mut open: Vec<Lexeme> = Vec::new();
    for lexeme in place.command() {
        match lexeme.kind {
            LexemeKind::Open => open.push(*lexeme),
            LexemeKind::Close => {
                open.pop();
            }
            _ => {}
        }
    }
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
    let ended = here.is_none_or(|it| it.kind == LexemeKind::Pipe);
    let opened = open.last().filter(|_| ended && place.operand_before())?;
    let sign = place.text(*opened);
    let close = if sign == "(" { ")" } else { "]" };
    Some(
        Diagnostic::error(Code::UnclosedBracket, format!("`{sign}` is not closed"))
            .label(opened.span, "opened here")
            .label(place.here_span(), format!("expected `{close}`")),
    )
}
