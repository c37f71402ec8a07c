//! Moments a period earlier or later.

use chrono::{DateTime, Days, Months};
use chrono_tz::Tz;
use taffrail_query_lang::ast::{Period, Unit};

use super::instant::in_zone;

/// Which way a moment is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toward {
    /// To earlier moments.
    Past,
    /// To later moments.
    Future,
}

/// The moment a period before or behind another, in microseconds since the epoch. Days and longer
/// units keep the time of day in `zone`; a month later than 31 January is the last of February.
/// `None` when it is beyond what can be counted.
pub(crate) fn shift(micros: i64, period: Period, toward: Toward, zone: Tz) -> Option<i64> {
    let count = period.count;
    match period.unit {
        Unit::Millisecond => by_micros(micros, count, 1_000, toward),
        Unit::Second => by_micros(micros, count, 1_000_000, toward),
        Unit::Minute => by_micros(micros, count, 60_000_000, toward),
        Unit::Hour => by_micros(micros, count, 3_600_000_000, toward),
        Unit::Day => by_days(micros, count, toward, zone),
        Unit::Week => by_days(micros, count.checked_mul(7)?, toward, zone),
        Unit::Month => by_months(micros, count, toward, zone),
        Unit::Quarter => by_months(micros, count.checked_mul(3)?, toward, zone),
        Unit::Year => by_months(micros, count.checked_mul(12)?, toward, zone),
    }
}

fn by_micros(micros: i64, count: u64, unit: i64, toward: Toward) -> Option<i64> {
    let length = i64::try_from(count).ok()?.checked_mul(unit)?;
    match toward {
        Toward::Past => micros.checked_sub(length),
        Toward::Future => micros.checked_add(length),
    }
}

fn by_days(micros: i64, count: u64, toward: Toward, zone: Tz) -> Option<i64> {
    let local = DateTime::from_timestamp_micros(micros)?.with_timezone(&zone);
    let local = local.naive_local();
    let moved = match toward {
        Toward::Past => local.checked_sub_days(Days::new(count)),
        Toward::Future => local.checked_add_days(Days::new(count)),
    };
    Some(in_zone(moved?, zone)?.timestamp_micros())
}

fn by_months(micros: i64, count: u64, toward: Toward, zone: Tz) -> Option<i64> {
    let local = DateTime::from_timestamp_micros(micros)?.with_timezone(&zone);
    let local = local.naive_local();
    let months = Months::new(u32::try_from(count).ok()?);
    let moved = match toward {
        Toward::Past => local.checked_sub_months(months),
        Toward::Future => local.checked_add_months(months),
    };
    Some(in_zone(moved?, zone)?.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_instant;

    fn check(time: &str, count: u64, unit: Unit, zone: Tz, past: &str, future: &str) {
        let micros = |text| parse_instant(text, Tz::UTC).expect("a time");
        let period = Period { count, unit };
        for (toward, expected) in [(Toward::Past, past), (Toward::Future, future)] {
            assert_eq!(
                shift(micros(time), period, toward, zone),
                Some(micros(expected)),
                "{time} {count} {unit:?} {toward:?}"
            );
        }
    }

    #[test]
    fn short_units_are_lengths() {
        check(
            "2024-03-31T00:30:00Z",
            90,
            Unit::Minute,
            Tz::Europe__Berlin,
            "2024-03-30T23:00:00Z",
            "2024-03-31T02:00:00Z",
        );
    }

    #[test]
    fn days_keep_the_time_of_day() {
        check(
            "2024-03-30T11:00:00Z",
            1,
            Unit::Day,
            Tz::Europe__Berlin,
            "2024-03-29T11:00:00Z",
            "2024-03-31T10:00:00Z",
        );
    }

    #[test]
    fn months_end_where_they_end() {
        check(
            "2024-03-31T00:00:00Z",
            1,
            Unit::Month,
            Tz::UTC,
            "2024-02-29T00:00:00Z",
            "2024-04-30T00:00:00Z",
        );
        check(
            "2024-02-29T00:00:00Z",
            1,
            Unit::Year,
            Tz::UTC,
            "2023-02-28T00:00:00Z",
            "2025-02-28T00:00:00Z",
        );
    }

    #[test]
    fn what_cannot_be_counted_is_none() {
        let period = Period {
            count: u64::MAX,
            unit: Unit::Week,
        };
        assert_eq!(shift(0, period, Toward::Future, Tz::UTC), None);
    }
}
