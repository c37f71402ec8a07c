//! Comparisons: the table of dynamic values, row by row.
//!
//! A comparison has three outcomes. It is NULL when a side is missing, FALSE for a misfit (sides
//! that cannot be compared), else what it says; `!=` is `not (a = b)`. Where only TRUE counts, as
//! in a filter, NULL and FALSE are one, and the cheaper form is planned ([`Want::True`]).

mod literal;

use chrono_tz::Tz;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, lit, not, when};
use datafusion::prelude::coalesce;
use taffrail_extract::kind;
use taffrail_query_lang::ast::{CompareOp, NumberLiteral};

use self::literal::with_literal;
use super::value::Value;
use crate::kernel::text_literal;
use crate::registry::call;

/// Which of a predicate's outcomes matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// TRUE and not TRUE.
    True,
    /// TRUE, FALSE and NULL.
    Exact,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few of them live while a query is planned"
)]
pub(crate) enum Side {
    /// A field or anything computed.
    Value(Value),
    /// A number as the query wrote it.
    Number(NumberLiteral),
    /// A quoted text.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
}

impl Side {
    /// The side as a value: a whole number stays one as far as 64 bits go.
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Number(number) => match number {
                NumberLiteral::Integer(whole) if i64::try_from(*whole).is_ok() => {
                    Value::Integer(lit(*whole as i64))
                }
                number => Value::Number(lit(double(*number))),
            },
            Self::Text(text) => Value::text(text_literal(text)),
            Self::Boolean(truth) => Value::Boolean(lit(*truth)),
        }
    }
}

/// A text that stands against a time and is none.
#[derive(Debug)]
pub(crate) struct NotATime(pub(crate) String);

/// `left op right`. `zone` tells how a time without a zone is read.
pub(crate) fn compare(
    op: CompareOp,
    left: &Side,
    right: &Side,
    want: Want,
    zone: Tz,
) -> Result<Expr, NotATime> {
    if op == CompareOp::NotEq {
        return Ok(not(compare(CompareOp::Eq, left, right, Want::Exact, zone)?));
    }
    let written = |side: &Side| matches!(side, Side::Boolean(_));
    if op != CompareOp::Eq && (written(left) || written(right)) {
        return Ok(never_of(&left.value(), &right.value()));
    }
    Ok(match (left, right) {
        (Side::Value(left), Side::Value(right)) => compare_values(op, left, right, want),
        (Side::Value(value), literal) => with_literal(op, value, literal, want, zone)?,
        (literal, Side::Value(value)) => with_literal(mirrored(op), value, literal, want, zone)?,
        (left, right) => with_literal(op, &left.value(), right, want, zone)?,
    })
}

/// Whether `value` equals one of `list`.
pub(crate) fn is_in(value: &Value, list: &[Side], want: Want, zone: Tz) -> Result<Expr, NotATime> {
    let texts = quoted(value, list);
    let others = list
        .iter()
        .filter(|side| texts.is_none() || !matches!(side, Side::Text(_)));
    let mut alternatives = others
        .map(|side| compare(CompareOp::Eq, &Side::Value(value.clone()), side, want, zone))
        .collect::<Result<Vec<_>, _>>()?;
    alternatives.extend(texts);
    Ok(balanced(Operator::Or, alternatives).unwrap_or_else(|| never(&value.presence())))
}

/// All quoted members of a list as one look-up; `None` when there are none, or when they are more
/// than texts to this value.
fn quoted(value: &Value, list: &[Side]) -> Option<Expr> {
    let Value::Dynamic { text, .. } = value else {
        return None;
    };
    let texts: Vec<Expr> = list
        .iter()
        .filter_map(|side| {
            if let Side::Text(text) = side {
                Some(text)
            } else {
                None
            }
        })
        .map(text_literal)
        .collect();
    let structured = list
        .iter()
        .any(|side| matches!(side, Side::Text(text) if looks_structured(text)));
    (!texts.is_empty() && !structured).then(|| text.clone().in_list(texts, false))
}

/// Joins predicates by `and` or `or` in a tree of little depth; `None` when there are none.
pub(crate) fn balanced(op: Operator, mut terms: Vec<Expr>) -> Option<Expr> {
    while terms.len() > 1 {
        let mut pairs = terms.into_iter();
        let mut joined = Vec::with_capacity(pairs.len().div_ceil(2));
        while let Some(left) = pairs.next() {
            joined.push(match pairs.next() {
                Some(right) => binary(left, op, right),
                None => left,
            });
        }
        terms = joined;
    }
    terms.pop()
}

/// Two values. Numbers that were computed compare as such, times as times, all else by what the
/// texts and kinds say.
fn compare_values(op: CompareOp, left: &Value, right: &Value, want: Want) -> Expr {
    use Value::{Boolean, Dynamic, Integer, Number, Time};
    match (left, right) {
        (Time(left), Time(right))
        | (Integer(left), Integer(right))
        | (Boolean(left), Boolean(right)) => binary(left.clone(), operator(op), right.clone()),
        (Time(time), Number(_) | Integer(_)) => binary(
            Value::Time(time.clone()).to_number(),
            operator(op),
            right.to_number(),
        ),
        (Time(_), Dynamic { .. } | Boolean(_)) | (Dynamic { .. } | Boolean(_), Time(_)) => {
            never_of(left, right)
        }
        (Dynamic { .. }, Dynamic { .. }) => by_digits(op, left, right),
        (Dynamic { .. }, Boolean(_)) if op != CompareOp::Eq => {
            compare_values(op, left, &Number(right.to_number()), want)
        }
        (Dynamic { text, .. }, Boolean(truth)) => {
            let compared = call("truth", vec![text.clone()]).eq(truth.clone());
            or_misfit_of(compared, left, right, want)
        }
        (Dynamic { .. }, Number(_) | Integer(_)) => {
            let compared = match right {
                Integer(whole) => with_whole(op, left, whole),
                _ => binary(left.to_number(), operator(op), right.to_number()),
            };
            let is_number = left.kind().not_eq(lit(kind::BOOLEAN));
            match want {
                Want::True => compared.and(is_number),
                // A JSON boolean beside a missing number is no misfit: the outcome is missing.
                Want::Exact => or_misfit_of(
                    when(is_number, compared)
                        .end()
                        .expect("a case of one branch has a type"),
                    left,
                    right,
                    want,
                ),
            }
        }
        (Number(_) | Integer(_), Time(_) | Dynamic { .. }) | (Boolean(_), Dynamic { .. }) => {
            compare_values(mirrored(op), right, left, want)
        }
        (Number(_) | Integer(_) | Boolean(_), _) => {
            binary(left.to_number(), operator(op), right.to_number())
        }
    }
}

/// A field against whole numbers of 64 bits: as doubles where these hold them, with room to their
/// neighbours, else by the digits.
fn with_whole(op: CompareOp, value: &Value, whole: &Expr) -> Expr {
    let doubles = binary(
        value.to_number(),
        operator(op),
        Value::Integer(whole.clone()).to_number(),
    );
    let held = whole.clone().between(lit(1 - EXACT), lit(EXACT - 1));
    when(held, doubles)
        .otherwise(by_digits(op, value, &Value::Integer(whole.clone())))
        .expect("both branches are truths")
}

/// Two values by their texts and kinds.
fn by_digits(op: CompareOp, left: &Value, right: &Value) -> Expr {
    let args = vec![left.to_text(), left.kind(), right.to_text(), right.kind()];
    call(kernel(op), args)
}

/// From here on not every whole number is a double.
const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;

/// `compared`, which is NULL for misfits as well as for missing values, with FALSE for a misfit.
fn or_misfit(compared: Expr, presence: &Expr, want: Want) -> Expr {
    match want {
        Want::True => compared,
        Want::Exact => coalesce(vec![compared, never(presence)]),
    }
}

fn or_misfit_of(compared: Expr, left: &Value, right: &Value, want: Want) -> Expr {
    match want {
        Want::True => compared,
        Want::Exact => coalesce(vec![compared, never_of(left, right)]),
    }
}

/// FALSE where the value is there, else NULL.
fn never(presence: &Expr) -> Expr {
    when(presence.clone().is_not_null(), lit(false))
        .end()
        .expect("a case of one branch has a type")
}

fn never_of(left: &Value, right: &Value) -> Expr {
    let both = left
        .presence()
        .is_not_null()
        .and(right.presence().is_not_null());
    when(both, lit(false))
        .end()
        .expect("a case of one branch has a type")
}

/// Whether a text could be the compact form of an object or an array, which equals no text.
fn looks_structured(text: &str) -> bool {
    text.starts_with(['{', '['])
}

fn double(number: NumberLiteral) -> f64 {
    match number {
        NumberLiteral::Integer(integer) => integer as f64,
        NumberLiteral::Float(float) => float,
    }
}

fn binary(left: Expr, op: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
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

fn operator(op: CompareOp) -> Operator {
    match op {
        CompareOp::Eq => Operator::Eq,
        CompareOp::NotEq => Operator::NotEq,
        CompareOp::Lt => Operator::Lt,
        CompareOp::LtEq => Operator::LtEq,
        CompareOp::Gt => Operator::Gt,
        CompareOp::GtEq => Operator::GtEq,
    }
}

fn kernel(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "dynamic_eq",
        CompareOp::NotEq => unreachable!("`!=` is planned as `not (a = b)`"),
        CompareOp::Lt => "dynamic_lt",
        CompareOp::LtEq => "dynamic_lteq",
        CompareOp::Gt => "dynamic_gt",
        CompareOp::GtEq => "dynamic_gteq",
    }
}
