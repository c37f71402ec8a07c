//! Operators between two operands.

use pest::iterators::Pair;

use crate::ast::{ArithmeticOp, CompareOp, Expr, ExprKind, LogicalOp};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::parser::expression::built::Built;
use crate::parser::expression::chain;

/// Two operands and the operator between them; chains of `and`, `or` and `+` stay flat.
pub(super) fn infix(
    left: Built,
    operator: &Pair<'_, Rule>,
    right: Built,
) -> Result<Built, Diagnostic> {
    let span = left.outer.to(right.outer);
    let depth = left.depth.max(right.depth) + 1;
    let rule = operator.as_rule();
    if let Some(op) = logical_op(rule) {
        // A chain stays flat, however long.
        let depth = if is_chain(&left.expr, op) {
            left.depth.max(right.depth + 1)
        } else {
            depth
        };
        let mut operands = chain_operands(left.expr, op);
        if is_chain(&right.expr, op) {
            operands.extend(chain_operands(right.expr, op));
        } else {
            operands.push(right.expr);
        }
        return Built::new(ExprKind::Logical { op, operands }, span, depth);
    }
    if rule == Rule::add {
        let (mut operands, depth) = match left.expr.kind {
            ExprKind::Sum(operands) => (operands, left.depth.max(right.depth + 1)),
            kind => (
                vec![Expr {
                    kind,
                    span: left.expr.span,
                }],
                depth,
            ),
        };
        operands.push(right.expr);
        return Built::new(ExprKind::Sum(operands), span, depth);
    }
    if let Some(op) = compare_op(rule) {
        chain::check(&left, operator)?;
        chain::check(&right, operator)?;
        let (left, right) = (Box::new(left.expr), Box::new(right.expr));
        return Built::new(ExprKind::Compare { op, left, right }, span, depth);
    }
    let op = arithmetic_op(rule);
    let (left, right) = (Box::new(left.expr), Box::new(right.expr));
    Built::new(ExprKind::Arithmetic { op, left, right }, span, depth)
}

fn is_chain(expr: &Expr, of: LogicalOp) -> bool {
    matches!(expr.kind, ExprKind::Logical { op, .. } if op == of)
}

fn chain_operands(expr: Expr, of: LogicalOp) -> Vec<Expr> {
    match expr.kind {
        ExprKind::Logical { op, operands } if op == of => operands,
        kind => vec![Expr {
            kind,
            span: expr.span,
        }],
    }
}

fn logical_op(rule: Rule) -> Option<LogicalOp> {
    match rule {
        Rule::or => Some(LogicalOp::Or),
        Rule::and => Some(LogicalOp::And),
        _ => None,
    }
}

fn compare_op(rule: Rule) -> Option<CompareOp> {
    match rule {
        Rule::eq => Some(CompareOp::Eq),
        Rule::not_eq => Some(CompareOp::NotEq),
        Rule::lt => Some(CompareOp::Lt),
        Rule::lt_eq => Some(CompareOp::LtEq),
        Rule::gt => Some(CompareOp::Gt),
        Rule::gt_eq => Some(CompareOp::GtEq),
        _ => None,
    }
}

fn arithmetic_op(rule: Rule) -> ArithmeticOp {
    match rule {
        Rule::subtract => ArithmeticOp::Subtract,
        Rule::multiply => ArithmeticOp::Multiply,
        Rule::divide => ArithmeticOp::Divide,
        Rule::modulo => ArithmeticOp::Modulo,
        Rule::power => ArithmeticOp::Power,
        rule => unreachable!("{rule:?} is no operator of arithmetic"),
    }
}
