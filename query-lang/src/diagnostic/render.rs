//! A diagnostic as text: the message, the lines it is about, carets below them, the help.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

use crate::diagnostic::{Diagnostic, Label};
use crate::span::Span;

/// Columns of source that are shown at most; longer lines are cut around the label.
const WIDTH: usize = 100;
/// Columns that stay visible before a label in a line that is cut.
const BEFORE: usize = 30;
const TAB: usize = 4;

impl Diagnostic {
    /// The diagnostic as text for people, without colours and without a line break at the end.
    ///
    /// `source` is the text that was parsed. Spans beyond its end point behind its last character.
    ///
    /// ```
    /// let source = "fields host | limt 2";
    /// let mistakes = taffrail_query_lang::parse(source).unwrap_err();
    /// assert_eq!(
    ///     mistakes[0].render(source),
    ///     "\
    /// error[E0101]: unknown command `limt`
    ///   |
    /// 1 | fields host | limt 2
    ///   |               ^^^^ not a command
    ///   = help: did you mean `limit`?"
    /// );
    /// ```
    pub fn render(&self, source: &str) -> String {
        let lines = Lines::new(source);
        let mut marks: Vec<Mark<'_>> = Vec::new();
        for (index, label) in self.labels.iter().enumerate() {
            marks.extend(lines.marks(label, if index == 0 { '^' } else { '-' }));
        }
        marks.sort_by_key(|mark| (mark.line, mark.span.start));

        let last = marks.last().map_or(1, |mark| mark.line + 1);
        let gutter = last.to_string().len();
        let mut out = format!(
            "{}[{}]: {}",
            self.severity,
            self.code,
            visible(&self.message)
        );
        if !marks.is_empty() {
            let _ = write!(out, "\n{:gutter$} |", "");
        }
        let mut shown = None;
        for mark in &marks {
            let text = lines.text(mark.line);
            let cut = Cut::around(text, mark.span);
            if shown != Some(mark.line) || cut.is_cut() {
                if shown.is_some_and(|line| mark.line > line + 1) {
                    out.push_str("\n...");
                }
                let _ = write!(out, "\n{:>gutter$} |{}", mark.line + 1, spaced(&cut.text));
                shown = Some(mark.line);
            }
            let carets: String = std::iter::repeat_n(mark.sign, cut.width).collect();
            let remark = visible(mark.remark);
            let line = format!("{:indent$}{carets} {remark}", "", indent = cut.indent);
            let _ = write!(out, "\n{:gutter$} | {}", "", line.trim_end());
        }
        if let Some(help) = &self.help {
            let _ = write!(out, "\n{:gutter$} = help: {}", "", visible(help));
        }
        out
    }
}

/// A caret row: the part of a label in one line, as offsets in that line.
struct Mark<'a> {
    line: usize,
    span: Span,
    sign: char,
    remark: &'a str,
}

struct Lines<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a str) -> Self {
        let breaks = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            source,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn text(&self, line: usize) -> &'a str {
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
    fn marks<'b>(&self, label: &'b Label, sign: char) -> Vec<Mark<'b>> {
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

/// The visible part of a line, and where the label stands in it.
struct Cut {
    text: String,
    indent: usize,
    width: usize,
    shortened: bool,
}

impl Cut {
    fn around(line: &str, span: Span) -> Self {
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

    fn is_cut(&self) -> bool {
        self.shortened
    }
}

fn spaced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
    }
}

fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

/// Control characters and bidirectional overrides are named instead of sent to a terminal.
fn visible_char(c: char) -> String {
    let unsafe_char = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if unsafe_char {
        c.escape_unicode().to_string()
    } else {
        c.to_string()
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic};
    use crate::span::Span;

    fn check(source: &str, span: (usize, usize), expected: &str) {
        let rendered = Diagnostic::error(Code::UnexpectedToken, "oh")
            .label(Span::new(span.0, span.1), "here")
            .render(source);
        assert_eq!(rendered, format!("error[E0102]: oh\n{expected}"));
    }

    #[test]
    fn the_form_of_the_style_guide() {
        let source = "fields a\n| filter strlne(message) > 500";
        let rendered = Diagnostic::error(Code::UnknownFunction, "unknown function `strlne`")
            .label(Span::new(18, 24), "not a function")
            .help("did you mean `strlen`?")
            .render(source);
        insta::assert_snapshot!(rendered, @r"
        error[E0203]: unknown function `strlne`
          |
        2 | | filter strlne(message) > 500
          |          ^^^^^^ not a function
          = help: did you mean `strlen`?
        ");
    }

    #[test]
    fn the_end_of_input_gets_one_caret_behind_it() {
        check("ab", (2, 2), "  |\n1 | ab\n  |   ^ here");
        check("ab", (9, 12), "  |\n1 | ab\n  |   ^ here");
        check("", (0, 0), "  |\n1 |\n  | ^ here");
    }

    #[test]
    fn wide_characters_and_tabs_are_measured() {
        check("日本 x", (7, 8), "  |\n1 | 日本 x\n  |      ^ here");
        check("\tx", (1, 2), "  |\n1 |     x\n  |     ^ here");
    }

    #[test]
    fn control_characters_are_never_raw() {
        check("a\u{1b}b", (2, 3), "  |\n1 | a\\u{1b}b\n  |        ^ here");
    }

    #[test]
    fn spans_over_lines_show_the_first_and_the_last() {
        check(
            "a 'b\nc\n  d' e",
            (2, 11),
            "  |\n1 | a 'b\n  |   ^^\n...\n3 |   d' e\n  |   ^^ here",
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_label() {
        let source = format!("{} x {}", "a".repeat(200), "b".repeat(200));
        let expected = format!(
            "  |\n1 | …{} x {}…\n  |  {}^ here",
            "a".repeat(29),
            "b".repeat(68),
            " ".repeat(30)
        );
        check(&source, (201, 202), &expected);
    }
}
