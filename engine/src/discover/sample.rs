//! Events taken apart into paths.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{DiscoveredField, DiscoveredFields, JsonKind};
use crate::result::Summary;

/// Objects and arrays are looked into so far.
const DEEPEST: usize = 8;
/// Fields that are kept: keys may be values, such as names of files, and there is no end of them.
const MOST: usize = 5000;
/// Characters of an example.
const EXAMPLE: usize = 60;
/// Examples of a field.
const EXAMPLES: usize = 3;

/// The fields of the events that were added.
#[derive(Debug, Default)]
pub(super) struct Sample {
    events: u64,
    without_fields: u64,
    left_out: BTreeSet<String>,
    fields: BTreeMap<String, Field>,
}

#[derive(Debug, Default)]
struct Field {
    events: u64,
    kinds: BTreeSet<JsonKind>,
    examples: Vec<String>,
    /// Whether an object here had members, which are fields of their own.
    has_members: bool,
}

impl Sample {
    /// Looks at an event.
    pub(super) fn add(&mut self, message: &str) {
        self.events += 1;
        let Ok(Value::Object(object)) = serde_json::from_str(message) else {
            self.without_fields += 1;
            return;
        };
        for (key, value) in &object {
            // What begins as a system field does is named with one more `@`.
            let path = if key.starts_with('@') {
                format!("@{key}")
            } else {
                key.clone()
            };
            self.value(path, value, DEEPEST);
        }
    }

    fn value(&mut self, path: String, value: &Value, depth: usize) {
        let kind = match value {
            Value::Null => JsonKind::Null,
            Value::Bool(_) => JsonKind::Boolean,
            Value::Number(_) => JsonKind::Number,
            Value::String(_) => JsonKind::String,
            Value::Array(_) => JsonKind::Array,
            Value::Object(_) => JsonKind::Object,
        };
        let mut members = false;
        if depth > 0 {
            match value {
                Value::Object(object) => {
                    members = !object.is_empty();
                    for (key, value) in object {
                        self.value(format!("{path}.{key}"), value, depth - 1);
                    }
                }
                Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                    self.value(format!("{path}.0"), &items[0], depth - 1);
                }
                _ => {}
            }
        }
        if self.fields.len() >= MOST && !self.fields.contains_key(&path) {
            if self.left_out.len() < MOST {
                self.left_out.insert(path);
            }
            return;
        }
        let field = self.fields.entry(path).or_default();
        field.kinds.insert(kind);
        field.has_members |= members;
        // The language knows no difference between null and nothing.
        if kind == JsonKind::Null {
            return;
        }
        field.events += 1;
        // Members tell more of an object than a piece of it.
        if field.examples.len() < EXAMPLES && !members {
            let example = match value {
                Value::String(text) => shortened(text),
                value => shortened(&value.to_string()),
            };
            if !field.examples.contains(&example) {
                field.examples.push(example);
            }
        }
    }

    /// What was found, when `asked` events were asked for. Objects that are nothing but their
    /// members are left to those.
    pub(super) fn finish(self, asked: u64, summary: Summary) -> DiscoveredFields {
        let is_shown = |field: &Field| {
            let only_members = field
                .kinds
                .iter()
                .all(|kind| matches!(kind, JsonKind::Object | JsonKind::Null));
            !(only_members && field.has_members)
        };
        let fields = self.fields.into_iter();
        let fields = fields.filter(|(_, field)| is_shown(field));
        DiscoveredFields {
            fields: fields
                .map(|(path, field)| DiscoveredField {
                    path,
                    events: field.events,
                    kinds: field.kinds.into_iter().collect(),
                    examples: field.examples,
                })
                .collect(),
            events: self.events,
            without_fields: self.without_fields,
            left_out: self.left_out.len() as u64,
            is_sample: self.events >= asked,
            summary,
        }
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(EXAMPLE) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(events: &[&str], expected: &[&str]) {
        let mut sample = Sample::default();
        for event in events {
            sample.add(event);
        }
        let found = sample.finish(10, Summary::default());
        let lines: Vec<String> = found
            .fields
            .iter()
            .map(|field| {
                let kinds: Vec<&str> = field.kinds.iter().map(|kind| kind.name()).collect();
                let (kinds, examples) = (kinds.join(" "), field.examples.join(" "));
                format!("{} {}: {kinds}: {examples}", field.path, field.events)
            })
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn events_are_flattened() {
        check(
            &[
                r#"{"a":{"b":1,"c":null},"d":[{"e":"x"}],"f":[1,2],"g":{},"@h":true}"#,
                r#"{"a":{"b":"two"},"d":"none","f":null}"#,
                "no json",
                "[1]",
            ],
            &[
                "@@h 1: boolean: true",
                "a.b 2: string number: 1 two",
                "a.c 0: null: ",
                "d 2: string array: [{\"e\":\"x\"}] none",
                "d.0.e 1: string: x",
                "f 1: array null: [1,2]",
                "g 1: object: {}",
            ],
        );
    }

    #[test]
    fn an_object_among_other_values_is_shown() {
        check(
            &[r#"{"a":{"b":1}}"#, r#"{"a":"x"}"#],
            &["a 2: string object: x", "a.b 1: number: 1"],
        );
    }

    #[test]
    fn examples_are_few_and_short() {
        let long = format!(r#"{{"a":"{}"}}"#, "é".repeat(61));
        let kept = format!("a 5: string: {}… 1 2", "é".repeat(60));
        check(
            &[&long, &long, r#"{"a":"1"}"#, r#"{"a":"2"}"#, r#"{"a":"3"}"#],
            &[&kept],
        );
    }

    #[test]
    fn there_is_an_end_of_fields() {
        let mut sample = Sample::default();
        for number in 0..=MOST {
            sample.add(&format!(r#"{{"k{number}":1}}"#));
        }
        let found = sample.finish(10, Summary::default());
        assert_eq!((found.fields.len(), found.left_out), (MOST, 1));
        assert!(found.is_sample);
    }
}
