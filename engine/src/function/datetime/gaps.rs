//! `gap_bins`: the bins between two rows of a series, which have no row of their own.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayBuilder, ArrayRef, AsArray, ListBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::TimestampMicrosecondType;
use chrono_tz::Tz;
use datafusion::common::Result;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::Expr;
use taffrail_query_lang::ast::Period;

use super::bins;
use crate::error::TooMuch;
use crate::kernel::time_type;
use crate::registry::call;

/// A row of a series in the order of time, and what is known of its neighbours.
pub(crate) struct Gap {
    /// The start of its bin; NULL for a row without a time.
    pub(crate) own: Expr,
    /// Whether it is the first row.
    pub(crate) first: Expr,
    /// The start of the next row's bin; NULL behind the last.
    pub(crate) next: Expr,
    /// The start of the first bin that there shall be.
    pub(crate) start: Expr,
    /// The start of the last bin that there shall be.
    pub(crate) end: Expr,
}

impl Gap {
    /// The list of the row's own bin and the bins around it that have no row: those between it
    /// and the next row, behind the last row those up to the end, and for the first row those
    /// from the start on.
    pub(crate) fn bins(self, period: Period, zone: Tz) -> Expr {
        let row = vec![self.own, self.first, self.next, self.start, self.end];
        call("gap_bins", [row, bins::arguments(period, zone)].concat())
    }
}

/// How many bins a series may have: more than any chart or reader can use, few enough to hold.
const MOST_BINS: i64 = 1_000_000;

/// How many bins the lists of one batch may have: each takes eight bytes there.
const MOST_AT_ONCE: usize = 10_000_000;

/// `gap_bins(own, first, next, start, end, count, unit, zone)`
pub(super) fn gap_bins(args: &[ArrayRef]) -> Result<ArrayRef> {
    let times = |at: usize| args[at].as_primitive::<TimestampMicrosecondType>().iter();
    let values = TimestampMicrosecondBuilder::new().with_data_type(time_type());
    let mut lists = ListBuilder::new(values);
    if args[0].is_empty() {
        return Ok(Arc::new(lists.finish()));
    }
    let (period, zone) = bins::constants(&args[5..])?;
    let mut steps = Steps { period, zone };
    let rows = times(0)
        .zip(args[1].as_boolean())
        .zip(times(2).zip(times(3).zip(times(4))));
    let mut checked = None;
    for ((own, first), (next, (start, end))) in rows {
        let range = start.zip(end);
        if let Some((start, end)) = range
            && checked != range
        {
            steps.refuse_too_many(start, end)?;
            checked = range;
        }
        let Some(own) = own else {
            lists.values().append_null();
            lists.append(true);
            continue;
        };
        let (start, end) = range.unwrap_or((own, own));
        if first == Some(true) {
            steps.each(start, own, |bin| lists.values().append_value(bin));
        }
        lists.values().append_value(own);
        let behind = end.saturating_add(1);
        let until = next.map_or(behind, |next| next.min(behind));
        if let Some(after) = bins::next(own, period, zone) {
            steps.each(after, until, |bin| lists.values().append_value(bin));
        }
        lists.append(true);
        if lists.values().len() > MOST_AT_ONCE {
            return Err(too_many("too many groups with too many bins each"));
        }
    }
    Ok(Arc::new(lists.finish()))
}

/// The bins of a period, one behind the other.
struct Steps {
    period: Period,
    zone: Tz,
}

impl Steps {
    /// The starts of bins from `start`, which is one, up to and without `until`.
    fn each(&mut self, start: i64, until: i64, mut visit: impl FnMut(i64)) {
        let mut bin = Some(start);
        while let Some(at) = bin.filter(|at| *at < until) {
            visit(at);
            bin = bins::next(at, self.period, self.zone);
        }
    }

    fn refuse_too_many(&self, start: i64, end: i64) -> Result<()> {
        let length = bins::next(start, self.period, self.zone)
            .map_or(i64::MAX, |next| next.saturating_sub(start))
            .max(1);
        let count = end.saturating_sub(start) / length;
        if count < MOST_BINS {
            return Ok(());
        }
        Err(too_many(&format!(
            "{} bins in each group, and {MOST_BINS} is the most",
            count.saturating_add(1)
        )))
    }
}

fn too_many(what: &str) -> DataFusionError {
    let message =
        format!("`fillmissing` would make {what}: take longer bins or a shorter time range");
    TooMuch(message).into()
}

#[cfg(test)]
mod tests {
    use arrow::array::{BooleanArray, Int64Array, PrimitiveArray, StringViewArray};

    use super::super::convert::utc;
    use super::*;

    /// One row of a series of bins of two milliseconds: its bin, whether it is the first, and the
    /// bin of the next row; and how far the series goes, in milliseconds.
    fn bins(
        own: Option<i64>,
        first: bool,
        next: Option<i64>,
        series: Option<(i64, i64)>,
    ) -> Result<Vec<Option<i64>>> {
        let time = |millis: Option<i64>| -> ArrayRef {
            let times = PrimitiveArray::from(vec![millis.map(|millis| millis * 1000)]);
            Arc::new(utc(times))
        };
        let text = |text: &str| -> ArrayRef { Arc::new(StringViewArray::from(vec![text])) };
        let lists = gap_bins(&[
            time(own),
            Arc::new(BooleanArray::from(vec![first])),
            time(next),
            time(series.map(|(start, _)| start)),
            time(series.map(|(_, end)| end)),
            Arc::new(Int64Array::from(vec![2])),
            text("ms"),
            text("UTC"),
        ])?;
        let list = lists.as_list::<i32>().value(0);
        let times = list.as_primitive::<TimestampMicrosecondType>().iter();
        Ok(times.map(|time| time.map(|micros| micros / 1000)).collect())
    }

    fn check(
        (own, first, next): (Option<i64>, bool, Option<i64>),
        series: Option<(i64, i64)>,
        expected: &[Option<i64>],
    ) {
        let found = bins(own, first, next, series).expect("few bins");
        assert_eq!(found, expected, "{own:?} {first} {next:?} {series:?}");
    }

    #[test]
    fn gaps_before_between_and_behind() {
        let series = Some((0, 10));
        check((Some(4), false, Some(6)), series, &[Some(4)]);
        check((Some(4), false, Some(8)), series, &[Some(4), Some(6)]);
        check(
            (Some(4), true, Some(6)),
            series,
            &[Some(0), Some(2), Some(4)],
        );
        check(
            (Some(6), false, None),
            series,
            &[Some(6), Some(8), Some(10)],
        );
        check((Some(10), false, None), series, &[Some(10)]);
        check((Some(4), false, Some(4)), series, &[Some(4)]);
    }

    #[test]
    fn rows_outside_of_the_series_stay() {
        check((None, true, None), Some((0, 4)), &[None]);
        check((Some(8), false, None), Some((0, 4)), &[Some(8)]);
        check((Some(2), false, Some(8)), Some((0, 4)), &[Some(2), Some(4)]);
        check((Some(8), true, None), None, &[Some(8)]);
    }

    #[test]
    fn there_is_an_end() {
        let most = 2 * MOST_BINS;
        assert!(bins(Some(0), false, Some(2), Some((0, most - 2))).is_ok());
        assert!(bins(Some(0), false, Some(2), Some((0, most))).is_err());
        assert!(
            bins(
                Some(0),
                false,
                None,
                Some((i64::MIN / 1000, i64::MAX / 1000))
            )
            .is_err()
        );
    }
}
