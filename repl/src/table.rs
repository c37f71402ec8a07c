//! Rows as an aligned table.
//!
//! The first rows are held back until it is known how wide the columns want to be; what comes
//! behind them is written with those widths as it comes.

mod cells;
mod layout;
pub(crate) mod time;
mod width;

use std::io::Write;

use taffrail::chrono_tz::Tz;
use taffrail::output::RowWriter;
use taffrail::{ResultBatch, ResultColumn};

use self::cells::HeldCell;
use self::layout::{Cut, Layout, Wish};
use crate::clean::clean;
use crate::surroundings::Colours;

/// Rows that are held back at most.
const HELD_ROWS: usize = 1000;
/// Bytes of text that are held back at most.
const HELD_BYTES: usize = 8 << 20;

/// How a table looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// Columns of the terminal; `None` cuts nothing.
    pub(crate) width: Option<usize>,
    /// Whether the header is bold.
    pub(crate) colours: Colours,
    /// The zone in which times are shown.
    pub(crate) zone: Tz,
}

/// Writes rows as a table.
pub(crate) struct TableWriter<W> {
    style: Style,
    columns: Vec<ResultColumn>,
    held: Vec<Vec<HeldCell>>,
    held_bytes: usize,
    /// Known once the first rows are written.
    layout: Option<Layout>,
    out: W,
}

impl<W: Write> TableWriter<W> {
    /// A table with these columns.
    pub(crate) fn new(columns: &[ResultColumn], style: Style, out: W) -> Self {
        let columns = columns.to_vec();
        Self {
            style,
            columns,
            held: Vec::new(),
            held_bytes: 0,
            layout: None,
            out,
        }
    }

    /// How many columns there was no room for; known at the end.
    pub(crate) fn hidden_columns(&self) -> usize {
        self.layout
            .as_ref()
            .map_or(0, |layout| self.columns.len() - layout.shown())
    }

    /// Settles the widths and writes what was held back.
    fn settle(&mut self, complete: Complete) -> taffrail::Result<()> {
        let held = std::mem::take(&mut self.held);
        let wishes: Vec<Wish> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let cells = held.iter().map(|row| &row[index]);
                cells::wish(column, cells, complete, self.style.zone)
            })
            .collect();
        let layout = Layout::new(wishes, self.style.width);
        let names = self
            .columns
            .iter()
            .map(|column| clean(&column.name).into_owned());
        layout.header(
            &names.collect::<Vec<_>>(),
            self.style.colours,
            &mut self.out,
        )?;
        for row in held {
            write_row(&layout, &row, self.style.zone, &mut self.out)?;
        }
        self.layout = Some(layout);
        Ok(())
    }
}

/// Whether all rows are known when the widths are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Complete {
    Yes,
    No,
}

impl<W: Write> RowWriter for TableWriter<W> {
    fn write(&mut self, batch: &ResultBatch) -> taffrail::Result<()> {
        for row in 0..batch.rows() {
            let cells: Vec<HeldCell> = (0..self.columns.len())
                .map(|column| HeldCell::new(&batch.cell(row, column), self.style.width))
                .collect();
            if let Some(layout) = &self.layout {
                write_row(layout, &cells, self.style.zone, &mut self.out)?;
                continue;
            }
            self.held_bytes += cells.iter().map(HeldCell::bytes).sum::<usize>();
            self.held.push(cells);
            if self.held.len() >= HELD_ROWS || self.held_bytes >= HELD_BYTES {
                self.settle(Complete::No)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> taffrail::Result<()> {
        if self.layout.is_none() {
            self.settle(Complete::Yes)?;
        }
        Ok(self.out.flush()?)
    }
}

fn write_row(
    layout: &Layout,
    row: &[HeldCell],
    zone: Tz,
    out: &mut impl Write,
) -> std::io::Result<()> {
    let texts: Vec<_> = row
        .iter()
        .enumerate()
        .map(|(index, cell)| cell.text(layout.precision(index), zone))
        .collect();
    layout.row(&texts, out)
}

/// A small table of texts, as lines; the last column is the one that gives way.
pub(crate) fn lines(names: &[&str], rows: &[Vec<String>], style: Style) -> String {
    let wish = |index: usize| {
        let texts = rows.iter().map(|row| row[index].as_str());
        let wish = Wish::text(
            texts
                .chain([names[index]])
                .map(width::of)
                .max()
                .unwrap_or(0),
        );
        Wish {
            cut: if index + 1 < names.len() {
                Cut::Bad
            } else {
                Cut::Fine
            },
            ..wish
        }
    };
    let layout = Layout::new((0..names.len()).map(wish).collect(), style.width);
    let mut out = Vec::new();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    layout
        .header(&names, style.colours, &mut out)
        .expect("a vector takes everything");
    for row in rows {
        let texts: Vec<_> = row.iter().map(|text| clean(text)).collect();
        layout
            .row(&texts, &mut out)
            .expect("a vector takes everything");
    }
    String::from_utf8(out).expect("made of texts")
}
