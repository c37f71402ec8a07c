//! Damaged contents are read as they are from files.

use std::fs;
use std::io::Write;

use taffrail::{Damage, Error};

use super::ask;
use crate::datasets::testdata;
use crate::rows::cells;
use crate::s3::memory::Bucket;
use crate::s3::server::{Instead, Server};

fn reasons(damages: &[Damage]) -> Vec<(Option<u64>, &str, bool)> {
    let damages = damages.iter();
    let damages = damages.map(|it| (it.offset, it.reason.as_str(), it.whole));
    damages.collect()
}

#[test]
fn damage_is_the_same_from_files_and_from_buckets() {
    let bucket = Bucket::default();
    let server = Server::over(bucket.clone(), |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    let mut read = 0;
    for folder in ["damaged", "shapes"] {
        let folder = testdata().join("logs").join(folder);
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            // Parquet is read from files only.
            if path.ends_with("looks-parquet.json.gz") {
                continue;
            }
            let bytes = fs::read(&path).expect("a file");
            let name = path.file_name().and_then(|it| it.to_str()).expect("UTF-8");
            bucket.put(name, &bytes);
            let query = "fields @message, @timestamp";
            let local = ask(&engine, path.to_str().expect("UTF-8"), query).expect("rows");
            let remote = ask(&engine, &format!("s3://logs/{name}"), query).expect("rows");
            assert_eq!(cells(&remote), cells(&local), "{name}");
            let [remote, local] = [remote, local].map(|it| it.summary.report);
            assert_eq!(reasons(&remote.damages), reasons(&local.damages), "{name}");
            assert_eq!(remote.statistics, local.statistics, "{name}");
            read += 1;
        }
    }
    assert!(read > 20, "{read} files");
}

#[test]
fn what_is_empty_is_no_damage() {
    let bucket = Bucket::default();
    for key in ["folder/", "folder/empty.ndjson", "folder/deeper/"] {
        bucket.put(key, b"");
    }
    bucket.put("folder/good.ndjson", b"{\"id\":1}\n");
    let server = Server::over(bucket, |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    for place in ["s3://logs", "s3://logs/folder", "s3://logs/folder/*.ndjson"] {
        let found = ask(&engine, place, "fields id").expect("rows");
        assert_eq!(
            (found.summary.rows, found.summary.report.faults()),
            (1, 0),
            "{place}"
        );
    }
    let found = ask(&engine, "s3://logs/folder/empty.ndjson", "fields id").expect("no rows");
    assert_eq!(
        (found.summary.objects, found.summary.report.faults()),
        (1, 0)
    );
}

/// What is left out of a folder is read when it is named.
#[test]
fn digests_and_insights_are_left_out() {
    let bucket = Bucket::default();
    let folder = |service: &str| format!("AWSLogs/123456789012/{service}/eu-west-1/2026/06/03/");
    for service in ["CloudTrail", "CloudTrail-Digest", "CloudTrail-Insight"] {
        let event = format!(r#"{{"Records":[{{"id":"{service}"}}]}}"#);
        bucket.put(&format!("{}file.json", folder(service)), event.as_bytes());
    }
    let server = Server::over(bucket, |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs", "fields id").expect("rows");
    assert_eq!(cells(&found), [[Some("CloudTrail".to_owned())]]);
    assert_eq!(
        (found.summary.pruned.folders, found.summary.report.faults()),
        (2, 0)
    );
    let place = format!("s3://logs/{}", folder("CloudTrail-Insight"));
    let found = ask(&engine, &place, "fields id").expect("rows");
    assert_eq!(cells(&found), [[Some("CloudTrail-Insight".to_owned())]]);
}

/// A gzip object of so many members, each of so many mebibytes of this text again and again.
fn bomb(text: &[u8], members: usize, mebibytes: usize) -> (Vec<u8>, usize) {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let repeats = (mebibytes << 20) / text.len();
    encoder.write_all(&text.repeat(repeats)).expect("memory");
    let member = encoder.finish().expect("memory");
    (member.repeat(members), members * repeats)
}

/// What is held is bounded, whatever a gzip object says of its length.
#[test]
fn bombs_are_bounded() {
    const LINES: &[u8] = b"{\"a\":\"0123456789abcdef0123456789abcdef0123456789abcdef\"}\n";
    const NO_LINES: &[u8] = b"0123456789abcdef";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bucket = Bucket::default();
    let server = Server::over(bucket.clone(), |_| None::<Instead>);
    let engine = server
        .engine()
        .memory_limit(48 << 20)
        .build()
        .expect("an engine");
    for (name, text, members, mebibytes) in [
        ("lines.gz", LINES, 1, 128),
        ("members.gz", LINES, 16, 16),
        ("line.gz", NO_LINES, 1, 128),
        ("endless.gz", NO_LINES, 64, 16),
    ] {
        let (bytes, lines) = bomb(text, members, mebibytes);
        assert!(bytes.len() < 8 << 20, "{name}: {} bytes", bytes.len());
        bucket.put(name, &bytes);
        let file = folder.path().join(name);
        fs::write(&file, &bytes).expect("written");
        for place in [&format!("s3://logs/{name}"), file.to_str().expect("UTF-8")] {
            match ask(&engine, place, "stats count(*) as n") {
                // Lines need not be held, however many they are.
                Ok(found) if text == LINES => {
                    assert_eq!(cells(&found), [[Some(lines.to_string())]], "{place}");
                }
                Err(Error::ResourceLimit { .. }) if text == NO_LINES => {}
                other => panic!("{place}: {other:?}"),
            }
        }
    }
}

#[test]
fn an_event_of_50_megabytes_is_an_event() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let long = "x".repeat(50 << 20);
    let text = format!("{{\"id\":1}}\n{{\"id\":2,\"long\":\"{long}\"}}\n{{\"id\":3}}\n");
    let file = folder.path().join("long.ndjson");
    fs::write(&file, &text).expect("written");
    let bucket = Bucket::default();
    bucket.put("long.ndjson", text.as_bytes());
    let server = Server::over(bucket, |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    for place in [file.to_str().expect("UTF-8"), "s3://logs/long.ndjson"] {
        let found = ask(&engine, place, "fields id, strlen(long) as n | sort id").expect("rows");
        let row = |id: &str, n: Option<String>| vec![Some(id.to_owned()), n];
        let expected = [
            row("1", None),
            row("2", Some(long.len().to_string())),
            row("3", None),
        ];
        assert_eq!(cells(&found), expected, "{place}");
        assert_eq!(found.summary.report.faults(), 0, "{place}");
    }
}
