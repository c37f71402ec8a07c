//! `fields` and `display`.

use taffrail::query_lang::ast::Item;

use crate::algebra::expr::Scope;
use crate::algebra::expr::{class, value};
use crate::algebra::table::{OfRow, Row, Shown, Table};
use crate::algebra::value::Value;

/// Defines columns and shows them besides those before.
pub(super) fn fields(table: &mut Table, items: &[Item]) {
    let defined = define(table, items);
    match &mut table.shown {
        Shown::Display(_) => {}
        Shown::Default => table.shown = Shown::Fields(once_each(defined)),
        Shown::Fields(shown) => {
            for (name, column) in defined {
                match shown.iter_mut().find(|(known, _)| *known == name) {
                    Some(known) => known.1 = column,
                    None => shown.push((name, column)),
                }
            }
        }
    }
}

/// Defines columns and shows only them.
pub(super) fn display(table: &mut Table, items: &[Item]) {
    let defined = define(table, items);
    table.shown = Shown::Display(once_each(defined));
}

/// All items see the rows as they were before.
fn define(table: &mut Table, items: &[Item]) -> Vec<(String, usize)> {
    let before = table.clone();
    let none = Row {
        event: None,
        cells: vec![Value::Missing; table.columns.len()],
        place: 0,
    };
    items
        .iter()
        .map(|item| {
            let class = class(
                &item.expr,
                &OfRow {
                    table: &before,
                    row: &none,
                },
            );
            let values = before.rows.iter().map(|row| {
                value(
                    &item.expr,
                    &OfRow {
                        table: &before,
                        row,
                    },
                )
            });
            let column = table.add(item.name(), class, values.collect());
            (item.name().to_owned(), column)
        })
        .collect()
}

/// Defines a column that a path names.
pub(super) fn define_path(table: &mut Table, path: &str) -> usize {
    let before = table.clone();
    let none = Row {
        event: None,
        cells: vec![Value::Missing; table.columns.len()],
        place: 0,
    };
    let class = OfRow {
        table: &before,
        row: &none,
    }
    .class_of_field(path);
    let values = before.rows.iter().map(|row| {
        OfRow {
            table: &before,
            row,
        }
        .field(path)
    });
    table.add(path, class, values.collect())
}

fn once_each(columns: Vec<(String, usize)>) -> Vec<(String, usize)> {
    let mut once: Vec<(String, usize)> = Vec::new();
    for column in columns {
        if once.iter().all(|(name, _)| *name != column.0) {
            once.push(column);
        }
    }
    once
}
