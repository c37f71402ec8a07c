//! What a query is formatted to, or what is wrong with it, for the tests of the rooms.

use crate::ast::Query;
use crate::command::Command;
use crate::diagnostic::Diagnostic;

/// The last command as it is formatted, or the message of the mistake.
pub(super) fn shown(query: &str) -> String {
    match parsed(query) {
        Ok(query) => written(query.commands.last().map(|it| &it.value)),
        Err(mistake) => mistake.message,
    }
}

/// Checks what [`shown`] says.
pub(super) fn check(query: &str, expected: &str) {
    assert_eq!(shown(query), expected, "{query}");
}

/// Checks message and help of the mistake in a query.
pub(super) fn check_help(query: &str, message: &str, help: &str) {
    let mistake = parsed(query).expect_err("is a mistake");
    assert_eq!(mistake.message, message, "{query}");
    assert_eq!(mistake.help.as_deref(), Some(help), "{query}");
}

/// As [`shown`], for a command that needs others before it.
pub(super) fn shown_behind(before: &str, command: &str) -> String {
    shown(&format!("{before}{command}"))
}

/// Checks the first command as it is formatted, or code and message of the mistake.
pub(super) fn check_first(query: &str, expected: &str) {
    let shown = match parsed(query) {
        Ok(query) => written(query.commands.first().map(|it| &it.value)),
        Err(mistake) => mistake.to_string(),
    };
    assert_eq!(shown, expected, "{query}");
}

fn written(command: Option<&Command>) -> String {
    command.map(ToString::to_string).unwrap_or_default()
}

/// The query, which formatting does not change.
fn parsed(query: &str) -> Result<Query, Diagnostic> {
    let query = crate::parse(query).map_err(|mut mistakes| mistakes.remove(0))?;
    let formatted = crate::format(&query);
    assert_eq!(crate::parse(&formatted).as_ref(), Ok(&query), "{formatted}");
    Ok(query)
}
