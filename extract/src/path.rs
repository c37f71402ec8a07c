//! `items.0.id`: where in a record a value stands.

use std::fmt;

/// The segments of a flattened path.
///
/// ```
/// use taffrail_extract::Path;
///
/// assert_eq!(Path::parse("items.0.id").segments().collect::<Vec<_>>(), ["items", "0", "id"]);
/// assert!(Path::parse("").is_record());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(Box<str>);

impl Path {
    /// Splits `text` at its dots; the empty text is the record itself.
    pub fn parse(text: &str) -> Self {
        Self(text.into())
    }

    /// The path of the record itself.
    pub fn record() -> Self {
        Self::parse("")
    }

    /// Whether this is the record itself.
    pub fn is_record(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the keys on the way, from the outermost.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('.').filter(|_| !self.is_record())
    }

    /// The path as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Path {
    fn from(text: &str) -> Self {
        Self::parse(text)
    }
}
