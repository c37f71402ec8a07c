//! Copies of events, as two trails that deliver to one place write them.

use std::fmt::Write;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use taffrail::{Catalog, Collected, Engine, LogType, Session};
use tempfile::TempDir;

use crate::rows::cells;

/// Two trails that deliver to one folder: ids 0 to 5, of which 2 and 3 come twice, the second time
/// in another version of the record, and an event without an id in both.
fn trails() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let record = |version: &str, id: u32| {
        format!(
            r#"{{"eventVersion":"{version}","eventTime":"2026-06-03T11:1{id}:00Z","eventSource":"s3.amazonaws.com","eventName":"Get{id}","awsRegion":"eu-west-1","eventID":"id-{id}","n":{id}}}"#
        )
    };
    let without = r#"{"eventVersion":"1.08","eventTime":"2026-06-03T11:00:00Z","eventSource":"s3.amazonaws.com","eventName":"NoId"}"#;
    let trail = |name: &str, records: Vec<String>| {
        let text = format!(r#"{{"Records":[{},{without}]}}"#, records.join(","));
        fs::write(folder.path().join(name), text).expect("written");
    };
    trail("a.json", (0..4).map(|id| record("1.08", id)).collect());
    trail("b.json", (2..6).map(|id| record("1.09", id)).collect());
    folder
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).expect("at least one")
}

/// The rows of a result, a text each.
fn rows(found: &Collected) -> Vec<String> {
    let rows = cells(found).into_iter();
    rows.map(|row| row.into_iter().flatten().collect::<Vec<_>>().join(" "))
        .collect()
}

fn session(folder: &Path) -> Session {
    let engine = Engine::builder()
        .threads(threads(2))
        .build()
        .expect("an engine");
    engine.session().from(folder.display().to_string())
}

fn run(session: &Session, query: &str) -> Collected {
    session.query(query).collect_blocking().expect("rows")
}

#[test]
fn the_first_of_each_event_stays() {
    let folder = trails();
    let session = session(folder.path()).dedup_events();
    let found = run(
        &session,
        "fields eventName, eventVersion | sort n desc, eventName",
    );
    assert_eq!(
        rows(&found),
        [
            "Get5 1.09",
            "Get4 1.09",
            "Get3 1.08",
            "Get2 1.08",
            "Get1 1.08",
            "Get0 1.08",
            "NoId 1.08",
            "NoId 1.08",
        ]
    );
    assert_eq!(found.summary.report.statistics.repeats, 2);
    assert_eq!(found.summary.matched, 8);
}

#[test]
fn counts_limits_and_filters_see_no_copies() {
    let folder = trails();
    let plain = session(folder.path());
    let check = |query: &str, with: &str, without: &str| {
        let text = |session: &Session| rows(&run(session, query)).join("; ");
        assert_eq!(text(&plain), with, "{query}");
        assert_eq!(text(&plain.clone().dedup_events()), without, "{query}");
    };
    check("stats count(*) as n", "10", "8");
    check("stats count(*) as n, sum(n)", "10 20", "8 15");
    check(
        "filter n >= 3 | stats count(*) as c by eventName | sort eventName",
        "Get3 2; Get4 1; Get5 1",
        "Get3 1; Get4 1; Get5 1",
    );
    check(
        "fields eventName | limit 3",
        "Get5; Get4; Get3",
        "Get5; Get4; Get3",
    );
    check(
        "fields eventName | limit 4",
        "Get5; Get4; Get3; Get3",
        "Get5; Get4; Get3; Get2",
    );
    check("filter eventVersion = '1.09' | stats count(*)", "4", "4");
}

#[test]
fn a_source_of_the_catalog_says_it_for_itself() {
    let folder = trails();
    let text = format!(
        "[source.both]\nfrom = [{place:?}]\ndedup-events = true\n[source.all]\nfrom = [{place:?}]\n",
        place = folder.path().display().to_string()
    );
    let catalog = Catalog::parse(&text, &folder.path().join("taffrail.toml"), None).expect("valid");
    let engine = Engine::builder().build().expect("an engine");
    let session = engine.session().catalog(catalog);
    let count = |source: &str| {
        rows(&run(
            &session,
            &format!("SOURCE '{source}' | stats count(*)"),
        ))
    };
    assert_eq!(count("both"), ["8"]);
    assert_eq!(count("all"), ["10"]);
}

#[test]
fn counting_says_how_many_are_copies() {
    let folder = trails();
    let session = session(folder.path());
    let repeats = |query: &str| {
        let repeats = run(&session, query).summary.report.repeats;
        (repeats.repeats(), repeats.is_exact())
    };
    assert_eq!(repeats("stats count(*)"), (2, true));
    assert_eq!(repeats("filter n = 2 | stats count(*)"), (1, true));
    assert_eq!(repeats("filter n < 2 | stats count(*)"), (0, true));
    assert_eq!(repeats("fields n"), (0, true));
    let json = session.log_type(LogType::find("json").expect("a type"));
    let found = run(&json, "stats count(*)")
        .summary
        .report
        .repeats
        .repeats();
    assert_eq!(found, 0, "JSON of any shape has no ids");
}

#[test]
fn what_is_remembered_has_a_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    for file in 0..30 {
        let mut text = String::new();
        for id in 0..10_000 {
            let event = r#"{"eventVersion":"1","eventTime":"","eventSource":"s","eventName":"n""#;
            writeln!(text, r#"{event},"eventID":"{file}-{id}"}}"#).expect("memory");
        }
        fs::write(folder.path().join(format!("{file}.json")), text).expect("written");
    }
    let run = |limit: usize| {
        let engine = Engine::builder()
            .threads(threads(1))
            .memory_limit(limit)
            .build();
        let session = engine.expect("an engine").session().dedup_events();
        let session = session.from(folder.path().display().to_string());
        session
            .query("stats count(*)")
            .collect_blocking()
            .map(|found| rows(&found))
    };
    assert_eq!(run(64 << 20).expect("rows"), ["300000"]);
    let error = run(8 << 20).expect_err("too little").to_string();
    assert!(error.contains("dropping repeats"), "{error}");
}
