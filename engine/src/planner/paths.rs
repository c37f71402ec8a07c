//! The fields that a query names.

use std::collections::BTreeSet;

use taffrail_query_lang::ast::{Expr, ExprKind, Item, Query};
use taffrail_query_lang::command::Command;

/// Every path that the query names, columns that the query makes itself included: what is not
/// used in the end, the optimizer drops from the scan.
pub(crate) fn paths(query: &Query) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for command in &query.commands {
        match &command.value {
            Command::Dedup(dedup) => {
                paths.extend(dedup.fields.iter().map(|field| field.value.path.clone()));
            }
            Command::Display(display) => items(&display.items, &mut paths),
            Command::Fields(fields) => items(&fields.items, &mut paths),
            Command::Filter(filter) => expr(&filter.predicate, &mut paths),
            Command::Limit(_) => {}
            Command::Parse(parse) => {
                if let Some(input) = &parse.input {
                    expr(input, &mut paths);
                }
            }
            Command::Sort(sort) => sort.keys.iter().for_each(|key| expr(&key.expr, &mut paths)),
            Command::Stats(stats) => {
                items(&stats.aggregates, &mut paths);
                items(&stats.by, &mut paths);
            }
        }
    }
    paths
}

fn items(items: &[Item], paths: &mut BTreeSet<String>) {
    for item in items {
        expr(&item.expr, paths);
    }
}

fn exprs(nodes: &[Expr], paths: &mut BTreeSet<String>) {
    for node in nodes {
        expr(node, paths);
    }
}

fn expr(node: &Expr, paths: &mut BTreeSet<String>) {
    match &node.kind {
        ExprKind::Field(field) => {
            paths.insert(field.path.clone());
        }
        ExprKind::Logical { operands, .. } | ExprKind::Sum(operands) => {
            exprs(operands, paths);
        }
        ExprKind::Not(operand)
        | ExprKind::Negate(operand)
        | ExprKind::Match { operand, .. }
        | ExprKind::Member { base: operand, .. } => expr(operand, paths),
        ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
            expr(left, paths);
            expr(right, paths);
        }
        ExprKind::In { operand, list, .. } => {
            expr(operand, paths);
            exprs(list, paths);
        }
        ExprKind::Call { args, .. } => exprs(args, paths),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Boolean(_)
        | ExprKind::Regex(_)
        | ExprKind::Period(_) => {}
    }
}
