//! Cells that are held back until the widths are known.

use std::borrow::Cow;

use taffrail::chrono_tz::Tz;
use taffrail::output::CellText;
use taffrail::{Cell, ColumnType, ResultColumn};

use super::Complete;
use super::layout::{Align, Cut, Wish};
use super::time::{self, Precision};
use super::width;
use crate::clean::clean;

/// A cell on its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum HeldCell {
    Missing,
    Time(i64),
    /// Stands to the right.
    Number(String),
    /// Fit for a terminal.
    Text(String),
}

impl HeldCell {
    /// A cell of which at most `width` columns will be shown.
    pub(super) fn new(cell: &Cell<'_>, width: Option<usize>) -> Self {
        if let Cell::Time(micros) = cell {
            return Self::Time(*micros);
        }
        let Some(text) = cell.text() else {
            return Self::Missing;
        };
        let text = clean(beginning(&text, width)).into_owned();
        match cell {
            Cell::RawNumber(_) | Cell::Number(_) | Cell::Integer(_) => Self::Number(text),
            _ => Self::Text(text),
        }
    }

    /// The cell as it is shown.
    pub(super) fn text(&self, precision: Precision, zone: Tz) -> Cow<'_, str> {
        match self {
            Self::Missing => Cow::Borrowed(""),
            Self::Time(micros) => Cow::Owned(time::text(*micros, precision, zone)),
            Self::Number(text) | Self::Text(text) => Cow::Borrowed(text),
        }
    }

    /// The memory of its text.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Missing | Self::Time(_) => 0,
            Self::Number(text) | Self::Text(text) => text.len(),
        }
    }
}

/// More of a text than `width` columns can show, without a look at all of it.
fn beginning(text: &str, width: Option<usize>) -> &str {
    let Some(width) = width else { return text };
    // Combining characters take no column; a few of them are to be expected.
    let end = text
        .char_indices()
        .nth(4 * (width + 1))
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// How a column with these cells wants to be shown.
pub(super) fn wish<'a>(
    column: &ResultColumn,
    cells: impl Iterator<Item = &'a HeldCell> + Clone,
    complete: Complete,
    zone: Tz,
) -> Wish {
    let finest = cells
        .clone()
        .filter_map(|cell| match cell {
            HeldCell::Time(micros) => Some(Precision::of(*micros, zone)),
            _ => None,
        })
        .max();
    let precision = match (finest, complete) {
        (Some(finest), Complete::Yes) => finest,
        // Finer times may follow.
        (finest, _) => finest
            .max(Some(Precision::Millisecond))
            .unwrap_or(Precision::Millisecond),
    };
    let content = cells
        .clone()
        .map(|cell| match cell {
            HeldCell::Missing => 0,
            HeldCell::Time(_) => precision.width(),
            HeldCell::Number(text) | HeldCell::Text(text) => width::of(text),
        })
        .max();
    let name = width::of(&clean(&column.name));
    let numbers = match column.column_type {
        ColumnType::Number | ColumnType::Integer => true,
        ColumnType::Dynamic { .. } => {
            let mut present = cells.filter(|cell| **cell != HeldCell::Missing).peekable();
            present.peek().is_some() && present.all(|cell| matches!(cell, HeldCell::Number(_)))
        }
        ColumnType::Boolean | ColumnType::Time => false,
    };
    let is_time = column.column_type == ColumnType::Time;
    Wish {
        width: content.unwrap_or(0).max(name),
        content: content.unwrap_or(0),
        align: if numbers { Align::Right } else { Align::Left },
        cut: if numbers || is_time {
            Cut::Bad
        } else {
            Cut::Fine
        },
        precision,
    }
}
