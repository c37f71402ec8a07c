//! Comparisons of two texts with their kinds.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::UInt8Type;
use taffrail_extract::{Exact, kind, read_exact};

type Operand<'a> = (&'a str, u8);

pub(super) fn compare_pairs(
    args: &[ArrayRef],
    matches: impl Fn(Operand<'_>, Operand<'_>) -> bool,
) -> ArrayRef {
    let operands = |at: usize| {
        args[at]
            .as_string_view()
            .iter()
            .zip(args[at + 1].as_primitive::<UInt8Type>().iter())
    };
    let result: BooleanArray = operands(0)
        .zip(operands(2))
        .map(|((a, a_kind), (b, b_kind))| Some(matches((a?, a_kind?), (b?, b_kind?))))
        .collect();
    Arc::new(result)
}

pub(super) fn order_pairs(args: &[ArrayRef], accepts: fn(Ordering) -> bool) -> ArrayRef {
    compare_pairs(args, |a, b| order(a, b).is_some_and(accepts))
}

/// The order of two values: by value when both read as numbers, as texts when both are texts that
/// do not; `None` for a misfit.
fn order(a: Operand<'_>, b: Operand<'_>) -> Option<Ordering> {
    let scalar = |(_, kind)| kind == kind::NUMBER || kind == kind::STRING;
    if !scalar(a) || !scalar(b) {
        return None;
    }
    match (read_exact(a.0.as_bytes()), read_exact(b.0.as_bytes())) {
        (Some(a), Some(b)) => order_numbers(a, b),
        (None, None) => Some(a.0.cmp(b.0)),
        _ => None,
    }
}

fn order_numbers(a: Exact, b: Exact) -> Option<Ordering> {
    let double = |number| match number {
        Exact::Integer(integer) => integer as f64,
        Exact::Float(float) => float,
    };
    match (a, b) {
        (Exact::Integer(a), Exact::Integer(b)) => Some(a.cmp(&b)),
        (a, b) => double(a).partial_cmp(&double(b)),
    }
}

/// Whether two numbers are one: exactly when both are whole, as doubles otherwise.
pub(crate) fn same_number(a: Exact, b: Exact) -> bool {
    order_numbers(a, b) == Some(Ordering::Equal)
}

pub(super) fn equal(a: Operand<'_>, b: Operand<'_>) -> bool {
    if a.1 == kind::BOOLEAN && b.1 == kind::BOOLEAN {
        return a.0 == b.0;
    }
    order(a, b) == Some(Ordering::Equal)
}
