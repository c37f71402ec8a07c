//! The bytes of each format.
//!
//! ```
//! assert_eq!(taffrail::output::Format::of_file("rows.csv"), Some(taffrail::output::Format::Csv));
//! ```

mod cell;
mod delimited;
mod json;
mod markdown;

use std::io::Write;

use crate::error::Result;
use crate::result::{ResultBatch, ResultColumn};

pub use self::cell::CellText;

/// A format of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One array of objects.
    Json,
    /// One object a line.
    Ndjson,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// Tab-separated values with a header; tabs, newlines and backslashes escaped.
    Tsv,
    /// A table of GitHub-flavoured Markdown.
    Markdown,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [
        Self::Json,
        Self::Ndjson,
        Self::Csv,
        Self::Tsv,
        Self::Markdown,
    ];

    /// Its name, as `--format` takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
        }
    }

    /// The format that the name of a file asks for.
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "csv" => Self::Csv,
            "tsv" | "tab" => Self::Tsv,
            "md" | "markdown" => Self::Markdown,
            _ => return None,
        })
    }
}

/// Writes rows in a format: first all batches, then the end.
pub trait RowWriter {
    /// Writes rows.
    ///
    /// # Errors
    ///
    /// What the writer below says.
    fn write(&mut self, batch: &ResultBatch) -> Result<()>;

    /// Writes what comes behind the last row.
    ///
    /// # Errors
    ///
    /// What the writer below says.
    fn finish(&mut self) -> Result<()>;
}

/// A writer of rows with these columns.
///
/// # Errors
///
/// What `out` says to the header.
pub fn writer<'a>(
    format: Format,
    columns: &[ResultColumn],
    out: impl Write + 'a,
) -> Result<Box<dyn RowWriter + 'a>> {
    Ok(match format {
        Format::Json => Box::new(json::JsonWriter::array(columns, out)),
        Format::Ndjson => Box::new(json::JsonWriter::lines(columns, out)),
        Format::Csv => Box::new(delimited::DelimitedWriter::csv(columns, out)?),
        Format::Tsv => Box::new(delimited::DelimitedWriter::tsv(columns, out)?),
        Format::Markdown => Box::new(markdown::MarkdownWriter::new(columns, out)?),
    })
}
