//! The data sets of `testdata/datasets.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use taffrail::chrono::{DateTime, Utc};
use taffrail::chrono_tz::Tz;
use taffrail::{Catalog, Engine, Late, LogType, QueryBuilder, Session, TimeRange, parse_bound};

/// A data set: where it lies, and the options of queries over it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dataset {
    #[serde(default)]
    paths: Vec<String>,
    catalog: Option<String>,
    #[serde(default)]
    from: Vec<String>,
    #[serde(rename = "type")]
    log_type: Option<String>,
    since: Option<String>,
    until: Option<String>,
    late: Option<String>,
    now: Option<String>,
    tz: Option<String>,
}

/// The folder of the test data.
pub(crate) fn testdata() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// All data sets by name.
pub(crate) fn datasets() -> BTreeMap<String, Dataset> {
    let text =
        fs::read_to_string(testdata().join("datasets.toml")).expect("datasets.toml is there");
    toml::from_str(&text).expect("datasets.toml is valid")
}

/// Lets queries call the tables and the saved queries of the test data.
pub(crate) fn with_library(session: Session) -> Session {
    session
        .lookup_folder(testdata().join("tables"))
        .saved_queries(testdata().join("saved"))
}

impl Dataset {
    /// A query over the data set.
    pub(crate) fn query(&self, engine: &Engine, text: &str) -> QueryBuilder {
        let root = testdata();
        let zone = self
            .tz
            .as_ref()
            .map_or(Tz::UTC, |tz| tz.parse().expect("a time zone"));
        let now: DateTime<Utc> = self
            .now
            .as_ref()
            .map_or_else(DateTime::default, |now| now.parse().expect("a time"));
        let mut session = with_library(engine.session()).now(now);
        if self.tz.is_some() {
            session = session.time_zone(zone);
        }
        if let Some(file) = &self.catalog {
            let catalog = Catalog::load(root.join(file), None);
            session = session.catalog(catalog.expect("a catalog"));
        }
        for name in &self.from {
            session = session.from(name);
        }
        for path in &self.paths {
            session = session.from(root.join(path).to_str().expect("a path in UTF-8"));
        }
        if let Some(name) = &self.log_type {
            session = session.log_type(LogType::find(name).expect("a log type"));
        }
        let bound = |text: &Option<String>| {
            text.as_ref()
                .map(|text| parse_bound(text, now, zone).expect("a time"))
        };
        let range = TimeRange {
            since: bound(&self.since),
            until: bound(&self.until),
        };
        let mut query = session.query(text);
        if range != TimeRange::default() {
            query = query.time_range(range);
        }
        match &self.late {
            Some(late) => query.late(late.parse::<Late>().expect("a lateness")),
            None => query,
        }
    }
}
