//! Which hours have objects and which have none, from keys alone: no object is read.
//!
//! An hour is that of the key. `CloudTrail` and others name the minute of delivery, which is a
//! little later than the events.

mod cells;
mod rows;

use std::collections::BTreeMap;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use self::cells::{Cells, HOUR};
pub use self::cells::{CoverageCell, CoverageUnit, CoveredPlace, Stretch};
use crate::catalog::{KeyReader, KeySays, Late, Listing, Look, Opening, Wanted, gather};
use crate::error::{Error, Result};
use crate::result::Summary;
use crate::scan::ScanReport;
use crate::session::Session;
use crate::time::TimeRange;

/// Looks for hours with and without objects; awaiting it lists them.
#[derive(Debug, Clone)]
#[must_use]
pub struct CoverageBuilder {
    session: Session,
    range: Option<TimeRange>,
}

/// Which hours have objects and which have none.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// Each account and region of each service, or whatever keys tell, in order. All have the same
    /// bounds.
    pub places: Vec<CoveredPlace>,
    /// Objects whose keys tell neither an hour nor a day, or less exactly than others of the place.
    pub untold: u64,
    /// What was listed, and what could not be.
    pub summary: Summary,
}

impl Session {
    /// Which hours have objects at the session's places and which have none, told from keys;
    /// awaiting it lists them, and reads none.
    ///
    /// ```no_run
    /// use taffrail::Engine;
    ///
    /// # async fn run() -> Result<(), taffrail::Error> {
    /// let session = Engine::builder().build()?.session().from("s3://my-bucket/AWSLogs");
    /// for place in session.coverage().await?.places {
    ///     let gaps = place.gaps().count();
    ///     println!("{:?} {:?}: {gaps} stretches without objects", place.account, place.region);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn coverage(&self) -> CoverageBuilder {
        CoverageBuilder {
            session: self.clone(),
            range: None,
        }
    }
}

impl CoverageBuilder {
    /// Only this range, widened to whole hours; when it is not said, what the catalog says. Without
    /// a beginning it begins with the first object. Without an end it ends with the last full hour
    /// before now when it has a beginning, else with the last object.
    pub fn time_range(mut self, range: TimeRange) -> Self {
        self.range = Some(range);
        self
    }

    /// Lists on a thread that may block.
    fn list(&self) -> Result<Coverage> {
        let started = Instant::now();
        let session = &self.session;
        let places = session.named_places(Look::AtPaths);
        let places = places.map_err(|error| session.no_place(error, Look::AtPaths))?;
        if places.is_empty() {
            return Err(Error::NoPlaces);
        }
        let default_since = match self.range {
            None => session.default_since(&places),
            Some(_) => None,
        };
        let range = self.range.unwrap_or_else(|| TimeRange {
            since: default_since.as_ref().map(|default| default.bound),
            until: None,
        });
        let range = TimeRange {
            since: range.since.map(hour_of),
            until: range.until.map(end_of_hour),
        };
        let wanted = Wanted {
            range,
            // Hours are those of keys: nothing is later than its key.
            late: Some(Late::Within(std::time::Duration::ZERO)),
            filters: &[],
            inventory: session.inventory.as_deref(),
        };
        let engine = &session.engine;
        let stores = Arc::new(engine.stores().counted());
        let defaults = session.catalog.defaults();
        let listing = gather(&places, wanted, defaults, Opening::Nothing, engine, &stores)?;
        let mut reader = KeyReader::new(&places, session.zone_over(&places));
        let mut found = Found::default();
        for object in listing.parts.iter() {
            let (says, period) = reader.read(object);
            let key = (Arc::clone(&object.place), says);
            found.add(key, period, object.size, range);
        }
        let places = found.finish(range, session.now.map(|now| now.timestamp_micros()));
        Ok(Coverage {
            places,
            untold: found.untold,
            summary: Summary {
                objects: found.objects,
                bytes: found.bytes,
                requests: stores.requests(),
                default_since,
                elapsed: started.elapsed(),
                ..summary(listing, found.left_out)
            },
        })
    }
}

impl IntoFuture for CoverageBuilder {
    type Output = Result<Coverage>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let handle = self.session.engine.handle().clone();
            let listing = handle.spawn_blocking(move || self.list());
            listing.await.map_err(|error| Error::Internal {
                message: error.to_string(),
            })?
        })
    }
}

fn summary(listing: Listing, left_out: u64) -> Summary {
    let mut pruned = listing.pruned;
    pruned.by_time += left_out;
    pruned.late_seconds = None;
    Summary {
        report: ScanReport {
            damage_count: listing.damages.len() as u64,
            damages: listing.damages,
            archived: listing.archived,
            ..ScanReport::default()
        },
        pruned,
        inventories: listing.inventories,
        ..Summary::default()
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    places: BTreeMap<(Arc<str>, KeySays), Cells>,
    objects: u64,
    bytes: u64,
    /// Objects whose keys tell no day.
    untold: u64,
    /// Objects outside of the range, which listing let pass since it is less exact.
    left_out: u64,
}

impl Found {
    fn add(
        &mut self,
        key: (Arc<str>, KeySays),
        period: Option<(i64, i64)>,
        bytes: u64,
        range: TimeRange,
    ) {
        if let Some((from, to)) = period
            && (range.since.is_some_and(|since| to <= since)
                || range.until.is_some_and(|until| from >= until))
        {
            self.left_out += 1;
            return;
        }
        self.objects += 1;
        self.bytes += bytes;
        let told = period.is_some_and(|period| {
            let cells = self.places.entry(key).or_default();
            cells.add(period, bytes)
        });
        self.untold += u64::from(!told);
    }

    /// All places, with common bounds.
    fn finish(&mut self, range: TimeRange, now: Option<i64>) -> Vec<CoveredPlace> {
        let places = std::mem::take(&mut self.places);
        let mut places: Vec<CoveredPlace> = places
            .into_iter()
            .filter_map(|((source, says), cells)| {
                let (place, untold) = cells.finish(&source, says)?;
                self.untold += untold;
                Some(place)
            })
            .collect();
        let first = places.iter().map(|place| place.cells[0].from).min();
        let ends = places.iter().filter_map(|place| place.cells.last());
        let last = ends.map(|cell| cell.to).max();
        let (Some(first), Some(last)) = (first, last) else {
            return places;
        };
        let since = range.since.unwrap_or(first);
        // The hour that has not ended may get objects yet.
        let now = range.since.and(now).map_or(last, hour_of);
        let until = range.until.unwrap_or(now.max(last));
        for place in &mut places {
            (place.since, place.until) = (since, until);
        }
        places
    }
}

/// The beginning of the hour.
fn hour_of(micros: i64) -> i64 {
    micros.div_euclid(HOUR).saturating_mul(HOUR)
}

fn end_of_hour(micros: i64) -> i64 {
    let begin = hour_of(micros);
    if begin == micros {
        begin
    } else {
        begin.saturating_add(HOUR)
    }
}
