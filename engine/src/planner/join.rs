//! `join`: the columns of another query's rows, by equal keys.

use std::collections::BTreeSet;
use std::rc::Rc;

use datafusion::common::{Column, JoinType};
use datafusion::logical_expr::{Expr as Plan, SortExpr};
use taffrail_query_lang::command::{Join, JoinKind};

use super::Step;
use super::carry::over_columns;
use super::expr::ExprPlanner;
use super::names::{self, Columns};
use super::pipeline::{Pipeline, column};
use super::subquery::inner_rows;

/// Joins the rows so far, the left side, with those of the other query. Keys are equal when their
/// texts are; a missing one is equal to none. Rows stay in the order of the left side; of several
/// for one left row, in the order of the right one.
pub(super) fn join(pipeline: &mut Pipeline, command: &Join) -> Step {
    pipeline.settle()?;
    let named = named_of(pipeline, command);
    let context = Rc::clone(pipeline.context());
    let inner = inner_rows(&command.query, &context, &named)?;

    let right = Right::new(pipeline, &inner, command, &named)?;
    let left_keys = left_keys(pipeline, command)?;
    let kind = match command.kind {
        JoinKind::Inner => JoinType::Inner,
        // The side that comes first in the plan is held in memory, and that is the right one.
        JoinKind::Left => JoinType::Right,
    };
    let keys = (right.keys, left_keys);
    let left = pipeline.builder().build()?;
    let joined = inner
        .builder()
        .project(right.exprs)?
        .join(left, kind, keys, None)?;
    pipeline.joined(
        joined,
        (&command.left.value, &command.right.value),
        right.columns,
        right.shown,
    );
    for tie in right.order {
        pipeline.add_tie(tie);
    }
    Ok(())
}

/// What the rest of the query names of the right side, and its keys.
fn named_of(pipeline: &Pipeline, command: &Join) -> BTreeSet<String> {
    let side = format!("{}.", command.right.value);
    let named = pipeline.named().iter();
    let paths = named.filter_map(|name| Some(name.strip_prefix(&side)?.to_owned()));
    let keys = command.on.iter().map(|key| key.right.value.path.clone());
    paths.chain(keys).collect()
}

/// The keys as columns of the left side.
fn left_keys(pipeline: &mut Pipeline, command: &Join) -> Step<Vec<Column>> {
    let planner = ExprPlanner::new(pipeline);
    let texts = command
        .on
        .iter()
        .map(|key| Ok(planner.field(&key.left.value, key.left.span)?.to_text()))
        .collect::<Step<Vec<Plan>>>()?;
    let mut names = Vec::new();
    let mut added = Vec::new();
    for text in texts {
        let name = pipeline.unique("key");
        added.push(text.alias(&name));
        names.push(Column::new_unqualified(name));
    }
    pipeline.project_also(added)?;
    Ok(names)
}

/// The other side: columns under names that the left side does not have.
struct Right {
    exprs: Vec<Plan>,
    keys: Vec<Column>,
    /// All that can be named.
    columns: Columns,
    /// What the query shows, when it chose.
    shown: Columns,
    order: Vec<SortExpr>,
}

impl Right {
    fn new(
        pipeline: &mut Pipeline,
        inner: &Pipeline,
        command: &Join,
        named: &BTreeSet<String>,
    ) -> Step<Self> {
        let mut exprs = Vec::new();
        let mut keep = |pipeline: &mut Pipeline, expr: Plan, name: &str| {
            let name = pipeline.unique(name);
            exprs.push(expr.alias(&name));
            name
        };
        let planner = ExprPlanner::new(inner);
        let mut keys = Vec::new();
        for key in &command.on {
            let value = planner.field(&key.right.value, key.right.span)?;
            let name = keep(pipeline, value.to_text(), "key");
            keys.push(Column::new_unqualified(name));
        }
        let chosen = !(inner.events && inner.shows_default());
        let shown_inner = if chosen {
            inner.shown()
        } else {
            Columns::new()
        };
        let mut readable = shown_inner.clone();
        let others = named.iter().filter_map(|name| {
            let known = names::find(&shown_inner, name).is_some();
            Some((name.clone(), inner.resolve(name).filter(|_| !known)?))
        });
        readable.extend(others);
        let columns: Columns = readable
            .into_iter()
            .map(|(name, value)| {
                let full = format!("{}.{name}", command.right.value);
                let value = over_columns(value, |expr, part| {
                    column(&keep(pipeline, expr, &format!("{full}{part}")))
                });
                (name, value)
            })
            .collect();
        let shown = columns[..shown_inner.len()].to_vec();
        let order = inner
            .current_order()
            .into_iter()
            .map(|key| {
                let name = keep(pipeline, key.expr, "order");
                column(&name).sort(key.asc, key.nulls_first)
            })
            .collect();
        Ok(Self {
            exprs,
            keys,
            columns,
            shown,
            order,
        })
    }
}
