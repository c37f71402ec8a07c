//! Numbers.

use super::Arg::{Any, Number, Small};
use super::{Call, Function, Gives, as_class};
use crate::algebra::number::Exact;
use crate::algebra::order::order;
use crate::algebra::value::{Class, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    of_one("abs", |call| map(call, f64::abs)),
    of_one("ceil", |call| map(call, f64::ceil)),
    of_one("floor", |call| map(call, f64::floor)),
    of_one("sqrt", |call| map(call, f64::sqrt)),
    of_one("log", |call| map(call, f64::ln)),
    of_one("toNumber", |call| map(call, |number| number)),
    of_one("toDouble", |call| map(call, |number| number)),
    Function {
        name: "round",
        gives: Gives::Number,
        forms: &[&[Number], &[Number, Small]],
        eval: |call| {
            let digits = if call.has(1) {
                call.number(1)
            } else {
                Some(0.0)
            };
            match call.number(0).zip(digits) {
                Some((number, digits)) => Value::number(round(number, digits as i32)),
                None => Value::Missing,
            }
        },
    },
    Function {
        name: "haversine",
        gives: Gives::Number,
        forms: &[
            &[Number, Number, Number, Number],
            &[Small, Number, Small, Number],
        ],
        eval: haversine,
    },
    Function {
        name: "toLong",
        gives: Gives::Integer,
        forms: &[&[Any], &[Number]],
        eval: |call| to_long(call.value(0)).map_or(Value::Missing, Value::Integer),
    },
    Function {
        name: "toInt",
        gives: Gives::Integer,
        forms: &[&[Any], &[Number]],
        eval: |call| {
            let fits = to_long(call.value(0)).filter(|long| i32::try_from(*long).is_ok());
            fits.map_or(Value::Missing, Value::Integer)
        },
    },
    Function {
        name: "greatest",
        gives: Gives::Extreme,
        forms: &[&[Number], &[Any, Number], &[Number, Number, Any]],
        eval: |call| extreme(call, true),
    },
    Function {
        name: "least",
        gives: Gives::Extreme,
        forms: &[&[Number], &[Any, Number], &[Number, Number, Any]],
        eval: |call| extreme(call, false),
    },
];

const fn of_one(name: &'static str, eval: fn(&Call<'_>) -> Value) -> Function {
    Function {
        name,
        gives: Gives::Number,
        forms: &[&[Number], &[Any]],
        eval,
    }
}

fn map(call: &Call<'_>, function: fn(f64) -> f64) -> Value {
    call.number(0)
        .map_or(Value::Missing, |number| Value::number(function(number)))
}

/// Half away from zero.
fn round(number: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits.abs());
    if digits < 0 {
        return (number / scale).round() * scale;
    }
    // A number that is whole at this scale has nothing to round.
    let scaled = number * scale;
    if scaled.abs() >= 2_f64.powi(53) {
        number
    } else {
        scaled.round() / scale
    }
}

/// Decimals are cut off; what does not fit 64 bits is missing.
fn to_long(value: &Value) -> Option<i64> {
    let cut = |number: f64| {
        let fits = number >= -(2_f64.powi(63)) && number < 2_f64.powi(63);
        fits.then_some(number as i64)
    };
    match value {
        Value::Integer(integer) => Some(*integer),
        Value::Text(_) | Value::Raw(_) => match value.reads_as_number()? {
            Exact::Whole(whole) => i64::try_from(whole).ok(),
            Exact::Double(number) => cut(number),
        },
        value => cut(value.to_number()?),
    }
}

/// What is missing, or no number, is left out.
fn extreme(call: &Call<'_>, largest: bool) -> Value {
    let class = Gives::Extreme.class(&call.classes);
    let values = call.values.iter().map(|value| match class {
        Class::Number => as_class(value, Class::Number),
        _ => value.clone(),
    });
    let there = values.filter(|value| !value.is_missing());
    let extreme = if largest {
        there.max_by(order)
    } else {
        there.min_by(order)
    };
    extreme.unwrap_or(Value::Missing)
}

/// Kilometres on a sphere of the Earth's mean radius.
fn haversine(call: &Call<'_>) -> Value {
    let numbers: Option<Vec<f64>> = (0..4).map(|index| call.number(index)).collect();
    let Some([lat1, lon1, lat2, lon2]) = numbers.and_then(|it| <[f64; 4]>::try_from(it).ok())
    else {
        return Value::Missing;
    };
    if lat1.abs() > 90.0 || lat2.abs() > 90.0 {
        return Value::Missing;
    }
    let haversine = |angle: f64| (1.0 - angle.to_radians().cos()) / 2.0;
    let (cos1, cos2) = (lat1.to_radians().cos(), lat2.to_radians().cos());
    let part = haversine(lat2 - lat1) + cos1 * cos2 * haversine(lon2 - lon1);
    Value::number(2.0 * 6371.0 * part.clamp(0.0, 1.0).sqrt().asin())
}
