//! Which objects may hold rows that pass a filter, as their keys tell.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Int64Array, StringViewArray, TimestampMicrosecondArray,
};
use arrow::compute::concat;
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;

use super::columns::{ScanColumn, SystemField};
use super::key_filter::array;
use super::predicate::Predicate;
use super::spec::ScanObject;

/// For each object, whether it may hold rows that pass; `None` when the keys tell nothing of it.
pub(super) fn prospects(predicate: &Predicate, objects: &[ScanObject]) -> Option<Vec<bool>> {
    let columns = collect_columns(predicate.expr());
    let is_keyed = |name: &str| {
        let path = predicate.column(name).and_then(ScanColumn::path);
        path.is_some_and(|path| objects.iter().any(|object| object.is_keyed(path)))
    };
    let mut columns = columns.iter();
    if !columns.any(|column| is_told(column.name()) || is_keyed(column.name())) {
        return None;
    }
    let (expr, schema) = (Arc::clone(predicate.expr()), Arc::clone(predicate.schema()));
    // What cannot be turned into a question on least and greatest values prunes nothing.
    let pruning = PruningPredicateBuilder::new()
        .with_file_schema(schema)
        .try_build(expr)
        .ok()?;
    pruning.prune(&Keys { predicate, objects }).ok()
}

fn is_told(column: &str) -> bool {
    matches!(
        SystemField::find(column),
        Some(
            SystemField::Timestamp
                | SystemField::Object
                | SystemField::Account
                | SystemField::Region
        )
    )
}

/// What keys tell of the least and greatest values of columns.
struct Keys<'a> {
    predicate: &'a Predicate,
    objects: &'a [ScanObject],
}

impl Keys<'_> {
    /// What is the same for all events of an object.
    fn same(&self, column: &Column) -> Option<ArrayRef> {
        let objects = self.objects.iter();
        let Some(field) = SystemField::find(&column.name) else {
            return self.keyed(column);
        };
        Some(match field {
            SystemField::Account => Arc::new(
                objects
                    .map(|object| object.account.as_deref())
                    .collect::<StringViewArray>(),
            ),
            SystemField::Region => Arc::new(
                objects
                    .map(|object| object.region.as_deref())
                    .collect::<StringViewArray>(),
            ),
            SystemField::Object => Arc::new(
                objects
                    .map(|object| Some(i64::from(object.ordinal)))
                    .collect::<Int64Array>(),
            ),
            _ => return None,
        })
    }

    /// What keys tell of a field; of those that do not, nothing is known.
    fn keyed(&self, column: &Column) -> Option<ArrayRef> {
        let column = self.predicate.column(&column.name)?;
        let path = column.path()?;
        let arrays = self.objects.iter();
        let arrays: Vec<ArrayRef> = arrays
            .map(|object| array(column, object.keys.get(path)))
            .collect();
        let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
        concat(&arrays).ok()
    }
}

impl PruningStatistics for Keys<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.same(column)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        if SystemField::find(&column.name) != Some(SystemField::Timestamp) {
            return self.same(column);
        }
        let last = self.objects.iter().map(|object| Some(object.until? - 1));
        let last: TimestampMicrosecondArray = last.collect();
        Some(Arc::new(last.with_timezone("+00:00")))
    }

    fn num_containers(&self) -> usize {
        self.objects.len()
    }

    fn null_counts(&self, _: &Column) -> Option<ArrayRef> {
        None
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        None
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
