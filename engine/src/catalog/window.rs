//! Which objects a query asks for, by when they were delivered.

use super::Late;
use crate::time::TimeRange;

/// A key names the minute of delivery; objects of one minute may name the minute before.
pub(super) const SLACK_MICROS: i64 = 5 * 60 * 1_000_000;

/// Which objects a query asks for, by when they were delivered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// The time range of its events.
    pub(crate) range: TimeRange,
    /// How long after them an object may have been delivered.
    pub(crate) late: Late,
}

impl Window {
    /// Whether a key says that no event of the range is in the object: delivered before the range
    /// begins, or so long after it ends that we do not wait for it.
    pub(super) fn leaves_out(&self, delivered: Option<(i64, i64)>) -> bool {
        let Some((from, to)) = delivered else {
            return false;
        };
        let (since, until) = self.delivered();
        since.is_some_and(|since| to <= since) || until.is_some_and(|until| from >= until)
    }

    /// From when and up to when, not including, the objects were delivered, in microseconds since
    /// the epoch.
    pub(super) fn delivered(&self) -> (Option<i64>, Option<i64>) {
        let since = self.range.since;
        let until = match (self.late, self.range.until) {
            (Late::Within(late), Some(until)) => {
                let late = i64::try_from(late.as_micros()).unwrap_or(i64::MAX);
                Some(until.saturating_add(late))
            }
            _ => None,
        };
        (since.map(|since| since.saturating_sub(SLACK_MICROS)), until)
    }
}
