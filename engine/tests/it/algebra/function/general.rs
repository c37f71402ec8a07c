//! Presence, choice, and the query itself.

use super::Arg::{Any, Condition, Number, Text, Time};
use super::{Call, Function, Gives, as_class};
use crate::algebra::value::Value;

const BRANCHES: Gives = Gives::Choice { skip: 1, step: 2 };

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "ispresent",
        gives: Gives::Truth,
        forms: &[&[Any]],
        eval: |call| Value::Truth(!call.value(0).is_missing()),
    },
    Function {
        name: "coalesce",
        gives: Gives::Choice { skip: 0, step: 1 },
        forms: &[
            &[Any],
            &[Any, Any],
            &[Number, Number],
            &[Text, Any, Text],
            &[Time, Time],
        ],
        eval: |call| {
            let gives = Gives::Choice { skip: 0, step: 1 };
            let first = call.values.iter().find(|value| !value.is_missing());
            first.map_or(Value::Missing, |it| {
                as_class(it, gives.class(&call.classes))
            })
        },
    },
    Function {
        name: "if",
        gives: BRANCHES,
        forms: &[
            &[Condition, Any, Any],
            &[Any, Number, Number],
            &[Condition, Text, Text],
            &[Condition, Time, Time],
        ],
        eval: case,
    },
    Function {
        name: "case",
        gives: BRANCHES,
        forms: &[
            &[Condition, Any],
            &[Condition, Number, Number],
            &[Condition, Text, Condition, Any],
            &[Condition, Text, Condition, Text, Text],
        ],
        eval: case,
    },
    Function {
        name: "isNumeric",
        gives: Gives::Truth,
        forms: &[&[Any], &[Text]],
        eval: |call| match call.value(0) {
            Value::Missing => Value::Missing,
            value => Value::Truth(value.reads_as_number().is_some()),
        },
    },
    Function {
        name: "messageSize",
        gives: Gives::Integer,
        forms: &[&[Any], &[Text]],
        eval: |call| {
            call.any_text(0)
                .map_or(Value::Missing, |it| Value::Integer(it.len() as i64))
        },
    },
    Function {
        name: "queryStartTime",
        gives: Gives::Integer,
        forms: &[&[]],
        eval: |call| bounds(call, |start, _| start),
    },
    Function {
        name: "queryEndTime",
        gives: Gives::Integer,
        forms: &[&[]],
        eval: |call| bounds(call, |_, end| end),
    },
    Function {
        name: "queryTimeRange",
        gives: Gives::Integer,
        forms: &[&[]],
        eval: |call| bounds(call, |start, end| Some(end? - start?)),
    },
    Function {
        name: "unmask",
        gives: Gives::Choice { skip: 0, step: 1 },
        forms: &[&[Any]],
        eval: |call| call.value(0).clone(),
    },
];

/// The value behind the first condition that is true, else the lone last one.
fn case(call: &Call<'_>) -> Value {
    let class = BRANCHES.class(&call.classes);
    let pairs = call.values.chunks(2);
    let chosen = pairs.into_iter().find_map(|pair| match pair {
        [condition, value] => (condition.holds() == Some(true)).then_some(value),
        [default] => Some(default),
        _ => None,
    });
    chosen.map_or(Value::Missing, |value| as_class(value, class))
}

/// Milliseconds of a query's range; without an end it ends now.
fn bounds(call: &Call<'_>, pick: fn(Option<i64>, Option<i64>) -> Option<i64>) -> Value {
    let (range, now) = (call.context.range, call.context.now);
    if range == taffrail::TimeRange::default() {
        return Value::Missing;
    }
    let picked = pick(range.since, Some(range.until.unwrap_or(now)));
    picked.map_or(Value::Missing, |micros| {
        Value::Integer(micros.div_euclid(1000))
    })
}
