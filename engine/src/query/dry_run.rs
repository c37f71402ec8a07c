//! What running a query would read.

use std::any::Any;
use std::sync::Arc;

use datafusion::physical_plan::ExecutionPlan;
use taffrail_query_lang::Diagnostic;

use super::prepare::Prepared;
use crate::error::Result;
use crate::result::{Pruned, ResultBatch, RowCell, Summary, rows};
use crate::scan::{Forecast, LogScanExec};
use crate::store::Requests;

/// What running a query would read. A query that has found what it wants reads less: of the newest
/// rows, and of any.
#[derive(Debug, Clone)]
pub struct DryRun {
    /// Objects that would be opened.
    pub objects: u64,
    /// Their stored bytes.
    pub bytes: u64,
    /// Objects that were listed and would not be opened, since their keys tell that no event of
    /// theirs passes the filters.
    pub excluded_objects: u64,
    /// Requests that would read the objects: to those that were made already, these come. Where an
    /// object is read in parts, a few more; those for columns of Parquet objects are not known before.
    pub gets: u64,
    /// What listing did: requests, what was left out, what could not be listed.
    pub summary: Summary,
    /// Warnings and notes on the query.
    pub diagnostics: Vec<Diagnostic>,
}

impl DryRun {
    pub(super) fn of(prepared: &Prepared) -> Result<Self> {
        let listed = prepared.scans.listed();
        let mut forecast = Forecast::default();
        let preludes = prepared.preludes.iter().map(|(plan, _)| plan);
        for plan in preludes.chain([&prepared.physical]) {
            add(plan, &mut forecast)?;
        }
        Ok(Self {
            objects: forecast.objects + listed.tables.objects,
            bytes: forecast.bytes + listed.tables.bytes,
            excluded_objects: forecast.excluded_objects,
            gets: forecast.gets,
            summary: Summary {
                report: listed.report(),
                inventories: listed.inventories,
                objects: listed.objects,
                bytes: listed.bytes,
                pruned: listed.pruned,
                requests: prepared.scans.stores.requests(),
                default_since: listed.default_since,
                elapsed: prepared.started.elapsed(),
                ..Summary::default()
            },
            diagnostics: prepared.planned.diagnostics.clone(),
        })
    }

    /// Names and counts, in the order in which they are shown.
    pub fn counts(&self) -> Vec<(&'static str, u64)> {
        let Pruned {
            by_time,
            by_account,
            by_region,
            by_field,
            folders,
            folders_by,
            not_logs,
            late_seconds: _,
        } = self.summary.pruned;
        let Requests {
            list,
            get,
            head,
            bytes: _,
        } = self.summary.requests;
        vec![
            ("objects", self.objects),
            ("bytes", self.bytes),
            ("getRequests", self.gets),
            ("listRequestsMade", list),
            ("getRequestsMade", get),
            ("headRequestsMade", head),
            ("objectsLeftOutByTime", by_time),
            ("objectsLeftOutByAccount", by_account),
            ("objectsLeftOutByRegion", by_region),
            ("objectsLeftOutByField", by_field),
            ("objectsLeftOutByFilters", self.excluded_objects),
            (
                "objectsThatAreArchived",
                self.summary.report.archived.objects,
            ),
            ("objectsThatAreNoLogs", not_logs),
            ("foldersNotListed", folders),
            ("foldersNotListedByTime", folders_by.time),
            ("foldersNotListedByAccount", folders_by.account),
            ("foldersNotListedByRegion", folders_by.region),
            ("foldersNotListedByField", folders_by.field),
        ]
    }

    /// The counts as a row.
    pub fn rows(&self) -> ResultBatch {
        let (names, counts): (Vec<_>, Vec<_>) = self.counts().into_iter().unzip();
        let cells = counts
            .iter()
            .map(|count| RowCell::Number(count.to_string()));
        rows(&names, std::iter::once(cells.collect()))
    }
}

fn add(plan: &Arc<dyn ExecutionPlan>, forecast: &mut Forecast) -> Result<()> {
    if let Some(scan) = (plan.as_ref() as &dyn Any).downcast_ref::<LogScanExec>() {
        let Forecast {
            objects,
            bytes,
            excluded_objects,
            gets,
        } = scan.forecast()?;
        forecast.objects += objects;
        forecast.bytes += bytes;
        forecast.excluded_objects += excluded_objects;
        forecast.gets += gets;
    }
    plan.children()
        .into_iter()
        .try_for_each(|child| add(child, forecast))
}
