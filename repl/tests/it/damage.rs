//! Damaged logs, and logs that are not there.

use crate::run::{query, taffrail};

const COUNT: &str = "stats count(*) as n";

#[test]
fn what_is_whole_answers() {
    taffrail(&["query", COUNT, "--from", "logs/damaged/truncated.ndjson.gz"])
        .exits(3)
        .prints("{\"n\":23}\n")
        .says("warning: logs/damaged/truncated.ndjson.gz")
        .says("the gzip member at byte 0 is cut off");
}

#[test]
fn strict_makes_damage_an_error() {
    let damaged = [
        "query",
        COUNT,
        "--from",
        "logs/damaged/truncated.ndjson.gz",
        "--strict",
    ];
    taffrail(&damaged)
        .exits(1)
        .says("error: the logs are damaged in 2 places (--strict)");
    query(COUNT, &["--strict"])
        .exits(0)
        .prints("{\"n\":2900}\n");
}

#[test]
fn a_place_among_others_may_be_missing() {
    query(COUNT, &["logs/nowhere"])
        .exits(3)
        .prints("{\"n\":2900}\n")
        .says("warning: logs/nowhere: nothing lies there");
}

#[test]
fn nothing_to_read() {
    taffrail(&["query", COUNT, "--from", "logs/nowhere"])
        .exits(1)
        .prints("")
        .says("error: no logs at logs/nowhere: no such file or folder");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("a path");
    taffrail(&["query", COUNT, "--from", path])
        .exits(1)
        .says("the folder is empty");
}

#[test]
fn a_wrong_query_is_shown() {
    let ran = query("filter eventName = 'x' | limt 5", &[])
        .exits(1)
        .prints("");
    assert_eq!(
        ran.stderr,
        "error[E0101]: unknown command `limt`\n  \
           |\n\
         1 | filter eventName = 'x' | limt 5\n  \
           |                          ^^^^ not a command\n  \
           = help: did you mean `limit`?\n"
    );
}

/// Where the tests run as root nothing is denied; `exit.rs` tests the code itself.
#[cfg(unix)]
#[test]
fn denied_objects() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("closed.ndjson");
    fs::write(&file, "{\"a\":1}\n").expect("written");
    fs::set_permissions(&file, Permissions::from_mode(0o000)).expect("it is ours");
    let path = folder.path().to_str().expect("a path");
    let ran = taffrail(&["query", COUNT, "--from", path, "--quiet"]);
    if fs::File::open(&file).is_ok() {
        ran.exits(0);
    } else {
        ran.exits(5).says("permission denied");
    }
}
