//! Every aggregate, over the rows of a group.

mod numbers;
mod values;

use taffrail::query_lang::ast::{Expr, ExprKind, NumberLiteral};

pub(crate) use self::values::{joined, key};

use self::numbers::{histogram, mean, percentile, rate, variance};
use self::values::{at, by_kind_too, counted, extreme, list};
use super::expr::{class, value};
use super::table::{OfRow, Row, Table};
use super::value::{Class, Value};

/// The aggregates that random queries call, besides `count(*)`: each with whether it takes numbers
/// only, and how it is called.
pub(crate) const CALLS: &[(&str, bool, &[&str])] = &[
    ("count", false, &["count({})"]),
    (
        "countDistinct",
        false,
        &["countDistinct({})", "count_distinct({})"],
    ),
    ("sum", true, &["sum({})"]),
    ("avg", true, &["avg({})"]),
    ("min", false, &["min({})"]),
    ("max", false, &["max({})"]),
    (
        "pct",
        true,
        &[
            "pct({}, 0)",
            "pct({}, 25)",
            "pct({}, 95)",
            "pct({}, 99.5)",
            "pct({}, 100)",
        ],
    ),
    ("median", true, &["median({})"]),
    ("stddev", true, &["stddev({})"]),
    ("variance", true, &["variance({})"]),
    ("earliest", false, &["earliest({})"]),
    ("latest", false, &["latest({})"]),
    ("values", false, &["values({})"]),
    (
        "topk",
        false,
        &["topk(1, {})", "topk(2, {})", "topk(20, {})"],
    ),
    ("sortsFirst", false, &["sortsFirst({})"]),
    ("sortsLast", false, &["sortsLast({})"]),
    ("countOverTime", false, &["countOverTime({})"]),
    ("sumOverTime", true, &["sumOverTime({})"]),
    ("rate", true, &["rate({}, 1s)", "rate({}, 5m)"]),
    ("histogram", true, &["histogram({}, 1)", "histogram({}, 3)"]),
];

/// Those that need `@timestamp`.
pub(crate) const OF_TIME: &[&str] = &["earliest", "latest", "rate"];

/// The class and the value of an aggregate; `None` when it is none.
pub(crate) fn aggregate(
    name: &str,
    args: &[Expr],
    table: &Table,
    rows: &[Row],
) -> Option<(Class, Value)> {
    let Some(argument) = args.get(usize::from(name == "topk")) else {
        return (name == "count").then(|| (Class::Integer, count(rows.len())));
    };
    // The class of an expression is the same in all rows, of which there may be none.
    let none = Row {
        event: None,
        cells: vec![Value::Missing; table.columns.len()],
        place: 0,
    };
    let class = || class(argument, &OfRow { table, row: &none });
    let of = |row: &Row| value(argument, &OfRow { table, row });
    let there = || -> Vec<Value> {
        rows.iter()
            .map(of)
            .filter(|value| !value.is_missing())
            .collect()
    };
    let numbers = || -> Vec<f64> { rows.iter().filter_map(|row| of(row).to_number()).collect() };
    Some(match name {
        "count" | "countOverTime" => (Class::Integer, count(there().len())),
        "countDistinct" => {
            let mut keys: Vec<String> = there().iter().map(key).collect();
            keys.sort_unstable();
            keys.dedup();
            (Class::Integer, count(keys.len()))
        }
        "sum" | "sumOverTime" => {
            let numbers = numbers();
            let sum = numbers.iter().sum();
            (
                Class::Number,
                if numbers.is_empty() {
                    Value::Missing
                } else {
                    Value::number(sum)
                },
            )
        }
        "avg" => (
            Class::Number,
            mean(&numbers()).map_or(Value::Missing, Value::number),
        ),
        "variance" => (
            Class::Number,
            variance(&numbers()).map_or(Value::Missing, Value::number),
        ),
        "stddev" => {
            let deviation = variance(&numbers()).map(f64::sqrt);
            (
                Class::Number,
                deviation.map_or(Value::Missing, Value::number),
            )
        }
        "median" => (Class::Number, percentile(numbers(), 50.0)),
        "pct" => (Class::Number, percentile(numbers(), literal(&args[1]))),
        "min" => extreme(class(), there(), false),
        "max" => extreme(class(), there(), true),
        "sortsFirst" => (
            class(),
            there()
                .into_iter()
                .min_by(by_kind_too)
                .unwrap_or(Value::Missing),
        ),
        "sortsLast" => (
            class(),
            there()
                .into_iter()
                .max_by(by_kind_too)
                .unwrap_or(Value::Missing),
        ),
        "earliest" => (class(), at(rows, i128::from, of)),
        "latest" => (class(), at(rows, |micros| -i128::from(micros), of)),
        "values" => (Class::Dynamic, list(counted(&there()), usize::MAX)),
        "topk" => {
            // Texts are compared, as those of keys are.
            let values = there();
            let one = |value: &Value| {
                let same = values.iter().filter(|other| key(other) == key(value));
                same.fold(value.clone(), |all, other| joined(&all, other))
            };
            let mut counted = counted(&values.iter().map(one).collect::<Vec<_>>());
            counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            (Class::Dynamic, list(counted, literal(&args[0]) as usize))
        }
        "rate" => {
            let ExprKind::Period(period) = args[1].kind else {
                panic!("a period is written as one");
            };
            (Class::Number, rate(rows, period, |row| of(row).to_number()))
        }
        "histogram" => (Class::Dynamic, histogram(&numbers(), literal(&args[1]))),
        _ => return None,
    })
}

fn count(count: usize) -> Value {
    Value::Integer(count as i64)
}

fn literal(expr: &Expr) -> f64 {
    match expr.kind {
        ExprKind::Number(NumberLiteral::Integer(whole)) => whole as f64,
        ExprKind::Number(NumberLiteral::Float(number)) => number,
        _ => panic!("a percentile is a number"),
    }
}
