//! `--output`, and where standard output leads.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{CLOUDTRAIL, command, query, taffrail};

const TOP: &str = "stats count(*) as n by eventName | sort n desc | limit 1";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn files(&self) -> usize {
        fs::read_dir(self.0.path()).expect("a folder").count()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn the_name_picks_the_format() {
    let folder = Folder::new();
    let check = |name: &str, expected: &str| {
        let path = folder.path(name);
        query(TOP, &["-o", text(&path)])
            .exits(0)
            .prints("")
            .says("2,900 events");
        assert_eq!(fs::read_to_string(&path).expect("it appeared"), expected);
    };
    check("rows.csv", "eventName,n\nDecrypt,178\n");
    check("rows.jsonl", "{\"eventName\":\"Decrypt\",\"n\":178}\n");
    check("rows.json", "[\n{\"eventName\":\"Decrypt\",\"n\":178}\n]\n");
    check(
        "rows.md",
        "| eventName | n |\n| --- | ---: |\n| Decrypt | 178 |\n",
    );
    check("ROWS.TSV", "eventName\tn\nDecrypt\t178\n");
    assert_eq!(folder.files(), 5);
}

#[test]
fn a_format_that_is_given_wins() {
    let folder = Folder::new();
    let path = folder.path("rows.txt");
    query(TOP, &["-o", text(&path), "--format", "table"]).exits(0);
    let expected = "eventName    n\n─────────  ───\nDecrypt    178\n";
    assert_eq!(fs::read_to_string(&path).expect("it appeared"), expected);
}

#[test]
fn an_unknown_name_is_a_usage_error() {
    let folder = Folder::new();
    let path = folder.path("rows.xlsx");
    query(TOP, &["-o", text(&path)])
        .exits(2)
        .says("rows.xlsx: its name does not say a format");
    assert_eq!(folder.files(), 0);
}

#[test]
fn a_file_appears_when_it_is_partial_but_not_when_it_failed() {
    let folder = Folder::new();
    let path = folder.path("rows.csv");
    let damaged = "logs/damaged/truncated.ndjson.gz";
    let arguments = [
        "query",
        "stats count(*) as n",
        "-f",
        damaged,
        "-o",
        text(&path),
    ];
    taffrail(&[&arguments[..], &["--strict"]].concat()).exits(1);
    query("limt 5", &["-o", text(&path)]).exits(1);
    taffrail(&["query", "limit 5", "-f", "nowhere", "-o", text(&path)]).exits(1);
    assert_eq!(folder.files(), 0);
    taffrail(&arguments).exits(3);
    assert_eq!(fs::read_to_string(&path).expect("it appeared"), "n\n23\n");
}

#[test]
fn a_file_that_is_there_stays_until_the_new_one_is_complete() {
    let folder = Folder::new();
    let path = folder.path("rows.csv");
    fs::write(&path, "old").expect("written");
    query("limt 5", &["-o", text(&path)]).exits(1);
    assert_eq!(fs::read_to_string(&path).expect("it stayed"), "old");
    query(TOP, &["-o", text(&path)]).exits(0);
    assert_eq!(
        fs::read_to_string(&path).expect("it was replaced"),
        "eventName,n\nDecrypt,178\n"
    );
}

#[test]
fn a_folder_that_is_not_there() {
    let folder = Folder::new();
    let path = folder.path("no/rows.csv");
    query(TOP, &["-o", text(&path)])
        .exits(1)
        .says("error: cannot write ");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to() {
    query(TOP, &["-o", "/dev/null", "--format", "csv"])
        .exits(0)
        .prints("");
    assert!(!fs::metadata("/dev/null").expect("a device").is_file());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let script = "{ \"$0\" query '' --limit none --from \"$1\" --format json; \
                  echo \"code $?\" >&2; } | head -c 1";
    // All events, 3.7 MB of them, are more than a pipe holds.
    let script = script.replace("query ''", "query 'fields @message'");
    let taffrail = command(&[]);
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(taffrail.get_program())
        .arg(CLOUDTRAIL)
        .current_dir(taffrail.get_current_dir().expect("it is set"))
        .output()
        .expect("there is a shell");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "code 0\n");
    assert_eq!(output.stdout, b"[");
}
