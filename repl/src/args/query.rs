//! How the options of `query` fit together.

use std::path::{Path, PathBuf};

use taffrail::output::Format;
use taffrail::query_lang::command;

use super::value::RowFormat;
use super::{RowsArgs, TextArgs};
use crate::failure::Failure;

/// Where rows go, and how they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The format, when one was asked for.
    pub(crate) format: Option<RowFormat>,
    /// The file, instead of standard output.
    pub(crate) file: Option<PathBuf>,
}

impl RowsArgs {
    /// Where rows go.
    pub(crate) fn target(&self) -> Result<Target, Failure> {
        // As with other options that take files, `-` is the stream.
        let file = self
            .output
            .as_deref()
            .filter(|file| *file != Path::new("-"));
        let format = match (file, self.format) {
            (Some(file), None) => Some(RowFormat::Rows(of_file(file)?)),
            (_, format) => format,
        };
        Ok(Target {
            format,
            file: file.map(Path::to_owned),
        })
    }
}

fn of_file(file: &Path) -> Result<Format, Failure> {
    let name = file.to_string_lossy();
    Format::of_file(&name).ok_or_else(|| {
        Failure::Usage(format!(
            "--output {name}: its name does not say a format; end it with .json, .ndjson, .csv, \
             .tsv or .md, or give --format"
        ))
    })
}

impl TextArgs {
    /// Takes the query back from the places: `--from logs 'filter a'` takes it for a second one.
    pub(crate) fn take_query_from(&mut self, places: &mut Vec<String>) {
        self.take_from(places, |place| Path::new(place).exists());
    }

    fn take_from(&mut self, places: &mut Vec<String>, exists: impl Fn(&str) -> bool) {
        if self.query.is_some() || self.file.is_some() || places.len() < 2 {
            return;
        }
        self.query = places.pop_if(|last| is_query(last) && !exists(last));
    }
}

/// Whether a text that is no path is rather a query: to read a mistyped one as a place would ask
/// another question than was meant.
fn is_query(text: &str) -> bool {
    let begins_with_command = text
        .split_whitespace()
        .next()
        .is_some_and(|word| command::find(word).is_some());
    let like_a_path = text.contains(['/', '.', '*', '\\']) && !text.contains(char::is_whitespace);
    begins_with_command || text.contains('|') || !like_a_path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(places: &[&str], expected: (usize, Option<&str>)) {
        let mut places: Vec<String> = places.iter().map(|&place| place.into()).collect();
        let mut text = TextArgs {
            query: None,
            file: None,
            parameters: Vec::new(),
        };
        text.take_from(&mut places, |place| place == "limit 5");
        assert_eq!((places.len(), text.query.as_deref()), expected);
    }

    #[test]
    fn a_query_behind_places_is_a_query() {
        check(&["logs", "filter a = 1"], (1, Some("filter a = 1")));
        check(
            &["logs", "more", "filtr a | limit 5"],
            (2, Some("filtr a | limit 5")),
        );
        check(&["logs", "limt 5"], (1, Some("limt 5")));
        check(&["logs", "errorCode"], (1, Some("errorCode")));
        check(&["logs", "more/logs"], (2, None));
        check(&["logs", "*.json"], (2, None));
        check(&["logs", "limit 5"], (2, None));
        check(&["logs", "filter"], (1, Some("filter")));
        check(&["filter a = 1"], (1, None));
    }

    #[test]
    fn formats_of_files() {
        let of = |name| of_file(Path::new(name)).map_err(|failure| failure.to_string());
        assert_eq!(of("a.csv"), Ok(Format::Csv));
        assert_eq!(of("a.b/rows.jsonl"), Ok(Format::Ndjson));
        assert!(of("rows.xlsx").is_err_and(|message| message.contains("rows.xlsx")));
        assert!(of("rows").is_err());
    }
}
