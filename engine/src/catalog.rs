//! What there is to read: from places to objects.

mod layout;
mod listing;
mod pattern;
mod prefixes;
mod remote;
mod walk;
mod window;

use std::time::Duration;

pub(crate) use self::listing::{Listing, list};
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
