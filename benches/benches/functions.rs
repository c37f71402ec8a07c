//! Families of functions, each over a file of events: the whole query, of which `nothing` is the part
//! that is no function.
//!
//! `cargo bench -p taffrail-benches --bench functions`

use std::fmt::Write as _;
use std::fs;
use std::num::NonZeroUsize;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taffrail::{Engine, Session};
use taffrail_benches::random::Random;
use tempfile::TempDir;

criterion_group!(benches, scalars, aggregates, commands);
criterion_main!(benches);

const EVENTS: u64 = 20_000;

/// A call of each family that does its usual work.
const SCALARS: [(&str, &str); 12] = [
    ("nothing", "text"),
    ("numeric, abs", "abs(number)"),
    ("numeric, arithmetic", "number * 2 + 1"),
    ("general, coalesce", "coalesce(absent, text)"),
    ("datetime, bin", "bin(5m)"),
    (
        "datetime, formatDate",
        "formatDate(@timestamp, 'yyyy-MM-dd HH:mm')",
    ),
    (
        "ip, isIpv4InSubnet",
        "isIpv4InSubnet(address, '10.0.0.0/8')",
    ),
    ("string, strlen", "strlen(text)"),
    ("string, replace", "replace(text, 'a', 'b')"),
    ("string, regexReplace", "regexReplace(text, /[0-9]+/, '#')"),
    ("encoding, sha256", "sha256(text)"),
    ("json, jsonParse", "jsonParse(payload)"),
];

/// An aggregate of each kind: over numbers, kept values and sketches.
const AGGREGATES: [(&str, &str); 6] = [
    ("count", "count(text)"),
    ("sum", "sum(number)"),
    ("max", "max(text)"),
    ("pct", "pct(number, 95)"),
    ("count_distinct", "count_distinct(text)"),
    ("latest", "latest(text)"),
];

const COMMANDS: [(&str, &str); 6] = [
    ("filter, like", "filter text like 'a1' | stats count(*)"),
    (
        "filter, regex",
        "filter text like /a[0-9]+b/ | stats count(*)",
    ),
    ("parse", "parse text '*-*-*' as a, b, c | stats count(c)"),
    ("stats by", "stats count(*) by address"),
    ("sort", "fields number, text | sort number desc | limit 100"),
    ("dedup", "dedup address | stats count(*)"),
];

/// One thread, over events with a value of each kind.
fn session() -> (Session, TempDir, u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("events.ndjson");
    let events = events();
    fs::write(&file, &events).expect("a file");
    let engine = Engine::builder().threads(NonZeroUsize::MIN).build();
    let session = engine.expect("an engine starts").session();
    (
        session.from(file.to_string_lossy()),
        folder,
        events.len() as u64,
    )
}

fn events() -> String {
    let mut random = Random::new(1, 0);
    let mut out = String::new();
    for at in 0..EVENTS {
        let (hour, minute, second) = (at / 3600 % 24, at / 60 % 60, at % 60);
        let (number, low) = (random.below(1_000_000), random.below(256));
        let text = random.text("abcdefghij0123456789-", 24);
        let written = writeln!(
            out,
            r#"{{"time":"2024-05-06T{hour:02}:{minute:02}:{second:02}Z","number":{number},"text":"{text}","address":"10.1.2.{low}","payload":"{{\"a\":{number},\"b\":[1,2]}}"}}"#
        );
        written.expect("a String takes every write");
    }
    out
}

fn ask(
    criterion: &mut Criterion,
    family: &str,
    queries: impl IntoIterator<Item = (&'static str, String)>,
) {
    let (session, _folder, bytes) = session();
    let mut group = criterion.benchmark_group(family);
    group.sample_size(10);
    group.throughput(Throughput::Bytes(bytes));
    for (name, query) in queries {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let found = session.query(&query).collect_blocking();
                found.unwrap_or_else(|error| panic!("{query}: {error}"))
            });
        });
    }
    group.finish();
}

fn scalars(criterion: &mut Criterion) {
    let queries = SCALARS.map(|(name, call)| {
        (
            name,
            format!("fields {call} as value | stats count(value), count(*)"),
        )
    });
    ask(criterion, "function", queries);
}

fn aggregates(criterion: &mut Criterion) {
    let queries = AGGREGATES.map(|(name, call)| (name, format!("stats {call} by address")));
    ask(criterion, "aggregate", queries);
}

fn commands(criterion: &mut Criterion) {
    let queries = COMMANDS.map(|(name, query)| (name, query.to_owned()));
    ask(criterion, "command", queries);
}
