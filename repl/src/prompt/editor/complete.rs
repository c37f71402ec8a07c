//! Completion, and when a line is at its end.

use std::borrow::Cow;

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper, Hinter};
use taffrail::chrono_tz::TZ_VARIANTS;
use taffrail::query_lang::command::{self, COMMANDS, CommandInfo};
use taffrail::query_lang::{Candidate, Token, complete, function, highlight, is_complete};

use super::paint::paint;
use crate::args::format_names;
use crate::clean::is_harmless;
use crate::prompt::dot::{DOT_COMMANDS, DotCommand};
use crate::prompt::known;
use crate::surroundings::Colours;

/// With more candidates there is no room for a word on each.
const EXPLAINED: usize = 12;

/// What the editor asks while a line is typed.
#[derive(Helper, Hinter)]
pub(super) struct PromptHelper {
    colours: Colours,
    fields: Vec<String>,
    /// Names of the catalog.
    sources: Vec<String>,
    files: FilenameCompleter,
}

impl PromptHelper {
    /// A helper that knows the usual fields.
    pub(super) fn new(colours: Colours) -> Self {
        let system = known::SYSTEM.iter().map(|(name, _)| *name);
        let fields = system
            .chain(known::CLOUDTRAIL.iter().copied())
            .map(str::to_owned)
            .collect();
        Self {
            colours,
            fields,
            sources: Vec::new(),
            files: FilenameCompleter::new(),
        }
    }

    /// Learns the fields that a query names.
    pub(super) fn learn(&mut self, line: &str) {
        if line.trim_start().starts_with('.') {
            return;
        }
        let fields = highlight(line)
            .into_iter()
            .filter(|(_, token)| *token == Token::Field);
        let names: Vec<String> = fields
            .map(|(span, _)| line[span.range()].replace('`', ""))
            .collect();
        self.know(names.iter().map(String::as_str));
    }

    /// Learns names of sources. Those that would steer a terminal are left out.
    pub(super) fn know_sources<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let names = names.filter(|name| name.chars().all(is_harmless));
        self.sources = names.map(str::to_owned).collect();
    }

    /// Learns names of fields. Those that would steer a terminal are left out.
    pub(super) fn know<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        for name in names {
            if name.chars().all(is_harmless) && !self.fields.iter().any(|known| known == name) {
                self.fields.push(name.to_owned());
            }
        }
        self.fields.sort();
    }

    fn candidates(&self, line: &str, cursor: usize) -> (usize, Vec<Pair>) {
        let completion = complete(line, cursor, &self.fields);
        let start = completion.start;
        match &*completion.candidates {
            [] => (start, Vec::new()),
            // Something always follows a command.
            [one] if command::find(&one.text).is_some() => (start, vec![pair(&one.text, " ")]),
            [first, rest @ ..] => {
                let alike = rest.iter().all(|other| other.summary == first.summary);
                let pairs = completion
                    .candidates
                    .iter()
                    .map(|candidate| pair(&candidate.text, ""));
                let mut pairs: Vec<Pair> = pairs.collect();
                if !alike && pairs.len() <= EXPLAINED {
                    explain(&mut pairs, &completion.candidates);
                }
                (start, pairs)
            }
        }
    }
}

/// Shows a word about each candidate.
fn explain(pairs: &mut [Pair], candidates: &[Candidate]) {
    let widest = pairs
        .iter()
        .map(|pair| pair.display.chars().count())
        .max()
        .unwrap_or(0);
    for (pair, candidate) in pairs.iter_mut().zip(candidates) {
        pair.display = format!("{:widest$}  {}", candidate.text, candidate.summary);
    }
}

fn pair(name: &str, behind: &str) -> Pair {
    Pair {
        display: name.to_owned(),
        replacement: format!("{name}{behind}"),
    }
}

impl Completer for PromptHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        cursor: usize,
        _context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = &line[..cursor];
        if !typed.trim_start().starts_with('.') {
            return Ok(self.candidates(line, cursor));
        }
        let start = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let word = &typed[start..];
        let name = typed.split_whitespace().next().unwrap_or_default();
        if word == name {
            let names = DOT_COMMANDS.iter().map(|info| info.names[0]);
            return Ok((start, matching(word, names)));
        }
        let command = DOT_COMMANDS.iter().find(|info| info.names.contains(&name));
        Ok(match command.map(|info| info.command) {
            Some(DotCommand::Source) => {
                let (at, mut found) = self.files.complete_path(line, cursor)?;
                let names = self.sources.iter().map(String::as_str);
                // Names and paths stand together where both begin at the word.
                let names = matching(word, names);
                if at == start {
                    found.splice(0..0, names);
                    (at, found)
                } else if found.is_empty() {
                    (start, names)
                } else {
                    (at, found)
                }
            }
            Some(DotCommand::Format) => (start, matching(word, format_names())),
            Some(DotCommand::Tz) => (
                start,
                matching(word, TZ_VARIANTS.iter().map(|zone| zone.name())),
            ),
            Some(DotCommand::Help) => {
                let commands = COMMANDS.iter().flat_map(CommandInfo::names);
                (
                    start,
                    matching(word, commands.chain(function::all().map(|info| info.name))),
                )
            }
            Some(DotCommand::Since | DotCommand::Until) => {
                let times = ["today", "yesterday", "this-week", "last-week", "this-month"];
                (
                    start,
                    matching(word, times.into_iter().chain(["last-month", "none"])),
                )
            }
            Some(DotCommand::Limit) => (start, matching(word, ["none", "default"])),
            Some(DotCommand::Fields | DotCommand::Sources | DotCommand::Quit) | None => {
                (start, Vec::new())
            }
        })
    }
}

fn matching<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<Pair> {
    let begins = |name: &&str| {
        name.get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    names
        .into_iter()
        .filter(begins)
        .map(|name| pair(name, ""))
        .collect()
}

impl Highlighter for PromptHelper {
    fn highlight<'l>(&self, line: &'l str, _cursor: usize) -> Cow<'l, str> {
        paint(line, self.colours)
    }

    fn highlight_char(&self, _line: &str, _cursor: usize, kind: CmdKind) -> bool {
        // A character changes the meaning of those before it.
        kind != CmdKind::MoveCursor
    }
}

impl Validator for PromptHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let input = context.input();
        Ok(if is_sent(input) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

/// Whether Enter sends the line. An empty line sends what is there: the diagnostic will say what is
/// missing.
fn is_sent(input: &str) -> bool {
    input.trim_start().starts_with('.') || is_complete(input) || input.ends_with('\n')
}

#[cfg(test)]
mod tests {
    use rustyline::history::DefaultHistory;

    use super::*;

    fn check(helper: &PromptHelper, line: &str, expected: &[&str]) {
        let history = DefaultHistory::new();
        let (start, pairs) = helper
            .complete(line, line.len(), &Context::new(&history))
            .expect("no files");
        let found: Vec<String> = pairs
            .iter()
            .map(|pair| format!("{}{}", &line[..start], pair.replacement))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_completed() {
        let mut helper = PromptHelper::new(Colours::Off);
        check(&helper, "fields a | lim", &["fields a | limit "]);
        check(&helper, "fields errorM", &["fields errorMessage"]);
        check(&helper, ".so", &[".source", ".sources"]);
        check(&helper, ".format mark", &[".format markdown"]);
        check(&helper, ".tz europe/berl", &[".tz Europe/Berlin"]);
        check(&helper, ".help strl", &[".help strlen"]);
        check(&helper, ".quit x", &[]);
        check(&helper, "fields myF", &[]);
        helper.learn("filter myField = 1 and `my other` = 2");
        helper.learn(".source zebra");
        check(&helper, "fields myF", &["fields myField"]);
        check(&helper, "fields zeb", &[]);
        helper.know(["evil\u{1b}"].into_iter());
        check(&helper, "fields evi", &[]);
    }

    #[test]
    fn a_line_is_sent_when_it_is_complete() {
        let sent = ["fields a", ".source 'a", "", "filter a = 'x\n"].map(is_sent);
        assert_eq!(sent, [true; 4]);
        let not_sent = ["fields a |", "filter a = 'x", "stats count(*", "filter a ="].map(is_sent);
        assert_eq!(not_sent, [false; 4]);
    }
}
