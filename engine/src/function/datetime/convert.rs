//! Times from and to numbers and texts, and the constants of the kernels beside.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray};
use arrow::datatypes::{Float64Type, Int64Type, TimestampMicrosecondType};
use chrono_tz::Tz;
use datafusion::common::{Result, exec_datafusion_err};
use taffrail_extract::{parse_timestamp, read_number};

use crate::time::{later, parse_instant};

/// `epoch_millis(time)`: rounded down.
pub(super) fn to_millis(args: &[ArrayRef]) -> ArrayRef {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    Arc::new(times.unary::<_, Int64Type>(|micros| micros.div_euclid(1000)))
}

/// `from_millis(number)`
pub(super) fn from_millis(args: &[ArrayRef]) -> ArrayRef {
    let millis = args[0].as_primitive::<Float64Type>();
    Arc::new(utc(millis.unary_opt(|millis| later(0, millis))))
}

/// `read_time(text, zone)`: a number is milliseconds since the epoch, anything else as in RFC
/// 3339; what has no zone is in `zone`.
pub(super) fn read_times(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts = args[0].as_string_view();
    if texts.is_empty() {
        return Ok(Arc::new(utc(PrimitiveArray::new_null(0))));
    }
    let zone = constant_zone(&args[1])?;
    let times: PrimitiveArray<TimestampMicrosecondType> =
        texts.iter().map(|text| read_time(text?, zone)).collect();
    Ok(Arc::new(utc(times)))
}

fn read_time(text: &str, zone: Tz) -> Option<i64> {
    if text.as_bytes().get(4) == Some(&b'-') {
        // Most times are written so, and the strict reading does not try one format after another.
        return parse_timestamp(text.as_bytes()).or_else(|| parse_instant(text, zone));
    }
    match read_number(text.as_bytes()) {
        Some(millis) => later(0, millis),
        None => parse_instant(text, zone),
    }
}

/// Times of the type that every time has.
pub(super) fn utc(
    times: PrimitiveArray<TimestampMicrosecondType>,
) -> PrimitiveArray<TimestampMicrosecondType> {
    times.with_timezone("+00:00")
}

/// A constant argument, of a batch that is not empty.
pub(super) fn constant_text(argument: &ArrayRef) -> Option<&str> {
    let texts = argument.as_string_view();
    texts.is_valid(0).then(|| texts.value(0))
}

/// The zone that a constant argument names.
pub(super) fn constant_zone(argument: &ArrayRef) -> Result<Tz> {
    constant_text(argument)
        .and_then(|name| name.parse().ok())
        .ok_or_else(|| exec_datafusion_err!("a constant time zone is expected"))
}
