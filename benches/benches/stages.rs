//! The stages of a query before its first byte: text to tree over the golden corpus, tree to plans.
//!
//! `cargo bench -p taffrail-benches --bench stages`

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taffrail::query_lang::{format as format_query, parse};
use taffrail::{Engine, Session};

criterion_group!(benches, text, plans, deep);
criterion_main!(benches);

/// The queries that the golden files ask and that have an answer.
fn corpus() -> Vec<String> {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/queries");
    let mut queries: Vec<String> = files(&testdata)
        .iter()
        .flat_map(|file| read(file))
        .collect();
    queries.retain(|query| parse(query).is_ok());
    assert!(queries.len() > 250, "only {} queries", queries.len());
    queries
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of queries");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "slt") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The texts between `query ...` and `----`.
fn read(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("a golden file");
    let mut queries = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("query ") && !line.starts_with("query error") {
            let query: Vec<&str> = lines.by_ref().take_while(|line| *line != "----").collect();
            queries.push(query.join("\n"));
        }
    }
    queries
}

fn text(criterion: &mut Criterion) {
    let queries = corpus();
    let bytes = queries.iter().map(String::len).sum::<usize>() as u64;
    let mut group = criterion.benchmark_group("golden corpus");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| queries.iter().flat_map(|query| parse(query)).count());
    });
    let trees: Vec<_> = queries.iter().flat_map(|query| parse(query)).collect();
    group.bench_function("format", |bencher| {
        bencher.iter(|| {
            trees
                .iter()
                .map(|tree| format_query(tree).len())
                .sum::<usize>()
        });
    });
    group.finish();
}

/// Queries of some length, each with what makes planning dear.
const PLANNED: [(&str, &str); 4] = [
    (
        "stats",
        "filter errorCode = 'AccessDenied' | stats count(*) as n by userIdentity.arn",
    ),
    (
        "rows",
        "filter eventName like 'Put' | fields @timestamp, requestParameters.bucketName | limit 20",
    ),
    (
        "pipeline",
        "parse userAgent '*/*' as product, rest | fields strlen(rest) as size | stats avg(size) as a, \
         pct(size, 95) as p by product, bin(1h) | filter a > 10 | sort p desc | limit 5",
    ),
    (
        "subquery",
        "filter userIdentity.arn in (filter errorCode = 'AccessDenied' | fields userIdentity.arn) \
         | stats count(*) by eventName",
    ),
];

fn session() -> Session {
    let archive = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/logs/cloudtrail");
    Engine::builder()
        .build()
        .expect("an engine starts")
        .session()
        .from(archive)
}

fn plans(criterion: &mut Criterion) {
    let session = session();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime starts");
    let mut group = criterion.benchmark_group("plan");
    group.sample_size(20);
    for (name, query) in PLANNED {
        group.bench_function(format!("logical, {name}"), |bencher| {
            bencher.iter(|| black_box(session.check(query).expect("it can run")));
        });
        group.bench_function(format!("listed, optimized, physical, {name}"), |bencher| {
            bencher.iter(|| {
                let explained = runtime.block_on(session.query(query).explain());
                black_box(explained.expect("it can run"))
            });
        });
    }
    group.finish();
}

fn deep(criterion: &mut Criterion) {
    let session = session();
    let mut group = criterion.benchmark_group("a thousand terms");
    group.sample_size(10);
    let terms: Vec<String> = (0..1000).map(|at| format!("status = {at}")).collect();
    let query = format!("filter {}", terms.join(" or "));
    group.bench_function("parse", |bencher| bencher.iter(|| parse(&query).is_ok()));
    group.bench_function("logical", |bencher| {
        bencher.iter(|| session.check(&query).expect("it can run"));
    });
    group.finish();
}
