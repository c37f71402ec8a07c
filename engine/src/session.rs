//! A session: what queries are asked of.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use taffrail_query_lang::Diagnostic;

use crate::engine::Engine;
use crate::error::Result;
use crate::log_type::LogType;
use crate::lookup::TablePlaces;
use crate::query::QueryBuilder;

/// Places to read from, and how times are read; cheap to clone.
#[derive(Debug, Clone)]
#[must_use]
pub struct Session {
    pub(crate) engine: Engine,
    pub(crate) places: Vec<String>,
    pub(crate) log_type: Option<LogType>,
    pub(crate) zone: Tz,
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) tables: TablePlaces,
    pub(crate) saved: Vec<PathBuf>,
}

impl Session {
    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine,
            places: Vec::new(),
            log_type: None,
            zone: Tz::UTC,
            now: None,
            tables: TablePlaces::default(),
            saved: Vec::new(),
        }
    }

    /// Adds a place: a file, a folder, a pattern (`logs/*.json.gz`), or `-` for standard input.
    pub fn from(mut self, place: impl Into<String>) -> Self {
        self.places.push(place.into());
        self
    }

    /// Reads everything as this log type; without it each object tells its own.
    pub fn log_type(mut self, log_type: LogType) -> Self {
        self.log_type = Some(log_type);
        self
    }

    /// How times without a zone are read, and where days and longer periods are cut; UTC when it
    /// is not said.
    pub fn time_zone(mut self, zone: Tz) -> Self {
        self.zone = zone;
        self
    }

    /// What `now()` says; the clock when it is not said.
    pub fn now(mut self, now: DateTime<Utc>) -> Self {
        self.now = Some(now);
        self
    }

    /// A table for `lookup` and `cidrlookup`: a CSV file in UTF-8 whose first row names the
    /// columns. It is read when a query asks for it.
    pub fn lookup_table(mut self, name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.tables.files.insert(name.into(), path.into());
        self
    }

    /// Adds a folder of tables: a table `t` is `t.csv` in the first folder that has it, unless it
    /// was named by [`Self::lookup_table`].
    pub fn lookup_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.tables.folders.push(folder.into());
        self
    }

    /// Adds a folder of saved queries: `$Name()` in a query is the text of `Name.iql` in the first
    /// folder that has it.
    pub fn saved_queries(mut self, folder: impl Into<PathBuf>) -> Self {
        self.saved.push(folder.into());
        self
    }

    /// The zone of the session.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The places of the session.
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// A query; awaiting it runs it.
    pub fn query(&self, text: impl Into<String>) -> QueryBuilder {
        QueryBuilder::new(self.clone(), text.into())
    }

    /// Parses and plans a query without reading anything, and returns its warnings.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Query`] with what is wrong.
    pub fn check(&self, text: &str) -> Result<Vec<Diagnostic>> {
        self.query(text).check()
    }
}
