//! The pages of `docs/reference`, made from what commands and functions say of themselves.

use std::fmt::Write;

use crate::command::{COMMANDS, CommandInfo};
use crate::function::{self, Family, FunctionInfo, FunctionKind};

/// A page and where it lies below `docs/reference`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its path, with `/`.
    pub path: String,
    /// Its text, Markdown.
    pub text: String,
}

/// All pages: an index, one for each command, one for each family of functions.
pub fn pages() -> Vec<Page> {
    let commands = COMMANDS.iter().map(|info| Page {
        path: command_path(info),
        text: of_command(info),
    });
    let families = function::families().map(|(family, functions)| Page {
        path: family_path(family),
        text: of_family(family, functions),
    });
    std::iter::once(index())
        .chain(commands)
        .chain(families)
        .collect()
}

const MADE: &str = "<!-- Made from the source by `cargo test`; see CONTRIBUTING.md. -->\n\n";

fn command_path(info: &CommandInfo) -> String {
    format!("commands/{}.md", info.name.to_lowercase())
}

fn family_path(family: Family) -> String {
    format!("functions/{family}.md")
}

fn index() -> Page {
    let mut text = format!("{MADE}# Reference\n\n| command | does |\n| --- | --- |\n");
    for info in COMMANDS {
        let _ = writeln!(
            text,
            "| [`{}`]({}) | {} |",
            info.name,
            command_path(info),
            info.summary
        );
    }
    text.push_str("\n| functions | |\n| --- | --- |\n");
    for (family, functions) in function::families() {
        let names: Vec<String> = functions
            .iter()
            .map(|it| format!("`{}`", it.name))
            .collect();
        let _ = writeln!(
            text,
            "| [{family}]({}) | {} |",
            family_path(family),
            names.join(" ")
        );
    }
    Page {
        path: "README.md".to_owned(),
        text,
    }
}

fn of_command(info: &CommandInfo) -> String {
    let mut text = format!("{MADE}# `{}`\n\n{}\n", info.name, info.summary);
    code(&mut text, [info.syntax]);
    if !info.aliases.is_empty() {
        let _ = writeln!(text, "\nAlso written {}.", listed(info.aliases));
    }
    notes(&mut text, info.notes);
    text.push_str("\n## Examples\n");
    code(&mut text, info.examples.iter().copied());
    text
}

fn of_family(family: Family, functions: &[FunctionInfo]) -> String {
    let mut text = format!("{MADE}# Functions: {family}\n");
    for info in functions {
        let _ = write!(text, "\n## `{}`\n\n{}\n", info.syntax, info.summary);
        if !info.aliases.is_empty() {
            let _ = writeln!(text, "\nAlso called {}.", listed(info.aliases));
        }
        notes(&mut text, info.notes);
        match info.kind {
            FunctionKind::Aggregate => code(&mut text, info.examples.iter().map(|it| it.0)),
            FunctionKind::Scalar if info.examples.is_empty() => {}
            FunctionKind::Scalar => {
                text.push_str("\n| example | value |\n| --- | --- |\n");
                for (example, value) in info.examples {
                    let _ = writeln!(text, "| {} | {} |", cell(example), cell(value));
                }
            }
        }
    }
    text
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn notes(text: &mut String, notes: &str) {
    if !notes.is_empty() {
        let _ = writeln!(text, "\n{notes}");
    }
}

fn code<'a>(text: &mut String, lines: impl IntoIterator<Item = &'a str>) {
    text.push_str("\n```text\n");
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text.push_str("```\n");
}

/// Code in a cell of a table, where a bar would end the cell; a code span may hold back-quotes
/// only between more of them.
fn cell(code: &str) -> String {
    let code = code.replace('|', "\\|");
    if code.contains('`') {
        format!("`` {code} ``")
    } else {
        format!("`{code}`")
    }
}
