//! The newest rows of an archive are found without reading all of it.

use std::fmt::Write;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use taffrail::chrono::DateTime;
use taffrail::{Cell, Collected, Engine, Late, Statistics};
use tempfile::TempDir;

const OBJECTS: i64 = 60;
const EVENTS_OF_AN_OBJECT: i64 = 100;
/// 2024-05-06T00:00:00Z
const START: i64 = 1_714_953_600;
/// Ten minutes lie between the deliveries of two objects, so that their events overlap.
const INTERVAL: i64 = 600;

/// An event: its time in seconds and its number.
type Event = (i64, i64);

/// The events of an object: each up to a quarter of an hour before it was delivered, in no order,
/// many of them in one second.
fn events(object: i64) -> impl Iterator<Item = Event> {
    let delivered = START + (object + 2) * INTERVAL;
    (0..EVENTS_OF_AN_OBJECT).map(move |index| {
        let number = object * EVENTS_OF_AN_OBJECT + index;
        (delivered - number * 7919 % 900 / 50 * 50, number)
    })
}

fn account(object: i64) -> &'static str {
    if object % 2 == 0 {
        "111122223333"
    } else {
        "444455556666"
    }
}

fn write(folder: &Path) {
    for object in 0..OBJECTS {
        let mut text = String::from(r#"{"Records":["#);
        for (time, number) in events(object) {
            let time = DateTime::from_timestamp(time, 0).expect("a time");
            let time = time.format("%Y-%m-%dT%H:%M:%SZ");
            let comma = if text.ends_with('[') { "" } else { "," };
            let pad = "x".repeat(300);
            write!(
                text,
                r#"{comma}{{"eventVersion":"1.08","eventTime":"{time}","n":{number},"pad":"{pad}"}}"#
            )
            .expect("a text takes all");
        }
        text += "]}";
        let account = account(object);
        let delivered = DateTime::from_timestamp(START + (object + 2) * INTERVAL, 0);
        let delivered = delivered.expect("a time");
        let folder = folder.join(format!(
            "AWSLogs/{account}/CloudTrail/eu-west-1/{}",
            delivered.format("%Y/%m/%d")
        ));
        fs::create_dir_all(&folder).expect("a folder");
        let minute = delivered.format("%Y%m%dT%H%MZ");
        let name = format!("{account}_CloudTrail_eu-west-1_{minute}_AbCdEfGhIjKlMnOp.json");
        fs::write(folder.join(name), text).expect("a file");
    }
}

fn ask(folder: &Path, threads: usize, query: &str) -> Collected {
    let threads = NonZeroUsize::new(threads).expect("more than none");
    let engine = Engine::builder().threads(threads).build();
    let session = engine.expect("an engine").session();
    let session = session.from(folder.to_str().expect("UTF-8"));
    session.query(query).collect_blocking().expect("an answer")
}

fn numbers(found: &Collected) -> Vec<i64> {
    let cells = found.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(|row| match batch.cell(row, 0) {
            Cell::RawNumber(text) => text.parse().expect("a number"),
            other => panic!("{other:?}"),
        })
    });
    cells.collect()
}

/// The numbers of the newest events that pass, ties in the order of the keys, on any number of
/// threads; and what the scan read of them on one.
fn check(query: &str, count: usize, passes: impl Fn(i64, Event) -> bool) -> Statistics {
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path());
    let mut expected: Vec<(i64, &str, i64)> = (0..OBJECTS)
        .flat_map(|object| events(object).map(move |event| (object, event)))
        .filter(|(object, event)| passes(*object, *event))
        .map(|(object, (time, number))| (-time, account(object), number))
        .collect();
    expected.sort_unstable();
    let expected: Vec<i64> = expected.iter().take(count).map(|event| event.2).collect();
    for threads in [4, 2] {
        let found = ask(folder.path(), threads, query);
        assert_eq!(numbers(&found), expected, "{query}, {threads} threads");
    }
    let found = ask(folder.path(), 1, query);
    assert_eq!(numbers(&found), expected, "{query}");
    let counts = found.summary.report.statistics;
    let pruned = found.summary.pruned.by_account;
    let known = counts.objects + counts.outdone_objects + counts.excluded_objects + pruned;
    assert_eq!(known, OBJECTS as u64, "every object is counted");
    Statistics {
        excluded_objects: counts.excluded_objects + pruned,
        ..counts
    }
}

#[test]
fn objects_with_older_events_are_not_read() {
    let counts = check("fields n | limit 20", 20, |_, _| true);
    assert!(counts.outdone_objects > 0, "{counts:?}");
    let by_time = "fields n | sort @timestamp desc | limit 300";
    let counts = check(by_time, 300, |_, _| true);
    assert!(counts.outdone_objects > 0, "{counts:?}");
}

#[test]
fn rare_events_need_more_objects() {
    // Ten of each object: however far reading is ahead of the sort, it has not come to the end when
    // 30 were found.
    let query = "filter n % 10 = 0 | fields n | limit 30";
    let counts = check(query, 30, |_, (_, number)| number % 10 == 0);
    assert!(counts.outdone_objects > 0, "{counts:?}");
    let query = "filter n = 17 | fields n | limit 30";
    let counts = check(query, 30, |_, (_, number)| number == 17);
    assert_eq!(
        counts.outdone_objects, 0,
        "nothing was found before the end"
    );
}

#[test]
fn the_oldest_need_all_objects() {
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path());
    let query = "fields n | sort @timestamp asc | limit 3";
    let found = ask(folder.path(), 2, query);
    let mut expected: Vec<(i64, &str, i64)> = (0..OBJECTS)
        .flat_map(|object| events(object).map(move |(time, n)| (time, account(object), n)))
        .collect();
    expected.sort_unstable();
    let expected: Vec<i64> = expected.iter().take(3).map(|event| event.2).collect();
    assert_eq!(numbers(&found), expected);
    assert_eq!(found.summary.report.statistics.outdone_objects, 0);
}

#[test]
fn keys_answer_filters_on_them() {
    let query = "filter @aws.account = '444455556666' | fields n | limit 10";
    let counts = check(query, 10, |object, _| object % 2 == 1);
    assert_eq!(counts.excluded_objects, OBJECTS as u64 / 2);
    // All events of the archive are older than that.
    let query = "filter @timestamp > '2024-05-07' | fields n | limit 10";
    let counts = check(query, 10, |_, _| false);
    assert_eq!(counts.excluded_objects, OBJECTS as u64);
}

#[test]
fn keys_are_not_trusted_however_late() {
    let folder = TempDir::new().expect("a temporary folder");
    write(folder.path());
    let engine = Engine::builder().build().expect("an engine");
    let session = engine
        .session()
        .from(folder.path().to_str().expect("UTF-8"));
    let query = session.query("filter @timestamp > '2024-05-07' | fields n");
    let found = query.late(Late::All).collect_blocking().expect("an answer");
    let counts = found.summary.report.statistics;
    assert_eq!(
        (counts.objects, counts.excluded_objects),
        (OBJECTS as u64, 0)
    );
}
