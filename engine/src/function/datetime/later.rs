//! `time_later`: times a period later, by the calendar of a zone.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::TimestampMicrosecondType;
use chrono_tz::Tz;
use datafusion::common::Result;
use datafusion::logical_expr::Expr;
use taffrail_query_lang::ast::Period;

use super::bins;
use super::convert::utc;
use crate::registry::call;
use crate::time::{Toward, shift};

/// A time, a period later: days and longer units keep the time of day in `zone`.
pub(crate) fn later(time: Expr, period: Period, zone: Tz) -> Expr {
    call(
        "time_later",
        [vec![time], bins::arguments(period, zone)].concat(),
    )
}

/// `time_later(time, count, unit, zone)`: NULL beyond what can be counted.
pub(super) fn laters(args: &[ArrayRef]) -> Result<ArrayRef> {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    if times.is_empty() {
        return Ok(Arc::clone(&args[0]));
    }
    let (period, zone) = bins::constants(&args[1..])?;
    let moved: PrimitiveArray<TimestampMicrosecondType> =
        times.unary_opt(|time| shift(time, period, Toward::Future, zone));
    Ok(Arc::new(utc(moved)))
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, Int64Array, StringViewArray};

    use super::*;

    #[test]
    fn beyond_the_calendar_there_is_no_time() {
        let text = |text: &str| -> ArrayRef { Arc::new(StringViewArray::from(vec![text; 3])) };
        let times = PrimitiveArray::from(vec![Some(0), None, Some(i64::MAX)]);
        let moved = laters(&[
            Arc::new(utc(times)),
            Arc::new(Int64Array::from(vec![1; 3])),
            text("d"),
            text("Europe/Berlin"),
        ])
        .expect("the constants are right");
        let moved = moved.as_primitive::<TimestampMicrosecondType>();
        assert_eq!(moved.value(0), 86_400_000_000);
        assert!(moved.is_null(1) && moved.is_null(2));
    }
}
