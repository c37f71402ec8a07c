//! The order of results that are longer than a batch, however many threads work on them.

use std::fmt::Write;
use std::fs;
use std::num::NonZeroUsize;

use taffrail::{Cell, Engine};

use crate::datasets::datasets;

const EVENTS: usize = 30_000;

/// The cells of a query's rows over two files with numbered events, each with a list of three.
fn rows(threads: usize, query: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, first) in [("a.ndjson", 0), ("b.ndjson", EVENTS / 2)] {
        let mut events = String::new();
        for n in first..first + EVENTS / 2 {
            writeln!(
                events,
                r#"{{"n":{n},"list":["{n}a","{n}b",{{"c":[1,2]}}]}}"#
            )
            .expect("a text takes all");
        }
        fs::write(folder.path().join(name), events).expect("a file");
    }
    let threads = NonZeroUsize::new(threads).expect("more than none");
    let engine = Engine::builder().threads(threads).build();
    let session = engine.expect("an engine").session();
    let session = session.from(folder.path().to_str().expect("UTF-8"));
    let found = session.query(query).collect_blocking().expect("an answer");
    let cells = found.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(|row| match batch.cell(row, 0) {
            Cell::Text(text) | Cell::RawNumber(text) | Cell::Json(text) => text.to_owned(),
            other => panic!("{other:?}"),
        })
    });
    cells.collect()
}

#[track_caller]
fn check(query: &str, expected: impl Iterator<Item = String>) {
    let expected: Vec<String> = expected.collect();
    for threads in [1, 4] {
        assert!(
            rows(threads, query) == expected,
            "{query}, {threads} threads"
        );
    }
}

/// Rows that were brought into order in one stream are not dealt out to several behind that, from
/// which they would come back in the order in which these happen to be ready.
#[tokio::test]
async fn rows_in_order_stay_in_one_stream() {
    let threads = NonZeroUsize::new(4).expect("more than none");
    let engine = Engine::builder().threads(threads).build();
    let data = &datasets()["cloudtrail"];
    let engine = engine.expect("an engine");
    for query in [
        "parse userAgent '*/' as agent | display agent",
        "sort eventName | fields concat(eventName, 'x')",
        "sort eventName | limit 5 | unnest resources into resource",
    ] {
        let explained = data.query(&engine, query).explain().await.expect("a plan");
        let physical = explained.plans.expect("plans of a query").physical;
        let merge = physical.find("SortPreservingMergeExec");
        let above = merge.map(|merge| &physical[..merge]);
        let dealt = above.is_none_or(|above| above.contains("RoundRobin"));
        assert!(!dealt, "{query}\n{physical}");
    }
}

#[test]
fn computed_columns_keep_the_order_of_events() {
    let numbers = (0..EVENTS).map(|n| n.to_string());
    check("parse @message '\"n\":*,' as n | display n", numbers);
}

#[test]
fn elements_keep_the_order_of_events_and_lists() {
    let elements =
        (0..EVENTS).flat_map(|n| [format!("{n}a"), format!("{n}b"), "1".into(), "2".into()]);
    check(
        "unnest list into item | unnest coalesce(item.c, item) into leaf | display leaf",
        elements,
    );
}

#[test]
fn matches_keep_the_order_of_events_and_texts() {
    let matches = (0..EVENTS).flat_map(|n| [format!("{n}a"), format!("{n}b")]);
    check(
        r"parse @message /(?<word>\d+[ab])/ multi | display word",
        matches,
    );
}

#[test]
fn a_limit_between_keeps_the_order() {
    let last = (EVENTS - 20_000..EVENTS).rev();
    let elements = last.flat_map(|n| [format!("{n}a"), format!("{n}b"), r#"{"c":[1,2]}"#.into()]);
    check(
        "sort n desc | limit 20000 | expand list | display list",
        elements,
    );
}
