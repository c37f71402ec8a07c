//! What is wrong with a file, and where.

use std::fmt;
use std::ops::Range;
use std::path::Path;

/// A mistake in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigMistake {
    /// What is wrong.
    pub message: String,
    /// The line, from 1 on.
    pub line: usize,
    /// The character of the line, from 1 on.
    pub column: usize,
    /// How many characters it is about.
    pub width: usize,
    /// The text of the line.
    pub text: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl ConfigMistake {
    /// A mistake at the bytes `span` of `text`.
    pub(crate) fn new(text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        let start = floor(text, span.start);
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_text = text[from..].lines().next().unwrap_or_default();
        let end = floor(text, span.end).clamp(start, from + line_text.len().max(start - from));
        Self {
            message: message.into(),
            line: text[..start].matches('\n').count() + 1,
            column: text[from..start].chars().count() + 1,
            width: text[start..end].chars().count().max(1),
            text: line_text.to_owned(),
            help: None,
        }
    }

    /// Says what to write instead.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// As [`Self::help`], when there is something to say.
    pub(super) fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or(0)
}

/// Mistakes as text: where, what, the line.
pub(crate) struct Shown<'a>(pub(crate) &'a Path, pub(crate) &'a [ConfigMistake]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.1.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            let ConfigMistake { line, column, .. } = mistake;
            let file = self.0.display();
            writeln!(f, "{file}:{line}:{column}: {}", mistake.message)?;
            let number = line.to_string();
            let gutter = " ".repeat(number.len());
            // A tab is as wide as the terminal likes.
            let text = mistake.text.replace('\t', " ");
            let marks = "^".repeat(mistake.width);
            let before = " ".repeat(column - 1);
            writeln!(f, "{gutter} |\n{number} | {text}")?;
            write!(f, "{gutter} | {before}{marks}")?;
            if let Some(help) = &mistake.help {
                write!(f, "\n{gutter} = help: {help}")?;
            }
        }
        Ok(())
    }
}
