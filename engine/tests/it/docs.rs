//! The queries in the documents can be planned, so that nobody copies a mistake.

use std::fs;
use std::path::Path;

use taffrail::{Catalog, Engine};

use crate::datasets::with_library;

/// Queries in `taffrail query "..."` of a document.
fn commands(text: &str) -> Vec<String> {
    let starts = ["taffrail query \"", "cargo run -- query \""];
    text.lines()
        .filter_map(|line| starts.iter().find_map(|start| line.split_once(start)))
        .filter_map(|(_, rest)| rest.split_once('"'))
        .map(|(query, _)| query.to_owned())
        .collect()
}

/// Queries in blocks marked as text, and commands in the first column of tables.
fn language(text: &str) -> Vec<String> {
    let blocks = text.split("```text\n").skip(1);
    let blocks = blocks
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block.to_owned());
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let rows = rows
        .filter_map(|rest| rest.split_once('`'))
        // A bar inside of a cell is escaped.
        .map(|(query, _)| query.replace("\\|", "|"));
    blocks.chain(rows).collect()
}

/// The catalog that the document shows.
fn documented(text: &str) -> Catalog {
    let block = text.split("```toml\n").nth(1);
    let block = block.and_then(|rest| rest.split("```").next());
    let toml = block.expect("the document shows a file");
    Catalog::parse(toml, Path::new(Catalog::FILE), None).expect("it is right")
}

#[test]
fn queries_in_documents_can_be_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |name: &str| fs::read_to_string(root.join(name)).expect("a document");
    let queries = [
        commands(&read("README.md")),
        commands(&read("CONTRIBUTING.md")),
        language(&read("docs/language.md")),
        language(&read("docs/saved-queries.md")),
        commands(&read("docs/catalog.md")),
        language(&read("docs/catalog.md"))
            .into_iter()
            .filter(|query| query.starts_with("SOURCE"))
            .collect(),
    ]
    .concat();
    assert!(
        queries.len() >= 12,
        "only {} queries were found",
        queries.len()
    );
    let session = with_library(Engine::builder().build().expect("an engine").session());
    let session = session.catalog(documented(&read("docs/catalog.md")));
    for query in queries {
        if let Err(error) = session.check(&query) {
            panic!("{query}: {error}");
        }
    }
}
