//! What to take out of each record, and as which Arrow type.

use crate::path::Path;

/// A column to take out of each record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Column {
    /// Where the value stands.
    pub path: Path,
    /// What is made of it.
    pub want: Want,
}

/// What is made of a value; JSON null and a missing value are NULL in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Want {
    /// `Utf8View`: a string unescaped, a number or boolean as written, an object or array as
    /// compact JSON. With the empty path: the record's own text, raw when it stands on one line,
    /// compact when it is an object that spans lines.
    Text,
    /// `Float64`: what [reads as a number](crate::read_number), be it a JSON number or a string;
    /// JSON booleans are 1 and 0.
    Number,
    /// `Int64`: as `Number`, but only what is written without decimals and exponent and fits.
    /// JSON booleans are NULL.
    Integer,
    /// `UInt8`: which [`kind`] of JSON value it is.
    Kind,
    /// `Timestamp(Microsecond, "+00:00")`: what [`parse_timestamp`](crate::parse_timestamp) reads
    /// from a string or number.
    Timestamp,
}

/// The flags of a [`Want::Kind`] column.
pub mod kind {
    /// A JSON string.
    pub const STRING: u8 = 1;
    /// A JSON number.
    pub const NUMBER: u8 = 2;
    /// `true` or `false`.
    pub const BOOLEAN: u8 = 4;
    /// A JSON object.
    pub const OBJECT: u8 = 8;
    /// A JSON array.
    pub const ARRAY: u8 = 16;
}
