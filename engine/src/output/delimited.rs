//! CSV and TSV.

use std::borrow::Cow;
use std::io::Write;

use super::{CellText, RowWriter};
use crate::error::Result;
use crate::result::{ResultBatch, ResultColumn};

/// Writes rows as fields between delimiters; a missing value is an empty field.
pub(super) struct DelimitedWriter<W> {
    delimiter: &'static [u8],
    quote: fn(&str) -> Cow<'_, str>,
    out: W,
}

impl<W: Write> DelimitedWriter<W> {
    /// Comma-separated values as in RFC 4180, but lines end with a newline alone.
    pub(super) fn csv(columns: &[ResultColumn], out: W) -> Result<Self> {
        Self {
            delimiter: b",",
            quote: quote_csv,
            out,
        }
        .with_header(columns)
    }

    /// Tab-separated values.
    pub(super) fn tsv(columns: &[ResultColumn], out: W) -> Result<Self> {
        Self {
            delimiter: b"\t",
            quote: escape_tsv,
            out,
        }
        .with_header(columns)
    }

    fn with_header(mut self, columns: &[ResultColumn]) -> Result<Self> {
        self.line(
            columns
                .iter()
                .map(|column| Some(Cow::Borrowed(column.name.as_str()))),
        )?;
        Ok(self)
    }

    fn line<'a>(&mut self, fields: impl Iterator<Item = Option<Cow<'a, str>>>) -> Result<()> {
        for (index, field) in fields.enumerate() {
            if index > 0 {
                self.out.write_all(self.delimiter)?;
            }
            if let Some(field) = field {
                self.out.write_all((self.quote)(&field).as_bytes())?;
            }
        }
        Ok(self.out.write_all(b"\n")?)
    }
}

impl<W: Write> RowWriter for DelimitedWriter<W> {
    fn write(&mut self, batch: &ResultBatch) -> Result<()> {
        for row in 0..batch.rows() {
            let cells: Vec<_> = (0..batch.columns().len())
                .map(|column| batch.cell(row, column))
                .collect();
            self.line(cells.iter().map(CellText::text))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// An empty text is quoted, to tell it from a missing value.
fn quote_csv(field: &str) -> Cow<'_, str> {
    if field.is_empty() || field.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(field)
    }
}

fn escape_tsv(field: &str) -> Cow<'_, str> {
    if !field.contains(['\t', '\n', '\r', '\\']) {
        return Cow::Borrowed(field);
    }
    let escaped = field
        .chars()
        .fold(String::with_capacity(field.len() + 8), |mut text, char| {
            match char {
                '\t' => text.push_str("\\t"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\\' => text.push_str("\\\\"),
                char => text.push(char),
            }
            text
        });
    Cow::Owned(escaped)
}
