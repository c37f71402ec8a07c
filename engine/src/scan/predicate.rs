//! What an event must pass: the pushed filters and the time range.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::compute::prep_null_mask_filter;
use arrow::datatypes::{SchemaRef, TimestampMicrosecondType};
use datafusion::common::DFSchema;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::physical_expr::utils::reassign_expr_columns;
use datafusion::physical_expr::{PhysicalExpr, create_physical_expr};

use super::columns::ScanColumn;
use super::filter::ScanFilter;
use super::spec::ScanSpec;
use crate::dynamic::balanced;
use crate::time::TimeRange;

/// The filters of a scan as one physical expression over its filter columns.
#[derive(Debug)]
pub(super) struct Predicate {
    schema: SchemaRef,
    columns: Vec<ScanColumn>,
    expr: Arc<dyn PhysicalExpr>,
}

impl Predicate {
    /// The filters of `spec`; `None` when it has none.
    pub(super) fn new(spec: &ScanSpec) -> Result<Option<Self>> {
        Self::over(&spec.filters, &spec.filter_columns)
    }

    /// Filters over these columns; `None` when there are none.
    pub(super) fn over(filters: &[ScanFilter], columns: &[ScanColumn]) -> Result<Option<Self>> {
        let filters = filters.iter().map(ScanFilter::to_expr);
        let Some(filter) = balanced(Operator::And, filters.collect::<Result<Vec<_>>>()?) else {
            return Ok(None);
        };
        let schema = ScanSpec::schema(columns);
        let df_schema = DFSchema::try_from(Arc::clone(&schema))?;
        let (properties, planning) = (ExecutionProps::new(), PhysicalPlanningContext::default());
        let expr = create_physical_expr(&filter, &df_schema, &properties, &planning)?;
        let columns = columns.to_vec();
        Ok(Some(Self {
            schema,
            columns,
            expr,
        }))
    }

    /// A filter over the filter columns of `spec`, which it finds by their names.
    pub(super) fn of(expr: Arc<dyn PhysicalExpr>, spec: &ScanSpec) -> Result<Self> {
        let schema = ScanSpec::schema(&spec.filter_columns);
        let expr = reassign_expr_columns(expr, &schema)?;
        let columns = spec.filter_columns.clone();
        Ok(Self {
            schema,
            columns,
            expr,
        })
    }

    /// The filter.
    pub(super) fn expr(&self) -> &Arc<dyn PhysicalExpr> {
        &self.expr
    }

    /// The filter column with a name.
    pub(super) fn column(&self, name: &str) -> Option<&ScanColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The schema of the filter columns.
    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Which rows pass, given the filter columns.
    pub(super) fn passed(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<BooleanArray> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let schema = Arc::clone(&self.schema);
        let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
        let passed = self.expr.evaluate(&batch)?.into_array(rows)?;
        let passed = passed.as_boolean_opt().ok_or_else(|| {
            DataFusionError::Internal("a filter of the scan is not boolean".into())
        })?;
        Ok(if passed.null_count() > 0 {
            prep_null_mask_filter(passed)
        } else {
            passed.clone()
        })
    }
}

/// Which times lie in the range; a missing one does not.
pub(super) fn in_range(times: &ArrayRef, range: TimeRange) -> BooleanArray {
    times
        .as_primitive::<TimestampMicrosecondType>()
        .iter()
        .map(|time| Some(time.is_some_and(|time| range.contains(time))))
        .collect()
}
