//! Operators of other languages.

use crate::diagnostic::{Code, Diagnostic};
use crate::parser::mistake::place::Place;

/// `filter a && b`
pub(super) fn foreign(place: &Place<'_>) -> Option<Diagnostic> {
    let candidates = [place.here(), place.before(1)];
    let (lexeme, help) = candidates.into_iter().flatten().find_map(|lexeme| {
        let help = match place.text(lexeme) {
            "||" => "write `or` between conditions, and one `|` between commands",
            "&&" | "&" => "write `and`",
            "<>" | "=!" => "write `!=`",
            "===" => "write `=`",
            "=>" => "write `>=`",
            "--" => "a comment begins with `#`; write `- -a` for the negative of a negative",
            "!~" => "write `not like /.../`",
            "~" => "write `like` or `=~`",
            "->" => "write a dot: `a.b`",
            ";" => "write `|` between commands",
            _ => return None,
        };
        Some((lexeme, help))
    })?;
    let operator = place.text(lexeme);
    Some(
        Diagnostic::error(
            Code::UnknownOperator,
            format!("`{operator}` is not an operator"),
        )
        .label(lexeme.span, "not an operator")
        .help(help),
    )
}
