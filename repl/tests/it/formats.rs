//! Rows in each format.

use crate::run::query;

const SOURCES: &str = "stats count(*) as n, count(errorCode) as errors, max(eventTime) by eventSource | sort n desc \
     | limit 2";

fn check(format: &str, expected: &str) {
    query(SOURCES, &["--quiet", "--format", format])
        .exits(0)
        .prints(expected)
        .says_nothing();
}

#[test]
fn stats() {
    let row = |source: &str, n: u32, errors: u32, last: &str| {
        format!(
            "{{\"eventSource\":\"{source}\",\"n\":{n},\"errors\":{errors},\
             \"max(eventTime)\":\"{last}\"}}"
        )
    };
    let ec2 = row("ec2.amazonaws.com", 892, 77, "2023-07-10T12:32:01Z");
    let ssm = row("ssm.amazonaws.com", 488, 104, "2023-07-10T12:08:27Z");
    check("json", &format!("[\n{ec2},\n{ssm}\n]\n"));
    check("ndjson", &format!("{ec2}\n{ssm}\n"));
    check(
        "csv",
        "eventSource,n,errors,max(eventTime)\n\
         ec2.amazonaws.com,892,77,2023-07-10T12:32:01Z\n\
         ssm.amazonaws.com,488,104,2023-07-10T12:08:27Z\n",
    );
    check(
        "tsv",
        "eventSource\tn\terrors\tmax(eventTime)\n\
         ec2.amazonaws.com\t892\t77\t2023-07-10T12:32:01Z\n\
         ssm.amazonaws.com\t488\t104\t2023-07-10T12:08:27Z\n",
    );
    check(
        "markdown",
        "| eventSource | n | errors | max(eventTime) |\n\
         | --- | ---: | ---: | --- |\n\
         | ec2.amazonaws.com | 892 | 77 | 2023-07-10T12:32:01Z |\n\
         | ssm.amazonaws.com | 488 | 104 | 2023-07-10T12:08:27Z |\n",
    );
}

#[test]
fn a_pipe_gets_ndjson() {
    query(
        "stats count(*) as n by eventName | sort n desc | limit 4",
        &[],
    )
    .exits(0)
    .prints(
        "{\"eventName\":\"Decrypt\",\"n\":178}\n\
         {\"eventName\":\"DescribeRouteTables\",\"n\":163}\n\
         {\"eventName\":\"GetUser\",\"n\":130}\n\
         {\"eventName\":\"DescribeParameters\",\"n\":122}\n",
    );
}

#[test]
fn missing_values() {
    let text = "fields eventName, nowhere | sort @timestamp asc | limit 1";
    let check = |format, expected| {
        query(text, &["--quiet", "--format", format])
            .exits(0)
            .prints(expected);
    };
    check(
        "ndjson",
        "{\"eventName\":\"GetRegionOptStatus\",\"nowhere\":null}\n",
    );
    check("csv", "eventName,nowhere\nGetRegionOptStatus,\n");
    check(
        "table",
        "eventName           nowhere\n──────────────────  ───────\nGetRegionOptStatus\n",
    );
}

#[test]
fn no_rows() {
    let text = "filter eventName = 'Nothing' | fields eventName, awsRegion";
    let check = |format, expected| {
        query(text, &["--format", format])
            .exits(0)
            .prints(expected)
            .says("no event matches");
    };
    check("json", "[]\n");
    check("ndjson", "");
    check("csv", "eventName,awsRegion\n");
    check("table", "eventName  awsRegion\n─────────  ─────────\n");
}

#[test]
fn times_are_utc_but_in_tables() {
    let text = "stats count(*) as n by bin(1d)";
    let options = |format| ["--quiet", "--tz", "Europe/Berlin", "--format", format];
    query(text, &options("csv")).prints("bin(1d),n\n2023-07-09T22:00:00.000Z,2900\n");
    query(text, &options("table")).prints("bin(1d)        n\n──────────  ────\n2023-07-10  2900\n");
}
