//! Which operator binds tighter, and the nesting that follows.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use crate::ast::ExprKind;
use crate::diagnostic::Diagnostic;
use crate::parser::expression::built::Built;
use crate::parser::expression::{build, infix, matching, next};
use crate::parser::{MAX_DEPTH, Rule, span_of, too_deep};

/// Reads an `expr` pair: operands and the operators between them.
pub(super) fn nest(pair: Pair<'_, Rule>) -> Result<Built, Diagnostic> {
    let mut pairs = pair.into_inner();
    if pairs.len() == 1 {
        return build(next(&mut pairs));
    }
    check_recursion(pairs.clone())?;
    PRATT
        .map_primary(build)
        .map_prefix(|operator, operand| prefix(&operator, operand?))
        .map_postfix(|operand, operator| matching::postfix(operand?, operator))
        .map_infix(|left, operator, right| infix::infix(left?, &operator, right?))
        .parse(pairs)
}

/// Reference 1.6, from loose to tight.
static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(Op::prefix(Rule::not))
        .op(left(Rule::eq)
            | left(Rule::not_eq)
            | left(Rule::lt)
            | left(Rule::lt_eq)
            | left(Rule::gt)
            | left(Rule::gt_eq)
            | Op::postfix(Rule::like)
            | Op::postfix(Rule::within))
        .op(left(Rule::add) | left(Rule::subtract))
        .op(left(Rule::multiply) | left(Rule::divide) | left(Rule::modulo))
        .op(Op::prefix(Rule::negate))
        .op(Op::infix(Rule::power, Assoc::Right))
});

/// The Pratt parser recurses for prefixes and for `^`; this is how deep it would go.
fn check_recursion<'a>(pairs: impl Iterator<Item = Pair<'a, Rule>>) -> Result<(), Diagnostic> {
    // The operators whose right side is still open, as (precedence, waits for equals).
    let mut open: Vec<(u8, bool)> = Vec::new();
    for pair in pairs {
        let (precedence, right) = match pair.as_rule() {
            Rule::or => (1, false),
            Rule::and => (2, false),
            Rule::not => (3, true),
            Rule::eq | Rule::not_eq | Rule::lt | Rule::lt_eq | Rule::gt | Rule::gt_eq => (4, false),
            Rule::add | Rule::subtract => (5, false),
            Rule::multiply | Rule::divide | Rule::modulo => (6, false),
            Rule::negate => (7, true),
            Rule::power => (8, true),
            _ => continue,
        };
        if !matches!(pair.as_rule(), Rule::not | Rule::negate) {
            while open
                .last()
                .is_some_and(|it| it.0 > precedence || (it.0 == precedence && !right))
            {
                open.pop();
            }
        }
        open.push((precedence, right));
        if open.len() > MAX_DEPTH {
            return Err(too_deep(
                span_of(&pair),
                "too many operators inside of each other",
            ));
        }
    }
    Ok(())
}

fn prefix(operator: &Pair<'_, Rule>, operand: Built) -> Result<Built, Diagnostic> {
    let span = span_of(operator).to(operand.outer);
    let depth = operand.depth + 1;
    if operator.as_rule() == Rule::not {
        return Built::new(ExprKind::Not(Box::new(operand.expr)), span, depth);
    }
    match operand.expr.kind {
        ExprKind::Number(number) if operand.bare_number => {
            Built::new(ExprKind::Number(number.negated()), span, 1)
        }
        _ => Built::new(ExprKind::Negate(Box::new(operand.expr)), span, depth),
    }
}
