//! What joins did: which side `a.field` means behind `join left=a right=b`, and whether rows came
//! that are no events.

use datafusion::functions::core::expr_fn::coalesce;

use super::names::Columns;
use crate::dynamic::Value;

/// The joins so far.
#[derive(Debug, Default)]
pub(super) struct Sides {
    lefts: Vec<String>,
    rights: Vec<String>,
    /// Columns of right sides that stand in for fields that an event does not have.
    stand_ins: Columns,
    /// Whether there are rows that are no events among the events.
    pub(super) padded: bool,
}

/// Where a name with a side before it belongs.
pub(super) enum Side<'a> {
    /// To the rows so far, under this name.
    Left(&'a str),
    /// To the other query.
    Right,
}

impl Sides {
    /// Names the sides of a join.
    pub(super) fn add(&mut self, left: &str, right: &str) {
        self.lefts.push(format!("{left}."));
        self.rights.push(format!("{right}."));
    }

    /// The side that a name begins with.
    pub(super) fn of<'a>(&self, name: &'a str) -> Option<Side<'a>> {
        let lefts = self.lefts.iter();
        let left = lefts
            .rev()
            .find_map(|side| name.strip_prefix(side.as_str()));
        if let Some(rest) = left {
            return Some(Side::Left(rest));
        }
        let mut rights = self.rights.iter();
        rights
            .any(|side| name.starts_with(side.as_str()))
            .then_some(Side::Right)
    }

    /// Lets columns of a right side stand in for fields that events do not have.
    pub(super) fn stand_in(&mut self, columns: Columns) {
        self.stand_ins.extend(columns);
    }

    /// Events and their fields are gone.
    pub(super) fn forget_events(&mut self) {
        self.stand_ins.clear();
    }

    /// A field of an event, and what stands in for it.
    pub(super) fn completed(&self, name: &str, field: Value) -> Value {
        let mut columns = self.stand_ins.iter();
        match columns.find(|(known, _)| known == name) {
            Some((_, column)) => Value::choose(&[field, column.clone()], coalesce),
            None => field,
        }
    }
}
