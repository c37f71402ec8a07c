//! What there is to read: from places to objects, and names for places.

mod asked;
mod config;
mod gather;
mod inventory;
mod layout;
mod listing;
mod named;
mod overview;
mod pattern;
mod prefixes;
mod presence;
mod remote;
mod sieve;
mod spelling;
mod told;
mod walk;
mod window;

use std::str::FromStr;
use std::time::Duration;

pub(crate) use self::asked::Asked;
pub(crate) use self::config::Shown as ShownMistakes;
pub use self::config::{
    Catalog, CatalogDefaults, CatalogFolders, ConfigMistake, LogClass, LogSource,
};
pub(crate) use self::gather::{Wanted, gather};
pub use self::layout::{KeyTemplate, KeyTemplateError};
pub(crate) use self::listing::{Listing, Opening, list};
pub(crate) use self::named::{Look, NAMED, Place, Unresolved};
pub use self::presence::Presence;
pub(crate) use self::told::{KeyReader, KeySays};
pub(crate) use self::window::Window;

/// How long behind the end of a time range keys are still read: a CloudTrail object is written
/// after its events, mostly up to a quarter of an hour, without an upper bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Up to this long.
    Within(Duration),
    /// Without bound.
    All,
}

impl Default for Late {
    fn default() -> Self {
        Self::Within(Duration::from_hours(2))
    }
}

/// A text that says no lateness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a length of time such as `30m`, `2h` or `3d`, or `all`")]
pub struct LateError;

impl FromStr for Late {
    type Err = LateError;

    /// Reads `30m`, `2h`, `3d`, or `all`.
    fn from_str(text: &str) -> Result<Self, LateError> {
        if text.eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        length(text).map(Self::Within).ok_or(LateError)
    }
}

fn length(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let count: u64 = text[..end].parse().ok()?;
    let seconds = match &text[end..] {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        "w" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    // Longer than a thousand years is longer than any archive.
    let longest = 1000 * 366 * 24 * 60 * 60;
    Some(Duration::from_secs(
        count
            .checked_mul(seconds)
            .filter(|length| *length <= longest)?,
    ))
}

/// Whether a place is a URL, which is handed on as it is.
pub(crate) fn is_url(place: &str) -> bool {
    place.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness() {
        assert_eq!("all".parse(), Ok(Late::All));
        assert_eq!("2h".parse(), Ok(Late::Within(Duration::from_hours(2))));
        assert_eq!("3d".parse(), Ok(Late::Within(Duration::from_hours(72))));
        for text in ["", "2", "h", "2y", "99999999999999999999d", "9999999999w"] {
            assert_eq!(text.parse::<Late>(), Err(LateError), "{text}");
        }
    }

    #[test]
    fn urls() {
        assert!(is_url("s3://b/p") && is_url("https://x") && is_url("gs://"));
        assert!(!is_url("a/b") && !is_url("://x") && !is_url("a b://c") && !is_url("c:/d"));
    }
}
