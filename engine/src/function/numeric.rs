//! Numbers (reference: Logs Insights, "numeric operations" and "conversion functions").
//!
//! What has no finite result is NULL: `log(0)`, `sqrt(-1)`, a text that is no number.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::datatypes::{Float64Type, Int64Type, UInt8Type};
use datafusion::common::Result;
use datafusion::functions::core::expr_fn::{greatest, least};
use datafusion::logical_expr::{Expr, ScalarUDF, cast, lit, when};
use taffrail_extract::{Exact, kind, read_exact};
use taffrail_query_lang::Diagnostic;

use super::{Argument, CallContext};
use crate::dynamic::{Value, epoch_millis};
use crate::kernel::{Kernel, Type};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    _: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    Some(match name {
        "abs" | "ceil" | "floor" | "sqrt" | "log" | "haversine" => computed(name, args),
        "round" => round(args),
        "greatest" => extreme(args, greatest),
        "least" => extreme(args, least),
        "toNumber" | "toDouble" => args[0].number().map(Value::Number),
        "toLong" => args[0].value().map(|value| Value::Integer(to_long(&value))),
        "toInt" => args[0].value().map(|value| Value::Integer(to_int(&value))),
        _ => return None,
    })
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Integer, Kind, Number, Text};
    vec![
        Kernel::new("abs", &[Number], Number, |args| Ok(map(args, f64::abs))).udf(),
        Kernel::new("ceil", &[Number], Number, |args| Ok(map(args, f64::ceil))).udf(),
        Kernel::new("floor", &[Number], Number, |args| Ok(map(args, f64::floor))).udf(),
        Kernel::new("sqrt", &[Number], Number, |args| Ok(map(args, f64::sqrt))).udf(),
        Kernel::new("log", &[Number], Number, |args| Ok(map(args, f64::ln))).udf(),
        Kernel::new("round", &[Number, Number], Number, |args| Ok(rounds(args))).udf(),
        Kernel::new("haversine", &[Number; 4], Number, |args| {
            Ok(haversines(args))
        })
        .udf(),
        Kernel::new("truncate", &[Number], Integer, |args| Ok(truncates(args))).udf(),
        Kernel::new("read_integer", &[Text, Kind], Integer, |args| {
            Ok(read_integers(args))
        })
        .udf(),
    ]
}

/// A kernel of the same name over numbers.
fn computed(name: &str, args: &[Argument]) -> Result<Value, Diagnostic> {
    let numbers = args
        .iter()
        .map(Argument::number)
        .collect::<Result<_, _>>()?;
    Ok(Value::Number(call(name, numbers)))
}

/// `round(x)`, `round(x, digits)`: half away from zero. AWS says only "rounds to the nearest".
fn round(args: &[Argument]) -> Result<Value, Diagnostic> {
    let digits = args.get(1).map_or(Ok(lit(0.0)), Argument::number)?;
    Ok(Value::Number(call(
        "round",
        vec![args[0].number()?, digits],
    )))
}

/// The largest or the smallest of what is there. Times stay times and whole numbers stay whole,
/// anything else is a number.
fn extreme(args: &[Argument], pick: fn(Vec<Expr>) -> Expr) -> Result<Value, Diagnostic> {
    let values = args
        .iter()
        .map(Argument::value)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(match Value::choose(&values, pick) {
        Value::Dynamic { .. } | Value::Boolean(_) => {
            Value::Number(pick(values.iter().map(Value::to_number).collect()))
        }
        typed => typed,
    })
}

/// Decimals are cut off; what does not fit 64 bits is NULL.
fn to_long(value: &Value) -> Expr {
    match value {
        Value::Integer(integer) => integer.clone(),
        Value::Boolean(truth) => cast(truth.clone(), Type::Integer.data_type()),
        Value::Time(time) => epoch_millis(time.clone()),
        Value::Number(number) => call("truncate", vec![number.clone()]),
        Value::Dynamic { text, kind, .. } => call("read_integer", vec![text.clone(), kind.clone()]),
    }
}

/// As [`to_long`], and what does not fit 32 bits is NULL.
fn to_int(value: &Value) -> Expr {
    let long = to_long(value);
    let (least, most) = (lit(i64::from(i32::MIN)), lit(i64::from(i32::MAX)));
    let fits = long.clone().gt_eq(least).and(long.clone().lt_eq(most));
    when(fits, long)
        .end()
        .expect("a case of one branch has a type")
}

fn map(args: &[ArrayRef], function: fn(f64) -> f64) -> ArrayRef {
    let numbers = args[0].as_primitive::<Float64Type>();
    Arc::new(numbers.unary_opt::<_, Float64Type>(|number| finite(function(number))))
}

/// A number that is one, and zero without a sign: there is one zero to group by.
fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number + 0.0)
}

fn rounds(args: &[ArrayRef]) -> ArrayRef {
    let (numbers, digits) = (
        args[0].as_primitive::<Float64Type>(),
        args[1].as_primitive::<Float64Type>(),
    );
    let rounded: Float64Array = numbers
        .iter()
        .zip(digits)
        .map(|(number, digits)| finite(round_to(number?, digits? as i32)))
        .collect();
    Arc::new(rounded)
}

/// Rounds half away from zero to `digits` behind the point, or before it when negative.
fn round_to(number: f64, digits: i32) -> f64 {
    // Powers of ten up to 10^22 are exact doubles, so scaling errs once at most.
    let scale = 10_f64.powi(digits.unsigned_abs().min(400) as i32);
    if digits < 0 {
        return if scale.is_finite() {
            (number / scale).round() * scale
        } else {
            0.0
        };
    }
    let scaled = number * scale;
    // A double has no digits there: it is rounded already.
    if !scaled.is_finite() || scaled.abs() >= EXACT {
        number
    } else {
        scaled.round() / scale
    }
}

/// From here on every double is whole.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The mean radius of the Earth, km, as the haversine formula is usually given.
const EARTH_RADIUS: f64 = 6371.0;

/// `haversine(lat1, lon1, lat2, lon2)`: distance in km. NULL for latitudes beyond the poles.
fn haversines(args: &[ArrayRef]) -> ArrayRef {
    let [lat1, lon1, lat2, lon2] =
        [0, 1, 2, 3].map(|at| args[at].as_primitive::<Float64Type>().iter());
    let distances: Float64Array = lat1
        .zip(lon1)
        .zip(lat2.zip(lon2))
        .map(|((lat1, lon1), (lat2, lon2))| distance((lat1?, lon1?), (lat2?, lon2?)))
        .collect();
    Arc::new(distances)
}

fn distance(from: (f64, f64), to: (f64, f64)) -> Option<f64> {
    if from.0.abs() > 90.0 || to.0.abs() > 90.0 {
        return None;
    }
    let half_sine = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let cosines = from.0.to_radians().cos() * to.0.to_radians().cos();
    let chord = half_sine(from.0, to.0) + cosines * half_sine(from.1, to.1);
    finite(2.0 * EARTH_RADIUS * chord.clamp(0.0, 1.0).sqrt().asin())
}

fn truncates(args: &[ArrayRef]) -> ArrayRef {
    let numbers = args[0].as_primitive::<Float64Type>();
    Arc::new(numbers.unary_opt::<_, Int64Type>(truncate))
}

/// Cuts the decimals off; `None` for what does not fit.
fn truncate(number: f64) -> Option<i64> {
    // 2^63, which is a double while `i64::MAX` is not.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (-LIMIT..LIMIT).contains(&number).then_some(number as i64)
}

/// `read_integer(text, kind)`: exact where the text is whole; JSON booleans are 1 and 0.
fn read_integers(args: &[ArrayRef]) -> ArrayRef {
    let kinds = args[1].as_primitive::<UInt8Type>();
    let integers: Int64Array = args[0]
        .as_string_view()
        .iter()
        .zip(kinds)
        .map(|(text, kind)| match (text?, kind?) {
            (text, kind::NUMBER | kind::STRING) => match read_exact(text.as_bytes())? {
                Exact::Integer(integer) => i64::try_from(integer).ok(),
                Exact::Float(number) => truncate(number),
            },
            (text, kind::BOOLEAN) => Some(i64::from(text == "true")),
            _ => None,
        })
        .collect();
    Arc::new(integers)
}

#[cfg(test)]
mod tests {
    use crate::function::general::check::{
        check, float, json, missing, nested, number, text, time, truth,
    };

    #[test]
    fn of_one_number() {
        check("abs", &[float(-1.5)], Some("1.5"));
        check("ceil", &[float(-1.5)], Some("-1"));
        check("floor", &[text("1.5")], Some("1"));
        check("sqrt", &[number(9)], Some("3"));
        check("sqrt", &[number(-1)], None);
        check("log", &[number(1)], Some("0"));
        check("log", &[number(0)], None);
        check("abs", &[text("abc")], None);
        check("abs", &[missing()], None);
        check("abs", &[json("{\"a\":1}")], None);
    }

    #[test]
    fn rounding() {
        check("round", &[float(2.5)], Some("3"));
        check("round", &[float(-2.5)], Some("-3"));
        check("round", &[float(1234.567), number(2)], Some("1234.57"));
        check("round", &[float(1234.567), number(-2)], Some("1200"));
        check("round", &[float(0.5), number(400)], Some("0.5"));
        check("round", &[number(5), number(-400)], Some("0"));
        check("round", &[number(5), missing()], None);
    }

    #[test]
    fn extremes_ignore_what_is_missing() {
        check("greatest", &[number(1), text("12"), missing()], Some("12"));
        check("least", &[number(1), float(0.5), text("abc")], Some("0.5"));
        check("greatest", &[missing(), missing()], None);
        let (early, late) = (time("2023-07-10T00:00:00Z"), time("2023-07-11T00:00:00Z"));
        check("least", &[late, early], Some("2023-07-10T00:00:00.000Z"));
    }

    #[test]
    fn distances() {
        // Berlin to New York.
        let args = [float(52.52), float(13.405), float(40.7128), float(-74.006)];
        check("floor", &[nested("haversine", &args)], Some("6385"));
        check(
            "haversine",
            &[number(1), number(2), number(1), number(2)],
            Some("0"),
        );
        check(
            "haversine",
            &[number(91), number(2), number(1), number(2)],
            None,
        );
    }

    #[test]
    fn conversions() {
        check("toNumber", &[text("1.50")], Some("1.5"));
        check("toDouble", &[text("1e3")], Some("1000"));
        check("toNumber", &[text("0x1")], None);
        check(
            "toLong",
            &[text("9007199254740993")],
            Some("9007199254740993"),
        );
        check("toLong", &[text("-1.9")], Some("-1"));
        check("toLong", &[text("9223372036854775808")], None);
        check("toLong", &[float(1e19)], None);
        check("toLong", &[truth(true)], Some("1"));
        check("toInt", &[text("2147483647")], Some("2147483647"));
        check("toInt", &[text("2147483648")], None);
        check("toInt", &[missing()], None);
    }
}
