//! `limit` and `tail`: cap the rows of the result.

use taffrail_query_lang::command::{Limit, LimitKind, Tail};

use super::Step;
use super::pipeline::{Cap, Keeps, Pipeline};

/// Caps the result; the smallest of several counts.
pub(super) fn limit(pipeline: &mut Pipeline, command: &Limit) -> Step {
    let keeps = match command.kind {
        LimitKind::First => Keeps::First,
        LimitKind::Any => Keeps::Any,
    };
    let cap = Cap {
        count: command.count.value,
        keeps,
        span: command.count.span,
    };
    cap_rows(pipeline, cap)
}

/// Keeps the last rows, in the order in which they are.
pub(super) fn tail(pipeline: &mut Pipeline, command: &Tail) -> Step {
    let cap = Cap {
        count: command.count.value,
        keeps: Keeps::Last,
        span: command.count.span,
    };
    cap_rows(pipeline, cap)
}

/// Caps from one end join: one of them takes no more than the other leaves. The last of the first
/// rows are neither.
fn cap_rows(pipeline: &mut Pipeline, mut cap: Cap) -> Step {
    match pipeline.limit {
        Some(other) if (other.keeps == Keeps::Last) == (cap.keeps == Keeps::Last) => {
            cap.count = cap.count.min(other.count);
            if other.keeps == Keeps::First {
                cap.keeps = Keeps::First;
            }
        }
        Some(_) => pipeline.settle()?,
        None => {}
    }
    pipeline.limit = Some(cap);
    Ok(())
}
