//! Expressions: the flat pairs of the grammar nested by precedence.

use std::sync::LazyLock;

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};

use crate::ast::{ArithmeticOp, CompareOp, Expr, ExprKind, Item, LogicalOp, MatchOp, Pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{
    MAX_DEPTH, Rule, inner, is_keyword, literal, name, one_line, regex, span_of, too_deep,
};
use crate::span::{Span, Spanned};

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

/// An expression on its way: with what only its neighbours want to know.
struct Built {
    expr: Expr,
    /// Brackets around it included.
    outer: Span,
    bracketed: bool,
    /// A number as typed, to which a minus may be joined.
    bare_number: bool,
    depth: usize,
}

type Result_ = Result<Built, Diagnostic>;

impl Built {
    fn new(kind: ExprKind, span: Span, depth: usize) -> Result_ {
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

    fn is_comparison(&self) -> bool {
        !self.bracketed
            && matches!(
                self.expr.kind,
                ExprKind::Compare { .. } | ExprKind::Match { .. } | ExprKind::In { .. }
            )
    }
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

fn build(pair: Pair<'_, Rule>) -> Result_ {
    let span = span_of(&pair);
    match pair.as_rule() {
        Rule::expr => operators(pair),
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
        Rule::call_chain => call_chain(pair),
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

fn operators(pair: Pair<'_, Rule>) -> Result_ {
    let mut pairs = pair.into_inner();
    if pairs.len() == 1 {
        return build(next(&mut pairs));
    }
    check_recursion(pairs.clone())?;
    PRATT
        .map_primary(build)
        .map_prefix(|operator, operand| prefix(&operator, operand?))
        .map_postfix(|operand, operator| postfix(operand?, operator))
        .map_infix(|left, operator, right| infix(left?, &operator, right?))
        .parse(pairs)
}

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

fn prefix(operator: &Pair<'_, Rule>, operand: Built) -> Result_ {
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

fn postfix(operand: Built, operator: Pair<'_, Rule>) -> Result_ {
    let span = operand.outer.to(span_of(&operator));
    check_chain(&operand, &operator)?;
    let depth = operand.depth + 1;
    let boxed = Box::new(operand.expr);
    if operator.as_rule() == Rule::within {
        let (negated, list) = within(operator)?;
        return Built::new(
            ExprKind::In {
                operand: boxed,
                negated,
                list,
            },
            span,
            depth,
        );
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

fn within(operator: Pair<'_, Rule>) -> Result<(bool, Vec<Expr>), Diagnostic> {
    let mut negated = false;
    let mut list = Vec::new();
    for part in operator.into_inner() {
        match part.as_rule() {
            Rule::kw_not => negated = true,
            Rule::list => {
                list = part.into_inner().map(element).collect::<Result<_, _>>()?;
            }
            Rule::subquery => {
                let start = part.as_span().start() + 1;
                return Err(Diagnostic::error(
                    Code::NotBuiltYet,
                    "`in (subquery)` of Logs Insights is not built yet",
                )
                .label(
                    Span::new(start - 1, start),
                    "a query in brackets begins here",
                ));
            }
            Rule::round_list => {
                let text = part.as_str();
                let shown = if text.len() <= 40 && !text.contains('\n') {
                    format!("[{}]", text[1..text.len() - 1].trim())
                } else {
                    "['a', 'b']".to_owned()
                };
                return Err(Diagnostic::error(
                    Code::InvalidList,
                    "a list stands in square brackets",
                )
                .label(span_of(&part), "expected `[...]`")
                .help(format!("write `in {shown}`")));
            }
            _ => {}
        }
    }
    Ok((negated, list))
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

fn infix(left: Built, operator: &Pair<'_, Rule>, right: Built) -> Result_ {
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
        check_chain(&left, operator)?;
        check_chain(&right, operator)?;
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

/// Comparisons do not associate.
fn check_chain(side: &Built, operator: &Pair<'_, Rule>) -> Result<(), Diagnostic> {
    if !side.is_comparison() {
        return Ok(());
    }
    Err(
        Diagnostic::error(Code::ChainedComparison, "comparisons cannot be chained")
            .label(span_of(operator), "a second comparison")
            .label(side.outer, "the first one")
            .help("join them with `and`, or put brackets around one"),
    )
}

fn call_chain(pair: Pair<'_, Rule>) -> Result_ {
    let mut parts = pair.into_inner();
    let call = call(next(&mut parts))?;
    let mut end = call.outer;
    let mut path = Vec::new();
    for part in parts {
        end = span_of(&part);
        path.push(name::segment(part)?);
    }
    if path.is_empty() {
        return Ok(call);
    }
    let (span, depth) = (call.outer.to(end), call.depth + 1);
    let kind = ExprKind::Member {
        base: Box::new(call.expr),
        path: path.join("."),
    };
    Built::new(kind, span, depth)
}

fn call(pair: Pair<'_, Rule>) -> Result_ {
    let span = span_of(&pair);
    let mut parts = pair.into_inner();
    let name = next(&mut parts);
    let name = Spanned::new(name.as_str().to_owned(), span_of(&name));
    let mut args = Vec::new();
    let mut star = false;
    let mut depth = 1;
    for part in parts {
        if part.as_rule() == Rule::star {
            star = true;
            continue;
        }
        let argument = build(part)?;
        depth = depth.max(argument.depth + 1);
        args.push(argument.expr);
    }
    Built::new(ExprKind::Call { name, args, star }, span, depth)
}

fn next<'a>(pairs: &mut impl Iterator<Item = Pair<'a, Rule>>) -> Pair<'a, Rule> {
    pairs
        .next()
        .unwrap_or_else(|| unreachable!("the grammar promises a pair here"))
}
