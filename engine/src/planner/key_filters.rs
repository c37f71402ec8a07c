//! What the filters at the head of a query ask of the keys of objects.

use std::rc::Rc;

use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::logical_expr::LogicalPlanBuilder;
use taffrail_query_lang::ast::{Expr, ExprKind, Item, LogicalOp, Query};
use taffrail_query_lang::command::Command;

use super::arrange::arrange;
use super::expr::ExprPlanner;
use super::names::is_called;
use super::pipeline::Pipeline;
use super::source::Opened;
use super::{PlanContext, Step, filter_index, paths};
use crate::dynamic::Want;
use crate::scan::{KeyFilter, ScanColumns, ScanTable};

/// The conditions that every event has to pass that counts, as far as the fields of keys may decide
/// them. They are planned as the filters themselves are, over the columns of a scan of nothing, so
/// that they mean the same.
pub(super) fn key_filters(
    query: &Query,
    context: &Rc<PlanContext>,
    named: &Rc<std::collections::BTreeSet<String>>,
) -> Step<Vec<KeyFilter>> {
    let conditions = conditions(query);
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let columns = ScanColumns::new(named.iter().cloned());
    let fields = columns.fields();
    let table = provider_as_source(std::sync::Arc::new(ScanTable::empty(columns)));
    let opened = Opened {
        rows: LogicalPlanBuilder::scan("log", table, None)?,
        fields,
        range: None,
    };
    let pipeline = Pipeline::new(context, opened, Rc::clone(named))?;
    let columns = ScanColumns::new(named.iter().cloned());
    let planned = conditions.iter().filter_map(|condition| {
        // What is wrong with it is told where the filter is planned.
        let planner = ExprPlanner::new(&pipeline);
        let predicate = planner.predicate(condition, Want::True).ok()?;
        KeyFilter::new(&predicate, &columns)
    });
    Ok(planned.collect())
}

/// Conditions of the filters that see events as they are.
fn conditions(query: &Query) -> Vec<Expr> {
    let (commands, _) = arrange(query);
    let mut conditions = Vec::new();
    let mut made: Vec<&str> = Vec::new();
    for command in commands {
        let predicate = match &command.value {
            Command::Filter(filter) => filter.predicate.clone(),
            Command::FilterIndex(index) => filter_index::predicate(index, command.span),
            Command::Fields(fields) => {
                made.extend(
                    fields
                        .items
                        .iter()
                        .filter(|it| !is_field(it))
                        .map(Item::name),
                );
                continue;
            }
            Command::Source(_) | Command::Sort(_) => continue,
            _ => break,
        };
        let mut all = Vec::new();
        conjuncts(predicate, &mut all);
        conditions.extend(all.into_iter().filter(|condition| {
            let names = paths::of(condition);
            let is_made = |name: &String| {
                made.iter().any(|column| {
                    let root = column.split(['.', '[']).next().unwrap_or(column);
                    is_called(column, name) || name.split('.').next() == Some(root)
                })
            };
            !names.is_empty() && !names.iter().any(is_made) && is_plain(condition)
        }));
    }
    conditions
}

/// Whether an item is a field under its own name.
fn is_field(item: &Item) -> bool {
    matches!(&item.expr.kind, ExprKind::Field(field) if field.path == item.name())
}

fn conjuncts(predicate: Expr, all: &mut Vec<Expr>) {
    match predicate.kind {
        ExprKind::Logical {
            op: LogicalOp::And,
            operands,
        } => operands.into_iter().for_each(|it| conjuncts(it, all)),
        _ => all.push(predicate),
    }
}

/// Whether a condition is made of comparisons of fields with literals alone, which are planned
/// twice at no cost.
fn is_plain(condition: &Expr) -> bool {
    match &condition.kind {
        ExprKind::Logical { operands, .. } => operands.iter().all(is_plain),
        ExprKind::Not(operand) | ExprKind::Match { operand, .. } => is_plain(operand),
        ExprKind::Compare { left, right, .. } => is_plain(left) && is_plain(right),
        ExprKind::In { operand, list, .. } => is_plain(operand) && list.iter().all(is_plain),
        ExprKind::Field(_) | ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Boolean(_) => true,
        _ => false,
    }
}
