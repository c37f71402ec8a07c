//! Events that are there twice: two trails that deliver to one place write each event twice.

mod count;
mod exec;
mod identity;

use serde::{Deserialize, Serialize};

pub use self::count::RepeatCount;
pub(super) use self::exec::RepeatsExec;
pub(super) use self::identity::{identities, identity};

/// What happens to an event whose log type says that it is a copy of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Repeats {
    /// It is an event like any other.
    #[default]
    Kept,
    /// The same, and the statistics say how many there are.
    Counted,
    /// It is dropped; the first in the order of objects and offsets stays.
    Dropped,
}
