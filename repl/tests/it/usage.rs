//! Arguments that do not fit.

use crate::run::{CLOUDTRAIL, taffrail, taffrail_reading};

#[test]
fn wrong_arguments() {
    let check = |arguments: &[&str], part: &str| {
        taffrail(arguments).exits(2).prints("").says(part);
    };
    check(&["query", "limit 5"], "--from says where the logs lie");
    check(&["query", "limit 5", "--form", "x"], "--from");
    check(
        &["query", "a", "--file", "b", "-f", "x"],
        "cannot be used with",
    );
    check(
        &["query", "--file", "-", "-f", "-"],
        "cannot be both the query and the logs",
    );
    check(&["query", "a", "-f", "x", "--format", "jsn"], "json");
    check(
        &["query", "a", "-f", "x", "--limit", "0"],
        "a whole number from 1 on",
    );
    check(
        &["query", "a", "-f", "x", "--late", "soon"],
        "`30m`, `2h` or `3d`",
    );
    check(
        &["query", "a", "-f", "x", "--tz", "Berlin"],
        "did you mean `Europe/Berlin`?",
    );
    check(
        &["query", "a", "-f", "x", "--type", "cloudtrial"],
        "cloudtrail",
    );
    check(&["query", "a", "-f", "x", "--param", "b"], "NAME=VALUE");
    check(
        &["query", "a", "-f", "x", "--memory-limit", "much"],
        "`2GB` or `512MiB`",
    );
    check(
        &["query", "a", "-f", "x", "--timeout", "0s"],
        "`30s` or `5m`",
    );
    check(&["query", "a", "-f", "x", "--threads", "0"], "--threads");
    check(
        &["query", "a", "-f", "x", "--since", "soon"],
        "`soon` is not a time",
    );
    check(
        &["query", "a", "-f", "x", "--since", "1h", "--until", "2h"],
        "time range is empty",
    );
    check(&["qury"], "query");
}

#[test]
fn a_prompt_needs_a_terminal() {
    taffrail(&[])
        .exits(2)
        .prints("")
        .says("a prompt needs a terminal");
    taffrail_reading(&["-f", CLOUDTRAIL], "limit 5")
        .exits(2)
        .says("taffrail query QUERY");
}

#[test]
fn help() {
    let ran = taffrail(&["--help"]).exits(0).says_nothing();
    assert!(ran.stdout.contains("taffrail -f ./AWSLogs"), "{ran:#?}");
    let ran = taffrail(&["query", "--help"]).exits(0).says_nothing();
    for part in ["--since", "taffrail types", "markdown", "Examples:"] {
        assert!(ran.stdout.contains(part), "{part} in {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("--now"));
    taffrail(&["--version"])
        .exits(0)
        .prints(concat!("taffrail ", env!("CARGO_PKG_VERSION"), "\n"));
}
