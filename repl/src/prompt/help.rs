//! `.help`: what the reference of the language says.

use std::fmt::Write;

use taffrail::query_lang::command::{self, COMMANDS, CommandInfo};
use taffrail::query_lang::function::{self, Family, FunctionInfo};

use super::dot::{DOT_COMMANDS, DotInfo};
use crate::args::nearest;

/// All there is.
pub(super) fn overview(width: usize) -> String {
    let commands = COMMANDS
        .iter()
        .map(|info| (info.name.to_owned(), info.summary));
    let dots = DOT_COMMANDS.iter().map(|info| (call(info), info.summary));
    let mut text = String::from("commands of a query\n");
    text.push_str(&entries(&commands.collect::<Vec<_>>(), width));
    text.push_str("\nfunctions\n");
    text.push_str(&functions(width));
    text.push_str("\ncommands of the prompt\n");
    text.push_str(&entries(&dots.collect::<Vec<_>>(), width));
    text.push_str("\nCommands of a query are joined by pipes:\n");
    text.push_str("  filter errorCode = 'AccessDenied' | stats count(*) by eventName\n");
    text.push_str("Enter sends a query that is complete, an empty line any.\n");
    text.push_str("More: .help stats, .help strlen\n");
    text
}

/// Names and what is said of them, side by side.
fn entries(entries: &[(String, &str)], width: usize) -> String {
    let widest = entries
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or(0);
    let entry = |(name, summary): &(String, &str)| {
        wrapped(
            &format!("  {name:<widest$} "),
            summary.split_whitespace(),
            width,
        )
    };
    entries.iter().map(entry).collect()
}

/// What there is to know of a word; `None` when there is no such word.
pub(super) fn word(word: &str, width: usize) -> Option<String> {
    let dot = DOT_COMMANDS.iter().find(|info| {
        info.names
            .iter()
            .any(|name| name.trim_start_matches('.') == word.trim_start_matches('.'))
    });
    let function = || function::all().find(|info| info.is_called(word));
    if word.starts_with('.') {
        return dot.map(of_dot);
    }
    command::find(word)
        .map(|info| of_command(info, width))
        .or_else(|| function().map(|info| of_function(info, width)))
        .or_else(|| dot.map(of_dot))
}

/// What is said of a word that there is not.
pub(super) fn unknown(word: &str) -> String {
    let commands = COMMANDS.iter().flat_map(CommandInfo::names);
    let functions = function::all().map(|info| info.name);
    let dots = DOT_COMMANDS.iter().map(|info| info.names[0]);
    match nearest(word, commands.chain(functions).chain(dots)) {
        Some(near) => format!("no command or function `{word}`; did you mean `{near}`?"),
        None => format!("no command or function `{word}`; `.help` lists what there is"),
    }
}

fn call(info: &DotInfo) -> String {
    format!("{} {}", info.names[0], info.arguments)
        .trim_end()
        .to_owned()
}

fn functions(width: usize) -> String {
    let mut families: Vec<(Family, Vec<&str>)> = Vec::new();
    for info in function::all() {
        match families.last_mut().filter(|(last, _)| *last == info.family) {
            Some((_, names)) => names.push(info.name),
            None => families.push((info.family, vec![info.name])),
        }
    }
    let family = |(family, names)| wrapped(&format!("  {family:<10}"), names, width);
    families.into_iter().map(family).collect()
}

/// Words in lines of at most `width` columns, all as far in as the first.
fn wrapped<'a>(title: &str, words: impl IntoIterator<Item = &'a str>, width: usize) -> String {
    let mut text = title.to_owned();
    let mut taken = title.len();
    for word in words {
        if taken + 1 + word.len() >= width && taken > title.len() {
            let _ = write!(text, "\n{:1$}", "", title.len());
            taken = title.len();
        }
        text.push(' ');
        text.push_str(word);
        taken += 1 + word.len();
    }
    text.push('\n');
    text
}

fn of_dot(info: &DotInfo) -> String {
    format!("{}\n  {}.\n", call(info), info.summary)
}

fn of_command(info: &CommandInfo, width: usize) -> String {
    let mut text = format!("{}\n  {}\n", info.syntax, info.summary);
    if !info.aliases.is_empty() {
        let _ = writeln!(text, "  Also: {}", info.aliases.join(", "));
    }
    if !info.notes.is_empty() {
        text.push_str(&wrapped(" ", info.notes.split_whitespace(), width));
    }
    text.push_str("\nexamples\n");
    for example in info.examples {
        let _ = writeln!(text, "  {example}");
    }
    text
}

fn of_function(info: &FunctionInfo, width: usize) -> String {
    let mut text = format!("{}\n  {}\n", info.syntax, info.summary);
    if !info.notes.is_empty() {
        text.push_str(&wrapped(" ", info.notes.split_whitespace(), width));
    }
    if !info.aliases.is_empty() {
        let _ = writeln!(text, "  Also: {}", info.aliases.join(", "));
    }
    if !info.examples.is_empty() {
        text.push_str("\nexamples\n");
    }
    for (expression, value) in info.examples {
        if value.is_empty() {
            let _ = writeln!(text, "  {expression}");
        } else {
            let _ = writeln!(text, "  {expression} is {value}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_help() {
        let overview = overview(72);
        assert!(overview.lines().all(|line| line.len() <= 72), "{overview}");
        for info in COMMANDS {
            assert!(word(info.name, 80).is_some_and(|text| text.contains(info.summary)));
        }
        for info in function::all() {
            let syntax = word(info.name, 80).is_some_and(|text| text.starts_with(info.syntax));
            assert!(
                syntax || command::find(info.name).is_some(),
                "{}",
                info.name
            );
            assert!(overview.contains(info.name));
        }
        for info in DOT_COMMANDS {
            assert!(word(info.names[0], 80).is_some());
        }
    }

    #[test]
    fn what_there_is_not() {
        assert_eq!(word("elephant", 80), None);
        assert_eq!(
            unknown("stts"),
            "no command or function `stts`; did you mean `stats`?"
        );
    }
}
