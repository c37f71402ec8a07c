//! Numbers: how they are spread, and how they change.

use taffrail::query_lang::ast::{Period, Unit};

use crate::algebra::json::quoted;
use crate::algebra::number::written;
use crate::algebra::table::Row;
use crate::algebra::value::Value;

pub(crate) fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// Of the population, after Welford (1962), in the order of the rows: of large numbers that lie
/// near each other another way of adding gives other digits, and texts are made of them.
pub(crate) fn variance(numbers: &[f64]) -> Option<f64> {
    let (mut mean, mut squares) = (0.0, 0.0);
    for (index, number) in numbers.iter().enumerate() {
        let before = number - mean;
        mean += before / (index + 1) as f64;
        squares += before * (number - mean);
    }
    (!numbers.is_empty()).then(|| squares / numbers.len() as f64)
}

/// Between two values a share of their distance is added to the lower one.
pub(crate) fn percentile(mut numbers: Vec<f64>, percent: f64) -> Value {
    numbers.sort_by(f64::total_cmp);
    let Some(last) = numbers.len().checked_sub(1) else {
        return Value::Missing;
    };
    let rank = percent / 100.0 * last as f64;
    let (lower, upper) = (
        numbers[rank.floor() as usize],
        numbers[rank.ceil() as usize],
    );
    Value::number(lower + (upper - lower) * rank.fract())
}

/// From the first value to the last in time, per period.
pub(crate) fn rate(rows: &[Row], period: Period, number: impl Fn(&Row) -> Option<f64>) -> Value {
    let values = rows
        .iter()
        .filter_map(|row| Some((row.timestamp()?, row.place, number(row)?)));
    let values: Vec<(i64, usize, f64)> = values.collect();
    let first = values.iter().min_by_key(|(time, place, _)| (*time, *place));
    let last = values
        .iter()
        .min_by_key(|(time, place, _)| (-*time, *place));
    let seconds = match period.unit {
        Unit::Second => 1.0,
        Unit::Minute => 60.0,
        unit => panic!("queries have no rate per {}", unit.as_str()),
    };
    match first.zip(last) {
        Some((first, last)) if first.0 < last.0 => {
            let elapsed = (last.0 - first.0) as f64 / 1e6;
            Value::number((last.2 - first.2) / elapsed * seconds * period.count as f64)
        }
        _ => Value::Missing,
    }
}

/// Counts of equally wide buckets; equal numbers make one.
pub(crate) fn histogram(numbers: &[f64], buckets: f64) -> Value {
    let bounds = numbers
        .iter()
        .copied()
        .reduce(f64::min)
        .zip(numbers.iter().copied().reduce(f64::max));
    let Some((low, high)) = bounds else {
        return Value::Missing;
    };
    let buckets = if low < high { buckets } else { 1.0 };
    let bound = |index: f64| {
        if index < buckets {
            low + (high - low) / buckets * index
        } else {
            high
        }
    };
    let counts = (0..buckets as usize).map(|index| {
        let (from, to) = (bound(index as f64), bound(index as f64 + 1.0));
        let closed = index as f64 + 1.0 >= buckets;
        let within = |number: &&f64| **number >= from && (**number < to || closed);
        let close = if closed { "]" } else { ")" };
        let key = format!("[{}, {}{close}", written(from), written(to));
        format!("{}:{}", quoted(&key), numbers.iter().filter(within).count())
    });
    Value::Structure(format!("{{{}}}", counts.collect::<Vec<_>>().join(",")))
}
