//! DataFusion's Parquet source, with what it lacks for logs: the filter of a top-k reaches it
//! although the place of a row is among the keys.

use std::fmt;
use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::{FileOpener, FileScanConfig, FileSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::object_store::ObjectStore;
use datafusion::physical_expr::expressions::{Column, DynamicFilterPhysicalExpr, Literal};
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::filter_pushdown::FilterPushdownPropagation;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;
use datafusion::physical_plan::{DisplayFormatType, SortOrderPushdownResult};
use datafusion_datasource::morsel::Morselizer;

use super::report::{Narrowed, TypedReports};
use super::watch::Watched;
use crate::scan::SystemField;

/// A source around the one that does the work.
pub(super) struct TypedSource {
    source: Arc<dyn FileSource>,
    reports: Arc<TypedReports>,
    narrowed: Arc<Narrowed>,
}

impl TypedSource {
    /// Puts one around `source`, which notes damage in `reports`, and in `narrowed` what kind of
    /// filter it got.
    pub(super) fn new(
        source: Arc<dyn FileSource>,
        reports: Arc<TypedReports>,
        narrowed: Arc<Narrowed>,
    ) -> Self {
        Self {
            source,
            reports,
            narrowed,
        }
    }

    fn with(&self, source: Arc<dyn FileSource>) -> Arc<dyn FileSource> {
        let (reports, narrowed) = (Arc::clone(&self.reports), Arc::clone(&self.narrowed));
        Arc::new(Self::new(source, reports, narrowed))
    }

    /// An order of what comes out as one of the columns that it is made of.
    fn unprojected(&self, order: &[PhysicalSortExpr]) -> Result<Vec<PhysicalSortExpr>> {
        let Some(projection) = self.projection() else {
            return Ok(order.to_vec());
        };
        let keys = order.iter().map(|key| {
            let expr = projection.unproject_expr(&key.expr)?;
            Ok(PhysicalSortExpr::new(expr, key.options))
        });
        keys.collect()
    }
}

/// A filter that asks no row for its place. That of a top-k wants rows before the last one that it
/// holds, by keys of which the place is the last, ascending: a place before all others passes, so
/// that rows which only their place would keep out come through, and the top-k drops them.
fn without_place(filter: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
    let is_place = |expr: &Arc<dyn PhysicalExpr>| {
        let column = expr.downcast_ref::<Column>();
        column.is_some_and(|column| column.name() == SystemField::Offset.name())
    };
    let replaced = filter.transform_down(|expr| {
        if expr.downcast_ref::<DynamicFilterPhysicalExpr>().is_none() {
            return Ok(Transformed::no(expr));
        }
        let children = expr.children().into_iter().map(|child| {
            if is_place(child) {
                Arc::new(Literal::new(ScalarValue::Int64(Some(i64::MIN)))) as _
            } else {
                Arc::clone(child)
            }
        });
        let children = children.collect();
        Ok(Transformed::new(
            expr.with_new_children(children)?,
            true,
            TreeNodeRecursion::Jump,
        ))
    });
    replaced.data()
}

impl FileSource for TypedSource {
    fn create_file_opener(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        partition: usize,
    ) -> Result<Arc<dyn FileOpener>> {
        self.source.create_file_opener(store, config, partition)
    }

    fn create_morselizer(
        &self,
        store: Arc<dyn ObjectStore>,
        config: &FileScanConfig,
        partition: usize,
    ) -> Result<Box<dyn Morselizer>> {
        if let Some(filter) = self.filter() {
            self.narrowed.note(&filter);
        }
        let inner = self.source.create_morselizer(store, config, partition)?;
        let reports = Arc::clone(&self.reports);
        Ok(Box::new(Watched::new(inner, reports)))
    }

    fn table_schema(&self) -> &TableSchema {
        self.source.table_schema()
    }

    fn with_batch_size(&self, batch_size: usize) -> Arc<dyn FileSource> {
        self.with(self.source.with_batch_size(batch_size))
    }

    fn filter(&self) -> Option<Arc<dyn PhysicalExpr>> {
        self.source.filter()
    }

    fn projection(&self) -> Option<&ProjectionExprs> {
        self.source.projection()
    }

    fn metrics(&self) -> &ExecutionPlanMetricsSet {
        self.source.metrics()
    }

    fn file_type(&self) -> &str {
        self.source.file_type()
    }

    fn fmt_extra(&self, format: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt_extra(format, f)
    }

    fn supports_repartitioning(&self) -> bool {
        self.source.supports_repartitioning()
    }

    fn try_pushdown_filters(
        &self,
        filters: Vec<Arc<dyn PhysicalExpr>>,
        config: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn FileSource>>> {
        let filters = filters.into_iter().map(without_place);
        let filters = filters.collect::<Result<Vec<_>>>()?;
        let mut pushed = self.source.try_pushdown_filters(filters, config)?;
        pushed.updated_node = pushed.updated_node.map(|source| self.with(source));
        Ok(pushed)
    }

    fn try_pushdown_sort(
        &self,
        order: &[PhysicalSortExpr],
        properties: &EquivalenceProperties,
    ) -> Result<SortOrderPushdownResult<Arc<dyn FileSource>>> {
        if properties.ordering_satisfy(order.iter().cloned())? {
            return Ok(SortOrderPushdownResult::Exact {
                inner: self.with(Arc::clone(&self.source)),
            });
        }
        // By the statistics of the columns themselves, of which the time is one.
        let order = self.unprojected(order)?;
        let columns = Arc::clone(self.table_schema().table_schema());
        let unordered = EquivalenceProperties::new(columns);
        let pushed = self.source.try_pushdown_sort(&order, &unordered)?;
        Ok(pushed.map(|source| self.with(source)))
    }

    fn reorder_files(&self, files: Vec<PartitionedFile>) -> Vec<PartitionedFile> {
        self.source.reorder_files(files)
    }

    fn try_pushdown_projection(
        &self,
        projection: &ProjectionExprs,
    ) -> Result<Option<Arc<dyn FileSource>>> {
        let pushed = self.source.try_pushdown_projection(projection)?;
        Ok(pushed.map(|source| self.with(source)))
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.source.apply_expressions(visit)
    }
}
