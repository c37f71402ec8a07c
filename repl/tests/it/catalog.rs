//! Names of logs: `taffrail.toml`, `sources`, `fields`.

use std::fs;
use std::path::Path;

use crate::run::{Ran, command, taffrail};

/// Runs in a folder with this `taffrail.toml`, and a small log at `logs/a.ndjson`.
fn in_project(toml: &str, arguments: &[&str], columns: Option<&str>) -> Ran {
    let folder = project(toml);
    run_in(folder.path(), arguments, columns)
}

fn project(toml: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("logs")).expect("made");
    let log = "{\"time\":\"2024-01-01T00:00:00Z\",\"a\":{\"b\":1},\"c\":\"x\\u001b[31m\"}\n\
               {\"time\":\"2024-01-02T00:00:00Z\",\"a\":{\"b\":\"two\"},\"c\":null}\n";
    fs::write(folder.path().join("logs/a.ndjson"), log).expect("written");
    fs::write(folder.path().join("taffrail.toml"), toml).expect("written");
    folder
}

fn run_in(folder: &Path, arguments: &[&str], columns: Option<&str>) -> Ran {
    let mut command = command(arguments);
    command.current_dir(folder);
    if let Some(columns) = columns {
        command.env("COLUMNS", columns);
    }
    Ran::of(&command.output().expect("the command starts"))
}

const WEB: &str = "[source.web]\nfrom = [\"logs\"]\ntags = { team = \"pay\" }\n";

#[test]
fn a_name_is_a_place() {
    let query = "stats count(*) as n by @log, @logStream";
    let found = "{\"@log\":\"web\",\"@logStream\":\"logs/a.ndjson\",\"n\":2}\n";
    in_project(WEB, &["query", query, "--from", "web"], None)
        .exits(0)
        .prints(found);
    let source = format!("SOURCE 'web' | {query}");
    in_project(WEB, &["query", &source], None)
        .exits(0)
        .prints(found);
    in_project(WEB, &["query", query, "--from", "wbe"], None)
        .exits(1)
        .says(
            "the catalog has no source `wbe`, and nothing lies at that path; did you mean `web`?",
        );
    let default = format!("defaults.from = \"web\"\n{WEB}");
    in_project(&default, &["query", query], None)
        .exits(0)
        .prints(found);
    in_project(&default, &["check", "SOURCE 'web' | limit 1"], None).exits(0);
}

#[test]
fn files_are_found_above_and_named() {
    let folder = project(WEB);
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).expect("made");
    let count = ["query", "stats count(*) as n", "--from", "web"];
    run_in(&below, &count, None).exits(1);
    fs::create_dir(folder.path().join(".git")).expect("made");
    run_in(&below, &count, None).exits(0).prints("{\"n\":2}\n");
    let other = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("taffrail.toml");
    let file = file.to_str().expect("a path");
    run_in(
        other.path(),
        &[&count[..], &["--config", file]].concat(),
        None,
    )
    .exits(0)
    .prints("{\"n\":2}\n");
    taffrail(&[&count[..], &["--config", "nowhere.toml"]].concat())
        .exits(2)
        .says("cannot read nowhere.toml: No such file or directory");
}

#[test]
fn a_name_that_is_a_path_as_well() {
    let toml = "[source]\nlogs.from = \"logs\"\nother.from = \"logs\"\n";
    let folder = project(toml);
    fs::create_dir(folder.path().join("other")).expect("made");
    let count = |place| {
        run_in(
            folder.path(),
            &["query", "stats count(*) as n by @log", "-f", place],
            None,
        )
    };
    count("logs")
        .exits(0)
        .prints("{\"@log\":\"logs\",\"n\":2}\n");
    count("./logs")
        .exits(0)
        .prints("{\"@log\":\"./logs\",\"n\":2}\n");
    count("other").exits(1).says(
        "`other` is a source of the catalog, and a path as well; write `source:other` or `./other`",
    );
    count("source:other")
        .exits(0)
        .prints("{\"@log\":\"other\",\"n\":2}\n");
}

#[test]
fn a_folder_that_is_named_twice_counts_once() {
    let folder = project(WEB);
    fs::write(folder.path().join("logs/README"), "about").expect("written");
    let absolute = folder.path().join("logs");
    let absolute = absolute.to_str().expect("a path");
    let query = ["query", "stats count(*) as n", "--from", "logs"];
    for others in [
        &["./logs"][..],
        &["logs/", "./logs/.", absolute],
        &["./logs/a.ndjson"],
        &["logs", "logs/*.ndjson"],
    ] {
        let ran = run_in(folder.path(), &[&query, others].concat(), None);
        ran.exits(0)
            .prints("{\"n\":2}\n")
            .says("1 object left out: no logs")
            .says("1 object · 2 events");
    }
    run_in(folder.path(), &[&query[..], &["source:web"]].concat(), None)
        .exits(0)
        .prints("{\"n\":2}\n");
}

#[test]
fn a_default_range_is_said() {
    let toml = format!("{WEB}since = \"2024-01-02\"\n");
    let count = ["query", "stats count(*) as n", "--from", "web"];
    in_project(&toml, &count, None)
        .exits(0)
        .prints("{\"n\":1}\n")
        .says("only events since 2024-01-02: the source web says so (--since all lifts it)");
    let all = [&count[..], &["--since", "all"]].concat();
    let ran = in_project(&toml, &all, None).exits(0).prints("{\"n\":2}\n");
    assert!(!ran.stderr.contains("only events"), "{}", ran.stderr);
}

#[test]
fn what_is_wrong_with_a_file() {
    let toml =
        "[defaults]\ntz = \"Berlin\"\n\n[source.web]\nform = [\"logs\"]\ntype = \"cloudtrial\"\n";
    let ran = in_project(toml, &["sources"], Some("60"))
        .exits(2)
        .prints("");
    assert_eq!(
        ran.stderr,
        "error: taffrail.toml:2:6: `Berlin` is not a time zone\n  \
         |\n2 | tz = \"Berlin\"\n  |      ^^^^^^^^\n  \
         = help: write it as `Europe/Berlin` or `UTC`\n\n\
         taffrail.toml:4:9: the source `web` does not say where its logs lie\n  \
         |\n4 | [source.web]\n  |         ^^^\n  \
         = help: add a line such as `from = [\"AWSLogs\"]`\n\n\
         taffrail.toml:5:1: unknown key `form` in `[source.web]`\n  \
         |\n5 | form = [\"logs\"]\n  | ^^^^\n  \
         = help: did you mean `from`?\n\n\
         taffrail.toml:6:8: `cloudtrial` is not a type of log\n  \
         |\n6 | type = \"cloudtrial\"\n  |        ^^^^^^^^^^^^\n  \
         = help: did you mean `cloudtrail`?\n"
    );
}

#[test]
fn sources() {
    let toml = format!(
        "{WEB}[source.gone]\nfrom = [\"nowhere\", \"s3://bucket/prefix\"]\ntype = \"json\"\n"
    );
    in_project(&toml, &["sources", "--format", "table"], Some("60"))
        .exits(0)
        .prints(
            "name  logs  type  tags      from\n\
             ────  ────  ────  ────────  ──────────────────────────\n\
             gone  ?     json            nowhere s3://bucket/prefix\n\
             web   yes         team=pay  logs\n",
        )
        .says("2 sources, from taffrail.toml");
    in_project(WEB, &["sources"], None).exits(0).prints(
        "{\"name\":\"web\",\"logs\":\"yes\",\"type\":null,\"from\":[\"logs\"],\"time\":null,\
         \"class\":\"STANDARD\",\"data-source\":null,\"account\":null,\"tags\":{\"team\":\"pay\"},\
         \"since\":null,\"tz\":null,\"late\":null,\"layout\":null,\"inventory\":null,\"dedup-events\":null,\"file\":\"taffrail.toml\"}\n",
    );
    in_project("", &["sources", "--format", "json"], None)
        .exits(0)
        .prints("[]\n")
        .says("no logs have names");
}

#[test]
fn fields() {
    let table = ["fields", "web", "--format", "table"];
    in_project(WEB, &table, Some("60"))
        .exits(0)
        .prints(
            "field  share  kinds          example\n\
             ─────  ─────  ─────────────  ────────────────────\n\
             a.b    100 %  string number  1\n\
             c       50 %  string null    x\\u{1b}[31m\n\
             time   100 %  string         2024-01-01T00:00:00Z\n",
        )
        .says("all 2 events");
    in_project(WEB, &["fields", "logs", "--format", "csv"], None)
        .exits(0)
        .prints(
            "field,percent,kinds,examples\n\
             a.b,100.0,\"string, number\",\"[\"\"1\"\",\"\"two\"\"]\"\n\
             c,50.0,\"string, null\",\"[\"\"x\\u001b[31m\"\"]\"\n\
             time,100.0,string,\"[\"\"2024-01-01T00:00:00Z\"\",\"\"2024-01-02T00:00:00Z\"\"]\"\n",
        );
    in_project(WEB, &["fields", "web", "--events", "1", "--quiet"], None)
        .exits(0)
        .says_nothing();
    in_project(WEB, &["fields", "web", "--events", "1"], None)
        .exits(0)
        .says("a sample: 1 event of the newest objects; others may have other fields");
    in_project(
        WEB,
        &["fields", "web", "--dry-run", "--format", "table"],
        None,
    )
    .exits(0)
    .prints(
        "what                  count\n\
             ────────────────────  ─────\n\
             objects to read       1\n\
             bytes to read         119 B\n\
             GET requests to come  0\n\
             LIST requests made    0\n",
    );
    in_project(WEB, &["fields"], None)
        .exits(2)
        .says("--from says where the logs lie");
}
