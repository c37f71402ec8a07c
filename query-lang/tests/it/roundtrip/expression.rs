//! Random names, literals and expressions.

use proptest::prelude::*;
use taffrail_query_lang::ast::{
    ArithmeticOp, CompareOp, Expr, ExprKind, FieldRef, LogicalOp, MatchOp, NumberLiteral, Pattern,
    Period, Unit,
};

use super::queries::nested;
use super::{at, expr};

pub(super) fn name() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        3 => "[a-zA-Z_@][a-zA-Z0-9_@]{0,6}(\\.[a-z0-9_@]{1,4}){0,2}",
        1 => "[ -~é日]{1,10}",
        1 => prop::sample::select(vec!["and", "NOT", "like", "by", "as", "asc", "fields", "true", "0", "a.", ".", "@", "@@", "\\", "`", "a\\`b"])
            .prop_map(str::to_owned),
    ]
}

pub(super) fn text() -> impl Strategy<Value = String> + Clone {
    prop_oneof![3 => "[ -~\\n\\t\\ré日]{0,12}", 1 => "[\\\\'\"*nd\\n]{0,8}"]
}

fn regex() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(vec![
        "a",
        "",
        "(?i)x.*y",
        r"\d+\/\d+",
        "[#|'`]",
        r"\\",
        "a\nb",
        r"^(?:a|b)$",
    ])
    .prop_map(str::to_owned)
}

pub(super) fn number() -> impl Strategy<Value = NumberLiteral> + Clone {
    prop_oneof![
        any::<i64>().prop_map(|it| NumberLiteral::Integer(it.into())),
        any::<u64>().prop_map(|it| NumberLiteral::Integer(it.into())),
        (-9_i128..10).prop_map(NumberLiteral::Integer),
        any::<f64>()
            .prop_filter("finite", |it| it.is_finite())
            .prop_map(NumberLiteral::Float),
    ]
}

pub(super) fn literal() -> impl Strategy<Value = Expr> + Clone {
    prop_oneof![
        number().prop_map(ExprKind::Number),
        text().prop_map(ExprKind::Text),
        any::<bool>().prop_map(ExprKind::Boolean),
    ]
    .prop_map(expr)
}

pub(super) fn period() -> impl Strategy<Value = Period> + Clone {
    let unit = prop::sample::select(vec![
        Unit::Millisecond,
        Unit::Second,
        Unit::Minute,
        Unit::Hour,
        Unit::Day,
        Unit::Week,
        Unit::Month,
        Unit::Quarter,
        Unit::Year,
    ]);
    (1_u64.., unit).prop_map(|(count, unit)| Period { count, unit })
}

fn argument_literal() -> impl Strategy<Value = Expr> + Clone {
    prop_oneof![
        regex().prop_map(ExprKind::Regex),
        period().prop_map(ExprKind::Period),
    ]
    .prop_map(expr)
}

pub(super) fn any_expr() -> impl Strategy<Value = Expr> + Clone {
    let leaf = prop_oneof![
        literal(),
        name().prop_map(|path| expr(ExprKind::Field(FieldRef::new(path)))),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let logical = prop::sample::select(vec![LogicalOp::And, LogicalOp::Or]);
        let compare = prop::sample::select(vec![
            CompareOp::Eq,
            CompareOp::NotEq,
            CompareOp::Lt,
            CompareOp::LtEq,
            CompareOp::Gt,
            CompareOp::GtEq,
        ]);
        let arithmetic = prop::sample::select(vec![
            ArithmeticOp::Subtract,
            ArithmeticOp::Multiply,
            ArithmeticOp::Divide,
            ArithmeticOp::Modulo,
            ArithmeticOp::Power,
        ]);
        let matching = prop::sample::select(vec![MatchOp::Like, MatchOp::NotLike, MatchOp::Tilde]);
        let pattern = prop_oneof![
            text().prop_map(Pattern::Text),
            regex().prop_map(Pattern::Regex)
        ];
        let function = "[a-z_][a-zA-Z0-9_]{0,6}".prop_filter("reserved", |it| {
            !["and", "or", "not", "like", "in", "true", "false"]
                .contains(&it.to_lowercase().as_str())
        });
        let args = prop::collection::vec(
            prop_oneof![4 => inner.clone(), 1 => argument_literal()],
            0..3,
        );
        let call = (function, args, any::<bool>()).prop_map(|(name, args, star)| {
            let star = star && args.is_empty();
            expr(ExprKind::Call {
                name: at(name),
                args,
                star,
            })
        });
        prop_oneof![
            (logical, prop::collection::vec(inner.clone(), 2..4))
                .prop_map(|(op, operands)| chain(op, operands)),
            boxed.clone().prop_map(|it| expr(ExprKind::Not(it))),
            (compare, boxed.clone(), boxed.clone())
                .prop_map(|(op, left, right)| expr(ExprKind::Compare { op, left, right })),
            (boxed.clone(), matching, pattern).prop_map(|(operand, op, pattern)| expr(
                ExprKind::Match {
                    operand,
                    op,
                    pattern: at(pattern)
                }
            )),
            (
                boxed.clone(),
                any::<bool>(),
                prop::collection::vec(literal(), 0..3)
            )
                .prop_map(|(operand, negated, list)| expr(ExprKind::In {
                    operand,
                    negated,
                    list
                })),
            (boxed.clone(), any::<bool>(), nested(inner.clone())).prop_map(
                |(operand, negated, query)| expr(ExprKind::InQuery {
                    operand,
                    negated,
                    query
                })
            ),
            prop::collection::vec(inner.clone(), 2..4).prop_map(sum),
            (arithmetic, boxed.clone(), boxed.clone())
                .prop_map(|(op, left, right)| expr(ExprKind::Arithmetic { op, left, right })),
            boxed.prop_map(|it| expr(ExprKind::Negate(it))),
            (call.clone(), name()).prop_map(|(base, path)| expr(ExprKind::Member {
                base: Box::new(base),
                path
            })),
            call,
        ]
    })
}

/// The tree holds no chain directly inside of a chain of the same operator.
fn chain(op: LogicalOp, operands: Vec<Expr>) -> Expr {
    let mut flat = Vec::new();
    for operand in operands {
        match operand.kind {
            ExprKind::Logical {
                op: inner,
                operands,
            } if inner == op => flat.extend(operands),
            kind => flat.push(expr(kind)),
        }
    }
    expr(ExprKind::Logical { op, operands: flat })
}

/// A sum does not begin with a sum.
fn sum(operands: Vec<Expr>) -> Expr {
    let mut operands = operands.into_iter();
    let first = operands.next().expect("at least two");
    let mut flat = match first.kind {
        ExprKind::Sum(operands) => operands,
        kind => vec![expr(kind)],
    };
    flat.extend(operands);
    expr(ExprKind::Sum(flat))
}
