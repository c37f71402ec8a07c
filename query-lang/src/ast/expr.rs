//! Expressions.

use std::hash::{Hash, Hasher};

use crate::ast::{NumberLiteral, Period, Query};
use crate::span::{Span, Spanned};

/// An expression and where it was written. Equal when the kinds are equal.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it was written, brackets around it not included.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Expr {
    /// Whether it is a text, a number, `true` or `false`.
    pub fn is_literal(&self) -> bool {
        matches!(
            self.kind,
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Boolean(_)
        )
    }
}

/// The kinds of expression, loosest binding first where they bind.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `a or b or c`, `a and b`: at least two operands, never one of the same operator directly
    /// inside (chains are flat, so that thousands of terms do not nest).
    Logical {
        /// `and` or `or`.
        op: LogicalOp,
        /// At least two.
        operands: Vec<Expr>,
    },
    /// `not a`, `!a`.
    Not(Box<Expr>),
    /// `a = b`, `a < b`.
    Compare {
        /// The operator; `==` is read as `=`.
        op: CompareOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// `a like 'text'`, `a not like /re/`, `a =~ /re/`.
    Match {
        /// The value that is searched.
        operand: Box<Expr>,
        /// Which spelling.
        op: MatchOp,
        /// What is searched for.
        pattern: Spanned<Pattern>,
    },
    /// `a in ['x', 1]`, `a not in [...]`. The list may be empty.
    In {
        /// The value that is looked for.
        operand: Box<Expr>,
        /// True for `not in`.
        negated: bool,
        /// The elements: literals.
        list: Vec<Expr>,
    },
    /// `a in (SOURCE 'x' | fields a)`, `a not in (...)`.
    InQuery {
        /// The value that is looked for.
        operand: Box<Expr>,
        /// True for `not in`.
        negated: bool,
        /// The query whose rows are looked through.
        query: Box<Query>,
    },
    /// `a + b + c`: a flat chain of two or more operands.
    Sum(Vec<Expr>),
    /// `a - b`, `a * b`, `a / b`, `a % b`, `a ^ b`.
    Arithmetic {
        /// The operator.
        op: ArithmeticOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
    },
    /// `-a`. A minus before a number literal makes a negative literal instead.
    Negate(Box<Expr>),
    /// `name(a, b)`. Resolved later; `name` is as typed.
    Call {
        /// The function's name as typed.
        name: Spanned<String>,
        /// The arguments; `count(*)` has none and `star` set.
        args: Vec<Expr>,
        /// Whether the argument list is a lone `*`.
        star: bool,
    },
    /// `jsonParse(x).a.b`, `split(s, ',')[0]`: a member of what a call gave. Members of a field
    /// are part of its path.
    Member {
        /// The call.
        base: Box<Expr>,
        /// The path of the member, as in [`FieldRef::path`].
        path: String,
    },
    /// A field or a column.
    Field(FieldRef),
    /// A number.
    Number(NumberLiteral),
    /// A quoted text, unescaped.
    Text(String),
    /// `true`, `false`.
    Boolean(bool),
    /// `/.../` as the argument of a function; the delimiters removed, `\/` kept as it is.
    Regex(String),
    /// `5m`: only as the argument of a function.
    Period(Period),
}

/// A reference to a field by its flattened path.
///
/// `items[0].id`, `items.0.id` and `` `items.0.id` `` are one path, `items.0.id`: a key that holds
/// a dot cannot be told from nesting once it is flattened (Logs Insights, "discovered fields").
///
/// Equal when the paths are equal, however they were written.
#[derive(Debug, Clone)]
pub struct FieldRef {
    /// Segments joined by dots; an index is a segment of digits.
    pub path: String,
    /// How it was written.
    pub quoting: Quoting,
}

/// How a field was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// `a.b`, or back-quoted in part: `` `a`.b ``.
    Bare,
    /// As a whole: `` `a b` ``.
    BackQuoted,
}

impl FieldRef {
    /// The field of this path, as if it was written without back-quotes.
    pub fn new(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            quoting: Quoting::Bare,
        }
    }
}

impl PartialEq for FieldRef {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for FieldRef {}

impl Hash for FieldRef {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path.hash(state);
    }
}

/// `and`, `or`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogicalOp {
    /// `and`
    And,
    /// `or`
    Or,
}

/// The comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`, `==`
    Eq,
    /// `!=`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
}

/// The ways to search a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchOp {
    /// `like`
    Like,
    /// `not like`
    NotLike,
    /// `=~`
    Tilde,
}

/// What `like` and `=~` search for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// A literal piece of text.
    Text(String),
    /// A regular expression, delimiters removed; known to compile with the `regex` crate.
    Regex(String),
}

/// The arithmetic operators besides `+`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `^`
    Power,
}
