//! Any JSON, whole and broken: the extractor and the reference reader agree.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Json;
use taffrail_extract::{Column, Path, Want};

use crate::check;
use crate::reference::{self, Cell};

const KEYS: &[&str] = &[
    "a",
    "b",
    "c",
    "a.b",
    "a.b.c",
    "a.0",
    "0",
    "",
    ".",
    "a.",
    ".a",
    r"\u0061",
    r"a\u002eb",
    r"\x",
    r"\ud800",
    "ä",
    "aaaaaaaa",
    "aaaaaaaab",
    "aaaaaaaac",
    "aaaaaaaaaaaaaaaab",
    "aaaaaaaaacaaaaaab",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
];

const SCALARS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-12.5e-3",
    "9223372036854775807",
    "9223372036854775808",
    "123456789012345678901234567890",
    "1e999",
    "0.30000000000000004",
    "1688989338",
    "1688989338.25",
    "01",
    "tru",
    "nul",
    "+1",
    "1.",
    ".5",
    "-",
    "NaN",
    "\u{fffd}",
    r#""""#,
    r#""x""#,
    r#""007""#,
    r#""-1.5e3""#,
    r#""2023-07-10T11:42:18Z""#,
    r#""2023-07-10 11:42:18.123456789+02:00""#,
    r#""2024-02-30T00:00:00Z""#,
    r#""2016-12-31T23:59:60-0130""#,
    r#""\u0031\u0032""#,
    r#""\ud83d\ude00 \ud83d x \ude00""#,
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\q""#,
    r#""\u12""#,
    r#""\\""#,
    r#""\\\\\"""#,
    r#""{[}]:,""#,
    r#""thirty-one bytes and then a quo\"te""#,
    r#""sixty-three bytes of text that go on and on until the block ends\\""#,
    "\"a\tb\"",
    "\"grün 日本 \u{1f600}\"",
];

/// JSON text: mostly valid, with any white space, keys that repeat and keys with dots.
fn json() -> impl Strategy<Value = String> {
    let space = prop_oneof![8 => Just(""), 1 => Just(" "), 1 => Just("\n\t  \r\n      ")];
    let string = prop_oneof![
        "[a-z\\\\\"{}\\[\\], é]{0,90}".prop_map(|text| Json::from(text).to_string()),
        "[ -~]{0,70}".prop_map(|text| format!("\"{}\"", text.replace('"', "'"))),
    ];
    let scalar = prop_oneof![
        4 => prop::sample::select(SCALARS).prop_map(str::to_owned),
        2 => string,
        1 => any::<f64>().prop_map(|number| Json::from(number).to_string()),
        1 => any::<i64>().prop_map(|number| number.to_string()),
    ];
    let key = prop::sample::select(KEYS);
    scalar.prop_recursive(5, 60, 8, move |inner| {
        let member = (key.clone(), space.clone(), inner.clone()).prop_map(|(key, space, value)| {
            format!("{space}\"{key}\"{space}:{space}{value}{space}")
        });
        prop_oneof![
            3 => vec(member, 0..8).prop_map(|members| format!("{{{}}}", members.join(","))),
            1 => vec(inner, 0..12).prop_map(|elements| format!("[{}]", elements.join(" ,"))),
        ]
    })
}

fn object() -> impl Strategy<Value = Vec<u8>> {
    let member = (prop::sample::select(KEYS), json());
    vec(
        member.prop_map(|(key, value)| format!("\"{key}\":{value}")),
        0..8,
    )
    .prop_map(|members| format!("{{{}}}", members.join(",")).into_bytes())
}

/// Bytes that were an object before something happened to them.
fn broken() -> impl Strategy<Value = Vec<u8>> {
    let junk = prop::sample::select(b"{}[]\",:\\ \n\rea.0\x00\x1f\xff\xc3".as_slice());
    let edit = (any::<prop::sample::Index>(), junk, 0..4);
    (object(), vec(edit, 1..4)).prop_map(|(mut bytes, edits)| {
        for (place, junk, how) in edits {
            let at = place.index(bytes.len() + 1);
            match how {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => bytes[at] = junk,
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, junk),
            }
        }
        bytes
    })
}

/// Pieces of JSON in any order.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\\"",
            " ",
            "\n",
            "},{",
            "{\"Records\":[",
            "{\"a\":",
            "]}",
            "\"a\":",
            "\"b\":",
            "\"a.b\":",
            "{\"a\":1}",
            "null",
        ]),
        prop::sample::select(SCALARS),
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes())
}

fn columns() -> impl Strategy<Value = Vec<Column>> {
    prop_oneof![
        3 => any::<u64>().prop_map(check::some_columns),
        1 => prop::sample::select(check::all_columns()).prop_map(|column| vec![column]),
        1 => Just(check::all_columns()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn whole_records(columns in columns(), record in object()) {
        check::push(&columns, &record);
    }

    #[test]
    fn broken_records(columns in columns(), mut record in broken()) {
        check::push(&columns, &record);
        record.push(b'}');
        check::push(&columns, &record);
    }

    #[test]
    fn pieces(columns in columns(), bytes in soup()) {
        check::push(&columns, &bytes);
        let record = [b"{\"a\":", &bytes[..], b"}"].concat();
        check::push(&columns, &record);
        check::walks(&columns, &bytes);
        check::walks(&columns, &record);
    }

    #[test]
    fn buffers(
        columns in columns(),
        records in vec(prop_oneof![4 => object(), 1 => broken()], 0..6),
        separator in prop::sample::select(vec!["\n", ",", "\r\n", " , ", "\n\n", "", "junk,"]),
        wrapper in prop::sample::select(vec![
            ("", ""), ("[", "]"), ("{\"Records\":[", "]}"), ("\n{ \"Records\" : [\n", ""),
        ]),
    ) {
        let middle = records.join(separator.as_bytes());
        let bytes = [wrapper.0.as_bytes(), &middle, wrapper.1.as_bytes()].concat();
        check::walks(&columns, &bytes);
        check::walks(&columns, &[bytes.clone(), bytes].concat());
    }

    /// The reference reader itself, where serde_json can tell.
    #[test]
    fn reference_against_serde_json(value in any_json()) {
        let record = serde_json::to_string_pretty(&value).expect("a value");
        let columns = check::all_columns();
        let (cells, malformed) = reference::row(&columns, record.as_bytes());
        prop_assert_eq!(malformed, 0);
        for (column, cell) in columns.iter().zip(cells) {
            if !column.path.is_record() {
                prop_assert_eq!(&cell, &expected(&value, column), "{:?}", column);
            }
        }
    }
}

/// Objects whose keys have no dots, as `serde_json` reads and writes them.
fn any_json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?".prop_map(Json::from),
    ];
    let key = prop::sample::select(vec!["a", "b", "c", "0", "1", "", "aaaaaaaab", "ä"]);
    let map = move |values| {
        prop::collection::hash_map(key.clone(), values, 0..6).prop_map(|map| {
            map.into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()
        })
    };
    let inner = scalar.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            map(inner.clone().boxed()).prop_map(|map: serde_json::Map<_, _>| Json::from(map)),
            vec(inner, 0..12).prop_map(Json::from),
        ]
    });
    let key = prop::sample::select(vec!["a", "b", "c", "0", "", "aaaaaaaab", "ä"]);
    prop::collection::hash_map(key, inner, 0..6).prop_map(|map| {
        map.into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect()
    })
}

fn expected(record: &Json, column: &Column) -> Cell {
    let found = column
        .path
        .segments()
        .try_fold(record, |at, segment| match at {
            Json::Array(elements) => {
                let index = segment
                    .parse()
                    .ok()
                    .filter(|n: &usize| n.to_string() == segment)?;
                elements.get(index)
            }
            _ => at.get(segment),
        });
    let Some(value) = found.filter(|value| !value.is_null()) else {
        return Cell::Null;
    };
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    let plain_number = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
            && text.ends_with(|last: char| last.is_ascii_digit())
            && text
                .trim_start_matches('-')
                .starts_with(|first: char| first.is_ascii_digit())
    };
    let number = match value {
        Json::Bool(boolean) => Some(f64::from(u8::from(*boolean))),
        Json::Number(_) => text.parse().ok(),
        Json::String(_) if plain_number(&text) => text.parse().ok(),
        _ => None,
    };
    match column.want {
        Want::Text => Cell::Text(text),
        Want::Number => number.map_or(Cell::Null, Cell::Number),
        Want::Integer if value.is_boolean() => Cell::Null,
        Want::Integer if text.starts_with('+') => Cell::Null,
        Want::Integer => text.parse().map_or(Cell::Null, Cell::Integer),
        Want::Kind => Cell::Kind(match value {
            Json::Null => unreachable!("left out above"),
            Json::String(_) => 1,
            Json::Number(_) => 2,
            Json::Bool(_) => 4,
            Json::Object(_) => 8,
            Json::Array(_) => 16,
        }),
        // What no other library reads the same way.
        Want::Timestamp => {
            reference::row(std::slice::from_ref(column), record.to_string().as_bytes())
                .0
                .remove(0)
        }
    }
}

#[test]
fn paths_show_as_written() {
    assert_eq!(Path::parse("a.b").to_string(), "a.b");
}
