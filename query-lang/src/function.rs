//! The reference of functions: what they are called, take and give. What they do is elsewhere.

mod aggregate;
mod datetime;
mod encoding;
mod general;
mod ip;
mod json;
mod numeric;
mod string;
mod suggest;

use std::fmt;

pub(crate) use self::suggest::normalized;
pub use self::suggest::{closest, suggest};

/// What help, completion and reference pages say about a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionInfo {
    /// The canonical name.
    pub name: &'static str,
    /// Other names; differences in case and underscores are not listed.
    pub aliases: &'static [&'static str],
    /// Where it may be used.
    pub kind: FunctionKind,
    /// What it belongs to.
    pub family: Family,
    /// The form: `substr(text, start [, length])`.
    pub syntax: &'static str,
    /// The least number of arguments.
    pub min_args: usize,
    /// The largest number of arguments; any number when `None`.
    pub max_args: Option<usize>,
    /// One sentence: what it gives.
    pub summary: &'static str,
    /// Rules and limits, as full sentences; may be empty.
    pub notes: &'static str,
    /// Expressions and their values as NDJSON writes them; whole queries without result for
    /// aggregates.
    pub examples: &'static [(&'static str, &'static str)],
}

/// Where a function may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// In any expression: one value of one row.
    Scalar,
    /// In `stats`: one value of many rows.
    Aggregate,
}

/// What a function belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Numbers.
    Numeric,
    /// Presence, choice, the query itself.
    General,
    /// Dates and times.
    DateTime,
    /// Addresses of the Internet Protocol.
    Ip,
    /// Texts.
    String,
    /// Texts as other texts: URLs, base64, hexadecimal, digests.
    Encoding,
    /// JSON within values.
    Json,
    /// Aggregates.
    Aggregate,
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Numeric => "numeric",
            Self::General => "general",
            Self::DateTime => "datetime",
            Self::Ip => "ip",
            Self::String => "string",
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::Aggregate => "aggregate",
        })
    }
}

impl FunctionInfo {
    /// Whether the function is called so, ignoring case and underscores.
    pub fn is_called(&self, name: &str) -> bool {
        let name = normalized(name);
        normalized(self.name) == name || self.aliases.iter().any(|it| normalized(it) == name)
    }
}

/// The one list of families, in the order of the reference.
const FAMILIES: [(Family, &[FunctionInfo]); 8] = [
    (Family::Numeric, numeric::FUNCTIONS),
    (Family::General, general::FUNCTIONS),
    (Family::DateTime, datetime::FUNCTIONS),
    (Family::Ip, ip::FUNCTIONS),
    (Family::String, string::FUNCTIONS),
    (Family::Encoding, encoding::FUNCTIONS),
    (Family::Json, json::FUNCTIONS),
    (Family::Aggregate, aggregate::FUNCTIONS),
];

/// All families with their functions.
pub fn families() -> impl Iterator<Item = (Family, &'static [FunctionInfo])> {
    FAMILIES.into_iter()
}

/// All functions, family by family.
pub fn all() -> impl Iterator<Item = &'static FunctionInfo> {
    families().flat_map(|(_, functions)| functions)
}

/// The function of this name or alias, ignoring case and underscores.
///
/// ```
/// use taffrail_query_lang::function;
///
/// assert_eq!(function::find("COUNT_DISTINCT").unwrap().name, "countDistinct");
/// ```
pub fn find(name: &str) -> Option<&'static FunctionInfo> {
    all().find(|it| it.is_called(name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique() {
        let mut seen = HashSet::new();
        for info in all() {
            for name in std::iter::once(&info.name).chain(info.aliases) {
                assert!(seen.insert(normalized(name)), "{name} is listed twice");
            }
        }
    }

    #[test]
    fn functions_stand_in_their_family() {
        for (family, functions) in families() {
            assert!(
                functions.iter().all(|info| info.family == family),
                "{family}"
            );
        }
    }

    #[test]
    fn entries_are_consistent() {
        for info in all() {
            assert!(
                info.syntax.starts_with(&format!("{}(", info.name)),
                "{}",
                info.name
            );
            assert!(info.summary.ends_with('.'), "{}", info.name);
            assert!(
                info.max_args.is_none_or(|most| most >= info.min_args),
                "{}",
                info.name
            );
        }
    }

    #[test]
    fn every_example_parses() {
        for info in all() {
            for (example, result) in info.examples {
                let text = match info.kind {
                    FunctionKind::Scalar => format!("fields {example}"),
                    FunctionKind::Aggregate => (*example).to_owned(),
                };
                crate::parse(&text).expect(example);
                assert_eq!(
                    result.is_empty(),
                    info.kind == FunctionKind::Aggregate,
                    "{example}"
                );
                assert!(
                    normalized(example).contains(&normalized(info.name)),
                    "{example}"
                );
            }
        }
    }
}
