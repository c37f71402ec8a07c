//! What is not as its log type says: rows keep what could be read, the rest is counted.

use std::fs;

use taffrail::output::CellText;
use taffrail::{Engine, LogType, Statistics};

/// The rows of a query over a file with these bytes, and what was counted.
fn ask(name: &str, bytes: &[u8], log_type: Option<&str>, query: &str) -> (Vec<String>, Statistics) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    let engine = Engine::builder().build().expect("an engine");
    let mut session = engine.session().from(path.to_str().expect("UTF-8"));
    if let Some(name) = log_type {
        session = session.log_type(LogType::find(name).expect("a type"));
    }
    let collected = session.query(query).collect_blocking().expect("rows");
    let rows = collected.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(|row| {
            let cells = (0..batch.columns().len()).map(|column| {
                let cell = batch.cell(row, column);
                cell.text().map_or("NULL".to_owned(), Into::into)
            });
            cells.collect::<Vec<_>>().join(" ")
        })
    });
    (rows.collect(), collected.summary.report.statistics)
}

#[test]
fn what_is_of_no_type_is_text() {
    let (rows, counts) = ask("a.log", b"one\ntwo words\n", None, "fields @message");
    assert_eq!(rows, ["one", "two words"]);
    assert_eq!((counts.unknown_objects, counts.misfits), (1, 0));
    let (_, counts) = ask("a.log", b"one\n", Some("text"), "fields @message");
    assert_eq!(counts.unknown_objects, 0);
}

#[test]
fn columns_too_many_and_too_few() {
    let text = b"version account-id interface-id srcaddr dstaddr log-status start\r\n\
        2 123456789012 eni-1 192.0.2.1 192.0.2.2 OK 1709280000\r\n\
        2 123456789012 eni-1 192.0.2.3 192.0.2.4 OK 1709280001 more and more\n\
        2 123456789012\r\n\
        2 123456789012 eni-1 192.0.2.5 192.0.2.6 OK 1709280002";
    let query = "fields @timestamp, srcAddr, logStatus";
    let (rows, counts) = ask("flow.log", text, None, query);
    assert_eq!(
        rows,
        [
            "2024-03-01T08:00:00.000Z 192.0.2.1 OK",
            "2024-03-01T08:00:01.000Z 192.0.2.3 OK",
            "NULL NULL NULL",
            "2024-03-01T08:00:02.000Z 192.0.2.5 OK",
        ]
    );
    assert_eq!(counts.misfits, 1);
}

#[test]
fn times_in_other_units_and_out_of_range() {
    let line = |start: &str| {
        format!("2 123456789012 eni-1 192.0.2.1 192.0.2.2 1 2 6 1 60 {start} {start} ACCEPT OK\n")
    };
    let times = [
        "1709280000",
        "1709280000123",
        "1709280000123456",
        "99999999999999999999",
    ];
    let text: String = times.map(line).concat();
    let (rows, counts) = ask(
        "flow.log",
        text.as_bytes(),
        None,
        "fields @timestamp, bytes",
    );
    assert_eq!(
        rows,
        [
            "2024-03-01T08:00:00.000Z 60",
            "2024-03-01T08:00:00.123Z 60",
            "2024-03-01T08:00:00.123456Z 60",
            "NULL 60",
        ]
    );
    assert_eq!((counts.misfits, counts.events), (0, 4));
}

#[test]
fn a_type_that_does_not_fit() {
    let text = b"{\"a\":1}\nplain\n192.0.2.1 - ann [01/Mar/2024:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n";
    let query = "fields a, remote_user, status, @message";
    let (rows, counts) = ask("a.log", text, Some("access"), query);
    assert_eq!(
        rows,
        [
            "1 NULL NULL {\"a\":1}",
            "NULL NULL NULL plain",
            "NULL ann 200 192.0.2.1 - ann [01/Mar/2024:08:00:00 +0000] \"GET / HTTP/1.1\" 200 5",
        ]
    );
    assert_eq!(counts.misfits, 1);
}

#[test]
fn lines_of_ten_megabytes() {
    let long = "x".repeat(10 << 20);
    let text = format!(
        "2024-03-01 08:00:00 INFO short\n2024-03-01 08:00:01 WARN {long}\r\n\tat frame\n2024-03-01 08:00:02 INFO last"
    );
    let query = "fields @timestamp, level, strlen(@message) as n | sort n";
    let (rows, counts) = ask("app.log", text.as_bytes(), None, query);
    // An event of more than a mebibyte takes no other line.
    assert_eq!(
        rows,
        [
            "NULL NULL 9",
            "2024-03-01T08:00:02.000Z INFO 29",
            "2024-03-01T08:00:00.000Z INFO 30",
            "2024-03-01T08:00:01.000Z WARN 10485785",
        ]
    );
    assert_eq!((counts.events, counts.misfits), (4, 1));
}
