//! Patterns over keys.

use glob::{MatchOptions, Pattern};

use crate::store::Fault;

/// As for paths: a star ends at a slash, `**` does not.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// A pattern that keys, or the folders that they lie in, are to match.
#[derive(Debug)]
pub(super) struct KeyPattern {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// One part of a key.
    One(Pattern),
    /// `**`: any number of parts.
    Any,
}

impl KeyPattern {
    /// The pattern of a key; `None` when it has no wildcard.
    ///
    /// # Errors
    ///
    /// When it is no valid pattern.
    pub(super) fn new(key: &str) -> Result<Option<Self>, Fault> {
        if !key.contains(['*', '?', '[']) {
            return Ok(None);
        }
        let parts = key.trim_end_matches('/').split('/').map(|part| {
            Ok(match part {
                "**" => Part::Any,
                part => Part::One(Pattern::new(part).map_err(|it| Fault::other(it.to_string()))?),
            })
        });
        let parts = parts.collect::<Result<_, Fault>>()?;
        Ok(Some(Self { parts }))
    }

    /// The folder that all matching keys lie in.
    pub(super) fn folder(&self) -> String {
        let mut folder = String::new();
        for part in &self.parts[..self.parts.len() - 1] {
            match part {
                Part::One(pattern) if !pattern.as_str().contains(['*', '?', '[']) => {
                    folder.push_str(pattern.as_str());
                    folder.push('/');
                }
                _ => break,
            }
        }
        folder
    }

    /// Whether a key matches, or a folder that it lies in.
    pub(super) fn matches(&self, key: &[&str]) -> bool {
        match_parts(&self.parts, key, Whole::Beginning)
    }

    /// Whether keys in a folder may match.
    pub(super) fn may_hold(&self, folder: &[&str]) -> bool {
        match_parts(&self.parts, folder, Whole::Open)
    }
}

/// What has to be used up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// The pattern: what is left of the key lies in the folder that matched.
    Beginning,
    /// The key or the pattern: either may go on.
    Open,
}

fn match_parts(pattern: &[Part], key: &[&str], whole: Whole) -> bool {
    match (pattern, key) {
        ([], _) => true,
        (_, []) if whole == Whole::Open => true,
        ([Part::Any], _) => true,
        ([Part::Any, rest @ ..], _) => {
            (0..=key.len()).any(|skipped| match_parts(rest, &key[skipped..], whole))
        }
        (_, []) => false,
        ([Part::One(pattern), rest @ ..], [part, key @ ..]) => {
            pattern.matches_with(part, OPTIONS) && match_parts(rest, key, whole)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let check = |pattern: &str, key: &str, matches: bool, may_hold: bool| {
            let parts: Vec<&str> = key.split('/').collect();
            let pattern = KeyPattern::new(pattern).expect("valid").expect("a pattern");
            assert_eq!(pattern.matches(&parts), matches, "{pattern:?} {key}");
            assert_eq!(pattern.may_hold(&parts), may_hold, "{pattern:?} {key}");
        };
        check("a/*.gz", "a/b.gz", true, true);
        check("a/*.gz", "a/b.json", false, false);
        check("a/*.gz", "a", false, true);
        check("a/*/c", "a/b/c/d/e.gz", true, true);
        check("a/*/c", "a/b/d", false, false);
        check("a/**/c.gz", "a/b/b/c.gz", true, true);
        check("a/**/c.gz", "a/c.gz", true, true);
        check("a/**/c.gz", "a/b", false, true);
        check("a/**/c.gz", "b", false, false);
        check("**", "a/b", true, true);
    }

    #[test]
    fn folders() {
        let check = |pattern: &str, folder: &str| {
            let pattern = KeyPattern::new(pattern).expect("valid").expect("a pattern");
            assert_eq!(pattern.folder(), folder);
        };
        check("a/b/*.gz", "a/b/");
        check("*/b", "");
        check("a/**/b", "a/");
        check("a/b?", "a/");
        assert!(KeyPattern::new("a/b").expect("valid").is_none());
        assert!(KeyPattern::new("a[").is_err());
    }
}
