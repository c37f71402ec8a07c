//! `stats`: aggregate rows, by groups.

use std::cell::RefCell;
use std::collections::HashSet;

use datafusion::logical_expr::Expr;
use taffrail_query_lang::ast::{ExprKind, Item, Period};
use taffrail_query_lang::command::Stats;
use taffrail_query_lang::function;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::aggregate::Aggregates;
use super::expr::{ExprPlanner, StatsScope};
use super::pipeline::{Bin, Pipeline, column};
use crate::dynamic::Value;

/// Aggregates the rows: one row for each combination of keys, or just one without `by`. The
/// result has the keys first, then the aggregates, in the order written; rows that nothing else
/// orders are ordered by their `bin` key, then by the other keys.
pub(super) fn stats(pipeline: &mut Pipeline, command: &Stats, span: Span) -> Step {
    refuse_order(pipeline, span)?;
    refuse_repeats(command)?;
    let keys = keys(pipeline, &command.by)?;
    let over_time = command.by.iter().any(|item| bin_period(item).is_some())
        || keys.iter().any(|(_, key)| is_time(key));
    // DataFusion takes a key that is named like a column below for that column when it sorts.
    let (key, aggregate) = (pipeline.unique("key"), pipeline.unique("aggregate"));
    let aggregates = RefCell::new(Aggregates::new(over_time, aggregate));
    let mut group = Vec::new();
    let mut columns: Vec<(String, Value)> = Vec::new();
    for (index, (name, value)) in keys.into_iter().enumerate() {
        let key = format!("{key}:{index}");
        columns.push((name, grouped(value, &key, &mut group, &aggregates)));
    }
    for item in &command.aggregates {
        let scope = StatsScope {
            aggregates: &aggregates,
            columns: &columns,
        };
        let planner = ExprPlanner::in_stats(pipeline, scope);
        let value = planner.value(&item.expr)?;
        let notes = planner.into_notes();
        pipeline.diagnostics.extend(notes);
        let estimated = aggregates.borrow_mut().take_estimated(item.name());
        pipeline.estimated.extend(estimated);
        columns.push((item.name().to_owned(), value));
    }
    let (exprs, notes) = aggregates.into_inner().into_parts();
    pipeline.diagnostics.extend(notes);
    let builder = pipeline.builder().aggregate(group, exprs)?;
    pipeline.replace(builder, Vec::new(), Vec::new());
    let columns = pipeline.define(columns)?;
    let ties = ties(&command.by, &columns);
    let bin = sole_bin(&command.by, &columns);
    let keys = columns[..command.by.len()].to_vec();
    let builder = pipeline.builder();
    pipeline.replace(builder, columns, ties);
    pipeline.keys = keys;
    pipeline.bin = bin;
    if command.by.is_empty() {
        // One row, as there is anyhow. Without the limit DataFusion (55) moves a later condition that
        // is always false below the aggregation, which makes a row of no rows just the same.
        pipeline.rebuild(|builder| builder.limit(0, Some(1)))?;
    }
    Ok(())
}

fn keys(pipeline: &mut Pipeline, by: &[Item]) -> Step<Vec<(String, Value)>> {
    let planner = ExprPlanner::new(pipeline);
    let keys = by
        .iter()
        .map(|item| Ok((item.name().to_owned(), planner.value(&item.expr)?)))
        .collect::<Step<Vec<_>>>()?;
    let notes = planner.into_notes();
    pipeline.diagnostics.extend(notes);
    Ok(keys)
}

/// Adds a key to the group and returns its value behind the aggregation. A dynamic key is grouped
/// by its text; the kinds of the group's values are joined beside it.
fn grouped(
    value: Value,
    key: &str,
    group: &mut Vec<Expr>,
    aggregates: &RefCell<Aggregates>,
) -> Value {
    let mut add = |expr: Expr| {
        group.push(expr.alias(key));
        column(key)
    };
    match value {
        Value::Dynamic { text, kind, .. } => Value::Dynamic {
            text: add(text),
            kind: aggregates.borrow_mut().key_kind(kind),
            number: None,
        },
        Value::Number(expr) => Value::Number(add(expr)),
        Value::Integer(expr) => Value::Integer(add(expr)),
        Value::Boolean(expr) => Value::Boolean(add(expr)),
        Value::Time(expr) => Value::Time(add(expr)),
    }
}

/// `bin` keys first, then the others, ascending.
fn ties(by: &[Item], columns: &[(String, Value)]) -> Vec<datafusion::logical_expr::SortExpr> {
    let (bins, others): (Vec<_>, Vec<_>) = by
        .iter()
        .zip(columns)
        .partition(|(item, _)| bin_period(item).is_some());
    bins.into_iter()
        .chain(others)
        .map(|(_, (_, value))| value.sort_key().sort(true, true))
        .collect()
}

fn sole_bin(by: &[Item], columns: &[(String, Value)]) -> Option<Bin> {
    let mut bins = by.iter().zip(columns).filter_map(|(item, (_, value))| {
        let period = bin_period(item)?;
        let value = value.clone();
        Some(Bin { value, period })
    });
    let bin = bins.next()?;
    bins.next().is_none().then_some(bin)
}

fn is_time(key: &Value) -> bool {
    matches!(key, Value::Time(_))
}

/// The period of a key that is a call of `bin`.
fn bin_period(item: &Item) -> Option<Period> {
    match &item.expr.kind {
        ExprKind::Call { name, args, .. }
            if function::find(&name.value).is_some_and(|info| info.name == "bin") =>
        {
            args.iter().find_map(|arg| match arg.kind {
                ExprKind::Period(period) => Some(period),
                _ => None,
            })
        }
        _ => None,
    }
}

/// `sort` and `limit` belong behind the last `stats`, as in Logs Insights.
fn refuse_order(pipeline: &Pipeline, span: Span) -> Result<(), Diagnostic> {
    let (name, at) = match pipeline.limit {
        Some(cap) => (cap.command(), Some(cap.span)),
        None if !pipeline.order.is_empty() && !pipeline.order_used => ("sort", None),
        None => return Ok(()),
    };
    let diagnostic = Diagnostic::error(
        Code::CommandOrder,
        format!("`{name}` stands before `stats`"),
    )
    .label(span, "aggregates all rows, in no order")
    .help(format!("move `{name}` behind the last `stats`"));
    Err(match at {
        Some(at) => diagnostic.label(at, "caps the result, not what `stats` sees"),
        None => diagnostic,
    })
}

fn refuse_repeats(command: &Stats) -> Result<(), Diagnostic> {
    let mut seen = HashSet::new();
    for item in command.by.iter().chain(&command.aggregates) {
        if !seen.insert(item.name()) {
            return Err(name_is_taken(item));
        }
    }
    Ok(())
}

/// The diagnostic for a second column of a name.
pub(super) fn name_is_taken(item: &Item) -> Diagnostic {
    Diagnostic::error(
        Code::DuplicateColumn,
        format!("two columns are named `{}`", item.name()),
    )
    .label(item.span(), "the name is taken")
    .help("give one of them another name with `as`")
}
