//! Long and deep queries: fast, and never a stack overflow.

use std::thread;

use taffrail_query_lang::{Code, MAX_DEPTH, format, parse};

/// As small as the stack of a thread usually is; this is the dev profile.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(test);
    thread.expect("a thread starts").join().expect("no panic");
}

fn check_chain(operator: &str) {
    let operator = operator.to_owned();
    on_a_small_stack(move || {
        let term = if operator == " + " {
            "abc"
        } else {
            "a.b = 'x'"
        };
        let text = format!("filter {}", vec![term; 5_000].join(&operator));
        let query = parse(&text).expect("a chain parses");
        assert_eq!(format(&query), format!("{text}\n"));
    });
}

#[test]
fn chains_of_5000_terms() {
    for operator in [" and ", " or ", " + "] {
        check_chain(operator);
    }
}

#[test]
fn lists_and_items_of_5000_members() {
    on_a_small_stack(|| {
        let list = vec!["'abc'"; 5_000].join(", ");
        parse(&format!("filter a in [{list}]")).expect("a list parses");
        let items = vec!["a + b as c"; 5_000].join(", ");
        parse(&format!("fields {items}")).expect("items parse");
        let commands = vec!["filter a = 1"; 5_000].join(" | ");
        parse(&commands).expect("commands parse");
    });
}

fn check_deep(text: String) {
    on_a_small_stack(move || {
        let mistakes = parse(&text).expect_err("is too deep");
        assert_eq!(mistakes[0].code, Code::NestedTooDeep, "{}", mistakes[0]);
    });
}

#[test]
fn what_nests_too_deep_is_a_diagnostic() {
    let nested = |open: &str, times: usize, close: &str| {
        format!("filter {}a{}", open.repeat(times), close.repeat(times))
    };
    check_deep(nested("(", 10_000, ")"));
    check_deep(nested("abs(", 10_000, ")"));
    check_deep(nested("(1 + ", 10_000, ")"));
    check_deep(nested("not ", 10_000, ""));
    for operator in ["!", "- ", "b ^ ", "b ^ - ", "b + not "] {
        check_deep(nested(operator, 3_000, ""));
    }
    for operator in [" - b", " * b", " / b", " % b", " - b + c"] {
        check_deep(nested("", 3_000, operator));
    }
}

#[test]
fn open_brackets_alone_do_not_overflow() {
    check_deep(format!("filter {}", "(".repeat(100_000)));
    check_deep(format!("filter a in {}", "[".repeat(100_000)));
}

#[test]
fn nesting_just_below_the_limit_is_fine() {
    for (open, close) in [
        ("(", ")"),
        ("abs(", ")"),
        ("(1 + ", ")"),
        ("not (", ")"),
        ("not ", ""),
        ("b ^ ", ""),
        ("f(-(", "))"),
        ("not f(", ")"),
    ] {
        let levels = 126 / (open.matches('(').count() + open.matches("not f").count()).max(1);
        let text = format!("filter {}a{}", open.repeat(levels), close.repeat(levels));
        on_a_small_stack(move || {
            let query = parse(&text).unwrap_or_else(|it| panic!("{text}: {}", it[0]));
            assert_eq!(parse(&format(&query)).expect("parses again"), query);
        });
    }
}

#[test]
fn failures_inside_of_brackets_do_not_multiply() {
    on_a_small_stack(|| {
        for open in ["(", "f(", "f(a, (", "not f(("] {
            let levels = 120 / open.matches('(').count();
            let text = format!("filter {} ?", open.repeat(levels));
            parse(&text).expect_err("is a mistake");
        }
    });
}

#[test]
fn nested_queries_count_as_brackets() {
    let nested = |open: &str, times: usize, close: &str| {
        let (open, close) = (open.repeat(times), close.repeat(times));
        format!("{open}limit 1{close}")
    };
    // A query in brackets counts as four brackets.
    for (open, close, weight) in [
        ("filter a in (", ")", 4),
        ("filter a in (fields b | filter c in (", "))", 8),
        ("appendcols (", ")", 4),
        ("join left=a right=b where a.x = b.x (limit 2 | ", ")", 4),
        ("filter f(a in (", "))", 5),
        ("fields a in (", ") as b", 4),
    ] {
        let text = nested(open, MAX_DEPTH / weight, close);
        on_a_small_stack(move || {
            let query = parse(&text).unwrap_or_else(|it| panic!("{text}: {}", it[0]));
            assert_eq!(parse(&format(&query)).expect("parses again"), query);
        });
        check_deep(nested(open, MAX_DEPTH / weight + 1, close));
        check_deep(nested(open, 10_000, ""));
    }
}

#[test]
fn operators_around_nested_queries_count_too() {
    let inside = |operators: usize| format!("filter {}f(- a in (", "not ".repeat(operators));
    check_deep(format!("{}limit 1{}", inside(40).repeat(3), "))".repeat(3)));
    let text = format!("{}limit 1{}", inside(30).repeat(3), "))".repeat(3));
    parse(&text).expect("parses");
    let terms = vec!["a - 1 in (limit 1)"; 500].join(" and ");
    on_a_small_stack(move || {
        parse(&format!("filter {terms}")).expect("a chain parses");
    });
}

#[test]
fn failures_inside_of_nested_queries_do_not_multiply() {
    on_a_small_stack(|| {
        for open in ["filter a in (", "filter a in (parse(b in (", "appendcols ("] {
            let levels = if open.contains("parse") { 14 } else { 32 };
            parse(&format!("{} ?", open.repeat(levels))).expect_err("is a mistake");
        }
    });
}
