//! Columns of bytes as texts.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder};
use arrow::compute::cast_with_options;
use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::json::LENIENT;
use crate::kernel::Type;

/// Bytes as a text: those of a known length in hexadecimal, as ids and digests are written, 16 of
/// them as a UUID; others as UTF-8, which old writers did not mark as such.
pub(super) fn bytes_text(value: Expr) -> Expr {
    ScalarUDF::new_from_impl(BytesText(Signature::any(1, Volatility::Immutable))).call(vec![value])
}

#[derive(Debug)]
struct BytesText(Signature);

impl PartialEq for BytesText {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for BytesText {}

impl Hash for BytesText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl ScalarUDFImpl for BytesText {
    fn name(&self) -> &'static str {
        "bytes_text"
    }

    fn signature(&self) -> &Signature {
        &self.0
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(Type::Text.data_type())
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        Ok(ColumnarValue::Array(Arc::new(texts(&arrays[0])?)))
    }
}

/// How long a UUID is, and before which of its bytes it has a dash.
const UUID: usize = 16;
const DASHES: [usize; 4] = [4, 6, 8, 10];

/// The texts of an array of bytes.
pub(super) fn texts(array: &ArrayRef) -> Result<StringViewArray> {
    let mut texts = StringViewBuilder::with_capacity(array.len());
    if let Some(array) = array.as_fixed_size_binary_opt() {
        let mut text = String::new();
        for bytes in array {
            text.clear();
            let bytes_or_none = bytes.unwrap_or_default();
            for (at, byte) in bytes_or_none.iter().enumerate() {
                if bytes_or_none.len() == UUID && DASHES.contains(&at) {
                    text.push('-');
                }
                write!(text, "{byte:02x}").expect("a text takes all");
            }
            texts.append_option(bytes.map(|_| &text));
        }
        return Ok(texts.finish());
    }
    let bytes = cast_with_options(array, &DataType::BinaryView, &LENIENT)?;
    for bytes in bytes.as_binary_view() {
        texts.append_option(bytes.map(String::from_utf8_lossy));
    }
    Ok(texts.finish())
}
