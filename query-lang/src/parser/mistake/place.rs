//! Where pest gave up, and the tokens around it.

use crate::function::normalized;
use crate::lexer::{Lexeme, LexemeKind, Nesting};
use crate::span::Span;

/// Where pest gave up: before `lexemes[index]`, or inside of it.
pub(super) struct Place<'a> {
    pub(super) source: &'a str,
    pub(super) lexemes: &'a [Lexeme],
    index: usize,
    at: usize,
}

impl<'a> Place<'a> {
    /// The place in `lexemes`, comments left out, where pest gave up at the offset `at`.
    pub(super) fn new(source: &'a str, lexemes: &'a [Lexeme], at: usize) -> Self {
        Self {
            source,
            lexemes,
            index: lexemes.partition_point(|it| it.span.end <= at),
            at,
        }
    }

    /// The token at the place; none at the end of the query.
    pub(super) fn here(&self) -> Option<Lexeme> {
        self.lexemes.get(self.index).copied()
    }

    /// The token so many behind the one here.
    pub(super) fn after(&self, distance: usize) -> Option<Lexeme> {
        self.lexemes.get(self.index + distance).copied()
    }

    /// The token so many before the place.
    pub(super) fn before(&self, distance: usize) -> Option<Lexeme> {
        self.lexemes.get(self.index.checked_sub(distance)?).copied()
    }

    pub(super) fn text(&self, lexeme: Lexeme) -> &'a str {
        &self.source[lexeme.span.range()]
    }

    /// Whether it is this word or sign, in any case.
    pub(super) fn is(&self, lexeme: Option<Lexeme>, text: &str) -> bool {
        lexeme.is_some_and(|it| self.text(it).eq_ignore_ascii_case(text))
    }

    /// The tokens before the place.
    pub(super) fn all_before(&self) -> &'a [Lexeme] {
        &self.lexemes[..self.index.min(self.lexemes.len())]
    }

    /// The words of the command that we are in, the first one being its name.
    pub(super) fn command(&self) -> &'a [Lexeme] {
        let before = self.all_before();
        &before[Nesting::behind(self.source, before).start()..]
    }

    /// Whether a command may begin here.
    pub(super) fn is_at_command(&self) -> bool {
        self.command().is_empty()
    }

    /// Whether we are behind the name of one of these commands.
    pub(super) fn command_is(&self, names: &[&str]) -> bool {
        self.command().first().is_some_and(|it| {
            let word = normalized(self.text(*it));
            names.iter().any(|name| normalized(name) == word)
        })
    }

    /// Whether the command has an operand that ends right before the place.
    pub(super) fn operand_before(&self) -> bool {
        self.command().len() > 1
            && self
                .before(1)
                .is_some_and(|it| it.ends_operand(self.source))
    }

    /// Whether a bracket of the command is open here.
    pub(super) fn is_in_brackets(&self) -> bool {
        let depth = self
            .command()
            .iter()
            .fold(0_isize, |depth, it| match it.kind {
                LexemeKind::Open { .. } => depth + 1,
                LexemeKind::Close => depth - 1,
                _ => depth,
            });
        depth > 0
    }

    /// The span of the token here, or of the end of the query.
    pub(super) fn here_span(&self) -> Span {
        if let Some(here) = self.here() {
            return here.span;
        }
        let last = self.lexemes.last().map_or(self.at, |it| it.span.end);
        Span::new(last, last)
    }

    /// The token as a message names it.
    pub(super) fn found(&self, lexeme: Lexeme) -> String {
        match lexeme.kind {
            LexemeKind::Text { .. } => "a text".to_owned(),
            LexemeKind::Regex { .. } => "a regex".to_owned(),
            LexemeKind::QuotedName { .. } => "a name".to_owned(),
            LexemeKind::SavedName { .. } => "a saved query".to_owned(),
            _ => format!("`{}`", self.short(lexeme)),
        }
    }

    /// The text of the token, cut when it is long.
    pub(super) fn short(&self, lexeme: Lexeme) -> String {
        let text = self.text(lexeme);
        if text.chars().count() <= 40 {
            return text.to_owned();
        }
        text.chars().take(40).chain(['…']).collect()
    }
}
