//! Where the logs lie, and how times are read.

use std::path::PathBuf;

use clap::Args;
use taffrail::chrono::{DateTime, Utc};
use taffrail::chrono_tz::Tz;
use taffrail::{Catalog, Engine, Late, LogType, Session, TimeRange, parse_bound};

use super::{Library, OwnTypesArgs, find_type, own_types, value};
use crate::failure::Failure;
use crate::surroundings::Surroundings;

const FROM: &str = "Where the logs lie: files, folders, patterns, s3://BUCKET/PREFIX, https://URL, \
    names of taffrail.toml, or `-` for standard input";

/// Options that say what is asked.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logs")]
pub(crate) struct SourceArgs {
    /// Where the logs lie
    #[arg(short = 'f', long, value_name = "PLACE", num_args = 1.., help = FROM)]
    pub(crate) from: Vec<String>,
    /// Read everything as this type of log; `taffrail types` lists them
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) log_type: Option<String>,
    #[command(flatten)]
    pub(crate) own_types: OwnTypesArgs,
    /// Only events from this time on: `2h`, `7d`, `yesterday`, `2023-07-10`, ..., or `all`
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Only events before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// How long after its events an object may have been delivered, or `all` [default: 2h]
    #[arg(long, value_name = "LENGTH", value_parser = value::late)]
    pub(crate) late: Option<Late>,
    /// List buckets by an S3 Inventory report, CSV or Parquet: the path or URL of its manifest.json
    #[arg(long, value_name = "MANIFEST")]
    pub(crate) inventory: Option<String>,
    /// Drop copies of events, by the ids that their log type names (`eventID` of CloudTrail)
    #[arg(long)]
    pub(crate) dedup_events: bool,
    /// The zone of times without one, of days in bins, and of times in tables [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = value::zone)]
    pub(crate) tz: Option<Tz>,
    /// The file that names logs [default: taffrail.toml here or above, and the user's own]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// What the time is taken to be
    #[arg(long, value_name = "TIME", value_parser = value::now, hide = true)]
    pub(crate) now: Option<DateTime<Utc>>,
}

/// What queries are asked of.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The places.
    pub(crate) places: Vec<String>,
    /// The log type, when it was said.
    pub(crate) log_type: Option<LogType>,
    /// Types beside those that are built in and those of the catalog.
    pub(crate) log_types: Vec<LogType>,
    /// The beginning of the range, as it was typed: `2h` is another time each time.
    pub(crate) since: Option<String>,
    /// The end of the range, as it was typed.
    pub(crate) until: Option<String>,
    /// How late objects may be.
    pub(crate) late: Option<Late>,
    /// The manifest of an inventory that stands for listing.
    pub(crate) inventory: Option<String>,
    /// Whether copies of events are dropped.
    pub(crate) dedup_events: bool,
    /// The zone of times, when it was said.
    pub(crate) zone: Option<Tz>,
    /// The names of logs.
    pub(crate) catalog: Catalog,
    /// What the time is taken to be.
    pub(crate) now: Option<DateTime<Utc>>,
    /// What queries call by name.
    pub(crate) library: Library,
}

impl Source {
    /// What the options say.
    pub(crate) fn new(
        args: SourceArgs,
        library: Library,
        surroundings: &Surroundings,
    ) -> Result<Self, Failure> {
        let catalog = surroundings.catalog(args.config.as_deref())?;
        let log_types = args.own_types.load()?;
        let known = own_types(&log_types, &catalog);
        let log_type = args.log_type.map(|name| find_type(&known, &name));
        Ok(Self {
            catalog,
            places: args.from,
            log_type: log_type.transpose()?,
            log_types,
            since: args.since,
            until: args.until,
            late: args.late,
            inventory: args.inventory,
            dedup_events: args.dedup_events,
            zone: args.tz,
            now: args.now,
            library,
        })
    }

    /// The zone of times.
    pub(crate) fn zone(&self) -> Tz {
        self.zone
            .or(self.catalog.defaults().zone)
            .unwrap_or_default()
    }

    /// The range, seen from a time; `None` when it was not said.
    pub(crate) fn range(&self, clock: DateTime<Utc>) -> Result<Option<TimeRange>, Failure> {
        if self.since.is_none() && self.until.is_none() {
            return Ok(None);
        }
        let now = self.now.unwrap_or(clock);
        let zone = self.zone();
        let bound = |text: &Option<String>| {
            text.as_ref()
                .filter(|text| !text.eq_ignore_ascii_case("all"))
                .map(|text| parse_bound(text, now, zone))
                .transpose()
                .map_err(|error| Failure::Usage(error.to_string()))
        };
        let range = TimeRange {
            since: bound(&self.since)?,
            until: bound(&self.until)?,
        };
        if let (Some(since), Some(until)) = (range.since, range.until)
            && since >= until
        {
            let message = "the time range is empty: it has to begin before it ends";
            return Err(Failure::Usage(message.into()));
        }
        Ok(Some(range))
    }

    /// A session over the places, for a query at a time.
    pub(crate) fn session(&self, engine: &Engine, clock: DateTime<Utc>) -> Session {
        let now = self.now.unwrap_or(clock);
        let session = engine.session().catalog(self.catalog.clone()).now(now);
        let session = match self.zone {
            Some(zone) => session.time_zone(zone),
            None => session,
        };
        let session = session.log_types(self.log_types.iter().cloned());
        let session = self.library.open(session);
        let session = match &self.inventory {
            Some(manifest) => session.inventory(manifest),
            None => session,
        };
        let session = if self.dedup_events {
            session.dedup_events()
        } else {
            session
        };
        let session = self.places.iter().fold(session, Session::from);
        match &self.log_type {
            Some(log_type) => session.log_type(log_type.clone()),
            None => session,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        since: Option<&str>,
        until: Option<&str>,
        expected: Result<Option<(bool, bool)>, &str>,
    ) {
        let source = Source {
            places: Vec::new(),
            log_type: None,
            log_types: Vec::new(),
            since: since.map(Into::into),
            until: until.map(Into::into),
            late: None,
            inventory: None,
            dedup_events: false,
            zone: None,
            catalog: Catalog::default(),
            now: Some("2026-03-04T10:30:00Z".parse().expect("a time")),
            library: Library::default(),
        };
        let found = source
            .range(DateTime::UNIX_EPOCH)
            .map(|range| range.map(|range| (range.since.is_some(), range.until.is_some())))
            .map_err(|failure| failure.to_string());
        match expected {
            Ok(expected) => assert_eq!(found, Ok(expected)),
            Err(begin) => {
                assert!(
                    found.is_err_and(|message| message.starts_with(begin)),
                    "{begin}"
                );
            }
        }
    }

    #[test]
    fn ranges() {
        check(None, None, Ok(None));
        check(Some("all"), None, Ok(Some((false, false))));
        check(Some("7d"), None, Ok(Some((true, false))));
        check(Some("7d"), Some("yesterday"), Ok(Some((true, true))));
        check(Some("soon"), None, Err("`soon` is not a time"));
        check(None, Some("later"), Err("`later` is not a time"));
        check(Some("1h"), Some("2h"), Err("the time range is empty"));
    }
}
