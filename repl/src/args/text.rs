//! The text of a query.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use taffrail::Error;
use taffrail::query_lang::parameters::expand;

use super::value;
use crate::failure::Failure;

/// Options that say what the query is.
#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// The query; an empty one shows the newest 20 events
    #[arg(conflicts_with = "file")]
    pub(crate) query: Option<String>,
    /// Read the query from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Put a value in the place of `{{NAME}}` in the query; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = value::parameter)]
    pub(crate) parameters: Vec<(String, String)>,
}

impl TextArgs {
    /// The query with its parameters put in.
    pub(crate) fn read(&self) -> Result<String, Failure> {
        let text = read(self.query.as_deref(), self.file.as_deref())?;
        // A query without parameters may hold `{{` in peace.
        if self.parameters.is_empty() && !text.contains("{{") {
            return Ok(text);
        }
        expand(&text, &self.parameters).map_err(|diagnostic| {
            Error::Query {
                diagnostics: vec![diagnostic],
                text,
            }
            .into()
        })
    }

    /// Whether the query comes from standard input.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.file.as_deref().is_some_and(is_stdin)
    }
}

/// The text itself, or that of a file; nothing where neither is given.
pub(crate) fn read(query: Option<&str>, file: Option<&Path>) -> Result<String, Failure> {
    let Some(path) = file else {
        return Ok(query.unwrap_or_default().to_owned());
    };
    let text = if is_stdin(path) {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    text.map(|text| {
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text)
    })
    .map_err(|source| Failure::Read {
        path: path.to_owned(),
        source,
    })
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
