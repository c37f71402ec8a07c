//! Arithmetic on numbers and times.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, TimestampMicrosecondArray};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType};
use datafusion::logical_expr::{BinaryExpr, Expr as Plan, Operator, ScalarUDF};
use taffrail_query_lang::ast::ArithmeticOp;

use crate::dynamic::{Value, finite};
use crate::kernel::{Kernel, Type};
use crate::registry::call;
use crate::time;

/// `left op right`: a time less a number is a time, all else a number.
pub(super) fn arithmetic(op: ArithmeticOp, left: &Value, right: &Value) -> Value {
    if let (ArithmeticOp::Subtract, Value::Time(time)) = (op, left)
        && !matches!(right, Value::Time(_))
    {
        return shifted(time, negated(right.to_number()));
    }
    let (left, right) = (left.to_number(), right.to_number());
    let number = match op {
        ArithmeticOp::Subtract => left - right,
        ArithmeticOp::Multiply => left * right,
        ArithmeticOp::Divide => left / right,
        ArithmeticOp::Modulo => binary(left, Operator::Modulo, right),
        ArithmeticOp::Power => call("power", vec![left, right]),
    };
    Value::Number(finite(number))
}

/// `-number`, as a kernel: DataFusion 55 refuses its own plan to sort by a negated call.
pub(super) fn negated(number: Plan) -> Plan {
    call("negate", vec![number])
}

/// A time, milliseconds later.
pub(super) fn shifted(time: &Plan, millis: Plan) -> Value {
    Value::Time(call("add_millis", vec![time.clone(), millis]))
}

/// The kernels of arithmetic on times.
pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![
        Kernel::new(
            "add_millis",
            &[Type::Time, Type::Number],
            Type::Time,
            add_millis,
        )
        .udf(),
        Kernel::new("negate", &[Type::Number], Type::Number, |args| {
            let numbers = args[0].as_primitive::<Float64Type>();
            Ok(Arc::new(numbers.unary::<_, Float64Type>(|number| -number)))
        })
        .udf(),
        Kernel::new(
            "power",
            &[Type::Number, Type::Number],
            Type::Number,
            |args| Ok(powers(args)),
        )
        .udf(),
    ]
}

fn add_millis(args: &[ArrayRef]) -> datafusion::error::Result<ArrayRef> {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    let millis = args[1].as_primitive::<Float64Type>();
    let shifted: TimestampMicrosecondArray = times
        .iter()
        .zip(millis)
        .map(|(time, millis)| time::later(time?, millis?))
        .collect();
    Ok(Arc::new(shifted.with_timezone("+00:00")))
}

/// `power(base, exponent)`: DataFusion's ends the query with `0 ^ -1`.
fn powers(args: &[ArrayRef]) -> ArrayRef {
    let [bases, exponents] = [0, 1].map(|at| args[at].as_primitive::<Float64Type>());
    let powers: Float64Array = bases
        .iter()
        .zip(exponents)
        .map(|(base, exponent)| Some(base?.powf(exponent?)))
        .collect();
    Arc::new(powers)
}

fn binary(left: Plan, op: Operator, right: Plan) -> Plan {
    Plan::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}
