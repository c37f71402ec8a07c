//! `lookup`: take columns from a table.

mod found;

use std::path::Path;
use std::sync::Arc;

use datafusion::functions::core::expr_fn::{coalesce, get_field};
use datafusion::logical_expr::{Expr as Plan, ScalarUDF};
use taffrail_query_lang::command::{Lookup, LookupOutput, OutputMode};
use taffrail_query_lang::function;
use taffrail_query_lang::{Code, Diagnostic, Spanned};

use self::found::Found;
pub(super) use self::found::Index;
use super::expr::ExprPlanner;
use super::names::Columns;
use super::pipeline::{Pipeline, column};
use super::{Step, StepError};
use crate::dynamic::Value;
use crate::lookup::{Keys, Table, TableError};

/// Adds columns of the first row of a table whose keys have the texts of the event's fields.
pub(super) fn lookup(pipeline: &mut Pipeline, command: &Lookup) -> Step {
    let table = open(pipeline, &command.table)?;
    let columns = command
        .keys
        .iter()
        .map(|key| column_of(&table, &command.table.value, &key.column))
        .collect::<Result<Vec<_>, _>>()?;
    let planner = ExprPlanner::new(pipeline);
    let keys = command
        .keys
        .iter()
        .map(|key| Ok(planner.field(&key.field.value, key.field.span)?.to_text()))
        .collect::<Step<Vec<_>>>()?;
    let memory = pipeline.context().tables.reservation();
    let index = Index::Keys(Keys::new(&table, &columns, memory)?);
    let source = Source {
        name: &command.table.value,
        table,
        index,
        keys,
    };
    output(pipeline, source, command.mode, &command.outputs)
}

/// A table, and how events find their row in it.
pub(super) struct Source<'a> {
    /// The name of the table.
    pub(super) name: &'a str,
    /// The table.
    pub(super) table: Arc<Table>,
    /// The rows by keys.
    pub(super) index: Index,
    /// The texts that are looked for.
    pub(super) keys: Vec<Plan>,
}

/// Adds the columns: `OUTPUT` hides what is there already, `OUTPUTNEW` is hidden by it.
pub(super) fn output(
    pipeline: &mut Pipeline,
    source: Source<'_>,
    mode: OutputMode,
    outputs: &[LookupOutput],
) -> Step {
    let columns = outputs
        .iter()
        .map(|output| column_of(&source.table, source.name, &output.column))
        .collect::<Result<Vec<_>, _>>()?;
    let found = Found::new(source.table, source.index, columns, source.keys.len());
    let found = ScalarUDF::new_from_impl(found).call(source.keys);
    let parts = pipeline.unique("found");
    pipeline.project_also(vec![found.alias(&parts)])?;
    let columns: Columns = outputs
        .iter()
        .enumerate()
        .map(|(index, output)| {
            let value = Value::text(get_field(column(&parts), index.to_string()));
            let name = output.name();
            let known = match mode {
                OutputMode::Output => None,
                OutputMode::OutputNew => pipeline.resolve(name),
            };
            let value = match known {
                Some(known) => Value::choose(&[known, value], coalesce),
                None => value,
            };
            (name.to_owned(), value)
        })
        .collect();
    let columns = pipeline.define(columns)?;
    pipeline.announce(columns);
    Ok(())
}

/// The table of a name.
pub(super) fn open(pipeline: &Pipeline, name: &Spanned<String>) -> Step<Arc<Table>> {
    let tables = &pipeline.context().tables;
    tables.open(&name.value).map_err(|error| match error {
        TableError::Unknown => unknown_table(name, &tables.names()).into(),
        TableError::Damaged { path, reason } => damaged_table(name, &path, &reason).into(),
        TableError::Memory(error) => StepError::from(error),
    })
}

/// The place of a column of a table.
pub(super) fn column_of(
    table: &Table,
    name: &str,
    column: &Spanned<String>,
) -> Result<usize, Diagnostic> {
    table.column(&column.value).ok_or_else(|| {
        let names: Vec<&str> = table.names().collect();
        Diagnostic::error(
            Code::UnknownTableColumn,
            format!("the table `{name}` has no column `{}`", column.value),
        )
        .label(column.span, "not a column of the table")
        .help(suggestion(&column.value, &names, "its columns are"))
    })
}

fn unknown_table(name: &Spanned<String>, known: &[String]) -> Diagnostic {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let option = format!("`--lookup {}=PATH` names a CSV file", name.value);
    let help = match function::closest(&name.value, names.iter().copied()) {
        None if names.is_empty() => {
            format!("{option}; a table is also a file `NAME.csv` beside the query")
        }
        None => format!("{}; {option}", suggestion(&name.value, &names, "there are")),
        Some(close) => format!("did you mean `{close}`?"),
    };
    Diagnostic::error(
        Code::UnknownTable,
        format!("there is no lookup table `{}`", name.value),
    )
    .label(name.span, "not a table")
    .help(help)
}

fn damaged_table(name: &Spanned<String>, path: &Path, reason: &str) -> Diagnostic {
    Diagnostic::error(
        Code::DamagedTable,
        format!("the lookup table `{}` cannot be read: {reason}", name.value),
    )
    .label(name.span, path.display().to_string())
    .help("a table is CSV in UTF-8; its first row names the columns, and every row has as many values")
}

/// How many names a help lists.
const LISTED: usize = 12;

fn suggestion(name: &str, names: &[&str], begin: &str) -> String {
    if let Some(close) = function::closest(name, names.iter().copied()) {
        return format!("did you mean `{close}`?");
    }
    let listed: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    let more = names.len().saturating_sub(LISTED);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{begin} {}{rest}", listed.join(", "))
}
