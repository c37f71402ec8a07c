//! A diagnostic as text: the message, the lines it is about, carets below them, the help.

mod cut;
mod lines;
mod visible;

use std::fmt::Write;

use self::cut::Cut;
use self::lines::{Lines, Mark};
use self::visible::visible;
use crate::diagnostic::Diagnostic;

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

fn spaced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" {text}")
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
