//! Regexes: named groups name their column, the others are named behind `as`.

use pest::iterators::Pair;

use crate::command::parse::{ParsePattern, PatternAndColumns, count};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, regex};
use crate::span::{Span, Spanned};

pub(super) fn read(
    pair: Pair<'_, Rule>,
    aliases: &[Spanned<String>],
) -> Result<PatternAndColumns, Diagnostic> {
    let start = pair.as_span().start() + 1;
    let (pattern, regex) = regex::compiled(pair)?;
    let named: Vec<&str> = regex.capture_names().flatten().collect();
    let unnamed = regex.captures_len() - 1 - named.len();

    // An alias that repeats the name of a group says nothing new (seen in samples of AWS).
    let mut rest: Vec<Spanned<String>> = aliases
        .iter()
        .filter(|alias| aliases.len() == unnamed || !named.contains(&alias.value.as_str()))
        .cloned()
        .collect();
    if rest.is_empty() && named.is_empty() {
        return Err(
            Diagnostic::error(Code::ColumnCount, "the regex gives no column")
                .label(pattern.span, "no named group")
                .help("name a group: `/user=(?<user>\\S+)/`"),
        );
    }
    if !rest.is_empty() && rest.len() != unnamed {
        let span = rest[0].span.to(rest[rest.len() - 1].span);
        return Err(Diagnostic::error(
            Code::ColumnCount,
            format!(
                "the regex has {} for {}",
                count(unnamed, "unnamed group"),
                count(rest.len(), "name")
            ),
        )
        .label(span, count(rest.len(), "name"))
        .label(pattern.span, count(unnamed, "unnamed group"))
        .help("named groups need no `as`; write `(?:...)` for a group that takes nothing"));
    }

    let use_unnamed = !rest.is_empty();
    rest.reverse();
    let mut groups = Vec::new();
    let mut columns = Vec::new();
    for (number, group) in regex.capture_names().enumerate().skip(1) {
        match group {
            Some(name) => {
                groups.push(number);
                let at = group_span(&pattern.value, name, start);
                columns.push(Spanned::new(name.to_owned(), at.unwrap_or(pattern.span)));
            }
            None if use_unnamed => {
                groups.push(number);
                columns.extend(rest.pop());
            }
            None => {}
        }
    }
    Ok((
        ParsePattern::Regex {
            pattern: pattern.value,
            groups,
        },
        columns,
    ))
}

fn group_span(pattern: &str, name: &str, start: usize) -> Option<Span> {
    let at = pattern.find(&format!("<{name}>"))? + 1 + start;
    Some(Span::new(at, at + name.len()))
}
