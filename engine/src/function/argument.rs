//! The argument of a call: a literal where the text has one, else a value.

use datafusion::logical_expr::Expr;
use taffrail_query_lang::ast::Period;
use taffrail_query_lang::{Code, Diagnostic, Span};

use crate::dynamic::{Side, Value};

/// An argument and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// Where in the query.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: ArgumentKind,
}

/// The kinds of argument.
#[derive(Debug, Clone)]
#[expect(
    clippy::large_enum_variant,
    reason = "a few of them live while a query is planned"
)]
pub(crate) enum ArgumentKind {
    /// A scalar: computed, or a literal.
    Scalar(Side),
    /// `5m`
    Period(Period),
    /// `/re/`
    Regex(String),
}

impl Argument {
    /// The argument as a value.
    pub(crate) fn value(&self) -> Result<Value, Diagnostic> {
        match &self.kind {
            ArgumentKind::Scalar(side) => Ok(side.value()),
            ArgumentKind::Period(_) => Err(self.misfit("a value", "a period")),
            ArgumentKind::Regex(_) => Err(self.misfit("a value", "a regular expression")),
        }
    }

    /// The argument in arithmetic, `Float64`.
    pub(crate) fn number(&self) -> Result<Expr, Diagnostic> {
        Ok(self.value()?.to_number())
    }

    /// The argument as text, `Utf8View`: NULL for an object or array, which functions of texts do
    /// not take.
    pub(crate) fn text(&self) -> Result<Expr, Diagnostic> {
        Ok(self.value()?.to_scalar_text())
    }

    /// The argument as text, that of an object or array included: its compact JSON.
    pub(crate) fn any_text(&self) -> Result<Expr, Diagnostic> {
        Ok(self.value()?.to_text())
    }

    /// The argument as a condition, `Boolean`.
    pub(crate) fn condition(&self) -> Result<Expr, Diagnostic> {
        Ok(self.value()?.truthy())
    }

    /// The argument as a period.
    pub(crate) fn period(&self) -> Result<Period, Diagnostic> {
        match self.kind {
            ArgumentKind::Period(period) => Ok(period),
            _ => Err(self.misfit("a period such as `5m`", "another value")),
        }
    }

    /// The text, when the argument is a quoted text.
    pub(crate) fn literal_text(&self) -> Option<&str> {
        match &self.kind {
            ArgumentKind::Scalar(Side::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The diagnostic for an argument that is not what is wanted.
    pub(crate) fn misfit(&self, expected: &str, found: &str) -> Diagnostic {
        Diagnostic::error(
            Code::InvalidArgument,
            format!("expected {expected}, found {found}"),
        )
        .label(self.span, format!("not {expected}"))
    }
}
