//! Rows of an inventory in Parquet.

use std::borrow::Cow;
use std::fs::File;
use std::panic::AssertUnwindSafe;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::csv::missing;
use super::file::OpenedFile;
use super::{Malformed, Row, Trouble, Version};

/// Columns that are read.
const COLUMNS: [&str; 8] = [
    "key",
    "size",
    "is_latest",
    "is_delete_marker",
    "last_modified_date",
    "e_tag",
    "storage_class",
    "intelligent_tiering_access_tier",
];

/// Hands the rows of a file to `take`, and counts those that make no sense. The file is read from
/// its end: one from elsewhere goes to the disk first.
pub(super) fn read(
    file: OpenedFile<'_>,
    take: &mut dyn FnMut(Row<'_>),
) -> Result<Malformed, Trouble> {
    let damaged =
        |error: &dyn std::fmt::Display| Trouble::Damaged(format!("it cannot be read: {error}"));
    let file = file.into_file().map_err(Trouble::Damaged)?;
    // The decoder (parquet 59.3) panics on some damaged bytes.
    std::panic::catch_unwind(AssertUnwindSafe(|| rows(file, take)))
        .map_err(|_| damaged(&"its bytes make no sense"))?
}

fn rows(file: File, take: &mut dyn FnMut(Row<'_>)) -> Result<Malformed, Trouble> {
    let damaged =
        |error: &dyn std::fmt::Display| Trouble::Damaged(format!("it cannot be read: {error}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|it| damaged(&it))?;
    for (column, name) in [("key", "Key"), ("size", "Size")] {
        if builder.schema().column_with_name(column).is_none() {
            return Err(Trouble::Configured(missing(name)));
        }
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), COLUMNS);
    let reader = builder.with_projection(mask).build();
    let mut malformed = Malformed::default();
    for batch in reader.map_err(|it| damaged(&it))? {
        batch_rows(&batch.map_err(|it| damaged(&it))?, take, &mut malformed)
            .map_err(|it| damaged(&it))?;
    }
    Ok(malformed)
}

fn batch_rows(
    batch: &RecordBatch,
    take: &mut dyn FnMut(Row<'_>),
    malformed: &mut Malformed,
) -> arrow::error::Result<()> {
    let column = |name: &str, as_type: &DataType| -> arrow::error::Result<Option<ArrayRef>> {
        let column = batch.column_by_name(name);
        column.map(|column| cast(column, as_type)).transpose()
    };
    let time = DataType::Timestamp(TimeUnit::Microsecond, None);
    let texts = |name| column(name, &DataType::Utf8);
    let (keys, etags) = (texts("key")?, texts("e_tag")?);
    let (classes, tiers) = (
        texts("storage_class")?,
        texts("intelligent_tiering_access_tier")?,
    );
    let sizes = column("size", &DataType::Int64)?;
    let modified = column("last_modified_date", &time)?;
    let latest = column("is_latest", &DataType::Boolean)?;
    let deleted = column("is_delete_marker", &DataType::Boolean)?;
    for at in 0..batch.num_rows() {
        let truth = |array: &Option<ArrayRef>| {
            let array: &BooleanArray = array.as_ref()?.as_boolean();
            array.is_valid(at).then(|| array.value(at))
        };
        let version = Version::of(truth(&latest), truth(&deleted));
        let size = sizes.as_ref().map(AsArray::as_primitive::<Int64Type>);
        let size = size.filter(|it| it.is_valid(at));
        let size = size.and_then(|it| u64::try_from(it.value(at)).ok());
        let size = size.or((version == Version::Gone).then_some(0));
        let (Some(key), Some(size)) = (text(keys.as_ref(), at), size) else {
            malformed.0 += 1;
            continue;
        };
        let modified = modified
            .as_ref()
            .map(AsArray::as_primitive::<TimestampMicrosecondType>);
        take(Row {
            key: Cow::Borrowed(key),
            size,
            modified: modified.filter(|it| it.is_valid(at)).map(|it| it.value(at)),
            etag: text(etags.as_ref(), at),
            class: text(classes.as_ref(), at),
            tier: text(tiers.as_ref(), at),
            version,
        });
    }
    Ok(())
}

fn text(array: Option<&ArrayRef>, at: usize) -> Option<&str> {
    let array: &StringArray = array?.as_string();
    let text = array.is_valid(at).then(|| array.value(at));
    text.filter(|text| !text.is_empty())
}
