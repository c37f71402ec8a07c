//! A running query.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use arrow::array::RecordBatch;
use chrono_tz::Tz;
use datafusion::error::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use futures::{FutureExt, Stream, StreamExt};
use taffrail_query_lang::Diagnostic;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::AbortHandle;

use super::Collected;
use super::limits::in_time;
use super::prepare::Prepared;
use super::sources::{Listed, Scans};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::planner::{Estimated, TextSet, TextSetBuilder};
use crate::result::{ResultBatch, ResultColumn, Summary};
use crate::scan::Progress;

/// How many batches wait for the caller.
const WAITING: usize = 2;

/// The rows of a query as they come. Dropping it cancels the query.
#[derive(Debug)]
pub struct QueryResult {
    columns: Arc<[ResultColumn]>,
    diagnostics: Vec<Diagnostic>,
    limited: bool,
    zone: Tz,
    estimated: Vec<Estimated>,
    batches: Receiver<Result<RecordBatch, DataFusionError>>,
    task: AbortHandle,
    plan: Arc<dyn ExecutionPlan>,
    scans: Scans,
    listed: Listed,
    /// Whether the first batch, or the end, has come.
    begun: bool,
    rows: u64,
    started: Instant,
    /// Keeps the threads alive while the query runs.
    _engine: Engine,
}

/// How far a query is; can be asked from other threads.
#[derive(Debug, Clone)]
pub struct RunningProgress {
    progress: Arc<Progress>,
    objects: u64,
    bytes: u64,
}

impl QueryResult {
    pub(super) fn start(engine: &Engine, prepared: Prepared) -> Self {
        let Prepared {
            planned,
            preludes,
            physical,
            scans,
            state,
            started,
            zone,
            ..
        } = prepared;
        let (sender, batches) = mpsc::channel(WAITING);
        let plan = Arc::clone(&physical);
        let context = state.task_ctx();
        let limit = engine.limits().time;
        let task = engine.handle().spawn(async move {
            let run = async {
                for (plan, set) in preludes {
                    fill(plan, &set, Arc::clone(&context)).await?;
                }
                run(plan, context, &sender).await
            };
            let run = AssertUnwindSafe(run).catch_unwind();
            let error = match in_time(limit, started, run).await {
                Ok(Ok(Ok(()))) => return,
                Ok(Ok(Err(error))) => error,
                Err(error) => DataFusionError::External(Box::new(error)),
                Ok(Err(_)) => DataFusionError::Internal("an operator panicked".into()),
            };
            // Nobody to tell when the caller has gone.
            let _ = sender.send(Err(error)).await;
        });
        Self {
            columns: planned.columns.into(),
            diagnostics: planned.diagnostics,
            limited: planned.limited,
            zone,
            estimated: planned.estimated,
            batches,
            task: task.abort_handle(),
            plan: physical,
            listed: scans.listed(),
            scans,
            begun: false,
            rows: 0,
            started,
            _engine: engine.clone(),
        }
    }

    /// The columns of the result.
    pub fn columns(&self) -> &[ResultColumn] {
        &self.columns
    }

    /// The zone in which the query read times, and in which they are to be shown.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Warnings and notes on the query.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the default limit was put in.
    pub fn is_limited_by_default(&self) -> bool {
        self.limited
    }

    /// The next rows; `None` behind the last.
    ///
    /// # Errors
    ///
    /// [`Error::ResourceLimit`] when memory is not to be had; [`Error::Execution`] when an operator
    /// fails.
    pub async fn next_batch(&mut self) -> Result<Option<ResultBatch>> {
        let batch = self.batches.recv().await;
        self.typed(batch).transpose()
    }

    /// All rows.
    ///
    /// # Errors
    ///
    /// As [`Self::next_batch`].
    pub async fn collect(mut self) -> Result<Collected> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next_batch().await? {
            batches.push(batch);
        }
        Ok(Collected {
            columns: self.columns.to_vec(),
            batches,
            diagnostics: self.diagnostics.clone(),
            summary: self.summary(),
        })
    }

    /// How far the query is.
    pub fn progress(&self) -> RunningProgress {
        RunningProgress {
            progress: Arc::clone(&self.scans.progress),
            objects: self.listed.objects,
            bytes: self.listed.bytes,
        }
    }

    /// What was read, and what could not be; whole once the last row has come.
    pub fn summary(&self) -> Summary {
        let mut report = self.scans.reports.total();
        report.merge(self.scans.typed.total());
        report.merge(self.listed.report());
        Summary {
            matched: matched(&self.plan)
                .unwrap_or(report.statistics.matched - report.statistics.repeats),
            at_least: report.statistics.outdone_objects > 0 || self.scans.typed.is_outdone(),
            report,
            objects: self.listed.objects,
            bytes: self.listed.bytes,
            undeduplicated: self.listed.undeduplicated,
            pruned: self.listed.pruned,
            requests: self.scans.stores.requests(),
            rows: self.rows,
            inventories: self.listed.inventories.clone(),
            default_since: self.listed.default_since.clone(),
            approximate: Estimated::told(&self.estimated),
            elapsed: self.started.elapsed(),
        }
    }

    fn typed(
        &mut self,
        batch: Option<Result<RecordBatch, DataFusionError>>,
    ) -> Option<Result<ResultBatch>> {
        // Nothing was counted is not "there is nothing": when all was denied, there is no answer.
        if !std::mem::replace(&mut self.begun, true)
            && !matches!(batch, Some(Err(_)))
            && let Some(denied) = self.summary().denied()
        {
            self.task.abort();
            return Some(Err(denied));
        }
        let batch = match batch? {
            Ok(batch) => ResultBatch::new(Arc::clone(&self.columns), batch),
            Err(error) => return Some(Err(Error::from(error))),
        };
        self.rows += batch.rows() as u64;
        Some(Ok(batch))
    }
}

impl Stream for QueryResult {
    type Item = Result<ResultBatch>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches
            .poll_recv(context)
            .map(|batch| self.typed(batch))
    }
}

impl Drop for QueryResult {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl RunningProgress {
    /// Objects read so far, and of how many.
    pub fn objects(&self) -> (u64, u64) {
        (self.progress.done().0, self.objects)
    }

    /// Stored bytes read so far, and of how many.
    pub fn bytes(&self) -> (u64, u64) {
        (self.progress.done().1, self.bytes)
    }
}

/// Runs a subquery and fills the set of its values.
async fn fill(
    plan: Arc<dyn ExecutionPlan>,
    set: &TextSet,
    context: Arc<TaskContext>,
) -> Result<(), DataFusionError> {
    let mut texts = TextSetBuilder::new(context.memory_pool());
    let mut stream = execute_stream(plan, context)?;
    while let Some(batch) = stream.next().await {
        texts.add(&batch?)?;
    }
    texts.fill(set);
    Ok(())
}

/// Runs a plan and sends its rows, until they end or nobody wants more.
async fn run(
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
    sender: &Sender<Result<RecordBatch, DataFusionError>>,
) -> Result<(), DataFusionError> {
    let mut stream = execute_stream(plan, context)?;
    while let Some(batch) = stream.next().await {
        if sender.send(Ok(batch?)).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// Events that passed all filters, where some of them stand above the scan.
fn matched(plan: &Arc<dyn ExecutionPlan>) -> Option<u64> {
    fn rows_of_filter(plan: &Arc<dyn ExecutionPlan>) -> Option<u64> {
        let filter = (plan.as_ref() as &dyn std::any::Any).is::<FilterExec>();
        if filter {
            return plan.metrics()?.output_rows().map(|rows| rows as u64);
        }
        let passes = (plan.as_ref() as &dyn std::any::Any).is::<ProjectionExec>();
        if passes {
            plan.children()
                .first()
                .and_then(|child| rows_of_filter(child))
        } else {
            None
        }
    }
    let above = plan.children();
    let below = above.first()?;
    // The lowest aggregate, sort or limit sees the events that passed.
    matched(below).or_else(|| rows_of_filter(below))
}
