//! The entry of a log type, as it is written in a TOML file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

/// A log type: how it is recognised, how its bytes are cut into events, and what they have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Definition {
    /// Its name, as `--type` takes it.
    pub(crate) name: String,
    /// Raised when the same bytes give other rows.
    #[serde(default = "one")]
    pub(crate) version: u32,
    /// One line about it.
    #[serde(default)]
    pub(crate) summary: String,
    /// Where its format is described.
    #[serde(default)]
    pub(crate) docs: Option<String>,
    /// The fields that are together the same in copies of an event, and in no others.
    #[serde(default, deserialize_with = "one_or_several")]
    pub(crate) duplicates: Vec<String>,
    /// How the keys of its objects are made.
    #[serde(default)]
    pub(crate) keys: Option<String>,
    /// What its events have; of lines of text, in the order in which they stand in it.
    #[serde(default)]
    pub(crate) fields: Vec<FieldRule>,
    /// How an object of it is recognised.
    #[serde(default)]
    pub(crate) recognise: Recognise,
    /// How bytes are cut into events and events into fields.
    pub(crate) events: Events,
    /// Where the time of an event stands.
    #[serde(default)]
    pub(crate) time: TimeRule,
}

fn one_or_several<'a, D: Deserializer<'a>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Written::deserialize(from)? {
        Written::One(path) => vec![path],
        Written::Several(paths) => paths,
    })
}

fn one() -> u32 {
    1
}

/// How an object is recognised: by its key, or by any of the rest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Recognise {
    /// A regex that is found in the key.
    #[serde(default)]
    pub(crate) key: Option<String>,
    /// A regex that is found in the first lines that are events.
    #[serde(default)]
    pub(crate) lines: Option<String>,
    /// Columns with which a header line begins.
    #[serde(default)]
    pub(crate) header: Vec<String>,
    /// Keys that JSON events have: all those of one of the lists.
    #[serde(default)]
    pub(crate) json: Vec<Vec<String>>,
}

/// How bytes are cut into events and events into fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Events {
    /// What events are.
    pub(crate) format: Format,
    /// What stands between the fields of a line.
    #[serde(default)]
    pub(crate) separator: Option<char>,
    /// How quotes keep a field together.
    #[serde(default)]
    pub(crate) quotes: QuoteRule,
    /// Whether `[...]` keeps a field together.
    #[serde(default)]
    pub(crate) brackets: bool,
    /// Whether several separators are one.
    #[serde(default)]
    pub(crate) collapse: bool,
    /// What stands for nothing.
    #[serde(default)]
    pub(crate) null: Vec<String>,
    /// A line with fewer fields does not fit.
    #[serde(default)]
    pub(crate) least: Option<usize>,
    /// `first-line` when the first line may name the columns, else what a line that names them
    /// begins with.
    #[serde(default)]
    pub(crate) header: Option<String>,
    /// What a line begins with that is no event.
    #[serde(default)]
    pub(crate) comment: Option<String>,
    /// A regex that the first line of an event matches, where events have several lines.
    #[serde(default)]
    pub(crate) begins: Option<String>,
    /// The regex whose named groups are fields.
    #[serde(default)]
    pub(crate) pattern: Option<String>,
    /// The same as a grok pattern.
    #[serde(default)]
    pub(crate) grok: Option<String>,
    /// Patterns that the grok pattern may name, beside those that are known.
    #[serde(default)]
    pub(crate) grok_patterns: BTreeMap<String, String>,
    /// The field that `@message` is, where it is not all of the event.
    #[serde(default)]
    pub(crate) message: Option<String>,
    /// Whether other fields are those of the first JSON object in the line.
    #[serde(default)]
    pub(crate) embedded: bool,
}

/// What events are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// JSON objects.
    Json,
    /// Text without fields.
    Text,
    /// Text whose fields stand between separators.
    Delimited,
    /// Text that matches a pattern.
    Pattern,
    /// `key=value`.
    Pairs,
}

/// How quotes keep a field together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum QuoteRule {
    /// They do not.
    #[default]
    None,
    /// With backslashes before quotes within.
    Escaped,
    /// Quotes within are as they are.
    Bare,
    /// Quotes within are doubled, as in CSV.
    Doubled,
}

/// Where the time of an event stands.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TimeRule {
    /// The fields at which it stands; the first that holds one counts.
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    /// How it is written in lines of text; RFC 3339 or an epoch number when it is not said.
    #[serde(default)]
    pub(crate) format: Option<String>,
}

/// A field, or only its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "FieldEntry", into = "FieldEntry")]
pub(crate) struct FieldRule {
    /// Its name.
    pub(crate) name: String,
    /// What kinds it has.
    pub(crate) kind: FieldKind,
    /// Its other names.
    pub(crate) aka: Vec<String>,
    /// One line about it.
    pub(crate) summary: Option<String>,
    /// The fields that its parts are.
    pub(crate) split: Option<Split>,
    /// The fields of which it is made, joined by a space; it has no place in the line itself.
    pub(crate) of: Vec<String>,
    /// How many zeros are written behind its number, to bring it to its unit.
    pub(crate) zeros: u8,
}

/// What kinds a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FieldKind {
    /// A number where it is written as one.
    #[default]
    Either,
    /// Always a text.
    Text,
}

/// The fields that the parts of a field are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Split {
    /// The byte at whose last occurrence it is cut in two; else it is cut behind its first word and
    /// before its last.
    #[serde(default)]
    pub(crate) last: Option<char>,
    /// The names of the parts.
    pub(crate) into: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum FieldEntry {
    Name(String),
    Rule(FieldTable),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct FieldTable {
    name: String,
    #[serde(default, rename = "type")]
    kind: FieldKind,
    #[serde(default)]
    aka: Vec<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    split: Option<Split>,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    zeros: u8,
}

impl From<FieldEntry> for FieldRule {
    fn from(entry: FieldEntry) -> Self {
        let table = match entry {
            FieldEntry::Name(name) => return Self::named(&name),
            FieldEntry::Rule(table) => table,
        };
        Self {
            name: table.name,
            kind: table.kind,
            aka: table.aka,
            summary: table.summary,
            split: table.split,
            of: table.of,
            zeros: table.zeros,
        }
    }
}

impl From<FieldRule> for FieldEntry {
    fn from(rule: FieldRule) -> Self {
        Self::Rule(FieldTable {
            name: rule.name,
            kind: rule.kind,
            aka: rule.aka,
            summary: rule.summary,
            split: rule.split,
            of: rule.of,
            zeros: rule.zeros,
        })
    }
}

impl FieldRule {
    /// A field of which only the name is known.
    pub(crate) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: FieldKind::Either,
            aka: Vec::new(),
            summary: None,
            split: None,
            of: Vec::new(),
            zeros: 0,
        }
    }
}
