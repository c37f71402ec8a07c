//! `time_floor` and `time_ceil`: times cut into periods.
//!
//! Count, unit and zone are constant arguments of the kernels, so that a call is nothing but a
//! name and its arguments. They are read once per batch.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use chrono_tz::Tz;
use datafusion::common::{Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::{Expr, lit};
use taffrail_query_lang::ast::{Period, Unit};

use super::convert::{constant_text, constant_zone, utc};
use crate::kernel::text_literal;
use crate::time::{ceil, floor};

/// The constant arguments of a call.
pub(super) fn arguments(period: Period, zone: Tz) -> Vec<Expr> {
    let unit = UNITS
        .iter()
        .find_map(|&(unit, name)| (unit == period.unit).then_some(name));
    vec![
        lit(i64::try_from(period.count).unwrap_or(i64::MAX)),
        text_literal(unit.expect("the table has all units")),
        text_literal(zone.name()),
    ]
}

/// `time_floor(time, count, unit, zone)`
pub(super) fn floors(args: &[ArrayRef]) -> Result<ArrayRef> {
    cut(args, |_, bin| Some(bin.start))
}

/// `time_ceil(time, count, unit, zone)`
pub(super) fn ceils(args: &[ArrayRef]) -> Result<ArrayRef> {
    cut(args, |time, bin| {
        if time == bin.start {
            Some(time)
        } else {
            bin.next
        }
    })
}

const UNITS: [(Unit, &str); 9] = [
    (Unit::Millisecond, "ms"),
    (Unit::Second, "s"),
    (Unit::Minute, "m"),
    (Unit::Hour, "h"),
    (Unit::Day, "d"),
    (Unit::Week, "w"),
    (Unit::Month, "mo"),
    (Unit::Quarter, "q"),
    (Unit::Year, "y"),
];

/// A bin: its start and the start of the next one, where the calendar has one.
#[derive(Clone, Copy)]
struct Bin {
    start: i64,
    next: Option<i64>,
}

/// Events come nearly in order of time, so the bin of the last one is tried first: the calendar is
/// asked once for a bin, not once for an event.
fn cut(args: &[ArrayRef], pick: fn(i64, Bin) -> Option<i64>) -> Result<ArrayRef> {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    if times.is_empty() {
        return Ok(Arc::clone(&args[0]));
    }
    let (period, zone) = constants(&args[1..])?;
    let mut last: Option<Bin> = None;
    let cut: PrimitiveArray<TimestampMicrosecondType> = times
        .iter()
        .map(|time| {
            let time = time?;
            let holds = |bin: &Bin| bin.start <= time && bin.next.is_some_and(|next| time < next);
            let bin = match last.filter(holds) {
                Some(bin) => bin,
                None => *last.insert(find(time, period, zone)?),
            };
            pick(time, bin)
        })
        .collect();
    Ok(Arc::new(utc(cut)))
}

fn find(time: i64, period: Period, zone: Tz) -> Option<Bin> {
    let start = floor(time, period, zone)?;
    let next = next(start, period, zone);
    Some(Bin { start, next })
}

/// The start of the bin behind the one that begins at `start`.
pub(super) fn next(start: i64, period: Period, zone: Tz) -> Option<i64> {
    ceil(start.checked_add(1)?, period, zone)
}

/// What [`arguments`] says, read from arrays of at least one row.
pub(super) fn constants(args: &[ArrayRef]) -> Result<(Period, Tz)> {
    let count = args[0].as_primitive::<Int64Type>();
    let period = period(count.value(0), constant_text(&args[1]))?;
    Ok((period, constant_zone(&args[2])?))
}

fn period(count: i64, unit: Option<&str>) -> Result<Period> {
    let Some(&(unit, _)) = UNITS.iter().find(|(_, name)| Some(*name) == unit) else {
        return exec_err!("unknown unit {unit:?}");
    };
    let count = u64::try_from(count).map_err(|_| exec_datafusion_err!("negative period"))?;
    Ok(Period { count, unit })
}

#[cfg(test)]
mod tests {
    use arrow::array::{Int64Array, StringViewArray};

    use super::*;

    fn check(
        run: fn(&[ArrayRef]) -> Result<ArrayRef>,
        times: [Option<i64>; 6],
        expected: [Option<i64>; 6],
    ) {
        let constant = |text: &str| -> ArrayRef { Arc::new(StringViewArray::from(vec![text; 6])) };
        let args = [
            Arc::new(utc(PrimitiveArray::from(times.to_vec()))) as ArrayRef,
            Arc::new(Int64Array::from(vec![2; 6])),
            constant("ms"),
            constant("UTC"),
        ];
        let cut = run(&args).expect("the constants are right");
        let cut = cut.as_primitive::<TimestampMicrosecondType>();
        assert_eq!(cut.iter().collect::<Vec<_>>(), expected);
    }

    /// The bin of the time before is not taken for one of another bin.
    #[test]
    fn times_in_any_order() {
        let times = [
            Some(2_500),
            Some(4_000),
            None,
            Some(3_999),
            Some(-1),
            Some(i64::MAX),
        ];
        let last = Some(i64::MAX - i64::MAX % 2_000);
        let starts = [
            Some(2_000),
            Some(4_000),
            None,
            Some(2_000),
            Some(-2_000),
            last,
        ];
        check(floors, times, starts);
        check(
            ceils,
            times,
            [Some(4_000), Some(4_000), None, Some(4_000), Some(0), None],
        );
    }
}
