//! A line as it is shown, cut around the label when it is long.

use crate::diagnostic::render::visible::{visible_char, width};
use crate::span::Span;

/// Columns of source that are shown at most; longer lines are cut around the label.
const WIDTH: usize = 100;
/// Columns that stay visible before a label in a line that is cut.
const BEFORE: usize = 30;
const TAB: usize = 4;

/// The visible part of a line, and where the label stands in it.
pub(super) struct Cut {
    pub(super) text: String,
    pub(super) indent: usize,
    pub(super) width: usize,
    shortened: bool,
}

impl Cut {
    pub(super) fn around(line: &str, span: Span) -> Self {
        // Each character as it is shown, with its first column.
        let mut cells: Vec<(String, usize)> = Vec::new();
        let mut column = 0;
        let (mut from, mut to) = (None, None);
        for (at, c) in line.char_indices() {
            if at >= span.start {
                from.get_or_insert(column);
            }
            if at >= span.end {
                to.get_or_insert(column);
            }
            let shown = if c == '\t' {
                " ".repeat(TAB - column % TAB)
            } else {
                visible_char(c)
            };
            let width = width(&shown);
            cells.push((shown, column));
            column += width;
        }
        let from = from.unwrap_or(column);
        let to = to.unwrap_or(column).max(from);

        if column <= WIDTH {
            let text = cells.into_iter().map(|it| it.0).collect();
            return Self {
                text,
                indent: from,
                width: (to - from).max(1),
                shortened: false,
            };
        }
        let window_start = if to < WIDTH {
            0
        } else {
            from.saturating_sub(BEFORE)
        };
        let window_end = (window_start + WIDTH).min(column);
        let mut text = String::new();
        let mut first_column = None;
        for (shown, at) in &cells {
            if *at >= window_start && at + width(shown) <= window_end {
                first_column.get_or_insert(*at);
                text.push_str(shown);
            }
        }
        let first_column = first_column.unwrap_or(window_start);
        let lead = usize::from(window_start > 0);
        if lead == 1 {
            text.insert(0, '…');
        }
        if window_end < column {
            text.push('…');
        }
        let visible_to = to.min(window_end);
        Self {
            text,
            indent: from - first_column + lead,
            width: visible_to.saturating_sub(from).max(1),
            shortened: true,
        }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.shortened
    }
}
