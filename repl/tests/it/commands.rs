//! `check`, `explain`, `fmt`, and what a query is made of.

use std::fs;

use crate::run::{CLOUDTRAIL, query, taffrail, taffrail_reading};

#[test]
fn check() {
    taffrail(&["check", "filter a = 1 | limit 5"])
        .exits(0)
        .prints("")
        .says("the query can run");
    taffrail(&["check", "stats count(*) by bin(300s)"])
        .exits(0)
        .says("Logs Insights would");
    taffrail(&["check", "filter strlne(a) = 1"])
        .exits(1)
        .prints("")
        .says("did you mean `strlen`?");
    taffrail(&["check"])
        .exits(2)
        .says("there is no query to check");
}

#[test]
fn explain() {
    let ran = taffrail(&[
        "explain",
        "stats count(*) by eventName",
        "--from",
        CLOUDTRAIL,
    ])
    .exits(0);
    for part in [
        "== query ==\nstats count(*) by eventName\n",
        "== ast ==",
        "== logical plan ==",
        "== physical plan ==",
        "objects to read: 55",
    ] {
        assert!(ran.stdout.contains(part), "{part:?} in {ran:#?}");
    }
    taffrail(&["explain", "limit 5"])
        .exits(2)
        .says("--from says where the logs lie");
    taffrail(&["explain", "limt 5", "--from", CLOUDTRAIL])
        .exits(1)
        .says("E0101");
}

#[test]
fn fmt() {
    let formatted = "fields a\n| limit 5\n";
    taffrail(&["fmt", "FIELDS a|limit 5"])
        .exits(0)
        .prints(formatted)
        .says_nothing();
    taffrail_reading(&["fmt", "-"], "fields a | limit 5")
        .exits(0)
        .prints(formatted);
    taffrail_reading(&["fmt", "--file", "-"], "fields a | limit 5")
        .exits(0)
        .prints(formatted);
    taffrail(&["fmt", "fields a |"])
        .exits(1)
        .prints("")
        .says("E0103");
    taffrail(&["fmt"]).exits(2);
}

#[test]
fn a_query_from_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("top.query");
    let text = "\u{feff}# the most frequent events\r\nstats count(*) as n by eventName\r\n\
                | sort n desc\r\n| limit {{rows}} # at most\r\n";
    fs::write(&path, text).expect("written");
    let path = path.to_str().expect("a path");
    taffrail(&[
        "query", "--file", path, "--param", "rows=1", "-f", CLOUDTRAIL,
    ])
    .exits(0)
    .prints("{\"eventName\":\"Decrypt\",\"n\":178}\n");
    taffrail(&["query", "--file", path, "-f", CLOUDTRAIL])
        .exits(1)
        .says("there is no value for the parameter `rows`");
    taffrail(&["query", "--file", "nowhere", "-f", CLOUDTRAIL])
        .exits(1)
        .says("cannot read the query from nowhere");
    taffrail(&["fmt", "--file", path]).exits(1);
}

#[test]
fn parameters_are_values() {
    let text = "filter eventName = {{name}} | stats count(*) as n";
    query(text, &["--param", "name=Decrypt"])
        .exits(0)
        .prints("{\"n\":178}\n");
    query(text, &["--param", "name=x' or '1'='1"])
        .exits(0)
        .prints("{\"n\":0}\n");
    query(text, &["--param", "name=x", "--param", "nme=y"])
        .exits(1)
        .says("no parameter `nme`");
}

#[test]
fn logs_from_standard_input() {
    let input = "{\"a\":1}\n{\"a\":2}\n";
    taffrail_reading(&["query", "stats sum(a) as s", "--from", "-"], input)
        .exits(0)
        .prints("{\"s\":3}\n")
        .says("1 object · 2 events");
}

#[test]
fn limits() {
    let rows = |options: &[&str]| {
        query("fields eventName", options)
            .exits(0)
            .stdout
            .lines()
            .count()
    };
    assert_eq!(rows(&[]), 2900);
    assert_eq!(rows(&["--limit", "none"]), 2900);
    assert_eq!(rows(&["--limit", "7"]), 7);
    let text = "stats count(*) by eventName | limit 50 # no more";
    assert_eq!(
        query(text, &["--limit", "7"])
            .exits(0)
            .stdout
            .lines()
            .count(),
        7
    );
    assert_eq!(
        query(text, &["--limit", "70"])
            .exits(0)
            .stdout
            .lines()
            .count(),
        50
    );
    let wrong = query("fields a |", &["--limit", "7"]).exits(1);
    assert!(!wrong.stderr.contains("limit"), "{}", wrong.stderr);
}

#[test]
fn a_query_behind_the_places() {
    taffrail(&["query", "-f", CLOUDTRAIL, "stats count(*) as n"])
        .exits(0)
        .prints("{\"n\":2900}\n");
}
