//! What the design promises of single records.

use taffrail_extract::{Column, Extractor, Path, Want};

use crate::check::{self, only_row};
use crate::reference::Cell;

#[track_caller]
fn check(record: &str, path: &str, want: Want, expected: &Cell, malformed: u64) {
    let columns = [Column {
        path: Path::parse(path),
        want,
    }];
    let mut rows = Extractor::new(&columns).rows();
    rows.push(record.as_bytes());
    let extracted = rows.finish();
    assert_eq!(
        only_row(&extracted),
        std::slice::from_ref(expected),
        "{path} of {record}"
    );
    assert_eq!(extracted.malformed, malformed, "{record}");
    check::push(&columns, record.as_bytes());
}

#[track_caller]
fn text(record: &str, path: &str, expected: Option<&str>) {
    let expected = expected.map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
    check(record, path, Want::Text, &expected, 0);
}

#[test]
fn the_first_value_at_a_path_counts() {
    text(r#"{"a":{"c":1},"a":{"b":2}}"#, "a.b", None);
    text(r#"{"a":{},"a.b":1}"#, "a.b", Some("1"));
    text(r#"{"a":5,"a.b":1}"#, "a.b", Some("1"));
    text(r#"{"a":5,"a":{"b":1}}"#, "a.b", None);
    text(r#"{"a.b":null,"a":{"b":2}}"#, "a.b", None);
    text(r#"{"a":null,"a":1}"#, "a", None);
    text(r#"{"a":1,"a":2}"#, "a", Some("1"));
    text(r#"{"a.b":{"d":1},"a":{"b":{"c":2}}}"#, "a.b.c", None);
    text(r#"{"a.b":{"c":1},"a":{"b":{"c":2}}}"#, "a.b.c", Some("1"));
    text(r#"{"a":{"b.c":1}}"#, "a.b.c", Some("1"));
    text(r#"{"a.b":{"c":1}}"#, "a.b.c", Some("1"));
}

#[test]
fn texts() {
    text(r#"{"a":"x\ty"}"#, "a", Some("x\ty"));
    text(r#"{"a":1.50}"#, "a", Some("1.50"));
    text(r#"{"a":-0e5}"#, "a", Some("-0e5"));
    text(r#"{"a":true}"#, "a", Some("true"));
    text(r#"{"a":null}"#, "a", None);
    text(
        "{\"a\": { \"b\" : \"x  y\",\n\"c\":[ 1 ] } }",
        "a",
        Some(r#"{"b":"x  y","c":[1]}"#),
    );
    text(r#"{"\u0061":1}"#, "a", Some("1"));
    text(r#"{"a":"\ud800"}"#, "a", Some("\u{fffd}"));
}

#[test]
fn arrays() {
    let record = r#"{"items":[{"id":7},[8,9],"x"]}"#;
    text(record, "items.0.id", Some("7"));
    text(record, "items.1.1", Some("9"));
    text(record, "items.2", Some("x"));
    text(record, "items.3", None);
    text(record, "items.00.id", None);
    text(r#"{"items":{"0":{"id":7}}}"#, "items.0.id", Some("7"));
    text(r#"{"items.0.id":7}"#, "items.0.id", Some("7"));
}

/// A value from within a record may be an array itself.
#[test]
fn values() {
    let value = |value: &str, path: &str, expected: Option<&str>| {
        let columns = [Column {
            path: Path::parse(path),
            want: Want::Text,
        }];
        let mut rows = Extractor::new(&columns).rows();
        rows.push_value(value.as_bytes());
        let expected = expected.map_or(Cell::Null, |text| Cell::Text(text.to_owned()));
        assert_eq!(only_row(&rows.finish()), [expected], "{path} of {value}");
    };
    let array = r#" [7, {"id": "x"}, [8, 9], null] "#;
    value(array, "0", Some("7"));
    value(array, "1.id", Some("x"));
    value(array, "1", Some(r#"{"id":"x"}"#));
    value(array, "2.1", Some("9"));
    value(array, "3", None);
    value(array, "4", None);
    value(array, "00", None);
    value("[]", "0", None);
    value(r#"{"a":[1],"a.0":2}"#, "a.0", Some("1"));
    value(r#""[1]""#, "0", None);
    value("", "0", None);
    // Records are objects.
    text("[1]", "0", None);
}

#[test]
fn numbers() {
    let number = |record: &str, expected: Option<f64>| {
        check(
            record,
            "a",
            Want::Number,
            &expected.map_or(Cell::Null, Cell::Number),
            0,
        );
    };
    number(r#"{"a":"012"}"#, Some(12.0));
    number(r#"{"a":1e999}"#, None);
    number(r#"{"a":true}"#, Some(1.0));
    number(r#"{"a":" 1"}"#, None);
    number(r#"{"a":[1]}"#, None);
    let integer = |record: &str, expected: Option<i64>| {
        check(
            record,
            "a",
            Want::Integer,
            &expected.map_or(Cell::Null, Cell::Integer),
            0,
        );
    };
    integer(r#"{"a":9223372036854775807}"#, Some(i64::MAX));
    integer(r#"{"a":9223372036854775808}"#, None);
    integer(r#"{"a":"-7"}"#, Some(-7));
    integer(r#"{"a":7.0}"#, None);
    integer(r#"{"a":true}"#, None);
}

#[test]
fn invalid_scalars_are_null_and_counted() {
    for scalar in [
        "tru",
        "01",
        r#""\x""#,
        r#""\u12""#,
        "\"\n\"",
        "",
        "+1",
        "nan",
    ] {
        let record = format!(r#"{{"a":{scalar},"b":1}}"#);
        for want in [
            Want::Text,
            Want::Number,
            Want::Integer,
            Want::Kind,
            Want::Timestamp,
        ] {
            check(&record, "a", want, &Cell::Null, 1);
        }
        text(&record, "b", Some("1"));
    }
}

#[test]
fn what_is_not_well_formed_keeps_what_came_before() {
    text(r#"{"a":1 "b":2}"#, "a", Some("1"));
    text(r#"{"a":1 "b":2}"#, "b", None);
    text(r#"{"c":{"x" 1},"a":1}"#, "a", Some("1"));
    text(r#"{"a":{"b":1,},"c":2,}"#, "c", Some("2"));
    text(r#"{"a":[1}"#, "a", Some("[1}"));
}

#[test]
fn one_path_several_ways() {
    let want = |want| Column {
        path: Path::parse("a"),
        want,
    };
    let columns = [
        want(Want::Kind),
        want(Want::Text),
        want(Want::Number),
        want(Want::Text),
    ];
    let mut rows = Extractor::new(&columns).rows();
    rows.push(br#"{"a":"7"}"#);
    let text = Cell::Text("7".to_owned());
    let expected = [Cell::Kind(1), text.clone(), Cell::Number(7.0), text];
    assert_eq!(only_row(&rows.finish()), expected);
}

#[test]
fn leaf_and_prefix() {
    let column = |path| Column {
        path: Path::parse(path),
        want: Want::Text,
    };
    let columns = ["a", "a.b", "a.b.c", "d"].map(column);
    let mut rows = Extractor::new(&columns).rows();
    rows.push(br#"{"a":{"b": {"c": 1}, "e":2}, "d":3}"#);
    let expected = [r#"{"b":{"c":1},"e":2}"#, r#"{"c":1}"#, "1", "3"];
    assert_eq!(
        only_row(&rows.finish()),
        expected.map(|text| Cell::Text(text.to_owned()))
    );
}

#[test]
fn the_record_itself() {
    text("{\"a\" : 1}", "", Some("{\"a\" : 1}"));
    text("{\"a\" :\n [1, 2]\n}", "", Some("{\"a\":[1,2]}"));
    text("plain \u{e9} text", "", Some("plain \u{e9} text"));
    text("plain\n  at x", "", Some("plain\n  at x"));
    check("{}", "", Want::Kind, &Cell::Kind(8), 0);
    check("plain", "", Want::Kind, &Cell::Null, 0);
    check("17", "", Want::Number, &Cell::Null, 0);
    check("[1]", "0", Want::Text, &Cell::Null, 0);
}

#[test]
fn deep_nesting() {
    let depth = 100_000;
    let deep = format!(
        "{{\"a\":{}1{},\"b\":2}}",
        "[{\"a\":".repeat(depth),
        "}]".repeat(depth)
    );
    text(&deep, "b", Some("2"));
    text(&deep, "a.0.a.0.b", None);
    let path = vec!["a"; 2_000].join(".");
    let nested = format!("{}1{}", "{\"a\":".repeat(2_000), "}".repeat(2_000));
    let mut rows = Extractor::new(&[Column {
        path: Path::parse(&path),
        want: Want::Integer,
    }])
    .rows();
    rows.push(nested.as_bytes());
    assert_eq!(only_row(&rows.finish()), [Cell::Integer(1)]);
}

#[test]
fn each_place_in_a_block() {
    let columns = check::all_columns();
    for padding in 0..140 {
        let fill = "x".repeat(padding);
        for record in [
            format!(r#"{{"{fill}":[1,"]"],"a":"{fill}\"y","b":{{"a":"\\","b":"\\\""}}}}"#),
            format!(r#"{{"x":"{fill}\\","a.b":{{"c":"{fill}"}},"c":[{{"x":"}}"}}]}}"#),
        ] {
            check::push(&columns, record.as_bytes());
            check::walks(&columns, record.as_bytes());
        }
    }
}

#[test]
fn rows_start_anew() {
    let mut rows = Extractor::new(&[Column {
        path: Path::parse("a"),
        want: Want::Text,
    }])
    .rows();
    assert!(rows.is_empty());
    rows.push(br#"{"a":"a text that is too long to stand inline"}"#);
    rows.push(br#"{"a":tru}"#);
    assert_eq!(rows.len(), 2);
    assert!(rows.memory_size() > 0);
    let first = rows.finish();
    assert_eq!(
        (first.rows, first.malformed, first.columns[0].len()),
        (2, 1, 2)
    );
    assert_eq!(rows.len(), 0);
    let second = rows.finish();
    assert_eq!(
        (second.rows, second.malformed, second.columns[0].len()),
        (0, 0, 0)
    );
}

#[test]
fn moves_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Extractor>();
    check::<taffrail_extract::Rows>();
    check::<taffrail_extract::Records<'_>>();
    check::<taffrail_extract::inflate::Inflater>();
}
