//! Objects that are read block by block, and by parts.

use std::fmt::Write;
use std::io::Write as _;
use std::num::NonZeroUsize;

use taffrail::Engine;

use super::ask;
use super::memory::Bucket;
use super::server::{Asked, Instead, Server};
use crate::rows::cells;

/// What one request asks for at most.
const BLOCK: u64 = 8 << 20;

/// Lines that hardly compress, so many that they are read in several parts.
fn lines() -> String {
    let mut text = String::with_capacity(25 << 20);
    let mut state = 88_172_645_463_325_252_u64;
    let mut id = 0;
    while text.len() < 24 << 20 {
        write!(text, r#"{{"id":{id},"noise":""#).expect("memory");
        for _ in 0..64 {
            // Marsaglia's xorshift.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            write!(text, "{state:016x}").expect("memory");
        }
        text.push_str("\"}\n");
        id += 1;
    }
    text
}

fn length((start, end): (u64, u64)) -> u64 {
    end - start + 1
}

/// The range that a request names.
fn range(asked: &Asked) -> Option<(u64, u64)> {
    let (start, end) = asked
        .range
        .as_deref()?
        .strip_prefix("bytes=")?
        .split_once('-')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// The rows of a few queries, the same from a file and from the bucket.
fn check(server: &Server, key: &str, bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    std::fs::write(&file, bytes).expect("written");
    let file = file.to_str().expect("UTF-8");
    let queries = [
        "stats count(*) as n, sum(id) as ids, countDistinct(id) as different",
        "filter id like /99$/ | fields id, noise",
        "fields id | limit 3",
    ];
    for threads in [1, 4] {
        let threads = NonZeroUsize::new(threads).expect("at least one");
        let engine = |builder: taffrail::EngineBuilder| {
            let builder = builder.threads(threads);
            builder.build().expect("an engine")
        };
        let (here, there) = (engine(Engine::builder()), engine(server.engine()));
        for query in queries {
            let local = ask(&here, file, query).expect("rows");
            let remote = ask(&there, &format!("s3://logs/{key}"), query).expect("rows");
            assert_eq!(cells(&remote), cells(&local), "{query}, {threads} threads");
            let [remote, local] = [remote, local].map(|it| it.summary.report);
            assert_eq!(remote, local, "{query}, {threads} threads");
        }
    }
}

#[test]
fn lines_are_read_in_parts() {
    let bucket = Bucket::default();
    let server = Server::over(bucket.clone(), |_| None::<Instead>);
    let lines = lines();
    bucket.put("large.ndjson", lines.as_bytes());
    check(&server, "large.ndjson", lines.as_bytes());
    // The part in the middle begins at a line, and asks for no more than its own lines.
    let asked = server.asked();
    let ranges: Vec<_> = asked.iter().filter_map(range).collect();
    assert!(ranges.iter().all(|it| length(*it) <= BLOCK), "{ranges:?}");
    assert!(
        asked
            .iter()
            .filter(|it| !it.is_list())
            .all(|it| it.range.is_some())
    );
    let first = asked.iter().filter(|it| !it.is_list()).take(1 + 3);
    let first: u64 = first.filter_map(range).map(length).sum();
    assert!(first <= lines.len() as u64 + (64 << 10), "{first} bytes");
}

#[test]
fn gzip_is_streamed_in_blocks() {
    let bucket = Bucket::default();
    let server = Server::over(bucket.clone(), |_| None::<Instead>);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(lines().as_bytes()).expect("memory");
    let compressed = encoder.finish().expect("memory");
    assert!(compressed.len() > 16 << 20, "{} bytes", compressed.len());
    bucket.put("large.ndjson.gz", &compressed);
    check(&server, "large.ndjson.gz", &compressed);
    let asked = server.asked();
    let ranges = asked.iter().filter_map(range);
    assert!(ranges.into_iter().all(|it| length(it) <= BLOCK));
}

/// Every block breaks off once; what is missing is asked for, and nothing twice.
#[test]
fn blocks_that_break_off_go_on() {
    let bucket = Bucket::default();
    let server = Server::over(bucket.clone(), |asked: &Asked| {
        let length = length(range(asked)?);
        (length == BLOCK).then_some(Instead::Cut(3 << 20))
    });
    let lines = lines();
    bucket.put("large.ndjson", lines.as_bytes());
    let engine = server.engine().build().expect("an engine");
    let query = "stats count(*) as n, countDistinct(id) as different";
    let found = ask(&engine, "s3://logs/large.ndjson", query).expect("rows");
    let count = Some(lines.lines().count().to_string());
    assert_eq!(cells(&found), [[count.clone(), count]]);
    assert_eq!(found.summary.report.faults(), 0);
    let asked = server.asked();
    let ranges = asked.iter().filter_map(range).map(length);
    let rest = BLOCK - (3 << 20)..BLOCK;
    let resumed = ranges.filter(|it| rest.contains(it)).count();
    assert!(resumed >= 2, "{asked:?}");
}
