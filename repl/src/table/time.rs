//! Times as people read them, no longer than they need to be.

use taffrail::chrono::{DateTime, TimeZone, Timelike};
use taffrail::chrono_tz::Tz;

/// How much of a time is shown; a coarser one is smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    Day,
    Minute,
    Second,
    Millisecond,
    Microsecond,
}

impl Precision {
    /// The coarsest that loses nothing of this time.
    pub(super) fn of(micros: i64, zone: Tz) -> Self {
        let Some(time) = in_zone(micros, zone) else {
            return Self::Day;
        };
        match (
            time.timestamp_subsec_micros(),
            time.second(),
            time.minute(),
            time.hour(),
        ) {
            (0, 0, 0, 0) => Self::Day,
            (0, 0, ..) => Self::Minute,
            (0, ..) => Self::Second,
            (micros, ..) if micros % 1000 == 0 => Self::Millisecond,
            _ => Self::Microsecond,
        }
    }

    /// How many columns a time takes.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Day => 10,
            Self::Minute => 16,
            Self::Second => 19,
            Self::Millisecond => 23,
            Self::Microsecond => 26,
        }
    }

    fn format(self) -> &'static str {
        match self {
            Self::Day => "%Y-%m-%d",
            Self::Minute => "%Y-%m-%d %H:%M",
            Self::Second => "%Y-%m-%d %H:%M:%S",
            Self::Millisecond => "%Y-%m-%d %H:%M:%S%.3f",
            Self::Microsecond => "%Y-%m-%d %H:%M:%S%.6f",
        }
    }
}

/// A time in a zone; the bare number where the calendar ends.
pub(super) fn text(micros: i64, precision: Precision, zone: Tz) -> String {
    match in_zone(micros, zone) {
        Some(time) => time.format(precision.format()).to_string(),
        None => micros.to_string(),
    }
}

/// A time as it is shown alone.
pub(crate) fn shortest(micros: i64, zone: Tz) -> String {
    text(micros, Precision::of(micros, zone), zone)
}

fn in_zone(micros: i64, zone: Tz) -> Option<DateTime<Tz>> {
    // An offset must not lead out of the calendar.
    const LIMIT: i64 = 8_200_000_000_000_000_000;
    let time = DateTime::from_timestamp_micros(micros).filter(|_| micros.abs() < LIMIT)?;
    Some(zone.from_utc_datetime(&time.naive_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(time: &str, zone: Tz, expected: &str) {
        let micros = time
            .parse::<DateTime<taffrail::chrono::Utc>>()
            .expect("a time");
        let shown = shortest(micros.timestamp_micros(), zone);
        assert_eq!(shown, expected);
        assert_eq!(
            shown.len(),
            Precision::of(micros.timestamp_micros(), zone).width()
        );
    }

    #[test]
    fn times_are_as_short_as_they_can_be() {
        check("2023-07-10T00:00:00Z", Tz::UTC, "2023-07-10");
        check(
            "2023-07-10T00:00:00Z",
            Tz::Europe__Berlin,
            "2023-07-10 02:00",
        );
        check("2023-07-10T11:40:00Z", Tz::UTC, "2023-07-10 11:40");
        check("2023-07-10T11:42:18Z", Tz::UTC, "2023-07-10 11:42:18");
        check(
            "2023-07-10T11:42:18.500Z",
            Tz::UTC,
            "2023-07-10 11:42:18.500",
        );
        check(
            "2023-07-10T11:42:18.000001Z",
            Tz::UTC,
            "2023-07-10 11:42:18.000001",
        );
        assert_eq!(shortest(i64::MAX, Tz::Asia__Tokyo), i64::MAX.to_string());
    }
}
