//! The order in which commands work, where it is not the one in which they stand.

use std::collections::BTreeSet;

use taffrail_query_lang::ast::{Item, Query};
use taffrail_query_lang::command::{Command, Filter, Stats};
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned, function};

use super::names::is_called;
use super::paths;

/// The commands of a query in the order in which they work.
///
/// A `filter` behind `stats` that names none of its columns is about the rows before it: it moves
/// there, with a warning. AWS's own samples for `AppSync` and Container Insights are written so,
/// while a filter on what `stats` hands on works behind it, as HAVING does in SQL.
pub(super) fn arrange(query: &Query) -> (Vec<&Spanned<Command>>, Vec<Diagnostic>) {
    let mut arranged: Vec<&Spanned<Command>> = Vec::with_capacity(query.commands.len());
    let mut warnings = Vec::new();
    for command in &query.commands {
        let mut place = arranged.len();
        if let Command::Filter(filter) = &command.value {
            let names = paths::of(&filter.predicate);
            while let Some((at, stats)) = stats_without(&arranged[..place], &names) {
                warnings.push(moved(filter, command.span, stats));
                place = at;
            }
        }
        arranged.insert(place, command);
    }
    (arranged, warnings)
}

/// The last `stats`, when nothing between it and the end hands on or nearly hands on any of the
/// names, and nothing there chooses among rows.
fn stats_without<'a>(
    commands: &[&'a Spanned<Command>],
    names: &BTreeSet<String>,
) -> Option<(usize, &'a Stats)> {
    if names.is_empty() {
        return None;
    }
    let mut made: Vec<&str> = Vec::new();
    for (at, command) in commands.iter().enumerate().rev() {
        match &command.value {
            Command::Filter(_) | Command::Sort(_) | Command::Limit(_) | Command::Tail(_) => {}
            Command::Display(display) => made.extend(display.items.iter().map(Item::name)),
            Command::Fields(fields) => made.extend(fields.items.iter().map(Item::name)),
            Command::Stats(stats) => {
                made.extend(stats.by.iter().chain(&stats.aggregates).map(Item::name));
                let is_made = |name: &String| {
                    made.iter().any(|column| is_called(column, name))
                        || function::closest(name, made.iter().copied()).is_some()
                };
                return (!names.iter().any(is_made)).then_some((at, stats));
            }
            _ => return None,
        }
    }
    None
}

fn moved(filter: &Filter, span: Span, stats: &Stats) -> Diagnostic {
    let items = || stats.aggregates.iter().chain(&stats.by);
    let columns: Vec<String> = items().map(|item| format!("`{}`", item.name())).collect();
    let diagnostic = Diagnostic::warning(
        Code::FilterPushed,
        "this `filter` works before the `stats`, which hands on none of its names",
    )
    .label(span, "about the rows before `stats`");
    let predicate = &filter.predicate;
    let help = format!(
        "write it before `stats`, or filter what `stats` hands on: {}",
        columns.join(", ")
    );
    match items().next() {
        Some(first) if first.expr.span.end <= predicate.span.start => diagnostic
            .label(first.span(), "aggregates what the filter leaves")
            .help(help),
        _ => diagnostic.help(help),
    }
}
