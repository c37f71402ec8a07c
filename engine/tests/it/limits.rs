//! Queries and logs at the edge: a plan or a diagnostic, never a crash.

use std::fs;

use taffrail::{Engine, Error};

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
