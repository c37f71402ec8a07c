//! `--max-bytes`, `--timeout`.

use std::io::Write as _;
use std::process::Stdio;

use crate::run::{Ran, command, query, taffrail_reading};

const COUNT: &str = "stats count(*) as n";

#[test]
fn more_bytes_than_may_be_read() {
    query(COUNT, &["--max-bytes", "400KB"])
        .exits(4)
        .prints("")
        .says("error: the query would read 419328 bytes in 55 objects, and may read 400000: ask for a shorter time or fewer places, or allow more");
    query(COUNT, &["--max-bytes", "419328", "--format", "csv"])
        .exits(0)
        .prints("n\n2900\n");
}

#[test]
fn more_bytes_of_a_stream() {
    let lines = "{\"n\":1}\n".repeat(1000);
    let read = |most: &str| {
        let arguments = ["query", COUNT, "--from", "-", "--max-bytes", most];
        taffrail_reading(&[&arguments[..], &["--format", "csv"]].concat(), &lines)
    };
    read("8000").exits(0).prints("n\n1000\n");
    // The head of the table is there before its rows.
    read("7999")
        .exits(4)
        .prints("n\n")
        .says("error: the query read 7999 bytes, which is all that it may, and there is more");
}

#[test]
fn a_stream_that_never_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = folder.path().join("rows.csv");
    let arguments = ["query", "fields n", "--from", "-", "--timeout", "1s", "-o"];
    let mut child = command(&arguments)
        .arg(&rows)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it was piped");
    stdin.write_all(b"{\"n\":1}\n").expect("the command reads");
    // Its end comes by itself, and not because the stream is closed.
    let ended = child.wait_with_output().expect("the command ends");
    drop(stdin);
    Ran::of(&ended)
        .exits(4)
        .says("error: the query took longer than the 1 s that it may");
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0);
}
