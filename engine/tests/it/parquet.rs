//! Parquet files as a source: what is read of them, and that they answer as logs do.

use std::borrow::Cow;
use std::fs;
use std::num::NonZeroUsize;

use taffrail::output::CellText;
use taffrail::{Collected, Engine};

use crate::datasets::{datasets, testdata};

fn engine(threads: usize) -> Engine {
    let threads = NonZeroUsize::new(threads).expect("at least one thread");
    let builder = Engine::builder().threads(threads);
    builder.build().expect("an engine")
}

fn physical(dataset: &str, query: &str) -> String {
    let engine = engine(2);
    let query = datasets()[dataset].query(&engine, query);
    let explained = futures::executor::block_on(query.explain());
    let plans = explained.expect("an explanation").plans;
    plans.expect("all commands are built").physical
}

fn answer(dataset: &str, query: &str, threads: usize) -> Collected {
    let engine = engine(threads);
    let query = datasets()[dataset].query(&engine, query);
    query.collect_blocking().expect("an answer")
}

fn cells(collected: &Collected) -> Vec<Vec<Option<String>>> {
    let rows = collected.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(move |row| {
            (0..batch.columns().len())
                .map(|column| batch.cell(row, column).text().map(Cow::into_owned))
                .collect()
        })
    });
    rows.collect()
}

#[track_caller]
fn check(plan: &str, expected: &[&str]) {
    for part in expected {
        assert!(plan.contains(part), "no `{part}` in\n{plan}");
    }
}

#[test]
fn filters_prune_and_members_are_read_alone() {
    let plan = physical(
        "parquet",
        r#"filter errorCode = "AccessDenied" | stats count(*) by userIdentity.arn"#,
    );
    check(
        &plan,
        &[
            "projection=[get_field(userIdentity@",
            "predicate=errorCode@6 = AccessDenied",
            "pruning_predicate=errorCode_null_count",
        ],
    );
    assert!(!plan.contains("FilterExec"), "{plan}");
}

#[test]
fn a_time_range_prunes() {
    let plan = physical("parquet-noon", "stats count(*) by eventName");
    check(
        &plan,
        &[
            "pruning_predicate=eventTime_null_count",
            "eventTime_max@",
            "eventTime_min@",
        ],
    );
    let whole = answer("parquet", "stats count(*) by eventName", 1);
    let noon = answer("parquet-noon", "stats count(*) by eventName", 1);
    let events = |collected: &Collected| collected.summary.report.statistics.events;
    assert_eq!(events(&whole), 2900);
    assert!(events(&noon) < 2900, "{} events", events(&noon));
}

#[test]
fn whole_numbers_and_times_compare_as_they_are() {
    let plan = physical("parquet-types", "filter i8 >= 5 | fields id");
    check(
        &plan,
        &["predicate=i8@1 >= 5", "pruning_predicate=i8_null_count"],
    );
    let plan = physical("parquet-types", r#"filter ms > "2024-03-01" | fields id"#);
    check(&plan, &["pruning_predicate=ms_null_count"]);
}

#[test]
fn the_newest_are_looked_for_in_the_source() {
    for query in [
        "limit 20",
        "fields eventName | sort @timestamp desc | limit 20",
    ] {
        let plan = physical("parquet", query);
        check(
            &plan,
            &["predicate=DynamicFilter", "reverse_row_groups=true"],
        );
    }
}

/// What a limit leaves out is not counted.
#[test]
fn what_was_outdone_is_said() {
    let queries = [
        ("limit 20", true),
        ("filter readOnly = true | sort @timestamp | limit 3", true),
        // There are not as many.
        ("limit 5000", false),
        ("filter readOnly = true | stats count(*)", false),
        ("filter readOnly = true | sort @timestamp", false),
        (
            "stats count(*) as n by eventName | sort n desc | limit 3",
            false,
        ),
    ];
    for (query, outdone) in queries {
        let summary = answer("parquet", query, 2).summary;
        assert_eq!(summary.at_least, outdone, "{query}");
    }
}

#[test]
fn a_count_reads_nothing() {
    let counted = answer("parquet", "stats count(*)", 1);
    let statistics = counted.summary.report.statistics;
    assert_eq!((statistics.bytes, statistics.events), (0, 2900));
}

#[test]
fn rows_of_one_file_are_not_sorted_again() {
    let plan = physical("parquet", "fields eventName");
    assert!(!plan.contains("SortExec"), "{plan}");
}

#[test]
fn answers_are_those_of_the_logs() {
    let queries = [
        "stats count(*) by eventSource, readOnly",
        "stats countDistinct(eventName), min(@timestamp), max(@timestamp) by userIdentity.type",
        "filter eventName like /^Describe/ and not ispresent(errorCode) | stats count(*) by bin(1m)",
        "filter eventSource in ['s3.amazonaws.com', 'kms.amazonaws.com'] | stats count(*) by resources[0].ARN",
        "stats count(userIdentity.userName) as users, count(errorCode) as errors by awsRegion",
        "stats count(*) as n by eventName | filter n > 20 | sort n desc, eventName | tail 3",
        "filter userIdentity.arn in (filter errorCode = 'AccessDenied' | fields userIdentity.arn) | stats count(*)",
    ];
    for query in queries {
        let logs = cells(&answer("cloudtrail", query, 2));
        assert!(!logs.is_empty(), "{query}");
        assert_eq!(cells(&answer("parquet", query, 2)), logs, "{query}");
    }
}

#[test]
fn threads_do_not_change_the_rows() {
    let queries = [
        "fields eventName, @ptr",
        "fields eventName | tail 5",
        "fields eventName, @ptr | sort eventName | limit 100",
        "dedup userIdentity.arn | fields userIdentity.arn, @ptr",
        "filter readOnly = false | limit 50 | fields @ptr",
    ];
    for query in queries {
        let one = cells(&answer("parquet", query, 1));
        assert!(!one.is_empty(), "{query}");
        assert_eq!(cells(&answer("parquet", query, 5)), one, "{query}");
    }
}

#[test]
fn the_last_rows_are_those_with_the_highest_numbers() {
    let last = cells(&answer(
        "parquet",
        "fields @ptr | sort @timestamp | tail 4",
        2,
    ));
    let rows = last.iter().map(|row| row[0].as_deref().expect("a place"));
    let rows: Vec<&str> = rows
        .map(|place| place.split(':').next().expect("a number"))
        .collect();
    assert_eq!(rows, ["2896", "2897", "2898", "2899"]);
}

#[test]
fn damage_is_named() {
    let read = answer("parquet-damaged", "stats count(name) as n", 2);
    let report = read.summary.report;
    let damaged = report.damages.iter().map(|damage| {
        let name = damage.object.rsplit('/').next().expect("a name");
        (name, damage.whole)
    });
    assert_eq!(
        damaged.collect::<Vec<_>>(),
        [("cut.parquet", true), ("page.parquet", false)]
    );
    assert_eq!(report.statistics.objects, 2);
}

/// Row groups behind a damaged one are read, and each damage has its place; the columns of the file
/// that are whole are read.
#[test]
fn each_damaged_row_group_is_named_once() {
    let first = (4, "row group 1 of 4");
    let third = (9431, "row group 3 of 4");
    let queries = [
        ("stats count(name) as n", 1, vec![first, third]),
        ("fields id, name", 1000, vec![first, third]),
        (
            "filter name like 'event' | fields id",
            1000,
            vec![first, third],
        ),
        // The first row group cannot hold them.
        (
            "fields id, name | sort id desc | limit 1000",
            1000,
            vec![third],
        ),
    ];
    for (query, rows, expected) in queries {
        for threads in [1, 4] {
            let read = answer("parquet-damaged-groups", query, threads);
            assert_eq!(cells(&read).len(), rows, "{query}");
            let report = read.summary.report;
            assert_eq!(report.damage_count, expected.len() as u64, "{query}");
            let damages = report.damages.iter().map(|damage| {
                let place = damage.reason.split(" is damaged").next();
                (damage.offset.expect("a place"), place.expect("a reason"))
            });
            assert_eq!(damages.collect::<Vec<_>>(), expected, "{query}");
        }
    }
}

/// Told by its content: under a name of its own, and under that of a log when it is named itself.
#[test]
fn a_file_is_known_by_its_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = testdata().join("logs/parquet/types.parquet");
    let session = engine(1).session();
    for name in ["part-0000", "events.json"] {
        let copy = folder.path().join(name);
        fs::copy(&file, &copy).expect("a copy");
        let session = session.clone().from(copy.to_str().expect("a path"));
        let read = session.query("stats sum(id) as n").collect_blocking();
        assert_eq!(cells(&read.expect("an answer")), [[Some("6".to_owned())]]);
    }
}

/// Wherever a byte was written over: what cannot be read is damage, and ends no query.
#[test]
fn damaged_bytes_end_no_query() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("damaged.parquet");
    let whole = fs::read(testdata().join("logs/parquet/types.parquet")).expect("a file");
    let session = engine(1).session();
    let session = session.from(path.to_str().expect("a path"));
    let mut damaged = 0;
    for at in (4..whole.len() - 8).step_by(101) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        fs::write(&path, bytes).expect("written");
        let read = session
            .query("limit 5 | fields @message")
            .collect_blocking();
        let read = read.unwrap_or_else(|error| panic!("at {at}: {error}"));
        damaged += u64::from(read.summary.report.damage_count > 0);
    }
    assert!(damaged > 10, "{damaged} times damage was noted");
}
