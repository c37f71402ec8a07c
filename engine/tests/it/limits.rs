//! Queries and logs at the edge: a plan or a diagnostic, never a crash.

use std::fmt::Write;
use std::fs;
use std::num::NonZeroUsize;

use taffrail::{Cell, Engine, Error};

use crate::datasets::datasets;

fn engine() -> Engine {
    Engine::builder().build().expect("an engine")
}

/// The code of the first diagnostic.
fn code(engine: &Engine, query: &str) -> Option<&'static str> {
    match engine.session().check(query) {
        Ok(_) => None,
        Err(Error::Query { diagnostics, .. }) => Some(diagnostics[0].code.as_str()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn five_thousand_terms_run() {
    let engine = engine();
    let terms: Vec<String> = (0..5000)
        .map(|name| format!("eventName = 'Name{name}'"))
        .collect();
    let query = format!("filter {} or eventName = 'Decrypt'", terms.join(" or "));
    let found = datasets()["cloudtrail"]
        .query(&engine, &query)
        .collect_blocking();
    assert_eq!(found.expect("a plan").summary.matched, 178);
}

#[test]
fn deep_and_long_queries_are_diagnosed() {
    let engine = engine();
    let deep = format!("filter {}a = 1{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(code(&engine, &deep), Some("E0119"));
    let long = vec!["filter a = 1"; 501].join(" | ");
    assert_eq!(code(&engine, &long), Some("E0214"));
    assert_eq!(code(&engine, &vec!["filter a = 1"; 500].join(" | ")), None);
}

/// A binary file that is long enough to be read in parts, zeros only at its beginning.
#[test]
fn large_binary_files_are_no_logs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("large.bin");
    let mut bytes = b"\x7fELF\0\n".to_vec();
    bytes.resize(20 << 20, b'x');
    fs::write(&path, bytes).expect("a file");
    let session = engine().session().from(path.to_str().expect("UTF-8"));
    let found = session
        .query("stats count(*)")
        .collect_blocking()
        .expect("an answer");
    assert_eq!(found.summary.report.statistics.events, 0);
    assert_eq!(found.summary.report.damage_count, 1);
}

/// So many groups in so few rows that rows go past the first phase of the aggregation unaggregated.
#[test]
fn every_aggregate_takes_many_groups() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, first) in [("a.ndjson", 0), ("b.ndjson", 100_000)] {
        let mut events = String::new();
        for event in first..first + 110_000 {
            writeln!(events, r#"{{"id":{event},"time":{event}}}"#).expect("a text takes all");
        }
        fs::write(folder.path().join(name), events).expect("a file");
    }
    let session = engine()
        .session()
        .from(folder.path().to_str().expect("UTF-8"));
    let query = "stats countDistinct(id) as a, pct(id, 50) as b, values(id) as c, topk(1, id) as d, \
                 earliest(id) as e, variance(id) as f, sortsLast(id) as g, count(*) as n by id \
                 | filter a = 1 and b = id and e = id and f = 0 and g = id \
                 and concat(jsonStringify(c), jsonStringify(d)) = concat('[', id, '][', id, ']') \
                 | stats count(*) as groups, sum(n) as events";
    let found = session.query(query).collect_blocking().expect("an answer");
    assert_eq!(found.batches[0].cell(0, 0), Cell::Integer(210_000));
    assert_eq!(found.batches[0].cell(0, 1), Cell::Number(220_000.0));
}

/// Aggregates of texts spill what does not fit into memory.
#[test]
fn texts_of_many_groups_spill() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in 0..20 {
        let mut events = String::new();
        for event in file * 4000..(file + 1) * 4000 {
            writeln!(events, r#"{{"n":{event},"text":"{event:0300}"}}"#).expect("a text takes all");
        }
        let name = format!("{file}.ndjson");
        fs::write(folder.path().join(name), events).expect("a file");
    }
    let engine = Engine::builder()
        .memory_limit(24 << 20)
        .threads(NonZeroUsize::new(2).expect("more than none"))
        .build();
    let session = engine.expect("an engine").session();
    let session = session.from(folder.path().to_str().expect("UTF-8"));
    for aggregate in ["latest(text)", "values(text)", "topk(1, text)"] {
        let query = format!("stats {aggregate} as v by n | filter ispresent(v) | stats count(*)");
        let found = session.query(&query).collect_blocking();
        let found = found.unwrap_or_else(|error| panic!("{aggregate}: {error}"));
        assert_eq!(found.batches[0].cell(0, 0), Cell::Integer(80_000));
    }
}
