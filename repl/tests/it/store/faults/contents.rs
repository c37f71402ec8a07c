//! Objects whose bytes are not as they should be.

use std::io::Write;

use super::Case;

const LINES: &[u8] = b"{\"id\":3}\n{\"id\":4}\n{\"id\":5}\n";

const PARQUET: &[u8] = include_bytes!("../../../../../testdata/logs/parquet/exact.parquet");

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn holds(fault: &'static str, key: &str, bytes: &[u8]) -> Case {
    Case::new(fault).puts(key, bytes)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = compressed();
    cases.extend(records());
    cases.extend(texts());
    cases
}

fn compressed() -> Vec<Case> {
    let whole = gzip(&LINES.repeat(1000));
    let mut wrong = gzip(LINES);
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    let mut corrupt = gzip(LINES);
    corrupt[12] ^= 0xff;
    let bomb = |text: &[u8]| gzip(&text.repeat((128 << 20) / text.len()));
    let limited = |mut case: Case| {
        case.options = vec!["--memory-limit", "48MB"];
        case
    };
    vec![
        holds(
            "gzip that is cut off",
            "cut.ndjson.gz",
            &whole[..whole.len() / 2],
        ),
        holds(
            "gzip that is cut off in its header",
            "cut.ndjson.gz",
            &whole[..6],
        ),
        holds("gzip that is corrupt", "corrupt.ndjson.gz", &corrupt),
        holds("gzip with a wrong checksum", "checksum.ndjson.gz", &wrong),
        holds(
            "bytes behind the end of gzip",
            "more.ndjson.gz",
            &[gzip(LINES), b"more".to_vec()].concat(),
        ),
        holds("text that is called `.gz`", "plain.ndjson.gz", LINES),
        limited(holds(
            "gzip of 128 MiB of lines, and 48 MB of memory",
            "bomb.ndjson.gz",
            &bomb(LINES),
        )),
        limited(holds(
            "gzip of one line of 128 MiB, and 48 MB of memory",
            "bomb.ndjson.gz",
            &bomb(b"0123456789abcdef"),
        )),
    ]
}

fn records() -> Vec<Case> {
    let long = format!("{{\"id\":\"{}\"}}\n", "x".repeat(50 << 20));
    vec![
        holds(
            "a broken line among JSON lines",
            "broken.ndjson",
            b"{\"id\":3}\n{\"id\":\n{\"id\":5}\n",
        ),
        holds(
            "a broken record in an array",
            "broken.json",
            b"{\"Records\":[{\"id\":3},{\"id\":\"4},{\"id\":5}]}",
        ),
        holds(
            "an array that is cut off",
            "cut.json",
            b"{\"Records\":[{\"id\":3},{\"id\":4},{\"id\"",
        ),
        holds("a value that is no JSON", "value.ndjson", b"{\"id\":tru}\n"),
        holds("an event of 50 MiB", "long.ndjson", long.as_bytes()),
        holds(
            "a program",
            "program",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
        ),
        holds("a Parquet file by another name", "t.bin", PARQUET),
        holds(
            "a Parquet file that is cut off",
            "t.parquet",
            &PARQUET[..PARQUET.len() / 2],
        ),
    ]
}

fn texts() -> Vec<Case> {
    vec![
        holds(
            "bytes that are not UTF-8",
            "latin1.ndjson",
            b"{\"id\":\"M\xfcnchen\"}\n",
        ),
        holds(
            "a byte order mark",
            "mark.ndjson",
            b"\xef\xbb\xbf{\"id\":3}\n",
        ),
        holds(
            "lines that end with CR LF",
            "crlf.ndjson",
            b"{\"id\":3}\r\n{\"id\":4}\r\n",
        ),
        holds(
            "NUL bytes in a line",
            "nul.ndjson",
            b"{\"id\":3}\n\0\0\0\0\n{\"id\":4}\n",
        ),
        holds(
            "no newline behind the last line",
            "end.ndjson",
            b"{\"id\":3}\n{\"id\":4}",
        ),
    ]
}
