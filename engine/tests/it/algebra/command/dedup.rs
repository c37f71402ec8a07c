//! `dedup`.

use std::collections::HashSet;

use taffrail::query_lang::command::Dedup;

use crate::algebra::aggregate::key;
use crate::algebra::expr::Scope;
use crate::algebra::table::{OfRow, Table};
use crate::algebra::value::Value;

/// The first row of each combination; events that nothing ordered go from the newest on. Rows that
/// lack a value all stay.
pub(super) fn dedup(table: &mut Table, command: &Dedup) {
    if table.events && !table.sorted {
        table.newest_first();
    }
    let all = table.clone();
    let mut seen = HashSet::new();
    table.rows.retain(|row| {
        let scope = OfRow { table: &all, row };
        let values: Vec<Value> = command
            .fields
            .iter()
            .map(|field| scope.field(&field.value.path))
            .collect();
        values.iter().any(Value::is_missing)
            || seen.insert(values.iter().map(key).collect::<Vec<_>>())
    });
}
