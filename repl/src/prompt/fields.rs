//! `.fields`: what a sample of the events holds.

use std::collections::BTreeMap;

use serde_json::Value;
use taffrail::{Cell, Error, QueryBuilder};

use super::known::SYSTEM;
use crate::clean::clean;
use crate::sizes::Count;
use crate::table::{Style, lines};

/// The query for the events that are looked at.
pub(super) const SAMPLE: &str = "fields @message | limit 200";
/// Containers are looked into so far.
const DEEPEST: usize = 8;
/// Characters of an example.
const EXAMPLE: usize = 60;

/// The fields of some events.
#[derive(Debug, Default)]
pub(super) struct Sample {
    events: u64,
    fields: BTreeMap<String, Field>,
}

#[derive(Debug)]
struct Field {
    events: u64,
    example: String,
}

/// Runs the query and looks at its events.
pub(super) async fn sample(query: QueryBuilder) -> Result<Sample, Error> {
    let mut result = query.await?;
    let mut sample = Sample::default();
    while let Some(batch) = result.next_batch().await? {
        for row in 0..batch.rows() {
            match batch.cell(row, 0) {
                Cell::Text(message) | Cell::Json(message) => sample.add(message),
                _ => {}
            }
        }
    }
    Ok(sample)
}

impl Sample {
    /// Looks at an event.
    fn add(&mut self, message: &str) {
        self.events += 1;
        if let Ok(Value::Object(object)) = serde_json::from_str(message) {
            for (key, value) in &object {
                self.value(key.clone(), value, DEEPEST);
            }
        }
    }

    fn value(&mut self, path: String, value: &Value, depth: usize) {
        match value {
            // The language knows no difference between null and nothing.
            Value::Null => return,
            Value::Object(object) if depth > 0 && !object.is_empty() => {
                for (key, value) in object {
                    self.value(format!("{path}.{key}"), value, depth - 1);
                }
                return;
            }
            Value::Array(items) if depth > 0 && items.first().is_some_and(Value::is_object) => {
                self.value(format!("{path}[0]"), &items[0], depth - 1);
                return;
            }
            _ => {}
        }
        let example = || match value {
            Value::String(text) => shortened(text),
            value => shortened(&value.to_string()),
        };
        let field = self.fields.entry(path).or_insert_with(|| Field {
            events: 0,
            example: example(),
        });
        field.events += 1;
    }

    /// The names of the fields.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The fields whose names hold `part`, as a table for people.
    pub(super) fn table(&self, part: Option<&str>, style: Style) -> String {
        let wanted = part.unwrap_or_default().to_lowercase();
        let is_wanted = |name: &str| name.to_lowercase().contains(&wanted);
        let system = SYSTEM.iter().filter(|(name, _)| is_wanted(name));
        let mut rows: Vec<Vec<String>> = system
            .map(|(name, holds)| vec![(*name).to_owned(), String::new(), (*holds).to_owned()])
            .collect();
        let found = self.fields.iter().filter(|(name, _)| is_wanted(name));
        rows.extend(found.map(|(name, field)| {
            let share = format!("{:>3} %", (field.events * 100).div_ceil(self.events.max(1)));
            vec![clean(name).into_owned(), share, field.example.clone()]
        }));
        let table = lines(&["field", "share", "example"], &rows, style);
        let events = Count(self.events).of("event", "events");
        format!("{table}a sample: the newest {events}; others may have other fields\n")
    }
}

fn shortened(text: &str) -> String {
    let end = text.char_indices().nth(EXAMPLE).map(|(at, _)| at);
    match end {
        None => clean(text).into_owned(),
        Some(end) => format!("{}…", clean(&text[..end])),
    }
}

#[cfg(test)]
mod tests {
    use taffrail::chrono_tz::Tz;

    use super::*;
    use crate::surroundings::Colours;

    #[test]
    fn events_are_flattened() {
        let mut sample = Sample::default();
        sample.add(r#"{"a":{"b":1,"c":null},"d":[{"e":"x\u001b"}],"f":[1,2],"g":{}}"#);
        sample.add(r#"{"a":{"b":"two"}}"#);
        sample.add("no json");
        let style = Style {
            width: Some(60),
            colours: Colours::Off,
            zone: Tz::UTC,
        };
        let table = sample.table(None, style);
        let below: Vec<&str> = table.lines().skip(2 + SYSTEM.len()).collect();
        assert_eq!(
            below,
            [
                "a.b              67 %  1",
                "d[0].e           34 %  x\\u{1b}",
                "f                34 %  [1,2]",
                "g                34 %  {}",
                "a sample: the newest 3 events; others may have other fields",
            ]
        );
        assert_eq!(sample.table(Some("D[0"), style).lines().count(), 4);
        assert_eq!(
            sample.names().collect::<Vec<_>>(),
            ["a.b", "d[0].e", "f", "g"]
        );
    }
}
