//! `coverage`: which hours have objects, from keys alone.

use std::fs;
use std::path::Path;

use crate::run::{Ran, command};
use crate::store::server::{Asked, Instead, Server};
use crate::store::{at_home, known};

/// The keys of a trail: account, region, and the hours of days that have objects.
const KEYS: [(&str, &str, &str, &[u32]); 4] = [
    (
        "111122223333",
        "eu-west-1",
        "2024/05/01",
        &[0, 1, 2, 3, 9, 23],
    ),
    ("111122223333", "eu-west-1", "2024/05/04", &[0, 22, 23]),
    ("111122223333", "us-east-1", "2024/05/01", &[5]),
    (
        "444455556666",
        "us-east-1",
        "2024/05/02",
        &[
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
        ],
    ),
];

fn keys() -> Vec<String> {
    let keys = KEYS.iter().flat_map(|(account, region, day, hours)| {
        hours.iter().map(move |hour| {
            let date = day.replace('/', "");
            format!(
                "AWSLogs/{account}/CloudTrail/{region}/{day}/\
                 {account}_CloudTrail_{region}_{date}T{hour:02}15Z_abcdefghijklmnop.json.gz"
            )
        })
    });
    keys.collect()
}

/// A folder with these files; they are no logs by content, which nobody looks at.
fn folder(keys: &[String]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for key in keys {
        let path = folder.path().join(key);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, "not gzip").expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str], columns: Option<&str>) -> Ran {
    let mut command = command(&[&["coverage"], arguments].concat());
    command.current_dir(folder);
    if let Some(columns) = columns {
        command.env("COLUMNS", columns);
    }
    Ran::of(&command.output().expect("the command starts"))
}

const WIDE: &str = "\
111122223333 eu-west-1 CloudTrail
  2024-05-01  ████·····█·············█  6 objects
  2024-05-02 to 2024-05-03: none
  2024-05-04  █·····················██  3 objects
  without: 2024-05-01 04:00 to 2024-05-01 09:00, 5 h
  without: 2024-05-01 10:00 to 2024-05-01 23:00, 13 h
  without: 2024-05-02 00:00 to 2024-05-04 00:00, 2 d
  without: 2024-05-04 01:00 to 2024-05-04 22:00, 21 h

111122223333 us-east-1 CloudTrail
  2024-05-01  ·····█··················  1 object
  2024-05-02 to 2024-05-04: none
  without: 2024-05-01 00:00 to 2024-05-01 05:00, 5 h
  without: 2024-05-01 06:00 to 2024-05-05 00:00, 3 d 18 h

444455556666 us-east-1 CloudTrail
  2024-05-01  ························  none
  2024-05-02  ████████████████████████  24 objects
  2024-05-03 to 2024-05-04: none
  without: 2024-05-01 00:00 to 2024-05-02 00:00, 1 d
  without: 2024-05-03 00:00 to 2024-05-05 00:00, 2 d
";

#[test]
fn strips_and_gaps() {
    let folder = folder(&keys());
    let table = ["AWSLogs", "--format", "table"];
    for columns in [None, Some("60")] {
        run(folder.path(), &table, columns)
            .exits(0)
            .prints(WIDE)
            .says("34 objects · 272 B · none read")
            .says("hours are those of keys; where nothing happened, none may have been written");
    }
    let account = "AWSLogs/111122223333/CloudTrail/eu-west-1";
    run(folder.path(), &[account, "--format", "table"], Some("40"))
        .exits(0)
        .prints(
            "111122223333 eu-west-1 CloudTrail\n  \
             2024-05-01  ██··▐······▐  6 objects\n  \
             2024-05-02 to 2024-05-03: none\n  \
             2024-05-04  ▌··········█  3 objects\n  \
             without: 2024-05-01 04:00 to 2024-05-01 09:00, 5 h\n  \
             without: 2024-05-01 10:00 to 2024-05-01 23:00, 13 h\n  \
             without: 2024-05-02 00:00 to 2024-05-04 00:00, 2 d\n  \
             without: 2024-05-04 01:00 to 2024-05-04 22:00, 21 h\n",
        );
}

#[test]
fn a_range_says_where_it_begins_and_ends() {
    let folder = folder(&keys());
    let place = "AWSLogs/111122223333/CloudTrail/eu-west-1/";
    let table = [place, "--format", "table"];
    let range = [
        "--since",
        "2024-05-01T03:30:00Z",
        "--until",
        "2024-05-02T00:30:00Z",
    ];
    run(folder.path(), &[&table[..], &range].concat(), None)
        .exits(0)
        .prints(
            "111122223333 eu-west-1 CloudTrail\n  \
             2024-05-01     █·····█·············█  3 objects\n  \
             2024-05-02  ·                         none\n  \
             without: 2024-05-01 04:00 to 2024-05-01 09:00, 5 h\n  \
             without: 2024-05-01 10:00 to 2024-05-01 23:00, 13 h\n  \
             without: 2024-05-02 00:00 to 2024-05-02 01:00, 1 h\n",
        )
        .says("6 objects left out by time");
    // Up to the last full hour: the one that runs may get objects yet.
    let now = [
        "--since",
        "1d",
        "--now",
        "2024-05-05T02:40:00Z",
        "--tz",
        "Asia/Kolkata",
    ];
    run(folder.path(), &[&table[..], &now].concat(), None)
        .exits(0)
        .prints(
            "111122223333 eu-west-1 CloudTrail\n  \
             2024-05-04         ·················  none\n  \
             2024-05-05  ···██··                   2 objects\n  \
             without: 2024-05-04 07:30 to 2024-05-05 03:30, 20 h\n  \
             without: 2024-05-05 05:30 to 2024-05-05 07:30, 2 h\n",
        );
    let none = ["--since", "2030-01-01"];
    run(folder.path(), &[&table[..], &none].concat(), None)
        .exits(0)
        .prints("")
        .says("no object has a key of this range");
    run(
        folder.path(),
        &[&table[..], &["--late", "1h"]].concat(),
        None,
    )
    .exits(2)
    .says("--late is about events");
}

#[test]
fn rows_in_a_pipe() {
    let folder = folder(&keys()[9..10]);
    let range = [
        "AWSLogs",
        "--since",
        "2024-05-01",
        "--until",
        "2024-05-01T06:00:00Z",
    ];
    let row = |from: &str, to: &str, hours: u64, objects: u64| {
        format!(
            "{{\"source\":\"AWSLogs\",\"account\":\"111122223333\",\"region\":\"us-east-1\",\
             \"service\":\"CloudTrail\",\"keys\":null,\"unit\":\"hour\",\
             \"from\":\"2024-05-01T{from}:00:00.000Z\",\"to\":\"2024-05-01T{to}:00:00.000Z\",\
             \"hours\":{hours},\"objects\":{objects},\"bytes\":{}}}\n",
            objects * 8
        )
    };
    let expected = row("00", "05", 5, 0) + &row("05", "06", 1, 1);
    run(folder.path(), &range, None).exits(0).prints(&expected);
    let csv = [&range[..], &["--format", "csv", "--quiet"]].concat();
    run(folder.path(), &csv, None)
        .exits(0)
        .prints(
            "source,account,region,service,keys,unit,from,to,hours,objects,bytes\n\
             AWSLogs,111122223333,us-east-1,CloudTrail,,hour,2024-05-01T00:00:00.000Z,\
             2024-05-01T05:00:00.000Z,5,0,0\n\
             AWSLogs,111122223333,us-east-1,CloudTrail,,hour,2024-05-01T05:00:00.000Z,\
             2024-05-01T06:00:00.000Z,1,1,8\n",
        )
        .says_nothing();
}

#[test]
fn layouts_that_tell_days() {
    let keys: Vec<String> = ["2024/5/1", "2024/5/2", "2024/5/5"]
        .iter()
        .map(|day| format!("AWSLogs/111122223333/Config/eu-west-1/{day}/ConfigHistory/a.json.gz"))
        .chain([
            "team=pay/dt=2024-05-02/a.json".into(),
            "team=pay/dt=2024-05-02/b.json".into(),
        ])
        .collect();
    let folder = folder(&keys);
    run(folder.path(), &[".", "--format", "table"], None)
        .exits(0)
        .prints(
            "team=pay\n  \
             · 2024-05-01: none\n  \
             █ 2024-05-02: 2 objects\n  \
             · 2024-05-03 to 2024-05-05: none\n  \
             without: 2024-05-01 00:00 to 2024-05-02 00:00, 1 d\n  \
             without: 2024-05-03 00:00 to 2024-05-06 00:00, 3 d\n\n\
             111122223333 eu-west-1 Config\n  \
             █ 2024-05-01 to 2024-05-02: 2 objects\n  \
             · 2024-05-03 to 2024-05-04: none\n  \
             █ 2024-05-05: 1 object\n  \
             without: 2024-05-03 00:00 to 2024-05-05 00:00, 2 d\n",
        );
}

#[test]
fn nothing_to_tell() {
    let none = folder(&[]);
    run(none.path(), &["."], None)
        .exits(1)
        .says("the folder is empty");
    run(none.path(), &[], None)
        .exits(2)
        .says("--from says where the logs lie");
    let flat = folder(&["app.log".into(), "2024/05/web.log".into(), "README".into()]);
    run(flat.path(), &["."], None)
        .exits(0)
        .prints("")
        .says("2 objects are not counted to any hour: keys tell no day")
        .says("1 object left out: no logs");
    run(flat.path(), &[".", "nowhere"], None)
        .exits(3)
        .says("warning: nowhere: nothing lies there");
}

#[test]
fn a_bucket_is_listed_and_not_read() {
    let server = Server::start();
    for key in keys() {
        server.put(&key, b"not gzip");
    }
    let home = tempfile::tempdir().expect("a home");
    let variables = known(&server);
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    let table = ["coverage", "s3://logs", "--format", "table"];
    at_home(home.path(), &table, &variables)
        .exits(0)
        .prints(WIDE)
        .says("34 objects · 272 B · none read · ");
    let asked = server.asked();
    assert!(asked.iter().all(Asked::is_list), "{asked:?}");
    // A source of the catalog, by its layout and in its zone.
    server.put("app/web/2024/05/01/x.log", b"text");
    let toml = "[source.app]\nfrom = \"s3://logs/app\"\nlayout = \"{host}/{year}/{month}/{day}\"\n\
                tz = \"Europe/Berlin\"\n";
    let config = home.path().join("taffrail.toml");
    fs::write(&config, toml).expect("written");
    let config = config.to_str().expect("a path");
    let csv = ["coverage", "app", "--config", config, "--format", "csv"];
    at_home(home.path(), &csv, &variables).exits(0).prints(
        "source,account,region,service,keys,unit,from,to,hours,objects,bytes\n\
         app,,,,\"{\"\"host\"\":\"\"web\"\"}\",day,2024-04-30T22:00:00.000Z,\
         2024-05-01T22:00:00.000Z,24,1,4\n",
    );
    let denied = Server::failing(|_| Some(Instead::error(403, "AccessDenied", "Access Denied")));
    let variables = known(&denied);
    let variables: Vec<_> = variables
        .iter()
        .map(|(name, it)| (*name, it.as_str()))
        .collect();
    at_home(home.path(), &table, &variables).exits(5).prints("");
}
