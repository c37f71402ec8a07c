//! A table of GitHub-flavoured Markdown.

use std::io::Write;

use super::{CellText, RowWriter};
use crate::error::Result;
use crate::result::{ColumnType, ResultBatch, ResultColumn};

/// Writes rows as lines of a table; computed numbers stand to the right.
pub(super) struct MarkdownWriter<W> {
    out: W,
}

impl<W: Write> MarkdownWriter<W> {
    /// A table with a header.
    pub(super) fn new(columns: &[ResultColumn], mut out: W) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|column| escape(&column.name)).collect();
        let rules: Vec<&str> = columns
            .iter()
            .map(|column| match column.column_type {
                ColumnType::Number | ColumnType::Integer => "---:",
                ColumnType::Dynamic { .. } | ColumnType::Boolean | ColumnType::Time => "---",
            })
            .collect();
        writeln!(out, "| {} |\n| {} |", names.join(" | "), rules.join(" | "))?;
        Ok(Self { out })
    }
}

impl<W: Write> RowWriter for MarkdownWriter<W> {
    fn write(&mut self, batch: &ResultBatch) -> Result<()> {
        for row in 0..batch.rows() {
            let cells: Vec<String> = (0..batch.columns().len())
                .map(|column| batch.cell(row, column).text().map(|text| escape(&text)))
                .map(Option::unwrap_or_default)
                .collect();
            writeln!(self.out, "| {} |", cells.join(" | "))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// What Markdown would read as markup, and control characters, which a terminal would obey.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' => {
                escaped.push('\\');
                escaped.push(char);
            }
            '\n' => escaped.push_str("<br>"),
            char if char.is_control() => escaped.extend(char.escape_unicode()),
            char => escaped.push(char),
        }
    }
    escaped
}
