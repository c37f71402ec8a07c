//! Arithmetic on numbers and times.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, TimestampMicrosecondArray};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType};
use datafusion::functions::math::expr_fn::power;
use datafusion::logical_expr::{BinaryExpr, Expr as Plan, Operator, ScalarUDF};
use taffrail_query_lang::ast::ArithmeticOp;

use crate::dynamic::{Value, non_zero};
use crate::kernel::{Kernel, Type};
use crate::registry::call;

/// `left op right`: a time less a number is a time, all else a number.
pub(super) fn arithmetic(op: ArithmeticOp, left: &Value, right: &Value) -> Value {
    if let (ArithmeticOp::Subtract, Value::Time(time)) = (op, left)
        && !matches!(right, Value::Time(_))
    {
        return shifted(time, Plan::Negative(Box::new(right.to_number())));
    }
    let (left, right) = (left.to_number(), right.to_number());
    let number = match op {
        ArithmeticOp::Subtract => left - right,
        ArithmeticOp::Multiply => left * right,
        ArithmeticOp::Divide => left / non_zero(right),
        ArithmeticOp::Modulo => binary(left, Operator::Modulo, non_zero(right)),
        ArithmeticOp::Power => power(left, right),
    };
    Value::Number(number)
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
    ]
}

fn add_millis(args: &[ArrayRef]) -> datafusion::error::Result<ArrayRef> {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    let millis = args[1].as_primitive::<Float64Type>();
    let shifted: TimestampMicrosecondArray = times
        .iter()
        .zip(millis)
        .map(|(time, millis)| time?.checked_add((millis? * 1000.0).round() as i64))
        .collect();
    Ok(Arc::new(shifted.with_timezone("+00:00")))
}

fn binary(left: Plan, op: Operator, right: Plan) -> Plan {
    Plan::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}
