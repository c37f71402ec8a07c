//! The time range of a query.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use taffrail_query_lang::ast::Period;

use super::instant::{in_zone, parse_instant};
use super::shift::{Toward, shift};

/// The events from `since` up to, not including, `until`, in microseconds since the epoch. An open
/// side has no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TimeRange {
    /// The first moment inside.
    pub since: Option<i64>,
    /// The first moment behind.
    pub until: Option<i64>,
}

impl TimeRange {
    /// Whether a time lies inside.
    pub fn contains(self, micros: i64) -> bool {
        self.since.is_none_or(|since| since <= micros)
            && self.until.is_none_or(|until| micros < until)
    }

    /// The range a period earlier, by the calendar of `zone`.
    pub(crate) fn back(self, period: Period, zone: Tz) -> Self {
        let back = |micros| shift(micros, period, Toward::Past, zone).unwrap_or(i64::MIN);
        Self {
            since: self.since.map(back),
            until: self.until.map(back),
        }
    }
}

/// Why a bound of a time range was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a time: write `2h`, `7d`, `today`, `yesterday`, `this-week`, `last-week`, \
     `this-month`, `last-month`, a date or an RFC 3339 time"
)]
pub struct TimeRangeError {
    /// What was written.
    pub text: String,
}

/// Reads `--since` and `--until`: a length of time before `now` (`30s 15m 2h 7d 2w`), the calendar
/// words `now today yesterday this-week last-week this-month last-month` (where each begins, weeks
/// on Monday, in `zone`), or a moment as in [`parse_instant`].
///
/// # Errors
///
/// [`TimeRangeError`] when it is none of these.
pub fn parse_bound(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<i64, TimeRangeError> {
    let text = text.trim();
    let word = text.to_ascii_lowercase();
    let today = now.with_timezone(&zone).date_naive();
    let start = match word.as_str() {
        "now" => return Ok(now.timestamp_micros()),
        "today" => Some(today),
        "yesterday" => today.checked_sub_days(Days::new(1)),
        "this-week" => monday(today),
        "last-week" => monday(today).and_then(|day| day.checked_sub_days(Days::new(7))),
        "this-month" => today.with_day(1),
        "last-month" => today
            .with_day(1)
            .and_then(|day| day.checked_sub_months(Months::new(1))),
        _ => None,
    };
    start
        .and_then(|day| in_zone(day.and_time(NaiveTime::MIN), zone))
        .map(|time| time.timestamp_micros())
        .or_else(|| Some((now - length(&word)?).timestamp_micros()))
        .or_else(|| parse_instant(text, zone))
        .ok_or_else(|| TimeRangeError {
            text: text.to_owned(),
        })
}

fn monday(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
}

fn length(text: &str) -> Option<TimeDelta> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = text[..digits].parse().ok()?;
    match &text[digits..] {
        "ms" => TimeDelta::try_milliseconds(count),
        "s" | "sec" => TimeDelta::try_seconds(count),
        "m" | "min" => TimeDelta::try_minutes(count),
        "h" | "hr" => TimeDelta::try_hours(count),
        "d" => TimeDelta::try_days(count),
        "w" => TimeDelta::try_weeks(count),
        _ => None,
    }
    .filter(|length| *length <= TimeDelta::days(365_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, zone: Tz, expected: &str) {
        let now = "2026-03-04T10:30:00Z".parse().expect("a time");
        let found = match parse_bound(text, now, zone) {
            Ok(micros) => DateTime::from_timestamp_micros(micros)
                .expect("a time")
                .to_rfc3339(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn bounds() {
        check("2h", Tz::UTC, "2026-03-04T08:30:00+00:00");
        check("7d", Tz::UTC, "2026-02-25T10:30:00+00:00");
        check("today", Tz::America__New_York, "2026-03-04T05:00:00+00:00");
        check("yesterday", Tz::UTC, "2026-03-03T00:00:00+00:00");
        check("last-week", Tz::UTC, "2026-02-23T00:00:00+00:00");
        check("last-month", Tz::UTC, "2026-02-01T00:00:00+00:00");
        check(
            "2026-03-01",
            Tz::Europe__Berlin,
            "2026-02-28T23:00:00+00:00",
        );
        check("2026-03-01T05:00:00Z", Tz::UTC, "2026-03-01T05:00:00+00:00");
        check(
            "soon",
            Tz::UTC,
            "`soon` is not a time: write `2h`, `7d`, `today`, `yesterday`, `this-week`, `last-week`, \
             `this-month`, `last-month`, a date or an RFC 3339 time",
        );
        let far = parse_bound("99999999999999d", DateTime::UNIX_EPOCH, Tz::UTC);
        assert!(far.is_err(), "longer ago than the calendar reaches");
    }
}
