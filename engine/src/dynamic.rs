//! Dynamic values: the text of a scalar and the kind of its token, typed by use.
//!
//! Logs have no schema. A field reaches the plan as up to three columns that the scan makes from
//! one path: its text, its kind (what the token was in the log) and the number it reads as. A
//! query uses what it needs, and the optimizer drops the rest. The rules are the table in
//! `docs/values.md`, one row of it after the other in [`compare`] and [`value`].

mod compare;
mod kernels;
mod member;
mod pattern;
mod sort_key;
mod structure;
mod value;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

pub(crate) use self::compare::{NotATime, Side, Want, balanced, compare, is_in};
pub(crate) use self::kernels::{json_string, number_text, same_number, time_text};
pub(crate) use self::member::member;
pub(crate) use self::pattern::matches_pattern;
pub(crate) use self::sort_key::write_key as write_sort_key;
pub(crate) use self::value::{Value, epoch_millis, finite};

/// Every kernel of this family, each by its name.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    [
        kernels::kernels(),
        structure::kernels(),
        member::kernels(),
        pattern::kernels(),
    ]
    .concat()
}
