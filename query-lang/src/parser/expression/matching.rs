//! Operators behind their operand: `like`, `=~`, `in`.

use pest::iterators::Pair;

use crate::ast::{Expr, ExprKind, MatchOp, Pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::expression::built::Built;
use crate::parser::expression::{build, chain, next};
use crate::parser::{Rule, inner, literal, regex, span_of, subquery};
use crate::span::Spanned;

/// An operand with the `like` or `in` behind it.
pub(super) fn postfix(operand: Built, operator: Pair<'_, Rule>) -> Result<Built, Diagnostic> {
    let span = operand.outer.to(span_of(&operator));
    chain::check(&operand, &operator)?;
    let depth = operand.depth + 1;
    let boxed = Box::new(operand.expr);
    if operator.as_rule() == Rule::within {
        return Built::new(within(boxed, operator)?, span, depth);
    }
    let mut op = MatchOp::Like;
    let mut parts = operator.into_inner();
    let needle = loop {
        let part = next(&mut parts);
        match part.as_rule() {
            Rule::kw_not => op = MatchOp::NotLike,
            Rule::tilde => op = MatchOp::Tilde,
            Rule::needle => break inner(part),
            _ => {}
        }
    };
    let needle_span = span_of(&needle);
    let pattern = match needle.as_rule() {
        Rule::regex => Pattern::Regex(regex::regex(needle)?.value),
        _ => Pattern::Text(literal::text(&needle)),
    };
    let pattern = Spanned::new(pattern, needle_span);
    Built::new(
        ExprKind::Match {
            operand: boxed,
            op,
            pattern,
        },
        span,
        depth,
    )
}

fn within(operand: Box<Expr>, operator: Pair<'_, Rule>) -> Result<ExprKind, Diagnostic> {
    let mut negated = false;
    for part in operator.into_inner() {
        match part.as_rule() {
            Rule::kw_not => negated = true,
            Rule::list => {
                let list = part.into_inner().map(element).collect::<Result<_, _>>()?;
                return Ok(ExprKind::In {
                    operand,
                    negated,
                    list,
                });
            }
            Rule::subquery => {
                let query = Box::new(subquery(part)?);
                return Ok(ExprKind::InQuery {
                    operand,
                    negated,
                    query,
                });
            }
            Rule::round_list => return Err(round_list(&part)),
            _ => {}
        }
    }
    unreachable!("`in` has a list or a query")
}

/// `in ('a', 'b')`, `in ()`
fn round_list(pair: &Pair<'_, Rule>) -> Diagnostic {
    let text = pair.as_str();
    let members = text[1..text.len() - 1].trim();
    let help = if members.is_empty() {
        "write a list `in ['a', 'b']`, or a query `in (SOURCE 'name' | fields id)`".to_owned()
    } else if text.len() <= 40 && !text.contains('\n') {
        format!("write `in [{members}]`")
    } else {
        "write `in ['a', 'b']`".to_owned()
    };
    Diagnostic::error(Code::InvalidList, "a list stands in square brackets")
        .label(span_of(pair), "expected `[...]`")
        .help(help)
}

fn element(pair: Pair<'_, Rule>) -> Result<Expr, Diagnostic> {
    let built = build(pair)?;
    match built.expr.kind {
        ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Boolean(_) => Ok(built.expr),
        kind => {
            let help = match kind {
                ExprKind::Field(field) => format!("a text is quoted: `'{}'`", field.path),
                _ => "compare with `=` and join with `or`".to_owned(),
            };
            Err(
                Diagnostic::error(Code::InvalidList, "a list holds texts and numbers only")
                    .label(built.outer, "not a literal")
                    .help(help),
            )
        }
    }
}
