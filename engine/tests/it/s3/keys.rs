//! Keys that are no paths: with empty parts, as `a//b`.

use taffrail::Engine;

use super::ask;
use super::memory::Bucket;
use super::server::{Instead, Server};
use crate::rows::cells;

fn bucket() -> (Server, Engine) {
    let bucket = Bucket::default();
    for key in [
        "a/1.json",
        "a//2.json",
        "a//b///3.json",
        "a/b/4.json",
        "AWSLogs//111122223333/5.json",
        "\u{f8ff}/6.json",
        "a//",
    ] {
        let text = format!("{{\"key\":\"{key}\"}}");
        let bytes = if key.ends_with('/') { "" } else { &text };
        bucket.put(key, bytes.as_bytes());
    }
    let server = Server::over(bucket, |_| None::<Instead>);
    let engine = server.engine().build().expect("an engine");
    (server, engine)
}

#[test]
fn empty_parts_are_listed_and_read() {
    let (_server, engine) = bucket();
    let check = |place: &str, expected: &[&str]| {
        let found = ask(&engine, place, "fields key, @logStream").expect("rows");
        let mut rows = cells(&found);
        rows.sort();
        let expected = expected.iter().map(|key| {
            let stream = format!("s3://logs/{key}");
            vec![Some((*key).to_owned()), Some(stream)]
        });
        assert_eq!(rows, expected.collect::<Vec<_>>(), "{place}");
        assert_eq!(found.summary.report.damages, [], "{place}");
    };
    let below_a = ["a//2.json", "a//b///3.json", "a/1.json", "a/b/4.json"];
    let mut all = vec!["AWSLogs//111122223333/5.json"];
    all.extend(below_a);
    all.push("\u{f8ff}/6.json");
    check("s3://logs", &all);
    check("s3://logs/a", &below_a);
    check("s3://logs/a/", &below_a);
    check("s3://logs/a//", &below_a[..2]);
    check("s3://logs/a//2.json", &below_a[..1]);
    check("s3://logs/a//b///3.json", &below_a[1..2]);
    check("s3://logs/a/*.json", &["a/1.json"]);
    check("s3://logs/a/**", &below_a);
}
