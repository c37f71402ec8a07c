//! What fits at a place: commands, keywords, fields and columns, functions.

use std::collections::HashSet;

use crate::ast::display::Name;
use crate::command::COMMANDS;
use crate::complete::Candidate;
use crate::complete::place::Place;
use crate::function::{self, FunctionKind};

/// What may stand at the place and begins with `prefix`.
pub(super) fn candidates(place: &Place<'_>, prefix: &str, fields: &[String]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if place.command.is_empty() {
        for info in COMMANDS {
            push(&mut out, prefix, info.name, info.summary);
        }
        for info in COMMANDS {
            for alias in info.aliases {
                // An alias is shown when it is asked for.
                if !prefix.is_empty() {
                    push(
                        &mut out,
                        prefix,
                        alias,
                        &format!("The same as `{}`.", info.name),
                    );
                }
            }
        }
        return out;
    }
    let Some(command) = place.name() else {
        return out;
    };
    if command == "limit" || place.behind("as") {
        return out;
    }
    if place.behind_operand() {
        keywords(&mut out, place, command, prefix);
        return out;
    }
    if command == "sort" && place.command.len() == 1 {
        push(&mut out, prefix, "by", "May stand before the keys.");
    }
    names(&mut out, place, prefix, fields);
    if command != "dedup" {
        functions(&mut out, place, command, prefix);
        if command != "parse" {
            push(&mut out, prefix, "not", "True when the condition is not.");
        }
    }
    out
}

fn keywords(out: &mut Vec<Candidate>, place: &Place<'_>, command: &str, prefix: &str) {
    const CONDITION: [(&str, &str); 6] = [
        ("and", "Both conditions."),
        ("or", "One of the conditions."),
        ("like", "Holds the text or matches the regex."),
        ("not like", "Does not hold the text or match the regex."),
        ("in", "Equals one of a list."),
        ("not in", "Equals none of a list."),
    ];
    if place.depth == 0 {
        match command {
            "fields" | "display" | "parse" => push(out, prefix, "as", "Gives a name."),
            "stats" => {
                push(out, prefix, "as", "Gives a name.");
                if !place.has("by") {
                    push(out, prefix, "by", "Makes a row for each value.");
                }
            }
            "sort" => {
                push(out, prefix, "desc", "Large values first.");
                push(out, prefix, "asc", "Small values first.");
            }
            _ => {}
        }
    }
    if !matches!(command, "parse" | "dedup") {
        for (word, summary) in CONDITION {
            push(out, prefix, word, summary);
        }
    }
}

fn names(out: &mut Vec<Candidate>, place: &Place<'_>, prefix: &str, fields: &[String]) {
    let wanted = prefix.replace('`', "").to_lowercase();
    let aliases = place.aliases();
    let columns = aliases.iter().map(|name| (name, "A column of this query."));
    let mut seen = HashSet::new();
    for (name, summary) in columns.chain(fields.iter().map(|name| (name, "A field."))) {
        if name.to_lowercase().starts_with(&wanted) && seen.insert(name) {
            let text = Name(name).to_string();
            out.push(Candidate {
                text,
                summary: summary.to_owned(),
            });
        }
    }
}

fn functions(out: &mut Vec<Candidate>, place: &Place<'_>, command: &str, prefix: &str) {
    let aggregates = command == "stats" && !place.has("by");
    for info in function::all() {
        let fits = aggregates || info.kind == FunctionKind::Scalar;
        if fits {
            let before = out.len();
            push(out, prefix, info.name, info.summary);
            if out.len() > before
                && let Some(candidate) = out.last_mut()
            {
                candidate
                    .text
                    .push_str(if info.max_args == Some(0) { "()" } else { "(" });
            }
        }
    }
}

fn push(out: &mut Vec<Candidate>, prefix: &str, text: &str, summary: &str) {
    let fits = text
        .get(..prefix.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    if fits {
        out.push(Candidate {
            text: text.to_owned(),
            summary: summary.to_owned(),
        });
    }
}
