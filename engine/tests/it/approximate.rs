//! What is estimated says so.

use std::fmt::Write;
use std::fs;

use taffrail::{Approximation, Cell, Collected, Engine, Estimate, LogType};
use tempfile::TempDir;

/// A log of `events` events: `id` is another in each, `ms` goes from 1 up, `half` tells the first
/// half from the second.
fn log(events: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut text = String::new();
    for event in 0..events {
        let half = event * 2 / events;
        writeln!(
            text,
            r#"{{"id":"u{event}","ms":{},"half":{half}}}"#,
            event + 1
        )
        .expect("a text takes all");
    }
    fs::write(folder.path().join("log.ndjson"), text).expect("a file");
    folder
}

fn ask(folder: &TempDir, query: &str) -> Collected {
    let engine = Engine::builder().build().expect("an engine");
    let session = engine
        .session()
        .log_type(LogType::find("json").expect("a log type"))
        .from(folder.path().to_str().expect("UTF-8"));
    session.query(query).collect_blocking().expect("an answer")
}

fn estimated(column: &str, estimate: Estimate) -> Approximation {
    Approximation {
        column: column.to_owned(),
        estimate,
    }
}

#[test]
fn estimates_are_named() {
    let folder = log(80_000);
    let query = "stats countDistinct(id) as ids, count(*) as n, median(ms), \
                 pct(ms, 90) - pct(ms, 10) as spread, countDistinct(half) as halves, \
                 histogram(ms, 2) as h";
    let found = ask(&folder, query);
    let cell = |column| found.batches[0].cell(0, column);
    let Cell::Integer(ids) = cell(0) else {
        panic!("{:?} is no count", cell(0));
    };
    assert!((78_000..82_000).contains(&ids), "{ids}");
    assert_eq!(cell(1), Cell::Integer(80_000));
    let Cell::Number(median) = cell(2) else {
        panic!("{:?} is no number", cell(2));
    };
    assert!((39_920.0..40_080.0).contains(&median), "{median}");
    assert_eq!(cell(4), Cell::Integer(2));
    assert_eq!(
        found.summary.approximate,
        [
            estimated("ids", Estimate::HyperLogLog),
            estimated("median(ms)", Estimate::TDigest),
            estimated("spread", Estimate::TDigest),
            estimated("h", Estimate::TDigest),
        ]
    );
}

/// Two groups of 40,000 different values are below the bound, 80,000 numbers are not.
#[test]
fn groups_below_the_bound_are_exact() {
    let folder = log(80_000);
    let found = ask(&folder, "stats countDistinct(id) as ids by half");
    assert_eq!(found.batches[0].cell(1, 1), Cell::Integer(40_000));
    assert_eq!(found.summary.approximate, []);
    let query = "filter ms < 10000 | stats pct(ms, 50) as p50, countDistinct(ms) as n";
    let found = ask(&folder, query);
    assert_eq!(found.batches[0].cell(0, 0), Cell::Number(5000.0));
    assert_eq!(found.summary.approximate, []);
}
