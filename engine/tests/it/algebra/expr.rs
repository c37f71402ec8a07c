//! Expressions over one row, or over one group.

use taffrail::TimeRange;
use taffrail::chrono_tz::Tz;
use taffrail::query_lang::ast::{
    ArithmeticOp, CompareOp, Expr, ExprKind, LogicalOp, MatchOp, NumberLiteral, Pattern,
};

use super::compare::{Side, compare};
use super::function::{self, Call, later};
use super::json::Json;
use super::value::{Class, Value};

/// What a query knows besides its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    /// Microseconds since the epoch.
    pub(crate) now: i64,
    pub(crate) zone: Tz,
    pub(crate) range: TimeRange,
}

/// What the names in an expression mean.
pub(crate) trait Scope {
    fn context(&self) -> &Context;
    fn field(&self, path: &str) -> Value;
    fn class_of_field(&self, path: &str) -> Class;
    /// An aggregate, where there is a group.
    fn aggregate(&self, name: &str, args: &[Expr]) -> Option<(Class, Value)>;
}

/// The value of an expression.
pub(crate) fn value(expr: &Expr, scope: &dyn Scope) -> Value {
    let number = |expr: &Expr| value(expr, scope).to_number();
    match &expr.kind {
        ExprKind::Field(field) => scope.field(&field.path),
        ExprKind::Sum(operands) => sum(operands, scope),
        ExprKind::Arithmetic { op, left, right } => {
            let (left, right) = (
                (value(left, scope), class(left, scope)),
                (value(right, scope), class(right, scope)),
            );
            arithmetic(*op, &left, &right)
        }
        ExprKind::Negate(operand) => {
            number(operand).map_or(Value::Missing, |it| Value::number(-it))
        }
        ExprKind::Call { name, args, .. } => call(&name.value, args, scope),
        ExprKind::Member { base, path } => {
            let structure = match value(base, scope) {
                Value::Structure(text) => Json::read(&text),
                _ => None,
            };
            Value::of_json(structure.as_ref().and_then(|it| it.at(path)))
        }
        ExprKind::Number(NumberLiteral::Integer(whole)) => match i64::try_from(*whole) {
            Ok(integer) => Value::Integer(integer),
            Err(_) => Value::Number(*whole as f64),
        },
        ExprKind::Number(NumberLiteral::Float(number)) => Value::Number(*number),
        ExprKind::Text(text) => Value::text(text),
        ExprKind::Boolean(truth) => Value::Truth(*truth),
        ExprKind::Regex(_) | ExprKind::Period(_) => Value::Missing,
        _ => Value::truth(condition(expr, scope)),
    }
}

/// The class of an expression, which no row changes.
pub(crate) fn class(expr: &Expr, scope: &dyn Scope) -> Class {
    match &expr.kind {
        ExprKind::Field(field) => scope.class_of_field(&field.path),
        ExprKind::Sum(operands) => {
            let times = operands.iter().filter(|it| class(it, scope) == Class::Time);
            if times.count() == 1 {
                Class::Time
            } else {
                Class::Number
            }
        }
        ExprKind::Arithmetic {
            op: ArithmeticOp::Subtract,
            left,
            right,
        } if class(left, scope) == Class::Time && class(right, scope) != Class::Time => Class::Time,
        ExprKind::Call { name, args, .. } => {
            let function = canonical(&name.value);
            if let Some((class, _)) = scope.aggregate(function, args) {
                return class;
            }
            let classes: Vec<Class> = args.iter().map(|arg| class(arg, scope)).collect();
            function::find(function).gives.class(&classes)
        }
        ExprKind::Number(NumberLiteral::Integer(whole)) if i64::try_from(*whole).is_ok() => {
            Class::Integer
        }
        ExprKind::Number(_) | ExprKind::Arithmetic { .. } | ExprKind::Negate(_) => Class::Number,
        ExprKind::Text(_) | ExprKind::Member { .. } | ExprKind::Regex(_) | ExprKind::Period(_) => {
            Class::Dynamic
        }
        _ => Class::Truth,
    }
}

/// Whether a condition holds; `None` when it is missing.
pub(crate) fn condition(expr: &Expr, scope: &dyn Scope) -> Option<bool> {
    match &expr.kind {
        ExprKind::Logical { op, operands } => {
            // `and` is decided by one that is false, `or` by one that is true.
            let decides = *op == LogicalOp::Or;
            let terms: Vec<Option<bool>> = operands.iter().map(|it| condition(it, scope)).collect();
            if terms.contains(&Some(decides)) {
                Some(decides)
            } else if terms.contains(&None) {
                None
            } else {
                Some(!decides)
            }
        }
        ExprKind::Not(operand) => condition(operand, scope).map(|it| !it),
        ExprKind::Compare { op, left, right } => compare(
            *op,
            &side(left, scope),
            &side(right, scope),
            scope.context(),
        ),
        ExprKind::Match {
            operand,
            op,
            pattern,
        } => {
            let text = value(operand, scope).to_text()?;
            let found = match &pattern.value {
                Pattern::Text(part) => text.contains(part.as_str()),
                Pattern::Regex(regex) => regex::Regex::new(regex)
                    .expect("it was parsed")
                    .is_match(&text),
            };
            Some(found != (*op == MatchOp::NotLike))
        }
        ExprKind::In {
            operand,
            negated,
            list,
        } => {
            let value = value(operand, scope);
            if value.is_missing() {
                return None;
            }
            let value = Side::Value(value);
            let found = list.iter().any(|element| {
                let element = side(element, scope);
                compare(CompareOp::Eq, &value, &element, scope.context()) == Some(true)
            });
            Some(found != *negated)
        }
        _ => value(expr, scope).holds(),
    }
}

/// Literals stay what they are.
fn side(expr: &Expr, scope: &dyn Scope) -> Side {
    match &expr.kind {
        ExprKind::Number(number) => Side::Number(*number),
        ExprKind::Text(text) => Side::Text(text.clone()),
        ExprKind::Boolean(truth) => Side::Truth(*truth),
        _ => Side::Value(value(expr, scope)),
    }
}

/// A literal where a value is wanted.
pub(crate) fn literal_value(literal: &Side) -> Value {
    match literal {
        Side::Value(value) => value.clone(),
        Side::Number(NumberLiteral::Integer(whole)) => {
            i64::try_from(*whole).map_or(Value::Number(*whole as f64), Value::Integer)
        }
        Side::Number(NumberLiteral::Float(number)) => Value::Number(*number),
        Side::Text(text) => Value::text(text),
        Side::Truth(truth) => Value::Truth(*truth),
    }
}

/// One time and numbers are a time that many milliseconds later, all else is a number.
fn sum(operands: &[Expr], scope: &dyn Scope) -> Value {
    let is_time = |expr: &&Expr| class(expr, scope) == Class::Time;
    let (times, numbers): (Vec<&Expr>, Vec<&Expr>) = operands.iter().partition(is_time);
    let add = |terms: &[&Expr]| {
        let terms = terms.iter().map(|term| value(term, scope).to_number());
        terms
            .collect::<Option<Vec<f64>>>()
            .map(|terms| terms.iter().sum::<f64>())
    };
    match times.as_slice() {
        [time] => shifted(&value(time, scope), add(&numbers)),
        _ => add(&operands.iter().collect::<Vec<_>>()).map_or(Value::Missing, Value::number),
    }
}

fn shifted(time: &Value, millis: Option<f64>) -> Value {
    let (Value::Time(time), Some(millis)) = (time, millis) else {
        return Value::Missing;
    };
    later(*time, millis).map_or(Value::Missing, Value::Time)
}

fn arithmetic(op: ArithmeticOp, left: &(Value, Class), right: &(Value, Class)) -> Value {
    let numbers = left.0.to_number().zip(right.0.to_number());
    if op == ArithmeticOp::Subtract && left.1 == Class::Time && right.1 != Class::Time {
        return shifted(&left.0, right.0.to_number().map(|millis| -millis));
    }
    let Some((left, right)) = numbers else {
        return Value::Missing;
    };
    Value::number(match op {
        ArithmeticOp::Subtract => left - right,
        ArithmeticOp::Multiply => left * right,
        ArithmeticOp::Divide => left / right,
        ArithmeticOp::Modulo => left % right,
        ArithmeticOp::Power => left.powf(right),
    })
}

/// The canonical name of a function.
pub(crate) fn canonical(name: &str) -> &str {
    taffrail::query_lang::function::find(name).map_or(name, |info| info.name)
}

fn call(name: &str, args: &[Expr], scope: &dyn Scope) -> Value {
    let name = canonical(name);
    if let Some((_, value)) = scope.aggregate(name, args) {
        return value;
    }
    let call = Call {
        values: args.iter().map(|arg| value(arg, scope)).collect(),
        classes: args.iter().map(|arg| class(arg, scope)).collect(),
        args,
        context: *scope.context(),
        timestamp: scope.field("@timestamp"),
    };
    (function::find(name).eval)(&call)
}
