//! `taffrail types`: the types of logs, and how each is recognised.

use std::collections::BTreeSet;

use taffrail::LogType;

use crate::args::{TypesArgs, find_type, own_types};
use crate::ask::show;
use crate::clean::clean;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sizes::Count;
use crate::surroundings::Surroundings;
use crate::table::{Style, lines};

/// Runs the command.
pub(crate) fn run(
    args: &TypesArgs,
    surroundings: &Surroundings,
    console: Console,
) -> Result<Exit, Failure> {
    let target = args.rows.target()?;
    let catalog = surroundings.catalog(args.config.as_deref())?;
    let own = own_types(&args.own.load()?, &catalog);
    let mut types: Vec<LogType> = own
        .iter()
        .chain(LogType::built_in())
        .filter(|log_type| args.names.is_empty() || args.asks_for(log_type.name()))
        .cloned()
        .collect();
    for name in &args.names {
        find_type(&own, name)?;
    }
    // Of several with one name the first is asked.
    let mut seen = BTreeSet::new();
    types.retain(|log_type| seen.insert(log_type.name().to_ascii_lowercase()));
    let zone = catalog.defaults().zone.unwrap_or_default();
    show(
        &LogType::rows(&types),
        |style| table(&types, style),
        &target,
        zone,
        surroundings,
    )?;
    let count = Count(types.len() as u64).of("type", "types");
    console.remark(format!("{count}, asked in this order"));
    Ok(Exit::Fine)
}

/// The types as a table for people.
fn table(types: &[LogType], style: Style) -> String {
    let rows = types.iter().map(|log_type| {
        vec![
            clean(log_type.name()).into_owned(),
            clean(log_type.summary()).into_owned(),
            clean(&log_type.recognised().join("; ")).into_owned(),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    lines(&["name", "is", "recognised when"], &rows, style)
}
