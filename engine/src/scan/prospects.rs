//! Which objects may hold rows that pass a filter, as their keys tell.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, StringViewArray, TimestampMicrosecondArray,
};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;

use super::columns::SystemField;
use super::predicate::Predicate;
use super::spec::ScanObject;

/// For each object, whether it may hold rows that pass; `None` when the keys tell nothing of it.
pub(super) fn prospects(predicate: &Predicate, objects: &[ScanObject]) -> Option<Vec<bool>> {
    let columns = collect_columns(predicate.expr());
    if !columns.iter().any(|column| is_told(column.name())) {
        return None;
    }
    let (expr, schema) = (Arc::clone(predicate.expr()), Arc::clone(predicate.schema()));
    // What cannot be turned into a question on least and greatest values prunes nothing.
    let pruning = PruningPredicateBuilder::new()
        .with_file_schema(schema)
        .try_build(expr)
        .ok()?;
    pruning.prune(&Keys(objects)).ok()
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
struct Keys<'a>(&'a [ScanObject]);

impl Keys<'_> {
    /// What is the same for all events of an object.
    fn same(&self, column: &Column) -> Option<ArrayRef> {
        let objects = self.0.iter();
        Some(match SystemField::find(&column.name)? {
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
}

impl PruningStatistics for Keys<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.same(column)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        if SystemField::find(&column.name) != Some(SystemField::Timestamp) {
            return self.same(column);
        }
        let last = self.0.iter().map(|object| Some(object.until? - 1));
        let last: TimestampMicrosecondArray = last.collect();
        Some(Arc::new(last.with_timezone("+00:00")))
    }

    fn num_containers(&self) -> usize {
        self.0.len()
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
