//! The scalar functions of the language: one room a family, each with the kernels it needs.
//!
//! Names, arities and documentation stand in [`taffrail_query_lang::function`]; here a call
//! becomes an expression. What DataFusion has in the meaning of the language is used; the rest are
//! kernels of ours.

mod argument;
mod datetime;
mod encoding;
mod general;
mod ip;
mod json;
mod numeric;
mod string;

use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::logical_expr::{Expr, ScalarUDF};
use taffrail_query_lang::Diagnostic;

pub(crate) use self::argument::{Argument, ArgumentKind};
pub(crate) use self::datetime::{Gap, later};
pub(crate) use self::ip::Subnet;
use crate::dynamic::Value;
use crate::time::TimeRange;

/// What a call may ask of the query around it.
#[derive(Debug, Clone)]
pub(crate) struct CallContext {
    /// When the query was asked, microseconds since the epoch.
    pub(crate) now: i64,
    /// The time range of the query.
    pub(crate) range: Option<TimeRange>,
    /// The zone in which days and longer periods are cut.
    pub(crate) zone: Tz,
    /// `@timestamp`, where rows still have it.
    pub(crate) timestamp: Option<Expr>,
}

/// The value of a call of the scalar function with the canonical name `name`, whose number of
/// arguments was checked. `None` when no family has it.
///
/// # Errors
///
/// A diagnostic on the argument that does not fit (a pattern that does not compile, a zone that
/// does not exist, a period where a value is wanted).
pub(crate) fn plan(
    name: &str,
    args: &[Argument],
    context: &CallContext,
) -> Option<Result<Value, Diagnostic>> {
    let families = [
        numeric::plan,
        general::plan,
        datetime::plan,
        ip::plan,
        string::plan,
        encoding::plan,
        json::plan,
    ];
    families
        .iter()
        .find_map(|family| family(name, args, context))
}

/// The kernels of all families.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    [
        numeric::kernels(),
        general::kernels(),
        datetime::kernels(),
        ip::kernels(),
        string::kernels(),
        encoding::kernels(),
        json::kernels(),
    ]
    .concat()
}
