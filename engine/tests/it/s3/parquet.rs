//! Parquet in a bucket: its end, and the column chunks that are needed.

use std::sync::Arc;

use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::file::properties::WriterProperties;
use taffrail::arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use taffrail::{Engine, Requests};

use super::server::{Asked, Server};
use super::{ask, counted};
use crate::rows::cells;

const ROWS: i64 = 4000;

/// Four row groups of 1,000 rows: a number, and a text of about a kilobyte that does not compress.
fn file() -> Vec<u8> {
    let mut state = 7_u64;
    let mut text = || {
        let chars = (0..1000).map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b'!' + ((state >> 33) % 90) as u8)
        });
        chars.collect::<String>()
    };
    let numbers: ArrayRef = Arc::new((0..ROWS).map(Some).collect::<Int64Array>());
    let texts: ArrayRef = Arc::new((0..ROWS).map(|_| Some(text())).collect::<StringArray>());
    let batch = RecordBatch::try_from_iter([("n", numbers), ("text", texts)]).expect("a batch");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(1000))
        .set_dictionary_enabled(false)
        .build();
    let mut bytes = Vec::new();
    let writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties));
    let mut writer = writer.expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

/// Runs a query, and says how many bytes came for it; what is counted is what the server was asked.
#[track_caller]
fn check(engine: &Engine, server: &Server, query: &str, expected: &[&str]) -> Requests {
    server.asked();
    let found = ask(engine, "s3://logs/t/", query).expect("rows");
    let row: Vec<_> = expected.iter().map(|it| Some((*it).to_owned())).collect();
    assert_eq!(found.summary.report.damages, []);
    assert_eq!(cells(&found), [row], "{query}");
    assert_eq!(found.summary.report.damages, []);
    let asked = server.asked();
    let requests = found.summary.requests;
    assert_eq!(
        counted(&asked),
        Requests {
            bytes: 0,
            ..requests
        },
        "{query}"
    );
    let bytes: u64 = asked.iter().filter(|it| !it.is_list()).map(length).sum();
    assert_eq!(requests.bytes, bytes, "{query}");
    requests
}

/// How many bytes a request asks for: `bytes=0-9` are ten.
fn length(asked: &Asked) -> u64 {
    let range = asked.range.as_deref().expect("never the whole file");
    let (from, to) = range
        .strip_prefix("bytes=")
        .and_then(|it| it.split_once('-'))
        .expect("a range");
    let number = |text: &str| text.parse::<u64>().expect("a number");
    number(to) - number(from) + 1
}

#[test]
fn only_what_is_needed_is_read() {
    let server = Server::start();
    let bytes = file();
    server.put("t/day=1/a.parquet", &bytes);
    let size = bytes.len() as u64;
    assert!(size > 4_000_000);
    let engine = server.engine().build().expect("an engine");
    let tail = 64 << 10;

    let all = "stats count(*) as n";
    let footer = check(&engine, &server, all, &["4000"]);
    assert_eq!((footer.get, footer.bytes), (1, tail));

    let sum = "stats sum(n) as s, max(day) as day";
    let column = check(&engine, &server, sum, &["7998000", "1"]);
    assert!(column.bytes < tail + 4 * 16_000, "{column:?}");

    // Of one row group the numbers, and then the texts.
    let one = "filter n >= 1500 and n < 1510 | stats count(text) as n, min(n) as m";
    let group = check(&engine, &server, one, &["10", "1500"]);
    assert!(group.bytes < tail + size / 3, "{group:?} of {size}");

    let whole = "stats count(text) as n";
    let whole = check(&engine, &server, whole, &["4000"]);
    assert!(whole.bytes > size * 9 / 10, "{whole:?} of {size}");

    // It is as a file on this machine.
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.parquet"), &bytes).expect("written");
    let local = folder.path().to_str().expect("UTF-8");
    let query =
        "filter n % 1000 = 1 | fields n, strlen(text) as l, substr(text, 0, 9) as t | sort n";
    let [here, there] =
        [local, "s3://logs/t"].map(|place| ask(&engine, place, query).expect("rows"));
    assert_eq!(cells(&here), cells(&there));
    assert_eq!(cells(&here).len(), 4);
}

#[test]
fn a_long_end_takes_two_requests() {
    let server = Server::start();
    let columns = (0..2000).map(|at| {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![at, at + 1]));
        (format!("a_column_with_a_long_name_{at}"), numbers)
    });
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    server.put("t/wide.parquet", &bytes);
    let engine = server.engine().build().expect("an engine");
    let query = "stats count(*) as n";
    let requests = check(&engine, &server, query, &["2"]);
    assert_eq!(requests.get, 2);
}

#[test]
fn damage_is_named() {
    let server = Server::start();
    let bytes = file();
    let mut broken = bytes.clone();
    let footer = broken.len() - 300;
    broken[footer..footer + 200].fill(0xff);
    server.put("t/broken.parquet", &broken);
    server.put("t/cut.parquet", &bytes[..bytes.len() / 2]);
    server.put("t/good.parquet", &bytes);
    server.put("t/short.parquet", b"PAR1");
    server.put("t/text.parquet", b"{\"n\":1}\n");
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs/t/", "stats count(n) as n").expect("rows");
    assert_eq!(cells(&found), [[Some("4000".to_owned())]]);
    let damages = found.summary.report.damages.iter();
    let damages: Vec<_> = damages
        .map(|it| (it.object.as_str(), it.reason.as_str()))
        .collect();
    let end = "it does not end as Parquet does: it was cut off, or is none";
    assert_eq!(damages[1..2], [("s3://logs/t/cut.parquet", end)]);
    assert_eq!(damages[3..], [("s3://logs/t/text.parquet", end)]);
    assert_eq!(damages[0].0, "s3://logs/t/broken.parquet");
    assert!(damages[0].1.starts_with("its footer"), "{damages:?}");
    assert_eq!(damages[2].0, "s3://logs/t/short.parquet");
    assert!(damages[2].1.starts_with("its footer"), "{damages:?}");
}
