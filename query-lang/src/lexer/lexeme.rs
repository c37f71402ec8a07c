//! A token and what can be told from it alone.

use crate::lexer::is_operator_word;
use crate::span::Span;

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) kind: LexemeKind,
    pub(crate) span: Span,
}

impl Lexeme {
    pub(crate) fn text(self, source: &str) -> &str {
        &source[self.span.range()]
    }

    /// Whether it is this bare word, in any case.
    pub(crate) fn is_word(self, source: &str, word: &str) -> bool {
        self.kind == LexemeKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether an operand may end here, so that an operator may follow.
    pub(crate) fn ends_operand(self, source: &str) -> bool {
        match self.kind {
            LexemeKind::Word => !is_operator_word(self.text(source)),
            LexemeKind::QuotedName { .. }
            | LexemeKind::Text { .. }
            | LexemeKind::Regex { .. }
            | LexemeKind::Number
            | LexemeKind::Close
            | LexemeKind::Placeholder
            | LexemeKind::SavedName { .. }
            | LexemeKind::Other => true,
            LexemeKind::Comment
            | LexemeKind::Pipe
            | LexemeKind::Open { .. }
            | LexemeKind::Comma
            | LexemeKind::Operator => false,
        }
    }

    /// Whether it is a literal or name whose closing delimiter is missing.
    pub(crate) fn is_unclosed(self) -> bool {
        matches!(
            self.kind,
            LexemeKind::QuotedName { closed: false }
                | LexemeKind::SavedName { closed: false }
                | LexemeKind::Text { closed: false }
                | LexemeKind::Regex { closed: false }
        )
    }
}

/// The kinds of [`Lexeme`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LexemeKind {
    /// A bare name, keyword or dotted path.
    Word,
    /// A path with a back-quoted part.
    QuotedName { closed: bool },
    /// `'...'`, `"..."`
    Text { closed: bool },
    /// `/.../`
    Regex { closed: bool },
    /// What begins with a digit: numbers, periods and mistakes such as `12abc`.
    Number,
    /// From `#` to the end of the line.
    Comment,
    /// `|`
    Pipe,
    /// `$Name`, `` $`Odd name` ``
    SavedName { closed: bool },
    /// `(`, `[`; whether commands follow inside.
    Open { query: bool },
    /// `)`, `]`
    Close,
    /// `,`
    Comma,
    /// Any run that is or looks like an operator.
    Operator,
    /// `{{name}}`
    Placeholder,
    /// One character that has no place in the language.
    Other,
}
