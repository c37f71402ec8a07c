//! Filters that operators above the scan narrow while it runs, as a top-k does with each row that
//! it finds: rows that come too late are not decoded, and objects not opened.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray};
use datafusion::error::Result;
use datafusion::physical_expr::{
    DynamicFilterTracker, DynamicFilterTracking, PhysicalExpr, conjunction,
};

use super::predicate::Predicate;
use super::prospects::prospects;
use super::spec::{ScanObject, ScanSpec};

/// For so many objects at a time it is asked whether they may hold rows.
const AHEAD: usize = 256;

/// The filters of a scan that change while it runs.
pub(super) struct LiveFilter {
    predicate: Predicate,
    changes: DynamicFilterTracking,
    /// For which objects `prospects` tells.
    asked: Range<usize>,
    prospects: Option<Vec<bool>>,
}

impl LiveFilter {
    /// The filters that are given, by the names of their columns; `None` when there are none.
    pub(super) fn new(filters: &[Arc<dyn PhysicalExpr>], spec: &ScanSpec) -> Result<Option<Self>> {
        if filters.is_empty() {
            return Ok(None);
        }
        let filter = conjunction(filters.iter().map(Arc::clone));
        let predicate = Predicate::of(filter, spec)?;
        Ok(Some(Self {
            changes: DynamicFilterTracking::classify(predicate.expr()),
            predicate,
            asked: 0..0,
            prospects: None,
        }))
    }

    /// Which rows are wanted still, given the filter columns.
    pub(super) fn passed(&self, columns: Vec<ArrayRef>, rows: usize) -> Result<BooleanArray> {
        self.predicate.passed(columns, rows)
    }

    /// Whether an object may hold rows that are wanted still.
    pub(super) fn may_pass(&mut self, objects: &[ScanObject], index: usize) -> bool {
        let watcher = self.changes.watcher();
        let changed = watcher.is_some_and(DynamicFilterTracker::changed);
        if changed || !self.asked.contains(&index) {
            self.asked = index..objects.len().min(index + AHEAD);
            self.prospects = prospects(&self.predicate, &objects[self.asked.clone()]);
        }
        self.prospects
            .as_ref()
            .is_none_or(|prospects| prospects[index - self.asked.start])
    }
}
