//! `stats`.

use std::cell::RefCell;

use taffrail::query_lang::ast::{Expr, ExprKind};
use taffrail::query_lang::command::Stats;

use crate::algebra::aggregate::{joined, key};
use crate::algebra::expr::{canonical, class, value};
use crate::algebra::order::order;
use crate::algebra::table::{OfGroup, OfRow, Row, Shown, Table};
use crate::algebra::value::{Class, Value};

/// One row for each combination of keys, or one of all rows; `bin` keys order them, then the
/// others.
pub(super) fn stats(table: &mut Table, command: &Stats) {
    let none = Row {
        event: None,
        cells: vec![Value::Missing; table.columns.len()],
        place: 0,
    };
    let key_class = |expr: &Expr| class(expr, &OfRow { table, row: &none });
    let keys: Vec<Class> = command
        .by
        .iter()
        .map(|item| key_class(&item.expr))
        .collect();

    let mut groups: Vec<(Vec<Value>, Vec<Row>)> = Vec::new();
    let identity = |values: &[Value]| -> Vec<Option<String>> {
        values
            .iter()
            .map(|value| (!value.is_missing()).then(|| key(value)))
            .collect()
    };
    for row in &table.rows {
        let of_row =
            |item: &taffrail::query_lang::ast::Item| value(&item.expr, &OfRow { table, row });
        let values: Vec<Value> = command.by.iter().map(of_row).collect();
        let known = groups
            .iter_mut()
            .find(|(known, _)| identity(known) == identity(&values));
        match known {
            Some((known, rows)) => {
                for (known, value) in known.iter_mut().zip(&values) {
                    *known = joined(known, value);
                }
                rows.push(row.clone());
            }
            None => groups.push((values, vec![row.clone()])),
        }
    }
    if command.by.is_empty() && groups.is_empty() {
        groups.push((Vec::new(), Vec::new()));
    }
    let is_bin = |index: &usize| is_bin(&command.by[*index].expr);
    let mut by: Vec<usize> = (0..keys.len()).collect();
    by.sort_by_key(|index| !is_bin(index));
    groups.sort_by(|(a, _), (b, _)| {
        let mut orders = by.iter().map(|&index| order(&a[index], &b[index]));
        orders
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });

    let mut columns: Vec<(String, Class)> = Vec::new();
    let mut rows = Vec::new();
    // The classes are those of a group without rows, where there is no group.
    let template = (vec![Value::Missing; keys.len()], Vec::new());
    for (place, (values, members)) in std::iter::once(&template).chain(&groups).enumerate() {
        let named = command.by.iter().zip(&keys).zip(values);
        let named =
            named.map(|((item, class), value)| (item.name().to_owned(), *class, value.clone()));
        let scope = OfGroup {
            table,
            rows: members,
            columns: RefCell::new(named.collect()),
        };
        for item in &command.aggregates {
            let computed = (
                item.name().to_owned(),
                class(&item.expr, &scope),
                value(&item.expr, &scope),
            );
            scope.columns.borrow_mut().push(computed);
        }
        let made = scope.columns.into_inner();
        columns = made
            .iter()
            .map(|(name, class, _)| (name.clone(), *class))
            .collect();
        if place > 0 {
            let cells = made.into_iter().map(|(_, _, value)| value).collect();
            rows.push(Row {
                event: None,
                cells,
                place,
            });
        }
    }
    *table = Table {
        context: table.context,
        columns,
        rows,
        events: false,
        shown: Shown::Default,
        sorted: false,
        limit: None,
    };
}

fn is_bin(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call { name, .. } if canonical(&name.value) == "bin")
}
