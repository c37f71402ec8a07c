//! Whether two answers are the same answer.

use std::cmp::Ordering;
use std::fmt::Write as _;

use super::{Order, Row, Value};

/// How far two numbers may be apart, against the larger one: sums of floating-point numbers depend
/// on the order of adding.
const TOLERANCE: f64 = 1e-9;

/// Two answers to one question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared<'a> {
    /// The one.
    pub(crate) left: &'a [Row],
    /// The other.
    pub(crate) right: &'a [Row],
    /// More rows than were asked for, of a question for the newest: what may come in at its end.
    pub(crate) wide: &'a [Row],
}

/// What is different, or nothing.
pub(crate) fn compare(answers: Compared<'_>, order: Order) -> Option<String> {
    let Compared { left, right, wide } = answers;
    if left.len() != right.len() {
        return Some(format!("{} rows and {} rows", left.len(), right.len()));
    }
    match order {
        Order::Listed => difference(left.iter().zip(right)),
        Order::Any => difference(sorted(left).into_iter().zip(sorted(right))),
        Order::Newest => newest(left, right, wide),
    }
}

/// The times are the same in the same order, before the last second the rows are, and in it each row
/// is an event.
fn newest(left: &[Row], right: &[Row], wide: &[Row]) -> Option<String> {
    for rows in [left, right] {
        let mut steps = rows.iter().zip(rows.iter().skip(1));
        if let Some((one, next)) = steps.find(|(one, next)| by_value(&one[0], &next[0]).is_lt()) {
            return Some(format!(
                "a newer row comes later: {} and then {}",
                shown(one),
                shown(next)
            ));
        }
    }
    let last = left.last()?.first()?.clone();
    let before = |rows: &[Row]| -> Vec<Row> {
        let rows = rows.iter().filter(|row| row[0] != last);
        rows.cloned().collect()
    };
    let (one, other) = (before(left), before(right));
    if one.len() != other.len() {
        return Some(format!(
            "{} and {} rows newer than {}",
            one.len(),
            other.len(),
            shown(&[last])
        ));
    }
    difference(sorted(&one).into_iter().zip(sorted(&other))).or_else(|| {
        let mut at_end = left[one.len()..].iter().chain(&right[other.len()..]);
        let stranger = at_end.find(|row| !wide.iter().any(|event| same(row, event)))?;
        Some(format!("no event: {}", shown(stranger)))
    })
}

fn difference<'a>(mut pairs: impl Iterator<Item = (&'a Row, &'a Row)>) -> Option<String> {
    let (left, right) = pairs.find(|(left, right)| !same(left, right))?;
    Some(format!("{} and {}", shown(left), shown(right)))
}

fn same(left: &[Value], right: &[Value]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|pair| match pair {
            (Value::Number(left), Value::Number(right)) => {
                (left - right).abs() <= TOLERANCE * left.abs().max(right.abs())
            }
            (left, right) => left == right,
        })
}

/// The rows in an order that small differences of numbers do not change: keys first.
fn sorted(rows: &[Row]) -> Vec<&Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    let number = |value: &&Value| matches!(value, Value::Number(_));
    rows.sort_by(|left, right| {
        let keys = |row: &'_ Row| {
            row.iter()
                .filter(|it| !number(it))
                .cloned()
                .collect::<Vec<_>>()
        };
        let numbers = |row: &'_ Row| row.iter().filter(number).cloned().collect::<Vec<_>>();
        by_values(&keys(left), &keys(right))
            .then_with(|| by_values(&numbers(left), &numbers(right)))
    });
    rows
}

fn by_values(left: &[Value], right: &[Value]) -> Ordering {
    let mut pairs = left.iter().zip(right);
    pairs
        .find_map(|(left, right)| Some(by_value(left, right)).filter(|order| order.is_ne()))
        .unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn by_value(left: &Value, right: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Text(_) => 1,
        Value::Number(_) => 2,
        Value::Time(_) => 3,
    };
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => left.total_cmp(right),
        (Value::Time(left), Value::Time(right)) => left.cmp(right),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn shown(row: &[Value]) -> String {
    let mut out = String::from("(");
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            out += ", ";
        }
        let written = match value {
            Value::Null => write!(out, "NULL"),
            Value::Text(text) => write!(out, "{text:?}"),
            Value::Number(number) => write!(out, "{number}"),
            Value::Time(micros) => match chrono::DateTime::from_timestamp_micros(*micros) {
                Some(time) => write!(out, "{}", time.to_rfc3339()),
                None => write!(out, "{micros} us"),
            },
        };
        written.expect("a String takes every write");
    }
    out + ")"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(i64, &str, f64)]) -> Vec<Row> {
        rows.iter()
            .map(|&(time, text, number)| {
                vec![
                    Value::Time(time),
                    Value::Text(text.into()),
                    Value::Number(number),
                ]
            })
            .collect()
    }

    fn check(
        order: Order,
        left: &[(i64, &str, f64)],
        right: &[(i64, &str, f64)],
        expected: Option<&str>,
    ) {
        let wide = rows(&[(9, "a", 1.0), (8, "b", 1.0), (7, "c", 1.0), (7, "d", 1.0)]);
        let (left, right) = (rows(left), rows(right));
        let answers = Compared {
            left: &left,
            right: &right,
            wide: &wide,
        };
        assert_eq!(compare(answers, order).as_deref(), expected);
    }

    #[test]
    fn order_counts_where_it_was_asked_for() {
        let (one, other) = (
            [(1, "a", 1.0), (1, "b", 2.0)],
            [(1, "b", 2.0), (1, "a", 1.0)],
        );
        check(Order::Any, &one, &other, None);
        let difference = r#"(1970-01-01T00:00:00.000001+00:00, "a", 1) and (1970-01-01T00:00:00.000001+00:00, "b", 2)"#;
        check(Order::Listed, &one, &other, Some(difference));
        check(Order::Listed, &one, &one, None);
    }

    #[test]
    fn numbers_are_compared_with_a_tolerance() {
        let third = 1.0 / 3.0;
        check(Order::Any, &[(1, "a", 1e12)], &[(1, "a", 1e12 + 1.0)], None);
        check(
            Order::Any,
            &[(1, "a", third)],
            &[(1, "a", 0.333_333_333_333_3)],
            None,
        );
        check(Order::Any, &[(1, "a", 0.0)], &[(1, "a", 0.0)], None);
        let time = "1970-01-01T00:00:00.000001+00:00";
        let difference = format!(r#"({time}, "a", 0) and ({time}, "a", 0.000001)"#);
        check(
            Order::Any,
            &[(1, "a", 0.0)],
            &[(1, "a", 1e-6)],
            Some(&difference),
        );
    }

    #[test]
    fn rows_may_not_be_missing_or_doubled() {
        let two = [(1, "a", 1.0), (1, "b", 1.0)];
        check(Order::Any, &two[..1], &two, Some("1 rows and 2 rows"));
        let doubled = [two[0], two[0]];
        assert!(
            compare(
                Compared {
                    left: &rows(&two),
                    right: &rows(&doubled),
                    wide: &[]
                },
                Order::Any
            )
            .is_some()
        );
    }

    #[test]
    fn the_last_second_of_the_newest_is_open() {
        let one = [(9, "a", 1.0), (8, "b", 1.0), (7, "c", 1.0)];
        let other = [(9, "a", 1.0), (8, "b", 1.0), (7, "d", 1.0)];
        check(Order::Newest, &one, &other, None);
        let invented = [(9, "a", 1.0), (8, "b", 1.0), (7, "e", 1.0)];
        check(
            Order::Newest,
            &one,
            &invented,
            Some(r#"no event: (1970-01-01T00:00:00.000007+00:00, "e", 1)"#),
        );
        let older = [(9, "a", 1.0), (7, "c", 1.0), (7, "d", 1.0)];
        check(
            Order::Newest,
            &one,
            &older,
            Some("2 and 1 rows newer than (1970-01-01T00:00:00.000007+00:00)"),
        );
        let upside_down = [(8, "b", 1.0), (9, "a", 1.0), (7, "c", 1.0)];
        let found = compare(
            Compared {
                left: &rows(&one),
                right: &rows(&upside_down),
                wide: &[],
            },
            Order::Newest,
        );
        assert!(found.is_some_and(|it| it.starts_with("a newer row comes later")));
    }

    #[test]
    fn nothing_is_not_an_empty_text() {
        let one = [vec![Value::Null]];
        let other = [vec![Value::Text(String::new())]];
        let answers = Compared {
            left: &one,
            right: &other,
            wide: &[],
        };
        assert_eq!(
            compare(answers, Order::Any).as_deref(),
            Some(r#"(NULL) and ("")"#)
        );
    }
}
