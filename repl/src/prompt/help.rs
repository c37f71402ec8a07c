//! `.help`: what the reference of the language says.

use std::fmt::Write;

use taffrail::query_lang::command::{self, COMMANDS, CommandInfo};
use taffrail::query_lang::function::{self, FunctionInfo};

use super::dot::{DOT_COMMANDS, DotInfo};
use crate::args::nearest;
use crate::table::{Style, lines};

/// All there is.
pub(super) fn overview(style: Style) -> String {
    let commands: Vec<Vec<String>> = COMMANDS
        .iter()
        .map(|info| vec![info.syntax.into(), info.summary.into()])
        .collect();
    let dots: Vec<Vec<String>> = DOT_COMMANDS
        .iter()
        .map(|info| vec![call(info), info.summary.into()])
        .collect();
    let mut text = lines(&["a query", "does"], &commands, style);
    text.push('\n');
    text.push_str(&functions(style.width.unwrap_or(80)));
    text.push('\n');
    text.push_str(&lines(&["at the prompt", "does"], &dots, style));
    text.push_str(
        "\nCommands are joined by pipes: filter errorCode = 'AccessDenied' | stats count(*) by \
         eventName\nMore: .help stats, .help strlen\n",
    );
    text
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
        .map(of_command)
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
    let mut families: Vec<(String, Vec<&str>)> = Vec::new();
    for info in function::all() {
        let family = info.family.to_string();
        match families.last_mut().filter(|(last, _)| *last == family) {
            Some((_, names)) => names.push(info.name),
            None => families.push((family, vec![info.name])),
        }
    }
    let mut text = String::from("functions\n");
    for (family, names) in families {
        text.push_str(&wrapped(&format!("  {family:<10}"), names, width));
    }
    text
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

fn of_command(info: &CommandInfo) -> String {
    let mut text = format!("{}\n  {}\n", info.syntax, info.summary);
    if !info.aliases.is_empty() {
        let _ = writeln!(text, "  Also: {}", info.aliases.join(", "));
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
    use taffrail::chrono_tz::Tz;

    use super::*;
    use crate::surroundings::Colours;

    #[test]
    fn everything_has_help() {
        let style = Style {
            width: Some(60),
            colours: Colours::Off,
            zone: Tz::UTC,
        };
        let overview = overview(style);
        assert!(
            overview
                .lines()
                .filter(|line| !line.starts_with("Commands"))
                .all(|line| line.chars().count() <= 60),
            "{overview}"
        );
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
