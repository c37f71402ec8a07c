//! Each sample is recognised as what it is, and as nothing else.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use taffrail::LogType;

use crate::datasets::testdata;

/// Of these every log is one.
const GENERAL: [&str; 3] = ["cloudtrail", "json", "text"];

fn beginning(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).expect("a sample");
    if path.extension().is_some_and(|it| it == "gz") {
        let mut out = Vec::new();
        let mut inflater = taffrail_extract::inflate::Inflater::new();
        inflater.gzip(&bytes, &mut out, 1 << 20).expect("gzip");
        out
    } else {
        bytes
    }
}

#[test]
fn samples_are_recognised_by_their_content() {
    let mut wrong = Vec::new();
    for log_type in LogType::built_in() {
        if GENERAL.contains(&log_type.name()) {
            continue;
        }
        let folder = testdata().join("logs").join(log_type.name());
        let samples = fs::read_dir(&folder).expect("a folder of samples");
        for sample in samples {
            let path = sample.expect("an entry").path();
            let told = LogType::told_by("sample", &beginning(&path));
            if told != *log_type {
                wrong.push(format!("{} is told as {}", path.display(), told.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn keys_of_archives_are_recognised() {
    let flow = "2 unlike any line";
    for (key, head, expected) in [
        (
            "AWSLogs/123456789012/vpcflowlogs/us-east-1/2024/03/01/x.log.gz",
            flow,
            "vpc-flow",
        ),
        (
            "123456789012_elasticloadbalancing_us-east-1_app.web.50dc_20240301T0800Z_192.0.2.1_x.log.gz",
            flow,
            "alb",
        ),
        (
            "123456789012_elasticloadbalancing_us-east-1_net.edge.c6e7_20240301T0800Z_x.log.gz",
            flow,
            "nlb",
        ),
        (
            "123456789012_elasticloadbalancing_us-east-1_shop_20240301T0800Z_192.0.2.1_x.log",
            flow,
            "elb",
        ),
        (
            "prefix/2024-03-01-00-00-38-ABCDEF0123456789",
            flow,
            "s3-access",
        ),
        (
            "cdn/E2K1ABCDEFGHIJ.2024-03-01-08.a1b2c3d4.gz",
            flow,
            "cloudfront",
        ),
        (
            "AWSLogs/1/WAFLogs/us-east-1/shop/x.log.gz",
            "{\"a\":1}",
            "waf",
        ),
        (
            "AWSLogs/1/CloudTrail/us-east-1/x.json.gz",
            "{\"a\":1}",
            "cloudtrail",
        ),
        (
            "AWSLogs/1/vpcflowlogs/us-east-1/x.log.gz",
            "{\"a\":1}",
            "json",
        ),
        ("notes.txt", "plain words", "text"),
    ] {
        let told = LogType::told_by(key, head.as_bytes());
        assert_eq!(told.name(), expected, "{key}");
    }
}

/// Where the table stands in the page.
const MARKS: [&str; 2] = [
    "<!-- the table is written by a test -->\n",
    "<!-- end of the table -->\n",
];

/// The table in `docs/log-types.md` is current.
#[test]
fn the_table_of_log_types_is_current() {
    let mut table = String::from(
        "| log type | recognised when | fields | golden |\n| --- | --- | --- | --- |\n",
    );
    for log_type in LogType::built_in() {
        let name = log_type.name();
        let golden = if GENERAL.contains(&name) {
            "testdata/queries/scan/shapes.slt".to_owned()
        } else {
            format!("testdata/queries/types/{name}.slt")
        };
        let file = testdata().join("..").join(&golden);
        assert!(file.exists(), "no {golden}");
        let recognised = log_type.recognised().join("; ").replace('|', "\\|");
        let fields: Vec<_> = log_type
            .fields()
            .map(|field| format!("`{field}`"))
            .collect();
        let fields = if fields.is_empty() {
            "as they come".to_owned()
        } else {
            fields.join(" ")
        };
        let summary = log_type.summary().replace('|', "\\|");
        writeln!(
            table,
            "| `{name}`: {summary} | {recognised} | {fields} | [`{name}`](../{golden}) |"
        )
        .expect("text");
    }
    let path = testdata().join("../docs/log-types.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let (before, rest) = page.split_once(MARKS[0]).expect("a mark");
    let (current, behind) = rest.split_once(MARKS[1]).expect("a mark");
    if std::env::var_os("TAFFRAIL_WRITE_DOCS").is_some() {
        let page = [before, MARKS[0], &table, MARKS[1], behind].concat();
        fs::write(&path, page).expect("the page is written");
    } else {
        assert!(current == table, "docs/log-types.md is out of date");
    }
}
