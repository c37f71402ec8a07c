//! Calls of functions over literals, evaluated as a query would: for the tests of all families.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, RecordBatchOptions, new_empty_array};
use arrow::datatypes::{Field, Schema};
use chrono::DateTime;
use chrono_tz::Tz;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, TypeSignature, lit};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::prelude::SessionContext;
use taffrail_extract::kind;
use taffrail_query_lang::ast::{NumberLiteral, Period, Unit};
use taffrail_query_lang::{Diagnostic, Span};

use crate::dynamic::{Side, Value};
use crate::function::{Argument, ArgumentKind, CallContext, kernels, plan};
use crate::kernel::text_literal;

/// Checks the text that a call gives; `None` is NULL.
#[track_caller]
pub(in crate::function) fn check(name: &str, args: &[Argument], expected: Option<&str>) {
    check_in(&context(), name, args, expected);
}

#[track_caller]
pub(in crate::function) fn check_in(
    context: &CallContext,
    name: &str,
    args: &[Argument],
    expected: Option<&str>,
) {
    let value = planned(context, name, args).expect("the call can be planned");
    assert_eq!(evaluate(value.to_text()).as_deref(), expected, "{name}");
}

/// Checks the message with which a call is refused.
#[track_caller]
pub(in crate::function) fn check_refused(name: &str, args: &[Argument], message: &str) {
    let refused = planned(&context(), name, args).map(|value| value.to_text());
    assert_eq!(refused.expect_err("the call is refused").message, message);
}

/// Asked on 2023-07-10 at 11:42:18.123456 UTC, of an event at the same time.
pub(in crate::function) fn context() -> CallContext {
    let now = 1_688_989_338_123_456;
    CallContext {
        now,
        range: None,
        zone: Tz::UTC,
        timestamp: Some(instant(now)),
    }
}

/// The value of a call as an argument.
pub(in crate::function) fn nested(name: &str, args: &[Argument]) -> Argument {
    value(planned(&context(), name, args).expect("the call can be planned"))
}

pub(in crate::function) fn text(text: &str) -> Argument {
    argument(ArgumentKind::Scalar(Side::Text(text.into())))
}

pub(in crate::function) fn number(number: i128) -> Argument {
    argument(ArgumentKind::Scalar(Side::Number(NumberLiteral::Integer(
        number,
    ))))
}

pub(in crate::function) fn float(number: f64) -> Argument {
    argument(ArgumentKind::Scalar(Side::Number(NumberLiteral::Float(
        number,
    ))))
}

pub(in crate::function) fn truth(truth: bool) -> Argument {
    argument(ArgumentKind::Scalar(Side::Boolean(truth)))
}

pub(in crate::function) fn period(count: u64, unit: Unit) -> Argument {
    argument(ArgumentKind::Period(Period { count, unit }))
}

pub(in crate::function) fn regex(pattern: &str) -> Argument {
    argument(ArgumentKind::Regex(pattern.into()))
}

/// A field that the event does not have.
pub(in crate::function) fn missing() -> Argument {
    value(Value::Dynamic {
        text: lit(ScalarValue::Utf8View(None)),
        kind: lit(ScalarValue::UInt8(None)),
        number: None,
    })
}

/// A field with a JSON object or boolean.
pub(in crate::function) fn json(token: &str) -> Argument {
    let kind = if token.starts_with('{') {
        kind::OBJECT
    } else {
        kind::BOOLEAN
    };
    value(Value::Dynamic {
        text: text_literal(token),
        kind: lit(kind),
        number: None,
    })
}

/// A time, written as in RFC 3339.
pub(in crate::function) fn time(text: &str) -> Argument {
    let time = DateTime::parse_from_rfc3339(text).expect("a time");
    value(Value::Time(instant(time.timestamp_micros())))
}

fn value(value: Value) -> Argument {
    argument(ArgumentKind::Scalar(Side::Value(value)))
}

fn argument(kind: ArgumentKind) -> Argument {
    Argument {
        span: Span::new(0, 1),
        kind,
    }
}

fn instant(micros: i64) -> Expr {
    lit(ScalarValue::TimestampMicrosecond(
        Some(micros),
        Some("+00:00".into()),
    ))
}

fn planned(context: &CallContext, name: &str, args: &[Argument]) -> Result<Value, Diagnostic> {
    plan(name, args, context).expect("a family has the function")
}

fn evaluate(expr: Expr) -> Option<String> {
    let schema = Arc::new(DFSchema::empty());
    let simplifier = ExprSimplifier::new(
        SimplifyContext::builder()
            .with_schema(Arc::clone(&schema))
            .build(),
    );
    let expr = simplifier
        .coerce(expr, &schema)
        .and_then(|expr| simplifier.simplify(expr))
        .and_then(|expr| SessionContext::new().create_physical_expr(expr, &schema))
        .expect("the expression is well typed");
    let one_row = RecordBatchOptions::new().with_row_count(Some(1));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &one_row)
        .expect("a batch needs no columns");
    let result = expr.evaluate(&batch).and_then(|value| value.into_array(1));
    let texts = result.expect("the expression can be evaluated");
    let texts = texts.as_string_view();
    texts.is_valid(0).then(|| texts.value(0).to_owned())
}

/// A batch may be empty, and then even the constants of a call have no row.
#[test]
fn kernels_take_empty_batches() {
    for kernel in kernels() {
        let types = match &kernel.signature().type_signature {
            TypeSignature::Exact(types) => types.clone(),
            other => panic!("`{}` takes {other:?}", kernel.name()),
        };
        let args = types
            .iter()
            .map(|it| ColumnarValue::Array(new_empty_array(it)))
            .collect();
        let arg_fields = types
            .iter()
            .map(|it| Arc::new(Field::new("", it.clone(), true)))
            .collect();
        let returns = kernel
            .return_type(&types)
            .expect("the kernel knows its type");
        let result = kernel.invoke_with_args(ScalarFunctionArgs {
            args,
            arg_fields,
            number_rows: 0,
            return_field: Arc::new(Field::new("", returns.clone(), true)),
            config_options: Arc::default(),
        });
        let result = result
            .and_then(|value| value.into_array(0))
            .expect("nothing depends on a first row");
        assert_eq!(
            (result.len(), result.data_type()),
            (0, &returns),
            "{}",
            kernel.name()
        );
    }
}
