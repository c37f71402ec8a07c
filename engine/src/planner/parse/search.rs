//! Where a pattern of `parse` matches a text, and what stands in its places.

use std::ops::Range;
use std::sync::OnceLock;

use datafusion::common::{Result, exec_datafusion_err};
use memchr::memmem;
use regex::{CaptureLocations, Regex};
use taffrail_query_lang::command::ParsePattern;

/// How a text is searched.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Matcher {
    /// The literals around the stars: one more than there are stars.
    Glob(Vec<String>),
    /// A regular expression and the groups that are wanted.
    Regex {
        /// The expression.
        pattern: String,
        /// The numbers of the groups, in the order of the columns.
        groups: Vec<usize>,
    },
}

impl Matcher {
    /// A pattern of literals and `*`; `\*` is a star.
    pub(super) fn glob(pattern: &str) -> Self {
        Self::Glob(ParsePattern::glob_pieces(pattern))
    }

    /// A regular expression.
    pub(super) fn regex(pattern: &str, groups: &[usize]) -> Self {
        Self::Regex {
            pattern: pattern.to_owned(),
            groups: groups.to_vec(),
        }
    }

    /// How many parts a match has.
    pub(super) fn parts(&self) -> usize {
        match self {
            Self::Glob(literals) => literals.len() - 1,
            Self::Regex { groups, .. } => groups.len(),
        }
    }
}

/// A matcher that is ready, and its room to work in.
pub(super) enum Search<'m> {
    Glob(Vec<memmem::Finder<'m>>),
    Regex {
        regex: Regex,
        locations: CaptureLocations,
        groups: &'m [usize],
    },
}

/// The parts of a match; those that took no part in it are missing.
pub(super) type Parts<'t> = Vec<Option<&'t str>>;

impl<'m> Search<'m> {
    /// Makes the matcher ready; its regular expression is compiled once and kept in `compiled`.
    pub(super) fn new(matcher: &'m Matcher, compiled: &OnceLock<Regex>) -> Result<Self> {
        Ok(match matcher {
            Matcher::Glob(literals) => {
                Self::Glob(literals.iter().map(memmem::Finder::new).collect())
            }
            Matcher::Regex { pattern, groups } => {
                let regex = if let Some(regex) = compiled.get() {
                    regex.clone()
                } else {
                    let regex = Regex::new(pattern)
                        .map_err(|error| exec_datafusion_err!("pattern of parse: {error}"))?;
                    compiled.get_or_init(|| regex).clone()
                };
                Self::Regex {
                    locations: regex.capture_locations(),
                    regex,
                    groups,
                }
            }
        })
    }

    /// The first match at or behind `at`; its parts go to `parts`.
    pub(super) fn find<'t>(
        &mut self,
        text: &'t str,
        at: usize,
        parts: &mut Parts<'t>,
    ) -> Option<Range<usize>> {
        parts.clear();
        match self {
            Self::Glob(literals) => find_glob(literals, text, at, parts),
            Self::Regex {
                regex,
                locations,
                groups,
            } => {
                let range = regex.captures_read_at(locations, text, at)?.range();
                let part = |&group: &usize| locations.get(group).map(|(from, to)| &text[from..to]);
                parts.extend(groups.iter().map(part));
                Some(range)
            }
        }
    }

    /// Hands the parts of each match to `each`, from left to right; matches do not overlap.
    pub(super) fn find_each<'t>(&mut self, text: &'t str, mut each: impl FnMut(&Parts<'t>)) {
        let mut parts = Parts::new();
        let mut at = 0;
        let mut last_end = None;
        while at <= text.len()
            && let Some(found) = self.find(text, at, &mut parts)
        {
            at = found.end;
            if found.is_empty() {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                // An empty match directly behind another is none of its own.
                if last_end == Some(found.end) {
                    continue;
                }
            }
            last_end = Some(found.end);
            each(&parts);
        }
    }
}

/// Finds the literals one behind the other, each at its first place. What lies between them goes
/// to `parts`; a star at the start begins at `at`, one at the end reaches to the end of the text.
/// Since all that stands between stars is literal, the first places are the ones that a search with
/// lazy wildcards finds.
fn find_glob<'t>(
    literals: &[memmem::Finder<'_>],
    text: &'t str,
    at: usize,
    parts: &mut Parts<'t>,
) -> Option<Range<usize>> {
    let (first, rest) = literals.split_first()?;
    let start = at + first.find(&text.as_bytes()[at..])?;
    let mut at = start + first.needle().len();
    for (index, literal) in rest.iter().enumerate() {
        let last = index + 1 == rest.len();
        let length = if last && literal.needle().is_empty() {
            text.len() - at
        } else {
            literal.find(&text.as_bytes()[at..])?
        };
        parts.push(Some(&text[at..at + length]));
        at += length + literal.needle().len();
    }
    Some(start..at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(matcher: &Matcher, text: &str, expected: &[&[Option<&str>]]) {
        let compiled = OnceLock::new();
        let mut search = Search::new(matcher, &compiled).expect("a pattern");
        let mut found: Vec<Parts<'_>> = Vec::new();
        search.find_each(text, |parts| found.push(parts.clone()));
        assert_eq!(found, expected, "{matcher:?} on {text}");
        let mut first = Parts::new();
        let place = search.find(text, 0, &mut first);
        assert_eq!(place.map(|_| &first), found.first());
    }

    #[track_caller]
    fn glob(pattern: &str, text: &str, expected: &[&[&str]]) {
        let expected: Vec<Parts<'_>> = expected
            .iter()
            .map(|parts| parts.iter().copied().map(Some).collect())
            .collect();
        let expected: Vec<_> = expected.iter().map(Vec::as_slice).collect();
        check(&Matcher::glob(pattern), text, &expected);
    }

    #[track_caller]
    fn regex(pattern: &str, text: &str, expected: &[Option<&str>]) {
        let expected: Vec<_> = expected.iter().map(std::slice::from_ref).collect();
        check(&Matcher::regex(pattern, &[1]), text, &expected);
    }

    #[test]
    fn globs() {
        glob(
            "user=*, ip=*",
            "at user=bob, ip=10.0.0.1",
            &[&["bob", "10.0.0.1"]],
        );
        glob("[*] *", "2024 [INFO] started", &[&["INFO", "started"]]);
        glob("* - *", "a - b - c", &[&["a", "b - c"]]);
        glob("**", "ab", &[&["", "ab"]]);
        glob("a\\*b *", "a*b c", &[&["c"]]);
        glob("user=*", "none", &[]);
        glob("<*>", "日<本>", &[&["本"]]);
    }

    #[test]
    fn globs_that_match_again() {
        glob("id: *;", "id: 7; id: 8;", &[&["7"], &["8"]]);
        glob("<*>", "<日><本> <", &[&["日"], &["本"]]);
        glob("*,", "a,b,c", &[&["a"], &["b"]]);
        glob("*", "rest", &[&["rest"]]);
        glob("*", "", &[&[""]]);
        glob("a*a", "a1a2a3a", &[&["1"], &["3"]]);
    }

    #[test]
    fn regexes() {
        regex(r"(\d+)", "1 22 x333", &[Some("1"), Some("22"), Some("333")]);
        regex(r"(\d+)|x", "1x2", &[Some("1"), None, Some("2")]);
        regex(r"^(.)", "abc", &[Some("a")]);
        regex(r"\b(\w)", "ab cd", &[Some("a"), Some("c")]);
        regex(r"(a)", "b", &[]);
    }

    #[test]
    fn empty_matches() {
        regex(
            "(x*)",
            "axxb日",
            &[Some(""), Some("xx"), Some(""), Some("")],
        );
        regex("()", "日", &[Some(""), Some("")]);
        // As the regex crate finds them.
        let all = Regex::new("(x*)").expect("a pattern");
        for text in ["", "a", "xx", "axxb日x"] {
            let expected: Vec<_> = all
                .find_iter(text)
                .map(|found| Some(found.as_str()))
                .collect();
            regex("(x*)", text, &expected);
        }
    }
}
