//! The lines of the source, and the part of a label in each.

use crate::diagnostic::Label;
use crate::span::Span;

/// A caret row: the part of a label in one line, as offsets in that line.
pub(super) struct Mark<'a> {
    pub(super) line: usize,
    pub(super) span: Span,
    pub(super) sign: char,
    pub(super) remark: &'a str,
}

/// The source, cut into lines.
pub(super) struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        let breaks = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            source,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    pub(super) fn text(&self, line: usize) -> &'a str {
        let start = self.starts[line];
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.source.len(), |next| next - 1);
        self.source[start..end].trim_end_matches('\r')
    }

    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// One mark, or two (first and last line) when the label spans lines.
    pub(super) fn marks<'b>(&self, label: &'b Label, sign: char) -> Vec<Mark<'b>> {
        let start = self.floor(label.span.start);
        let end = self.floor(label.span.end).max(start);
        let (first, last) = (
            self.line_of(start),
            self.line_of(end.saturating_sub(1).max(start)),
        );
        let within = |line: usize, offset: usize| {
            offset
                .saturating_sub(self.starts[line])
                .min(self.text(line).len())
        };
        let mark = |line, from, to, remark| Mark {
            line,
            span: Span::new(within(line, from), within(line, to)),
            sign,
            remark,
        };
        if first == last {
            return vec![mark(first, start, end, &label.text)];
        }
        let last_start = self.starts[last] + indentation(self.text(last));
        vec![
            mark(first, start, end, ""),
            mark(last, last_start.min(end), end, &label.text),
        ]
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.source.len());
        while !self.source.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
