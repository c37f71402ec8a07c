//! What the reading of Parquet files did.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use datafusion::common::tree_node::TreeNode;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::DynamicFilterPhysicalExpr;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;

use super::footer::Footer;
use crate::scan::{Damage, ScanReport, Statistics};

/// The scans of a query over Parquet files. DataFusion counts what they do.
#[derive(Debug, Default)]
pub(crate) struct TypedReports(Mutex<Watched>);

#[derive(Debug, Default)]
struct Watched {
    scans: Vec<Scan>,
    damages: ScanReport,
}

#[derive(Debug)]
struct Scan {
    objects: u64,
    rows: u64,
    metrics: ExecutionPlanMetricsSet,
    narrowed: Arc<Narrowed>,
}

/// Whether a scan runs under a filter that narrows meanwhile, as that of a top-k does.
#[derive(Debug, Default)]
pub(super) struct Narrowed(AtomicBool);

impl Narrowed {
    /// Notes the filters of a scan that begins.
    pub(super) fn note(&self, filter: &Arc<dyn PhysicalExpr>) {
        let narrows = filter.exists(|expr| Ok(expr.is::<DynamicFilterPhysicalExpr>()));
        if narrows.unwrap_or(true) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

impl TypedReports {
    /// Watches a scan of these files.
    pub(super) fn add(
        &self,
        scan: &Arc<DataSourceExec>,
        narrowed: Arc<Narrowed>,
        files: &[Arc<Footer>],
    ) {
        self.lock().scans.push(Scan {
            narrowed,
            objects: files.len() as u64,
            rows: files.iter().map(|file| file.rows() as u64).sum(),
            metrics: scan.data_source().metrics(),
        });
    }

    /// Notes damage that was met while reading.
    pub(super) fn damage(&self, damage: Damage) {
        let damages = &mut self.lock().damages;
        // Threads that read parts of one file meet the same.
        if !damages.damages.contains(&damage) {
            damages.damage(damage);
        }
    }

    /// What the scans did so far.
    pub(crate) fn total(&self) -> ScanReport {
        let watched = self.lock();
        let mut total = watched.damages.clone();
        for scan in &watched.scans {
            total.statistics.add(&scan.statistics());
        }
        total
    }

    /// Whether rows were dropped that may pass the filters of the query: they come too late for a
    /// limit, which DataFusion does not count apart.
    pub(crate) fn is_outdone(&self) -> bool {
        let is_outdone = |scan: &Scan| {
            scan.narrowed.0.load(Ordering::Relaxed) && scan.statistics().matched < scan.rows
        };
        self.lock().scans.iter().any(is_outdone)
    }

    fn lock(&self) -> MutexGuard<'_, Watched> {
        self.0.lock().expect("no holder of the lock panics")
    }
}

impl Scan {
    fn statistics(&self) -> Statistics {
        let metrics = self.metrics.clone_inner();
        let sum = |name: &str| {
            let sum = metrics.sum_by_name(name);
            sum.map_or(0, |sum| sum.as_usize() as u64)
        };
        let mut statistics = Statistics {
            objects: self.objects,
            ..Statistics::default()
        };
        if let Some(rows) = metrics.output_rows() {
            statistics.bytes = sum("bytes_scanned");
            statistics.matched = rows as u64;
            statistics.events = rows as u64 + sum("pushdown_rows_pruned");
        } else {
            // The footers alone told what was asked.
            statistics.events = self.rows;
            statistics.matched = self.rows;
        }
        statistics
    }
}
