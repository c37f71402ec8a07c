//! From the text of a query to a physical plan.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;
use chrono_tz::Tz;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::ast::Query;

use super::QueryBuilder;
use super::sources::{QuerySources, Scans};
use super::undealt::undealt;
use crate::error::{Error, Result};
use crate::function::CallContext;
use crate::lookup::Tables;
use crate::planner::{self, PlanContext, PlanError, Planned, TextSet};
use crate::saved::with_notes;

/// Stack of the thread that plans, in bytes: DataFusion's optimizer walks expressions by
/// recursion.
const STACK: usize = 64 << 20;

/// A query that is ready to run.
pub(crate) struct Prepared {
    pub(crate) query: Query,
    /// How times are read and shown.
    pub(crate) zone: Tz,
    pub(crate) planned: Planned,
    pub(crate) optimized: LogicalPlan,
    /// Run before `physical`, in order.
    pub(crate) preludes: Vec<(Arc<dyn ExecutionPlan>, Arc<TextSet>)>,
    pub(crate) physical: Arc<dyn ExecutionPlan>,
    pub(crate) scans: Scans,
    pub(crate) state: SessionState,
    pub(crate) started: Instant,
}

/// Parses, lists and plans a query.
pub(crate) fn prepare(builder: &QueryBuilder) -> Result<Prepared> {
    let started = Instant::now();
    let (builder, query) = &settled(builder)?;
    let sources = QuerySources::new(builder, query);
    let scans = sources.scans();
    let planned = plan(builder, query, sources)?;
    let state = builder.session.engine.state(&scans.stores);
    let optimized = state.optimize(&planned.plan)?;
    let physical = physical_plan(&optimized, &state)?;
    let preludes = planned
        .preludes
        .iter()
        .map(|prelude| {
            let plan = physical_plan(&state.optimize(&prelude.plan)?, &state)?;
            Ok((plan, Arc::clone(&prelude.set)))
        })
        .collect::<Result<_>>()?;
    Ok(Prepared {
        query: query.clone(),
        zone: builder.session.zone(),
        planned,
        optimized,
        preludes,
        physical,
        scans,
        state,
        started,
    })
}

fn physical_plan(optimized: &LogicalPlan, state: &SessionState) -> Result<Arc<dyn ExecutionPlan>> {
    let planner = state.query_planner();
    let plan = planner.create_physical_plan(optimized, state);
    Ok(undealt(futures::executor::block_on(plan)?)?)
}

/// Parses and plans a query over nothing.
pub(super) fn check(builder: &QueryBuilder) -> Result<Vec<Diagnostic>> {
    let (builder, query) = &settled(builder)?;
    let planned = plan(builder, query, QuerySources::empty(builder, query))?;
    let engine = &builder.session.engine;
    let state = engine.state(engine.stores());
    let preludes = planned.preludes.iter().map(|prelude| &prelude.plan);
    for plan in preludes.chain([&planned.plan]) {
        state.optimize(plan)?;
    }
    Ok(planned.diagnostics)
}

/// The query with saved queries put in, and what it does not say of zone and clock settled.
fn settled(builder: &QueryBuilder) -> Result<(QueryBuilder, Query)> {
    let mut builder = builder.clone().expand()?;
    let query = parse(&builder)?;
    let session = &mut builder.session;
    session.now.get_or_insert_with(Utc::now);
    let own = planner::named_places(&query, &session.catalog);
    let zone = match own {
        Some(places) => session.zone_over(&places),
        None => session.zone(),
    };
    session.zone = Some(zone);
    Ok((builder, query))
}

fn parse(builder: &QueryBuilder) -> Result<Query> {
    taffrail_query_lang::parse(&builder.text).map_err(|diagnostics| Error::Query {
        diagnostics: noted(builder, diagnostics),
        text: builder.text.clone(),
    })
}

fn plan(builder: &QueryBuilder, query: &Query, sources: QuerySources) -> Result<Planned> {
    let session = &builder.session;
    let now = session.now.unwrap_or_else(Utc::now);
    let context = Rc::new(PlanContext {
        call: CallContext {
            now: now.timestamp_micros(),
            range: None,
            zone: session.zone(),
            timestamp: None,
        },
        sources: Box::new(sources),
        tables: Tables::new(session.tables.clone(), session.engine.memory_pool()),
        default_limit: builder.default_limit,
        requests: RefCell::default(),
        preludes: RefCell::default(),
        diagnostics: RefCell::default(),
        estimated: RefCell::default(),
    });
    let mut planned = planner::plan(query, &context).map_err(|error| match error {
        PlanError::Diagnostic(diagnostic) => Error::Query {
            diagnostics: noted(builder, vec![*diagnostic]),
            text: builder.text.clone(),
        },
        PlanError::Source(error) => error,
    })?;
    planned.diagnostics = noted(builder, planned.diagnostics);
    Ok(planned)
}

/// Diagnostics, with notes on those that are about a saved query.
fn noted(builder: &QueryBuilder, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    with_notes(diagnostics, builder.saved.as_deref().unwrap_or_default())
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
