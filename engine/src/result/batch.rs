//! Rows of a result.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, Schema, TimestampMicrosecondType, UInt8Type,
};
use taffrail_extract::kind;

use super::{ColumnType, ResultColumn};

/// Rows of a result, typed cell by cell.
#[derive(Debug, Clone)]
pub struct ResultBatch {
    columns: Arc<[ResultColumn]>,
    /// The visible columns, then the kinds of the dynamic ones.
    batch: RecordBatch,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// There is no value.
    Missing,
    /// A text.
    Text(&'a str),
    /// A number as the log wrote it, valid JSON.
    RawNumber(&'a str),
    /// `true` or `false` of JSON.
    RawBoolean(bool),
    /// An object or an array, compact JSON.
    Json(&'a str),
    /// A computed number; finite.
    Number(f64),
    /// A computed whole number.
    Integer(i64),
    /// A computed truth.
    Boolean(bool),
    /// A time, microseconds since the epoch.
    Time(i64),
}

impl ResultBatch {
    pub(crate) fn new(columns: Arc<[ResultColumn]>, batch: RecordBatch) -> Self {
        Self { columns, batch }
    }

    /// The columns.
    pub fn columns(&self) -> &[ResultColumn] {
        &self.columns
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The cell in a row and a column.
    ///
    /// # Panics
    ///
    /// When there is no such row or column.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let array = self.batch.column(column);
        if array.is_null(row) {
            return Cell::Missing;
        }
        match self.columns[column].column_type {
            ColumnType::Dynamic { kind } => {
                let text = array.as_string_view().value(row);
                match self
                    .batch
                    .column(kind)
                    .as_primitive::<UInt8Type>()
                    .value(row)
                {
                    kind::NUMBER => Cell::RawNumber(text),
                    kind::BOOLEAN => Cell::RawBoolean(text == "true"),
                    kind::OBJECT | kind::ARRAY => Cell::Json(text),
                    _ => Cell::Text(text),
                }
            }
            ColumnType::Number => match array.as_primitive::<Float64Type>().value(row) {
                number if number.is_finite() => Cell::Number(number),
                _ => Cell::Missing,
            },
            ColumnType::Integer => Cell::Integer(array.as_primitive::<Int64Type>().value(row)),
            ColumnType::Boolean => Cell::Boolean(array.as_boolean().value(row)),
            ColumnType::Time => {
                Cell::Time(array.as_primitive::<TimestampMicrosecondType>().value(row))
            }
        }
    }

    /// The rows as Arrow: dynamic columns are `Utf8` with the field metadata
    /// `taffrail.kind=dynamic`, numbers `Float64`, whole numbers `Int64`, truths `Boolean`, times
    /// `Timestamp(Microsecond, "+00:00")`.
    pub fn to_record_batch(&self) -> RecordBatch {
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = self
            .columns
            .iter()
            .zip(self.batch.columns())
            .map(|(column, array)| {
                let ColumnType::Dynamic { .. } = column.column_type else {
                    let field = Field::new(&column.name, array.data_type().clone(), true);
                    return (field, Arc::clone(array));
                };
                let texts = arrow::compute::cast(array, &DataType::Utf8)
                    .expect("a view of texts casts to texts");
                let metadata = HashMap::from([("taffrail.kind".into(), "dynamic".into())]);
                (
                    Field::new(&column.name, DataType::Utf8, true).with_metadata(metadata),
                    texts,
                )
            })
            .unzip();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows()));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .expect("fields were made from their arrays")
    }
}
