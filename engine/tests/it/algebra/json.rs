//! JSON as a log has it: members in order, numbers as they are written.

use std::collections::HashSet;
use std::fmt;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    /// Unescaped.
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Compact.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list =
            |f: &mut fmt::Formatter<'_>, parts: Vec<String>| write!(f, "{}", parts.join(","));
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(truth) => write!(f, "{truth}"),
            Self::Number(text) => f.write_str(text),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Array(elements) => {
                f.write_str("[")?;
                list(f, elements.iter().map(Self::to_string).collect())?;
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                let member = |(key, value): &(String, Self)| format!("{}:{value}", quoted(key));
                list(f, members.iter().map(member).collect())?;
                f.write_str("}")
            }
        }
    }
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Json {
    /// The value at a path. Nested keys and keys with dots in them are one; of each path its first
    /// occurrence counts, and what is below it.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        self.below("", path, &mut HashSet::new())
    }

    fn below(&self, above: &str, path: &str, seen: &mut HashSet<String>) -> Option<&Self> {
        let mut found = |key: &str, value| {
            let here = format!("{above}{key}");
            let rest = path.strip_prefix(here.as_str())?;
            if !(rest.is_empty() || rest.starts_with('.')) || !seen.insert(here.clone()) {
                return None;
            }
            if rest.is_empty() {
                return Some(value);
            }
            Self::below(value, &format!("{here}."), path, seen)
        };
        match self {
            Self::Object(members) => members.iter().find_map(|(key, value)| found(key, value)),
            Self::Array(elements) => {
                let mut elements = elements.iter().enumerate();
                elements.find_map(|(index, value)| found(&index.to_string(), value))
            }
            _ => None,
        }
    }

    /// Reads JSON; `None` for what is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut rest = text;
        let value = value(&mut rest)?;
        rest.trim_start_matches(SPACE).is_empty().then_some(value)
    }
}

/// What JSON calls white space.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

fn value(rest: &mut &str) -> Option<Json> {
    *rest = rest.trim_start_matches(SPACE);
    match rest.chars().next()? {
        '{' => members(rest, '}', |rest| {
            let Json::Text(key) = value(rest)? else {
                return None;
            };
            take(rest, ':')?;
            Some((key, value(rest)?))
        })
        .map(Json::Object),
        '[' => members(rest, ']', value).map(Json::Array),
        '"' => {
            let end = string_end(rest)?;
            let (string, behind) = rest.split_at(end);
            *rest = behind;
            serde_json::from_str(string).ok().map(Json::Text)
        }
        _ => {
            let end = rest
                .find(|c: char| SPACE.contains(&c) || ",]}:".contains(c))
                .unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            *rest = behind;
            match word {
                "null" => Some(Json::Null),
                "true" => Some(Json::Bool(true)),
                "false" => Some(Json::Bool(false)),
                word => {
                    let number =
                        regex::Regex::new(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$");
                    let number = number.expect("it compiles").is_match(word);
                    number.then(|| Json::Number(word.to_owned()))
                }
            }
        }
    }
}

/// The length of the string that a text begins with, quotes included.
pub(crate) fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at + 1)
    })
}

fn take(rest: &mut &str, sign: char) -> Option<()> {
    *rest = rest.trim_start_matches(SPACE).strip_prefix(sign)?;
    Some(())
}

fn members<T>(
    rest: &mut &str,
    close: char,
    member: impl Fn(&mut &str) -> Option<T>,
) -> Option<Vec<T>> {
    *rest = &rest[1..];
    let mut members = Vec::new();
    if take(rest, close).is_some() {
        return Some(members);
    }
    loop {
        members.push(member(rest)?);
        if take(rest, close).is_some() {
            return Some(members);
        }
        take(rest, ',')?;
    }
}
