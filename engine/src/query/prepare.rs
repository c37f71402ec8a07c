//! From the text of a query to a physical plan.

use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::ast::Query;

use super::QueryBuilder;
use crate::catalog::{Listing, list};
use crate::error::{Error, Result};
use crate::function::CallContext;
use crate::planner::{self, PlanContext, Planned};
use crate::scan::{ScanColumns, ScanSpec, ScanTable};
use crate::time::TimeRange;

/// Stack of the thread that plans, in bytes: DataFusion's optimizer walks expressions by
/// recursion.
const STACK: usize = 64 << 20;

/// A query that is ready to run.
pub(crate) struct Prepared {
    pub(crate) query: Query,
    pub(crate) listing: Listing,
    pub(crate) planned: Planned,
    pub(crate) optimized: LogicalPlan,
    pub(crate) physical: Arc<dyn ExecutionPlan>,
    pub(crate) table: Arc<ScanTable>,
    pub(crate) state: SessionState,
    pub(crate) started: Instant,
}

/// Parses, lists and plans a query.
pub(crate) fn prepare(builder: &QueryBuilder) -> Result<Prepared> {
    let started = Instant::now();
    let query = parse(builder)?;
    let mut listing = list(&builder.session.places, builder.range, builder.late)?;
    let objects = std::mem::take(&mut listing.parts);
    let spec = ScanSpec {
        objects,
        columns: Vec::new(),
        filter_columns: Vec::new(),
        filters: Vec::new(),
        range: builder.range,
        log_type: builder.session.log_type,
    };
    let (table, planned) = plan(builder, &query, spec)?;
    let state = builder.session.engine.state();
    let optimized = state.optimize(&planned.plan)?;
    let physical = futures::executor::block_on(
        state
            .query_planner()
            .create_physical_plan(&optimized, &state),
    )?;
    Ok(Prepared {
        query,
        listing,
        planned,
        optimized,
        physical,
        table,
        state,
        started,
    })
}

/// Parses and plans a query over nothing.
pub(super) fn check(builder: &QueryBuilder) -> Result<Vec<Diagnostic>> {
    let query = parse(builder)?;
    let spec = ScanSpec {
        objects: Vec::new(),
        columns: Vec::new(),
        filter_columns: Vec::new(),
        filters: Vec::new(),
        range: TimeRange::default(),
        log_type: None,
    };
    let (_, planned) = plan(builder, &query, spec)?;
    builder.session.engine.state().optimize(&planned.plan)?;
    Ok(planned.diagnostics)
}

fn parse(builder: &QueryBuilder) -> Result<Query> {
    taffrail_query_lang::parse(&builder.text).map_err(|diagnostics| Error::Query {
        diagnostics,
        text: builder.text.clone(),
    })
}

fn plan(
    builder: &QueryBuilder,
    query: &Query,
    spec: ScanSpec,
) -> Result<(Arc<ScanTable>, Planned)> {
    let session = &builder.session;
    let columns = Arc::new(ScanColumns::new(planner::paths(query)));
    let threads = session.engine.threads();
    let table = Arc::new(ScanTable::new(Arc::clone(&columns), spec, threads));
    let now = session.now.unwrap_or_else(Utc::now);
    let context = PlanContext {
        call: CallContext {
            now: now.timestamp_micros(),
            range: Some(builder.range).filter(|range| *range != TimeRange::default()),
            zone: session.zone,
            timestamp: None,
        },
        table: provider_as_source(Arc::clone(&table) as _),
        columns,
        default_limit: builder.default_limit,
    };
    let planned = planner::plan(query, &context).map_err(|diagnostics| Error::Query {
        diagnostics,
        text: builder.text.clone(),
    })?;
    Ok((table, planned))
}

/// Runs `work` on a thread with a large stack and waits for it.
pub(super) fn on_large_stack<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("taffrail-plan".into())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| Error::Start {
                message: error.to_string(),
            })?;
        thread.join().map_err(|_| Error::Internal {
            message: "planning panicked".into(),
        })?
    })
}
