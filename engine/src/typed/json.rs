//! Typed values as compact JSON, as a log would have written them.

use std::fmt::Write;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, ListArray, MapArray,
    StringViewArray, StringViewBuilder, StructArray, TimestampMicrosecondArray, UInt64Array,
};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::DataType;
use arrow::util::display::FormatOptions;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use super::{bytes, single};
use crate::dynamic::{number_text, time_text};
use crate::kernel::{Type, time_type};

/// The compact JSON of a value of any type, `Utf8View`; NULL when it is missing. Members that are
/// missing are left out, which in a log is the same.
pub(super) fn json_text(value: Expr) -> Expr {
    ScalarUDF::new_from_impl(JsonText(Signature::any(1, Volatility::Immutable))).call(vec![value])
}

#[derive(Debug)]
struct JsonText(Signature);

impl PartialEq for JsonText {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for JsonText {}

impl Hash for JsonText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl ScalarUDFImpl for JsonText {
    fn name(&self) -> &'static str {
        "json_text"
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

fn texts(array: &ArrayRef) -> Result<StringViewArray> {
    let node = Node::new(array)?;
    let mut texts = StringViewBuilder::with_capacity(array.len());
    let mut text = String::new();
    for row in 0..array.len() {
        if node.is_missing(row) {
            texts.append_null();
            continue;
        }
        text.clear();
        node.write(row, &mut text);
        texts.append_value(&text);
    }
    Ok(texts.finish())
}

/// An array that is written row by row.
enum Node {
    Missing,
    Boolean(BooleanArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Number(Float64Array),
    /// Numbers by their texts.
    Written(StringViewArray),
    Time(TimestampMicrosecondArray),
    Text(StringViewArray),
    Struct(StructArray, Vec<(String, Node)>),
    List(ListArray, Box<Node>),
    Map(MapArray, Box<Node>, Box<Node>),
}

impl Node {
    fn new(array: &ArrayRef) -> Result<Self> {
        use DataType::{
            Binary, BinaryView, Boolean, Date32, Date64, FixedSizeBinary, FixedSizeList, Float16,
            Float32, LargeBinary, LargeList, List, Map, Null, Struct, Timestamp, UInt64,
        };
        let cast = |to: &DataType| cast_with_options(array, to, &LENIENT);
        Ok(match array.data_type() {
            Null => Self::Missing,
            Boolean => Self::Boolean(array.as_boolean().clone()),
            UInt64 => Self::Unsigned(array.as_primitive().clone()),
            whole if whole.is_integer() => {
                Self::Integer(cast(&DataType::Int64)?.as_primitive().clone())
            }
            Float16 | Float32 => Self::Number(single::doubles(array)?),
            float if float.is_floating() => {
                Self::Number(cast(&DataType::Float64)?.as_primitive().clone())
            }
            decimal if decimal.is_decimal() => {
                Self::Written(cast(&DataType::Utf8View)?.as_string_view().clone())
            }
            Timestamp(..) | Date32 | Date64 => {
                Self::Time(cast(&time_type())?.as_primitive().clone())
            }
            Binary | LargeBinary | BinaryView | FixedSizeBinary(_) => {
                Self::Text(bytes::texts(array)?)
            }
            Struct(fields) => {
                let array = array.as_struct();
                let members = fields.iter().zip(array.columns()).map(|(field, column)| {
                    let mut key = String::new();
                    write_text(field.name(), &mut key);
                    Ok((key, Self::new(column)?))
                });
                Self::Struct(array.clone(), members.collect::<Result<_>>()?)
            }
            LargeList(item) | FixedSizeList(item, _) => {
                return Self::new(&cast(&List(Arc::clone(item)))?);
            }
            List(_) => {
                let array = array.as_list::<i32>();
                Self::List(array.clone(), Box::new(Self::new(array.values())?))
            }
            Map(..) => {
                let array = array.as_map();
                let (keys, values) = (array.keys(), array.values());
                Self::Map(
                    array.clone(),
                    Box::new(Self::new(keys)?),
                    Box::new(Self::new(values)?),
                )
            }
            _ => Self::Text(cast(&DataType::Utf8View)?.as_string_view().clone()),
        })
    }

    /// Whether there is no value in a row, which numbers that are no numbers are too.
    fn is_missing(&self, row: usize) -> bool {
        match self {
            Self::Missing => true,
            Self::Boolean(array) => array.is_null(row),
            Self::Integer(array) => array.is_null(row),
            Self::Unsigned(array) => array.is_null(row),
            Self::Number(array) => array.is_null(row) || !array.value(row).is_finite(),
            Self::Written(array) | Self::Text(array) => array.is_null(row),
            Self::Time(array) => array.is_null(row),
            Self::Struct(array, _) => array.is_null(row),
            Self::List(array, _) => array.is_null(row),
            Self::Map(array, _, _) => array.is_null(row),
        }
    }

    /// Writes the value in a row, which is there.
    fn write(&self, row: usize, out: &mut String) {
        let written = match self {
            Self::Missing => write!(out, "null"),
            Self::Boolean(array) => write!(out, "{}", array.value(row)),
            Self::Integer(array) => write!(out, "{}", array.value(row)),
            Self::Unsigned(array) => write!(out, "{}", array.value(row)),
            Self::Number(array) => {
                let number = number_text(array.value(row));
                write!(out, "{}", number.as_deref().unwrap_or("null"))
            }
            Self::Written(array) => write!(out, "{}", array.value(row)),
            Self::Time(array) => match time_text(array.value(row)) {
                Some(time) => write!(out, "\"{time}\""),
                None => write!(out, "null"),
            },
            Self::Text(array) => {
                write_text(array.value(row), out);
                Ok(())
            }
            Self::Struct(_, members) => {
                out.push('{');
                let there = members.iter().filter(|(_, member)| !member.is_missing(row));
                for (count, (key, member)) in there.enumerate() {
                    separate(count, out);
                    out.push_str(key);
                    out.push(':');
                    member.write(row, out);
                }
                out.push('}');
                Ok(())
            }
            Self::List(array, items) => {
                out.push('[');
                for (count, item) in range(array.value_offsets(), row).enumerate() {
                    separate(count, out);
                    items.write_or_null(item, out);
                }
                out.push(']');
                Ok(())
            }
            Self::Map(array, keys, values) => {
                out.push('{');
                let entries = range(array.value_offsets(), row);
                let there = entries.filter(|&entry| !values.is_missing(entry));
                for (count, entry) in there.enumerate() {
                    separate(count, out);
                    keys.write_key(entry, out);
                    out.push(':');
                    values.write(entry, out);
                }
                out.push('}');
                Ok(())
            }
        };
        written.expect("a text takes all");
    }

    fn write_or_null(&self, row: usize, out: &mut String) {
        if self.is_missing(row) {
            out.push_str("null");
        } else {
            self.write(row, out);
        }
    }

    /// The key of a map, which in JSON is a text whatever it was.
    fn write_key(&self, row: usize, out: &mut String) {
        if matches!(self, Self::Text(_) | Self::Time(_)) {
            return self.write(row, out);
        }
        let mut key = String::new();
        self.write_or_null(row, &mut key);
        write_text(&key, out);
    }
}

fn separate(count: usize, out: &mut String) {
    if count > 0 {
        out.push(',');
    }
}

fn range(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    offsets[row] as usize..offsets[row + 1] as usize
}

/// A text as a JSON string.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain..at]);
        plain = at + 1;
        let written = match byte {
            b'"' => write!(out, "\\\""),
            b'\\' => write!(out, "\\\\"),
            b'\n' => write!(out, "\\n"),
            b'\r' => write!(out, "\\r"),
            b'\t' => write!(out, "\\t"),
            other => write!(out, "\\u{other:04x}"),
        };
        written.expect("a text takes all");
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// What does not fit is missing.
pub(super) const LENIENT: CastOptions<'static> = CastOptions {
    safe: true,
    format_options: FormatOptions::new(),
};
