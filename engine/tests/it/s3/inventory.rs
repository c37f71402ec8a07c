//! Inventories in the place of listing.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use md5::{Digest, Md5};
use taffrail::arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray};
use taffrail::chrono_tz::Tz;
use taffrail::{Catalog, Collected, Engine, Error, TimeRange, parse_instant};

use super::server::{Asked, Server};
use crate::rows::cells;

const SCHEMA: &str = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, \
                      ETag, StorageClass";
const FOLDER: &str = "reports/logs/daily";

/// A row: key, whether it is the latest, whether it is a delete marker, size, class.
type Row<'a> = (&'a str, bool, bool, Option<usize>, &'a str);

const HOURS: [(&str, u32); 4] = [
    ("111111111111", 9),
    ("111111111111", 11),
    ("222222222222", 11),
    ("222222222222", 12),
];

fn key(account: &str, hour: u32) -> String {
    format!(
        "AWSLogs/{account}/CloudTrail/eu-west-1/2026/06/03/\
         {account}_CloudTrail_eu-west-1_20260603T{hour:02}15Z_abc.json"
    )
}

fn event(hour: u32) -> String {
    format!(r#"{{"Records":[{{"eventTime":"2026-06-03T{hour:02}:10:00Z"}}]}}"#)
}

/// A bucket with a small trail, and a file whose key has to be written with escapes.
fn bucket() -> Server {
    let server = Server::start();
    for (account, hour) in HOURS {
        server.put(&key(account, hour), event(hour).as_bytes());
    }
    server.put("app/a b+é=1.json", b"{\"n\":1}\n{\"n\":2}");
    server
}

/// The rows of an inventory of that bucket; it has others, of what is not to be read.
fn with_rows<T>(take: impl FnOnce(&[Row<'_>]) -> T) -> T {
    let keys: Vec<String> = HOURS
        .iter()
        .map(|(account, hour)| key(account, *hour))
        .collect();
    let size = Some(event(9).len());
    let mut rows: Vec<Row<'_>> = keys
        .iter()
        .map(|key| (key.as_str(), true, false, size, "STANDARD"))
        .collect();
    rows.extend([
        (keys[0].as_str(), false, false, Some(7), "STANDARD"),
        ("app/a b+é=1.json", true, false, Some(15), "GLACIER_IR"),
        ("app/gone.json", true, true, None, ""),
        ("app/old.json", false, false, Some(15), "GLACIER"),
        ("app/cold.json", true, false, Some(15), "GLACIER"),
        ("app/colder.json", true, false, Some(15), "DEEP_ARCHIVE"),
        ("app/folder/", true, false, Some(0), "STANDARD"),
    ]);
    take(&rows)
}

fn csv(rows: &[Row<'_>]) -> Vec<u8> {
    let mut text = String::new();
    for (key, latest, deleted, size, class) in rows {
        let key: String = url_encoded(key);
        let size = size.map(|size| size.to_string()).unwrap_or_default();
        let _ = writeln!(
            text,
            "\"logs\",\"{key}\",\"v1\",\"{latest}\",\"{deleted}\",\"{size}\",\
             \"2999-01-01T00:00:00.000Z\",\"\",\"{class}\""
        );
    }
    gzip(text.as_bytes())
}

fn url_encoded(key: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
    encoded.replace("%2F", "/")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all")
}

fn parquet(rows: &[Row<'_>]) -> Vec<u8> {
    let texts = |take: fn(&Row<'_>) -> String| {
        let texts = rows
            .iter()
            .map(|row| Some(take(row)).filter(|it| !it.is_empty()));
        Arc::new(texts.collect::<StringArray>()) as ArrayRef
    };
    let truths = |take: fn(&Row<'_>) -> bool| {
        Arc::new(
            rows.iter()
                .map(|row| Some(take(row)))
                .collect::<BooleanArray>(),
        ) as ArrayRef
    };
    let sizes = rows.iter().map(|row| row.3.map(|size| size as i64));
    let batch = RecordBatch::try_from_iter([
        ("bucket", texts(|_| "logs".into())),
        ("key", texts(|row| row.0.into())),
        ("is_latest", truths(|row| row.1)),
        ("is_delete_marker", truths(|row| row.2)),
        ("size", Arc::new(sizes.collect::<Int64Array>()) as ArrayRef),
        ("storage_class", texts(|row| row.4.into())),
    ]);
    let batch = batch.expect("columns of one length");
    let mut bytes = Vec::new();
    let mut writer =
        datafusion::parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None)
            .expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// A manifest that names these files of rows.
fn manifest(form: &str, schema: &str, files: &[(&str, &[u8])]) -> String {
    let files: Vec<_> = files
        .iter()
        .map(|(key, bytes)| {
            let md5 = md5(bytes);
            serde_json::json!({"key": key, "size": bytes.len(), "MD5checksum": md5})
        })
        .collect();
    serde_json::json!({
        "sourceBucket": "logs",
        "destinationBucket": "arn:aws:s3:::logs",
        "version": "2016-11-30",
        "creationTimestamp": "1780531200000",
        "fileFormat": form,
        "fileSchema": schema,
        "files": files,
    })
    .to_string()
}

const MANIFEST: &str = "s3://logs/reports/logs/daily/2026-06-04T00-00Z/manifest.json";

/// Puts an inventory into the bucket.
fn put(server: &Server, form: &str, schema: &str, files: &[(&str, &[u8])]) {
    let at = MANIFEST.strip_prefix("s3://logs/").expect("it lies there");
    server.put(at, manifest(form, schema, files).as_bytes());
    for (key, bytes) in files {
        server.put(key, bytes);
    }
}

fn ask(engine: &Engine, place: &str, inventory: &str, query: &str) -> Result<Collected, Error> {
    let session = engine.session().from(place).inventory(inventory);
    session.query(query).collect_blocking()
}

fn check_it_lists(form: &str, file: &str, bytes: &[u8]) {
    let server = bucket();
    let engine = server.engine().build().expect("an engine");
    let query = "stats count(*) as n by @logStream";
    let listed = engine.session().from("s3://logs").query(query);
    let listed = cells(&listed.collect_blocking().expect("rows"));
    put(&server, form, SCHEMA, &[(file, bytes)]);
    for place in ["s3://logs", "s3://logs/*/**"] {
        server.asked();
        let found = ask(&engine, place, MANIFEST, query).expect("rows");
        assert_eq!(cells(&found), listed, "{place}");
        let asked = server.asked();
        assert!(!asked.iter().any(Asked::is_list), "{asked:?}");
        assert_eq!(found.summary.requests.get, 2 + 5);
        let archived = &found.summary.report.archived;
        assert_eq!(
            (archived.objects, archived.first.as_deref()),
            (2, Some("s3://logs/app/cold.json"))
        );
        let inventory = &found.summary.inventories[0];
        assert_eq!(
            (inventory.rows, inventory.created),
            (11, Some(1_780_531_200_000_000))
        );
    }
    // Named keys, folders, and what their keys tell.
    let count = |place: &str, query: &str| {
        let found = ask(&engine, place, MANIFEST, query).expect("rows");
        let n = cells(&found)[0][0].clone().expect("a count");
        (n.parse::<u64>().expect("a number"), found.summary)
    };
    let all = "stats count(*) as n";
    assert_eq!(count("s3://logs/app", all).0, 2);
    assert_eq!(count("s3://logs/app/a b+é=1.json", all).0, 2);
    assert_eq!(count("s3://logs/AWSLogs/111111111111/", all).0, 2);
    let of_one = "filter @aws.account = '222222222222' | stats count(*) as n";
    let (n, summary) = count("s3://logs/AWSLogs", of_one);
    assert_eq!((n, summary.pruned.by_account), (2, 2));
    let hour = TimeRange {
        since: parse_instant("2026-06-03T12:00:00Z", Tz::UTC),
        until: parse_instant("2026-06-03T13:00:00Z", Tz::UTC),
    };
    let session = engine
        .session()
        .from("s3://logs/AWSLogs")
        .inventory(MANIFEST);
    let query = || session.query(all).time_range(hour);
    server.asked();
    let dry = futures::executor::block_on(query().dry_run()).expect("a forecast");
    let made = server.asked().len() as u64;
    assert_eq!((dry.objects, dry.summary.pruned.by_time), (1, 3));
    assert_eq!(
        (dry.summary.requests.get, dry.summary.requests.list),
        (made, 0)
    );
    let ran = query().collect_blocking().expect("rows");
    assert_eq!(ran.summary.requests.get, made + dry.gets);
    assert_eq!(ran.summary.requests.get, server.asked().len() as u64);
}

#[test]
fn rows_in_csv() {
    let bytes = with_rows(csv);
    check_it_lists("CSV", "reports/logs/daily/data/a.csv.gz", &bytes);
}

#[test]
fn rows_in_parquet() {
    let bytes = with_rows(parquet);
    check_it_lists("Parquet", "reports/logs/daily/data/a.parquet", &bytes);
}

#[test]
fn a_copy_on_the_disk() {
    let server = bucket();
    let engine = server.engine().build().expect("an engine");
    let folder = tempfile::tempdir().expect("a folder");
    let rows = with_rows(csv);
    let key = format!("{FOLDER}/data/a.csv.gz");
    let text = manifest("CSV", SCHEMA, &[(&key, &rows)]);
    // With all folders, with those of the report, and side by side.
    for (at, data) in [
        (
            "all/reports/logs/daily/x/manifest.json",
            "all/reports/logs/daily/data/a.csv.gz",
        ),
        ("some/x/manifest.json", "some/data/a.csv.gz"),
        ("one/manifest.json", "one/a.csv.gz"),
    ] {
        for (path, bytes) in [(at, text.as_bytes()), (data, &rows)] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, bytes).expect("written");
        }
        let manifest = folder.path().join(at);
        let manifest = manifest.to_str().expect("UTF-8");
        let found = ask(&engine, "s3://logs/app/", manifest, "stats count(*) as n");
        assert_eq!(
            cells(&found.expect("rows")),
            [[Some("2".to_owned())]],
            "{at}"
        );
    }
    // And of a source of the catalog, beside its file.
    let toml = "[source.app]\nfrom = 's3://logs/app'\ninventory = 'one/manifest.json'\n";
    let catalog = Catalog::parse(toml, &folder.path().join("taffrail.toml"), None);
    let session = engine
        .session()
        .catalog(catalog.expect("it is right"))
        .from("app");
    let found = session
        .query("stats count(*) as n by @log")
        .collect_blocking();
    let found = found.expect("rows");
    assert_eq!(
        cells(&found),
        [[Some("app".to_owned()), Some("2".to_owned())]]
    );
    assert_eq!(found.summary.requests.list, 0);
}

/// What is said of an inventory with these files, whose rows cannot be read.
#[track_caller]
fn check_error(form: &str, schema: &str, files: &[(&str, &[u8])], expected: &str) {
    let server = bucket();
    put(&server, form, schema, files);
    let engine = server.engine().build().expect("an engine");
    let error = ask(&engine, "s3://logs", MANIFEST, "limit 1").expect_err("it is unfit");
    assert_eq!(
        error.to_string(),
        format!("cannot list by the inventory {MANIFEST}: {expected}")
    );
}

#[test]
fn what_cannot_stand_for_listing() {
    let size = "it has no column `Size`: add it to the configuration of the inventory";
    check_error("CSV", "Bucket, Key", &[], size);
    let orc = "its files are ORC, which is not read: let S3 write CSV or Parquet";
    check_error("ORC", "struct<>", &[], orc);
    check_error(
        "XML",
        "",
        &[],
        "its files are `XML`; CSV and Parquet are read",
    );
    let keys: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
    let batch = RecordBatch::try_from_iter([("key", keys)]).expect("a batch");
    let mut bytes = Vec::new();
    let writer = datafusion::parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None);
    let mut writer = writer.expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    check_error("Parquet", "", &[("r/a.parquet", &bytes)], size);

    let server = bucket();
    let engine = server.engine().build().expect("an engine");
    let check = |place: &str, manifest: &str, expected: &str| {
        let error = ask(&engine, place, manifest, "limit 1").expect_err("it is unfit");
        assert_eq!(error.to_string(), expected);
    };
    check(
        "s3://logs",
        MANIFEST,
        &format!("cannot list by the inventory {MANIFEST}: there is no such object"),
    );
    put(&server, "CSV", SCHEMA, &[]);
    check(
        "s3://other",
        MANIFEST,
        &format!(
            "cannot list by the inventory {MANIFEST}: it is of the bucket `logs`, not of `other`"
        ),
    );
    check(
        "Cargo.toml",
        MANIFEST,
        &format!(
            "cannot list by the inventory {MANIFEST}: it lists a bucket, and none of the places is \
             one (s3://BUCKET/PREFIX)"
        ),
    );
    server.put("no.json", b"{}");
    let error = ask(&engine, "s3://logs", "s3://logs/no.json", "limit 1").expect_err("it is none");
    let begin = "cannot list by the inventory s3://logs/no.json: it is no manifest of S3: missing";
    assert!(error.to_string().starts_with(begin), "{error}");
}

/// What is said of a file of rows, of which as many events come as can be.
#[track_caller]
fn check_damage(
    form: &str,
    file: (&str, &[u8]),
    stored: Option<&[u8]>,
    events: &str,
    reason: &str,
) {
    let server = bucket();
    put(&server, form, SCHEMA, &[file]);
    match stored {
        Some(stored) => server.put(file.0, stored),
        None => std::fs::remove_file(server.bucket().join(file.0)).expect("removed"),
    }
    // A file that is whole is read.
    let other = csv(&[("app/a b+é=1.json", true, false, Some(15), "STANDARD")]);
    if form == "CSV" {
        put(&server, form, SCHEMA, &[file, ("r/other.csv.gz", &other)]);
        match stored {
            Some(stored) => server.put(file.0, stored),
            None => std::fs::remove_file(server.bucket().join(file.0)).expect("removed"),
        }
    }
    let engine = server.engine().build().expect("an engine");
    let found = ask(&engine, "s3://logs", MANIFEST, "stats count(*) as n").expect("rows");
    assert_eq!(cells(&found), [[Some(events.to_owned())]]);
    let damages: Vec<_> = found
        .summary
        .report
        .damages
        .iter()
        .map(|it| format!("{}: {}", it.object, it.reason))
        .collect();
    assert_eq!(damages, [format!("s3://logs/{}: {reason}", file.0)]);
}

#[test]
fn files_of_rows_that_are_damaged() {
    let row: Row<'_> = (
        &key("111111111111", 9),
        true,
        false,
        Some(event(9).len()),
        "STANDARD",
    );
    let rows = csv(&[row]);
    let file = ("r/a.csv.gz", &rows[..]);
    check_damage("CSV", file, None, "2", "there is no such object");
    check_damage(
        "CSV",
        file,
        Some(&rows[..rows.len() - 9]),
        "3",
        "it cannot be read: the gzip member at byte 0 is cut off; what inflates was kept",
    );
    let other = csv(&[row, row]);
    check_damage(
        "CSV",
        file,
        Some(&other),
        "3",
        &format!(
            "its MD5 is {}, and not {} as the manifest says",
            md5(&other),
            md5(&rows)
        ),
    );
    let broken = gzip(b"\"logs\",\"a%zz\",\"v\",\"true\",\"false\",\"1\"\n\"logs\"\n");
    check_damage(
        "CSV",
        ("r/a.csv.gz", &broken),
        Some(&broken),
        "2",
        "2 rows of it make no sense",
    );
}
