//! What the reading of Parquet files did.

use std::sync::{Arc, Mutex};

use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::metrics::ExecutionPlanMetricsSet;

use super::footer::Footer;
use crate::scan::{ScanReport, Statistics};

/// The scans of a query over Parquet files. DataFusion counts what they do.
#[derive(Debug, Default)]
pub(crate) struct TypedReports(Mutex<Vec<Scan>>);

#[derive(Debug)]
struct Scan {
    objects: u64,
    metrics: ExecutionPlanMetricsSet,
}

impl TypedReports {
    /// Watches a scan of these files.
    pub(super) fn add(&self, scan: &Arc<DataSourceExec>, files: &[Arc<Footer>]) {
        let metrics = scan.data_source().metrics();
        let objects = files.len() as u64;
        let mut scans = self.0.lock().expect("no holder of the lock panics");
        scans.push(Scan { objects, metrics });
    }

    /// What the scans did so far.
    pub(crate) fn total(&self) -> ScanReport {
        let mut total = Statistics::default();
        for scan in self.0.lock().expect("no holder of the lock panics").iter() {
            let metrics = scan.metrics.clone_inner();
            let sum = |name: &str| {
                let sum = metrics.sum_by_name(name);
                sum.map_or(0, |sum| sum.as_usize() as u64)
            };
            let matched = metrics.output_rows().unwrap_or(0) as u64;
            total.objects += scan.objects;
            total.bytes += sum("bytes_scanned");
            total.matched += matched;
            total.events += matched + sum("pushdown_rows_pruned");
        }
        ScanReport {
            statistics: total,
            ..ScanReport::default()
        }
    }
}
