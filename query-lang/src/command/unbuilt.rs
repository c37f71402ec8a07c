//! Words that are no commands here: of Logs Insights but not built yet, typos, bare conditions.

use pest::iterators::Pair;

use crate::command::{COMMANDS, CommandInfo, find, foreign};
use crate::diagnostic::{Code, Diagnostic};
use crate::function::normalized;
use crate::parser::{Rule, inner};
use crate::span::Span;

/// Commands of Logs Insights that have no room yet.
pub(crate) const NOT_BUILT: &[&str] = &[
    "filterIndex",
    "SOURCE",
    "pattern",
    "diff",
    "logcompare",
    "anomaly",
    "unmask",
    "unnest",
    "expand",
    "relevantfields",
    "lookup",
    "cidrlookup",
    "join",
    "appendcols",
    "accum",
    "autoregress",
    "filldown",
    "fillmissing",
    "outlier",
    "sessionize",
    "countFrequent",
    "addtotals",
    "estimate",
    "json",
    "tail",
    "search",
];

/// The diagnostic for a word that stands where a command belongs.
pub(crate) fn unknown(pair: Pair<'_, Rule>) -> Diagnostic {
    let rest = pair.as_str();
    let word = inner(pair);
    // A word may go on with letters that no bare name has: `größe`.
    let length = rest.find(|c: char| !(c.is_alphanumeric() || "_@.".contains(c)));
    let length = length.unwrap_or(rest.len()).max(word.as_str().len());
    let start = word.as_span().start();
    unknown_word(
        &rest[..length],
        &rest[length..],
        Span::new(start, start + length),
    )
}

fn unknown_word(word: &str, rest: &str, span: Span) -> Diagnostic {
    if let Some(name) = not_built(word) {
        return Diagnostic::error(
            Code::NotBuiltYet,
            format!("the command `{name}` of Logs Insights is not built yet"),
        )
        .label(span, "not built yet");
    }
    let diagnostic = Diagnostic::error(
        Code::UnknownCommand,
        format!("unknown command `{}`", shortened(word)),
    )
    .label(span, "not a command");
    if let Some(help) = foreign::translation(word) {
        return diagnostic.help(help);
    }
    let rest = rest.trim_start().to_ascii_lowercase();
    let condition = ["=", "!=", "<", ">", "like ", "not ", "in ", "in["];
    if condition.iter().any(|it| rest.starts_with(it))
        || word.contains('.')
        || word.starts_with('@')
    {
        return diagnostic.help(format!(
            "a condition follows `filter`: `filter {}`",
            shortened(word)
        ));
    }
    if let Some(name) = suggest(word) {
        return diagnostic.help(format!("did you mean `{name}`?"));
    }
    let names: Vec<String> = COMMANDS.iter().map(|it| format!("`{}`", it.name)).collect();
    diagnostic.help(format!("the commands are {}", names.join(", ")))
}

/// The diagnostic for `$Name(...)`.
pub(crate) fn saved_call(pair: &Pair<'_, Rule>) -> Diagnostic {
    let name = pair.clone().into_inner().next();
    let end = name.map_or(pair.as_span().start() + 1, |it| it.as_span().end());
    Diagnostic::error(
        Code::NotBuiltYet,
        "calls of saved queries (`$Name(...)`) of Logs Insights are not built yet",
    )
    .label(Span::new(pair.as_span().start(), end), "not built yet")
}

/// The diagnostic for a form of a known command.
pub(crate) fn form(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::NotBuiltYet,
        format!("`{name}` of Logs Insights is not built yet"),
    )
    .label(span, "not built yet")
}

/// The canonical name, when the word is a command that is not built yet.
pub(crate) fn not_built(word: &str) -> Option<&'static str> {
    NOT_BUILT
        .iter()
        .find(|it| normalized(it) == normalized(word))
        .copied()
}

/// Whether a query might use the word as a command, built or not.
pub(crate) fn is_command_word(word: &str) -> bool {
    find(word).is_some() || not_built(word).is_some()
}

fn suggest(word: &str) -> Option<&'static str> {
    let word = normalized(word);
    let names = COMMANDS.iter().flat_map(CommandInfo::names);
    crate::function::closest(&word, names.chain(NOT_BUILT.iter().copied()))
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
    fn every_command_that_is_not_built_is_named() {
        for name in NOT_BUILT {
            let mistakes = crate::parse(&format!("fields a | {name} b")).expect_err("not built");
            assert_eq!(mistakes[0].code, Code::NotBuiltYet);
            assert!(mistakes[0].message.contains(name));
        }
        check("count_frequent a", Code::NotBuiltYet, "");
        check("$Errors(a = 1) | limit 5", Code::NotBuiltYet, "");
        check("filter a in (source 'x' | fields a)", Code::NotBuiltYet, "");
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
