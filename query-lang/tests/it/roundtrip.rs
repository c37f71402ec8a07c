//! `parse(format(query)) == query`, for queries made of random trees.

mod command;
mod expression;
mod queries;

use proptest::prelude::*;
use taffrail_query_lang::ast::{Expr, ExprKind};
use taffrail_query_lang::command::Command;
use taffrail_query_lang::{Span, Spanned, format, parse};

use self::command::{command, filled, newer_command};
use self::queries::{query, source};

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

fn expr(kind: ExprKind) -> Expr {
    Expr {
        kind,
        span: Span::default(),
    }
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    prop_oneof![
        6 => prop::collection::vec(prop_oneof![command(), newer_command()], 0..4),
        1 => filled(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_loses_nothing(
        places in prop::collection::vec(source(), 0..2),
        commands in commands(),
    ) {
        let query = query(places, commands);
        let text = format(&query);
        let again = parse(&text).map_err(|mistakes| mistakes[0].render(&text));
        prop_assert_eq!(again.as_ref(), Ok(&query), "{}", text);
        prop_assert_eq!(again.map(|it| format(&it)), Ok(text));
    }
}
