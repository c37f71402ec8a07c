//! `parse`.

use regex::Regex;
use taffrail::query_lang::command::{Parse, ParsePattern};

use crate::algebra::expr::{Scope, value};
use crate::algebra::table::{OfRow, Table};
use crate::algebra::value::{Class, Value};

/// A column for each star or group; rows that do not match stay, without the values.
pub(super) fn parse(table: &mut Table, command: &Parse) {
    let (pattern, groups) = match &command.pattern.value {
        ParsePattern::Glob(glob) => (of_glob(glob), (1..=command.columns.len()).collect()),
        ParsePattern::Regex { pattern, groups } => (pattern.clone(), groups.clone()),
        ParsePattern::Logfmt | ParsePattern::Csv => panic!("random queries have no such pattern"),
    };
    let pattern = Regex::new(&pattern).expect("the pattern was parsed");
    let texts: Vec<Option<String>> = table
        .rows
        .iter()
        .map(|row| {
            let scope = OfRow { table, row };
            let input = command.input.as_ref();
            input
                .map_or_else(|| scope.field("@message"), |it| value(it, &scope))
                .to_text()
        })
        .collect();
    for (name, group) in command.columns.iter().zip(groups) {
        let part = |text: &Option<String>| {
            let captures = pattern.captures(text.as_deref()?)?;
            Some(Value::text(captures.get(group)?.as_str()))
        };
        let parts = texts
            .iter()
            .map(|text| part(text).unwrap_or(Value::Missing));
        table.add(&name.value, Class::Dynamic, parts.collect());
    }
}

/// Each star is as short as can be; one at the start begins there, one at the end goes on to it.
fn of_glob(glob: &str) -> String {
    let pieces = ParsePattern::glob_pieces(glob);
    let stars = pieces.len() - 1;
    let mut pattern = "(?s)".to_owned();
    for (index, piece) in pieces.iter().enumerate() {
        if index == 0 && piece.is_empty() {
            pattern.push('^');
        }
        pattern.push_str(&regex::escape(piece));
        if index < stars {
            let takes_the_rest = index + 1 == stars && pieces[stars].is_empty();
            pattern.push_str(if takes_the_rest { "(.*)" } else { "(.*?)" });
        }
    }
    pattern
}
