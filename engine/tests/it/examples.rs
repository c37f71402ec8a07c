//! The examples of the function reference, run.

use taffrail::output::{Format, writer};
use taffrail::query_lang::Code;
use taffrail::query_lang::command::COMMANDS;
use taffrail::query_lang::function::{self, FunctionKind};
use taffrail::{Collected, Engine, Error};

use crate::datasets::{datasets, with_library};

#[test]
fn examples_of_scalar_functions() {
    let engine = Engine::builder().build().expect("an engine");
    let datasets = datasets();
    let one_event = &datasets["one-event"];
    let mut wrong = Vec::new();
    for info in function::all().filter(|info| info.kind == FunctionKind::Scalar) {
        for (example, expected) in info.examples {
            let query = format!("fields {example} as value");
            let found = match one_event.query(&engine, &query).collect_blocking() {
                Ok(collected) => value(&collected),
                Err(error) => error.to_string(),
            };
            if found != *expected {
                wrong.push(format!("{example}: expected {expected}, found {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_aggregates_can_be_planned() {
    let engine = Engine::builder().build().expect("an engine");
    for info in function::all().filter(|info| info.kind == FunctionKind::Aggregate) {
        for (example, _) in info.examples {
            if let Err(error) = engine.session().check(example) {
                panic!("{example}: {error}");
            }
        }
    }
}

/// What can be read and formatted, but not run yet.
const NOT_BUILT: [&str; 6] = [
    "pattern",
    "diff",
    "logcompare",
    "anomaly",
    "outlier",
    "relevantfields",
];

#[test]
fn examples_of_commands_can_be_planned() {
    let engine = Engine::builder().build().expect("an engine");
    let session = with_library(engine.session());
    for info in COMMANDS {
        for example in info.examples {
            let code = match session.check(example) {
                Ok(_) => None,
                Err(Error::Query { diagnostics, .. }) => Some(diagnostics[0].code),
                Err(error) => panic!("{example}: {error}"),
            };
            let not_built = NOT_BUILT.contains(&info.name);
            match code {
                None => assert!(!not_built, "{example} can be run"),
                Some(Code::NotBuiltYet) => assert!(not_built, "{example} cannot be run"),
                // These name what only a user has.
                Some(
                    Code::UnknownTable
                    | Code::UnknownTableColumn
                    | Code::UnknownSavedQuery
                    | Code::UnknownSource,
                ) => {}
                Some(code) => panic!("{example}: {}", code.as_str()),
            }
        }
    }
}

fn value(collected: &Collected) -> String {
    let mut out = Vec::new();
    let mut rows = writer(Format::Ndjson, &collected.columns, &mut out).expect("a header");
    for batch in &collected.batches {
        rows.write(batch).expect("memory takes all");
    }
    rows.finish().expect("memory takes all");
    drop(rows);
    let text = String::from_utf8(out).expect("JSON is UTF-8");
    let value = text
        .trim_end()
        .strip_prefix("{\"value\":")
        .and_then(|text| text.strip_suffix('}'));
    value.map_or(text.clone(), str::to_owned)
}
