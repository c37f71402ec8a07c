//! `parse(format(query)) == query`, for queries made of random trees.

use proptest::prelude::*;
use taffrail_query_lang::ast::{
    ArithmeticOp, CompareOp, Expr, ExprKind, FieldRef, Item, LogicalOp, MatchOp, NumberLiteral,
    Pattern, Period, Query, Unit,
};
use taffrail_query_lang::command::{
    Command, Dedup, Direction, Display, Fields, Filter, Limit, Parse, ParsePattern, Sort, SortKey,
    Stats,
};
use taffrail_query_lang::{Span, Spanned, format, parse};

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: Span::default(),
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z_@][a-zA-Z0-9_@]{0,6}(\\.[a-z0-9_@]{1,4}){0,2}",
        1 => "[ -~é日]{1,10}",
        1 => prop::sample::select(vec!["and", "NOT", "like", "by", "as", "asc", "fields", "true", "0", "a.", ".", "@", "@@", "\\", "`", "a\\`b"])
            .prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[ -~\\n\\t\\ré日]{0,12}", 1 => "[\\\\'\"*nd\\n]{0,8}"]
}

fn regex() -> impl Strategy<Value = String> {
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

fn number() -> impl Strategy<Value = NumberLiteral> {
    prop_oneof![
        any::<i64>().prop_map(|it| NumberLiteral::Integer(it.into())),
        any::<u64>().prop_map(|it| NumberLiteral::Integer(it.into())),
        (-9_i128..10).prop_map(NumberLiteral::Integer),
        any::<f64>()
            .prop_filter("finite", |it| it.is_finite())
            .prop_map(NumberLiteral::Float),
    ]
}

fn literal() -> impl Strategy<Value = Expr> {
    prop_oneof![
        number().prop_map(ExprKind::Number),
        text().prop_map(ExprKind::Text),
        any::<bool>().prop_map(ExprKind::Boolean),
    ]
    .prop_map(expr)
}

fn argument_literal() -> impl Strategy<Value = Expr> {
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
    prop_oneof![
        regex().prop_map(ExprKind::Regex),
        (1_u64.., unit).prop_map(|(count, unit)| ExprKind::Period(Period { count, unit })),
    ]
    .prop_map(expr)
}

fn any_expr() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        literal(),
        name().prop_map(|path| expr(ExprKind::Field(FieldRef { path }))),
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

fn item() -> impl Strategy<Value = Item> {
    (any_expr(), prop::option::of(name())).prop_map(|(expr, alias)| {
        let text = match &expr.kind {
            ExprKind::Field(field) => field.path.clone(),
            // Typed text has no line breaks outside of literals.
            _ => expr.to_string(),
        };
        Item {
            expr,
            alias: alias.map(at),
            text,
        }
    })
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    prop::collection::vec(item(), 1..3)
}

fn command() -> impl Strategy<Value = Command> {
    let direction = prop::sample::select(vec![Direction::Ascending, Direction::Descending]);
    let key = (any_expr(), direction).prop_map(|(expr, direction)| SortKey { expr, direction });
    let field = name().prop_map(|path| at(FieldRef { path }));
    prop_oneof![
        items().prop_map(|items| Command::Fields(Fields { items })),
        items().prop_map(|items| Command::Display(Display { items })),
        any_expr().prop_map(|predicate| Command::Filter(Filter { predicate })),
        (items(), prop::collection::vec(item(), 0..3))
            .prop_map(|(aggregates, by)| Command::Stats(Stats { aggregates, by })),
        prop::collection::vec(key, 1..3).prop_map(|keys| Command::Sort(Sort { keys })),
        any::<u64>().prop_map(|count| Command::Limit(Limit { count: at(count) })),
        prop::collection::vec(field, 1..3).prop_map(|fields| Command::Dedup(Dedup { fields })),
        (
            prop::option::of(any_expr()),
            prop::collection::vec(text(), 2..4),
            any::<[u8; 3]>()
        )
            .prop_map(glob),
        (
            prop::option::of(any_expr()),
            name().prop_filter("a group", |it| it != "n")
        )
            .prop_map(|(input, column)| {
                let pattern = ParsePattern::Regex {
                    pattern: "(?<n>.)(.)".to_owned(),
                    groups: vec![1, 2],
                };
                let columns = vec![at("n".to_owned()), at(column)];
                Command::Parse(Parse {
                    input,
                    pattern: at(pattern),
                    columns,
                })
            }),
    ]
}

fn glob((input, pieces, names): (Option<Expr>, Vec<String>, [u8; 3])) -> Command {
    let pieces: Vec<String> = pieces
        .iter()
        .map(|it| it.replace('*', "").trim_end_matches('\\').to_owned())
        .collect();
    let columns = (1..pieces.len())
        .map(|index| at(format!("c{index}_{}", names[index - 1])))
        .collect();
    let pattern = at(ParsePattern::Glob(pieces.join("*")));
    Command::Parse(Parse {
        input,
        pattern,
        columns,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_loses_nothing(commands in prop::collection::vec(command(), 0..4)) {
        let query = Query { commands: commands.into_iter().map(at).collect(), ..Query::default() };
        let text = format(&query);
        let again = parse(&text).map_err(|mistakes| mistakes[0].render(&text));
        prop_assert_eq!(again.as_ref(), Ok(&query), "{}", text);
        prop_assert_eq!(again.map(|it| format(&it)), Ok(text));
    }
}
