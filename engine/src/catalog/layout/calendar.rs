//! The time that parts of a key name together.

use chrono::{MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// How far the clocks of the earth are ahead of UTC at most, and behind it.
const AHEAD: TimeDelta = TimeDelta::hours(14);
const BEHIND: TimeDelta = TimeDelta::hours(12);

/// Numbers of a calendar, as far as a key names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Calendar {
    pub(super) year: Option<u32>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
    pub(super) hour: Option<u32>,
    pub(super) minute: Option<u32>,
}

/// By which clock a key is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// UTC.
    Utc,
    /// That of a zone.
    Of(Tz),
    /// Nobody says; it may be any.
    Any,
}

impl Calendar {
    /// Takes what a part named `name` says, when that is a part of a calendar; the first of a name
    /// counts.
    pub(super) fn take(&mut self, name: &str, value: &str) {
        let short = || {
            let fits = (1..=2).contains(&value.len());
            number(value).filter(|_| fits)
        };
        let (place, found) = match name.to_ascii_lowercase().as_str() {
            "year" | "yyyy" => (&mut self.year, number(value).filter(|_| value.len() == 4)),
            "month" | "mm" => (&mut self.month, short()),
            "day" | "dd" if value.len() <= 2 => (&mut self.day, short()),
            "hour" | "hh" => (&mut self.hour, short()),
            "minute" => (&mut self.minute, short()),
            "dt" | "ds" | "date" | "day" | "eventday" | "event_date" | "partition_date" => {
                if let Some(date) = Self::date(value)
                    && self.year.is_none()
                {
                    let hour = self.hour.or(date.hour);
                    *self = Self { hour, ..date };
                }
                return;
            }
            _ => return,
        };
        if place.is_none() {
            *place = found;
        }
    }

    /// `2024-05-01`, `20240501`, or either with `-13` or `T13` for the hour.
    fn date(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !"-T".contains(*c)).collect();
        let shapes: [&[usize]; 4] = [&[], &[4, 7], &[4, 7, 10], &[8]];
        let signs: Vec<usize> = text
            .char_indices()
            .filter(|(_, c)| "-T".contains(*c))
            .map(|(at, _)| at)
            .collect();
        let fits = shapes.contains(&signs.as_slice()) && matches!(digits.len(), 8 | 10);
        let part = |range| number(digits.get(range)?);
        let date = Self {
            year: part(0..4),
            month: part(4..6),
            day: part(6..8),
            hour: if digits.len() == 10 {
                part(8..10)
            } else {
                None
            },
            minute: None,
        };
        (fits && date.period().is_some()).then_some(date)
    }

    /// The time that is named: from and up to, not including.
    pub(super) fn period(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let year = i32::try_from(self.year?).ok()?;
        let first = NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), 1)?;
        let days = |from: NaiveDate, to: NaiveDate| {
            Some((from.and_time(NaiveTime::MIN), to.and_time(NaiveTime::MIN)))
        };
        let Some(month) = self.month else {
            return days(first, NaiveDate::from_ymd_opt(year + 1, 1, 1)?);
        };
        let Some(day) = self.day else {
            return days(first, first.checked_add_months(Months::new(1))?);
        };
        let date = NaiveDate::from_ymd_opt(year, month, day)?;
        let Some(hour) = self.hour else {
            return days(date, date.succ_opt()?);
        };
        let from = date.and_hms_opt(hour, self.minute.unwrap_or(0), 0)?;
        let length = match self.minute {
            // Folders of minutes are of five (AWS WAF Developer Guide, "Logging to S3").
            Some(_) => TimeDelta::minutes(5),
            None => TimeDelta::hours(1),
        };
        Some((from, from + length))
    }
}

/// A period by a clock in microseconds since the epoch; the widest that it may be.
pub(super) fn micros((from, to): (NaiveDateTime, NaiveDateTime), clock: Clock) -> (i64, i64) {
    let utc = |time: NaiveDateTime| time.and_utc().timestamp_micros();
    match clock {
        Clock::Utc => (utc(from), utc(to)),
        Clock::Any => (utc(from - AHEAD), utc(to + BEHIND)),
        Clock::Of(zone) => {
            let first = match zone.from_local_datetime(&from) {
                MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(time, _) => {
                    time.timestamp_micros()
                }
                MappedLocalTime::None => utc(from - AHEAD),
            };
            let last = match zone.from_local_datetime(&to) {
                MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(_, time) => {
                    time.timestamp_micros()
                }
                MappedLocalTime::None => utc(to + BEHIND),
            };
            (first, last)
        }
    }
}

/// Digits as a number.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: &[(&str, &str)], clock: Clock, expected: Option<[&str; 2]>) {
        let mut calendar = Calendar::default();
        for (name, value) in parts {
            calendar.take(name, value);
        }
        let micros_of = |time: &str| {
            let time = chrono::DateTime::parse_from_rfc3339(time);
            time.expect("a time").timestamp_micros()
        };
        let found = calendar.period().map(|period| micros(period, clock));
        let expected = expected.map(|[from, to]| (micros_of(from), micros_of(to)));
        assert_eq!(found, expected, "{parts:?}");
    }

    #[test]
    fn calendars() {
        let utc = Clock::Utc;
        let day = Some(["2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"]);
        check(&[("year", "2024"), ("month", "5"), ("day", "01")], utc, day);
        check(&[("YEAR", "2024"), ("Month", "05"), ("DAY", "1")], utc, day);
        for (name, value) in [
            ("dt", "2024-05-01"),
            ("day", "2024-05-01"),
            ("eventDay", "20240501"),
        ] {
            check(&[(name, value)], utc, day);
        }
        let hour = Some(["2024-05-01T13:00:00Z", "2024-05-01T14:00:00Z"]);
        check(&[("dt", "2024-05-01"), ("hour", "13")], utc, hour);
        check(&[("dt", "2024-05-01-13")], utc, hour);
        check(&[("ds", "2024050113")], utc, hour);
        check(
            &[("dt", "2024-05-01")],
            Clock::Any,
            Some(["2024-04-30T10:00:00Z", "2024-05-02T12:00:00Z"]),
        );
        check(
            &[("dt", "2024-05-01")],
            Clock::Of(Tz::Europe__Berlin),
            Some(["2024-04-30T22:00:00Z", "2024-05-01T22:00:00Z"]),
        );
        // Hours between the clocks' changes are named twice, or not at all.
        check(
            &[("dt", "2024-10-27"), ("hour", "02")],
            Clock::Of(Tz::Europe__Berlin),
            Some(["2024-10-27T00:00:00Z", "2024-10-27T02:00:00Z"]),
        );
        for parts in [
            [("year", "24"), ("month", "5")],
            [("month", "5"), ("day", "1")],
            [("year", "2024"), ("month", "13")],
            [("dt", "2024-13-01"), ("hour", "1")],
            [("dt", "20-240501"), ("date", "latest")],
        ] {
            check(&parts, utc, None);
        }
    }
}
