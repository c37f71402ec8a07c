//! What to type instead of what was not expected.

use crate::command::{self, unknown};
use crate::lexer::{Lexeme, LexemeKind, is_operator_word};
use crate::parser::mistake::expected::{EXPRESSION, Expected, PIPE};
use crate::parser::mistake::place::Place;

pub(super) fn hint(place: &Place<'_>, expected: &Expected) -> Option<String> {
    place
        .here()
        .and_then(|here| about_the_token(place, here, expected))
        .or_else(|| about_the_command(place, expected).map(str::to_owned))
        .or_else(|| about_the_kind(expected).map(str::to_owned))
}

/// Hints that take up what was found.
fn about_the_token(place: &Place<'_>, here: Lexeme, expected: &Expected) -> Option<String> {
    const SIGNS: [&str; 11] = [
        "=", "==", "!=", "<", "<=", ">", ">=", "=~", "like", "in", "not",
    ];
    let word = here.kind == LexemeKind::Word;
    let (text, short) = (place.text(here), place.short(here));
    let is = |other: &str| text.eq_ignore_ascii_case(other);
    if let [name] = place.command()
        && SIGNS.iter().any(|it| is(it))
    {
        // A field called like a command: `pattern = 'x'`.
        let beginning = format!("{} {text} ...", place.text(*name));
        return Some(unknown::condition(beginning));
    }
    Some(
        if word && is_operator_word(text) && expected.contains(EXPRESSION) {
            format!("a field of that name is written `` `{text}` ``")
        } else if word && expected.contains("a quoted text or a regex") {
            format!("a text is quoted: `'{short}'`")
        } else if expected.contains("a list in square brackets") {
            format!("write `in [{short}]`")
        } else if expected.contains("a list of texts in square brackets") {
            format!("write `[{short}]`")
        } else if is("null") || is("is") || place.is(place.before(1), "is") {
            "write `ispresent(field)` or `not ispresent(field)`".to_owned()
        } else if is("between") {
            "write `a >= 1 and a <= 2`".to_owned()
        } else {
            return None;
        },
    )
}

/// Hints that show the form of the command.
fn about_the_command(place: &Place<'_>, expected: &Expected) -> Option<&'static str> {
    let here = place.here();
    let before = |word| place.is(place.before(1), word);
    let unfinished = !expected.contains(PIPE);
    let name = place.command().first()?;
    let name = command::find(place.text(*name)).map_or("$", |it| it.name);
    Some(match name {
        "parse" if place.command().len() == 2 && unfinished => {
            "a pattern follows the field: `parse @message 'user=*' as user`"
        }
        "parse" if before("csv") || before("logfmt") => {
            "name what it gives: `parse @message csv as time, level`"
        }
        "parse" if expected.contains("`as`") => {
            "name what each `*` finds: `parse @message 'user=*' as user`"
        }
        "fields" | "display" if place.is(here, "*") => {
            "name the fields, or use `@message` for the whole event"
        }
        "join" if expected.contains("`=`") => "a join compares with `=`: `where a.id = b.id`",
        "lookup" | "cidrlookup" if place.is(place.command().get(2).copied(), "output") => {
            "a key precedes it: `lookup hosts ip OUTPUT name`"
        }
        "filldown" | "outlier" if place.is(here, ",") => "names are separated by spaces",
        "json" if unfinished => "as in `json field=payload 'user.id' as id`",
        "unnest" if expected.contains("`into`") => {
            "name the element: `unnest jsonParse(items) into item`"
        }
        "relevantfields" if expected.contains("`where`") => {
            "say which rows: `relevantfields where duration > 5000`"
        }
        "logcompare" if unfinished => "say how far back: `logcompare timeshift 7d`",
        "sessionize" if before("maxspan") => "as in `maxspan 30m`",
        "fillmissing" if unfinished || expected.contains("`with`") => {
            "as in `fillmissing with 0 for errors`"
        }
        "$" if expected.contains("a parameter") => {
            "a value is given by name: `$Name(level = 'WARN')`"
        }
        _ => return None,
    })
}

/// Hints that say what the expected is.
fn about_the_kind(expected: &Expected) -> Option<&'static str> {
    let period = expected.contains("a period") && !expected.contains(EXPRESSION);
    period.then_some("a period is a number with a unit, such as `1d`")
}
