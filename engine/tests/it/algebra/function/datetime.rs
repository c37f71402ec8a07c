//! Dates and times.

use taffrail::chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use taffrail::chrono_tz::Tz;
use taffrail::query_lang::ast::{Period as Length, Unit};

use super::Arg::{Any, DatePattern, Number, Period, Text, Time, TimeFormat, Zone};
use super::{Call, Function, Gives};
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "bin",
        gives: Gives::Time,
        forms: &[&[Period]],
        eval: |call| {
            let Value::Time(time) = call.timestamp else {
                return Value::Missing;
            };
            moment(floor(time, call.period(0), call.context.zone).map(|(start, _)| start))
        },
    },
    Function {
        name: "datefloor",
        gives: Gives::Time,
        forms: &[&[Time, Period], &[Any, Period]],
        eval: |call| {
            let bin = to_time(call).and_then(|it| floor(it, call.period(1), call.context.zone));
            moment(bin.map(|(start, _)| start))
        },
    },
    Function {
        name: "dateceil",
        gives: Gives::Time,
        forms: &[&[Time, Period], &[Any, Period]],
        eval: |call| {
            let time = to_time(call);
            let bin = time.and_then(|it| floor(it, call.period(1), call.context.zone));
            let stays = bin.is_some_and(|(start, _)| Some(start) == time);
            moment(if stays {
                time
            } else {
                bin.map(|(_, next)| next)
            })
        },
    },
    Function {
        name: "fromMillis",
        gives: Gives::Time,
        forms: &[&[Any], &[Number], &[Time]],
        eval: |call| moment(to_time(call)),
    },
    Function {
        name: "toMillis",
        gives: Gives::Integer,
        forms: &[&[Time], &[Any]],
        eval: |call| {
            let millis = to_time(call).map(|micros| micros.div_euclid(1000));
            millis.map_or(Value::Missing, Value::Integer)
        },
    },
    Function {
        name: "now",
        gives: Gives::Integer,
        forms: &[&[]],
        eval: |call| Value::Integer(call.context.now.div_euclid(1_000_000)),
    },
    Function {
        name: "parseDate",
        gives: Gives::Integer,
        forms: &[
            &[Text, DatePattern],
            &[Time, DatePattern],
            &[Text, DatePattern, Zone],
        ],
        eval: parse_date,
    },
    Function {
        name: "formatDate",
        gives: Gives::Dynamic,
        forms: &[
            &[Time, TimeFormat],
            &[Any, TimeFormat],
            &[Time, TimeFormat, Zone],
        ],
        eval: |call| {
            let time = to_time(call).and_then(DateTime::from_timestamp_micros);
            let format = call.literal(1).expect("a format is quoted");
            time.map_or(Value::Missing, |time| {
                Value::Text(
                    time.with_timezone(&zone(call, 2))
                        .format(format)
                        .to_string(),
                )
            })
        },
    },
];

/// The patterns of random queries, and what they are to chrono.
pub(crate) const PATTERNS: &[(&str, &str)] = &[
    ("yyyy-MM-dd", "%Y-%m-%d"),
    ("yyyy-MM-dd HH:mm:ss", "%Y-%m-%d %H:%M:%S"),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "%Y-%m-%dT%H:%M:%S%.3f%#z"),
    ("dd/MM/yyyy", "%d/%m/%Y"),
];

fn parse_date(call: &Call<'_>) -> Value {
    let pattern = call.literal(1).expect("a pattern is quoted");
    let known = PATTERNS.iter().find(|(java, _)| *java == pattern);
    let (java, format) = known.expect("queries have these patterns");
    let Some(text) = call.text(0) else {
        return Value::Missing;
    };
    // Letters say how many digits there are, which chrono does not ask.
    let length = java.replace("'T'", "T").replace("XXX", "").len();
    let with_offset = java.ends_with("XXX");
    let fits = if with_offset {
        text.len() > length && text.as_bytes()[length - 4] == b'.'
    } else {
        text.len() == length
    };
    let micros = if !fits {
        None
    } else if with_offset {
        DateTime::parse_from_str(&text, format)
            .ok()
            .map(|it| it.timestamp_micros())
    } else {
        let date = || NaiveDate::parse_from_str(&text, format).ok();
        let local = NaiveDateTime::parse_from_str(&text, format).ok();
        let local = local.or_else(|| Some(date()?.and_time(NaiveTime::MIN)));
        local.and_then(|local| in_zone(local, zone(call, 2)))
    };
    micros.map_or(Value::Missing, |micros| {
        Value::Integer(micros.div_euclid(1000))
    })
}

fn moment(micros: Option<i64>) -> Value {
    micros.map_or(Value::Missing, Value::Time)
}

fn zone(call: &Call<'_>, index: usize) -> Tz {
    match call.literal(index) {
        Some(name) => name.parse().expect("queries name zones that exist"),
        None => call.context.zone,
    }
}

/// The first argument as a time: numbers are milliseconds, texts as people write times.
fn to_time(call: &Call<'_>) -> Option<i64> {
    match call.value(0) {
        Value::Time(micros) => Some(*micros),
        Value::Bool(_) | Value::Structure(_) | Value::Missing => None,
        value => match value.to_number() {
            Some(millis) => later(0, millis),
            None => instant(&value.to_text()?, call.context.zone),
        },
    }
}

/// A time some milliseconds later; `None` outside of the calendar.
pub(crate) fn later(micros: i64, millis: f64) -> Option<i64> {
    let distance = (millis * 1000.0).round();
    let fits = distance.abs() < 2_f64.powi(63);
    let later = micros.checked_add(distance as i64).filter(|_| fits)?;
    DateTime::from_timestamp_micros(later).map(|_| later)
}

/// RFC 3339, the same without a zone or seconds, or a date; microseconds.
pub(crate) fn instant(text: &str, zone: Tz) -> Option<i64> {
    let text = text.trim();
    let strict = DateTime::parse_from_rfc3339(text);
    let without_colon = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z");
    if let Ok(time) = strict.or_else(|_| without_colon()) {
        return Some(time.timestamp_micros());
    }
    let formats = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let mut locals = formats
        .iter()
        .filter_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let local = locals
        .next()
        .or_else(|| Some(date()?.and_time(NaiveTime::MIN)));
    in_zone(local?, zone)
}

/// A local time in a zone whose clock neither skips nor repeats it, microseconds.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<i64> {
    Some(
        zone.from_local_datetime(&local)
            .earliest()?
            .timestamp_micros(),
    )
}

/// Start of the bin that holds a time, and start of the next one.
fn floor(micros: i64, period: Length, zone: Tz) -> Option<(i64, i64)> {
    let count = i64::try_from(period.count).ok()?;
    let fixed = match period.unit {
        Unit::Millisecond => Some(1_000),
        Unit::Second => Some(1_000_000),
        Unit::Minute => Some(60_000_000),
        Unit::Hour => Some(3_600_000_000),
        _ => None,
    };
    if let Some(unit) = fixed {
        let size = unit * count;
        let start = micros.div_euclid(size).checked_mul(size)?;
        return Some((start, start.checked_add(size)?));
    }
    let date = DateTime::from_timestamp_micros(micros)?
        .with_timezone(&zone)
        .date_naive();
    let midnight = |date: NaiveDate| in_zone(date.and_time(NaiveTime::MIN), zone);
    let days = |origin: NaiveDate, size: i64| {
        let into = date
            .signed_duration_since(origin)
            .num_days()
            .rem_euclid(size) as u64;
        let start = date.checked_sub_days(Days::new(into))?;
        Some((
            midnight(start)?,
            midnight(start.checked_add_days(Days::new(size as u64))?)?,
        ))
    };
    // Months are counted from January, or from year 0 when they are more than a year.
    let months = |size: i64| {
        let month = i64::from(date.year()) * 12 + i64::from(date.month0());
        let january = i64::from(date.year()) * 12;
        let first = |month: i64| {
            let year = i32::try_from(month.div_euclid(12)).ok()?;
            midnight(NaiveDate::from_ymd_opt(
                year,
                month.rem_euclid(12) as u32 + 1,
                1,
            )?)
        };
        if size <= 12 {
            let start = month - (month - january) % size;
            Some((first(start)?, first((start + size).min(january + 12))?))
        } else {
            let start = month.div_euclid(size) * size;
            Some((first(start)?, first(start + size)?))
        }
    };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    match period.unit {
        Unit::Day => days(day(1970, 1, 1)?, count),
        // A Monday.
        Unit::Week => days(day(1969, 12, 29)?, count * 7),
        Unit::Month => months(count),
        Unit::Quarter => months(count * 3),
        _ => months(if count == 1 { 12 } else { count * 12 }),
    }
}
