//! Words that are no commands: typos, bare conditions, commands of other languages.

mod foreign;

use crate::command::{COMMANDS, CommandInfo, find};
use crate::diagnostic::{Code, Diagnostic};
use crate::function::normalized;
use crate::span::Span;

/// How many commands a help names.
const MOST_NAMES: usize = 8;

/// The diagnostic for the word that stands at `start` where a command belongs.
pub(crate) fn unknown(source: &str, start: usize) -> Diagnostic {
    let rest = &source[start..];
    // A word may go on with letters that no bare name has: `größe`.
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "_@.".contains(c)));
    let length = length.unwrap_or(rest.len());
    unknown_word(
        &rest[..length],
        &rest[length..],
        Span::new(start, start + length),
    )
}

fn unknown_word(word: &str, rest: &str, span: Span) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::UnknownCommand,
        format!("unknown command `{}`", shortened(word)),
    )
    .label(span, "not a command");
    if let Some(help) = foreign::translation(word) {
        return diagnostic.help(help);
    }
    let rest = rest.trim_start().to_ascii_lowercase();
    let signs = ["=", "!=", "<", ">", "like ", "not ", "in ", "in["];
    if signs.iter().any(|it| rest.starts_with(it)) || word.contains('.') || word.starts_with('@') {
        return diagnostic.help(condition(shortened(word)));
    }
    if let Some(name) = suggest(word) {
        return diagnostic.help(format!("did you mean `{name}`?"));
    }
    let names = COMMANDS.iter().map(|it| format!("`{}`", it.name));
    let names: Vec<String> = names.take(MOST_NAMES).collect();
    diagnostic.help(format!("commands are {} and others", names.join(", ")))
}

/// The help for a condition that has no `filter` before it.
pub(crate) fn condition(beginning: impl std::fmt::Display) -> String {
    format!("a condition follows `filter`: `filter {beginning}`")
}

/// Whether a query might use the word as a command.
pub(crate) fn is_command_word(word: &str) -> bool {
    find(word).is_some()
}

fn suggest(word: &str) -> Option<&'static str> {
    let word = normalized(word);
    let names = COMMANDS.iter().flat_map(CommandInfo::names);
    crate::function::closest(&word, names)
}

fn shortened(word: &str) -> String {
    if word.chars().count() <= 40 {
        return word.to_owned();
    }
    word.chars().take(40).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, code: Code, help: &str) {
        let mistakes = crate::parse(query).expect_err("is a mistake");
        assert_eq!(mistakes[0].code, code, "{}", mistakes[0]);
        assert_eq!(mistakes[0].help.as_deref().unwrap_or_default(), help);
    }

    #[test]
    fn typos_are_corrected() {
        check(
            "fields a | fitler b = 1",
            Code::UnknownCommand,
            "did you mean `filter`?",
        );
        check(
            "stat count(*)",
            Code::UnknownCommand,
            "did you mean `stats`?",
        );
        check("de_dup a", Code::UnknownCommand, "did you mean `dedup`?");
    }

    #[test]
    fn a_bare_condition_wants_a_filter() {
        check(
            "status = 500",
            Code::UnknownCommand,
            "a condition follows `filter`: `filter status`",
        );
    }
}
