//! The engine: threads and memory that queries share.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use datafusion::execution::memory_pool::{FairSpillPool, MemoryPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::physical_optimizer::optimizer::PhysicalOptimizer;
use datafusion::prelude::SessionConfig;
use tokio::runtime::{Handle, Runtime};

use crate::error::{Error, Result};
use crate::memory;
use crate::query::UnnestInOrder;
use crate::session::Session;
use crate::store::{StoreOptions, Stores};

/// Threads and memory; cheap to clone. Queries run on the engine's own threads, never on the
/// caller's.
#[derive(Debug, Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Taken when the engine is dropped.
    runtime: Option<Runtime>,
    environment: Arc<RuntimeEnv>,
    stores: Arc<Stores>,
    threads: usize,
    limits: Limits,
}

/// Options of an engine.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct EngineBuilder {
    threads: Option<NonZeroUsize>,
    memory_limit: Option<usize>,
    limits: Limits,
    stores: StoreOptions,
}

/// What each query may take.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// Stored bytes that are read.
    pub(crate) bytes: Option<u64>,
    /// From its start to its last row.
    pub(crate) time: Option<Duration>,
}

impl EngineBuilder {
    /// How many threads work on a query; as many as there are cores when it is not said.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// How much memory queries may hold, in bytes; half of the machine's (or control group's) when
    /// it is not said. Sorts and aggregates that need more spill to the temporary folder.
    pub fn memory_limit(mut self, bytes: usize) -> Self {
        self.memory_limit = Some(bytes);
        self
    }

    /// How many stored bytes each query may read. One that would read more ends with
    /// [`Error::TooMuch`] before it reads any; of a stream, whose length is not known before,
    /// uncompressed bytes are counted as they come.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.limits.bytes = Some(bytes);
        self
    }

    /// How long each query may take from its start to its last row. One that takes longer ends with
    /// [`Error::TimedOut`]; rows that came before stay good.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.limits.time = Some(time);
        self
    }

    /// How S3 and other stores are reached.
    pub fn stores(mut self, options: StoreOptions) -> Self {
        self.stores = options;
        self
    }

    /// Starts the engine.
    ///
    /// # Errors
    ///
    /// [`Error::Start`] when the threads cannot be started.
    pub fn build(self) -> Result<Engine> {
        let available = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let threads = self.threads.unwrap_or_else(available).get();
        let limit = self.memory_limit.unwrap_or_else(memory::default_limit);
        let start = |message: String| Error::Start { message };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("taffrail")
            .enable_all()
            .build()
            .map_err(|error| start(error.to_string()))?;
        let most = NonZeroUsize::new(3).expect("three is not zero");
        let pool = TrackConsumersPool::new(FairSpillPool::new(limit), most);
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(pool))
            .build_arc()
            .map_err(|error| start(error.to_string()))?;
        Ok(Engine {
            inner: Arc::new(Inner {
                runtime: Some(runtime),
                environment,
                stores: Arc::new(Stores::new(self.stores)),
                threads,
                limits: self.limits,
            }),
        })
    }
}

impl Engine {
    /// Options of an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// A session without places to read from.
    pub fn session(&self) -> Session {
        Session::new(self.clone())
    }

    /// How many threads work on a query.
    pub fn threads(&self) -> usize {
        self.inner.threads
    }

    /// What each query may take.
    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    pub(crate) fn handle(&self) -> &Handle {
        self.inner
            .runtime
            .as_ref()
            .expect("taken only when dropped")
            .handle()
    }

    /// Where objects lie outside of this machine.
    pub(crate) fn stores(&self) -> &Arc<Stores> {
        &self.inner.stores
    }

    /// What the memory of queries comes from.
    pub(crate) fn memory_pool(&self) -> Arc<dyn MemoryPool> {
        Arc::clone(&self.inner.environment.memory_pool)
    }

    /// DataFusion's state for one query, which reads from `stores`.
    pub(crate) fn state(&self, stores: &Arc<Stores>) -> SessionState {
        let mut config = SessionConfig::new()
            .with_target_partitions(self.inner.threads)
            .with_information_schema(false)
            // A join holds one side in memory, the one that the planner puts first: the other one
            // is the log, whose parts pass by without being dealt out again.
            .with_repartition_joins(false)
            .with_extension(Arc::clone(stores));
        let optimizer = &mut config.options_mut().optimizer;
        optimizer.join_reordering = false;
        // It fails on projections that give one column two names, as those of joins do (55.2), and
        // there is nothing to gain: members of structures are columns of our tables.
        optimizer.enable_leaf_expression_pushdown = false;
        // It compares two ways of asking whether a CASE may be NULL, and these see unlike much of a
        // condition that is always false (55.2): that may end no query.
        let execution = &mut config.options_mut().execution;
        execution.skip_physical_aggregate_schema_check = true;
        // The plan of a query is small; names in it are ours and never need normalising.
        config.options_mut().sql_parser.enable_ident_normalization = false;
        let mut rules = PhysicalOptimizer::new().rules;
        rules.insert(0, Arc::new(UnnestInOrder));
        SessionStateBuilder::new()
            .with_config(config)
            .with_physical_optimizer_rules(rules)
            .with_runtime_env(Arc::clone(&self.inner.environment))
            .with_default_features()
            .build()
    }
}

impl Drop for Inner {
    /// An engine may be dropped inside of another runtime, where waiting for threads would panic.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
