//! Placeholders, regexes and periods where they cannot stand.

use crate::ast::Unit;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, LexemeKind};
use crate::parser::mistake::expected::Expected;
use crate::parser::mistake::place::Place;

/// `filter a = {{x}}`
pub(super) fn placeholder(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place
        .here()
        .filter(|it| it.kind == LexemeKind::Placeholder)?;
    let (_, name) = lexer::placeholder(place.text(here))?;
    Some(
        Diagnostic::error(
            Code::MissingParameter,
            format!("there is no value for the parameter `{name}`"),
        )
        .label(here.span, "a placeholder of a saved query"),
    )
}

/// `filter a = /x/`
pub(super) fn regex(place: &Place<'_>) -> Option<Diagnostic> {
    let here = place.here()?;
    if !matches!(here.kind, LexemeKind::Regex { .. }) {
        return None;
    }
    let diagnostic = Diagnostic::error(Code::MisplacedRegex, "a regex cannot stand here")
        .label(here.span, "a regex");
    if place.text(here) == "//" {
        return Some(diagnostic.help("a comment begins with `#`"));
    }
    let operator = place.before(1)?;
    let help = match place.text(operator) {
        "=" | "==" => format!("write `like {}`", place.short(here)),
        "!=" => format!("write `not like {}`", place.short(here)),
        _ => "a regex follows `like`, `=~` or the field of `parse`, or is an argument".to_owned(),
    };
    Some(diagnostic.help(help))
}

/// `bin(5 m)`, `maxspan 5 m`
pub(super) fn period(place: &Place<'_>, expected: &Expected) -> Option<Diagnostic> {
    let (before, here) = if expected.contains("a period") && place.after(1).is_some() {
        (place.here()?, place.after(1)?)
    } else {
        (place.before(1)?, place.here()?)
    };
    let (number, unit) = (place.text(before), place.text(here));
    let whole = number.bytes().all(|b| b.is_ascii_digit());
    if before.kind != LexemeKind::Number || !whole {
        return None;
    }
    Unit::find(unit)?;
    Some(
        Diagnostic::error(Code::InvalidPeriod, "a period is one word")
            .label(before.span.to(here.span), "a number and a unit")
            .help(format!("write `{number}{unit}`")),
    )
}
