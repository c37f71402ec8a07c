//! The elements of arrays, and that they are what stands at the paths `0`, `1`, ...

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt8Type;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value as Json;
use taffrail_extract::{Column, Elements, Extractor, Level, Path, Want, kind};

type Element = Option<(String, u8)>;

fn elements(array: &[u8], level: Level) -> Vec<Element> {
    let mut found = Vec::new();
    Elements::with_level(level).read(array, |element| {
        found.push(element.map(|(text, kind)| (text.to_owned(), kind)));
    });
    found
}

#[track_caller]
fn check(array: &[u8], expected: &[Option<(&str, u8)>]) {
    for level in Level::available() {
        let found = elements(array, level);
        let found: Vec<_> = found
            .iter()
            .map(|element| element.as_ref().map(|(text, kind)| (text.as_str(), *kind)))
            .collect();
        assert_eq!(found, expected, "{}", array.escape_ascii());
    }
}

#[test]
fn kinds() {
    check(
        br#" [ "a\u00e9\n" ,1.50, -2e3,true,false , null, { "b" : "x y" } ,[ 1, [2]], "" ] "#,
        &[
            Some(("aé\n", kind::STRING)),
            Some(("1.50", kind::NUMBER)),
            Some(("-2e3", kind::NUMBER)),
            Some(("true", kind::BOOLEAN)),
            Some(("false", kind::BOOLEAN)),
            None,
            Some((r#"{"b":"x y"}"#, kind::OBJECT)),
            Some(("[1,[2]]", kind::ARRAY)),
            Some(("", kind::STRING)),
        ],
    );
    check(b"[]", &[]);
    check(b" [ ] ", &[]);
}

#[test]
fn odd_scalars_are_null() {
    check(
        br#"[01, tru, "\x", "\ud800", +1, .5, 1]"#,
        &[
            None,
            None,
            None,
            Some(("\u{fffd}", kind::STRING)),
            None,
            None,
            Some(("1", kind::NUMBER)),
        ],
    );
    check(b"[\"\xff\"]", &[Some(("\u{fffd}", kind::STRING))]);
}

#[test]
fn what_is_no_array_has_no_elements() {
    for other in ["", " ", "{}", "{\"a\":[1]}", "1", "\"[1]\"", "null", "]"] {
        check(other.as_bytes(), &[]);
    }
}

#[test]
fn behind_damage_there_are_none() {
    let one = Some(("1", kind::NUMBER));
    check(b"[1,]", &[one]);
    check(b"[1 2, 3]", &[one]);
    check(b"[1:2]", &[one]);
    check(b"[1", &[one]);
    check(b"[1, \"a", &[one]);
    check(b"[1, {\"a\":", &[one]);
    check(b"[,1]", &[None, one]);
    check(b"[1] 2", &[one]);
}

/// The same, said by the columns of the paths.
fn by_paths(array: &[u8], count: usize) -> Vec<Element> {
    let columns: Vec<Column> = (0..count)
        .flat_map(|index| {
            [Want::Text, Want::Kind].map(|want| Column {
                path: Path::parse(&index.to_string()),
                want,
            })
        })
        .collect();
    let mut rows = Extractor::new(&columns).rows();
    rows.push_value(array);
    let columns = rows.finish().columns;
    columns
        .chunks(2)
        .map(|pair| {
            let text = pair[0].as_string_view();
            let kind = pair[1].as_primitive::<UInt8Type>();
            (!text.is_null(0)).then(|| (text.value(0).to_owned(), kind.value(0)))
        })
        .collect()
}

fn value() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    scalar.prop_recursive(3, 20, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::hash_map("[a-c\"]{0,2}", inner, 0..4)
                .prop_map(|map| Json::from(map.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn as_serde_json_reads_them(values in vec(value(), 0..20), pretty in any::<bool>()) {
        let array = Json::from(values.clone());
        let text = if pretty {
            serde_json::to_string_pretty(&array).expect("a value")
        } else {
            array.to_string()
        };
        let expected: Vec<Element> = values
            .iter()
            .map(|value| match value {
                Json::Null => None,
                Json::Bool(_) => Some((value.to_string(), kind::BOOLEAN)),
                Json::Number(_) => Some((value.to_string(), kind::NUMBER)),
                Json::String(text) => Some((text.clone(), kind::STRING)),
                Json::Array(_) => Some((value.to_string(), kind::ARRAY)),
                Json::Object(_) => Some((value.to_string(), kind::OBJECT)),
            })
            .collect();
        for level in Level::available() {
            prop_assert_eq!(&elements(text.as_bytes(), level), &expected);
        }
    }

    #[test]
    fn as_their_paths_have_them(
        pieces in vec(prop::sample::select(vec![
            "[", "]", "{", "}", ",", ",", ":", "\"", "\\", " ", "1", "01", "null", "\"a\"", "\"\\u00e9\"", "{\"a\":1}", "[2]",
        ]), 0..24),
    ) {
        let array = format!("[{}]", pieces.concat());
        for level in Level::available() {
            let mut found = elements(array.as_bytes(), level);
            let count = found.len() + 2;
            found.resize(count, None);
            prop_assert_eq!(found, by_paths(array.as_bytes(), count), "{}", array);
        }
    }
}
