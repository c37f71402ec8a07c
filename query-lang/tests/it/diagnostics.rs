//! Mistakes and what is said about them.

mod commands;
mod expected;
mod literals;
mod names;
mod operators;
mod patterns;

use taffrail_query_lang::parse;

fn check_all(cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        check(query, expected);
    }
}

fn check(query: &str, expected: &str) {
    let mistakes = parse(query).expect_err("is a mistake");
    assert_eq!(mistakes[0].render(query), expected.trim_matches('\n'));
}
