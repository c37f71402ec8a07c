//! The aggregates of `stats`.

mod argument;
mod over_time;

use datafusion::functions_aggregate::expr_fn::{
    avg, bit_or, count, max, min, stddev_pop, sum, var_pop,
};
use datafusion::logical_expr::{Expr, SortExpr, lit, when};
use datafusion::prelude::coalesce;
use taffrail_extract::kind;
use taffrail_query_lang::{Code, Diagnostic, Span};

use self::argument::{percentile, whole};
use super::Step;
use super::pipeline::{Pipeline, column};
use crate::aggregate::{Approximate, Estimate, Pick, count_distinct, first_by, sketch, tally};
use crate::dynamic::{Value, finite};
use crate::function::Argument;
use crate::registry::call;
use crate::result::Approximation;

/// The aggregate expressions of one `stats`, each under a name of its own.
pub(super) struct Aggregates {
    added: Vec<Added>,
    /// The estimates of the item that is being planned.
    estimates: Vec<(Estimate, Approximate)>,
    /// Whether the rows are grouped by time.
    over_time: bool,
    /// What the names of the columns begin with.
    name: String,
    notes: Vec<Diagnostic>,
}

struct Added {
    expr: Expr,
    name: String,
    /// How it is estimated when it cannot be exact, and whether it was.
    estimate: Option<(Estimate, Approximate)>,
}

/// A column whose values may turn out to be estimated.
#[derive(Debug, Clone)]
pub(crate) struct Estimated {
    column: String,
    estimate: Estimate,
    approximate: Approximate,
}

impl Estimated {
    /// What there is to tell of columns once the query has run.
    pub(crate) fn told(columns: &[Self]) -> Vec<Approximation> {
        let mut told = Vec::new();
        for column in columns.iter().filter(|it| it.approximate.is_set()) {
            let approximation = Approximation {
                column: column.column.clone(),
                estimate: column.estimate,
            };
            if !told.contains(&approximation) {
                told.push(approximation);
            }
        }
        told
    }
}

impl Aggregates {
    /// Aggregates whose columns are called by `name` and a number.
    pub(super) fn new(over_time: bool, name: String) -> Self {
        Self {
            name,
            added: Vec::new(),
            estimates: Vec::new(),
            over_time,
            notes: Vec::new(),
        }
    }

    /// Plans a call of the aggregate `name`, whose number of arguments was checked, and returns
    /// its value over the columns that the aggregation makes.
    pub(super) fn plan(
        &mut self,
        name: &str,
        span: Span,
        args: &[Argument],
        pipeline: &Pipeline,
    ) -> Step<Value> {
        let Some(first) = args.first() else {
            return Ok(Value::Integer(self.add(count(lit(1_i64)))));
        };
        if name == "topk" {
            let help = "the count comes first: `topk(10, field)`";
            let most = whole(first, 10_000).map_err(|mistake| mistake.help(help))?;
            let pick = Pick::Top(usize::try_from(most).expect("at most 10,000"));
            return Ok(self.list(&args[1].value()?, pick));
        }
        let value = first.value()?;
        Ok(match name {
            "count" => Value::Integer(self.add(count(value.presence()))),
            "countDistinct" => self.distinct(&value),
            "countOverTime" => {
                self.note_without_bin("countOverTime", span);
                Value::Integer(self.add(count(value.presence())))
            }
            "sum" => Value::Number(finite(self.add(sum(value.to_number())))),
            "sumOverTime" => {
                self.note_without_bin("sumOverTime", span);
                Value::Number(finite(self.add(sum(value.to_number()))))
            }
            "avg" => Value::Number(finite(self.add(avg(value.to_number())))),
            "stddev" => Value::Number(finite(self.add(stddev_pop(value.to_number())))),
            "variance" => Value::Number(finite(self.add(var_pop(value.to_number())))),
            "median" => self.percentile(&value, 50.0),
            "pct" => self.percentile(&value, percentile(&args[1])?),
            "histogram" => self.histogram(&value, whole(&args[1], 1000)?),
            "min" => self.extreme(&value, min),
            "max" => self.extreme(&value, max),
            "sortsFirst" => self.sorted(&value, min),
            "sortsLast" => self.sorted(&value, max),
            "earliest" => self.first(&value, &by_time(pipeline, true, name, span)?),
            "latest" => self.first(&value, &by_time(pipeline, false, name, span)?),
            "rate" => self.rate(&value, &args[1], span, pipeline)?,
            "values" => self.list(&value, Pick::All),
            _ => unreachable!("every aggregate of the reference is planned"),
        })
    }

    /// The kind of a group's key: the kinds of all its values, joined.
    pub(super) fn key_kind(&mut self, kind: Expr) -> Expr {
        call("single_kind", vec![self.add(bit_or(kind))])
    }

    /// What may turn out to be estimated in the item that was planned last.
    pub(super) fn take_estimated(&mut self, column: &str) -> Vec<Estimated> {
        self.estimates
            .drain(..)
            .map(|(estimate, approximate)| Estimated {
                column: column.to_owned(),
                estimate,
                approximate,
            })
            .collect()
    }

    /// The expressions with their aliases, and what there is to say about them. There is at least
    /// one: without keys and aggregates, as in `stats 1 as one`, there is one row all the same.
    pub(super) fn into_parts(mut self) -> (Vec<Expr>, Vec<Diagnostic>) {
        if self.added.is_empty() {
            self.add(count(lit(1_i64)));
        }
        let exprs = self
            .added
            .into_iter()
            .map(|added| added.expr.alias(added.name))
            .collect();
        (exprs, self.notes)
    }

    /// Adds an aggregate, once, and returns its column.
    fn add(&mut self, expr: Expr) -> Expr {
        self.add_estimated(expr, None)
    }

    fn add_estimated(&mut self, expr: Expr, estimate: Option<(Estimate, Approximate)>) -> Expr {
        let known = self.added.iter().position(|known| known.expr == expr);
        let index = known.unwrap_or_else(|| {
            let name = format!("{}:{}", self.name, self.added.len());
            self.added.push(Added {
                expr,
                name,
                estimate,
            });
            self.added.len() - 1
        });
        let added = &self.added[index];
        self.estimates.extend(added.estimate.clone());
        column(&added.name)
    }

    fn distinct(&mut self, value: &Value) -> Value {
        let approximate = Approximate::default();
        let distinct = count_distinct(super::dedup::group_key(value), approximate.clone());
        let estimate = Some((Estimate::HyperLogLog, approximate));
        Value::Integer(self.add_estimated(distinct, estimate))
    }

    /// The distribution of the numbers, once for all that is asked of it.
    fn sketch(&mut self, value: &Value) -> Expr {
        let approximate = Approximate::default();
        let sketch = sketch(value.to_number(), approximate.clone());
        self.add_estimated(sketch, Some((Estimate::TDigest, approximate)))
    }

    fn percentile(&mut self, value: &Value, percent: f64) -> Value {
        let args = vec![self.sketch(value), lit(percent / 100.0)];
        Value::Number(call("sketch_percentile", args))
    }

    fn histogram(&mut self, value: &Value, buckets: i64) -> Value {
        let text = call("sketch_histogram", vec![self.sketch(value), lit(buckets)]);
        let kind = when(text.clone().is_not_null(), lit(kind::OBJECT))
            .end()
            .expect("a case of one branch has a type");
        Value::Dynamic {
            text,
            kind,
            number: None,
        }
    }

    fn list(&mut self, value: &Value, pick: Pick) -> Value {
        Value::Dynamic {
            text: self.add(tally(value, pick)),
            kind: lit(kind::ARRAY),
            number: None,
        }
    }

    /// The smallest or largest value: of a dynamic value's numbers if there are any, else of its
    /// texts.
    fn extreme(&mut self, value: &Value, pick: fn(Expr) -> Expr) -> Value {
        match value {
            Value::Dynamic { text, .. } => {
                let number = self.add(pick(call("number_key", vec![text.clone()])));
                let other = self.add(pick(call("text_key", vec![text.clone()])));
                let kind = when(number.clone().is_not_null(), lit(kind::NUMBER))
                    .when(other.clone().is_not_null(), lit(kind::STRING))
                    .end()
                    .expect("both branches have one type");
                let text = call("key_text", vec![coalesce(vec![number, other])]);
                Value::Dynamic {
                    text,
                    kind,
                    number: None,
                }
            }
            Value::Number(expr) => Value::Number(self.add(pick(expr.clone()))),
            Value::Integer(expr) => Value::Integer(self.add(pick(expr.clone()))),
            Value::Boolean(_) => Value::Number(self.add(pick(value.to_number()))),
            Value::Time(expr) => Value::Time(self.add(pick(expr.clone()))),
        }
    }

    /// The first or last value in the documented order, as it was in the log.
    fn sorted(&mut self, value: &Value, pick: fn(Expr) -> Expr) -> Value {
        let Value::Dynamic { text, kind, .. } = value else {
            return self.extreme(value, pick);
        };
        let key = self.add(pick(call("ranked_key", vec![text.clone(), kind.clone()])));
        Value::Dynamic {
            text: call("ranked_text", vec![key.clone()]),
            kind: call("ranked_kind", vec![key]),
            number: None,
        }
    }

    /// The value in the first row of an order.
    fn first(&mut self, value: &Value, order: &[SortExpr]) -> Value {
        first_by(value, order, |expr| self.add(expr))
    }
}

/// The order of the rows by time, for the aggregate `name`.
fn by_time(
    pipeline: &Pipeline,
    ascending: bool,
    name: &str,
    span: Span,
) -> Result<Vec<SortExpr>, Diagnostic> {
    pipeline.by_time(ascending).ok_or_else(|| {
        Diagnostic::error(
            Code::CommandOrder,
            format!("`{name}` needs `@timestamp`, which `stats` does not hand on"),
        )
        .label(span, "no event here has a time")
        .help(format!("use `{name}` in the first `stats`"))
    })
}
