//! Taffrail as a library: asks questions of logs where they already lie.
//!
//! ```no_run
//! use taffrail::{Engine, TimeRange};
//!
//! # async fn run() -> Result<(), taffrail::Error> {
//! let engine = Engine::builder().build()?;
//! let session = engine.session().from("./AWSLogs");
//! let mut result = session
//!     .query("filter errorCode = 'AccessDenied' | stats count(*) as n by userIdentity.arn")
//!     .time_range(TimeRange { since: Some(1_688_947_200_000_000), until: None })
//!     .await?;
//! while let Some(batch) = result.next_batch().await? {
//!     println!("{} rows", batch.rows());
//! }
//! println!("{} events looked at", result.summary().report.statistics.events);
//! # Ok(())
//! # }
//! ```
//!
//! Without tokio, [`QueryBuilder::collect_blocking`] does the same.
//!
//! # Map
//!
//! | module | is |
//! | --- | --- |
//! | `engine`, `session`, `query` | what a program calls |
//! | `catalog`, `log_type` | what there is to read, the names of it, and what kind of log it is |
//! | `store` | where objects lie outside of this machine: S3, URLs |
//! | `scan` | from objects to record batches: the leaf of every plan |
//! | `typed` | Parquet files, by DataFusion's own source |
//! | `discover` | which fields a sample of events has |
//! | `coverage` | which hours have objects, by their keys |
//! | `lookup`, `saved`, `folder` | tables and saved queries that queries call by name |
//! | `planner` | from the syntax tree to a logical plan, one room a command |
//! | `dynamic`, `kernel`, `registry` | the rules of values that have no declared type |
//! | `function` | scalar functions, one room a family |
//! | `aggregate` | aggregates of our own, and what they keep of a group |
//! | `time` | moments, ranges, bins |
//! | `result`, [`output`] | typed rows, and the bytes of each format |

mod aggregate;
mod catalog;
mod coverage;
mod discover;
mod dynamic;
mod engine;
mod error;
mod explain;
mod folder;
mod function;
mod kernel;
mod log_type;
mod lookup;
mod memory;
pub mod output;
mod planner;
mod query;
mod regexes;
mod registry;
mod result;
mod saved;
mod scan;
mod session;
mod store;
mod time;
mod typed;

pub use arrow;
pub use chrono;
pub use chrono_tz;
pub use taffrail_query_lang as query_lang;

pub use crate::aggregate::Estimate;
pub use crate::catalog::{
    Catalog, CatalogDefaults, CatalogFolders, ConfigMistake, KeyTemplate, KeyTemplateError, Late,
    LateError, LogClass, LogSource, Presence,
};
pub use crate::coverage::{
    Coverage, CoverageBuilder, CoverageCell, CoverageUnit, CoveredPlace, Stretch,
};
pub use crate::discover::{DiscoveredField, DiscoveredFields, FieldsBuilder, JsonKind};
pub use crate::engine::{Engine, EngineBuilder};
pub use crate::error::{Error, Result};
pub use crate::explain::{Explanation, Plans};
pub use crate::log_type::LogType;
pub use crate::query::{Collected, DryRun, QueryBuilder, QueryResult, RunningProgress};
pub use crate::result::{
    Approximation, Cell, ColumnType, DefaultSince, FolderCounts, Inventory, Pruned, ResultBatch,
    ResultColumn, Summary,
};
pub use crate::scan::{Apart, Damage, RepeatCount, ScanReport, Statistics};
pub use crate::session::Session;
pub use crate::store::{Payer, Requests, Signing, StoreOptions};
pub use crate::time::{TimeRange, TimeRangeError, parse_bound, parse_instant};

/// The examples of the project's front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
