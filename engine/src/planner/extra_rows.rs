//! Rows that a command adds to those that there are.

use std::collections::{HashMap, HashSet};

use datafusion::common::Column;
use datafusion::logical_expr::{Expr, when};

use super::Step;
use super::pipeline::Pipeline;

/// Empties the rows where `extra` is true, which began as copies of others: they keep the columns
/// that `kept` reads, have what `made` says under the names of the plan, and nothing else. What is
/// the same in all rows must be pinned before.
pub(super) fn empty(
    pipeline: &mut Pipeline,
    extra: &Expr,
    kept: &[Expr],
    made: &HashMap<String, Expr>,
) -> Step {
    let only_others = |expr: Expr| {
        when(extra.clone().is_not_true(), expr)
            .end()
            .expect("a case of one branch has a type")
    };
    let lasting = pipeline.lasting().iter().map(|key| &key.expr);
    let kept: HashSet<Column> = kept
        .iter()
        .chain(lasting)
        .flat_map(|expr| expr.column_refs().into_iter().cloned())
        .collect();
    let columns = pipeline.builder().schema().columns();
    let exprs: Vec<Expr> = columns
        .into_iter()
        .map(|column| match made.get(&column.name) {
            Some(expr) => expr.clone().alias(column.name),
            None if kept.contains(&Column::new_unqualified(&column.name)) => Expr::Column(column),
            None => {
                let name = column.name.clone();
                only_others(Expr::Column(column)).alias(name)
            }
        })
        .collect();
    let builder = pipeline.builder().project(exprs)?;
    pipeline.padded(builder);
    Ok(())
}
