//! JSON lines to rows.

use chrono::DateTime;
use serde_json::Value as Json;

use super::{Kind, Value};
use crate::Failure;

/// The values of a row, in the order of the question's columns.
pub(crate) type Row = Vec<Value>;

/// Rows of lines that are objects, as Taffrail writes them.
///
/// # Errors
///
/// When a line is no object, lacks a column or has one too many, or a value is of another kind.
pub(crate) fn of_objects(text: &str, columns: &[(&str, Kind)]) -> Result<Vec<Row>, Failure> {
    rows(text, columns, |line| {
        let mut object: serde_json::Map<String, Json> = serde_json::from_str(line)?;
        let values = columns.iter().map(|(name, _)| {
            let value = object.remove(*name);
            value.ok_or_else(|| format!("no column `{name}` in {line}").into())
        });
        let values = values.collect::<Result<Vec<_>, Failure>>()?;
        match object.keys().next() {
            Some(name) => Err(format!("nobody asked for the column `{name}`").into()),
            None => Ok(values),
        }
    })
}

/// Rows of lines that are arrays, as the peers write them.
///
/// # Errors
///
/// When a line is no array of as many values as there are columns, or a value is of another kind.
pub(crate) fn of_arrays(text: &str, columns: &[(&str, Kind)]) -> Result<Vec<Row>, Failure> {
    rows(text, columns, |line| {
        let values: Vec<Json> = serde_json::from_str(line)?;
        if values.len() == columns.len() {
            Ok(values)
        } else {
            Err(format!("{} columns, and not {}", values.len(), columns.len()).into())
        }
    })
}

fn rows(
    text: &str,
    columns: &[(&str, Kind)],
    read: impl Fn(&str) -> Result<Vec<Json>, Failure>,
) -> Result<Vec<Row>, Failure> {
    let lines = text.lines().filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let values = read(line)?.into_iter().zip(columns);
            let row = values.map(|(value, (name, kind))| {
                plain(&value, *kind).ok_or_else(|| format!("`{name}` is {value}").into())
            });
            row.collect()
        })
        .collect()
}

fn plain(value: &Json, kind: Kind) -> Option<Value> {
    match (kind, value) {
        (_, Json::Null) => Some(Value::Null),
        (Kind::Text, Json::String(text)) => Some(Value::Text(text.clone())),
        (Kind::Number, Json::Number(number)) => number.as_f64().map(Value::Number),
        (Kind::Time, Json::Number(micros)) => micros.as_i64().map(Value::Time),
        (Kind::Time, Json::String(text)) => {
            let time = DateTime::parse_from_rfc3339(text).ok()?;
            Some(Value::Time(time.timestamp_micros()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [(&str, Kind); 3] = [
        ("at", Kind::Time),
        ("name", Kind::Text),
        ("n", Kind::Number),
    ];

    #[test]
    fn writers_are_made_alike() {
        let expected = vec![vec![
            Value::Time(1_715_000_400_000_000),
            Value::Null,
            Value::Number(2.0),
        ]];
        let object = r#"{"at":"2024-05-06T13:00:00.000Z","name":null,"n":2}"#;
        assert_eq!(of_objects(object, &COLUMNS).expect("a row"), expected);
        for array in [
            r#"["2024-05-06T13:00:00+00:00", null, 2.0]"#,
            r#"["2024-05-06T15:00:00+02:00", null, 2]"#,
            "[1715000400000000, null, 2]",
        ] {
            assert_eq!(of_arrays(array, &COLUMNS).expect("a row"), expected);
        }
    }

    #[test]
    fn other_shapes_are_mistakes() {
        let check = |found: Result<Vec<Row>, Failure>, expected: &str| {
            assert_eq!(
                found.expect_err("a mistake").to_string().lines().next(),
                Some(expected)
            );
        };
        check(of_arrays("[1, \"a\"]", &COLUMNS), "2 columns, and not 3");
        check(of_arrays("[1, \"a\", \"2\"]", &COLUMNS), "`n` is \"2\"");
        check(
            of_arrays("[\"noon\", \"a\", 2]", &COLUMNS),
            "`at` is \"noon\"",
        );
        check(
            of_objects(r#"{"at":1,"name":"a"}"#, &COLUMNS),
            "no column `n` in {\"at\":1,\"name\":\"a\"}",
        );
        check(
            of_objects(r#"{"at":1,"name":"a","n":1,"m":1}"#, &COLUMNS),
            "nobody asked for the column `m`",
        );
        assert!(of_objects("[]", &COLUMNS).is_err());
    }
}
