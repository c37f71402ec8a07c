//! Columns of declared types as values of the language.

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, cast, lit, when};
use taffrail_extract::kind;

use super::bytes::bytes_text;
use super::json::json_text;
use crate::dynamic::{Value, finite};
use crate::kernel::Type;
use crate::registry::call;

/// A value of a source, by what its type says of it. What is constant for a type is not carried
/// along: it is put around the column again behind the projection of the source.
#[derive(Debug, Clone)]
pub(super) enum Made {
    /// No file has it.
    Missing,
    /// Texts, `Utf8View`.
    Text(Expr),
    /// Objects and arrays as compact JSON, `Utf8View`.
    Structure(Expr),
    /// Whole numbers, `Int64`.
    Integer(Expr),
    /// Numbers, `Float64`, finite.
    Number(Expr),
    /// Times, `Timestamp(Microsecond, UTC)`.
    Time(Expr),
    /// Truths and numbers beyond 64 bits, which are what a log would have written.
    Scalar {
        /// What it is written as, `Utf8View`.
        text: Expr,
        /// Its kind.
        kind: u8,
        /// The number that it is in arithmetic, `Float64`.
        number: Expr,
    },
    /// Values of any kind.
    Dynamic {
        /// `Utf8View`
        text: Expr,
        /// `UInt8`
        kind: Expr,
        /// `Float64`
        number: Expr,
    },
}

/// The most digits that 64 bits hold, whatever they are.
const DIGITS: u8 = 18;

impl Made {
    /// The value of a column, or of a member of one, of this type.
    pub(super) fn new(column: Expr, data_type: &DataType) -> Self {
        use DataType::{
            Binary, BinaryView, Boolean, Date32, Date64, FixedSizeBinary, Float64, Int64,
            LargeBinary, Null, Timestamp, UInt64, Utf8View,
        };
        let number = |column: Expr| cast(column, Float64);
        match data_type {
            Null => Self::Missing,
            Utf8View => Self::Text(column),
            Boolean => Self::Scalar {
                number: number(cast(column.clone(), Int64)),
                text: when(column.clone().is_true(), text("true"))
                    .when(column.is_not_null(), text("false"))
                    .end()
                    .expect("both branches are texts"),
                kind: kind::BOOLEAN,
            },
            Int64 => Self::Integer(column),
            UInt64 => Self::exact(&column),
            whole if whole.is_integer() || is_small_decimal(whole) => {
                Self::Integer(cast(column, Int64))
            }
            decimal if decimal.is_decimal() => Self::exact(&column),
            float if float.is_floating() => Self::Number(finite(number(column))),
            Timestamp(..) | Date32 | Date64 => {
                let time = Type::Time.data_type();
                Self::Time(if *data_type == time {
                    column
                } else {
                    cast(column, time)
                })
            }
            Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => {
                Self::Text(bytes_text(column))
            }
            nested if nested.is_nested() => Self::Structure(json_text(column)),
            _ => Self::Text(cast(column, Utf8View)),
        }
    }

    /// A number that is compared by its digits.
    fn exact(column: &Expr) -> Self {
        Self::Scalar {
            text: cast(column.clone(), DataType::Utf8View),
            kind: kind::NUMBER,
            number: cast(column.clone(), DataType::Float64),
        }
    }

    /// The parts of any value.
    pub(super) fn of_value(value: &Value) -> Self {
        Self::Dynamic {
            text: value.to_text(),
            kind: value.kind(),
            number: value.to_number(),
        }
    }

    /// As a time: RFC 3339 and numbers since the epoch are read as those of a log are; `None` for
    /// what is never a time.
    pub(super) fn to_time(&self) -> Option<Expr> {
        match self {
            Self::Time(time) => Some(time.clone()),
            Self::Missing | Self::Structure(_) => None,
            other => Some(call("read_time", vec![other.value().to_text()])),
        }
    }

    /// The value.
    pub(super) fn value(&self) -> Value {
        match self.clone() {
            Self::Missing => Value::text(lit(ScalarValue::Utf8View(None))),
            Self::Text(text) => Value::text(text),
            Self::Structure(text) => Value::structure(text),
            Self::Integer(expr) => Value::Integer(expr),
            Self::Number(expr) => Value::Number(expr),
            Self::Time(expr) => Value::Time(expr),
            Self::Scalar { text, kind, number } => {
                let Value::Dynamic { text, kind, .. } = Value::of_kind(text, kind) else {
                    unreachable!("a value of a kind is dynamic")
                };
                Value::Dynamic {
                    text,
                    kind,
                    number: Some(number),
                }
            }
            Self::Dynamic { text, kind, number } => Value::Dynamic {
                text,
                kind,
                number: Some(number),
            },
        }
    }

    /// The expressions that a projection has to make, each with what to put behind its name.
    pub(super) fn parts(&self) -> Vec<(&'static str, Expr)> {
        match self.clone() {
            Self::Missing => vec![("", lit(ScalarValue::Utf8View(None)))],
            Self::Text(expr)
            | Self::Structure(expr)
            | Self::Integer(expr)
            | Self::Number(expr)
            | Self::Time(expr) => vec![("", expr)],
            Self::Scalar { text, number, .. } => vec![("", text), (":number", number)],
            Self::Dynamic { text, kind, number } => {
                vec![("", text), (":kind", kind), (":number", number)]
            }
        }
    }

    /// The same over the columns that its parts became, in their order.
    pub(super) fn over(&self, columns: &[Expr]) -> Self {
        let column = |index: usize| columns[index].clone();
        match self {
            Self::Missing => Self::Missing,
            Self::Text(_) => Self::Text(column(0)),
            Self::Structure(_) => Self::Structure(column(0)),
            Self::Integer(_) => Self::Integer(column(0)),
            Self::Number(_) => Self::Number(column(0)),
            Self::Time(_) => Self::Time(column(0)),
            Self::Scalar { kind, .. } => Self::Scalar {
                text: column(0),
                kind: *kind,
                number: column(1),
            },
            Self::Dynamic { .. } => Self::Dynamic {
                text: column(0),
                kind: column(1),
                number: column(2),
            },
        }
    }

    /// The same value in several sources in one form: in that of all who have it, when it is one,
    /// else by its kind.
    pub(super) fn alike(values: Vec<Self>) -> Vec<Self> {
        let mut there = values.iter().filter(|it| !matches!(it, Self::Missing));
        let Some(first) = there.next().cloned() else {
            return values;
        };
        let one_form = there.all(|it| it.is_like(&first));
        let form = |value: Self| match value {
            Self::Missing if one_form => first.missing(),
            value if one_form => value,
            value => Self::of_value(&value.value()),
        };
        values.into_iter().map(form).collect()
    }

    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Scalar { kind, .. }, Self::Scalar { kind: other, .. }) => kind == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// No value, in the form of this one.
    fn missing(&self) -> Self {
        let null = |data_type: Type| {
            let null = ScalarValue::try_from(data_type.data_type());
            lit(null.expect("each of these types has a NULL"))
        };
        let nulls: Vec<Expr> = match self {
            Self::Integer(_) => vec![null(Type::Integer)],
            Self::Number(_) => vec![null(Type::Number)],
            Self::Time(_) => vec![null(Type::Time)],
            Self::Scalar { .. } => vec![null(Type::Text), null(Type::Number)],
            Self::Dynamic { .. } => vec![null(Type::Text), null(Type::Kind), null(Type::Number)],
            Self::Missing | Self::Text(_) | Self::Structure(_) => vec![null(Type::Text)],
        };
        self.over(&nulls)
    }
}

fn text(text: &str) -> Expr {
    crate::kernel::text_literal(text)
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
