//! Expressions: the flat pairs of the grammar nested by precedence.

mod built;
mod call;
mod chain;
mod infix;
mod matching;
mod precedence;

use pest::iterators::Pair;

use self::built::Built;
use crate::ast::{Expr, ExprKind, Item};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, inner, is_keyword, literal, name, one_line, regex, span_of};

/// Reads an `expr` pair, or one of the narrower pairs that stand for an expression.
pub(crate) fn expr(pair: Pair<'_, Rule>) -> Result<Expr, Diagnostic> {
    Ok(build(pair)?.expr)
}

/// Reads an `item` pair: an expression and perhaps its alias.
pub(crate) fn item(pair: Pair<'_, Rule>) -> Result<Item, Diagnostic> {
    let source = pair.get_input();
    let mut parts = pair.into_inner().filter(|part| !is_keyword(part));
    let built = build(next(&mut parts))?;
    let alias = parts.next().map(name::alias).transpose()?;
    let text = match &built.expr.kind {
        ExprKind::Field(field) => match one_line(source, built.expr.span) {
            typed if typed.contains('`') => field.path.clone(),
            typed => typed,
        },
        _ => one_line(source, built.outer),
    };
    Ok(Item {
        expr: built.expr,
        alias,
        text,
    })
}

/// Reads all items among `pairs`.
pub(crate) fn items<'a>(
    pairs: impl Iterator<Item = Pair<'a, Rule>>,
) -> Result<Vec<Item>, Diagnostic> {
    pairs
        .filter(|pair| pair.as_rule() == Rule::item)
        .map(item)
        .collect()
}

/// Reads any pair that stands for an expression, in the way its neighbours want to know it.
fn build(pair: Pair<'_, Rule>) -> Result<Built, Diagnostic> {
    let span = span_of(&pair);
    match pair.as_rule() {
        Rule::expr => precedence::nest(pair),
        Rule::paren => {
            let inside = build(inner(pair))?;
            // Brackets make no node; the lexemes were counted before.
            Ok(Built {
                outer: span,
                bracketed: true,
                bare_number: false,
                ..inside
            })
        }
        Rule::call_chain => call::read(pair),
        Rule::number => {
            let number = Built::new(ExprKind::Number(literal::number(&pair)?), span, 1)?;
            Ok(Built {
                bare_number: true,
                ..number
            })
        }
        Rule::text => Built::new(ExprKind::Text(literal::text(&pair)), span, 1),
        Rule::boolean => {
            let value = pair.as_str().eq_ignore_ascii_case("true");
            Built::new(ExprKind::Boolean(value), span, 1)
        }
        Rule::field => Built::new(ExprKind::Field(name::field(pair)?.value), span, 1),
        Rule::regex => Built::new(ExprKind::Regex(regex::regex(pair)?.value), span, 1),
        Rule::period => Built::new(ExprKind::Period(literal::period(&pair)?), span, 1),
        Rule::malformed => Err(literal::malformed(&pair)),
        rule => unreachable!("{rule:?} is no expression"),
    }
}

fn next<'a>(pairs: &mut impl Iterator<Item = Pair<'a, Rule>>) -> Pair<'a, Rule> {
    pairs
        .next()
        .unwrap_or_else(|| unreachable!("the grammar promises a pair here"))
}
