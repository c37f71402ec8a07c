//! The engine's answer and the evaluator's, as NDJSON, cell by cell.

use regex::Regex;
use taffrail::output::{Format, writer};
use taffrail::query_lang::Code;
use taffrail::{Collected, Error};

use super::command::Answer;
use super::json::quoted;
use super::value::Value;

/// How the engine answered.
#[derive(Debug)]
pub(crate) enum Engine {
    Rows(Vec<String>),
    /// A diagnostic on the query.
    Refused(String),
    /// It should not happen.
    Failed(String),
}

impl Engine {
    pub(crate) fn of(result: taffrail::Result<Collected>) -> Self {
        match result {
            Ok(collected) if moves(&collected) => Self::Refused("a `filter` moves".to_owned()),
            Ok(collected) => Self::Rows(lines(&collected)),
            Err(Error::Query { diagnostics, text }) if diagnostics[0].code != Code::Internal => {
                Self::Refused(format!("{}\n{text}", diagnostics[0].message))
            }
            Err(error) => Self::Failed(error.to_string()),
        }
    }
}

/// Whether a filter on none of the columns of the `stats` before it works before that `stats`,
/// which has tests of its own.
fn moves(collected: &Collected) -> bool {
    collected
        .diagnostics
        .iter()
        .any(|it| it.code == Code::FilterPushed)
}

fn lines(collected: &Collected) -> Vec<String> {
    let mut out = Vec::new();
    let mut rows = writer(Format::Ndjson, &collected.columns, &mut out).expect("a header");
    for batch in &collected.batches {
        rows.write(batch).expect("memory takes all");
    }
    rows.finish().expect("memory takes all");
    drop(rows);
    let text = String::from_utf8(out).expect("JSON is UTF-8");
    text.lines().map(str::to_owned).collect()
}

/// The evaluator's answer as NDJSON.
pub(crate) fn written(answer: &Answer) -> Vec<String> {
    let row = |row: &Vec<Value>| {
        let cells = answer.columns.iter().zip(row);
        let cells = cells.map(|((name, _), value)| format!("{}:{}", quoted(name), value.token()));
        format!("{{{}}}", cells.collect::<Vec<_>>().join(","))
    };
    answer.rows.iter().map(row).collect()
}

/// What may differ in the last digits: sums depend on the order of adding, curves on the library.
const INEXACT: &[&str] = &[
    "sum",
    "avg",
    "pct",
    "median",
    "rate",
    "histogram",
    "haversine",
    "log",
    "^",
];

/// How exact a spread of large numbers near each other is depends on the order of adding: the
/// digits are those of the numbers, not of their spread.
const SPREADS: &[&str] = &["stddev", "variance"];

/// By what share of them the numbers of a query may differ; `None` when they may not.
pub(crate) fn tolerance(query: &str) -> Option<f64> {
    let names = |words: &[&str]| words.iter().any(|word| query.contains(word));
    match (names(SPREADS), names(INEXACT)) {
        (true, _) => Some(1e-7),
        (false, true) => Some(1e-9),
        (false, false) => None,
    }
}

/// Whether two answers are the same.
pub(crate) fn same(engine: &[String], answer: &Answer, tolerance: Option<f64>) -> bool {
    let expected = written(answer);
    let same = |(engine, expected): (&String, &String)| {
        engine == expected || tolerance.is_some_and(|it| are_near(engine, expected, it))
    };
    engine.len() == expected.len() && engine.iter().zip(&expected).all(same)
}

/// Whether two texts are the same but for numbers that are near to each other.
fn are_near(a: &str, b: &str, tolerance: f64) -> bool {
    let number = Regex::new(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?").expect("it compiles");
    // Of times that were computed of such numbers only the years near ours can be compared.
    let far = Regex::new(r"[+-][0-9]{5,}-[0-9:T.-]+Z").expect("it compiles");
    let (a, b) = (far.replace_all(a, "far"), far.replace_all(b, "far"));
    let numbers = |text: &str| -> Vec<f64> {
        let found = number.find_iter(text).map(|found| found.as_str());
        found
            .map(|text| text.parse().expect("it reads as a number"))
            .collect()
    };
    let near = |(a, b): (f64, f64)| (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1e-6);
    let (a_numbers, b_numbers) = (numbers(&a), numbers(&b));
    number.replace_all(&a, "0") == number.replace_all(&b, "0")
        && a_numbers.into_iter().zip(b_numbers).all(near)
}
