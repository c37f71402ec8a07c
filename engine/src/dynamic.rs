//! Dynamic values: the text of a scalar and the kind of its token, typed by use.
//!
//! Logs have no schema. A field reaches the plan as up to three columns that the scan makes from
//! one path: its text, its kind (what the token was in the log) and the number it reads as. A
//! query uses what it needs, and the optimizer drops the rest. The rules are the table in
//! `docs/values.md`, one row of it after the other in [`compare`] and [`value`].

mod compare;
mod kernels;
mod sort_key;
mod value;

pub(crate) use self::compare::{NotATime, Side, Want, balanced, compare, is_in, matches_pattern};
pub(crate) use self::kernels::{kernels, number_text, time_text};
pub(crate) use self::value::{Value, epoch_millis, non_zero};
