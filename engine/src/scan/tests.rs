//! A scan in parts is the scan.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::{SortColumn, concat_batches, lexsort_to_indices, take_record_batch};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};
use datafusion::logical_expr::{Expr, col, lit};

use super::columns::ScanColumns;
use super::filter::ScanFilter;
use super::repeats::Repeats;
use super::report::{Progress, ScanReport};
use super::run::{Sink, run};
use super::spec::{Lines, ScanObject, ScanSpec, Visits, plan_objects};
use crate::catalog::{Asked, Late, Opening, Window, list};
use crate::dynamic::{Side, Want, compare};
use crate::engine::Engine;
use crate::log_type::{LogType, Said};
use crate::time::TimeRange;

struct Rows(Vec<RecordBatch>);

impl Sink for Rows {
    fn send(&mut self, batch: RecordBatch) -> bool {
        self.0.push(batch);
        true
    }

    fn is_closed(&self) -> bool {
        false
    }
}

/// Runs a spec as a worker elsewhere would: from its serialised form.
fn run_serialised(spec: &ScanSpec) -> (Vec<RecordBatch>, ScanReport) {
    let text = serde_json::to_string(spec).expect("a spec is plain data");
    let spec: ScanSpec = serde_json::from_str(&text).expect("a spec can be read back");
    let schema = ScanSpec::schema(&spec.columns);
    let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
    let memory = MemoryConsumer::new("test").register(&pool);
    let mut rows = Rows(Vec::new());
    let report = run(
        &spec,
        &schema,
        &Progress::default(),
        &memory,
        &[],
        None,
        &mut rows,
    )
    .expect("a scan");
    (rows.0, report)
}

fn in_order(spec: &ScanSpec, batches: &[RecordBatch]) -> RecordBatch {
    let all = concat_batches(&ScanSpec::schema(&spec.columns), batches).expect("one schema");
    let keys: Vec<SortColumn> = ["#object", "#offset"]
        .map(|name| SortColumn {
            values: Arc::clone(all.column_by_name(name).expect("a key")),
            options: None,
        })
        .to_vec();
    let indices = lexsort_to_indices(&keys, None).expect("integers sort");
    take_record_batch(&all, &indices).expect("indices are in bounds")
}

fn spec(
    places: &[&str],
    range: TimeRange,
    filter: impl FnOnce(&ScanColumns) -> Option<Expr>,
) -> ScanSpec {
    let places: Vec<String> = places.iter().map(|place| (*place).to_owned()).collect();
    let columns = ScanColumns::new(["eventName", "errorCode", "id"].map(str::to_owned));
    let filter = filter(&columns);
    let names = filter
        .iter()
        .flat_map(Expr::column_refs)
        .map(|column| column.name.clone());
    let filter_columns = names
        .filter_map(|name| columns.find(&name).cloned())
        .collect();
    let engine = Engine::builder().build().expect("an engine");
    let asked = Asked::of(Window {
        range,
        late: Late::default(),
    });
    ScanSpec {
        repeats: Repeats::Counted,
        objects: list(
            &places,
            &asked,
            Opening::Heads(Said::default()),
            &engine,
            engine.stores(),
        )
        .expect("the test data is there")
        .parts,
        columns: [
            "#object",
            "#offset",
            "@timestamp",
            "@message",
            "eventName",
            "@ptr",
        ]
        .iter()
        .map(|name| columns.find(name).expect("a column").clone())
        .collect(),
        filter_columns,
        filters: filter
            .iter()
            .map(|filter| ScanFilter::from_expr(filter).expect("a filter with a plain form"))
            .collect(),
        range,
        log_type: None,
        log_types: Arc::default(),
        fetch: None,
        visits: Visits::InOrder,
    }
}

/// Any split gives the rows and the report of the whole.
fn check(spec: &ScanSpec) {
    let (batches, whole) = run_serialised(spec);
    let expected = in_order(spec, &batches);
    assert!(expected.num_rows() > 0, "a test of nothing proves nothing");
    for count in [1, 2, 3, 7, 64] {
        let mut batches = Vec::new();
        let mut report = ScanReport::default();
        for part in spec.split(count) {
            let (rows, part) = run_serialised(&part);
            batches.extend(rows);
            report.merge(part);
        }
        assert_eq!(in_order(spec, &batches), expected, "rows of {count} parts");
        assert_eq!(report, whole, "report of {count} parts");
    }
}

fn testdata(path: &str) -> String {
    format!("{}/../testdata/logs/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn objects_are_dealt_out() {
    check(&spec(
        &[&testdata("cloudtrail")],
        TimeRange::default(),
        |_| None,
    ));
}

#[test]
fn filters_and_ranges_travel() {
    let range = TimeRange {
        since: Some(1_688_990_400_000_000),
        until: Some(1_688_991_000_000_000),
    };
    let filtered = spec(&[&testdata("cloudtrail")], range, |columns| {
        let error = columns.value("errorCode");
        let side = Side::Text("AccessDenied".into());
        let differs = compare(
            taffrail_query_lang::ast::CompareOp::NotEq,
            &Side::Value(error.clone()),
            &side,
            Want::True,
            chrono_tz::Tz::UTC,
        );
        Some(
            error
                .presence()
                .is_null()
                .or(differs.expect("no time is compared")),
        )
    });
    check(&filtered);
}

#[test]
fn damage_comes_back_from_parts() {
    check(&spec(
        &[&testdata("damaged"), &testdata("shapes")],
        TimeRange::default(),
        |_| None,
    ));
}

/// A plain file cut at every byte: each record belongs to the part that it starts in.
#[test]
fn files_are_cut_at_any_byte() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("lines.ndjson");
    let text = "{\"id\":1}\n\n{\"id\":\"zwei\"}\r\nplain text\n{\"id\":3,\n{\"id\":4}";
    fs::write(&path, text).expect("a file");
    let mut whole = spec(
        &[path.to_str().expect("UTF-8")],
        TimeRange::default(),
        |_| None,
    );
    let (batches, report) = run_serialised(&whole);
    let expected = in_order(&whole, &batches);
    assert_eq!(expected.num_rows(), 4);
    assert_eq!(report.damage_count, 1);
    let mut object = whole.objects[0].clone();
    object.lines = Some(Lines {
        json: true,
        log_type: LogType::find("json").expect("a log type"),
        header: None,
    });
    let size = text.len() as u64;
    for first in 0..=size {
        for second in first..=size {
            whole.objects = [(0, first), (first, second), (second, size)]
                .map(|part| ScanObject {
                    part: Some(part),
                    ..object.clone()
                })
                .into();
            let (batches, parts) = run_serialised(&whole);
            assert_eq!(
                in_order(&whole, &batches),
                expected,
                "cut at {first} and {second}"
            );
            assert_eq!(parts.damage_count, 1, "cut at {first} and {second}");
        }
    }
}

#[test]
fn large_plain_files_are_cut() {
    let spec = spec(
        &[&testdata("shapes/crlf.ndjson")],
        TimeRange::default(),
        |_| None,
    );
    let mut object = spec.objects[0].clone();
    object.size = 20 << 20;
    object.lines = Some(Lines {
        json: true,
        log_type: LogType::find("json").expect("a type"),
        header: None,
    });
    let parts: Vec<_> = plan_objects(vec![object])
        .iter()
        .map(|part| part.part)
        .collect();
    let third = (20 << 20) / 3;
    assert_eq!(
        parts,
        [
            Some((0, third)),
            Some((third, 2 * (20 << 20) / 3)),
            Some((2 * (20 << 20) / 3, 20 << 20))
        ]
    );
}

#[test]
fn what_has_no_plain_form_is_not_pushed() {
    assert!(ScanFilter::from_expr(&col("a").eq(lit(1_i8))).is_none());
    let filter = ScanFilter::from_expr(&col("a").eq(lit("x")).and(col("b").is_not_null()));
    let filter = filter.expect("texts have a plain form");
    assert_eq!(
        filter.to_expr().expect("known operators").to_string(),
        "a = Utf8(\"x\") AND b IS NOT NULL"
    );
}

#[test]
fn streams_cut_no_event_of_several_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("app.log");
    let mut text = String::new();
    for event in 0..3000 {
        writeln!(text, "2024-03-01 08:00:00 INFO event {event}").expect("text");
        // One is longer than an event may be, and one than a piece.
        let lines = match event {
            1000 => 60_000,
            2000 => 15_000,
            other => other % 7,
        };
        for line in 0..lines {
            writeln!(text, "\tat frame {line} of {event}").expect("text");
        }
    }
    std::fs::write(&path, &text).expect("written");
    let whole = spec(
        &[path.to_str().expect("UTF-8")],
        TimeRange::default(),
        |_| None,
    );
    let mut objects = whole.objects.to_vec();
    // What has no length is a stream.
    objects[0].size = 0;
    let stream = ScanSpec {
        objects: objects.into(),
        ..whole.clone()
    };
    let (whole_batches, whole_report) = run_serialised(&whole);
    let (batches, report) = run_serialised(&stream);
    assert_eq!(
        in_order(&whole, &whole_batches),
        in_order(&stream, &batches)
    );
    let counts = |report: &ScanReport| (report.statistics.events, report.statistics.inflated_bytes);
    assert_eq!(counts(&report), counts(&whole_report));
    assert_eq!(report.statistics.inflated_bytes, text.len() as u64);
    // What is longer than an event may be is two.
    assert_eq!(report.statistics.events, 3001);
}
