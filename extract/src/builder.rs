//! A column under construction.

use std::mem::size_of;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{
    Float64Builder, Int64Builder, StringViewBuilder, TimestampMicrosecondBuilder, UInt8Builder,
};

use crate::column::{Want, kind};
use crate::compact::Compact;
use crate::number::{Numeral, read_number};
use crate::simd::Level;
use crate::string::{Scratch, lossy};
use crate::time::parse_timestamp;
use crate::value::Value;

#[derive(Debug)]
pub(crate) enum Builder {
    Text(StringViewBuilder),
    Number(Float64Builder),
    Integer(Int64Builder),
    Kind(UInt8Builder),
    Timestamp(TimestampMicrosecondBuilder),
}

impl Builder {
    pub(crate) fn new(want: Want) -> Self {
        match want {
            Want::Text => Self::Text(StringViewBuilder::new()),
            Want::Number => Self::Number(Float64Builder::new()),
            Want::Integer => Self::Integer(Int64Builder::new()),
            Want::Kind => Self::Kind(UInt8Builder::new()),
            Want::Timestamp => {
                Self::Timestamp(TimestampMicrosecondBuilder::new().with_timezone("+00:00"))
            }
        }
    }

    #[inline]
    pub(crate) fn append(&mut self, value: Value<'_>, level: Level, scratch: &mut Scratch) {
        match self {
            Self::Text(builder) => match value {
                Value::Null => builder.append_null(),
                Value::Boolean(true) => append_text(builder, "true"),
                Value::Boolean(false) => append_text(builder, "false"),
                Value::Number(text) | Value::Text(text) => append_text(builder, text),
                Value::Object(json) | Value::Array(json) => {
                    append_compact(builder, json, level, scratch);
                }
            },
            Self::Number(builder) => builder.append_option(number(value)),
            Self::Integer(builder) => builder.append_option(integer(value)),
            Self::Kind(builder) => builder.append_option(kind_of(value)),
            Self::Timestamp(builder) => builder.append_option(timestamp(value)),
        }
    }

    pub(crate) fn append_null(&mut self) {
        match self {
            Self::Text(builder) => builder.append_null(),
            Self::Number(builder) => builder.append_null(),
            Self::Integer(builder) => builder.append_null(),
            Self::Kind(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
        }
    }

    /// The record itself: its text, and that it is an object.
    pub(crate) fn append_record(
        &mut self,
        record: &[u8],
        is_object: bool,
        level: Level,
        scratch: &mut Scratch,
    ) {
        match self {
            Self::Text(builder) => {
                if is_object && memchr::memchr2(b'\n', b'\r', record).is_some() {
                    append_compact(builder, record, level, scratch);
                } else {
                    append_text(builder, lossy(record, &mut scratch.text));
                }
            }
            Self::Kind(builder) => builder.append_option(is_object.then_some(kind::OBJECT)),
            Self::Number(_) | Self::Integer(_) | Self::Timestamp(_) => self.append_null(),
        }
    }

    pub(crate) fn memory_size(&self) -> usize {
        match self {
            Self::Text(builder) => builder.allocated_size(),
            Self::Number(builder) => builder.capacity() * size_of::<f64>(),
            Self::Integer(builder) => builder.capacity() * size_of::<i64>(),
            Self::Kind(builder) => builder.capacity(),
            Self::Timestamp(builder) => builder.capacity() * size_of::<i64>(),
        }
    }

    /// The column; the builder starts anew.
    pub(crate) fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
            Self::Integer(builder) => Arc::new(builder.finish()),
            Self::Kind(builder) => Arc::new(builder.finish()),
            Self::Timestamp(builder) => Arc::new(builder.finish()),
        }
    }
}

#[inline]
fn append_text(builder: &mut StringViewBuilder, text: &str) {
    // Fails for texts of 4 GiB and more only, which no array can hold.
    if builder.try_append_value(text).is_err() {
        builder.append_null();
    }
}

fn append_compact(
    builder: &mut StringViewBuilder,
    json: &[u8],
    level: Level,
    scratch: &mut Scratch,
) {
    scratch.bytes.clear();
    level.dispatch(Compact {
        json,
        out: &mut scratch.bytes,
    });
    append_text(builder, lossy(&scratch.bytes, &mut scratch.text));
}

fn number(value: Value<'_>) -> Option<f64> {
    match value {
        Value::Boolean(boolean) => Some(f64::from(u8::from(boolean))),
        Value::Number(text) | Value::Text(text) => read_number(text.as_bytes()),
        Value::Null | Value::Object(_) | Value::Array(_) => None,
    }
}

fn integer(value: Value<'_>) -> Option<i64> {
    let (Value::Number(text) | Value::Text(text)) = value else {
        return None;
    };
    i64::try_from(Numeral::read(text.as_bytes())?.integer()?).ok()
}

pub(crate) fn kind_of(value: Value<'_>) -> Option<u8> {
    match value {
        Value::Null => None,
        Value::Boolean(_) => Some(kind::BOOLEAN),
        Value::Number(_) => Some(kind::NUMBER),
        Value::Text(_) => Some(kind::STRING),
        Value::Object(_) => Some(kind::OBJECT),
        Value::Array(_) => Some(kind::ARRAY),
    }
}

fn timestamp(value: Value<'_>) -> Option<i64> {
    match value {
        Value::Number(text) | Value::Text(text) => parse_timestamp(text.as_bytes()),
        Value::Null | Value::Boolean(_) | Value::Object(_) | Value::Array(_) => None,
    }
}
