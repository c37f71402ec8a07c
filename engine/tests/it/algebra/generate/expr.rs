//! Random expressions as text, typed a little so that most of them mean something.

use taffrail::query_lang::Span;
use taffrail::query_lang::ast::{Expr, ExprKind};

use super::Random;
use super::call::call;
use super::pool::{JSON_TEXTS, NUMBERS, NUMERALS, TEXTS, TIMES};
use crate::algebra::value::Class;

/// What can be named, with its class.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) columns: Vec<(String, Class)>,
    /// Whether the fields of events can be named.
    pub(super) events: bool,
}

const FIELDS: &[&str] = &[
    "a",
    "b",
    "n",
    "m",
    "s",
    "t",
    "k",
    "flag",
    "at",
    "ip",
    "j",
    "o.x",
    "o.y",
    "o.x.y",
    "o.z.x",
    "o",
    "list",
    "list.0",
    "list.1.x",
    "timestamp",
    "nothing",
    "`o`.`x`",
    "o.0",
];

/// A text as a literal of the query.
pub(super) fn quoted(text: &str) -> String {
    let kind = ExprKind::Text(text.to_owned());
    let span = Span::default();
    Expr { kind, span }.to_string()
}

/// A name as a query writes it.
pub(super) fn named(path: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "_@.".contains(c);
    if path.chars().all(bare) {
        path.to_owned()
    } else {
        format!("`{path}`")
    }
}

/// An expression of any kind.
pub(super) fn any(random: &mut Random, names: &Names, depth: usize) -> String {
    if depth == 0 || random.one_in(3) {
        return match random.below(10) {
            0 => literal(random),
            _ => field(random, names, None),
        };
    }
    match random.below(7) {
        0 | 1 => number(random, names, depth),
        2 | 3 => text(random, names, depth),
        4 => time(random, names, depth),
        5 => call(random, names, depth, None),
        _ => format!("({})", condition(random, names, depth)),
    }
}

pub(super) fn number(random: &mut Random, names: &Names, depth: usize) -> String {
    if depth == 0 || random.one_in(4) {
        return match random.below(3) {
            0 => literal_number(random),
            _ if names.events && random.one_in(2) => {
                random.pick(&["n", "m", "n", "m", "a"]).to_owned()
            }
            _ => field(random, names, Some(Class::Number)),
        };
    }
    let part = |random: &mut Random| number(random, names, depth - 1);
    match random.below(8) {
        0 => format!("({} + {})", part(random), part(random)),
        1 => format!("({} - {})", part(random), part(random)),
        2 => format!("({} * {})", part(random), part(random)),
        3 => format!("({} / {})", part(random), part(random)),
        4 => format!("({} % {})", part(random), part(random)),
        5 => format!(
            "(({}) ^ {})",
            part(random),
            random.pick(&["2", "0.5", "-1", "3"])
        ),
        6 => format!("-({})", part(random)),
        _ => call(random, names, depth, Some(Class::Number)),
    }
}

pub(super) fn text(random: &mut Random, names: &Names, depth: usize) -> String {
    if depth == 0 || random.one_in(3) {
        return match random.below(4) {
            0 => literal_text(random),
            _ if names.events && random.one_in(2) => {
                random.pick(&["s", "t", "s", "k", "a"]).to_owned()
            }
            _ => field(random, names, Some(Class::Dynamic)),
        };
    }
    call(random, names, depth, Some(Class::Dynamic))
}

pub(super) fn time(random: &mut Random, names: &Names, depth: usize) -> String {
    if depth == 0 || random.one_in(3) {
        let known = names.columns.iter().any(|(_, class)| *class == Class::Time);
        return match random.below(4) {
            0 if names.events => "at".to_owned(),
            0 => "fromMillis(1688989338000)".to_owned(),
            _ if names.events && !known => "@timestamp".to_owned(),
            _ if known => field(random, names, Some(Class::Time)),
            _ => "fromMillis(1688989338500)".to_owned(),
        };
    }
    if random.one_in(4) {
        let sign = random.pick(&["+", "-"]);
        return format!(
            "({} {sign} {})",
            time(random, names, depth - 1),
            number(random, names, 0)
        );
    }
    call(random, names, depth, Some(Class::Time))
}

pub(super) fn condition(random: &mut Random, names: &Names, depth: usize) -> String {
    if depth == 0 {
        return comparison(random, names, 0);
    }
    match random.below(12) {
        0 => {
            let op = random.pick(&["and", "or"]);
            let count = 2 + random.below(2);
            let terms: Vec<String> = (0..count)
                .map(|_| format!("({})", condition(random, names, depth - 1)))
                .collect();
            terms.join(&format!(" {op} "))
        }
        1 => format!("not ({})", condition(random, names, depth - 1)),
        2 | 3 => matching(random, names, depth - 1),
        4 | 5 => membership(random, names, depth - 1),
        6 => call(random, names, depth, Some(Class::Truth)),
        7 => any(random, names, depth - 1),
        _ => comparison(random, names, depth - 1),
    }
}

fn comparison(random: &mut Random, names: &Names, depth: usize) -> String {
    let op = random.pick(&["=", "!=", "<", "<=", ">", ">="]);
    let left = match random.below(5) {
        0 => number(random, names, depth),
        1 => time(random, names, depth),
        2 => text(random, names, depth),
        _ => any(random, names, depth),
    };
    let right = match random.below(6) {
        0..3 => literal(random),
        3 => literal_number(random),
        _ => any(random, names, depth),
    };
    if random.one_in(6) {
        format!("{right} {op} {left}")
    } else {
        format!("{left} {op} {right}")
    }
}

fn matching(random: &mut Random, names: &Names, depth: usize) -> String {
    let value = any(random, names, depth);
    let op = random.pick(&["like", "not like", "=~"]);
    if random.one_in(2) {
        format!("{value} {op} {}", short(random))
    } else {
        format!("{value} {op} /{}/", random.pick(REGEXES))
    }
}

fn membership(random: &mut Random, names: &Names, depth: usize) -> String {
    let value = any(random, names, depth);
    let op = random.pick(&["in", "not in"]);
    let count = random.below(5);
    let list: Vec<String> = (0..count).map(|_| literal(random)).collect();
    format!("{value} {op} [{}]", list.join(", "))
}

pub(super) const REGEXES: &[&str] = &[
    "[0-9]+",
    "^a",
    "(?i)A",
    "b$",
    "^$",
    ".",
    "(a)(b)?",
    "^-?[0-9.]+$",
    "ü",
    "x|y",
];

fn literal(random: &mut Random) -> String {
    match random.below(8) {
        0 => random.pick(&["true", "false"]).to_owned(),
        1..4 => literal_number(random),
        _ => literal_text(random),
    }
}

fn literal_text(random: &mut Random) -> String {
    let pool = match random.below(8) {
        0 => TIMES,
        1..3 => NUMERALS,
        3 => JSON_TEXTS,
        _ => TEXTS,
    };
    quoted(random.pick(pool))
}

fn literal_number(random: &mut Random) -> String {
    match random.below(3) {
        0 => random.pick(&["1", "2", "0", "12", "100"]).to_owned(),
        _ => random.pick(NUMBERS).to_owned(),
    }
}

pub(super) fn short(random: &mut Random) -> String {
    quoted(random.pick(&[
        "a", "", "b", "1", "x", "ü", "ab", " ", ".", "A", "日", "=", "0", ",",
    ]))
}

/// A column or field; one of a class, when there is one.
fn field(random: &mut Random, names: &Names, class: Option<Class>) -> String {
    let fits = |column: &&(String, Class)| class.is_none_or(|class| column.1 == class);
    let fitting: Vec<&(String, Class)> = names.columns.iter().filter(fits).collect();
    if !fitting.is_empty() && (!names.events || random.one_in(3)) {
        return named(&random.pick(&fitting).0);
    }
    if names.events {
        return match random.below(14) {
            0 => "@timestamp".to_owned(),
            1 => "@message".to_owned(),
            _ => random.pick(FIELDS).to_owned(),
        };
    }
    let all: Vec<&(String, Class)> = names.columns.iter().collect();
    named(&random.pick(&all).0)
}
