//! Times: how they are read, ranges of them, and how they are cut into bins.

mod calendar;
mod instant;
mod range;
mod shift;

pub(crate) use self::calendar::{ceil, floor};
pub(crate) use self::instant::later;
pub use self::instant::parse_instant;
pub use self::range::{TimeRange, TimeRangeError, parse_bound};
pub(crate) use self::shift::{Toward, shift};
