//! The reference of functions: what they are called, take and give. What they do is elsewhere.

mod aggregate;
mod datetime;
mod general;
mod ip;
mod numeric;
mod string;

use std::fmt;

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

    /// Whether it takes this many arguments.
    pub fn takes(&self, count: usize) -> bool {
        count >= self.min_args && self.max_args.is_none_or(|most| count <= most)
    }
}

const FAMILIES: [&[FunctionInfo]; 6] = [
    numeric::FUNCTIONS,
    general::FUNCTIONS,
    datetime::FUNCTIONS,
    ip::FUNCTIONS,
    string::FUNCTIONS,
    aggregate::FUNCTIONS,
];

/// Functions of Logs Insights that are not built yet.
const NOT_BUILT: &[&str] = &[
    "urlencode",
    "urldecode",
    "base64encode",
    "base64decode",
    "split",
    "hexToAscii",
    "hexToDec",
    "decToHex",
    "md5",
    "sha256",
    "jsonParse",
    "jsonStringify",
    "jsonArraySize",
    "jsonArrayContains",
    "variance",
    "topk",
    "sortsFirst",
    "sortsLast",
    "rate",
    "countOverTime",
    "sumOverTime",
    "histogram",
];

/// Names that other languages use for what exists here.
const FOREIGN: &[(&str, &str)] = &[
    ("length", "strlen"),
    ("len", "strlen"),
    ("lower", "tolower"),
    ("upper", "toupper"),
    ("lcase", "tolower"),
    ("ucase", "toupper"),
    ("contains", "strcontains"),
    ("substring", "substr"),
    ("mid", "substr"),
    ("ifnull", "coalesce"),
    ("nvl", "coalesce"),
    ("iff", "if"),
    ("isnull", "ispresent"),
    ("isnotnull", "ispresent"),
    ("exists", "ispresent"),
    ("mean", "avg"),
    ("average", "avg"),
    ("quantile", "pct"),
    ("perc", "pct"),
    ("dc", "countDistinct"),
    ("dcount", "countDistinct"),
    ("uniq", "countDistinct"),
    ("unique", "countDistinct"),
    ("first", "earliest"),
    ("last", "latest"),
    ("int", "toInt"),
    ("number", "toNumber"),
    ("tonum", "toNumber"),
    ("span", "bin"),
    ("datetrunc", "datefloor"),
    ("timefloor", "datefloor"),
    ("ln", "log"),
    ("cidrmatch", "isIpInSubnet"),
    ("collect", "values"),
    ("list", "values"),
    ("stdev", "stddev"),
    ("std", "stddev"),
];

/// All functions, family by family.
pub fn all() -> impl Iterator<Item = &'static FunctionInfo> {
    FAMILIES.iter().flat_map(|family| family.iter())
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

/// The function that was probably meant.
///
/// ```
/// assert_eq!(taffrail_query_lang::function::suggest("strlne"), Some("strlen"));
/// ```
pub fn suggest(name: &str) -> Option<&'static str> {
    let name = normalized(name);
    let foreign = FOREIGN.iter().find(|it| it.0 == name).map(|it| it.1);
    foreign.or_else(|| closest(&name, all().map(|it| it.name)))
}

/// The canonical name, when it is a function of Logs Insights that is not built yet.
pub fn not_built(name: &str) -> Option<&'static str> {
    NOT_BUILT
        .iter()
        .find(|it| normalized(it) == normalized(name))
        .copied()
}

/// A name as it is compared: without case and underscores.
pub(crate) fn normalized(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// The nearest of `names` to a word, when it is near enough to be a typo.
///
/// ```
/// let names = ["errors", "host"];
/// assert_eq!(taffrail_query_lang::function::closest("erorrs", names.into_iter()), Some("errors"));
/// ```
pub fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = &normalized(word);
    let length = word.chars().count();
    // The longer the word, the more typos; a word of two letters is like any other of two.
    let most = match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    if length > 40 {
        return None;
    }
    names
        .map(|name| (strsim::damerau_levenshtein(word, &normalized(name)), name))
        .filter(|(distance, name)| *distance <= most && *distance < name.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
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
                assert!(not_built(name).is_none(), "{name} is both built and not");
            }
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

    #[test]
    fn suggestions() {
        assert_eq!(suggest("strlne"), Some("strlen"));
        assert_eq!(suggest("length"), Some("strlen"));
        assert_eq!(suggest("cuont"), Some("count"));
        assert_eq!(suggest("frobnicate"), None);
        assert_eq!(suggest("x"), None);
    }
}
