//! Mistakes and what is said about them.

mod clauses;
mod commands;
mod expected;
mod indexes;
mod literals;
mod names;
mod nested;
mod operators;
mod options;
mod order;
mod patterns;
mod saved;
mod sources;
mod tables;

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
