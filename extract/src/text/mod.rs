//! Lines of text: how they are cut into fields, and what the fields are.
//!
//! The contract is that of JSON: a value is its text and a kind. What is not quoted and is written as
//! JSON writes numbers is a number, all else a text; a null mark is NULL, as is a field that a line
//! does not have. A line may have more fields than are known.

mod delimited;
mod embedded;
mod escape;
mod pairs;
mod part;
mod plan;
mod time_format;

use std::ops::Range;
use std::sync::Arc;

use regex::bytes::Regex;

pub(crate) use self::embedded::openings;
pub use self::part::Part;
pub(crate) use self::plan::{TextPlan, TextState};
pub use self::time_format::TimeFormat;

/// How a line of text gives fields.
#[derive(Debug, Clone)]
pub struct TextFormat {
    /// How it is cut into pieces.
    pub cut: Cut,
    /// What stands for nothing, as `-`.
    pub nulls: Vec<Box<[u8]>>,
    /// A line with fewer pieces does not fit; it keeps what it has.
    pub least: usize,
    /// The fields by their names.
    pub fields: Vec<TextField>,
    /// Whether fields that are not among them are those of the first JSON object in the line.
    pub embedded: bool,
}

/// How a line is cut into pieces.
#[derive(Debug, Clone)]
pub enum Cut {
    /// At each separator.
    Delimited {
        /// What stands between pieces.
        separator: u8,
        /// How quotes keep a piece together.
        quotes: Quotes,
        /// Whether `[...]` keeps a piece together.
        brackets: bool,
        /// Whether several separators are one.
        collapse: bool,
    },
    /// By a pattern: the pieces are its groups, from the first.
    Pattern(Regex),
    /// `key=value key="a value"`: a field is the value of the key that is its name.
    Pairs,
}

/// How quotes keep a piece of a line together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quotes {
    /// They do not.
    None,
    /// `"a \"b\""`, with backslashes.
    Escaped,
    /// `"a "b""`: quotes within are as they are, and told by what stands around them.
    Bare,
    /// `"a ""b"""`, as in CSV.
    Doubled,
}

/// A field of a line.
#[derive(Debug, Clone)]
pub struct TextField {
    /// Its name, compared with a column's whole path.
    pub name: Box<str>,
    /// The pieces of which it is made, joined by a space.
    pub pieces: Vec<usize>,
    /// What of them.
    pub part: Part,
    /// What kinds it has.
    pub kinds: Kinds,
    /// How many zeros are written behind a whole number, to bring it to its unit.
    pub zeros: u8,
    /// How it is read as a time; RFC 3339 or an epoch number when it is not said.
    pub time: Option<Arc<TimeFormat>>,
}

/// What kinds a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kinds {
    /// A number where it is written as one.
    Either,
    /// Always a text, as the id of an account.
    Text,
}

/// A piece of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) range: Range<usize>,
    pub(crate) quoted: bool,
}
