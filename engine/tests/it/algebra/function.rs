//! Every scalar function of the language, plainly, row by row: one room a family.
//!
//! A function is one entry: what it gives, the forms in which random queries call it, and a
//! closure over the values of its arguments.

mod datetime;
mod encoding;
mod general;
mod hash;
mod ip;
mod json;
mod numeric;
mod string;

pub(crate) use self::datetime::{PATTERNS, instant, later};

use taffrail::query_lang::ast::{Expr, ExprKind, Period};

use super::expr::Context;
use super::value::{Class, Value};

/// A function.
pub(crate) struct Function {
    /// The canonical name.
    pub(crate) name: &'static str,
    pub(crate) gives: Gives,
    /// How it is called.
    pub(crate) forms: &'static [&'static [Arg]],
    pub(crate) eval: fn(&Call<'_>) -> Value,
}

/// What a function gives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    Dynamic,
    Number,
    Integer,
    Truth,
    Time,
    /// What its arguments are, from the first `skip` on, each `step`-th, and a lone last one.
    Choice {
        skip: usize,
        step: usize,
    },
    /// As a choice among all; what is neither all times nor all whole is a number.
    Extreme,
}

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arg {
    Any,
    Number,
    Text,
    Condition,
    Time,
    /// `5m`
    Period,
    /// A regular expression, literal or quoted.
    Regex,
    /// What matches are replaced with.
    Template,
    /// A quoted pattern of `parseDate`.
    DatePattern,
    /// A quoted pattern of `formatDate`.
    TimeFormat,
    /// The quoted name of a time zone.
    Zone,
    /// An address, mostly.
    Address,
    /// A range of addresses, mostly.
    Subnet,
    /// JSON text, mostly.
    Json,
    /// A small whole number.
    Small,
    /// A short text.
    Short,
    /// Hexadecimal, mostly.
    Hex,
}

/// A call with its arguments evaluated.
pub(crate) struct Call<'a> {
    pub(crate) values: Vec<Value>,
    pub(crate) classes: Vec<Class>,
    pub(crate) args: &'a [Expr],
    pub(crate) context: Context,
    /// `@timestamp` of the row.
    pub(crate) timestamp: Value,
}

impl Call<'_> {
    pub(crate) fn value(&self, index: usize) -> &Value {
        &self.values[index]
    }

    pub(crate) fn has(&self, index: usize) -> bool {
        index < self.values.len()
    }

    pub(crate) fn number(&self, index: usize) -> Option<f64> {
        self.value(index).to_number()
    }

    /// The argument as text; maps and lists are none.
    pub(crate) fn text(&self, index: usize) -> Option<String> {
        match self.value(index) {
            Value::Structure(_) => None,
            value => value.to_text(),
        }
    }

    pub(crate) fn any_text(&self, index: usize) -> Option<String> {
        self.value(index).to_text()
    }

    /// A quoted argument.
    pub(crate) fn literal(&self, index: usize) -> Option<&str> {
        match &self.args.get(index)?.kind {
            ExprKind::Text(text) | ExprKind::Regex(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn period(&self, index: usize) -> Period {
        let ExprKind::Period(period) = self.args[index].kind else {
            panic!("a period is written as one");
        };
        period
    }
}

impl Gives {
    /// The class of a call whose arguments have these.
    pub(crate) fn class(self, args: &[Class]) -> Class {
        match self {
            Self::Dynamic => Class::Dynamic,
            Self::Number => Class::Number,
            Self::Integer => Class::Integer,
            Self::Truth => Class::Truth,
            Self::Time => Class::Time,
            Self::Choice { skip, step } => chosen(&choices(args, skip, step)),
            Self::Extreme => match chosen(args) {
                Class::Dynamic | Class::Truth => Class::Number,
                class => class,
            },
        }
    }
}

/// The members that a choice is made among.
pub(crate) fn choices<T: Clone>(args: &[T], skip: usize, step: usize) -> Vec<T> {
    let mut chosen: Vec<T> = args.iter().skip(skip).step_by(step).cloned().collect();
    if step == 2 && args.len() % 2 == 1 {
        chosen.extend(args.last().cloned());
    }
    chosen
}

/// One class for values of several: what is mixed is dynamic.
fn chosen(classes: &[Class]) -> Class {
    let all = |fits: fn(Class) -> bool| classes.iter().all(|&class| fits(class));
    if classes.iter().all(|class| *class == classes[0]) {
        classes[0]
    } else if all(|it| matches!(it, Class::Number | Class::Integer)) {
        Class::Number
    } else {
        Class::Dynamic
    }
}

/// A value as a value of a class to which it was chosen.
pub(crate) fn as_class(value: &Value, class: Class) -> Value {
    match class {
        Class::Dynamic => value.to_dynamic(),
        Class::Number => value.to_number().map_or(Value::Missing, Value::Number),
        _ => value.clone(),
    }
}

/// All functions.
pub(crate) fn all() -> impl Iterator<Item = &'static Function> {
    [
        numeric::FUNCTIONS,
        general::FUNCTIONS,
        datetime::FUNCTIONS,
        ip::FUNCTIONS,
        string::FUNCTIONS,
        json::FUNCTIONS,
        encoding::FUNCTIONS,
        hash::FUNCTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The function of a canonical name.
pub(crate) fn find(name: &str) -> &'static Function {
    all()
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("the evaluator has no `{name}`"))
}
