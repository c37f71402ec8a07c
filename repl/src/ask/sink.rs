//! Where rows go.

use std::io::{self, BufWriter, Write};

use taffrail::output::{Format, RowWriter, writer};
use taffrail::{ResultBatch, ResultColumn};

use crate::args::RowFormat;
use crate::failure::Failure;
use crate::output::OutputFile;
use crate::safe::{Escapes, SafeWriter};
use crate::table::{Style, TableWriter};

/// A writer of rows in one of all formats.
pub(super) enum Sink<'a> {
    /// Drawn for people.
    Table(TableWriter<Box<dyn Write + 'a>>),
    /// Written by the engine.
    Rows(Box<dyn RowWriter + 'a>),
}

impl<'a> Sink<'a> {
    /// Rows for a file.
    pub(super) fn to_file(
        format: RowFormat,
        columns: &[ResultColumn],
        style: Style,
        file: &'a mut OutputFile,
    ) -> Result<Self, Failure> {
        Self::new(format, columns, style, Box::new(BufWriter::new(file)))
    }

    /// Rows for standard output.
    pub(super) fn to_stdout(
        format: RowFormat,
        columns: &[ResultColumn],
        style: Style,
        terminal: bool,
    ) -> Result<Self, Failure> {
        let out = BufWriter::new(io::stdout());
        let out: Box<dyn Write + 'a> = match (terminal, format) {
            (false, _) | (true, RowFormat::Table) => Box::new(out),
            (true, RowFormat::Rows(Format::Json | Format::Ndjson)) => {
                Box::new(SafeWriter::new(Escapes::Json, out))
            }
            (true, RowFormat::Rows(_)) => Box::new(SafeWriter::new(Escapes::Text, out)),
        };
        Self::new(format, columns, style, out)
    }

    fn new(
        format: RowFormat,
        columns: &[ResultColumn],
        style: Style,
        out: Box<dyn Write + 'a>,
    ) -> Result<Self, Failure> {
        Ok(match format {
            RowFormat::Table => Self::Table(TableWriter::new(columns, style, out)),
            RowFormat::Rows(format) => Self::Rows(writer(format, columns, out)?),
        })
    }

    /// Writes rows.
    pub(super) fn write(&mut self, batch: &ResultBatch) -> Result<(), Failure> {
        Ok(self.writer().write(batch)?)
    }

    /// Writes these rows, and the end.
    pub(super) fn all(mut self, rows: &ResultBatch) -> Result<(), Failure> {
        self.write(rows)?;
        self.finish()
    }

    /// Writes what comes behind the last row.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.writer().finish()?)
    }

    /// How many columns there was no room for.
    pub(super) fn hidden_columns(&self) -> usize {
        match self {
            Self::Table(table) => table.hidden_columns(),
            Self::Rows(_) => 0,
        }
    }

    fn writer(&mut self) -> &mut (dyn RowWriter + 'a) {
        match self {
            Self::Table(table) => table,
            Self::Rows(rows) => rows.as_mut(),
        }
    }
}
