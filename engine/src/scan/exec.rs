//! The scan as a leaf of a physical plan.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::SortOptions;
use arrow::datatypes::SchemaRef;
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics, internal_datafusion_err};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{
    DynamicFilterTracking, EquivalenceProperties, LexOrdering, PhysicalExpr, PhysicalSortExpr,
};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType, SchedulingType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::stream::RecordBatchReceiverStream;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
    ReplaceChildrenOptions, SortOrderPushdownResult,
};
use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;

use super::blocks::requests;
use super::columns::SystemField;
use super::predicate::Predicate;
use super::prospects::prospects;
use super::remote::Reach;
use super::report::{Progress, Reports};
use super::run::{Sink, run};
use super::spec::{ScanObject, ScanSpec, Visits};
use crate::store::Stores;

/// How many batches of a partition may wait.
const WAITING: usize = 2;

/// Reads logs: one partition for each part of a [`ScanSpec`].
#[derive(Debug, Clone)]
pub(crate) struct LogScanExec {
    parts: Vec<Arc<ScanSpec>>,
    schema: SchemaRef,
    /// Filters over `schema` that operators above narrow while the scan runs; the columns that they
    /// read are filter columns of the parts.
    live: Vec<Arc<dyn PhysicalExpr>>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
    reports: Arc<Reports>,
    progress: Arc<Progress>,
}

/// What scans would read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Forecast {
    /// Objects that would be opened.
    pub(crate) objects: u64,
    /// Their stored bytes.
    pub(crate) bytes: u64,
    /// Objects that their keys leave out.
    pub(crate) excluded_objects: u64,
    /// Requests that read them.
    pub(crate) gets: u64,
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
        Self {
            properties: properties(ordering(&schema), parts.len()),
            parts,
            schema,
            live: Vec::new(),
            metrics: ExecutionPlanMetricsSet::new(),
            reports,
            progress,
        }
    }
}

/// Of a plan of so many partitions, ordered so.
pub(super) fn properties(
    equivalences: EquivalenceProperties,
    partitions: usize,
) -> Arc<PlanProperties> {
    let properties = PlanProperties::new(
        equivalences,
        Partitioning::UnknownPartitioning(partitions),
        EmissionType::Incremental,
        Boundedness::Bounded,
    );
    Arc::new(properties.with_scheduling_type(SchedulingType::Cooperative))
}

/// Each partition is ordered by object and offset, as far as these are among its columns.
pub(super) fn ordering(schema: &SchemaRef) -> EquivalenceProperties {
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

impl LogScanExec {
    /// How a partition reaches objects outside of this machine; `None` when it has none.
    fn reach(&self, partition: usize, context: &TaskContext) -> Result<Option<Reach>> {
        let objects = &self.parts[partition].objects;
        if !objects.iter().any(ScanObject::is_remote) {
            return Ok(None);
        }
        let stores = context.session_config().get_extension::<Stores>();
        let stores = stores.ok_or_else(|| internal_datafusion_err!("no stores are set up"))?;
        Ok(Some(Reach {
            in_flight: stores.in_flight().div_ceil(self.parts.len()),
            stores,
            runtime: Handle::current(),
        }))
    }

    /// What it would read, by what keys tell.
    ///
    /// # Errors
    ///
    /// When its filters cannot be made.
    pub(crate) fn forecast(&self) -> Result<Forecast> {
        let mut forecast = Forecast::default();
        for part in &self.parts {
            let predicate = Predicate::new(part)?;
            let possible = predicate.and_then(|predicate| prospects(&predicate, &part.objects));
            for (index, object) in part.objects.iter().enumerate() {
                let whole = u64::from(object.is_begun());
                if possible.as_ref().is_some_and(|possible| !possible[index]) {
                    forecast.excluded_objects += whole;
                    continue;
                }
                forecast.objects += whole;
                forecast.bytes += object.bytes();
                forecast.gets += requests(object);
            }
        }
        Ok(forecast)
    }

    /// Takes a filter over the columns of the scan that changes while it runs.
    fn take(&mut self, filter: Arc<dyn PhysicalExpr>) {
        let columns = collect_columns(&filter);
        for part in &mut self.parts {
            let part = Arc::make_mut(part);
            for column in &columns {
                let column = &part.columns[column.index()];
                if !part.filter_columns.contains(column) {
                    part.filter_columns.push(column.clone());
                }
            }
        }
        self.live.push(filter);
    }
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
        if part.visits == Visits::NewestFirst {
            f.write_str(", newest first")?;
        }
        if !self.live.is_empty() {
            let live: Vec<_> = self.live.iter().map(ToString::to_string).collect();
            write!(f, ", live filters=[{}]", live.join(", "))?;
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
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for filter in &self.live {
            if visit(filter)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
        Ok(TreeNodeRecursion::Continue)
    }

    /// Takes the filters that change while the scan runs; all others stand in the spec.
    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        pushed: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let filters = pushed.parent_filters.into_iter().map(|it| it.filter);
        let mut with_live = self.clone();
        let taken = filters.map(|filter| {
            let taken = phase == FilterPushdownPhase::Post
                && DynamicFilterTracking::classify(&filter).contains_dynamic_filter();
            if taken {
                with_live.take(filter);
                PushedDown::Yes
            } else {
                PushedDown::No
            }
        });
        let filters: Vec<_> = taken.collect();
        let updated = with_live.live.len() > self.live.len();
        Ok(FilterPushdownPropagation {
            filters,
            updated_node: updated.then(|| Arc::new(with_live) as Arc<dyn ExecutionPlan>),
        })
    }

    /// The newest first means: objects that may hold the newest first. In any other order nothing
    /// is known of when an object begins.
    fn try_pushdown_sort(
        &self,
        order: &[PhysicalSortExpr],
    ) -> Result<SortOrderPushdownResult<Arc<dyn ExecutionPlan>>> {
        let newest = order.first().is_some_and(|key| {
            let column = key.expr.downcast_ref::<Column>();
            let name = column.map(Column::name);
            key.options.descending && name == Some(SystemField::Timestamp.name())
        });
        if !newest {
            return Ok(SortOrderPushdownResult::Unsupported);
        }
        let parts = self.parts.iter().map(|part| Arc::new(part.newest_first()));
        let parts: Vec<_> = parts.collect();
        let unordered = EquivalenceProperties::new(Arc::clone(&self.schema));
        Ok(SortOrderPushdownResult::Inexact {
            inner: Arc::new(Self {
                properties: properties(unordered, parts.len()),
                parts,
                ..self.clone()
            }),
        })
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
        let live = self.live.clone();
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let memory =
            MemoryConsumer::new(format!("LogScan[{partition}]")).register(context.memory_pool());
        let remote = self.reach(partition, &context)?;
        let mut builder = RecordBatchReceiverStream::builder(Arc::clone(&schema), WAITING);
        let sender = builder.tx();
        builder.spawn_blocking(move || {
            let mut sink = Batches { sender, metrics };
            let report = run(&spec, &schema, &progress, &memory, &live, remote, &mut sink)?;
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
