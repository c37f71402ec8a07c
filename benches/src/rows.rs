//! Rows of different writers, made alike and compared.

mod read;
mod same;

pub(crate) use self::read::{Row, of_arrays, of_objects};
pub(crate) use self::same::{Compared, compare};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, or nothing.
    Text,
    /// A number, or nothing.
    Number,
    /// A time, or nothing.
    Time,
}

/// Which order the rows of an answer have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The question asks for none.
    Any,
    /// The question decides the place of each row.
    Listed,
    /// Newest first by the first column, the time; which of the events of the last second come in is
    /// open.
    Newest,
}

/// A value, with one form for each meaning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Missing.
    Null,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Microseconds since 1970, in UTC.
    Time(i64),
}
