//! What is said behind the rows.

use crate::run::{CLOUDTRAIL, query, taffrail};

#[test]
fn one_line_on_standard_error() {
    query("filter ispresent(errorCode) | stats count(*) as n", &[])
        .exits(0)
        .prints("{\"n\":300}\n")
        .says("55 objects · 2,900 events · 419 kB scanned · 300 matched · ");
}

#[test]
fn rows_of_a_table_are_counted() {
    let ran = query("stats count(*) by eventName", &["--format", "table"]).exits(0);
    ran.says("260 rows\n55 objects");
    let options = ["--format", "table", "--tz", "Asia/Tokyo"];
    query("stats max(@timestamp)", &options).says("1 row, times in Asia/Tokyo\n");
    query("stats count(*)", &options).says("1 row\n");
}

#[test]
fn quiet_says_nothing() {
    query("stats count(*) as n", &["--quiet"])
        .exits(0)
        .prints("{\"n\":2900}\n")
        .says_nothing();
    let damaged = [
        "query",
        "stats count(*) as n",
        "--from",
        "logs/damaged",
        "-q",
    ];
    taffrail(&damaged).exits(3).says_nothing();
}

#[test]
fn pruned_objects_are_counted() {
    let day = [
        "--from",
        "logs/layout",
        "--since",
        "2024-03-02",
        "--until",
        "2024-03-03",
    ];
    let ran = taffrail(&[&["query", "stats count(*) as n"], &day[..]].concat()).exits(0);
    ran.says("7 objects left out by time; keys read up to 2 h after the range (--late)")
        .says("3 objects left out: no logs");
    let late = ["--late", "3h"];
    taffrail(&[&["query", "stats count(*) as n"], &day[..], &late].concat())
        .says("keys read up to 3 h after");
}

#[test]
fn the_range_of_an_empty_result_is_named() {
    let range = [
        "--since",
        "2030-01-01",
        "--until",
        "2d",
        "--now",
        "2030-01-09T12:00:00Z",
    ];
    taffrail(
        &[
            &["query", "fields eventName", "--from", "logs/layout"],
            &range[..],
        ]
        .concat(),
    )
    .exits(0)
    .prints("")
    .says("no object can hold events from 2030-01-01 to 2030-01-07 12:00 (UTC)");
    let range = ["--since", "2023-07-10T12:40", "--late", "all"];
    taffrail(
        &[
            &["query", "fields eventName", "--from", CLOUDTRAIL],
            &range[..],
        ]
        .concat(),
    )
    .exits(0)
    .says("no rows: no event since 2023-07-10 12:40 (UTC) matches");
}

#[test]
fn notes_on_the_query_are_shown() {
    query("stats count(*) by bin(300s)", &[])
        .exits(0)
        .says("Logs Insights would")
        .says("1 | stats count(*)");
    query("stats countOverTime(errorCode)", &[])
        .exits(0)
        .says("warning[W0305]: `countOverTime` stands in a `stats` that does not group by time");
}

#[test]
fn a_dry_run_says_what_would_be_read() {
    query(
        "filter @aws.account = '111122223333' | stats count(*)",
        &["--dry-run", "--format", "json"],
    )
    .exits(0)
    .says_nothing();
    let of = |query: &str| {
        let arguments = [
            "query",
            query,
            "--from",
            "logs/layout",
            "--dry-run",
            "--format",
            "csv",
        ];
        taffrail(&arguments).exits(0).stdout
    };
    let all = of("stats count(*)");
    let names = all.lines().next().expect("names");
    assert!(
        names.starts_with("objects,bytes,getRequests,listRequestsMade,"),
        "{names}"
    );
    let arguments = [
        "query",
        "stats count(*)",
        "--from",
        "logs/layout",
        "--dry-run",
    ];
    let table = taffrail(&[&arguments[..], &["--format", "table"]].concat()).exits(0);
    assert!(table.stdout.contains("objects to read"), "{}", table.stdout);
    taffrail(&["query", "limt 2", "--from", "logs/layout", "--dry-run"]).exits(1);
}
