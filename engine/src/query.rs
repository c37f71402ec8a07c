//! A query on its way: options, planning, running.

mod dry_run;
mod in_order;
mod limits;
pub(crate) mod prepare;
mod sources;
mod stream;
mod undealt;

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Instant;

use taffrail_query_lang::Diagnostic;

pub use self::dry_run::DryRun;
pub(crate) use self::in_order::UnnestInOrder;
pub(crate) use self::limits::beyond;
pub use self::stream::{QueryResult, RunningProgress};
use crate::catalog::Late;
use crate::error::{Error, Result, TimedOut};
use crate::explain::Explanation;
use crate::result::{ResultBatch, ResultColumn, Summary};
use crate::saved::{self, Expanded, Part};
use crate::session::Session;
use crate::time::TimeRange;

/// A query and its options; awaiting it plans it and starts to run it.
#[derive(Debug, Clone)]
#[must_use]
pub struct QueryBuilder {
    pub(crate) session: Session,
    pub(crate) text: String,
    pub(crate) range: Option<TimeRange>,
    pub(crate) late: Option<Late>,
    pub(crate) default_limit: Option<u64>,
    /// Whether objects are read from the newest on, where the order of rows is free.
    pub(crate) newest_objects_first: bool,
    /// Where saved queries stand in the text, once they are put in.
    pub(crate) saved: Option<Vec<Part>>,
}

/// All rows of a query.
#[derive(Debug, Clone)]
pub struct Collected {
    /// The columns.
    pub columns: Vec<ResultColumn>,
    /// The rows.
    pub batches: Vec<ResultBatch>,
    /// Warnings and notes on the query.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read, and what could not be.
    pub summary: Summary,
}

impl QueryBuilder {
    pub(crate) fn new(session: Session, text: String) -> Self {
        Self {
            session,
            text,
            range: None,
            late: None,
            default_limit: None,
            newest_objects_first: false,
            saved: None,
        }
    }

    /// Puts the texts of saved queries in the place of their calls. Running the query does so
    /// too; here it is done for those who show its diagnostics, which are about the text that
    /// comes out.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with what is wrong with a call or a saved query, about the text that it
    /// carries.
    pub fn expand(mut self) -> Result<Self> {
        if self.saved.is_none() {
            let Expanded { text, parts } = saved::expand(&self.text, &self.session.saved)?;
            self.text = text;
            self.saved = Some(parts);
        }
        Ok(self)
    }

    /// The text of the query.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Only events of this range; when it is not said, what the catalog says, or else all.
    pub fn time_range(mut self, range: TimeRange) -> Self {
        self.range = Some(range);
        self
    }

    /// How long behind the end of the range keys are still read; when it is not said, what the
    /// catalog says.
    pub fn late(mut self, late: Late) -> Self {
        self.late = Some(late);
        self
    }

    /// A limit that is put in when the query has neither `limit` nor `stats`.
    pub fn default_limit(mut self, rows: u64) -> Self {
        self.default_limit = Some(rows);
        self
    }

    /// Runs the query and waits for all of its rows, without an async runtime.
    ///
    /// # Errors
    ///
    /// As awaiting the query and its rows.
    ///
    /// # Panics
    ///
    /// Inside of an async runtime, whose thread it would block.
    pub fn collect_blocking(self) -> Result<Collected> {
        let handle = self.session.engine.handle().clone();
        handle.block_on(async { self.await?.collect().await })
    }

    /// What the query becomes, stage by stage; nothing is read.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with what is wrong with it; [`Error::NoObjects`] when there is nothing to
    /// read.
    pub async fn explain(self) -> Result<Explanation> {
        on_engine(self, |query| Explanation::of(&query)).await
    }

    /// Lists and plans the query, and says what running it would read; reads no objects, but for the
    /// beginning of large ones.
    ///
    /// # Errors
    ///
    /// As [`Self::explain`].
    pub async fn dry_run(self) -> Result<DryRun> {
        on_engine(self, |query| DryRun::of(&prepare::prepare(&query)?)).await
    }

    /// Parses and plans the query without a look at its places, and returns its warnings.
    ///
    /// # Errors
    ///
    /// [`Error::Query`] with what is wrong.
    pub fn check(&self) -> Result<Vec<Diagnostic>> {
        prepare::on_large_stack(|| prepare::check(self))
    }
}

impl IntoFuture for QueryBuilder {
    type Output = Result<QueryResult>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let engine = self.session.engine.clone();
            let (limits, started) = (engine.limits(), Instant::now());
            let preparing = on_engine(self, |query| prepare::prepare(&query));
            // The caller's runtime need not have a clock.
            let preparing = engine
                .handle()
                .spawn(limits::in_time(limits.time, started, preparing));
            let prepared = preparing.await.map_err(|error| Error::Internal {
                message: error.to_string(),
            })?;
            let prepared = prepared.map_err(|TimedOut(limit)| Error::TimedOut { limit })??;
            limits::check_bytes(limits, &prepared.scans.listed())?;
            Ok(QueryResult::start(&engine, prepared))
        })
    }
}

/// Lists and plans on a thread that may block and has stack enough for deep expressions.
async fn on_engine<T: Send + 'static>(
    query: QueryBuilder,
    work: impl FnOnce(QueryBuilder) -> Result<T> + Send + 'static,
) -> Result<T> {
    let handle = query.session.engine.handle().clone();
    handle
        .spawn_blocking(move || prepare::on_large_stack(|| work(query)))
        .await
        .map_err(|error| Error::Internal {
            message: error.to_string(),
        })?
}
