//! Log types as rows.

use super::{LogType, Origin};
use crate::result::{ResultBatch, RowCell, rows};

impl LogType {
    /// Log types as rows: `name`, `summary`, `recognised` (each way a sentence), `fields` (those
    /// that are known), `time` (the fields at which it stands), `duplicates` (the field that is the
    /// same in two copies of an event), `keys` (how objects are named), `docs`, and whether it is
    /// built in.
    pub fn rows<'a>(types: impl IntoIterator<Item = &'a Self>) -> ResultBatch {
        let names = [
            "name",
            "summary",
            "recognised",
            "fields",
            "time",
            "duplicates",
            "keys",
            "docs",
            "built-in",
        ];
        rows(&names, types.into_iter().map(row))
    }
}

fn row(log_type: &LogType) -> Vec<RowCell> {
    let definition = log_type.definition();
    let text = |text: &Option<String>| match text {
        Some(text) => RowCell::Text(text.clone()),
        None => RowCell::Missing,
    };
    let list = |list: Vec<&str>| {
        let list: Vec<serde_json::Value> = list.into_iter().map(Into::into).collect();
        RowCell::Json(serde_json::Value::from(list).to_string())
    };
    let recognised = log_type.recognised();
    vec![
        RowCell::Text(definition.name.clone()),
        RowCell::Text(definition.summary.clone()),
        list(recognised.iter().map(String::as_str).collect()),
        list(log_type.fields().collect()),
        list(definition.time.fields.iter().map(String::as_str).collect()),
        match definition.duplicates.as_slice() {
            [] => RowCell::Missing,
            fields => RowCell::Text(fields.join(", ")),
        },
        text(&definition.keys),
        text(&definition.docs),
        RowCell::Boolean(log_type.0.origin == Origin::BuiltIn),
    ]
}
