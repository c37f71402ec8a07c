//! Expressions of the query over the columns of a pipeline.

use std::cell::RefCell;

use datafusion::logical_expr::{Expr as Plan, Operator, not};
use taffrail_query_lang::ast::{
    CompareOp, Expr, ExprKind, FieldRef, LogicalOp, MatchOp, Period, Unit,
};
use taffrail_query_lang::function::{self, FunctionKind};
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned};

use super::Step;
use super::aggregate::Aggregates;
use super::arithmetic::{arithmetic, negated, shifted};
use super::mistake::{
    needs_stats, nested_aggregate, not_a_time, outside_aggregate, refuse_null, unknown_column,
    unknown_function, unknown_of_side, wrong_arity,
};
use super::names;
use super::pipeline::Pipeline;
use super::quotes::back_quoted_value;
use super::subquery::in_query;
use crate::dynamic::{
    Side, Value, Want, balanced, compare, finite, is_in, matches_pattern, member,
};
use crate::function::{Argument, ArgumentKind};

/// Plans expressions in the scope of a pipeline.
pub(super) struct ExprPlanner<'a> {
    pipeline: &'a Pipeline,
    /// In `stats`: where aggregates go, and the columns that its items may name.
    stats: Option<StatsScope<'a>>,
    /// Whether this is the argument of an aggregate.
    in_aggregate: bool,
    notes: RefCell<Vec<Diagnostic>>,
}

/// What an item of `stats` sees.
pub(super) struct StatsScope<'a> {
    /// Collects the aggregates of the items.
    pub(super) aggregates: &'a RefCell<Aggregates>,
    /// The keys and the items before this one.
    pub(super) columns: &'a [(String, Value)],
}

impl<'a> ExprPlanner<'a> {
    /// Plans over the rows of `pipeline`.
    pub(super) fn new(pipeline: &'a Pipeline) -> Self {
        Self {
            pipeline,
            stats: None,
            in_aggregate: false,
            notes: RefCell::default(),
        }
    }

    /// Plans an item of `stats` over the rows of `pipeline`.
    pub(super) fn in_stats(pipeline: &'a Pipeline, scope: StatsScope<'a>) -> Self {
        Self {
            pipeline,
            stats: Some(scope),
            in_aggregate: false,
            notes: RefCell::default(),
        }
    }

    /// What there is to say about the expressions.
    pub(super) fn into_notes(self) -> Vec<Diagnostic> {
        self.notes.into_inner()
    }

    /// An expression as a value.
    pub(super) fn value(&self, expr: &Expr) -> Step<Value> {
        match &expr.kind {
            ExprKind::Field(field) => self.field(field, expr.span),
            ExprKind::Sum(operands) => self.sum(operands),
            ExprKind::Arithmetic { op, left, right } => {
                Ok(arithmetic(*op, &self.value(left)?, &self.value(right)?))
            }
            ExprKind::Negate(operand) => {
                Ok(Value::Number(negated(self.value(operand)?.to_number())))
            }
            ExprKind::Call { name, args, star } => self.call(name, args, *star, expr.span),
            ExprKind::Logical { .. }
            | ExprKind::Not(_)
            | ExprKind::Compare { .. }
            | ExprKind::Match { .. }
            | ExprKind::In { .. }
            | ExprKind::InQuery { .. } => Ok(Value::Boolean(self.predicate(expr, Want::Exact)?)),
            ExprKind::Member { base, path } => Ok(member(&self.value(base)?, path)),
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Boolean(_)
            | ExprKind::Regex(_)
            | ExprKind::Period(_) => Ok(self.argument(expr)?.value()?),
        }
    }

    /// An expression as a condition.
    pub(super) fn predicate(&self, expr: &Expr, want: Want) -> Step<Plan> {
        let zone = self.pipeline.call().zone;
        match &expr.kind {
            ExprKind::Logical { op, operands } => {
                let terms = operands
                    .iter()
                    .map(|operand| self.predicate(operand, want))
                    .collect::<Step<Vec<_>>>()?;
                let op = match op {
                    LogicalOp::And => Operator::And,
                    LogicalOp::Or => Operator::Or,
                };
                Ok(balanced(op, terms).expect("a chain has operands"))
            }
            ExprKind::Not(operand) => Ok(not(self.predicate(operand, Want::Exact)?)),
            ExprKind::Compare { op, left, right } => {
                refuse_null(left)?;
                refuse_null(right)?;
                if matches!(op, CompareOp::Eq | CompareOp::NotEq) {
                    self.note(back_quoted_value(left, right, self.pipeline));
                }
                let sides = (self.side(left)?, self.side(right)?);
                compare(*op, &sides.0, &sides.1, want, zone)
                    .map_err(|error| not_a_time(&error, left.span.to(right.span)).into())
            }
            ExprKind::Match {
                operand,
                op,
                pattern,
            } => {
                let matches = matches_pattern(&self.value(operand)?, &pattern.value);
                Ok(if *op == MatchOp::NotLike {
                    not(matches)
                } else {
                    matches
                })
            }
            ExprKind::In {
                operand,
                negated,
                list,
            } => {
                let value = self.value(operand)?;
                let sides = list
                    .iter()
                    .map(|element| self.side(element))
                    .collect::<Step<Vec<_>>>()?;
                let want = if *negated { Want::Exact } else { want };
                let found = is_in(&value, &sides, want, zone)
                    .map_err(|error| not_a_time(&error, expr.span))?;
                Ok(if *negated { not(found) } else { found })
            }
            ExprKind::InQuery {
                operand,
                negated,
                query,
            } => {
                let value = self.value(operand)?;
                let found = in_query(operand, &value, query, expr.span, self.pipeline.context())?;
                Ok(if *negated { not(found) } else { found })
            }
            _ => Ok(self.value(expr)?.truthy()),
        }
    }

    fn note(&self, notes: impl IntoIterator<Item = Diagnostic>) {
        self.notes.borrow_mut().extend(notes);
    }

    /// A field or column by its name.
    pub(super) fn field(&self, field: &FieldRef, span: Span) -> Step<Value> {
        if let Some(stats) = &self.stats {
            return names::resolve(stats.columns, &field.path, |_, _| false)
                .ok_or_else(|| outside_aggregate(&field.path, span).into());
        }
        self.pipeline.resolve(&field.path).ok_or_else(|| {
            let names: Vec<&str> = self.pipeline.names().collect();
            if self.pipeline.is_of_right_side(&field.path) {
                return unknown_of_side(&field.path, span, &names).into();
            }
            unknown_column(&field.path, span, &names).into()
        })
    }

    /// An expression as a side of a comparison: literals stay what they are.
    fn side(&self, expr: &Expr) -> Step<Side> {
        Ok(match &expr.kind {
            ExprKind::Number(number) => Side::Number(*number),
            ExprKind::Text(text) => Side::Text(text.clone()),
            ExprKind::Boolean(truth) => Side::Boolean(*truth),
            _ => Side::Value(self.value(expr)?),
        })
    }

    fn argument(&self, expr: &Expr) -> Step<Argument> {
        let kind = match &expr.kind {
            ExprKind::Period(period) => ArgumentKind::Period(*period),
            ExprKind::Regex(regex) => ArgumentKind::Regex(regex.clone()),
            _ => ArgumentKind::Scalar(self.side(expr)?),
        };
        Ok(Argument {
            span: expr.span,
            kind,
        })
    }

    fn sum(&self, operands: &[Expr]) -> Step<Value> {
        let values = operands
            .iter()
            .map(|operand| self.value(operand))
            .collect::<Step<Vec<_>>>()?;
        let (times, numbers): (Vec<Value>, Vec<Value>) = values
            .into_iter()
            .partition(|value| matches!(value, Value::Time(_)));
        if let [Value::Time(time)] = times.as_slice() {
            let millis = numbers.iter().map(Value::to_number).collect();
            let millis = balanced(Operator::Plus, millis).expect("a sum has two operands");
            return Ok(shifted(time, millis));
        }
        let terms = times.iter().chain(&numbers).map(Value::to_number).collect();
        let sum = balanced(Operator::Plus, terms).expect("a sum has two operands");
        Ok(Value::Number(finite(sum)))
    }

    fn call(&self, name: &Spanned<String>, args: &[Expr], star: bool, span: Span) -> Step<Value> {
        let Some(info) = function::find(&name.value) else {
            return Err(unknown_function(name).into());
        };
        let star_fits = star && info.name == "count";
        let fits = info.min_args <= args.len() && info.max_args.is_none_or(|max| args.len() <= max);
        if !star_fits && (star || !fits) {
            return Err(wrong_arity(info, args.len(), star, span).into());
        }
        if info.kind == FunctionKind::Aggregate {
            return self.aggregate(info.name, name.span, args);
        }
        let arguments = args
            .iter()
            .map(|arg| self.argument(arg))
            .collect::<Step<Vec<_>>>()?;
        if info.name == "bin" {
            self.note_clamp(&arguments);
        }
        let value = crate::function::plan(info.name, &arguments, self.pipeline.call())
            .expect("every function of the reference has a family")?;
        Ok(value)
    }

    fn aggregate(&self, name: &str, span: Span, args: &[Expr]) -> Step<Value> {
        let Some(stats) = &self.stats else {
            if self.in_aggregate {
                return Err(nested_aggregate(name, span).into());
            }
            let columns = (!self.pipeline.events).then(|| self.pipeline.names());
            return Err(needs_stats(name, span, columns).into());
        };
        // What an aggregate computes over is the rows before `stats`.
        let inner = ExprPlanner {
            in_aggregate: true,
            ..ExprPlanner::new(self.pipeline)
        };
        let arguments = args
            .iter()
            .map(|arg| inner.argument(arg))
            .collect::<Step<Vec<_>>>()?;
        self.note(inner.into_notes());
        stats
            .aggregates
            .borrow_mut()
            .plan(name, span, &arguments, self.pipeline)
    }

    /// Logs Insights cuts `bin(300s)` down to 60 seconds in silence; here it means what it says.
    fn note_clamp(&self, args: &[Argument]) {
        let [
            Argument {
                kind: ArgumentKind::Period(period),
                span,
            },
        ] = args
        else {
            return;
        };
        let Some(cap) = cap(*period) else { return };
        let note = Diagnostic::note(
            Code::BinClamp,
            format!("Logs Insights would read this as {cap}; here it means what it says"),
        )
        .label(*span, "longer than Logs Insights takes in this unit");
        self.note([note]);
    }
}

/// The longest period in a unit that Logs Insights takes (reference, "datetime functions").
fn cap(period: Period) -> Option<&'static str> {
    let (most, cap) = match period.unit {
        Unit::Millisecond => (1000, "`1000ms`"),
        Unit::Second => (60, "`60s`"),
        Unit::Minute => (60, "`60m`"),
        Unit::Hour => (24, "`24h`"),
        Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year => return None,
    };
    (period.count > most).then_some(cap)
}
