//! Commands that go from row to row: how they run, and that they always give the same rows.

use std::borrow::Cow;
use std::num::NonZeroUsize;

use taffrail::output::CellText;
use taffrail::{Collected, Engine};

use crate::datasets::datasets;

fn engine(threads: usize) -> Engine {
    let threads = NonZeroUsize::new(threads).expect("at least one thread");
    let builder = Engine::builder().threads(threads);
    builder.build().expect("an engine")
}

/// The physical plan of a query over an archive, for four threads.
fn physical(query: &str) -> String {
    let engine = engine(4);
    let explained =
        futures::executor::block_on(datasets()["cloudtrail"].query(&engine, query).explain());
    let plans = explained.expect("an explanation").plans;
    plans.expect("all commands are built").physical
}

/// The cells of a result, row by row.
pub(crate) fn cells(collected: &Collected) -> Vec<Vec<Option<String>>> {
    let rows = collected.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(move |row| {
            (0..batch.columns().len())
                .map(|column| batch.cell(row, column).text().map(Cow::into_owned))
                .collect()
        })
    });
    rows.collect()
}

const QUERIES: &[&str] = &[
    "fields eventName | accum requestParameters.maxResults as total",
    "fields eventName | sort eventName | accum requestParameters.maxResults as total",
    "fields eventName | autoregress eventName p=1-3",
    "fields eventName, errorCode, requestParameters.bucketName | filldown",
    "fields eventName | sessionize userIdentity.userName, sourceIPAddress maxspan 5m",
    "fields eventName | tail 100 | sessionize eventName maxspan 1m as s | accum s",
    "stats count(*) as n by eventName, bin(1m) as t | fillmissing with 0 for n | accum n as total",
    "stats count(*) as n by eventName | addtotals col=true",
    "countFrequent eventName, errorCode",
    "fields eventName, requestParameters.maxResults | addtotals col=true",
];

#[test]
fn threads_do_not_change_the_rows() {
    let datasets = datasets();
    let run = |threads: usize, query: &str| {
        let engine = engine(threads);
        let found = datasets["cloudtrail"].query(&engine, query);
        cells(&found.collect_blocking().expect("an answer"))
    };
    for query in QUERIES {
        let one = run(1, query);
        assert!(one.len() > 50, "{query}: {} rows", one.len());
        assert_eq!(one, run(8, query), "{query}");
    }
}

#[test]
fn windows_run_in_bounded_memory() {
    for query in QUERIES {
        let plan = physical(query);
        // `WindowAggExec` holds all rows of a window.
        let whole = plan
            .lines()
            .filter(|line| line.trim_start().starts_with("WindowAggExec"));
        assert_eq!(whole.count(), 0, "{query}\n{plan}");
        let bounded = plan.contains("BoundedWindowAggExec");
        assert_eq!(
            bounded,
            !query.starts_with("countFrequent"),
            "{query}\n{plan}"
        );
    }
}

#[test]
fn an_estimate_reads_nothing() {
    let plan = physical("filter eventName in ['a'] | stats count(*) as n by eventName | estimate");
    assert!(!plan.contains("LogScanExec"), "{plan}");
    assert!(physical("stats count(*)").contains("LogScanExec"));
}

/// A plain `limit` looks at every event, to find the newest.
#[test]
fn any_rows_are_found_soon() {
    let read = |query: &str| {
        let found = datasets()["cloudtrail"].query(&engine(1), query);
        let summary = found.collect_blocking().expect("an answer").summary;
        assert_eq!(summary.rows, 3, "{query}");
        summary.report.statistics.events
    };
    assert_eq!(read("fields eventName | limit 3"), 2900);
    let some = read("fields eventName | limit any 3");
    assert!(some < 2900, "{some} events were read");
}
