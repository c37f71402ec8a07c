//! Values, as docs/values.md has them.

use super::json::{Json, quoted};
use super::number::{self, Exact};

/// A value of one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Absent or null.
    Missing,
    /// A string of a log, or a text that was made.
    Text(String),
    /// A number as a log wrote it.
    Raw(String),
    /// `true` or `false` of a log.
    Bool(bool),
    /// An object or an array, compact.
    Structure(String),
    /// Computed; finite.
    Number(f64),
    /// Computed, whole.
    Integer(i64),
    /// Computed.
    Truth(bool),
    /// Microseconds since the epoch.
    Time(i64),
}

/// What is known of a column or an expression before there are rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// Fields and texts: each value has its own kind.
    Dynamic,
    Number,
    Integer,
    Truth,
    Time,
}

impl Value {
    pub(crate) fn of_json(json: Option<&Json>) -> Self {
        match json {
            None | Some(Json::Null) => Self::Missing,
            Some(Json::Bool(truth)) => Self::Bool(*truth),
            Some(Json::Number(text)) => Self::Raw(text.clone()),
            Some(Json::Text(text)) => Self::Text(text.clone()),
            Some(structure) => Self::Structure(structure.to_string()),
        }
    }

    /// A computed number; missing when it is not finite.
    pub(crate) fn number(number: f64) -> Self {
        number::finite(number).map_or(Self::Missing, Self::Number)
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn truth(truth: Option<bool>) -> Self {
        truth.map_or(Self::Missing, Self::Truth)
    }

    pub(crate) fn is_missing(&self) -> bool {
        *self == Self::Missing
    }

    /// The value as arithmetic sees it: JSON booleans are 1 and 0.
    pub(crate) fn to_number(&self) -> Option<f64> {
        match self {
            Self::Bool(truth) => Some(f64::from(u8::from(*truth))),
            Self::Time(micros) => Some(micros.div_euclid(1000) as f64),
            value => value.reads_as_number().map(Exact::double),
        }
    }

    /// The value as a number that compares; times and JSON booleans are none.
    pub(crate) fn reads_as_number(&self) -> Option<Exact> {
        match self {
            Self::Text(text) | Self::Raw(text) => number::read(text),
            Self::Number(number) => Some(Exact::Double(*number)),
            Self::Integer(integer) => Some(Exact::Whole((*integer).into())),
            Self::Truth(truth) => Some(Exact::Whole((*truth).into())),
            Self::Missing | Self::Bool(_) | Self::Structure(_) | Self::Time(_) => None,
        }
    }

    /// The value as text functions, `like` and `parse` see it.
    pub(crate) fn to_text(&self) -> Option<String> {
        match self {
            Self::Missing => None,
            Self::Text(text) | Self::Raw(text) | Self::Structure(text) => Some(text.clone()),
            Self::Bool(truth) => Some(truth.to_string()),
            Self::Number(number) => Some(number::written(*number)),
            Self::Integer(integer) => Some(integer.to_string()),
            Self::Truth(truth) => Some(u8::from(*truth).to_string()),
            Self::Time(micros) => number::time_written(*micros),
        }
    }

    /// The value where a field or a text is wanted.
    pub(crate) fn to_dynamic(&self) -> Self {
        match self {
            Self::Number(_) | Self::Integer(_) | Self::Truth(_) => {
                self.to_text().map_or(Self::Missing, Self::Raw)
            }
            Self::Time(_) => self.to_text().map_or(Self::Missing, Self::Text),
            value => value.clone(),
        }
    }

    /// The value as a condition.
    pub(crate) fn holds(&self) -> Option<bool> {
        match self {
            Self::Missing => None,
            Self::Time(_) => Some(true),
            Self::Bool(truth) => Some(*truth),
            Self::Text(text) if text == "true" => Some(true),
            value => Some(value.to_number().is_some_and(|number| number != 0.0)),
        }
    }

    /// What the value is against `true` and `false`.
    pub(crate) fn equals_truth(&self, truth: bool) -> bool {
        match self {
            Self::Bool(it) | Self::Truth(it) => *it == truth,
            Self::Text(text) if text == "true" || text == "false" => truth == (text == "true"),
            Self::Time(_) => false,
            value => value.to_number() == Some(f64::from(u8::from(truth))),
        }
    }

    /// The value as JSON writes it.
    pub(crate) fn token(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Time(_) => self.to_text().map_or("null".into(), |text| quoted(&text)),
            Self::Raw(text) => json_number(text),
            value => value.to_text().unwrap_or_else(|| "null".into()),
        }
    }
}

/// A number of a text may have leading zeros, which JSON does not know.
fn json_number(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let mut digits = digits;
    while digits.starts_with('0') && digits[1..].starts_with(|next: char| next.is_ascii_digit()) {
        digits = &digits[1..];
    }
    format!("{sign}{digits}")
}
