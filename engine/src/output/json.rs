//! JSON: one array of objects, or one object a line.

use std::io::Write;

use super::{CellText, RowWriter};
use crate::error::Result;
use crate::result::{Cell, ResultBatch, ResultColumn};

/// Writes rows as JSON objects in column order.
pub(super) struct JsonWriter<W> {
    /// The names as JSON strings.
    keys: Vec<String>,
    array: bool,
    rows: u64,
    out: W,
}

impl<W: Write> JsonWriter<W> {
    /// One array of objects.
    pub(super) fn array(columns: &[ResultColumn], out: W) -> Self {
        Self {
            keys: keys(columns),
            array: true,
            rows: 0,
            out,
        }
    }

    /// One object a line.
    pub(super) fn lines(columns: &[ResultColumn], out: W) -> Self {
        Self {
            keys: keys(columns),
            array: false,
            rows: 0,
            out,
        }
    }

    fn row(&mut self, batch: &ResultBatch, row: usize) -> Result<()> {
        if self.array {
            self.out
                .write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
        }
        self.out.write_all(b"{")?;
        for (column, key) in self.keys.iter().enumerate() {
            let comma = if column == 0 { "" } else { "," };
            write!(self.out, "{comma}{key}:")?;
            write_cell(&mut self.out, &batch.cell(row, column))?;
        }
        self.out.write_all(if self.array { b"}" } else { b"}\n" })?;
        self.rows += 1;
        Ok(())
    }
}

impl<W: Write> RowWriter for JsonWriter<W> {
    fn write(&mut self, batch: &ResultBatch) -> Result<()> {
        (0..batch.rows()).try_for_each(|row| self.row(batch, row))
    }

    fn finish(&mut self) -> Result<()> {
        if self.array {
            self.out
                .write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        Ok(self.out.flush()?)
    }
}

fn keys(columns: &[ResultColumn]) -> Vec<String> {
    columns
        .iter()
        .map(|column| serde_json::Value::from(column.name.as_str()).to_string())
        .collect()
}

fn write_cell(out: &mut impl Write, cell: &Cell<'_>) -> Result<()> {
    match (cell, cell.text()) {
        (_, None) => out.write_all(b"null")?,
        (Cell::Text(_) | Cell::Time(_), Some(text)) => {
            serde_json::to_writer(&mut *out, text.as_ref()).map_err(std::io::Error::from)?;
        }
        (Cell::RawNumber(_), Some(text)) => write_number(out, &text)?,
        (_, Some(text)) => out.write_all(text.as_bytes())?,
    }
    Ok(())
}

/// A number as it was written, but for leading zeros, which a text may have and JSON may not.
fn write_number(out: &mut impl Write, text: &str) -> Result<()> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let stripped = digits.trim_start_matches('0');
    let digits = if stripped.len() == digits.len() {
        digits
    } else if stripped.starts_with(|first: char| first.is_ascii_digit()) {
        stripped
    } else {
        &digits[digits.len() - stripped.len() - 1..]
    };
    Ok(write!(out, "{sign}{digits}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_json() {
        for (text, expected) in [
            ("12", "12"),
            ("-007", "-7"),
            ("000", "0"),
            ("-00.5", "-0.5"),
            ("0e5", "0e5"),
            ("1e400", "1e400"),
        ] {
            let mut out = Vec::new();
            write_number(&mut out, text).expect("memory takes all");
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }
}
