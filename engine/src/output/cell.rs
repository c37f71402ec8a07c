//! A cell as text.

use std::borrow::Cow;

use crate::dynamic::{number_text, time_text};
use crate::result::Cell;

/// Cells as they are written in text formats.
pub trait CellText {
    /// The cell as text: numbers in their shortest form, whole numbers without decimals, truths as
    /// 1 and 0, times in UTC with `Z`, objects and arrays as compact JSON; `None` for a missing
    /// value.
    fn text(&self) -> Option<Cow<'_, str>>;
}

impl CellText for Cell<'_> {
    fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Cell::Missing => return None,
            Cell::Text(text) | Cell::RawNumber(text) | Cell::Json(text) => Cow::Borrowed(text),
            Cell::RawBoolean(truth) => Cow::Borrowed(if *truth { "true" } else { "false" }),
            Cell::Number(number) => Cow::Owned(number_text(*number)?),
            Cell::Integer(integer) => Cow::Owned(integer.to_string()),
            Cell::Boolean(truth) => Cow::Borrowed(if *truth { "1" } else { "0" }),
            Cell::Time(micros) => Cow::Owned(time_text(*micros)?),
        })
    }
}
