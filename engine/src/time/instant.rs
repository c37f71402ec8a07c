//! A moment as a person writes it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use taffrail_extract::parse_timestamp;

/// Reads RFC 3339 (`2023-07-10T11:42:18Z`), the same without a zone or without seconds, or a date,
/// to microseconds since the epoch. What has no zone is read in `zone`; of a time that a change
/// of the clock skips or repeats the earlier reading is taken.
pub fn parse_instant(text: &str, zone: Tz) -> Option<i64> {
    let text = text.trim();
    let formats = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let local = formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            date.and_hms_opt(0, 0, 0)
        });
    if let Some(local) = local {
        return Some(in_zone(local, zone)?.timestamp_micros());
    }
    // A number is not a moment here: it says nothing of its unit.
    let is_date = text.as_bytes().get(4) == Some(&b'-');
    is_date.then(|| parse_timestamp(text.as_bytes())).flatten()
}

/// A moment some milliseconds later; `None` outside of the calendar, whose times cannot be written.
pub(crate) fn later(micros: i64, millis: f64) -> Option<i64> {
    // 2^63, which is a double while `i64::MAX` is not.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let distance = (millis * 1000.0).round();
    if !(-LIMIT..LIMIT).contains(&distance) {
        return None;
    }
    let later = micros.checked_add(distance as i64)?;
    DateTime::<Utc>::from_timestamp_micros(later).map(|_| later)
}

/// A local time as a moment. A time that the clock skips is read with the offset from before.
pub(crate) fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    zone.from_local_datetime(&local).earliest().or_else(|| {
        let before = zone
            .from_local_datetime(&local.checked_sub_signed(TimeDelta::hours(3))?)
            .earliest()?;
        let utc = local.checked_sub_offset(before.offset().fix())?;
        Some(zone.from_utc_datetime(&utc))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, zone: Tz, expected: Option<&str>) {
        let found = parse_instant(text, zone)
            .and_then(DateTime::from_timestamp_micros)
            .map(|time| time.to_rfc3339());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn moments() {
        check(
            "2023-07-10T11:42:18Z",
            Tz::UTC,
            Some("2023-07-10T11:42:18+00:00"),
        );
        check(
            "2023-07-10T11:42:18+02:00",
            Tz::UTC,
            Some("2023-07-10T09:42:18+00:00"),
        );
        check(
            "2023-07-10 11:42",
            Tz::Europe__Berlin,
            Some("2023-07-10T09:42:00+00:00"),
        );
        check(
            "2023-07-10",
            Tz::Europe__Berlin,
            Some("2023-07-09T22:00:00+00:00"),
        );
        // The clock jumps from 02:00 to 03:00.
        check(
            "2023-03-26 02:30",
            Tz::Europe__Berlin,
            Some("2023-03-26T01:30:00+00:00"),
        );
        check("1688989338", Tz::UTC, None);
        check("-3.5", Tz::UTC, None);
        check("1688-9e-1", Tz::UTC, None);
        check("yesterdayish", Tz::UTC, None);
    }
}
