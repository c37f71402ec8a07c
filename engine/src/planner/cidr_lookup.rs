//! `cidrlookup`: take columns from a table of networks.

use std::sync::Arc;

use taffrail_query_lang::command::CidrLookup;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::expr::ExprPlanner;
use super::lookup::{Index, Source, column_of, open, output};
use super::pipeline::Pipeline;
use crate::lookup::{Networks, NotANetwork, Table};

/// Adds columns of the row of a table whose network holds the address: the longest prefix wins.
pub(super) fn cidr_lookup(pipeline: &mut Pipeline, command: &CidrLookup) -> Step {
    let table = open(pipeline, &command.table)?;
    let column = networks_of(&table, command)?;
    let planner = ExprPlanner::new(pipeline);
    let field = planner.field(&command.field.value, command.field.span)?;
    let memory = pipeline.context().tables.reservation();
    let source = Source {
        name: &command.table.value,
        index: Index::Networks(Networks::new(&table, column, memory)?),
        table: Arc::clone(&table),
        keys: vec![field.to_text()],
    };
    output(pipeline, source, command.mode, &command.outputs)
}

/// The column of the networks: the one that is named, else the one that is called as the field,
/// else the first that holds networks throughout.
fn networks_of(table: &Table, command: &CidrLookup) -> Result<usize, Diagnostic> {
    let name = &command.table.value;
    let (column, span) = match &command.column {
        Some(column) => (column_of(table, name, column)?, column.span),
        None => match table.column(&command.field.value.path) {
            Some(column) => (column, command.field.span),
            None => return first_of_networks(table, command),
        },
    };
    match Networks::check(table, column) {
        Ok(_) => Ok(column),
        Err(cell) => Err(not_a_network(table, column, cell, span)),
    }
}

fn first_of_networks(table: &Table, command: &CidrLookup) -> Result<usize, Diagnostic> {
    let mut columns = 0..table.names().count();
    let found = columns.find(|&column| Networks::check(table, column) == Ok(true));
    found.ok_or_else(|| {
        Diagnostic::error(
            Code::UnknownTableColumn,
            format!(
                "no column of the table `{}` holds networks throughout",
                command.table.value
            ),
        )
        .label(command.table.span, "no networks such as `10.0.0.0/8`")
        .help(format!(
            "name the column: `cidrlookup {} {} as column OUTPUT ...`",
            command.table.value, command.field.value.path
        ))
    })
}

fn not_a_network(table: &Table, column: usize, cell: NotANetwork, span: Span) -> Diagnostic {
    let name = table.names().nth(column).unwrap_or_default();
    let text = table.cell(cell.row, column).unwrap_or_default();
    Diagnostic::error(
        Code::DamagedTable,
        format!("the column `{name}` of the table holds `{text}`, which is not a network"),
    )
    .label(span, "the column of the networks")
    .help("a network is written `10.0.0.0/8` or `2001:db8::/32`, or is one address")
}
