//! What fits at a place: commands, keywords, fields and columns, functions.

use std::collections::HashSet;

use crate::ast::display::Name;
use crate::command::COMMANDS;
use crate::command::keyword::{self, KeywordPlace, Operands, TAKE_QUERY, takes_spaced_names};
use crate::complete::Candidate;
use crate::complete::place::Place;
use crate::function::{self, FunctionKind};

/// What may stand at the place and begins with `prefix`.
pub(super) fn candidates(place: &Place<'_>, prefix: &str, fields: &[String]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if place.command.is_empty() {
        for info in COMMANDS {
            // `SOURCE` stands at the head; a saved query is not known by name.
            let fits = match info.name {
                "SOURCE" => place.is_first,
                "$" => false,
                _ => true,
            };
            if fits {
                push(&mut out, prefix, info.name, info.summary);
            }
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
    if TAKE_QUERY.contains(&command) && place.has_brackets() {
        return out;
    }
    let operands = keyword::operands(command);
    if operands == Operands::TableAndFields {
        lookup(&mut out, place, command, prefix, fields);
        return out;
    }
    if place.behind("as") || place.behind("into") && command == "unnest" {
        return out;
    }
    if place.behind_operand() {
        words(&mut out, place, command, prefix);
        if operands == Operands::Expressions && command != "parse" {
            condition(&mut out, prefix);
        }
        if !takes_spaced_names(command) {
            return out;
        }
    } else if place.is_behind_name() || place.depth > 0 {
        words(&mut out, place, command, prefix);
        if keyword::begins_with_a_word(command) {
            return out;
        }
    }
    if operands == Operands::None || place.behind_option() {
        return out;
    }
    names(&mut out, place, prefix, fields);
    if operands == Operands::Expressions {
        functions(&mut out, place, command, prefix);
        if command != "parse" {
            push(&mut out, prefix, "not", "True when the condition is not.");
        }
    }
    out
}

/// Behind `OUTPUT` stand columns of the table, which are not known.
fn lookup(
    out: &mut Vec<Candidate>,
    place: &Place<'_>,
    command: &str,
    prefix: &str,
    fields: &[String],
) {
    if place.is_behind_name() || place.has("OUTPUT") || place.has("OUTPUTNEW") {
        return;
    }
    let behind_table = place.command.len() == 2;
    if place.behind_operand() && !behind_table {
        words(out, place, command, prefix);
    } else {
        names(out, place, prefix, fields);
    }
}

/// What joins conditions, or compares in a way that has a word.
fn condition(out: &mut Vec<Candidate>, prefix: &str) {
    const CONDITION: [(&str, &str); 6] = [
        ("and", "Both conditions."),
        ("or", "One of the conditions."),
        ("like", "Holds the text or matches the regex."),
        ("not like", "Does not hold the text or match the regex."),
        ("in", "Equals one of a list, or of what a query finds."),
        ("not in", "Equals none of a list, or of what a query finds."),
    ];
    for (word, summary) in CONDITION {
        push(out, prefix, word, summary);
    }
}

/// The words of the command that fit at the place.
fn words(out: &mut Vec<Candidate>, place: &Place<'_>, command: &str, prefix: &str) {
    let first = place.is_behind_name();
    for keyword in keyword::keywords(command) {
        let fits = match keyword.place {
            KeywordPlace::Within(call) => place.depth == 1 && place.has(call),
            _ if place.depth > 0 => false,
            KeywordPlace::Before(word) => !place.has(word),
            KeywordPlace::After(word) => !first && place.has(word),
            _ => keyword.fits(first),
        };
        let again = !first && !keyword.repeats && place.has(keyword.word());
        if fits && !again {
            push(out, prefix, keyword.text, keyword.summary);
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
