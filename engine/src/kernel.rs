//! Scalar kernels: plain functions over Arrow arrays, made known to DataFusion.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Field, Fields, TimeUnit};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// The Arrow types that kernels take and give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// `Utf8View`
    Text,
    /// `UInt8`, see [`taffrail_extract::kind`]
    Kind,
    /// `Float64`
    Number,
    /// `Int64`
    Integer,
    /// `Boolean`
    Boolean,
    /// `Timestamp(Microsecond, "+00:00")`
    Time,
    /// `Binary`
    Key,
    /// `LargeBinary`: what an aggregate hands on
    Sketch,
    /// `List<Timestamp(Microsecond, "+00:00")>`
    TimeList,
    /// `List<Struct>` of [`element_fields`]: the elements of a value
    ElementList,
}

impl Type {
    /// The Arrow type.
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8View,
            Self::Kind => DataType::UInt8,
            Self::Number => DataType::Float64,
            Self::Integer => DataType::Int64,
            Self::Boolean => DataType::Boolean,
            Self::Time => time_type(),
            Self::Key => DataType::Binary,
            Self::Sketch => DataType::LargeBinary,
            Self::TimeList => DataType::new_list(time_type(), true),
            Self::ElementList => DataType::new_list(DataType::Struct(element_fields()), true),
        }
    }
}

/// The type of every time: microseconds, UTC.
pub(crate) fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()))
}

/// The fields of an element of a value: its text and its kind.
pub(crate) fn element_fields() -> Fields {
    Fields::from(vec![
        Field::new("text", Type::Text.data_type(), true),
        Field::new("kind", Type::Kind.data_type(), true),
    ])
}

/// What a kernel does: arrays of equal length in, one array of that length out.
pub(crate) type Run = fn(&[ArrayRef]) -> Result<ArrayRef>;

/// A scalar function of our own: equal to another when the names are equal.
#[derive(Debug)]
pub(crate) struct Kernel {
    name: &'static str,
    signature: Signature,
    returns: Type,
    run: Run,
}

impl Kernel {
    /// The function `name` over arguments of the given types.
    pub(crate) fn new(name: &'static str, args: &[Type], returns: Type, run: Run) -> Self {
        let args = args.iter().map(|arg| arg.data_type()).collect();
        Self {
            name,
            signature: Signature::exact(args, Volatility::Immutable),
            returns,
            run,
        }
    }

    /// The function as DataFusion takes it.
    pub(crate) fn udf(self) -> Arc<ScalarUDF> {
        Arc::new(ScalarUDF::new_from_impl(self))
    }
}

impl PartialEq for Kernel {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Kernel {}

impl Hash for Kernel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Kernel {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.returns.data_type())
    }

    /// Constants stay one row long: a call over constants alone is computed once, and a constant
    /// among columns is spread out, since every kernel reads its arguments row by row.
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let constant = args
            .args
            .iter()
            .all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if constant { 1 } else { args.number_rows };
        let arrays = args
            .args
            .into_iter()
            .map(|arg| arg.into_array(rows))
            .collect::<Result<Vec<_>>>()?;
        let result = (self.run)(&arrays)?;
        debug_assert_eq!(
            result.len(),
            rows,
            "kernel `{}` keeps the row count",
            self.name
        );
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &result, 0,
            )?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

/// A literal text of the type that kernels take.
pub(crate) fn text_literal(text: impl Into<String>) -> Expr {
    Expr::Literal(ScalarValue::Utf8View(Some(text.into())), None)
}
