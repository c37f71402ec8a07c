//! Every command, row by row: one room each.

mod dedup;
mod fields;
mod parse;
mod sort;
mod stats;

use taffrail::query_lang::Query;
use taffrail::query_lang::command::Command;

use super::expr::condition;
use super::table::{OfRow, Shown, Table};
use super::value::{Class, Value};

/// What a query gives: named columns and rows.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) columns: Vec<(String, Class)>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// Runs a query over events.
pub(crate) fn run(query: &Query, mut table: Table) -> Answer {
    if query.commands.is_empty() {
        table.limit = Some(20);
    }
    for command in &query.commands {
        match &command.value {
            Command::Fields(command) => fields::fields(&mut table, &command.items),
            Command::Display(command) => fields::display(&mut table, &command.items),
            Command::Filter(command) => {
                let all = table.clone();
                table.rows.retain(|row| {
                    condition(&command.predicate, &OfRow { table: &all, row }) == Some(true)
                });
            }
            Command::Parse(command) => parse::parse(&mut table, command),
            Command::Stats(command) => stats::stats(&mut table, command),
            Command::Sort(command) => sort::sort(&mut table, command),
            Command::Limit(command) => {
                let count = command.count.value;
                table.limit = Some(table.limit.map_or(count, |limit| limit.min(count)));
            }
            Command::Dedup(command) => dedup::dedup(&mut table, command),
            #[allow(unreachable_patterns, reason = "the list of commands grows")]
            other => panic!("the evaluator has no `{}`", other.info().name),
        }
    }
    finish(table)
}

/// Caps and shows: a limit without an order takes the newest events.
fn finish(mut table: Table) -> Answer {
    if let Some(limit) = table.limit {
        if table.events && !table.sorted {
            table.newest_first();
        }
        table
            .rows
            .truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    let shown = match table.shown.clone() {
        Shown::Fields(columns) | Shown::Display(columns) => columns,
        Shown::Default if table.events => {
            let default = ["@timestamp", "@message"].map(str::to_owned);
            default
                .into_iter()
                .map(|name| {
                    let column = fields::define_path(&mut table, &name);
                    (name, column)
                })
                .collect()
        }
        Shown::Default => {
            let names = table.columns.iter().enumerate();
            names
                .map(|(column, (name, _))| (name.clone(), column))
                .collect()
        }
    };
    let columns = shown
        .iter()
        .map(|(name, column)| (name.clone(), table.columns[*column].1));
    let cells = |cells: &[Value]| {
        shown
            .iter()
            .map(|(_, column)| cells[*column].clone())
            .collect()
    };
    Answer {
        columns: columns.collect(),
        rows: table.rows.iter().map(|row| cells(&row.cells)).collect(),
    }
}
