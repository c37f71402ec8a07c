//! The scan as a table.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::columns::{ScanColumn, ScanColumns, SystemField};
use super::exec::LogScanExec;
use super::filter::ScanFilter;
use super::repeats::RepeatsExec;
use super::report::{Progress, Reports};
use super::spec::ScanSpec;

/// The events of a scan, with the columns that one query may use.
#[derive(Debug)]
pub(crate) struct ScanTable {
    columns: Arc<ScanColumns>,
    schema: SchemaRef,
    /// What to read; columns and filters are put in when the plan has chosen them.
    base: ScanSpec,
    partitions: usize,
    reports: Arc<Reports>,
    progress: Arc<Progress>,
}

impl ScanTable {
    /// The table of `columns` over the objects of `base`, whose scan leaves word in `reports` and
    /// `progress`.
    pub(crate) fn new(
        columns: Arc<ScanColumns>,
        base: ScanSpec,
        partitions: usize,
        reports: Arc<Reports>,
        progress: Arc<Progress>,
    ) -> Self {
        let schema = columns.schema();
        Self {
            columns,
            schema,
            base,
            partitions,
            reports,
            progress,
        }
    }

    fn leaf(&self, spec: &ScanSpec) -> LogScanExec {
        let (reports, progress) = (Arc::clone(&self.reports), Arc::clone(&self.progress));
        LogScanExec::new(spec, self.partitions, reports, progress)
    }

    /// The table of these columns over nothing.
    pub(crate) fn empty(columns: ScanColumns) -> Self {
        let (reports, progress) = (Arc::default(), Arc::default());
        Self::new(Arc::new(columns), ScanSpec::default(), 1, reports, progress)
    }
}

#[async_trait]
impl TableProvider for ScanTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// The scan applies every filter that has a plain form, and exactly.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| match ScanFilter::from_expr(filter) {
                Some(_) => TableProviderFilterPushDown::Exact,
                None => TableProviderFilterPushDown::Unsupported,
            })
            .collect())
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        fetch: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let columns: Vec<ScanColumn> = match projection {
            Some(indices) => indices
                .iter()
                .map(|&index| self.columns.get(index).clone())
                .collect(),
            None => (0..self.columns.len())
                .map(|index| self.columns.get(index).clone())
                .collect(),
        };
        let mut names: Vec<&str> = filters
            .iter()
            .flat_map(Expr::column_refs)
            .map(|column| column.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        // The optimizer rewrites filters after it was told that the scan applies them.
        let plain: Option<Vec<ScanFilter>> = filters.iter().map(ScanFilter::from_expr).collect();
        let plain = plain.ok_or_else(|| internal_datafusion_err!("a filter would be lost"))?;
        let spec = ScanSpec {
            columns,
            filter_columns: names
                .into_iter()
                .filter_map(|name| self.columns.find(name).cloned())
                .collect(),
            filters: plain,
            fetch,
            ..self.base.clone()
        };
        if !spec.drops_any_repeats() {
            return Ok(Arc::new(self.leaf(&spec)));
        }
        // Of the rows that are wanted, any may be a repeat.
        let mut with_identity = ScanSpec {
            fetch: None,
            ..spec.clone()
        };
        let internal = [
            SystemField::Object,
            SystemField::Offset,
            SystemField::Identity,
        ];
        for field in internal {
            let column = self.columns.find(field.name()).cloned();
            let column = column.filter(|column| !with_identity.columns.contains(column));
            with_identity.columns.extend(column);
        }
        let scan = Arc::new(self.leaf(&with_identity));
        let schema = ScanSpec::schema(&spec.columns);
        let reports = Arc::clone(&self.reports);
        Ok(Arc::new(RepeatsExec::new(scan, schema, reports)?))
    }
}
