//! Which operand needs brackets.

use std::fmt::{self, Display, Formatter};

use crate::ast::{ArithmeticOp, Expr, ExprKind, LogicalOp};

const OR: u8 = 1;
const AND: u8 = 2;
pub(super) const NOT: u8 = 3;
const COMPARE: u8 = 4;
pub(super) const SUM: u8 = 5;
pub(super) const PRODUCT: u8 = 6;
pub(super) const NEGATE: u8 = 7;
pub(super) const POWER: u8 = 8;
pub(super) const ATOM: u8 = 9;

impl Expr {
    /// How tight the outermost operator binds.
    pub(super) fn precedence(&self) -> u8 {
        match &self.kind {
            ExprKind::Logical {
                op: LogicalOp::Or, ..
            } => OR,
            ExprKind::Logical {
                op: LogicalOp::And, ..
            } => AND,
            ExprKind::Not(_) => NOT,
            ExprKind::Compare { .. }
            | ExprKind::Match { .. }
            | ExprKind::In { .. }
            | ExprKind::InQuery { .. } => COMPARE,
            ExprKind::Sum(_)
            | ExprKind::Arithmetic {
                op: ArithmeticOp::Subtract,
                ..
            } => SUM,
            ExprKind::Arithmetic {
                op: ArithmeticOp::Power,
                ..
            } => POWER,
            ExprKind::Arithmetic { .. } => PRODUCT,
            ExprKind::Negate(_) => NEGATE,
            ExprKind::Number(number) if number.is_negative() => NEGATE,
            _ => ATOM,
        }
    }

    /// The expression as an operand where nothing may stand that binds looser than `least`.
    pub(super) fn at_least(&self, least: u8) -> Operand<'_> {
        Operand { expr: self, least }
    }
}

/// An operand, in brackets when it binds looser than its place allows.
pub(super) struct Operand<'a> {
    expr: &'a Expr,
    least: u8,
}

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.expr.precedence() < self.least {
            write!(f, "({})", self.expr)
        } else {
            self.expr.fmt(f)
        }
    }
}

/// Operands with a separator between them.
pub(super) fn joined(
    f: &mut Formatter<'_>,
    exprs: &[Expr],
    separator: &str,
    least: u8,
) -> fmt::Result {
    for (index, expr) in exprs.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        expr.at_least(least).fmt(f)?;
    }
    Ok(())
}
