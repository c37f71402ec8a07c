//! The forms of pattern that `parse` takes.

/// The forms of pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParsePattern {
    /// Text with `*` as wildcards, as typed, unescaped as a string but with `\*` kept; its
    /// pieces are read by [`ParsePattern::glob_pieces`].
    Glob(String),
    /// A regular expression.
    Regex {
        /// The text between the delimiters; known to compile with the `regex` crate.
        pattern: String,
        /// The number of the capture group that fills each column.
        groups: Vec<usize>,
    },
    /// `key=value` pairs.
    Logfmt,
    /// Values with commas between them.
    Csv,
}
