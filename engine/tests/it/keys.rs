//! What keys tell: which folders are listed, locally and in S3, and the fields of a path.

use std::fs;
use std::path::Path;

use taffrail::chrono_tz::Tz;
use taffrail::{Catalog, Collected, Engine, FolderCounts, Pruned, TimeRange, parse_instant};

use crate::rows::cells;
use crate::s3::server::{Asked, Server};

const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
const REGIONS: [&str; 2] = ["eu-west-1", "us-east-1"];

/// Objects of two accounts in two regions; each holds its account, its region, and another region
/// that its event is about.
fn archive() -> Vec<(String, String)> {
    let mut objects = Vec::new();
    for account in ACCOUNTS {
        for (region, about) in REGIONS.into_iter().zip(REGIONS.into_iter().rev()) {
            let key = format!(
                "AWSLogs/{account}/CloudTrail/{region}/2026/06/03/\
                 {account}_CloudTrail_{region}_20260603T1115Z_abc.json"
            );
            let event = format!(
                r#"{{"Records":[{{"eventTime":"2026-06-03T11:10:00Z","awsRegion":"{about}","n":1}}]}}"#
            );
            objects.push((key, event));
        }
    }
    objects
}

fn hive() -> Vec<(String, String)> {
    let mut objects = Vec::new();
    for day in 1..=4 {
        for app in ["web", "pay"] {
            let key = format!("t/year=2024/month=05/day=0{day}/app={app}/a.ndjson");
            // The second line says another app; the key counts.
            let lines = format!(
                "{{\"time\":\"2024-05-0{day}T12:00:00Z\",\"id\":{day}}}\n\
                 {{\"time\":\"2024-05-0{day}T13:00:00Z\",\"id\":{day},\"app\":\"own\",\"year\":1999}}\n"
            );
            objects.push((key, lines));
        }
    }
    objects
}

fn put(folder: &Path, objects: &[(String, String)]) {
    for (key, text) in objects {
        let file = folder.join(key);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    }
}

/// The rows of a query over objects in a folder and in a bucket, which have to be the same, what
/// each left out, and the prefixes that were listed.
fn both(
    objects: &[(String, String)],
    query: &str,
    range: Option<TimeRange>,
) -> (Vec<Vec<Option<String>>>, Pruned, Pruned, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), objects);
    let server = Server::start();
    for (key, text) in objects {
        server.put(key, text.as_bytes());
    }
    let engine = server.engine().build().expect("an engine");
    let ask = |place: &str| -> Collected {
        let query = engine.session().from(place).query(query);
        let query = match range {
            Some(range) => query.time_range(range),
            None => query,
        };
        query.collect_blocking().expect("rows")
    };
    let local = ask(folder.path().to_str().expect("UTF-8"));
    let remote = ask("s3://logs");
    assert_eq!(cells(&local), cells(&remote), "{query}");
    let listed = server.asked();
    let mut prefixes: Vec<String> = listed
        .iter()
        .filter(|asked| asked.is_list())
        .map(|asked| asked.prefix().unwrap_or_default())
        .collect();
    prefixes.sort();
    (
        cells(&local),
        local.summary.pruned,
        remote.summary.pruned,
        prefixes,
    )
}

fn one(text: &str) -> Vec<Vec<Option<String>>> {
    vec![vec![Some(text.to_owned())]]
}

#[test]
fn folders_of_other_accounts_are_not_listed() {
    let query = "filter @aws.account = '111111111111' and n = 1 | stats sum(n) as n";
    let (rows, local, remote, prefixes) = both(&archive(), query, None);
    assert_eq!(rows, one("2"));
    assert_eq!(local.by_account, 2);
    assert_eq!((remote.folders, remote.by_account), (1, 0));
    assert_eq!(remote.folders_by.account, 1);
    assert!(
        !prefixes
            .iter()
            .any(|prefix| prefix.contains("222222222222")),
        "{prefixes:?}"
    );
}

#[test]
fn folders_of_other_regions_are_not_listed() {
    for condition in [
        "@aws.region in ['eu-west-1', 'x']",
        "@aws.region like 'eu-'",
        "@aws.region like /^eu-/",
        "@aws.region != 'us-east-1'",
        "not (@aws.region = 'us-east-1' or @aws.region = 'ap-south-1')",
        "n = 1 and @aws.region = 'eu-west-1'",
    ] {
        let query = format!("fields n | filter {condition} | stats sum(n) as n");
        let (rows, local, remote, prefixes) = both(&archive(), &query, None);
        assert_eq!(rows, one("2"), "{condition}");
        assert_eq!(
            (local.by_region, remote.folders_by.region),
            (2, 2),
            "{condition}"
        );
        let listed = prefixes.iter().any(|prefix| prefix.contains("us-east-1"));
        assert!(!listed, "{condition} {prefixes:?}");
    }
}

#[test]
fn what_events_say_of_regions_leaves_out_nothing() {
    for (condition, n) in [
        ("awsRegion = 'eu-west-1'", "2"),
        ("@aws.region = 'eu-west-1' or n = 1", "4"),
        ("@aws.account = 111111111111", "2"),
        (
            "@aws.account != '111111111111' or @aws.region = 'eu-west-1'",
            "3",
        ),
    ] {
        let query = format!("filter {condition} | stats sum(n) as n");
        assert_eq!(both(&archive(), &query, None).0, one(n), "{condition}");
    }
    // What a command makes is not what a key tells.
    let query =
        "fields awsRegion as @aws.region | filter @aws.region = 'eu-west-1' | stats count(*)";
    let (_, local, remote, _) = both(&archive(), query, None);
    assert_eq!((local, remote), (Pruned::default(), Pruned::default()));
    let query = "stats count(*) as n by @aws.region | filter @aws.region = 'eu-west-1' | display n";
    assert_eq!(both(&archive(), query, None).0, one("2"));
    // Each query inside of another asks for itself.
    let query = "filter @aws.region = 'eu-west-1' and @aws.account in \
                 (filter @aws.region = 'us-east-1' | fields @aws.account) | stats count(*) as n";
    assert_eq!(both(&archive(), query, None).0, one("2"));
}

#[test]
fn nothing_is_left() {
    let query = "filter @aws.account = '333333333333' | stats count(*) as n";
    let (rows, local, remote, _) = both(&archive(), query, None);
    assert_eq!(rows, one("0"));
    assert_eq!((local.by_account, remote.folders_by.account), (4, 2));
}

#[test]
fn named_folders_are_fields() {
    let query =
        "fields year, month, day, app, id | filter day in ['02', 3] and app = 'web' | sort id";
    let (rows, local, remote, prefixes) = both(&hive(), query, None);
    let row = |id: &str| {
        let cells = ["2024", "05", &format!("0{id}"), "web", id];
        cells.map(|cell| Some(cell.to_owned())).to_vec()
    };
    assert_eq!(rows, [row("2"), row("2"), row("3"), row("3")]);
    assert_eq!((local.by_field, remote.folders_by.field), (6, 4));
    assert!(
        !prefixes
            .iter()
            .any(|it| it.contains("day=01") || it.contains("app=pay"))
    );
    let query = "filter year = 2024 and app like 'a' | stats count(*) as n, avg(year) as y by app";
    let (rows, ..) = both(&hive(), query, None);
    let row = ["pay", "8", "2024"].map(|cell| Some(cell.to_owned()));
    assert_eq!(rows, [row]);
}

#[test]
fn named_folders_are_times() {
    let time = |text: &str| Some(parse_instant(text, Tz::UTC).expect("a time"));
    let range = TimeRange {
        since: time("2024-05-03T12:30:00Z"),
        until: time("2024-05-03T14:00:00Z"),
    };
    let (rows, local, remote, prefixes) = both(&hive(), "stats count(*) as n", Some(range));
    assert_eq!(rows, one("2"));
    // Nobody says the zone of the folders: the day behind may hold these hours, too.
    assert_eq!(local.by_time, 4);
    let by = FolderCounts {
        time: 2,
        ..FolderCounts::default()
    };
    assert_eq!(remote.folders_by, by);
    assert!(
        !prefixes.iter().any(|it| it.contains("day=01")),
        "{prefixes:?}"
    );
}

#[test]
fn templates() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut objects = Vec::new();
    for (day, hour) in [(1, 23), (2, 0), (2, 1), (3, 0)] {
        for app in ["web", "pay"] {
            let key = format!("logs/{app}/2024-05-0{day}/{hour:02}.ndjson");
            let line = format!("{{\"time\":\"2024-05-0{day}T{hour:02}:30:00Z\",\"app\":\"?\"}}\n");
            objects.push((key, line));
        }
    }
    put(folder.path(), &objects);
    let server = Server::start();
    for (key, text) in &objects {
        server.put(key, text.as_bytes());
    }
    let file = folder.path().join("taffrail.toml");
    let text = "[source]\n\
        here = {from = 'logs', layout = '{app}/{date}/{hour}.ndjson'}\n\
        there = {from = 's3://logs/logs/', layout = '{app}/{date}/{hour}.ndjson'}\n";
    let catalog = Catalog::parse(text, &file, None).expect("it is right");
    let engine: Engine = server.engine().build().expect("an engine");
    let time = |text: &str| Some(parse_instant(text, Tz::UTC).expect("a time"));
    let range = TimeRange {
        since: time("2024-05-02T00:40:00Z"),
        until: time("2024-05-02T02:00:00Z"),
    };
    for (source, objects, folders) in [("here", 6, 0), ("there", 0, 3)] {
        let session = engine.session().catalog(catalog.clone()).from(source);
        let query = "filter app = 'web' | fields app, date, hour";
        let found = session.query(query).time_range(range).collect_blocking();
        let found = found.expect("rows");
        let row = ["web", "2024-05-02", "01"].map(|it| Some(it.to_owned()));
        assert_eq!(cells(&found), [row], "{source}");
        let pruned = found.summary.pruned;
        assert_eq!(
            (pruned.by_time + pruned.by_field, pruned.folders),
            (objects, folders),
            "{source}"
        );
    }
    let listed = server.asked();
    assert!(
        !listed
            .iter()
            .filter_map(Asked::prefix)
            .any(|it| it.contains("pay/"))
    );
}

#[test]
fn names_that_begin_with_the_time_are_jumped_to() {
    let server = Server::start();
    // More than a page of each day.
    for day in 1..=5 {
        for at in 0..1100 {
            let (hour, minute, second) = (at / 60, at % 60, at % 60);
            let key = format!("access/2026-06-0{day}-{hour:02}-{minute:02}-{second:02}-{at:016}");
            server.put(&key, format!("{day} {at}\n").as_bytes());
        }
    }
    let engine = server.engine().build().expect("an engine");
    let time = |text: &str| Some(parse_instant(text, Tz::UTC).expect("a time"));
    let session = engine.session().from("s3://logs/access/");
    let range = TimeRange {
        since: time("2026-06-04T12:00:00Z"),
        until: time("2026-06-04T12:10:00Z"),
    };
    let found = session.query("stats count(*) as n").time_range(range);
    let found = found.collect_blocking().expect("rows");
    // Delivered from 11:55 on and within 26 hours, and what is about the whole day.
    let objects = found.summary.objects;
    assert_eq!(objects, 1 + 385 + 850, "{:?}", found.summary.pruned);
    let pages = server.asked().iter().filter(|it| it.is_list()).count();
    assert!(pages <= 4, "{pages} pages of 6");
}
