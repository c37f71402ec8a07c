//! Rows that do not come out of a query.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringViewBuilder, UInt8Builder};
use arrow::datatypes::{DataType, Field, Schema};
use taffrail_extract::kind;

use super::{ColumnType, ResultBatch, ResultColumn};

/// A cell of such a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowCell {
    /// There is no value.
    Missing,
    /// A text.
    Text(String),
    /// A number, valid JSON.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
    /// An object or an array, compact JSON.
    Json(String),
}

/// Rows with these columns, each row with a cell for every one of them.
pub(crate) fn rows(names: &[&str], rows: impl Iterator<Item = Vec<RowCell>>) -> ResultBatch {
    let count = names.len();
    let mut texts: Vec<StringViewBuilder> = (0..count).map(|_| StringViewBuilder::new()).collect();
    let mut kinds: Vec<UInt8Builder> = (0..count).map(|_| UInt8Builder::new()).collect();
    for row in rows {
        for (index, cell) in row.into_iter().enumerate() {
            let (text, kind) = match cell {
                RowCell::Missing => (None, None),
                RowCell::Text(text) => (Some(text), Some(kind::STRING)),
                RowCell::Number(text) => (Some(text), Some(kind::NUMBER)),
                RowCell::Boolean(truth) => (Some(truth.to_string()), Some(kind::BOOLEAN)),
                RowCell::Json(text) => (Some(text), Some(kind::ARRAY)),
            };
            texts[index].append_option(text);
            kinds[index].append_option(kind);
        }
    }
    let columns = names.iter().enumerate().map(|(index, name)| ResultColumn {
        name: (*name).to_owned(),
        column_type: ColumnType::Dynamic {
            kind: count + index,
        },
    });
    let texts = texts
        .into_iter()
        .map(|mut it| Arc::new(it.finish()) as ArrayRef);
    let kinds = kinds
        .into_iter()
        .map(|mut it| Arc::new(it.finish()) as ArrayRef);
    let arrays: Vec<ArrayRef> = texts.chain(kinds).collect();
    let fields: Vec<Field> = arrays
        .iter()
        .enumerate()
        .map(|(index, array)| {
            Field::new(index.to_string(), DataType::clone(array.data_type()), true)
        })
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .expect("all columns have a value for each row");
    ResultBatch::new(columns.collect(), batch)
}
