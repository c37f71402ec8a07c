//! The commands of the prompt itself, which begin with a dot.

use super::words::words;
use crate::args::nearest;

/// A command of the prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DotCommand {
    Help,
    Fields,
    Source,
    Sources,
    Since,
    Until,
    Tz,
    Format,
    Limit,
    Quit,
}

/// What help and completion say about a command.
#[derive(Debug, Clone, Copy)]
pub(super) struct DotInfo {
    /// The command.
    pub(super) command: DotCommand,
    /// Its names, with the dot; the first is the one that is shown.
    pub(super) names: &'static [&'static str],
    /// What follows it.
    pub(super) arguments: &'static str,
    /// What it does.
    pub(super) summary: &'static str,
}

/// All commands, in the order in which help shows them.
pub(super) const DOT_COMMANDS: &[DotInfo] = &[
    DotInfo {
        command: DotCommand::Help,
        names: &[".help", ".h", ".?"],
        arguments: "[command or function]",
        summary: "Explain the language, or a word of it",
    },
    DotInfo {
        command: DotCommand::Fields,
        names: &[".fields"],
        arguments: "[part of a name]",
        summary: "List the fields that a sample of the events has",
    },
    DotInfo {
        command: DotCommand::Source,
        names: &[".source", ".from"],
        arguments: "PATH or NAME...",
        summary: "Say where the logs lie",
    },
    DotInfo {
        command: DotCommand::Sources,
        names: &[".sources"],
        arguments: "",
        summary: "List the logs that have names in taffrail.toml",
    },
    DotInfo {
        command: DotCommand::Since,
        names: &[".since"],
        arguments: "TIME or none",
        summary: "Only events from this time on, as `2h`, `yesterday`, `2023-07-10`",
    },
    DotInfo {
        command: DotCommand::Until,
        names: &[".until"],
        arguments: "TIME or none",
        summary: "Only events before this time",
    },
    DotInfo {
        command: DotCommand::Tz,
        names: &[".tz"],
        arguments: "ZONE",
        summary: "Read and show times in this zone, as `Europe/Berlin`",
    },
    DotInfo {
        command: DotCommand::Format,
        names: &[".format"],
        arguments: "FORMAT",
        summary: "Write rows as table, json, ndjson, csv, tsv or markdown",
    },
    DotInfo {
        command: DotCommand::Limit,
        names: &[".limit"],
        arguments: "N, none or default",
        summary: "Show at most so many rows",
    },
    DotInfo {
        command: DotCommand::Quit,
        names: &[".quit", ".exit", ".q"],
        arguments: "",
        summary: "Leave, as Ctrl-D does",
    },
];

/// A command with what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dot {
    pub(super) command: DotCommand,
    pub(super) arguments: Vec<String>,
}

impl Dot {
    /// Reads a line; `None` when it is a query.
    pub(super) fn parse(line: &str) -> Option<Result<Self, String>> {
        let line = line.trim();
        if !line.starts_with('.') {
            return None;
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let found = DOT_COMMANDS.iter().find(|info| {
            info.names
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        });
        let Some(info) = found else {
            let names = DOT_COMMANDS.iter().map(|info| info.names[0]);
            let help = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`.help` lists what there is".into(),
            };
            return Some(Err(format!("no command `{name}`; {help}")));
        };
        let arguments = words(rest);
        Some(arguments.map(|arguments| Self {
            command: info.command,
            arguments,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<Result<(DotCommand, &[&str]), &str>>) {
        let found = Dot::parse(line);
        let expected = expected.map(|result| {
            result
                .map_err(str::to_owned)
                .map(|(command, arguments)| Dot {
                    command,
                    arguments: arguments.iter().map(|&word| word.into()).collect(),
                })
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn lines() {
        check("fields a", None);
        check(" .quit ", Some(Ok((DotCommand::Quit, &[]))));
        check(
            ".SOURCE 'my logs' b",
            Some(Ok((DotCommand::Source, &["my logs", "b"]))),
        );
        check(
            ".sorce x",
            Some(Err("no command `.sorce`; did you mean `.source`?")),
        );
        check(
            ".elephant",
            Some(Err("no command `.elephant`; `.help` lists what there is")),
        );
        check(".source 'a", Some(Err("a quote is not closed")));
    }
}
