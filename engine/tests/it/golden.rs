//! Golden queries: `testdata/queries/**/*.slt`.
//!
//! The format is sqllogictest's, compared strictly: the first line of a result are the column
//! names, cells are separated by tabs and compared byte for byte, and the types of the columns are
//! checked (`T` dynamic, `I` whole number, `R` number, `B` truth, `D` time). `connection warnings`
//! gives what there is to say about a query that runs, as its error.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use sqllogictest::{AsyncDB, ColumnType, Connection, DBOutput, Normalizer, Record, Runner};
use taffrail::output::CellText;
use taffrail::{Collected, Engine, Error};

use crate::datasets::{Dataset, datasets, testdata, with_library};

#[test]
fn golden() {
    let engine = Engine::builder().build().expect("an engine");
    let datasets = datasets();
    let mut queries = 0;
    let mut failures = Vec::new();
    for file in files(&testdata().join("queries")) {
        queries += run_file(&file, &engine, &datasets, &mut failures);
    }
    assert!(
        failures.is_empty(),
        "{} of {queries} failed\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
    assert!(queries > 250, "only {queries} golden queries were found");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder of queries")
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| {
            if path.is_dir() {
                files_of(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "slt"))
        .collect();
    files.sort();
    files
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    files(folder)
}

/// Runs the records of a file, each against the data set that it names.
fn run_file(
    file: &Path,
    engine: &Engine,
    datasets: &BTreeMap<String, Dataset>,
    failures: &mut Vec<String>,
) -> usize {
    let records = sqllogictest::parse_file::<Kind>(file)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut queries = 0;
    for record in records {
        let connection = match &record {
            Record::Query { connection, .. } => connection,
            Record::Statement { loc, .. } => panic!("{loc}: only queries are run"),
            _ => continue,
        };
        let Connection::Named(name) = connection else {
            panic!("{}: a query without a connection", file.display());
        };
        let dataset = (name != WARNINGS).then(|| &datasets[name]);
        let mut runner = Runner::new(|| async { Ok(Database { engine, dataset }) });
        runner.with_validator(same_rows);
        runner.with_column_validator(|actual, expected| actual == expected);
        queries += 1;
        if let Err(error) = runner.run(record) {
            failures.push(error.display(false).to_string());
        }
    }
    queries
}

/// Byte for byte.
fn same_rows(_: Normalizer, actual: &[Vec<String>], expected: &[String]) -> bool {
    let actual: Vec<String> = actual.iter().map(|row| row.join("\t")).collect();
    actual == expected
}

/// Not a data set: the query is looked at, not run.
const WARNINGS: &str = "warnings";

struct Database<'a> {
    engine: &'a Engine,
    dataset: Option<&'a Dataset>,
}

impl Database<'_> {
    fn warnings(&self, text: &str) -> Shown {
        match with_library(self.engine.session()).check(text) {
            Ok(diagnostics) => Shown(Error::Query {
                diagnostics,
                text: text.to_owned(),
            }),
            Err(error) => Shown(error),
        }
    }
}

/// An error as the command shows it: all diagnostics.
#[derive(Debug)]
struct Shown(Error);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Shown {}

#[async_trait]
impl AsyncDB for Database<'_> {
    type Error = Shown;
    type ColumnType = Kind;

    async fn run(&mut self, text: &str) -> Result<DBOutput<Kind>, Shown> {
        let Some(dataset) = self.dataset else {
            return Err(self.warnings(text));
        };
        let result = dataset.query(self.engine, text).await.map_err(Shown)?;
        let collected = result.collect().await.map_err(Shown)?;
        Ok(output(&collected))
    }

    async fn shutdown(&mut self) {}
}

fn output(collected: &Collected) -> DBOutput<Kind> {
    let header = collected
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let cells = collected.batches.iter().flat_map(|batch| {
        (0..batch.rows()).map(move |row| {
            (0..batch.columns().len())
                .map(|column| match batch.cell(row, column).text() {
                    None => "NULL".to_owned(),
                    Some(text) if text.is_empty() => "(empty)".to_owned(),
                    Some(text) => text.into_owned(),
                })
                .collect()
        })
    });
    DBOutput::Rows {
        types: collected
            .columns
            .iter()
            .map(|column| Kind::of(column.column_type))
            .collect(),
        rows: std::iter::once(header).chain(cells).collect(),
    }
}

/// The type of a column, as golden files write it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Dynamic,
    Integer,
    Number,
    Boolean,
    Time,
}

impl Kind {
    fn of(column_type: taffrail::ColumnType) -> Self {
        match column_type {
            taffrail::ColumnType::Dynamic { .. } => Self::Dynamic,
            taffrail::ColumnType::Integer => Self::Integer,
            taffrail::ColumnType::Number => Self::Number,
            taffrail::ColumnType::Boolean => Self::Boolean,
            taffrail::ColumnType::Time => Self::Time,
        }
    }
}

impl ColumnType for Kind {
    fn from_char(letter: char) -> Option<Self> {
        let known: HashMap<char, Self> = HashMap::from([
            ('T', Self::Dynamic),
            ('I', Self::Integer),
            ('R', Self::Number),
            ('B', Self::Boolean),
            ('D', Self::Time),
        ]);
        known.get(&letter).cloned()
    }

    fn to_char(&self) -> char {
        match self {
            Self::Dynamic => 'T',
            Self::Integer => 'I',
            Self::Number => 'R',
            Self::Boolean => 'B',
            Self::Time => 'D',
        }
    }
}
