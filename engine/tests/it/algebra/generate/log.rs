//! Random logs.

use super::Random;
use super::pool::{ADDRESSES, JSON_TEXTS, NUMBERS, NUMERALS, TEXTS, TIMES};
use crate::algebra::json::Json;

/// Events in one to three objects, of which one may be empty.
pub(super) fn objects(random: &mut Random) -> Vec<Vec<Json>> {
    let count = 1 + random.below(3);
    (0..count)
        .map(|_| {
            let events = if random.one_in(8) {
                0
            } else {
                random.below(11)
            };
            (0..events).map(|_| event(random)).collect()
        })
        .collect()
}

fn event(random: &mut Random) -> Json {
    let mut members = Vec::new();
    let mut add =
        |random: &mut Random, key: &str, present: usize, value: fn(&mut Random) -> Json| {
            if random.below(100) < present {
                members.push((key.to_owned(), value(random)));
            }
        };
    add(random, "timestamp", 90, time);
    add(random, "k", 95, key);
    add(random, "a", 85, any);
    add(random, "b", 85, any);
    add(random, "n", 85, number);
    add(random, "m", 80, number);
    add(random, "s", 85, text);
    add(random, "t", 80, text);
    add(random, "flag", 70, flag);
    add(random, "at", 60, |random| {
        Json::Text(random.pick(TIMES).to_owned())
    });
    add(random, "ip", 60, |random| {
        Json::Text(random.pick(ADDRESSES).to_owned())
    });
    add(random, "j", 50, |random| {
        Json::Text(random.pick(JSON_TEXTS).to_owned())
    });
    add(random, "o.x", 20, any);
    add(random, "o", 60, |random| structure(random, 2));
    add(random, "list", 50, |random| {
        let count = random.below(4);
        Json::Array((0..count).map(|_| any(random)).collect())
    });
    if random.one_in(3) && members.len() > 1 {
        members.rotate_left(1);
    }
    Json::Object(members)
}

fn time(random: &mut Random) -> Json {
    match random.below(20) {
        0 => Json::Null,
        1 => Json::Text("yesterday".to_owned()),
        2 => Json::Number("1688989338".to_owned()),
        3 => Json::Number("1688989338500".to_owned()),
        _ => Json::Text(random.pick(TIMES).to_owned()),
    }
}

/// A few values that come again and again, of several kinds.
fn key(random: &mut Random) -> Json {
    match random.below(12) {
        0 => Json::Null,
        1 => Json::Bool(true),
        2 | 3 => Json::Number("1".to_owned()),
        4 => Json::Text("1".to_owned()),
        5 => Json::Text("true".to_owned()),
        6 => Json::Number("2".to_owned()),
        7 => Json::Text(String::new()),
        _ => Json::Text(random.pick(&["a", "b", "B", "a10", "a9"]).to_owned()),
    }
}

fn number(random: &mut Random) -> Json {
    match random.below(12) {
        0 => any(random),
        1 => Json::Text(random.pick(NUMERALS).to_owned()),
        2..5 => Json::Number(random.below(20).to_string()),
        _ => Json::Number(random.pick(NUMBERS).to_owned()),
    }
}

fn text(random: &mut Random) -> Json {
    match random.below(12) {
        0 => any(random),
        1 => Json::Text(random.pick(NUMERALS).to_owned()),
        _ => Json::Text(random.pick(TEXTS).to_owned()),
    }
}

fn flag(random: &mut Random) -> Json {
    match random.below(6) {
        0 => any(random),
        1 => Json::Text("true".to_owned()),
        2 => Json::Number(random.below(2).to_string()),
        _ => Json::Bool(random.one_in(2)),
    }
}

fn any(random: &mut Random) -> Json {
    match random.below(14) {
        0 => Json::Null,
        1 => Json::Bool(random.one_in(2)),
        2..5 => Json::Number(random.pick(NUMBERS).to_owned()),
        5..8 => Json::Text(random.pick(NUMERALS).to_owned()),
        8 => structure(random, 1),
        9 => Json::Text(random.pick(TIMES).to_owned()),
        _ => Json::Text(random.pick(TEXTS).to_owned()),
    }
}

fn structure(random: &mut Random, depth: usize) -> Json {
    if depth == 0 {
        return Json::Number(random.pick(NUMBERS).to_owned());
    }
    let count = random.below(3);
    let value = |random: &mut Random| {
        if random.one_in(3) {
            structure(random, depth - 1)
        } else {
            any(random)
        }
    };
    if random.one_in(3) {
        return Json::Array((0..count).map(|_| value(random)).collect());
    }
    let keys = ["x", "y", "z"].iter().skip(random.below(2)).take(count);
    Json::Object(keys.map(|key| ((*key).to_owned(), value(random))).collect())
}
