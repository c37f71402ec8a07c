//! Ctrl-C.
#![cfg(unix)]

use std::fs;
use std::process::{Command, Stdio};

use crate::run::command;

#[test]
fn ends_with_130_and_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    let path = path.to_str().expect("a path");
    let files = || fs::read_dir(folder.path()).expect("a folder").count();
    // Standard input does not end: the query waits for it.
    let mut child = command(&["query", "stats count(*)", "--from", "-", "-o", path])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // The file under its temporary name tells that the query has begun.
    while files() == 0 {
        assert_eq!(
            child.try_wait().expect("it is ours"),
            None,
            "it ended by itself"
        );
        std::thread::yield_now();
    }
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let stdin = child.stdin.take();
    let output = child.wait_with_output().expect("it ends");
    drop(stdin);
    assert_eq!((output.status.code(), files()), (Some(130), 0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
