//! Fields as rows, for every format.

use taffrail_query_lang::ast::{FieldRef, Quoting};

use super::{DiscoveredField, DiscoveredFields, JsonKind};
use crate::result::{ResultBatch, RowCell, rows};

impl DiscoveredField {
    /// The path as a query names it, in back-quotes where it has to be.
    pub fn name(&self) -> String {
        let field = FieldRef {
            path: self.path.clone(),
            quoting: Quoting::Bare,
        };
        field.to_string()
    }
}

impl DiscoveredFields {
    /// The fields as rows: `field`, `percent` of the events, `kinds`, `examples`.
    pub fn rows(&self) -> ResultBatch {
        let row = |field: &DiscoveredField| {
            let share = field.events as f64 * 100.0 / self.events.max(1) as f64;
            let kinds: Vec<&str> = field.kinds.iter().copied().map(JsonKind::name).collect();
            let examples = serde_json::Value::from(field.examples.clone());
            vec![
                RowCell::Text(field.name()),
                RowCell::Number(format!("{share:.1}")),
                RowCell::Text(kinds.join(", ")),
                RowCell::Json(examples.to_string()),
            ]
        };
        rows(
            &["field", "percent", "kinds", "examples"],
            self.fields.iter().map(row),
        )
    }
}
