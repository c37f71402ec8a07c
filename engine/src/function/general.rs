//! Conditions, presence and the query itself (reference: Logs Insights, "general functions").

#[cfg(test)]
pub(super) mod check;

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::UInt8Type;
use datafusion::common::{Result, ScalarValue};
use datafusion::functions::string::expr_fn::octet_length;
use datafusion::logical_expr::{Expr, ScalarUDF, cast, lit, when};
use datafusion::prelude::coalesce;
use taffrail_extract::{kind, read_number};
use taffrail_query_lang::Diagnostic;

use super::{Argument, CallContext};
use crate::dynamic::Value;
use crate::kernel::{Kernel, Type};
use crate::registry::call;

pub(super) fn plan(
    name: &str,
    args: &[Argument],
    context: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    Some(match name {
        "ispresent" => args[0]
            .value()
            .map(|value| Value::Boolean(value.presence().is_not_null())),
        "coalesce" => values(args).map(|values| Value::choose(&values, coalesce)),
        "case" | "if" => case(args),
        "isNumeric" => args[0]
            .value()
            .map(|value| Value::Boolean(call("is_numeric", vec![value.to_text(), value.kind()]))),
        "messageSize" => args[0]
            .any_text()
            .map(|text| Value::Integer(cast(octet_length(text), Type::Integer.data_type()))),
        "queryStartTime" => Ok(millis(start(context))),
        "queryEndTime" => Ok(millis(end(context))),
        "queryTimeRange" => {
            let bounds = start(context).zip(end(context));
            Ok(millis(
                bounds.and_then(|(start, end)| end.checked_sub(start)),
            ))
        }
        // Nothing is masked in files, so there is nothing to lift.
        "unmask" => args[0].value(),
        _ => return None,
    })
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Boolean, Kind, Text};
    vec![
        Kernel::new("is_numeric", &[Text, Kind], Boolean, |args| {
            Ok(are_numeric(args))
        })
        .udf(),
    ]
}

fn values(args: &[Argument]) -> Result<Vec<Value>, Diagnostic> {
    args.iter().map(Argument::value).collect()
}

/// `case(c1, v1, c2, v2, ..., default)`, `if(c, a, b)`: the value behind the first condition that
/// is true, else the default, else NULL. A condition that is missing is not true.
fn case(args: &[Argument]) -> Result<Value, Diagnostic> {
    let (branches, default) = args.as_chunks::<2>();
    let conditions = branches
        .iter()
        .map(|[condition, _]| condition.condition())
        .collect::<Result<Vec<_>, _>>()?;
    let results = branches.iter().map(|[_, value]| value).chain(default);
    let results = results
        .map(Argument::value)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Value::choose(&results, |results| {
        first_true(&conditions, results)
    }))
}

fn first_true(conditions: &[Expr], results: Vec<Expr>) -> Expr {
    let mut results = results.into_iter();
    let mut branches = conditions
        .iter()
        .cloned()
        .zip(results.by_ref().take(conditions.len()));
    let (condition, result) = branches
        .next()
        .expect("the arity leaves one branch or more");
    let mut case = when(condition, result);
    for (condition, result) in branches {
        case.when(condition, result);
    }
    let case = match results.next() {
        Some(default) => case.otherwise(default),
        None => case.end(),
    };
    case.expect("`Value::choose` gives all branches one type")
}

fn start(context: &CallContext) -> Option<i64> {
    context.range.and_then(|range| range.since)
}

/// A range without an end ends when the query was asked.
fn end(context: &CallContext) -> Option<i64> {
    context
        .range
        .map(|range| range.until.unwrap_or(context.now))
}

fn millis(micros: Option<i64>) -> Value {
    let millis = ScalarValue::Int64(micros.map(|micros| micros.div_euclid(1000)));
    Value::Integer(lit(millis))
}

/// `is_numeric(text, kind)`: whether the value reads as a number. JSON booleans do not, although
/// they count as 1 and 0.
fn are_numeric(args: &[ArrayRef]) -> ArrayRef {
    let kinds = args[1].as_primitive::<UInt8Type>();
    let numeric: BooleanArray = args[0]
        .as_string_view()
        .iter()
        .zip(kinds)
        .map(|(text, kind)| match (text?, kind?) {
            (text, kind::NUMBER | kind::STRING) => Some(read_number(text.as_bytes()).is_some()),
            _ => Some(false),
        })
        .collect();
    Arc::new(numeric)
}

#[cfg(test)]
mod tests {
    use super::check::{check, check_in, context, float, json, missing, number, text, time, truth};
    use crate::time::TimeRange;

    #[test]
    fn presence() {
        check("ispresent", &[text("")], Some("1"));
        check("ispresent", &[missing()], Some("0"));
        check("ispresent", &[number(0)], Some("1"));
        check("coalesce", &[missing(), text("a"), text("b")], Some("a"));
        check("coalesce", &[missing(), number(5)], Some("5"));
        check("coalesce", &[missing(), missing()], None);
    }

    #[test]
    fn conditions() {
        check("if", &[truth(true), number(1), text("no")], Some("1"));
        check("if", &[truth(false), number(1), text("no")], Some("no"));
        check("if", &[missing(), number(1), float(2.5)], Some("2.5"));
        check(
            "case",
            &[truth(false), text("a"), text("true"), text("b")],
            Some("b"),
        );
        check(
            "case",
            &[truth(false), text("a"), number(0), text("b")],
            None,
        );
        check(
            "case",
            &[truth(false), text("a"), missing(), text("b"), text("c")],
            Some("c"),
        );
        let day = "2023-07-10T00:00:00Z";
        check(
            "if",
            &[number(1), time(day), time(day)],
            Some("2023-07-10T00:00:00.000Z"),
        );
    }

    #[test]
    fn numeric() {
        check("isNumeric", &[text("-1.5e3")], Some("1"));
        check("isNumeric", &[number(5)], Some("1"));
        check("isNumeric", &[text("five")], Some("0"));
        check("isNumeric", &[text("")], Some("0"));
        check("isNumeric", &[json("true")], Some("0"));
        check("isNumeric", &[missing()], None);
    }

    #[test]
    fn the_query() {
        check("messageSize", &[text("aé")], Some("3"));
        check("unmask", &[text("secret")], Some("secret"));
        check("queryStartTime", &[], None);
        check("queryEndTime", &[], None);
        let mut context = context();
        context.now = 5_000_000;
        context.range = Some(TimeRange {
            since: Some(1_000_000),
            until: None,
        });
        check_in(&context, "queryStartTime", &[], Some("1000"));
        check_in(&context, "queryEndTime", &[], Some("5000"));
        check_in(&context, "queryTimeRange", &[], Some("4000"));
    }
}
