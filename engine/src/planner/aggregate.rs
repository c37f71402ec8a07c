//! The aggregates of `stats`.

use datafusion::functions_aggregate::expr_fn::{
    array_agg, avg, bit_or, count, count_distinct, first_value, max, median, min, stddev_pop, sum,
};
use datafusion::functions_aggregate::percentile_cont::percentile_cont;
use datafusion::logical_expr::{Expr, ExprFunctionExt, SortExpr, lit, when};
use datafusion::prelude::coalesce;
use taffrail_extract::kind;
use taffrail_query_lang::ast::NumberLiteral;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::pipeline::{Pipeline, column};
use crate::dynamic::{Side, Value};
use crate::function::{Argument, ArgumentKind};
use crate::registry::call;

/// The aggregate expressions of one `stats`, each under a name of its own.
#[derive(Default)]
pub(super) struct Aggregates {
    exprs: Vec<(Expr, String)>,
}

impl Aggregates {
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
        let value = first.value()?;
        Ok(match name {
            "count" => Value::Integer(self.add(count(value.presence()))),
            "countDistinct" => {
                Value::Integer(self.add(count_distinct(super::dedup::group_key(&value))))
            }
            "sum" => Value::Number(self.add(sum(value.to_number()))),
            "avg" => Value::Number(self.add(avg(value.to_number()))),
            "stddev" => Value::Number(self.add(stddev_pop(value.to_number()))),
            "median" => Value::Number(self.add(median(value.to_number()))),
            "pct" => {
                let sorted = value.to_number().sort(true, false);
                Value::Number(self.add(percentile_cont(sorted, lit(percentile(&args[1])? / 100.0))))
            }
            "min" => self.extreme(&value, min),
            "max" => self.extreme(&value, max),
            "earliest" => self.first(&value, &by_time(pipeline, true, name, span)?),
            "latest" => self.first(&value, &by_time(pipeline, false, name, span)?),
            "values" => {
                let token = call("json_token", vec![value.to_text(), value.kind()]);
                let tokens = self.add(array_agg(token).distinct().build()?);
                Value::Dynamic {
                    text: call("json_list", vec![tokens]),
                    kind: lit(kind::ARRAY),
                    number: None,
                }
            }
            _ => return Err(not_implemented(name, span).into()),
        })
    }

    /// The kind of a group's key: the kinds of all its values, joined.
    pub(super) fn key_kind(&mut self, kind: Expr) -> Expr {
        call("single_kind", vec![self.add(bit_or(kind))])
    }

    /// The expressions with their aliases.
    pub(super) fn into_exprs(self) -> Vec<Expr> {
        self.exprs
            .into_iter()
            .map(|(expr, name)| expr.alias(name))
            .collect()
    }

    /// Adds an aggregate, once, and returns its column.
    fn add(&mut self, expr: Expr) -> Expr {
        if let Some((_, name)) = self.exprs.iter().find(|(known, _)| *known == expr) {
            return column(name);
        }
        let name = format!("aggregate:{}", self.exprs.len());
        self.exprs.push((expr, name.clone()));
        column(&name)
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

    /// The value in the first row of an order.
    fn first(&mut self, value: &Value, order: &[SortExpr]) -> Value {
        let mut first = |expr: &Expr| {
            if matches!(expr, Expr::Literal(..)) {
                return expr.clone();
            }
            self.add(first_value(expr.clone(), order.to_vec()))
        };
        match value {
            Value::Dynamic { text, kind, .. } => Value::Dynamic {
                text: first(text),
                kind: first(kind),
                number: None,
            },
            Value::Number(expr) => Value::Number(first(expr)),
            Value::Integer(expr) => Value::Integer(first(expr)),
            Value::Boolean(expr) => Value::Boolean(first(expr)),
            Value::Time(expr) => Value::Time(first(expr)),
        }
    }
}

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

fn percentile(arg: &Argument) -> Result<f64, Diagnostic> {
    let percentile = match arg.kind {
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Integer(number))) => number as f64,
        ArgumentKind::Scalar(Side::Number(NumberLiteral::Float(number))) => number,
        _ => return Err(arg.misfit("a number from 0 to 100", "another value")),
    };
    if (0.0..=100.0).contains(&percentile) {
        Ok(percentile)
    } else {
        Err(arg.misfit("a number from 0 to 100", &percentile.to_string()))
    }
}

fn not_implemented(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::NotBuiltYet,
        format!("the aggregate `{name}` is not built yet"),
    )
    .label(span, "not built yet")
}
