//! An expression on its way from the pairs to the tree.

use crate::ast::{Expr, ExprKind};
use crate::diagnostic::Diagnostic;
use crate::parser::{MAX_DEPTH, too_deep};
use crate::span::Span;

/// An expression on its way: with what only its neighbours want to know.
pub(super) struct Built {
    pub(super) expr: Expr,
    /// Brackets around it included.
    pub(super) outer: Span,
    pub(super) bracketed: bool,
    /// A number as typed, to which a minus may be joined.
    pub(super) bare_number: bool,
    pub(super) depth: usize,
}

impl Built {
    pub(super) fn new(kind: ExprKind, span: Span, depth: usize) -> Result<Built, Diagnostic> {
        if depth > MAX_DEPTH {
            return Err(too_deep(
                span,
                "too many operators or brackets inside of each other",
            ));
        }
        let expr = Expr { kind, span };
        Ok(Self {
            expr,
            outer: span,
            bracketed: false,
            bare_number: false,
            depth,
        })
    }

    pub(super) fn is_comparison(&self) -> bool {
        !self.bracketed
            && matches!(
                self.expr.kind,
                ExprKind::Compare { .. }
                    | ExprKind::Match { .. }
                    | ExprKind::In { .. }
                    | ExprKind::InQuery { .. }
            )
    }
}
