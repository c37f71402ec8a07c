//! The fields that a query names.

use std::collections::BTreeSet;

use taffrail_query_lang::Spanned;
use taffrail_query_lang::ast::{Expr, ExprKind, FieldRef, Item, Query};
use taffrail_query_lang::command::{Command, LookupOutput, OutputMode};

/// Every path that the query names, columns that the query makes itself included: what is not
/// used in the end, the optimizer drops from the scan.
pub(crate) fn paths(query: &Query) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for command in &query.commands {
        match &command.value {
            Command::Dedup(dedup) => fields(&dedup.fields, &mut paths),
            Command::Display(display) => items(&display.items, &mut paths),
            Command::Fields(command) => items(&command.items, &mut paths),
            Command::Filter(filter) => expr(&filter.predicate, &mut paths),
            Command::Limit(_)
            | Command::Anomaly(_)
            | Command::Estimate(_)
            | Command::Source(_)
            | Command::Tail(_)
            | Command::AppendCols(_)
            | Command::SavedCall(_) => {}
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
            Command::FilterIndex(index) => one(&index.field, &mut paths),
            Command::Json(json) => one(&json.field, &mut paths),
            Command::Unmask(unmask) => fields(&unmask.fields, &mut paths),
            Command::Unnest(unnest) => expr(&unnest.list, &mut paths),
            Command::Expand(expand) => one(&expand.field, &mut paths),
            Command::Accum(accum) => one(&accum.field, &mut paths),
            Command::AutoRegress(regress) => one(&regress.field, &mut paths),
            Command::FillDown(fill) => {
                let names = fill.names.iter().map(|name| &name.value);
                paths.extend(names.filter(|name| !name.contains('*')).cloned());
            }
            Command::FillMissing(missing) => {
                missing
                    .fills
                    .iter()
                    .for_each(|fill| one(&fill.field, &mut paths));
            }
            Command::Sessionize(sessions) => fields(&sessions.fields, &mut paths),
            Command::CountFrequent(count) => fields(&count.fields, &mut paths),
            Command::AddTotals(totals) => fields(&totals.fields, &mut paths),
            Command::Pattern(pattern) => expr(&pattern.input, &mut paths),
            Command::Outlier(outlier) => fields(&outlier.fields, &mut paths),
            Command::RelevantFields(relevant) => {
                fields(&relevant.fields, &mut paths);
                expr(&relevant.condition, &mut paths);
            }
            // Without a `pattern` before them, they compare the patterns of whole events.
            Command::Diff(_) | Command::LogCompare(_) => {
                paths.insert("@message".to_owned());
            }
            Command::Lookup(lookup) => {
                let keys = lookup.keys.iter();
                keys.for_each(|key| one(&key.field, &mut paths));
                outputs(lookup.mode, &lookup.outputs, &mut paths);
            }
            Command::CidrLookup(lookup) => {
                one(&lookup.field, &mut paths);
                outputs(lookup.mode, &lookup.outputs, &mut paths);
            }
            Command::Join(join) => {
                join.on.iter().for_each(|key| one(&key.left, &mut paths));
            }
        }
    }
    of_left_sides(query, &mut paths);
    paths
}

/// `a.field` is the field itself behind `join left=a`.
fn of_left_sides(query: &Query, paths: &mut BTreeSet<String>) {
    for command in query.commands.iter().rev() {
        if let Command::Join(join) = &command.value {
            let side = format!("{}.", join.left.value);
            let named = paths.iter().filter_map(|path| path.strip_prefix(&side));
            let fields: Vec<String> = named.map(str::to_owned).collect();
            paths.extend(fields);
        }
    }
}

/// Fields that a lookup fills where they are missing.
fn outputs(mode: OutputMode, outputs: &[LookupOutput], paths: &mut BTreeSet<String>) {
    if mode == OutputMode::OutputNew {
        paths.extend(outputs.iter().map(|output| output.name().to_owned()));
    }
}

/// Every path that an expression names.
pub(super) fn of(node: &Expr) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    expr(node, &mut paths);
    paths
}

fn one(field: &Spanned<FieldRef>, paths: &mut BTreeSet<String>) {
    paths.insert(field.value.path.clone());
}

fn fields(fields: &[Spanned<FieldRef>], paths: &mut BTreeSet<String>) {
    for field in fields {
        one(field, paths);
    }
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
        | ExprKind::InQuery { operand, .. }
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
