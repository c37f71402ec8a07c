//! Columns of 32-bit floats as the numbers that they stand for.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float32Type};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::kernel::Type;

/// A float of 32 bits or less as the double with the same shortest text: 0.1 is 0.1, as JSON would
/// have it, where the bits alone say 0.10000000149011612.
pub(super) fn single(value: Expr) -> Expr {
    ScalarUDF::new_from_impl(Single(Signature::any(1, Volatility::Immutable))).call(vec![value])
}

#[derive(Debug)]
struct Single(Signature);

impl PartialEq for Single {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Single {}

impl Hash for Single {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl ScalarUDFImpl for Single {
    fn name(&self) -> &'static str {
        "single"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(Type::Number.data_type())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        Ok(ColumnarValue::Array(Arc::new(doubles(&arrays[0])?)))
    }
}

/// The doubles of an array of floats of 32 bits or less; what is not finite is missing.
pub(super) fn doubles(array: &ArrayRef) -> Result<Float64Array> {
    let singles = cast(array, &DataType::Float32)?;
    let mut text = String::new();
    let doubles = singles
        .as_primitive::<Float32Type>()
        .iter()
        .map(|single| double(single?, &mut text));
    Ok(doubles.collect())
}

fn double(single: f32, text: &mut String) -> Option<f64> {
    if !single.is_finite() {
        return None;
    }
    // Whole numbers that it holds exactly are most of them, and are the same.
    let exact = f64::from(single);
    if exact.fract() == 0.0 && exact.abs() < f64::from(1 << f32::MANTISSA_DIGITS) {
        return Some(exact);
    }
    text.clear();
    write!(text, "{single:e}").expect("a text takes all");
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use arrow::array::Float32Array;

    use super::*;

    #[test]
    fn the_shortest_text_counts() {
        let singles = [
            Some(0.1),
            Some(-1.25),
            Some(16_777_216.0),
            Some(f32::MAX),
            Some(f32::from_bits(1)),
            Some(f32::NAN),
            None,
        ];
        let singles: ArrayRef = Arc::new(Float32Array::from(singles.to_vec()));
        let doubles = doubles(&singles).expect("floats");
        let expected = [
            Some(0.1),
            Some(-1.25),
            Some(16_777_216.0),
            Some(3.402_823_5e38),
            Some(1e-45),
            None,
            None,
        ];
        assert_eq!(doubles, Float64Array::from(expected.to_vec()));
    }
}
