//! `fillmissing`: rows for empty bins.

use std::collections::HashMap;

use chrono_tz::Tz;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit, when};
use taffrail_query_lang::ast::Period;
use taffrail_query_lang::command::{Fill, FillMissing};
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::dedup::group_key;
use super::expr::ExprPlanner;
use super::names::Columns;
use super::pipeline::{Pipeline, column};
use super::window::{Series, Window, max_so_far, min_so_far, next};
use super::{Step, extra_rows, names};
use crate::dynamic::Value;
use crate::function::Gap;
use crate::time::{TimeRange, floor};

/// Adds a row for each bin that a group of the other keys has no row for: those of the query's
/// time range, and where that has no bound, from the first or to the last bin of any group.
///
/// Each row makes a list of its own bin and the empty ones up to the next row of its group, and
/// the lists become rows.
pub(super) fn fill_missing(pipeline: &mut Pipeline, command: &FillMissing, span: Span) -> Step {
    pipeline.settle()?;
    pipeline.pin()?;
    let Some(bin) = pipeline.bin.clone() else {
        return Err(without_bin(span).into());
    };
    let fills = fills(pipeline, &command.fills)?;
    let own = group_key(&bin.value);
    let other_keys: Vec<Value> = pipeline
        .keys
        .iter()
        .map(|(_, key)| key.clone())
        .filter(|key| group_key(key) != own)
        .collect();
    let range = pipeline.call().range.unwrap_or_default();
    let bounds = Bounds::of(range, bin.period, pipeline.call().zone);
    let seed = match bounds {
        Bounds {
            start: Some(start),
            end: Some(_),
        } if other_keys.is_empty() => Some(add_seed(pipeline, &own, start)?),
        _ => None,
    };
    let (start, end) = bounds.or_present(pipeline, &own)?;
    let mut order = pipeline.by(own.clone(), true);
    if let Some(seed) = &seed {
        order.insert(1, seed.clone().sort(false, false));
    }
    let series = Series::new(other_keys.iter().map(group_key).collect(), order);
    let first = series.is_first(pipeline)?;
    let is_last = series.is_last(pipeline)?;
    let mut added = series
        .window
        .add(pipeline, "next", vec![next(own.clone())])?;
    let next = when(is_last.is_not_true(), added.remove(0)).end()?;
    if let Some(seed) = &seed {
        // A bin that has a row needs none that was made.
        let alone = own.clone().not_eq(next.clone()).or(next.clone().is_null());
        pipeline.filter(seed.clone().is_not_true().or(alone))?;
    }
    let gap = Gap {
        own: own.clone(),
        first,
        next,
        start,
        end,
    };
    let bins = pipeline.unique("bins");
    let list = gap.bins(bin.period, pipeline.call().zone).alias(&bins);
    pipeline.project_also(vec![list])?;
    pipeline.rebuild(|builder| builder.unnest_column(Column::new_unqualified(&bins)))?;
    let is_other = own.clone().not_eq(column(&bins));
    let is_extra = seed.map_or(is_other.clone(), |seed| seed.is_true().or(is_other));
    let extra = pipeline.unique("extra");
    pipeline.project_also(vec![is_extra.alias(&extra)])?;
    let mut kept: Vec<Expr> = other_keys
        .iter()
        .flat_map(|key| [key.to_text(), key.kind()])
        .collect();
    kept.push(column(&extra));
    let name = own.qualified_name().1;
    let made = HashMap::from([(name, column(&bins))]);
    extra_rows::empty(pipeline, &column(&extra), &kept, &made)?;
    fill(pipeline, &column(&extra), fills)
}

/// The starts of the first and the last bin of a time range, where it has bounds.
struct Bounds {
    start: Option<i64>,
    end: Option<i64>,
}

impl Bounds {
    fn of(range: TimeRange, period: Period, zone: Tz) -> Self {
        let start = |micros: i64| floor(micros, period, zone);
        Self {
            start: range.since.and_then(start),
            end: range.until.and_then(|until| start(until.checked_sub(1)?)),
        }
    }

    /// As expressions; where there is no bound, the first or the last bin that there is.
    fn or_present(self, pipeline: &mut Pipeline, own: &Expr) -> Step<(Expr, Expr)> {
        let mut bound = |at: Option<i64>, ascending: bool| -> Step<Expr> {
            if let Some(at) = at {
                return Ok(time(at));
            }
            let window = Window::over(pipeline.by(own.clone(), ascending));
            let function = if ascending { min_so_far } else { max_so_far };
            let mut added = window.add(pipeline, "bound", vec![function(own.clone())])?;
            Ok(added.remove(0))
        };
        Ok((bound(self.start, true)?, bound(self.end, false)?))
    }
}

/// Adds a row for the first bin, so that there is a row to begin with where nothing happened.
/// Returns the column that tells it.
fn add_seed(pipeline: &mut Pipeline, own: &Expr, start: i64) -> Step<Expr> {
    let seed = pipeline.unique("seed");
    pipeline.project_also(vec![lit(false).alias(&seed)])?;
    let builder = pipeline.builder();
    let schema = builder.schema();
    let row = schema.fields().iter().map(|field| {
        let name = field.name();
        if *name == seed {
            return Ok(lit(true).alias(name));
        }
        if column(name) == *own {
            return Ok(time(start).alias(name));
        }
        Ok(lit(ScalarValue::try_from(field.data_type())?).alias(name))
    });
    let row = row.collect::<Step<Vec<Expr>>>()?;
    let row = LogicalPlanBuilder::empty(true).project(row)?.build()?;
    pipeline.rebuild(|builder| builder.union(row))?;
    Ok(column(&seed))
}

fn time(micros: i64) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(
        Some(micros),
        Some("+00:00".into()),
    ))
}

/// What the new rows have: columns of the pipeline, and the values for them.
fn fills(pipeline: &Pipeline, fills: &[Fill]) -> Step<Columns> {
    let planner = ExprPlanner::new(pipeline);
    let fills = fills.iter().map(|fill| {
        let field = &fill.field;
        let filled = planner.field(&field.value, field.span)?;
        let is_key = |key: &Value| group_key(key) == group_key(&filled);
        if pipeline.keys.iter().any(|(_, key)| is_key(key)) {
            return Err(is_a_key(fill).into());
        }
        let path = &field.value.path;
        let name = pipeline.names().find(|name| names::is_called(name, path));
        let name = name.unwrap_or(path).to_owned();
        Ok((name, planner.value(&fill.value)?))
    });
    fills.collect()
}

fn fill(pipeline: &mut Pipeline, extra: &Expr, fills: Columns) -> Step {
    let filled = fills
        .into_iter()
        .filter_map(|(name, fill)| {
            let value = pipeline.resolve(&name)?;
            let value = Value::choose(&[fill, value], |exprs| {
                let [fill, value] = <[Expr; 2]>::try_from(exprs).expect("two values");
                when(extra.clone(), fill)
                    .otherwise(value)
                    .expect("both branches have one type")
            });
            Some((name, value))
        })
        .collect();
    pipeline.define(filled)?;
    Ok(())
}

fn without_bin(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::CommandOrder,
        "`fillmissing` needs a `stats` with one `bin(...)` among its keys before it",
    )
    .label(span, "there are no bins to fill")
    .help("write `stats count(*) as n by bin(5m) | fillmissing with 0 for n`")
}

fn is_a_key(fill: &Fill) -> Diagnostic {
    let name = &fill.field.value.path;
    Diagnostic::error(
        Code::InvalidOption,
        format!("`{name}` is a key, which new rows have already"),
    )
    .label(fill.field.span, "a key of the `stats` before")
    .help("name columns with aggregates")
}
