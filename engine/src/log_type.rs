//! Log types: how an object of each is recognised, and where its events' time is.

mod cloudtrail;
mod json;
mod text;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use taffrail_extract::Shape;

/// What is known of a kind of log.
pub(crate) struct LogTypeInfo {
    /// Its name, as `--type` takes it.
    pub(crate) name: &'static str,
    /// One line about it.
    pub(crate) summary: &'static str,
    /// Whether an object with this key and this beginning is one.
    pub(crate) recognises: fn(key: &str, shape: Shape, head: &[u8]) -> bool,
    /// The paths at which the time of an event stands; the first that holds one counts.
    pub(crate) time: &'static [&'static str],
}

/// The log types, the most particular first; the last takes everything.
static TYPES: &[&LogTypeInfo] = &[&cloudtrail::CLOUDTRAIL, &json::JSON, &text::TEXT];

/// A log type; equal to another by name.
#[derive(Clone, Copy)]
pub struct LogType(&'static LogTypeInfo);

impl LogType {
    /// All log types, the most particular first.
    pub fn all() -> impl Iterator<Item = Self> {
        TYPES.iter().map(|info| Self(info))
    }

    /// The log type with this name, ignoring case.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|log_type| log_type.name().eq_ignore_ascii_case(name))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// One line about it.
    pub fn summary(self) -> &'static str {
        self.0.summary
    }

    /// The type of an object, told by its key, its shape and its first bytes.
    pub(crate) fn recognise(key: &str, shape: Shape, head: &[u8]) -> Self {
        Self::all()
            .find(|log_type| (log_type.0.recognises)(key, shape, head))
            .expect("the last type takes everything")
    }

    /// The type of a table with these columns.
    pub(crate) fn of_columns(columns: &arrow::datatypes::Fields) -> Self {
        let mut fields = cloudtrail::FIELDS.iter();
        let is_cloudtrail = fields.all(|field| columns.find(field).is_some());
        Self(if is_cloudtrail {
            &cloudtrail::CLOUDTRAIL
        } else {
            &json::JSON
        })
    }

    /// Where the time of an event stands.
    pub(crate) fn time(self) -> &'static [&'static str] {
        self.0.time
    }
}

impl fmt::Debug for LogType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("LogType")
            .field(&self.name())
            .finish()
    }
}

impl PartialEq for LogType {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for LogType {}

impl Serialize for LogType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for LogType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name)
            .ok_or_else(|| serde::de::Error::custom(format!("unknown log type `{name}`")))
    }
}
