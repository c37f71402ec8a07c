//! Lists whose members have no comma between them.

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{LexemeKind, is_operator_word};
use crate::parser::mistake::expected::{EXPRESSION, Expected, PIPE};
use crate::parser::mistake::place::Place;

/// The commands whose arguments are a list with commas.
pub(super) const LISTS: [&str; 10] = [
    "fields",
    "display",
    "stats",
    "sort",
    "order",
    "dedup",
    "unmask",
    "sessionize",
    "countFrequent",
    "addtotals",
];

/// `fields a b`
pub(super) fn missing_comma(place: &Place<'_>, expected: &Expected) -> Option<Diagnostic> {
    let here = place.here()?;
    let begins_operand = matches!(
        here.kind,
        LexemeKind::Word | LexemeKind::QuotedName { .. } | LexemeKind::Text { .. }
    ) && !is_operator_word(place.text(here));
    // A list belongs behind `namePrefix:`.
    let behind_colon = place.is(place.before(1), ":");
    let in_list = expected.contains(PIPE) && place.command_is(&LISTS)
        || place.command_is(&["relevantfields"]) && !expected.contains(EXPRESSION)
        || place.is_in_brackets();
    if !(begins_operand && !behind_colon && place.operand_before() && in_list) {
        return None;
    }
    let direction = ["ascending", "descending"]
        .iter()
        .find(|it| place.is(Some(here), it));
    if let Some(direction) = direction.filter(|_| place.command_is(&["sort", "order"])) {
        let short = direction.trim_end_matches("ending");
        return Some(expected.unlike(place).help(format!("write `{short}`")));
    }
    Some(
        Diagnostic::error(
            Code::MissingComma,
            format!("there is no `,` before {}", place.found(here)),
        )
        .label(here.span, "expected `,` or an operator")
        .help("commas stand between the members of a list, `|` between commands"),
    )
}
