//! Logs in a bucket, over HTTP with signatures.

mod faults;
mod inventory;
mod keys;
mod large;
mod memory;
mod parquet;
mod scale;
#[allow(dead_code, reason = "the tests of the command use the rest")]
pub(crate) mod server;

use std::path::Path;

use hyper::Response;
use s3s::Body;
use taffrail::chrono_tz::Tz;
use taffrail::{Engine, Error, Requests, Summary, TimeRange, parse_instant};

use self::server::{Asked, Server};
use crate::rows::cells;

const ARCHIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/logs/cloudtrail");

/// Puts a folder of real logs into the bucket.
fn put_folder(server: &Server, folder: &str, prefix: &str) {
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("it can be read");
        if entry.file_type().is_file() {
            let key = entry.path().strip_prefix(folder).expect("it lies there");
            let key = Path::new(prefix).join(key);
            let bytes = std::fs::read(entry.path()).expect("it can be read");
            server.put(key.to_str().expect("UTF-8"), &bytes);
        }
    }
}

/// The rows of a query as JSON, and what was said of it.
fn ask(engine: &Engine, place: &str, query: &str) -> Result<taffrail::Collected, Error> {
    engine.session().from(place).query(query).collect_blocking()
}

#[test]
fn an_archive_gives_what_its_files_give() {
    let server = Server::start();
    put_folder(&server, ARCHIVE, "trail");
    let engine = server.engine().build().expect("an engine");
    let query =
        "stats count(*) as n, max(@timestamp) as last by eventName | sort n desc, eventName";
    let local = ask(&engine, ARCHIVE, query).expect("rows");
    for place in [
        "s3://logs",
        "s3://logs/trail/",
        "s3://logs/trail",
        "s3://logs/*/*.json.gz",
    ] {
        let remote = ask(&engine, place, query).expect("rows");
        assert_eq!(cells(&remote), cells(&local), "{place}");
        let [remote, local] = [&remote, &local].map(|it| it.summary.report.statistics);
        assert_eq!(remote, local, "{place}");
    }
}

#[test]
fn only_the_folders_and_hours_of_the_range_are_listed() {
    let server = Server::start();
    for (account, region) in [("111111111111", "eu-west-1"), ("222222222222", "us-east-1")] {
        for hour in 0..24 {
            let day = format!("AWSLogs/{account}/CloudTrail/{region}/2026/06/03");
            let name = format!("{account}_CloudTrail_{region}_20260603T{hour:02}15Z_abc.json");
            let event = format!(r#"{{"Records":[{{"eventTime":"2026-06-03T{hour:02}:10:00Z"}}]}}"#);
            server.put(&format!("{day}/{name}"), event.as_bytes());
        }
    }
    let engine = server.engine().build().expect("an engine");
    let time = |text: &str| parse_instant(text, Tz::UTC).expect("a time");
    let range = TimeRange {
        since: Some(time("2026-06-03T11:00:00Z")),
        until: Some(time("2026-06-03T12:00:00Z")),
    };
    let session = engine.session().from("s3://logs");
    let query = session.query("stats count(*) as n").time_range(range);
    let collected = query.collect_blocking().expect("rows");
    assert_eq!(cells(&collected), [[Some("2".to_owned())]]);
    let asked = server.asked();
    let listed = asked.iter().filter(|asked| asked.is_list());
    let mut prefixes: Vec<_> = listed.filter_map(Asked::prefix).collect();
    prefixes.sort();
    let mut expected = vec!["AWSLogs/".to_owned()];
    for (account, region) in [("111111111111", "eu-west-1"), ("222222222222", "us-east-1")] {
        let account_folder = format!("AWSLogs/{account}/");
        let service = format!("{account_folder}CloudTrail/");
        let stem = format!("{service}{region}/2026/06/03/{account}_CloudTrail_{region}_20260603T");
        let hours = ["105", "11", "12", "13"].map(|it| format!("{stem}{it}"));
        expected.extend([account_folder, service]);
        expected.extend(hours);
    }
    expected.sort();
    assert_eq!(prefixes, expected);
    let read = asked.iter().filter(|asked| !asked.is_list()).count();
    assert_eq!(read, 6, "three hours in two folders");
}

#[test]
fn one_object_at_a_url() {
    let server = Server::start();
    let lines = "{\"id\":1}\n{\"id\":2}\n";
    let answer = move |asked: &Asked| {
        let is_it = asked.path == "/app.ndjson" && asked.query == "token=secret";
        let body = if asked.method == "HEAD" { "" } else { lines };
        is_it.then(|| {
            Response::builder()
                .header("content-length", lines.len())
                .header("last-modified", "Wed, 03 Jun 2026 11:00:00 GMT")
                .body(Body::from(body.to_owned()))
                .expect("an answer")
        })
    };
    drop(server);
    let server = Server::failing(answer);
    let engine = Engine::builder().build().expect("an engine");
    let place = server.url("app.ndjson?token=secret");
    let collected = ask(&engine, &place, "fields id, @logStream | sort id").expect("rows");
    let url = server.url("app.ndjson");
    let row = |id: &str| vec![Some(id.to_owned()), Some(url.clone())];
    assert_eq!(cells(&collected), [row("1"), row("2")]);
}

#[test]
fn a_wrong_secret_is_told_without_it() {
    let server = Server::start();
    server.put("a.json", b"{}");
    let options = server.options().access_key("AKIDEXAMPLE", "wrong-secret");
    let engine = Engine::builder()
        .stores(options)
        .build()
        .expect("an engine");
    let error = ask(&engine, "s3://logs", "fields a").expect_err("it is refused");
    assert!(matches!(error, Error::Denied { .. }), "{error:?}");
    assert!(!format!("{error:?} {engine:?}").contains("wrong-secret"));
    let url = server.url("").replace("://", "://me:password@");
    let options = server.options().endpoint_url(url);
    assert!(!format!("{options:?}").contains("password"));
}

/// What the server was asked: pages of keys, objects, and what is known of objects.
fn counted(asked: &[Asked]) -> Requests {
    let list = asked.iter().filter(|it| it.is_list()).count() as u64;
    let head = asked.iter().filter(|it| it.method == "HEAD").count() as u64;
    Requests {
        list,
        get: asked.len() as u64 - list - head,
        head,
        bytes: 0,
    }
}

#[test]
fn a_dry_run_tells_what_the_run_does() {
    let server = Server::start();
    put_folder(&server, ARCHIVE, "trail");
    for (account, hour) in [
        ("111111111111", 9),
        ("111111111111", 11),
        ("222222222222", 11),
    ] {
        let key = format!(
            "AWSLogs/{account}/CloudTrail/eu-west-1/2026/06/03/\
             {account}_CloudTrail_eu-west-1_20260603T{hour:02}15Z_abc.json"
        );
        let event = format!(r#"{{"Records":[{{"eventTime":"2026-06-03T{hour:02}:10:00Z"}}]}}"#);
        server.put(&key, event.as_bytes());
    }
    // A large plain object is looked into, and read in blocks.
    let line = format!("{{\"text\":\"{}\"}}\n", "x".repeat(1010));
    server.put("big/lines.ndjson", line.repeat(17 << 10).as_bytes());
    let engine = server
        .engine()
        .threads(2.try_into().expect("not 0"))
        .build();
    let engine = engine.expect("an engine");
    let hours = TimeRange {
        since: parse_instant("2026-06-03T11:00:00Z", Tz::UTC),
        until: parse_instant("2026-06-03T12:00:00Z", Tz::UTC),
    };
    let all = TimeRange::default();
    let of_one = "filter @aws.account = '111111111111' | stats count(*) as n";
    for (place, query, range) in [
        ("s3://logs", "stats count(*) as n", all),
        ("s3://logs/AWSLogs", "stats count(*) as n", hours),
        ("s3://logs/AWSLogs/", of_one, hours),
        ("s3://logs/trail", of_one, all),
        ("s3://logs/big/", "stats count(*) as n", all),
    ] {
        let ask = || engine.session().from(place).query(query).time_range(range);
        server.asked();
        let dry = futures::executor::block_on(ask().dry_run()).expect("a forecast");
        let made = dry.summary.requests;
        let asked = server.asked();
        assert_eq!(
            counted(&asked),
            Requests { bytes: 0, ..made },
            "{place} {query}"
        );
        let ran = ask().collect_blocking().expect("rows");
        let asked = server.asked();
        let Summary {
            requests,
            pruned,
            report,
            ..
        } = ran.summary;
        assert_eq!(
            counted(&asked),
            Requests {
                bytes: 0,
                ..requests
            },
            "{place} {query}"
        );
        let counts = report.statistics;
        assert_eq!(
            (
                dry.objects,
                dry.bytes,
                dry.excluded_objects,
                dry.summary.pruned
            ),
            (
                counts.objects,
                counts.bytes,
                counts.excluded_objects,
                pruned
            ),
            "{place} {query}"
        );
        assert_eq!(made.list, requests.list, "{place} {query}");
        if place.contains("big") {
            // Parts end in the midst of records, of which the rest is asked for.
            assert!(made.get + dry.gets <= requests.get, "{dry:?} {requests:?}");
            assert!(requests.bytes >= dry.bytes, "{requests:?}");
        } else if place != "s3://logs" {
            assert_eq!(made.get + dry.gets, requests.get, "{place} {query}");
            assert_eq!(requests.bytes, dry.bytes, "{place} {query}");
        }
    }
}

#[test]
fn requests_that_are_made_again_count_again() {
    let failed = std::sync::atomic::AtomicU64::new(0);
    let server = Server::failing(move |_| {
        let count = failed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = Response::builder().status(503).body(Body::empty());
        count.is_multiple_of(2).then(|| answer.expect("an answer"))
    });
    for at in 0..3 {
        server.put(&format!("a/{at}.json"), b"{\"n\":1}");
    }
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs/a/", "stats sum(n) as n").expect("rows");
    assert_eq!(cells(&found), [[Some("3".to_owned())]]);
    let asked = counted(&server.asked());
    let requests = found.summary.requests;
    assert_eq!(
        asked,
        Requests {
            bytes: 0,
            ..requests
        }
    );
    assert!(requests.get > 3, "{requests:?}");
    assert_eq!(requests.bytes, 3 * 7);
}
