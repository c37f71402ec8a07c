//! What to type instead of what was not expected.

use crate::lexer::{LexemeKind, is_operator_word};
use crate::parser::mistake::expected::{END, EXPRESSION, Expected};
use crate::parser::mistake::place::Place;

pub(super) fn hint(place: &Place<'_>, expected: &Expected) -> Option<String> {
    let here = place.here();
    if let Some(here) = here
        && here.kind == LexemeKind::Word
        && is_operator_word(place.text(here))
        && expected.contains(EXPRESSION)
    {
        let word = place.text(here);
        return Some(format!("a field of that name is written `` `{word}` ``"));
    }
    if place.command_is(&["parse"]) && place.command().len() == 2 && !expected.contains(END) {
        return Some("a pattern follows the field: `parse @message 'user=*' as user`".to_owned());
    }
    if let Some(word) = here.filter(|it| it.kind == LexemeKind::Word)
        && expected.contains("a quoted text or a regex")
    {
        return Some(format!("a text is quoted: `'{}'`", place.short(word)));
    }
    if let Some(value) = here.filter(|_| expected.contains("a list in square brackets")) {
        return Some(format!("write `in [{}]`", place.short(value)));
    }
    if place.is(here, "null") || place.is(place.before(1), "is") || place.is(here, "is") {
        return Some("write `ispresent(field)` or `not ispresent(field)`".to_owned());
    }
    if place.is(here, "between") {
        return Some("write `a >= 1 and a <= 2`".to_owned());
    }
    if place.is(here, "*") && place.command_is(&["fields", "display"]) {
        return Some("name the fields, or use `@message` for the whole event".to_owned());
    }
    if expected.contains("`as`") && place.command_is(&["parse"]) {
        return Some("name what each `*` finds: `parse @message 'user=*' as user`".to_owned());
    }
    None
}
