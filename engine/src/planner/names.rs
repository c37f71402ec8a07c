//! Columns by their names: which one a name in the query means.

use std::collections::HashSet;

use crate::dynamic::{Value, member};

/// Named columns, in order.
pub(super) type Columns = Vec<(String, Value)>;

/// The last column of this name, else the member of a structure: the last column whose name begins
/// the path, the longest such name first. A column that `is_own` tells to be the event's own field
/// hides nothing below it, as the scan reads such paths itself.
pub(super) fn resolve(
    columns: &[(String, Value)],
    name: &str,
    is_own: impl Fn(&str, &Value) -> bool,
) -> Option<Value> {
    if let Some(value) = find(columns, name) {
        return Some(value.clone());
    }
    name.rmatch_indices('.').find_map(|(at, _)| {
        let (base, path) = (&name[..at], &name[at + 1..]);
        let value = find(columns, base)?;
        (value.may_be_structure() && !is_own(base, value)).then(|| member(value, path))
    })
}

/// The last column of exactly this name.
pub(super) fn find<'a>(columns: &'a [(String, Value)], name: &str) -> Option<&'a Value> {
    let mut latest = columns.iter().rev();
    let found = latest.find(|(column, _)| is_called(column, name));
    found.map(|(_, value)| value)
}

/// Whether a column is what the path `name` means: a column that was named by its text may have
/// indexes in brackets, `items[0].id`, which a path has between dots.
pub(super) fn is_called(column: &str, name: &str) -> bool {
    column == name || column.contains('[') && column.replace('[', ".").replace(']', "") == name
}

/// Adds columns; one whose name is there already takes its place.
pub(super) fn merge(columns: &mut Columns, added: Columns) {
    for (name, value) in added {
        match columns.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => columns.push((name, value)),
        }
    }
}

/// Replaces the values of columns that were defined anew.
pub(super) fn refresh(columns: &mut Columns, defined: &[(String, Value)]) {
    for (name, value) in columns {
        if let Some((_, new)) = defined.iter().rev().find(|(known, _)| known == name) {
            *value = new.clone();
        }
    }
}

/// The columns, each name once.
pub(super) fn without_repeats(columns: Columns) -> Columns {
    let mut seen = HashSet::new();
    let first = |(name, _): &(String, Value)| seen.insert(name.clone());
    columns.into_iter().filter(first).collect()
}
