//! The abstract syntax tree: what a query says, with the place of each word.
//!
//! Nodes compare by meaning: spans and comments do not take part in `==`.

pub(crate) mod display;
mod expr;
mod literal;

pub use self::expr::{
    ArithmeticOp, CompareOp, Expr, ExprKind, FieldRef, LogicalOp, MatchOp, Pattern, Quoting,
};
pub use self::literal::{NumberLiteral, Period, Unit};

use crate::command::Command;
use crate::span::{Span, Spanned};

/// A whole query: commands joined by pipes.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The commands in the order in which they were written. Empty for an empty query.
    pub commands: Vec<Spanned<Command>>,
    /// The comments, in order, each from its `#` to the end of its line. Those of nested queries
    /// are in the list of the whole query; a nested one has none.
    pub comments: Vec<Spanned<String>>,
    /// Where each line of the text begins, so that a comment on a line of its own can be told
    /// from one behind a command. Empty in a query that was not parsed.
    pub line_starts: Vec<usize>,
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.commands == other.commands
    }
}

/// A column that a command makes: `bytes / 1024 as kb`.
///
/// Two are equal when expression and name are equal: the typed text counts only where it names
/// the column.
#[derive(Debug, Clone)]
pub struct Item {
    /// What is computed.
    pub expr: Expr,
    /// The name after `as`.
    pub alias: Option<Spanned<String>>,
    /// The expression as the user typed it, which names the column when there is no alias; a
    /// plain field with back-quotes is named by its path, without them.
    pub text: String,
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr && self.alias == other.alias && self.name() == other.name()
    }
}

impl Item {
    /// The name of the column: the alias, else the text as it was typed.
    pub fn name(&self) -> &str {
        self.alias.as_ref().map_or(&self.text, |alias| &alias.value)
    }

    /// From the first byte of the expression to the last of the alias.
    pub fn span(&self) -> Span {
        match &self.alias {
            Some(alias) => self.expr.span.to(alias.span),
            None => self.expr.span,
        }
    }
}
