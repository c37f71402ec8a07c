//! The operator that drops repeats: rows come in the order of the scan, the first of each stays.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use ahash::RandomState;
use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, internal_datafusion_err};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{LexOrdering, OrderingRequirements, PhysicalExpr};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, Distribution, ExecutionPlan, InputDistributionRequirements,
    PlanProperties, ReplaceChildrenOptions,
};
use futures::StreamExt;

use super::identity;
use crate::scan::columns::SystemField;
use crate::scan::exec::{ordering, properties};
use crate::scan::report::{Reports, ScanReport};

/// Drops the events whose identity came before, and the columns that only it reads. Events without an
/// identity stay.
#[derive(Debug, Clone)]
pub(in crate::scan) struct RepeatsExec {
    /// In the order of the scan, in one partition.
    input: Arc<dyn ExecutionPlan>,
    order: LexOrdering,
    /// Where the identities stand in the input.
    identities: usize,
    /// The first columns of the input: those that are handed on.
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
    reports: Arc<Reports>,
}

impl RepeatsExec {
    /// Over a scan whose first columns are those of `schema`, and which has the place of each event
    /// and its identity.
    ///
    /// # Errors
    ///
    /// When the scan has them not.
    pub(in crate::scan) fn new(
        scan: Arc<dyn ExecutionPlan>,
        schema: SchemaRef,
        reports: Arc<Reports>,
    ) -> Result<Self> {
        let identities = scan.schema().index_of(SystemField::Identity.name())?;
        let order = scan.properties().output_ordering().cloned();
        let order = order.ok_or_else(|| internal_datafusion_err!("a scan has no order"))?;
        let input = Arc::new(SortPreservingMergeExec::new(order.clone(), scan));
        Ok(Self {
            input,
            order,
            identities,
            properties: properties(ordering(&schema), 1),
            schema,
            metrics: ExecutionPlanMetricsSet::new(),
            reports,
        })
    }
}

impl RepeatsExec {
    /// The same over another input.
    fn over(&self, mut children: Vec<Arc<dyn ExecutionPlan>>) -> Self {
        Self {
            input: children.swap_remove(0),
            ..self.clone()
        }
    }
}

impl DisplayAs for RepeatsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RepeatsExec: the first of each event stays")
    }
}

impl ExecutionPlan for RepeatsExec {
    fn name(&self) -> &'static str {
        "RepeatsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::SinglePartition])
    }

    fn required_input_ordering(&self) -> Vec<Option<OrderingRequirements>> {
        vec![Some(OrderingRequirements::from(self.order.clone()))]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(self.over(children)))
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(self.over(children)))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let memory = MemoryConsumer::new("Repeats").register(context.memory_pool());
        let mut first = First {
            ids: HashSet::default(),
            memory,
        };
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let (identities, reports) = (self.identities, Arc::clone(&self.reports));
        let handed_on: Vec<usize> = (0..self.schema.fields().len()).collect();
        let input = self.input.execute(partition, context)?;
        let rows = input.map(move |batch| {
            let batch = batch?;
            let mask = first.of(&batch, identities)?;
            let repeats = (mask.len() - mask.true_count()) as u64;
            let batch = batch.project(&handed_on)?;
            let batch = if repeats == 0 {
                batch
            } else {
                let mut report = ScanReport::default();
                report.statistics.repeats = repeats;
                reports.add(report);
                filter_record_batch(&batch, &mask)?
            };
            metrics.record_output(batch.num_rows());
            Ok(batch)
        });
        let schema = Arc::clone(&self.schema);
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The identities that came.
struct First {
    ids: HashSet<u128, RandomState>,
    memory: MemoryReservation,
}

/// What an identity takes in a table: its bytes and one of the table's own.
const SLOT: usize = size_of::<u128>() + 1;

impl First {
    /// Which rows are the first of their event.
    fn of(&mut self, batch: &RecordBatch, identities: usize) -> Result<BooleanArray> {
        let texts = batch.column(identities).as_string_view();
        self.make_room(texts.len() - texts.null_count())?;
        let first = texts
            .iter()
            .map(|text| text.is_none_or(|text| self.ids.insert(identity(text))));
        Ok(first.collect::<Vec<bool>>().into())
    }

    /// Makes room for more, which has to be had from the pool.
    fn make_room(&mut self, more: usize) -> Result<()> {
        let wanted = self.ids.len() + more;
        if wanted <= self.ids.capacity() {
            return Ok(());
        }
        // A table of powers of two, seven eighths of which are filled at most.
        let slots = (wanted * 8 / 7 + 1).next_power_of_two();
        let held = self.memory.size();
        let wanted = slots * SLOT;
        self.memory
            .try_resize(held + wanted)
            .map_err(|error| self.exhausted(error))?;
        self.ids.reserve(more);
        self.memory.resize(wanted);
        Ok(())
    }

    fn exhausted(&self, error: DataFusionError) -> DataFusionError {
        match error {
            DataFusionError::ResourcesExhausted(_) => DataFusionError::ResourcesExhausted(format!(
                "dropping repeats has to remember more than {} events, which needs more than the \
                 memory limit allows",
                self.ids.len()
            )),
            other => other,
        }
    }
}
