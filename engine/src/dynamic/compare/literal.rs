//! A value against a literal.

use chrono_tz::Tz;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, lit};
use taffrail_extract::{Exact, kind, read_exact, read_number};
use taffrail_query_lang::ast::{CompareOp, NumberLiteral};

use super::{
    EXACT, NotATime, Side, Want, binary, by_digits, compare_values, double, kernel,
    looks_structured, never, operator, or_misfit,
};
use crate::dynamic::kernels::number_text;
use crate::dynamic::value::Value;
use crate::kernel::text_literal;
use crate::registry::call;
use crate::time;

/// `value op literal`.
pub(super) fn with_literal(
    op: CompareOp,
    value: &Value,
    literal: &Side,
    want: Want,
    zone: Tz,
) -> Result<Expr, NotATime> {
    Ok(match (value, literal) {
        (Value::Time(time), literal) => time_with_literal(op, time, literal, zone)?,
        (Value::Dynamic { .. }, Side::Text(text)) => dynamic_with_text(op, value, text),
        (Value::Dynamic { .. }, Side::Number(number)) => {
            dynamic_with_number(op, value, *number, want)
        }
        (Value::Dynamic { text, .. }, Side::Boolean(truth)) if op == CompareOp::Eq => or_misfit(
            call("truth", vec![text.clone()]).eq(lit(*truth)),
            &value.presence(),
            want,
        ),
        (Value::Integer(whole), Side::Text(text)) => whole_with_text(op, whole, text),
        (typed, Side::Text(text)) => typed_with_text(op, typed, text),
        (Value::Integer(whole), Side::Number(NumberLiteral::Integer(number))) => {
            whole_with_whole(op, whole, *number)
        }
        (value, literal) => compare_values(op, value, &literal.value(), want),
    })
}

/// A field against a quoted text. `=` compares texts, so that `'012'` is not `'12'`; the order is
/// by value when both read as numbers.
fn dynamic_with_text(op: CompareOp, value: &Value, literal: &str) -> Expr {
    let (text, kind) = (value.to_text(), value.kind());
    if op == CompareOp::Eq {
        let equal = text.eq(text_literal(literal));
        if looks_structured(literal) {
            return equal.and(kind.lt(lit(kind::OBJECT)));
        }
        return equal;
    }
    call(
        kernel(op),
        vec![text, kind, text_literal(literal), lit(kind::STRING)],
    )
}

/// A field against a bare number: by value. The scan's `Float64` is exact enough for any literal
/// that a double holds exactly with room to its neighbours; others compare from the text.
fn dynamic_with_number(op: CompareOp, value: &Value, literal: NumberLiteral, want: Want) -> Expr {
    if let NumberLiteral::Integer(integer) = literal
        && integer.abs() >= i128::from(EXACT)
    {
        let literal = vec![text_literal(integer.to_string()), lit(kind::NUMBER)];
        return call(
            kernel(op),
            [vec![value.to_text(), value.kind()], literal].concat(),
        );
    }
    let compared = binary(value.to_number(), operator(op), lit(double(literal)));
    // A JSON boolean equals 1 or 0, but has no order.
    let compared = if op == CompareOp::Eq {
        compared
    } else {
        compared.and(value.kind().not_eq(lit(kind::BOOLEAN)))
    };
    or_misfit(compared, &value.presence(), want)
}

/// A time against a literal: a text is a time, a number is milliseconds since the epoch.
fn time_with_literal(
    op: CompareOp,
    time: &Expr,
    literal: &Side,
    zone: Tz,
) -> Result<Expr, NotATime> {
    let micros = match literal {
        Side::Text(text) => {
            time::parse_instant(text, zone).ok_or_else(|| NotATime(text.clone()))?
        }
        Side::Number(NumberLiteral::Integer(millis)) => i64::try_from(*millis)
            .unwrap_or(if *millis < 0 { i64::MIN } else { i64::MAX })
            .saturating_mul(1000),
        Side::Number(NumberLiteral::Float(millis)) => (millis * 1000.0) as i64,
        Side::Boolean(_) | Side::Value(_) => return Ok(never(time)),
    };
    let literal = Expr::Literal(
        ScalarValue::TimestampMicrosecond(Some(micros), Some("+00:00".into())),
        None,
    );
    Ok(binary(time.clone(), operator(op), literal))
}

/// Whole numbers against one that the query wrote, which may be none of 64 bits.
fn whole_with_whole(op: CompareOp, whole: &Expr, literal: i128) -> Expr {
    if let Ok(literal) = i64::try_from(literal) {
        return binary(whole.clone(), operator(op), lit(literal));
    }
    let literal = Value::of_kind(text_literal(literal.to_string()), kind::NUMBER);
    by_digits(op, &Value::Integer(whole.clone()), &literal)
}

/// Whole numbers against a quoted text: `=` by their digits, the order by value when the text reads
/// as a number.
fn whole_with_text(op: CompareOp, whole: &Expr, literal: &str) -> Expr {
    match read_exact(literal.as_bytes()) {
        Some(Exact::Integer(number)) if op != CompareOp::Eq || number.to_string() == literal => {
            whole_with_whole(op, whole, number)
        }
        Some(Exact::Float(number)) if op != CompareOp::Eq => {
            let whole = Value::Integer(whole.clone());
            binary(whole.to_number(), operator(op), lit(number))
        }
        _ => never(whole),
    }
}

/// A computed number or truth against a quoted text: `=` by the text as the value is written out,
/// the order by value when the text reads as a number.
fn typed_with_text(op: CompareOp, value: &Value, literal: &str) -> Expr {
    let number = read_number(literal.as_bytes());
    let comparable = match op {
        CompareOp::Eq => number.and_then(number_text).as_deref() == Some(literal),
        _ => number.is_some(),
    };
    match number {
        Some(number) if comparable => binary(value.to_number(), operator(op), lit(number)),
        _ => never(&value.presence()),
    }
}
