//! `sort`.

use std::cmp::Ordering;

use taffrail::query_lang::command::{Direction, Sort};

use crate::algebra::expr::value;
use crate::algebra::order::order;
use crate::algebra::table::{OfRow, Row, Table};
use crate::algebra::value::Value;

/// An earlier `sort` decides between equals, then the place.
pub(super) fn sort(table: &mut Table, command: &Sort) {
    if !table.sorted {
        table.rows.sort_by_key(|row| row.place);
    }
    table.sorted = true;
    let all = table.clone();
    let keys = |row: &Row| -> Vec<Value> {
        let scope = OfRow { table: &all, row };
        command
            .keys
            .iter()
            .map(|key| value(&key.expr, &scope))
            .collect()
    };
    table
        .rows
        .sort_by_cached_key(|row| Keys(keys(row), command));
}

struct Keys<'a>(Vec<Value>, &'a Sort);

impl Ord for Keys<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let pairs = self.0.iter().zip(&other.0).zip(&self.1.keys);
        let mut orders = pairs.map(|((a, b), key)| match key.direction {
            Direction::Ascending => order(a, b),
            Direction::Descending => order(b, a),
        });
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for Keys<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Keys<'_> {}

impl PartialEq for Keys<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
