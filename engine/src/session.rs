//! A session: what queries are asked of.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use taffrail_query_lang::Diagnostic;

use crate::catalog::{Catalog, Look, Place, Unresolved, is_url};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::log_type::LogType;
use crate::lookup::TablePlaces;
use crate::query::QueryBuilder;
use crate::result::DefaultSince;
use crate::scan::Repeats;
use crate::time::parse_bound;

/// Places to read from, and how times are read; cheap to clone.
#[derive(Debug, Clone)]
#[must_use]
pub struct Session {
    pub(crate) engine: Engine,
    pub(crate) places: Vec<String>,
    pub(crate) log_type: Option<LogType>,
    pub(crate) log_types: Arc<[LogType]>,
    pub(crate) zone: Option<Tz>,
    pub(crate) catalog: Catalog,
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) tables: TablePlaces,
    pub(crate) saved: Vec<PathBuf>,
    pub(crate) inventory: Option<String>,
    pub(crate) repeats: Repeats,
}

impl Session {
    /// Types beside those that are built in, as they are asked.
    pub(crate) fn known_types(&self) -> Arc<[LogType]> {
        match self.catalog.log_types() {
            [] => Arc::clone(&self.log_types),
            of_catalog => self.log_types.iter().chain(of_catalog).cloned().collect(),
        }
    }

    pub(crate) fn new(engine: Engine) -> Self {
        Self {
            engine,
            places: Vec::new(),
            log_type: None,
            log_types: Arc::default(),
            zone: None,
            catalog: Catalog::default(),
            now: None,
            tables: TablePlaces::default(),
            saved: Vec::new(),
            inventory: None,
            repeats: Repeats::Kept,
        }
    }

    /// Adds a place: a file, a folder, a pattern (`logs/*.json.gz`), `-` for standard input, or the
    /// name of a source of the catalog.
    pub fn from(mut self, place: impl Into<String>) -> Self {
        self.places.push(place.into());
        self
    }

    /// Reads everything as this log type; without it each object tells its own.
    pub fn log_type(mut self, log_type: LogType) -> Self {
        self.log_type = Some(log_type);
        self
    }

    /// Log types that objects may be, beside those that are built in; they are asked first.
    pub fn log_types(mut self, log_types: impl IntoIterator<Item = LogType>) -> Self {
        self.log_types = log_types.into_iter().collect();
        self
    }

    /// The manifest (`manifest.json`, a path or a URL) of an S3 Inventory report in CSV or Parquet,
    /// which stands for listing the bucket. Objects that came behind it are not read.
    pub fn inventory(mut self, manifest: impl Into<String>) -> Self {
        self.inventory = Some(manifest.into());
        self
    }

    /// Drops events that are copies of others by what their log type says of that (`eventID` in
    /// CloudTrail), as where two trails deliver to one place: the first in the order of objects stays.
    /// Sources of the catalog can say it for themselves. Events of types that say nothing of copies,
    /// and rows of Parquet files, stay all.
    pub fn dedup_events(mut self) -> Self {
        self.repeats = Repeats::Dropped;
        self
    }

    /// The sources that queries and [`Self::from`] may name, and defaults.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use taffrail::{Catalog, Engine};
    ///
    /// # fn main() -> Result<(), taffrail::Error> {
    /// let text = "[source.web]\nfrom = [\"logs/web\"]\ntags = { team = \"pay\" }";
    /// let catalog = Catalog::parse(text, Path::new("taffrail.toml"), None)?;
    /// let session = Engine::builder().build()?.session().catalog(catalog);
    /// assert!(session.check("SOURCE 'web' | stats count(*)").is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn catalog(mut self, catalog: Catalog) -> Self {
        self.catalog = catalog;
        self
    }

    /// How times without a zone are read, and where days and longer periods are cut; what the
    /// catalog says when it is not said, or else UTC.
    pub fn time_zone(mut self, zone: Tz) -> Self {
        self.zone = Some(zone);
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

    /// The zone of the session: that of queries that name no sources of their own.
    pub fn zone(&self) -> Tz {
        let places = self.named_places(Look::AtNames);
        self.zone_over(places.as_deref().unwrap_or_default())
    }

    /// The zone of a query over places: what was said, else what all its sources say alike, else
    /// that of the catalog.
    pub(crate) fn zone_over(&self, places: &[Place]) -> Tz {
        let mut zones = places.iter().map(|place| match place {
            Place::Source { source, .. } => source.zone,
            Place::Location(_) => None,
        });
        let first = zones.next().flatten();
        let common = first.filter(|first| zones.all(|zone| zone == Some(*first)));
        let default = self.catalog.defaults().zone;
        self.zone.or(common).or(default).unwrap_or_default()
    }

    /// The places of the session, or those of the catalog where it has none.
    pub(crate) fn named_places(&self, look: Look) -> Result<Vec<Place>, Unresolved> {
        let places = self
            .places
            .iter()
            .map(|text| self.catalog.place(text, look));
        if !self.places.is_empty() {
            return places.collect();
        }
        let defaults = self.catalog.defaults().from.iter();
        defaults.map(|name| self.catalog.named(name)).collect()
    }

    /// A place of the session that means nothing.
    pub(crate) fn no_place(&self, error: Unresolved, look: Look) -> Error {
        let wrong = |text: &&String| self.catalog.place(text, look).is_err();
        let place = self.places.iter().find(wrong);
        let reason = match error.help {
            Some(help) => format!("{}; {help}", error.message),
            None => error.message,
        };
        Error::Place {
            place: place.cloned().unwrap_or_default(),
            reason,
        }
    }

    /// The earliest beginning of time that the catalog says of any of the places; none when it says
    /// nothing of one of them.
    pub(crate) fn default_since(&self, places: &[Place]) -> Option<DefaultSince> {
        let now = self.now.unwrap_or_default();
        let common = self.catalog.defaults().since.as_ref();
        let sinces = places.iter().map(|place| {
            let (since, source) = match place {
                Place::Source { source, .. } if source.since.is_some() => {
                    (source.since.as_ref(), Some(source.name.clone()))
                }
                _ => (common, None),
            };
            // It was checked when it was read.
            let bound = parse_bound(since?, now, self.zone()).ok()?;
            Some(DefaultSince {
                bound,
                since: since?.clone(),
                source,
            })
        });
        let sinces: Option<Vec<DefaultSince>> = sinces.collect();
        let sinces = sinces.unwrap_or_default().into_iter();
        sinces.min_by_key(|since| since.bound)
    }

    /// What is doubtful about the places of the session: that a name is not known, or that nothing
    /// lies at a path.
    pub fn doubts(&self) -> Vec<String> {
        let doubt = |text: &String| match self.catalog.place(text, Look::AtPaths) {
            Err(Unresolved { message, help }) => Some(match help {
                Some(help) => format!("{message}; {help}"),
                None => message,
            }),
            Ok(Place::Location(place)) => {
                let is_path = place != "-" && !is_url(&place) && !place.contains(['*', '?', '[']);
                let missing = is_path && !std::path::Path::new(&place).exists();
                missing.then(|| format!("nothing lies at {place}"))
            }
            Ok(Place::Source { .. }) => None,
        };
        self.places.iter().filter_map(doubt).collect()
    }

    /// The sources that may be named.
    pub fn sources(&self) -> &Catalog {
        &self.catalog
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
    /// [`Error::Query`] with what is wrong.
    pub fn check(&self, text: &str) -> Result<Vec<Diagnostic>> {
        self.query(text).check()
    }
}
