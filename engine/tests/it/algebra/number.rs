//! What reads as a number, and how numbers and times are written.

use std::cmp::Ordering;
use std::sync::LazyLock;

use regex::Regex;
use taffrail::chrono::DateTime;

/// A number as exact as it compares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Exact {
    /// A whole number of 64 bits, with or without sign.
    Whole(i128),
    Double(f64),
}

impl Exact {
    pub(crate) fn double(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Double(double) => double,
        }
    }

    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(&b)),
            (a, b) => a.double().partial_cmp(&b.double()),
        }
    }
}

/// The number that a text reads as.
pub(crate) fn read(text: &str) -> Option<Exact> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$").expect("it compiles")
    });
    if !NUMBER.is_match(text) || text.ends_with('\n') {
        return None;
    }
    let whole = text.parse::<i128>().ok();
    let whole = whole.filter(|it| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(it));
    match whole {
        Some(whole) => Some(Exact::Whole(whole)),
        None => finite(text.parse().ok()?).map(Exact::Double),
    }
}

/// There are no infinities, and nothing that is not a number.
pub(crate) fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// A computed number as it is written out: as `JSON.stringify` does.
pub(crate) fn written(number: f64) -> String {
    let size = number.abs();
    if size == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) {
        format!("{number}")
    } else {
        let text = format!("{number:e}");
        if size > 1.0 {
            text.replace('e', "e+")
        } else {
            text
        }
    }
}

/// A time as it is written out: UTC, milliseconds, microseconds when they are not zero.
pub(crate) fn time_written(micros: i64) -> Option<String> {
    let digits = if micros % 1000 == 0 { 3 } else { 6 };
    let time = DateTime::from_timestamp_micros(micros)?;
    let seconds = time.format("%Y-%m-%dT%H:%M:%S");
    let fraction = &format!("{:06}", micros.rem_euclid(1_000_000))[..digits];
    Some(format!("{seconds}.{fraction}Z"))
}
