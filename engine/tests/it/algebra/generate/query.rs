//! Random queries as text.

use taffrail::query_lang::function as reference;

use super::Random;
use super::expr::{Names, any, condition, named, number};
use crate::algebra::aggregate::{CALLS, OF_TIME};
use crate::algebra::value::Class;

/// Up to five commands, then often `sort` and `limit`.
pub(super) fn query(random: &mut Random) -> String {
    let mut names = Names {
        columns: Vec::new(),
        events: true,
    };
    let mut commands = Vec::new();
    let mut made = 0;
    for _ in 0..random.below(4) {
        commands.push(match random.below(8) {
            0..3 => items(random, &mut names, &mut made, "fields"),
            3..6 => filter(random, &names),
            6 => parse(random, &mut names, &mut made),
            _ => dedup(random, &names),
        });
    }
    for _ in 0..2 {
        if random.one_in(3) {
            commands.push(stats(random, &mut names, &mut made));
            if random.one_in(3) {
                commands.push(filter(random, &names));
            }
            if random.one_in(3) {
                commands.push(items(random, &mut names, &mut made, "fields"));
            }
        }
    }
    if random.one_in(3) {
        commands.push(sort(random, &names));
    }
    if random.one_in(6) {
        commands.push(dedup(random, &names));
    }
    if random.one_in(4) {
        commands.push(format!("limit {}", random.below(8)));
    }
    if random.one_in(8) {
        commands.push(filter(random, &names));
    }
    if random.one_in(6) || commands.is_empty() {
        commands.push(items(random, &mut names, &mut made, "display"));
    }
    commands.join(" | ")
}

/// Two or three expressions, mostly with names; their classes are not known here, so that what
/// is named is taken for dynamic.
fn items(random: &mut Random, names: &mut Names, made: &mut usize, command: &str) -> String {
    let count = 1 + random.below(3);
    let mut defined = Vec::new();
    let items: Vec<String> = (0..count)
        .map(|_| {
            let (expr, class) = match random.below(5) {
                0 => (condition(random, names, 3), Class::Truth),
                1 => (number(random, names, 3), Class::Number),
                _ => (any(random, names, 3), Class::Dynamic),
            };
            let name = fresh(random, made);
            defined.push((name.clone(), class));
            format!("{expr} as {}", named(&name))
        })
        .collect();
    names.columns.extend(defined);
    format!("{command} {}", items.join(", "))
}

/// A new name; now and then one that hides a field.
fn fresh(random: &mut Random, made: &mut usize) -> String {
    *made += 1;
    match random.below(12) {
        0 => format!("odd name-{made}"),
        1 => format!("c.{made}"),
        _ => format!("c{made}"),
    }
}

fn filter(random: &mut Random, names: &Names) -> String {
    format!("filter {}", condition(random, names, 3))
}

fn sort(random: &mut Random, names: &Names) -> String {
    let count = 1 + random.below(2);
    let keys: Vec<String> = (0..count)
        .map(|_| {
            let direction = random.pick(&["", " asc", " desc"]);
            format!("{}{direction}", any(random, names, 1))
        })
        .collect();
    format!("sort {}", keys.join(", "))
}

fn dedup(random: &mut Random, names: &Names) -> String {
    let count = 1 + random.below(2);
    let fields: Vec<String> = (0..count).map(|_| field(random, names)).collect();
    format!("dedup {}", fields.join(", "))
}

fn field(random: &mut Random, names: &Names) -> String {
    if names.events && (names.columns.is_empty() || random.one_in(2)) {
        return random
            .pick(&["k", "a", "flag", "s", "o.x", "@timestamp"])
            .to_owned();
    }
    let index = random.below(names.columns.len());
    named(&names.columns[index].0)
}

fn parse(random: &mut Random, names: &mut Names, made: &mut usize) -> String {
    let (pattern, columns) = *random.pick(&[
        &("'user=*, ip=*'", 2),
        &("'*=*'", 2),
        &("'a*'", 1),
        &("'*1'", 1),
        &("'\"n\":*,'", 1),
        &("'*a*'", 2),
        &("'**'", 2),
        &("/([0-9]+)/", 1),
        &("/(a)|(b)/", 2),
        &(r"/took (\d+) (\w+)/", 2),
    ]);
    let input = match random.below(4) {
        0 => String::new(),
        1 if names.events => "@message ".to_owned(),
        _ if !names.events && names.columns.is_empty() => String::new(),
        _ => format!("{} ", field(random, names)),
    };
    let columns: Vec<String> = (0..columns)
        .map(|_| {
            let name = fresh(random, made);
            names.columns.push((name.clone(), Class::Dynamic));
            named(&name)
        })
        .collect();
    format!("parse {input}{pattern} as {}", columns.join(", "))
}

fn stats(random: &mut Random, names: &mut Names, made: &mut usize) -> String {
    let mut defined = Vec::new();
    let count = 1 + random.below(3);
    let aggregates: Vec<String> = (0..count)
        .map(|_| {
            let name = fresh(random, made);
            let (expr, class) = aggregate(random, names);
            let item = format!("{expr} as {}", named(&name));
            defined.push((name, class));
            item
        })
        .collect();
    let count = random.below(3);
    let keys: Vec<String> = (0..count)
        .map(|_| {
            let name = fresh(random, made);
            let key = match random.below(6) {
                0 if names.events => (bin(random), Class::Time),
                1 => (any(random, names, 2), Class::Dynamic),
                2 => (format!("({})", condition(random, names, 1)), Class::Truth),
                _ => (field(random, names), Class::Dynamic),
            };
            defined.push((name.clone(), key.1));
            format!("{} as {}", key.0, named(&name))
        })
        .collect();
    let by = if keys.is_empty() {
        String::new()
    } else {
        format!(" by {}", keys.join(", "))
    };
    *names = Names {
        columns: defined,
        events: false,
    };
    format!("stats {}{by}", aggregates.join(", "))
}

fn bin(random: &mut Random) -> String {
    format!("bin({})", random.pick(&["1m", "1h", "1d", "1mo", "1w"]))
}

/// An aggregate, or arithmetic on two.
fn aggregate(random: &mut Random, names: &Names) -> (String, Class) {
    if random.one_in(6) {
        let (left, _) = aggregate(random, names);
        let (right, _) = aggregate(random, names);
        return (
            format!("({left}) {} ({right})", random.pick(&["+", "/", "*", "-"])),
            Class::Number,
        );
    }
    if random.one_in(6) {
        return (
            random.pick(&["count(*)", "count()"]).to_owned(),
            Class::Integer,
        );
    }
    let built: Vec<&(&str, bool, &[&str])> = CALLS
        .iter()
        .filter(|(name, _, _)| reference::find(name).is_some())
        .filter(|(name, _, _)| names.events || !OF_TIME.contains(name))
        .collect();
    let (_, numbers, calls) = random.pick(&built);
    let argument = match random.below(3) {
        0 if *numbers => number(random, names, 2),
        0 => any(random, names, 2),
        _ if *numbers && names.events => random.pick(&["n", "m", "a", "b"]).to_owned(),
        _ if names.events || !names.columns.is_empty() => field(random, names),
        _ => "1".to_owned(),
    };
    let class = if *numbers {
        Class::Number
    } else {
        Class::Dynamic
    };
    (random.pick(calls).replace("{}", &argument), class)
}
