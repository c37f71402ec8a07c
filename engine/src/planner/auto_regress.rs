//! `autoregress`: values of rows before.

use taffrail_query_lang::command::AutoRegress;
use taffrail_query_lang::{Code, Diagnostic};

use super::Step;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use super::window::{Window, before};

/// How many rows are looked back at most: so many are held in memory.
const MOST_ROWS: u64 = 10_000;

/// Adds the values that a field had in rows before, in the order of the rows: as asked for, else
/// oldest first.
pub(super) fn auto_regress(pipeline: &mut Pipeline, command: &AutoRegress) -> Step {
    pipeline.settle()?;
    if command.lags.last > MOST_ROWS {
        return Err(too_far(command).into());
    }
    let field = &command.field;
    let value = ExprPlanner::new(pipeline).field(&field.value, field.span)?;
    let window = Window::over(pipeline.order_of_sequence());
    let lags = command.lags.first..=command.lags.last;
    let asked: Vec<_> = lags
        .clone()
        .map(|lag| {
            let rows = i64::try_from(lag).expect("a lag is small");
            (value.clone(), move |expr| before(expr, rows))
        })
        .collect();
    let values = window.add_values(pipeline, "before", &asked)?;
    let names = lags.map(|lag| name(command, lag));
    let columns = names.zip(values).collect();
    let columns = pipeline.define(columns)?;
    pipeline.announce(columns);
    Ok(())
}

/// `bytes_p1`; the alias alone for a single lag, else `alias_p1` for each.
fn name(command: &AutoRegress, lag: u64) -> String {
    match &command.alias {
        Some(alias) if command.lags.first == command.lags.last => alias.value.clone(),
        Some(alias) => format!("{}_p{lag}", alias.value),
        None => format!("{}_p{lag}", command.field.value.path),
    }
}

fn too_far(command: &AutoRegress) -> Diagnostic {
    let message = format!("`autoregress` looks back {MOST_ROWS} rows at most");
    Diagnostic::error(Code::InvalidOption, message)
        .label(
            command.field.span,
            format!("{} rows back", command.lags.last),
        )
        .help("take smaller lags in `p=`")
}
