//! The function behind the order of rows that were lists: the places of elements.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int64Array, ListArray};
use arrow::datatypes::{DataType, Field};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::kernel::Type;

/// `positions(list)`: the list `0, 1, ...` of the same length.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Positions {
    signature: Signature,
}

impl Positions {
    /// The function over lists of anything.
    pub(super) fn new() -> Self {
        Self {
            signature: Signature::any(1, Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for Positions {
    fn name(&self) -> &'static str {
        "positions"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::new_list(Type::Integer.data_type(), true))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let lists = args.args[0].to_array(args.number_rows)?;
        Ok(ColumnarValue::Array(Arc::new(positions(lists.as_list())?)))
    }
}

fn positions(lists: &ListArray) -> Result<ListArray> {
    let offsets = lists.offsets();
    // What lies before the first list belongs to none.
    let mut values = vec![0; offsets[0] as usize];
    for range in offsets.windows(2) {
        values.extend(0..i64::from(range[1] - range[0]));
    }
    let field = Field::new_list_field(Type::Integer.data_type(), true);
    Ok(ListArray::try_new(
        Arc::new(field),
        offsets.clone(),
        Arc::new(Int64Array::from(values)),
        lists.nulls().cloned(),
    )?)
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::Int32Type;

    use super::*;

    #[test]
    fn as_long_as_their_lists() {
        let row = |length: usize| Some(vec![Some(7); length]);
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([
            row(2),
            row(0),
            None,
            row(1),
            row(3),
        ]);
        for (from, length) in [(0, 5), (1, 4), (3, 2)] {
            let part = lists.slice(from, length);
            let found = positions(&part).expect("lists");
            for row in 0..length {
                let expected: Vec<i64> = (0..i64::from(part.value_length(row))).collect();
                assert_eq!(found.is_null(row), part.is_null(row));
                let found = found.value(row);
                let found = found.as_primitive::<arrow::datatypes::Int64Type>();
                assert_eq!(found.values().to_vec(), expected);
            }
        }
    }
}
