//! Where records begin and end, and what is done about damage.

use proptest::prelude::*;
use regex::bytes::Regex;
use taffrail_extract::{DamageReason, LineRules, Records, Shape};

/// The texts of the records, and the damage between them in angle brackets.
fn walk(shape: Shape, bytes: &[u8]) -> Vec<String> {
    let mut records = Records::new(shape, bytes);
    let mut found = Vec::new();
    while let Some(record) = records.next(None) {
        found.push(match record {
            Ok(record) => {
                let text = String::from_utf8_lossy(&bytes[record.start..record.end]);
                if record.json {
                    text.into_owned()
                } else {
                    format!("text {text}")
                }
            }
            Err(damage) => format!("<{} {:?}>", damage.offset, damage.reason),
        });
    }
    found
}

#[track_caller]
fn check(shape: Shape, text: &str, expected: &[&str]) {
    assert_eq!(walk(shape, text.as_bytes()), expected, "{text}");
}

#[test]
fn lines_of_json() {
    let check = |text, expected: &[_]| check(Shape::JsonLines, text, expected);
    check("", &[]);
    check("\n \n\r\n", &[]);
    check("{\"a\":1}\n{\"a\":2}", &["{\"a\":1}", "{\"a\":2}"]);
    check(
        "\u{feff}{\"a\":1}\r\n\r\n  {}  \r\nplain\r\n",
        &["{\"a\":1}", "{}", "text plain"],
    );
    check("{\"a\":\n{}\n", &["<0 NotClosed>", "{}"]);
    check(
        "{\"a\":\"}\n{}\n{\"b\":\"",
        &["<0 NotClosed>", "{}", "<11 NotClosed>"],
    );
    check(
        "{}\n {} x\n{}}\n{\"a\":1]\n",
        &[
            "{}",
            "<3 TrailingBytes>",
            "<9 TrailingBytes>",
            "<13 NotClosed>",
        ],
    );
    check("[1]\n17\n", &["text [1]", "text 17"]);
}

#[test]
fn lines_of_text() {
    check(
        Shape::TextLines,
        "a\r\n\n  \n {}\n{\nb",
        &["text a", "text   ", "{}", "text {", "text b"],
    );
}

#[test]
fn wrapped() {
    let check = |text, expected: &[_]| check(Shape::Records, text, expected);
    check("{\"Records\":[]}", &[]);
    check(
        "{\"Records\":[{\"a\":1},{\"a\":2}]}",
        &["{\"a\":1}", "{\"a\":2}"],
    );
    check(
        " {\n\"Records\" : [ {}\n,\n{} ]\n}\n{\"Records\":[{}]}",
        &["{}", "{}", "{}"],
    );
    check(
        "{\"Records\":[{}],\"next\":{\"a\":[]}}{\"Records\":[{}]}",
        &["{}", "{}"],
    );
    check(
        "{\"Records\":[1,\"x\",[2],{}]}",
        &["text 1", "text \"x\"", "text [2]", "{}"],
    );
}

#[test]
fn wrappers_whose_list_comes_later() {
    let check = |text, expected: &[_]| check(Shape::Records, text, expected);
    check(
        "{\"fileVersion\":\"1.0\",\"id\":{\"a\":[1]},\"configurationItems\":[{\"b\":1},{\"b\":2}]}",
        &["{\"b\":1}", "{\"b\":2}"],
    );
    let message = |kind: &str, events: &str| {
        format!("{{\"messageType\":\"{kind}\",\"f\":[\"x\"],\"logEvents\":[{events}],\"p\":\"q\"}}")
    };
    let data = message("DATA_MESSAGE", "{\"id\":1},{\"id\":2}");
    let control = message("CONTROL_MESSAGE", "{\"id\":0}");
    let all = format!("{data}{control}\n{control}{data}");
    check(
        &all,
        &["{\"id\":1}", "{\"id\":2}", "{\"id\":1}", "{\"id\":2}"],
    );
    check(&control, &[]);
    let cut = "{\"messageType\":\"CONTROL_MESSAGE\",\"logEvents\":[";
    check(cut, &["<0 NotClosed>"]);
}

#[test]
fn events_of_several_lines() {
    let rules = LineRules {
        begins: Some(Regex::new("^[0-9]").expect("a regex")),
        ..LineRules::PLAIN
    };
    let text = b"1 a\n b\n2 c\n d\n";
    let walk = |more: bool| {
        let records = Records::with_rules(Shape::TextLines, text, &rules);
        let mut records = if more {
            records.more_follows()
        } else {
            records
        };
        let mut found = Vec::new();
        while let Some(record) = records.next(None) {
            let record = record.expect("no damage");
            found.push((record.start, record.end));
        }
        (found, records.position())
    };
    assert_eq!(walk(false), (vec![(0, 6), (7, 13)], text.len()));
    assert_eq!(walk(true), (vec![(0, 6)], 7));
}

#[test]
fn lists() {
    let check = |text, expected: &[_]| check(Shape::Array, text, expected);
    check("[]", &[]);
    check(
        "[ {\"a\":1} , {\"a\":2} ]\n[{}]",
        &["{\"a\":1}", "{\"a\":2}", "{}"],
    );
    check("[null,{}]", &["text null", "{}"]);
}

#[test]
fn wrapped_and_damaged() {
    let check = |text, expected: &[_]| check(Shape::Records, text, expected);
    // Cut off.
    check(
        "{\"Records\":[{\"a\":1},{\"a\":[{\"b\":1},{\"b\"",
        &["{\"a\":1}", "<20 NotClosed>"],
    );
    check("{\"Records\":[{\"a\":1},", &["{\"a\":1}", "<20 Truncated>"]);
    check("{\"Records\":[{\"a\":1}]", &["{\"a\":1}", "<20 Truncated>"]);
    // A brace too few, a quote too few, in the middle.
    check(
        "{\"Records\":[{\"a\":1},{\"a\":{\"x\":1},{\"a\":3}]}",
        &["{\"a\":1}", "<20 NotClosed>", "{\"a\":3}"],
    );
    check(
        "{\"Records\":[{\"a\":1},{\"a\":\"2},{\"a\":3}]}",
        &["{\"a\":1}", "<20 NotClosed>", "{\"a\":3}"],
    );
    // A brace too many; something else between.
    check(
        "{\"Records\":[{\"a\":1}},{\"a\":2}]}",
        &["{\"a\":1}", "<19 Junk>", "{\"a\":2}"],
    );
    check(
        "{\"Records\":[{\"a\":1}, oops, {\"a\":2} {\"a\":3}]}",
        &["{\"a\":1}", "<21 Junk>", "{\"a\":2}", "<35 Junk>"],
    );
    // Behind brackets too many alone, a record may begin with another key.
    check(
        "{\"Records\":[{\"a\":1}}},{\"b\":2},{\"a\":3}]}",
        &["{\"a\":1}", "<19 Junk>", "{\"b\":2}", "{\"a\":3}"],
    );
    // Or when it begins a line as others do.
    check(
        "{\"Records\":[\n{\"a\":1},\n{\"a\":{\"b\":[{},{}]},\n{\"b\":2}\n]}",
        &["{\"a\":1}", "<22 NotClosed>", "{\"b\":2}"],
    );
    // A member cut off, and the next one behind it.
    check(
        "{\"Records\":[{\"a\":1},{\"a\":\"cu{\"Records\":[{\"a\":3}]}",
        &["{\"a\":1}", "<20 NotClosed>", "{\"a\":3}"],
    );
    // Not what it should be at all.
    check("oops", &["<0 Junk>"]);
    check("{\"Records\":[}]}", &["<12 Junk>"]);
}

#[test]
fn concatenated() {
    let check = |text, expected: &[_]| check(Shape::Concatenated, text, expected);
    check("{}{}\n{\n}\t{}", &["{}", "{}", "{\n}", "{}"]);
    check(
        "{} 1 \"x\" [2]",
        &["{}", "text 1", "text \"x\"", "text [2]"],
    );
    check("{\n \"a\":\n{\n}\n", &["<0 NotClosed>", "{\n}"]);
    check("{}\noops {}\n{}", &["{}", "<3 Junk>", "{}"]);
}

#[test]
fn damage_is_said_in_words() {
    let text = |reason: DamageReason| reason.to_string();
    assert_eq!(text(DamageReason::NotClosed), "the record is never closed");
    let damage = Records::new(Shape::Records, b"oops")
        .next(None)
        .expect("damage");
    assert_eq!(
        damage.expect_err("damage").to_string(),
        "bytes that are not a record at byte 0"
    );
}

#[test]
fn looking_for_a_way_out_has_an_end() {
    for shape in [
        Shape::Records,
        Shape::Array,
        Shape::Concatenated,
        Shape::JsonLines,
    ] {
        let start = if shape == Shape::Array {
            "["
        } else {
            "{\"Records\":["
        };
        let text = format!("{start}{}", "{\"a\":1,\n".repeat(200_000));
        assert!(walk(shape, text.as_bytes()).len() <= 200_001);
        let text = format!("{start}{}", "{\"a\":{\"a\":1},\n".repeat(100_000));
        assert!(walk(shape, text.as_bytes()).len() <= 100_001);
    }
}

fn record() -> impl Strategy<Value = String> {
    let text = "[a-z{}\\[\\],:\\\\\" ]{0,80}";
    (text, 0_usize..3).prop_map(|(text, nested)| {
        let text = serde_json::Value::from(text);
        let inner = vec![format!("{{\"b\":{text}}}"); nested].join(",");
        format!("{{\"a\":{text},\"list\":[{inner}]}}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Whole buffers give their records; cut anywhere, those before the cut.
    #[test]
    fn cut_anywhere(records in prop::collection::vec(record(), 1..6), cut in any::<prop::sample::Index>()) {
        let cases = [
            (Shape::JsonLines, records.join("\n")),
            (Shape::Concatenated, records.join("\n\n")),
            (Shape::Array, format!("[{}]", records.join(" ,\n"))),
            (Shape::Records, format!("{{\"Records\":[{}]}}", records.join(","))),
        ];
        for (shape, text) in cases {
            prop_assert_eq!(&walk(shape, text.as_bytes()), &records);
            let cut = cut.index(text.len());
            let found = walk(shape, &text.as_bytes()[..cut]);
            let whole = found.iter().filter(|record| !record.starts_with('<'));
            // A cut may leave the rest of a wrapper or a number, but no other objects.
            let objects: Vec<_> = whole.filter(|record| record.starts_with('{')).collect();
            let mut end = 0;
            let expected: Vec<_> = records
                .iter()
                .take_while(|record| {
                    end += text[end..].find(record.as_str()).expect("in order") + record.len();
                    end <= cut
                })
                .collect();
            prop_assert_eq!(objects, expected);
            prop_assert!(found.len() <= records.len() + 1);
        }
    }
}
