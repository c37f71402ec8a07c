//! Where bins begin: fixed lengths, and the calendar of a zone.
//!
//! Reference: Logs Insights, "datetime functions". What it leaves open is settled so:
//!
//! - milliseconds to hours are cut from the epoch in UTC, whatever the zone;
//! - days are counted from 1970-01-01 of the zone, weeks from the Monday of that week
//!   (1969-12-29), so that `1w` begins on Mondays;
//! - months and quarters are counted from the start of their year, where the last bin may be
//!   shorter; more than twelve months at once from year 0, as years are.
//!
//! A day begins with its first moment: where the clock skips midnight that is the moment after
//! the gap, where midnight comes twice the first of both.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::{GapInfo, Tz};
use taffrail_query_lang::ast::{Period, Unit};

/// The last start of a bin at or before `micros`; `None` outside of the calendar.
pub(crate) fn floor(micros: i64, period: Period, zone: Tz) -> Option<i64> {
    match Cut::new(period, zone) {
        Cut::Fixed { size, origin } => micros.checked_sub(into_bin(micros, size, origin)?),
        Cut::Dates(step) => Some(bin(micros, step, zone)?.0),
    }
}

/// The first start of a bin at or after `micros`; `None` outside of the calendar.
pub(crate) fn ceil(micros: i64, period: Period, zone: Tz) -> Option<i64> {
    match Cut::new(period, zone) {
        Cut::Fixed { size, origin } => match into_bin(micros, size, origin)? {
            0 => Some(micros),
            into => micros.checked_add(size - into),
        },
        Cut::Dates(step) => match bin(micros, step, zone)? {
            (start, _) if start == micros => Some(micros),
            (_, next) => next,
        },
    }
}

const MILLISECOND: i64 = 1_000;
const SECOND: i64 = 1_000 * MILLISECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday of the epoch's week, in days since the epoch.
const MONDAY: i64 = -3;

/// How time is cut.
#[derive(Debug, Clone, Copy)]
enum Cut {
    /// Every `size` microseconds from `origin`.
    Fixed { size: i64, origin: i64 },
    /// At the beginning of certain dates.
    Dates(Step),
}

/// Which dates begin a bin.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Every `count` days from the day `origin` of the epoch.
    Days { count: i64, origin: i64 },
    /// Every `count` months, from the start of each year.
    MonthsOfYear { count: i64 },
    /// Every `count` months from year 0.
    Months { count: i64 },
}

impl Cut {
    /// A period that is longer than the calendar is as long as the calendar.
    fn new(period: Period, zone: Tz) -> Self {
        let count = i64::try_from(period.count).unwrap_or(i64::MAX).max(1);
        let fixed = |unit: i64| Self::Fixed {
            size: unit.saturating_mul(count),
            origin: 0,
        };
        let days = |days: i64, origin: i64| {
            if zone == Tz::UTC {
                return Self::Fixed {
                    size: DAY.saturating_mul(days),
                    origin: DAY * origin,
                };
            }
            Self::Dates(Step::Days {
                count: days,
                origin,
            })
        };
        let months = |count: i64| {
            Self::Dates(if count <= 12 {
                Step::MonthsOfYear { count }
            } else {
                Step::Months { count }
            })
        };
        match period.unit {
            Unit::Millisecond => fixed(MILLISECOND),
            Unit::Second => fixed(SECOND),
            Unit::Minute => fixed(MINUTE),
            Unit::Hour => fixed(HOUR),
            Unit::Day => days(count, 0),
            Unit::Week => days(count.saturating_mul(7), MONDAY),
            Unit::Month => months(count),
            Unit::Quarter => months(count.saturating_mul(3)),
            Unit::Year => Self::Dates(Step::Months {
                count: count.saturating_mul(12),
            }),
        }
    }
}

impl Step {
    /// The last date at or before `date` that begins a bin.
    fn start(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days { count, origin } => {
                let day = day_number(date);
                date_of_day(day - (day - origin).rem_euclid(count))
            }
            Self::MonthsOfYear { count } => {
                date_of_month(month_number(date) - i64::from(date.month0()) % count)
            }
            Self::Months { count } => {
                let month = month_number(date);
                date_of_month(month - month.rem_euclid(count))
            }
        }
    }

    /// The start of the bin after the one that begins on `start`.
    fn next(self, start: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days { count, .. } => date_of_day(day_number(start).checked_add(count)?),
            Self::MonthsOfYear { count } => {
                let month = month_number(start);
                let january = (month.div_euclid(12) + 1) * 12;
                date_of_month(january.min(month + count))
            }
            Self::Months { count } => date_of_month(month_number(start).checked_add(count)?),
        }
    }
}

/// How far into its bin a moment is.
fn into_bin(micros: i64, size: i64, origin: i64) -> Option<i64> {
    Some(micros.checked_sub(origin)?.rem_euclid(size))
}

/// Start of the bin that holds `micros`, and of the next one where the calendar has it.
fn bin(micros: i64, step: Step, zone: Tz) -> Option<(i64, Option<i64>)> {
    let mut date = step.start(local_date(micros, zone)?)?;
    let mut start = first_moment(date, zone)?;
    loop {
        let next = step.next(date);
        match next.and_then(|next| Some((next, first_moment(next, zone)?))) {
            // A clock that goes back over midnight shows the day before once more, and a date
            // that the zone skipped begins together with the next one.
            Some((next, moment)) if moment <= micros => (date, start) = (next, moment),
            following => return Some((start, following.map(|(_, moment)| moment))),
        }
    }
}

fn local_date(micros: i64, zone: Tz) -> Option<NaiveDate> {
    // Chrono's calendar ends about the year 262,142; a zone's offset must not lead out of it.
    const LIMIT: i64 = 8_200_000_000_000_000_000;
    if !(-LIMIT..=LIMIT).contains(&micros) {
        return None;
    }
    Some(
        DateTime::from_timestamp_micros(micros)?
            .with_timezone(&zone)
            .date_naive(),
    )
}

fn first_moment(date: NaiveDate, zone: Tz) -> Option<i64> {
    let midnight = date.and_time(NaiveTime::MIN);
    let moment = match zone.from_local_datetime(&midnight).earliest() {
        Some(moment) => moment,
        None => GapInfo::new(&midnight, &zone)?.end?,
    };
    Some(moment.timestamp_micros())
}

/// Days since 1970-01-01.
fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}

fn date_of_day(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day.checked_add(EPOCH_FROM_CE)?).ok()?)
}

const EPOCH_FROM_CE: i64 = 719_163;

/// Months since January of year 0.
fn month_number(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

fn date_of_month(month: i64) -> Option<NaiveDate> {
    let year = i32::try_from(month.div_euclid(12)).ok()?;
    NaiveDate::from_ymd_opt(year, month.rem_euclid(12) as u32 + 1, 1)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;

    use super::*;

    /// Lines of period, time, start of the bin that holds it, and start of the next bin.
    fn check(zone: Tz, table: &str) {
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [length, time, start, next] =
                <[&str; 4]>::try_from(line.split_ascii_whitespace().collect::<Vec<_>>())
                    .expect("four columns");
            let (period, [time, start, next]) = (period(length), [time, start, next].map(micros));
            assert_eq!(floor(time, period, zone), Some(start), "{line}");
            assert_eq!(ceil(start + 1, period, zone), Some(next), "{line}");
            let ceiled = if time == start { start } else { next };
            assert_eq!(ceil(time, period, zone), Some(ceiled), "{line}");
        }
    }

    fn period(text: &str) -> Period {
        let (count, name) = text.split_at(text.find(char::is_alphabetic).expect("a unit"));
        let names = ["ms", "s", "m", "h", "d", "w", "mo", "q", "y"];
        let unit = names.iter().position(|unit| *unit == name).expect("a unit");
        Period {
            count: count.parse().expect("a count"),
            unit: UNITS[unit],
        }
    }

    fn micros(text: &str) -> i64 {
        let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.fZ")
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%MZ"));
        time.expect("a time").and_utc().timestamp_micros()
    }

    #[test]
    fn fixed_lengths_are_cut_in_utc() {
        let table = "
            250ms 2023-07-10T11:42:18.123Z 2023-07-10T11:42:18.000Z 2023-07-10T11:42:18.250Z
            300s  2023-07-10T11:42:18.123Z 2023-07-10T11:40Z        2023-07-10T11:45Z
            5m    2023-07-10T11:42:18.123Z 2023-07-10T11:40Z        2023-07-10T11:45Z
            1h    2023-07-10T11:42:18.123Z 2023-07-10T11:00Z        2023-07-10T12:00Z
            36h   2023-07-10T11:42:18.123Z 2023-07-10T00:00Z        2023-07-11T12:00Z
        ";
        check(Tz::Asia__Kolkata, table);
    }

    #[test]
    fn days_of_a_zone() {
        let table = "
            1d 2023-07-10T11:42:18Z 2023-07-10T00:00Z 2023-07-11T00:00Z
            1d 2023-07-10T00:00:00Z 2023-07-10T00:00Z 2023-07-11T00:00Z
            1d 1969-12-31T23:59:59Z 1969-12-31T00:00Z 1970-01-01T00:00Z
            3d 1970-01-04T01:00:00Z 1970-01-04T00:00Z 1970-01-07T00:00Z
        ";
        check(Tz::UTC, table);
        // 23 and 25 hours.
        let table = "
            1d 2023-03-26T12:00:00Z 2023-03-25T23:00Z 2023-03-26T22:00Z
            1d 2023-10-29T12:00:00Z 2023-10-28T22:00Z 2023-10-29T23:00Z
        ";
        check(Tz::Europe__Berlin, table);
    }

    #[test]
    fn clocks_that_change_at_midnight() {
        // 00:00 is skipped: the day begins at 01:00.
        let sao_paulo = "1d 2018-11-04T12:00:00Z 2018-11-04T03:00Z 2018-11-05T02:00Z";
        check(Tz::America__Sao_Paulo, sao_paulo);
        // 23:30 is followed by 00:30 of the next day.
        let toronto = "1d 1919-03-31T04:40:00Z 1919-03-31T04:30Z 1919-04-01T04:00Z";
        check(Tz::America__Toronto, toronto);
        // At 00:01 the clock goes back to 23:01 of the day before.
        let st_johns = "1d 2006-10-29T02:40:00Z 2006-10-29T02:30Z 2006-10-30T03:30Z";
        check(Tz::America__St_Johns, st_johns);
        // 2011-12-30 was skipped.
        let apia = "1d 2011-12-30T09:59:59Z 2011-12-29T10:00Z 2011-12-30T10:00Z";
        check(Tz::Pacific__Apia, apia);
    }

    #[test]
    fn weeks_begin_on_monday() {
        let table = "
            1w 1970-01-01T00:00:00Z 1969-12-29T00:00Z 1970-01-05T00:00Z
            2w 1970-01-06T00:00:00Z 1969-12-29T00:00Z 1970-01-12T00:00Z
            1w 2023-07-16T23:00:00Z 2023-07-10T00:00Z 2023-07-17T00:00Z
        ";
        check(Tz::UTC, table);
        let berlin = "1w 2023-07-16T23:00:00Z 2023-07-16T22:00Z 2023-07-23T22:00Z";
        check(Tz::Europe__Berlin, berlin);
    }

    #[test]
    fn months_quarters_and_years() {
        let table = "
            1mo  2023-12-10T11:42:18Z 2023-12-01T00:00Z 2024-01-01T00:00Z
            2mo  2023-12-10T11:42:18Z 2023-11-01T00:00Z 2024-01-01T00:00Z
            5mo  2023-12-10T11:42:18Z 2023-11-01T00:00Z 2024-01-01T00:00Z
            24mo 2023-12-10T11:42:18Z 2022-01-01T00:00Z 2024-01-01T00:00Z
            1q   2023-12-10T11:42:18Z 2023-10-01T00:00Z 2024-01-01T00:00Z
            2q   2023-12-10T11:42:18Z 2023-07-01T00:00Z 2024-01-01T00:00Z
            1y   2023-12-10T11:42:18Z 2023-01-01T00:00Z 2024-01-01T00:00Z
            10y  2023-12-10T11:42:18Z 2020-01-01T00:00Z 2030-01-01T00:00Z
            1mo  1969-12-31T23:00:00Z 1969-12-01T00:00Z 1970-01-01T00:00Z
        ";
        check(Tz::UTC, table);
        let berlin = "1mo 2023-07-10T11:42:18Z 2023-06-30T22:00Z 2023-07-31T22:00Z";
        check(Tz::Europe__Berlin, berlin);
    }

    #[test]
    fn extremes_do_not_panic() {
        for micros in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX] {
            for unit in UNITS {
                for count in [1, 2, 300_000, u64::MAX] {
                    for zone in [Tz::UTC, Tz::Europe__Berlin] {
                        let period = Period { count, unit };
                        let (start, next) =
                            (floor(micros, period, zone), ceil(micros, period, zone));
                        assert!(start.is_none_or(|start| start <= micros));
                        assert!(next.is_none_or(|next| micros <= next));
                    }
                }
            }
        }
    }

    const UNITS: [Unit; 9] = [
        Unit::Millisecond,
        Unit::Second,
        Unit::Minute,
        Unit::Hour,
        Unit::Day,
        Unit::Week,
        Unit::Month,
        Unit::Quarter,
        Unit::Year,
    ];

    proptest! {
        #[test]
        fn a_bin_holds_its_times(
            micros in -4_000_000_000_000_000..8_000_000_000_000_000_i64,
            count in 1..60_u64,
            unit in prop::sample::select(&UNITS[..]),
            zone in prop::sample::select(&[
                Tz::UTC,
                Tz::Europe__Berlin,
                Tz::America__New_York,
                Tz::America__Sao_Paulo,
                Tz::America__St_Johns,
                Tz::Australia__Lord_Howe,
                Tz::Pacific__Apia,
            ][..]),
        ) {
            let period = Period { count, unit };
            let start = floor(micros, period, zone).expect("inside of the calendar");
            let next = ceil(start + 1, period, zone).expect("inside of the calendar");
            prop_assert!(start <= micros && micros < next);
            prop_assert_eq!(floor(start, period, zone), Some(start));
            prop_assert_eq!(floor(next - 1, period, zone), Some(start));
            prop_assert_eq!(ceil(next, period, zone), Some(next));
        }
    }
}
