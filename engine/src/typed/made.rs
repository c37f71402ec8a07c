//! Columns of declared types as values of the language.

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, cast, lit, try_cast, when};
use taffrail_extract::kind;

use super::bytes::bytes_text;
use super::json::json_text;
use super::single::single;
use crate::dynamic::{Value, finite, member};
use crate::kernel::{Type, text_literal};
use crate::registry::call;

/// A value of a source: a column as the source has it, and what it means. What a query does with
/// it is computed where it is used, so that the rows that a filter or a limit drops cost nothing.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The column.
    pub(super) expr: Expr,
    /// What it means.
    pub(super) form: Form,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// No file has it.
    Missing,
    /// Texts, `Utf8View`.
    Text,
    /// Bytes, which are texts.
    Bytes,
    /// Texts of another type, by how they are written out.
    Written,
    /// Objects and arrays.
    Structure,
    /// What stands at a path in objects and arrays.
    Member(String),
    /// Whole numbers of 64 bits.
    Integer,
    /// Numbers.
    Number,
    /// Whole numbers and decimals that are compared by their digits.
    Exact,
    /// `true` and `false`.
    Boolean,
    /// Times.
    Time,
    /// The whole event, a structure that is a text to the query.
    Message,
}

/// The most digits that 64 bits hold, whatever they are.
const DIGITS: u8 = 18;

impl Form {
    /// What columns of this type mean.
    fn of(data_type: &DataType) -> Self {
        use DataType::{
            Binary, BinaryView, Boolean, Date32, Date64, FixedSizeBinary, LargeBinary, Null,
            Timestamp, UInt64, Utf8View,
        };
        match data_type {
            Null => Self::Missing,
            Utf8View => Self::Text,
            Boolean => Self::Boolean,
            UInt64 => Self::Exact,
            whole if whole.is_integer() || is_small_decimal(whole) => Self::Integer,
            decimal if decimal.is_decimal() => Self::Exact,
            float if float.is_floating() => Self::Number,
            Timestamp(..) | Date32 | Date64 => Self::Time,
            Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => Self::Bytes,
            nested if nested.is_nested() => Self::Structure,
            _ => Self::Written,
        }
    }
}

impl Made {
    /// The value of a column, or of a member of one, of this type.
    pub(super) fn new(column: Expr, data_type: &DataType) -> Self {
        let form = Form::of(data_type);
        let plain = |data_type: Type| data_type.data_type();
        let wanted = match form {
            Form::Integer => Some(plain(Type::Integer)),
            Form::Number => Some(plain(Type::Number)),
            Form::Time => Some(plain(Type::Time)),
            _ => None,
        };
        if matches!(data_type, DataType::Float16 | DataType::Float32) {
            return Self {
                expr: single(column),
                form,
            };
        }
        // Comparisons of a cast column become comparisons of the column itself.
        let expr = match wanted {
            // A time that 64 bits of microseconds do not hold is missing.
            Some(wanted) if form == Form::Time && wanted != *data_type => try_cast(column, wanted),
            Some(wanted) if wanted != *data_type => cast(column, wanted),
            _ => column,
        };
        Self { expr, form }
    }

    /// No value.
    pub(super) fn missing() -> Self {
        Self {
            expr: lit(ScalarValue::Utf8View(None)),
            form: Form::Missing,
        }
    }

    /// A column of texts.
    pub(super) fn text(expr: Expr) -> Self {
        Self {
            expr,
            form: Form::Text,
        }
    }

    /// The same in another column.
    pub(super) fn over(&self, expr: Expr) -> Self {
        Self {
            expr,
            form: self.form.clone(),
        }
    }

    /// As a time: RFC 3339 and numbers since the epoch are read as those of a log are; `None` for
    /// what is never a time.
    pub(super) fn to_time(&self) -> Option<Expr> {
        match self.form {
            Form::Time => Some(self.expr.clone()),
            Form::Missing | Form::Structure | Form::Boolean | Form::Message => None,
            _ => Some(call("event_time", vec![self.value().to_text()])),
        }
    }

    /// The value.
    pub(super) fn value(&self) -> Value {
        let expr = self.expr.clone();
        match &self.form {
            Form::Missing | Form::Text => Value::text(expr),
            Form::Bytes => Value::text(bytes_text(expr)),
            Form::Written => Value::text(cast(expr, DataType::Utf8View)),
            Form::Structure => Value::structure(json_text(expr)),
            Form::Member(path) => member(&Value::structure(json_text(expr)), path),
            Form::Integer => Value::Integer(expr),
            Form::Number => Value::Number(finite(expr)),
            Form::Time => Value::Time(expr),
            Form::Exact => Value::Dynamic {
                kind: kind_where(&expr, kind::NUMBER),
                text: cast(expr.clone(), DataType::Utf8View),
                number: Some(cast(expr, DataType::Float64)),
            },
            Form::Boolean => Value::Dynamic {
                kind: kind_where(&expr, kind::BOOLEAN),
                text: when(expr.clone().is_true(), text_literal("true"))
                    .when(expr.clone().is_not_null(), text_literal("false"))
                    .end()
                    .expect("both branches are texts"),
                number: Some(cast(cast(expr, DataType::Int64), DataType::Float64)),
            },
            Form::Message => Value::Dynamic {
                text: json_text(expr),
                kind: lit(kind::STRING),
                number: None,
            },
        }
    }
}

fn kind_where(expr: &Expr, kind: u8) -> Expr {
    when(expr.clone().is_not_null(), lit(kind))
        .end()
        .expect("a case of one branch has a type")
}

/// Whether a decimal is a whole number of 64 bits.
fn is_small_decimal(data_type: &DataType) -> bool {
    use DataType::{Decimal32, Decimal64, Decimal128, Decimal256};
    match data_type {
        Decimal32(digits, scale)
        | Decimal64(digits, scale)
        | Decimal128(digits, scale)
        | Decimal256(digits, scale) => *scale == 0 && *digits <= DIGITS,
        _ => false,
    }
}
