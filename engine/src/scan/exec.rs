//! The scan as a leaf of a physical plan.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::SortOptions;
use arrow::datatypes::SchemaRef;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{
    EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr,
};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, SchedulingType};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
    ReplaceChildrenOptions,
};
use tokio::sync::mpsc::Sender;

use super::columns::SystemField;
use super::report::{Progress, Reports};
use super::run::{Sink, run};
use super::spec::ScanSpec;

/// How many batches of a partition may wait.
const WAITING: usize = 2;

/// Reads logs: one partition for each part of a [`ScanSpec`].
#[derive(Debug)]
pub(crate) struct LogScanExec {
    parts: Vec<Arc<ScanSpec>>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
    reports: Arc<Reports>,
    progress: Arc<Progress>,
}

impl LogScanExec {
    /// A leaf that runs `spec` in at most `partitions` parts.
    pub(crate) fn new(
        spec: &ScanSpec,
        partitions: usize,
        reports: Arc<Reports>,
        progress: Arc<Progress>,
    ) -> Self {
        let schema = ScanSpec::schema(&spec.columns);
        let parts: Vec<_> = spec.split(partitions).into_iter().map(Arc::new).collect();
        let properties = PlanProperties::new(
            ordering(&schema),
            Partitioning::UnknownPartitioning(parts.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        )
        .with_scheduling_type(SchedulingType::Cooperative);
        Self {
            parts,
            schema,
            properties: Arc::new(properties),
            metrics: ExecutionPlanMetricsSet::new(),
            reports,
            progress,
        }
    }
}

/// Each partition is ordered by object and offset, as far as these are among its columns.
fn ordering(schema: &SchemaRef) -> EquivalenceProperties {
    let mut keys = Vec::new();
    for field in [SystemField::Object, SystemField::Offset] {
        let Ok(index) = schema.index_of(field.name()) else {
            break;
        };
        let column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(field.name(), index));
        let options = SortOptions {
            descending: false,
            nulls_first: false,
        };
        keys.push(PhysicalSortExpr::new(column, options));
    }
    let mut properties = EquivalenceProperties::new(Arc::clone(schema));
    if let Some(ordering) = LexOrdering::new(keys) {
        properties.add_ordering(ordering);
    }
    properties
}

impl DisplayAs for LogScanExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let objects: usize = self.parts.iter().map(|part| part.objects.len()).sum();
        let bytes: u64 = self.parts.iter().map(|part| part.bytes()).sum();
        write!(
            f,
            "LogScanExec: objects={objects}, bytes={bytes}, partitions={}",
            self.parts.len()
        )?;
        let Some(part) = self.parts.first() else {
            return Ok(());
        };
        let names: Vec<_> = part
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        write!(f, ", columns=[{}]", names.join(", "))?;
        if !part.filters.is_empty() {
            let filters: Vec<_> = part
                .filters
                .iter()
                .map(|filter| {
                    filter
                        .to_expr()
                        .map_or_else(|_| "?".into(), |expr| expr.to_string())
                })
                .collect();
            write!(f, ", filters=[{}]", filters.join(", "))?;
        }
        Ok(())
    }
}

impl ExecutionPlan for LogScanExec {
    fn name(&self) -> &'static str {
        "LogScanExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    /// Reads on a thread of its own, so that decoding never holds up the caller's tasks.
    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let spec = Arc::clone(&self.parts[partition]);
        let schema = Arc::clone(&self.schema);
        let reports = Arc::clone(&self.reports);
        let progress = Arc::clone(&self.progress);
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let memory =
            MemoryConsumer::new(format!("LogScan[{partition}]")).register(context.memory_pool());
        let mut builder = RecordBatchReceiverStream::builder(Arc::clone(&schema), WAITING);
        let sender = builder.tx();
        builder.spawn_blocking(move || {
            let mut sink = Batches { sender, metrics };
            let report = run(&spec, &schema, &progress, &memory, &mut sink)?;
            reports.add(report);
            Ok(())
        });
        Ok(builder.build())
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn statistics_from_inputs(
        &self,
        _: &[Arc<Statistics>],
        args: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        let parts = match args.partition() {
            Some(partition) => &self.parts[partition..=partition],
            None => &self.parts[..],
        };
        let bytes: u64 = parts.iter().map(|part| part.bytes()).sum();
        let mut statistics = Statistics::new_unknown(&self.schema);
        statistics.total_byte_size = Precision::Inexact(bytes as usize);
        Ok(Arc::new(statistics))
    }
}

struct Batches {
    sender: Sender<Result<RecordBatch, DataFusionError>>,
    metrics: BaselineMetrics,
}

impl Sink for Batches {
    fn send(&mut self, batch: RecordBatch) -> bool {
        self.metrics.record_output(batch.num_rows());
        self.sender.blocking_send(Ok(batch)).is_ok()
    }

    fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }
}
