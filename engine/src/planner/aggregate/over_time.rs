//! Aggregates that are about time: `rate`, and those that want a `bin`.

use datafusion::functions_aggregate::expr_fn::{max, min};
use datafusion::logical_expr::{Expr, ExprFunctionExt, cast, lit};
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::argument::length;
use super::{Aggregates, by_time};
use crate::aggregate::first_number;
use crate::dynamic::{Value, finite};
use crate::function::Argument;
use crate::kernel::Type;
use crate::planner::Step;
use crate::planner::pipeline::Pipeline;

impl Aggregates {
    /// How much a number changes in a period: from its first value to its last by time, over the
    /// time between them. NULL when they are one, or have one time.
    pub(super) fn rate(
        &mut self,
        value: &Value,
        period: &Argument,
        span: Span,
        pipeline: &Pipeline,
    ) -> Step<Value> {
        let oldest = by_time(pipeline, true, "rate", span)?;
        let newest = by_time(pipeline, false, "rate", span)?;
        let period = length(period)?;
        let number = value.to_number();
        let time = oldest[0].expr.clone();
        let known = number.clone().is_not_null();
        let mut over_known = |aggregate: Expr| -> Step<Expr> {
            let filtered = aggregate.filter(known.clone()).build()?;
            Ok(self.add(filtered))
        };
        let start = micros(over_known(min(time.clone()))?);
        let end = micros(over_known(max(time))?);
        let first = over_known(first_number(number.clone(), &oldest))?;
        let last = over_known(first_number(number.clone(), &newest))?;
        let periods = (end - start) / lit(period);
        Ok(Value::Number(finite((last - first) / periods)))
    }

    /// Without `bin`, what is to be counted in each stretch of time is counted over all of it.
    pub(super) fn note_without_bin(&mut self, name: &str, span: Span) {
        if self.over_time {
            return;
        }
        let warning = Diagnostic::warning(
            Code::WithoutBin,
            format!("`{name}` stands in a `stats` that does not group by time"),
        )
        .label(span, "over the whole time at once")
        .help("add `by bin(5m)`");
        self.notes.push(warning);
    }
}

/// Microseconds since the epoch, as a number.
fn micros(time: Expr) -> Expr {
    cast(
        cast(time, Type::Integer.data_type()),
        Type::Number.data_type(),
    )
}
