//! Comparisons: the table of docs/values.md, row by row.

use std::cmp::Ordering;

use taffrail::query_lang::ast::{CompareOp, NumberLiteral};

use super::expr::{Context, literal_value};
use super::function::instant;
use super::number::Exact;
use super::value::Value;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(crate) enum Side {
    Value(Value),
    Number(NumberLiteral),
    Text(String),
    Truth(bool),
}

/// `left op right`; `None` when a side is missing.
pub(crate) fn compare(op: CompareOp, left: &Side, right: &Side, context: &Context) -> Option<bool> {
    match (left, right) {
        (left, right) if op == CompareOp::NotEq => {
            compare(CompareOp::Eq, left, right, context).map(|equal| !equal)
        }
        (left, right)
            if op != CompareOp::Eq
                && [left, right].iter().any(|it| matches!(it, Side::Truth(_))) =>
        {
            let missing = |side: &Side| matches!(side, Side::Value(value) if value.is_missing());
            (!missing(left) && !missing(right)).then_some(false)
        }
        (Side::Value(left), Side::Value(right)) => with_value(op, left, right),
        (Side::Value(value), literal) => with_literal(op, value, literal, context),
        (literal, Side::Value(value)) => with_literal(mirrored(op), value, literal, context),
        (left, right) => with_literal(op, &literal_value(left), right, context),
    }
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq | CompareOp::NotEq => op,
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::LtEq => CompareOp::GtEq,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::GtEq => CompareOp::LtEq,
    }
}

/// Whether an order is what an operator asks for; a misfit never is.
fn accepts(op: CompareOp, order: Option<Ordering>) -> bool {
    order.is_some_and(|order| match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::NotEq => order.is_ne(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::LtEq => order.is_le(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::GtEq => order.is_ge(),
    })
}

fn with_value(op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    if left.is_missing() || right.is_missing() {
        return None;
    }
    let equal = op == CompareOp::Eq;
    Some(match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => equal && left == right,
        (Value::Truth(truth), field @ (Value::Text(_) | Value::Raw(_) | Value::Bool(_)))
        | (field @ (Value::Text(_) | Value::Raw(_) | Value::Bool(_)), Value::Truth(truth))
            if equal =>
        {
            field.equals_truth(*truth)
        }
        (left, right) => accepts(op, order(left, right)),
    })
}

/// `None` for values that do not fit.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Time(left), Value::Time(right)) => Some(left.cmp(right)),
        // Against a number a time is its milliseconds.
        (Value::Time(_), Value::Number(_) | Value::Integer(_))
        | (Value::Number(_) | Value::Integer(_), Value::Time(_)) => {
            left.to_number()?.partial_cmp(&right.to_number()?)
        }
        (left, right) => match (left.reads_as_number(), right.reads_as_number()) {
            (Some(left), Some(right)) => left.compare(right),
            (None, None) => match (left, right) {
                // A number that no double can hold is a text, too.
                (Value::Text(left) | Value::Raw(left), Value::Text(right) | Value::Raw(right)) => {
                    Some(left.cmp(right))
                }
                _ => None,
            },
            _ => None,
        },
    }
}

fn with_literal(op: CompareOp, value: &Value, literal: &Side, context: &Context) -> Option<bool> {
    if value.is_missing() {
        return None;
    }
    let equal = op == CompareOp::Eq;
    Some(match (value, literal) {
        (Value::Time(time), literal) => {
            accepts(op, moment(literal, context).map(|it| time.cmp(&it)))
        }
        (Value::Structure(_), Side::Text(_)) => false,
        (value, Side::Text(text)) if equal => value.to_text().as_ref() == Some(text),
        (value, Side::Text(text)) => accepts(op, order(value, &Value::text(text))),
        (Value::Bool(truth), Side::Number(number)) => {
            equal && exact(*number).compare(Exact::Whole((*truth).into())) == Some(Ordering::Equal)
        }
        (value, Side::Number(number)) => accepts(
            op,
            value
                .reads_as_number()
                .and_then(|it| it.compare(exact(*number))),
        ),
        (Value::Number(_) | Value::Integer(_) | Value::Truth(_), Side::Truth(truth)) => {
            accepts(op, order(value, &Value::Truth(*truth)))
        }
        (value, Side::Truth(truth)) => value.equals_truth(*truth),
        (_, Side::Value(_)) => unreachable!("values are compared elsewhere"),
    })
}

/// What a literal is against a time, microseconds.
fn moment(literal: &Side, context: &Context) -> Option<i64> {
    match literal {
        Side::Text(text) => instant(text, context.zone),
        Side::Number(NumberLiteral::Integer(millis)) => {
            let micros = millis.saturating_mul(1000);
            Some(micros.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
        }
        Side::Number(NumberLiteral::Float(millis)) => Some((millis * 1000.0) as i64),
        Side::Truth(_) | Side::Value(_) => None,
    }
}

fn exact(number: NumberLiteral) -> Exact {
    match number {
        NumberLiteral::Integer(whole) => Exact::Whole(whole),
        NumberLiteral::Float(double) => Exact::Double(double),
    }
}
