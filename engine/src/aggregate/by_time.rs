//! `earliest`, `latest`: the value in the first row of an order.
//!
//! DataFusion's `first_value` keeps the order of each group as a list of scalars, some 250 bytes
//! for a time and a place, and has no groups for truths; here it is one row of `arrow::row`, whose
//! bytes compare like it, with the value behind it.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, StringViewArray,
    StringViewBuilder, TimestampMicrosecondArray, UInt8Array,
};
use arrow::compute::SortOptions;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimestampMicrosecondType, UInt8Type};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, ScalarUDF, Signature, SortExpr, Volatility};
use taffrail_extract::kind;

use super::base::{Aggregate, Reader, udaf};
use crate::dynamic::Value;
use crate::kernel::{Kernel, Type};
use crate::registry::call;

/// The value in the first row of `order`; `add` makes a column of an aggregate.
pub(crate) fn first_by(value: &Value, order: &[SortExpr], add: impl FnOnce(Expr) -> Expr) -> Value {
    let one = |expr: &Expr, of| first(vec![expr.clone()], of, order);
    match value {
        Value::Dynamic { text, kind, .. } => {
            let tagged = add(first(vec![text.clone(), kind.clone()], Of::Dynamic, order));
            Value::Dynamic {
                text: call("tagged_text", vec![tagged.clone()]),
                kind: call("tagged_kind", vec![tagged]),
                number: None,
            }
        }
        Value::Number(expr) => Value::Number(add(one(expr, Of::Number))),
        Value::Integer(expr) => Value::Integer(add(one(expr, Of::Integer))),
        Value::Boolean(expr) => Value::Boolean(add(one(expr, Of::Boolean))),
        Value::Time(expr) => Value::Time(add(one(expr, Of::Time))),
    }
}

/// The number in the first row of `order`.
pub(crate) fn first_number(number: Expr, order: &[SortExpr]) -> Expr {
    first(vec![number], Of::Number, order)
}

fn first(values: Vec<Expr>, of: Of, order: &[SortExpr]) -> Expr {
    let options = |key: &SortExpr| SortOptions {
        descending: !key.asc,
        nulls_first: key.nulls_first,
    };
    let aggregate = First {
        of,
        order: order.iter().map(options).collect(),
    };
    let keys = order.iter().map(|key| key.expr.clone());
    let args: Vec<Expr> = values.into_iter().chain(keys).collect();
    let signature = Signature::any(args.len(), Volatility::Immutable);
    udaf(aggregate, signature).call(args)
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Kind, Text};
    vec![
        Kernel::new("tagged_text", &[Text], Text, tagged_texts).udf(),
        Kernel::new("tagged_kind", &[Text], Kind, tagged_kinds).udf(),
    ]
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct First {
    pub(super) of: Of,
    pub(super) order: Vec<SortOptions>,
}

/// What values are picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Of {
    /// Text and kind, two arguments; the result is the text behind a character that is the kind.
    Dynamic,
    Number,
    Integer,
    Boolean,
    Time,
}

/// The first row so far: its place in the order, then its value, which is empty when missing.
#[derive(Debug, Default)]
pub(super) struct Best {
    row: Vec<u8>,
    /// Length of the place in the order; 0 when there is no row yet.
    key: u32,
}

impl Best {
    fn key(&self) -> &[u8] {
        &self.row[..self.key as usize]
    }

    fn value(&self) -> &[u8] {
        &self.row[self.key as usize..]
    }

    /// Whether a row at this place would be the first.
    fn gives_way(&self, key: &[u8]) -> bool {
        self.key == 0 || key < self.key()
    }

    /// Begins to hold the row at this place.
    fn start(&mut self, key: &[u8]) -> &mut Vec<u8> {
        self.row.clear();
        self.row.extend_from_slice(key);
        self.key = key.len() as u32;
        &mut self.row
    }

    fn double_word(&self) -> Option<[u8; 8]> {
        self.value().try_into().ok()
    }
}

/// The rows of a batch: their places in the order, and their values.
pub(super) struct Batch<'a> {
    order: Rows,
    values: Values<'a>,
}

enum Values<'a> {
    Dynamic(&'a StringViewArray, &'a UInt8Array),
    Number(&'a Float64Array),
    Integer(&'a Int64Array),
    Boolean(&'a BooleanArray),
    Time(&'a TimestampMicrosecondArray),
}

impl Values<'_> {
    fn append(&self, row: usize, value: &mut Vec<u8>) {
        match self {
            Self::Dynamic(texts, kinds) if texts.is_valid(row) => {
                let known = kinds.is_valid(row);
                value.push(if known {
                    kinds.value(row)
                } else {
                    kind::STRING
                });
                value.extend_from_slice(texts.value(row).as_bytes());
            }
            Self::Number(numbers) if numbers.is_valid(row) => {
                value.extend_from_slice(&numbers.value(row).to_le_bytes());
            }
            Self::Integer(integers) if integers.is_valid(row) => {
                value.extend_from_slice(&integers.value(row).to_le_bytes());
            }
            Self::Boolean(truths) if truths.is_valid(row) => {
                value.push(u8::from(truths.value(row)));
            }
            Self::Time(times) if times.is_valid(row) => {
                value.extend_from_slice(&times.value(row).to_le_bytes());
            }
            _ => {}
        }
    }
}

impl Aggregate for First {
    type Group = Best;
    type Shared = ();
    type Rows<'a> = Batch<'a>;

    fn name(&self) -> String {
        let descending = self.order.first().is_some_and(|first| first.descending);
        if descending { "latest" } else { "earliest" }.into()
    }

    fn returns(&self) -> DataType {
        match self.of {
            Of::Dynamic => Type::Text,
            Of::Number => Type::Number,
            Of::Integer => Type::Integer,
            Of::Boolean => Type::Boolean,
            Of::Time => Type::Time,
        }
        .data_type()
    }

    fn rows<'a>(&self, args: &'a [ArrayRef]) -> Result<Batch<'a>> {
        let values = match self.of {
            Of::Dynamic => Values::Dynamic(
                args[0].as_string_view(),
                args[1].as_primitive::<UInt8Type>(),
            ),
            Of::Number => Values::Number(args[0].as_primitive::<Float64Type>()),
            Of::Integer => Values::Integer(args[0].as_primitive::<Int64Type>()),
            Of::Boolean => Values::Boolean(args[0].as_boolean()),
            Of::Time => Values::Time(args[0].as_primitive::<TimestampMicrosecondType>()),
        };
        let keys = &args[args.len() - self.order.len()..];
        let fields = keys
            .iter()
            .zip(&self.order)
            .map(|(key, options)| SortField::new_with_options(key.data_type().clone(), *options))
            .collect();
        let order = RowConverter::new(fields)?.convert_columns(keys)?;
        Ok(Batch { order, values })
    }

    fn add(&self, group: &mut Best, (): &mut (), rows: &Batch<'_>, row: usize) {
        let key = rows.order.row(row).data();
        if group.gives_way(key) {
            rows.values.append(row, group.start(key));
        }
    }

    fn write(&self, group: &Best, (): &(), state: &mut Vec<u8>) {
        if group.key > 0 {
            state.extend_from_slice(&group.key.to_le_bytes());
            state.extend_from_slice(&group.row);
        }
    }

    fn merge(&self, group: &mut Best, (): &mut (), state: &[u8]) -> Option<()> {
        let mut state = Reader(state);
        let length = state.length()?;
        let key = state.take(length)?;
        if group.gives_way(key) {
            group.start(key).extend_from_slice(state.0);
        }
        Some(())
    }

    fn finish(&self, groups: Vec<Best>, (): &()) -> ArrayRef {
        let groups = groups.iter();
        match self.of {
            Of::Dynamic => {
                let mut texts = StringViewBuilder::with_capacity(groups.len());
                for group in groups {
                    // Kinds are below 128, and so a character.
                    let text = std::str::from_utf8(group.value()).unwrap_or_default();
                    texts.append_option(Some(text).filter(|text| !text.is_empty()));
                }
                Arc::new(texts.finish())
            }
            Of::Number => {
                let numbers = groups.map(|group| group.double_word().map(f64::from_le_bytes));
                Arc::new(numbers.collect::<Float64Array>())
            }
            Of::Integer => {
                let integers = groups.map(|group| group.double_word().map(i64::from_le_bytes));
                Arc::new(integers.collect::<Int64Array>())
            }
            Of::Boolean => {
                let truths = groups.map(|group| group.value().first().map(|&byte| byte == 1));
                Arc::new(truths.collect::<BooleanArray>())
            }
            Of::Time => {
                let times = groups.map(|group| group.double_word().map(i64::from_le_bytes));
                let times: TimestampMicrosecondArray = times.collect();
                Arc::new(times.with_data_type(Type::Time.data_type()))
            }
        }
    }

    fn bytes(group: &Best) -> usize {
        group.row.capacity()
    }
}

/// `tagged_text(tagged)`: the text behind the kind.
fn tagged_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts: StringViewArray = args[0]
        .as_string_view()
        .iter()
        .map(|tagged| tagged?.get(1..))
        .collect();
    Ok(Arc::new(texts))
}

/// `tagged_kind(tagged)`: the kind in front of the text.
fn tagged_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds: UInt8Array = args[0]
        .as_string_view()
        .iter()
        .map(|tagged| tagged?.bytes().next())
        .collect();
    Ok(Arc::new(kinds))
}
