//! The order of `sort`: missing values, then texts run by run, then numbers.

use std::cmp::Ordering;

use super::number::Exact;
use super::value::Value;

/// How two values of one column are ordered.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Missing, Value::Missing) => Ordering::Equal,
        (Value::Missing, _) => Ordering::Less,
        (_, Value::Missing) => Ordering::Greater,
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (a, b) if is_typed(a) && is_typed(b) => by_number(a, b),
        (a, b) => match (a.reads_as_number(), b.reads_as_number()) {
            (None, None) => texts(&text(a), &text(b)),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(_), Some(_)) => by_number(a, b).then_with(|| text(a).cmp(&text(b))),
        },
    }
}

fn is_typed(value: &Value) -> bool {
    matches!(
        value,
        Value::Number(_) | Value::Integer(_) | Value::Truth(_)
    )
}

fn by_number(a: &Value, b: &Value) -> Ordering {
    let numbers = a.reads_as_number().zip(b.reads_as_number());
    let (a, b) = numbers.expect("both read as numbers");
    let order = a.double().partial_cmp(&b.double());
    // A whole number may differ from its double by what the double cannot say.
    let rest = |number: Exact| match number {
        Exact::Whole(whole) => whole - whole as f64 as i128,
        Exact::Double(_) => 0,
    };
    order
        .expect("numbers are finite")
        .then(rest(a).cmp(&rest(b)))
}

fn text(value: &Value) -> String {
    value.to_text().unwrap_or_default()
}

/// Runs of digits against runs of other characters.
fn texts(a: &str, b: &str) -> Ordering {
    let (a, b) = (runs(a), runs(b));
    for (a, b) in a.iter().zip(&b) {
        let digits = |run: &str| run.starts_with(|first: char| first.is_ascii_digit());
        let order = if digits(a) && digits(b) {
            a.len().cmp(&b.len()).then_with(|| a.cmp(b))
        } else {
            a.cmp(b)
        };
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}

fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut digits = None;
    for c in text.chars() {
        if digits == Some(c.is_ascii_digit()) {
            runs.last_mut().expect("a run was begun").push(c);
        } else {
            runs.push(c.to_string());
        }
        digits = Some(c.is_ascii_digit());
    }
    runs
}

/// AWS's own list (reference: Logs Insights, "sort").
#[test]
fn the_documented_list() {
    let list = [
        "!:",
        "#",
        "*%04",
        "0#",
        "5A",
        "111A",
        "2345_",
        "@",
        "@_",
        "A",
        "A9876fghj",
        "a12345hfh",
        "0",
        "01",
        "1",
        "2",
        "3",
    ];
    let list = list.map(Value::text);
    assert!(list.is_sorted_by(|a, b| order(a, b).is_lt()));
}
