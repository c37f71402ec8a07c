//! What there is to say about a query that has run.

use std::time::Duration;

use crate::aggregate::Estimate;
use crate::error::Error;
use crate::scan::ScanReport;
use crate::store::Requests;

/// What a query read, and what it could not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Counts and damage.
    pub report: ScanReport,
    /// Objects that could hold events of the query.
    pub objects: u64,
    /// Their stored bytes.
    pub bytes: u64,
    /// Parquet files whose rows all stay, although copies of events are dropped elsewhere.
    pub undeduplicated: u64,
    /// Objects that were left out without reading them.
    pub pruned: Pruned,
    /// Requests that were made to list and to read what lies elsewhere.
    pub requests: Requests,
    /// Events that passed all filters.
    pub matched: u64,
    /// Whether more may pass: what is too old for the rows that a limit leaves was not looked at.
    pub at_least: bool,
    /// Rows of the result.
    pub rows: u64,
    /// The inventories that stood for listing, by the manifest.
    pub inventories: Vec<Inventory>,
    /// From when on events counted, where the catalog says it and nothing else did.
    pub default_since: Option<DefaultSince>,
    /// Columns of `stats` that were estimated, since a group was too large to be exact.
    pub approximate: Vec<Approximation>,
    /// From the start of planning to the last row.
    pub elapsed: Duration,
}

/// An inventory of a bucket that stood for listing: what came later is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inventory {
    /// Where its manifest lies.
    pub manifest: String,
    /// When it was made, microseconds since the epoch, where the manifest says it.
    pub created: Option<i64>,
    /// How many objects it has, as far as it could be read.
    pub rows: u64,
}

/// A beginning of time that a catalog says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultSince {
    /// It, microseconds since the epoch.
    pub bound: i64,
    /// It as it was written, as `7d`.
    pub since: String,
    /// The source that says it; none, when it is a default of the catalog.
    pub source: Option<String>,
}

/// A column of `stats` whose values are not exact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approximation {
    /// Its name.
    pub column: String,
    /// How its values were estimated.
    pub estimate: Estimate,
}

/// Objects left out without reading them, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// Their keys lie outside of the time range.
    pub by_time: u64,
    /// Filters refuse the account that their keys name.
    pub by_account: u64,
    /// Filters refuse the region that their keys name.
    pub by_region: u64,
    /// Filters refuse what other named parts of their keys say (`service=web`), or several parts
    /// together.
    pub by_field: u64,
    /// Folders elsewhere that were not listed, since by their keys nothing in them is asked for or
    /// they hold no logs; how many objects they hold is not known.
    pub folders: u64,
    /// Of these folders, those that may hold logs, and why they were not listed.
    pub folders_by: FolderCounts,
    /// They are no logs: digests, test objects, hidden files, readmes.
    pub not_logs: u64,
    /// How far behind the end of the range keys were read for late deliveries, in seconds, when
    /// the range pruned keys.
    pub late_seconds: Option<u64>,
}

/// How many folders were not listed, by what their keys tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FolderCounts {
    /// They lie outside of the time range.
    pub time: u64,
    /// Filters refuse the account.
    pub account: u64,
    /// Filters refuse the region.
    pub region: u64,
    /// Filters refuse another named part, or several together.
    pub field: u64,
}

impl FolderCounts {
    /// All of them.
    pub fn sum(&self) -> u64 {
        self.time + self.account + self.region + self.field
    }
}

impl Summary {
    /// Whether something could not be read.
    pub fn is_partial(&self) -> bool {
        self.report.faults() > 0
    }

    /// The error that nothing could be read, each time for lack of permission.
    pub(crate) fn denied(&self) -> Option<Error> {
        let report = &self.report;
        let denied = report.statistics.objects == 0
            && report.archived.objects == 0
            && report.damages.iter().all(|one| one.denied);
        if !denied {
            return None;
        }
        let sealed = || {
            report.sealed.first.as_ref().map(|object| Error::Denied {
                object: object.clone(),
                reason: Some("its key of encryption may not be used (kms:Decrypt)".into()),
            })
        };
        report.damages.first().map(Error::denied).or_else(sealed)
    }
}
