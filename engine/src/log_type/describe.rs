//! What there is to say about a log type.

use taffrail_extract::detect;

use super::{Kind, LogType, Said};

impl LogType {
    /// The built-in type of an object, told by its key and its first bytes, uncompressed.
    pub fn told_by(key: &str, head: &[u8]) -> Self {
        Kind::of(key, detect(head), head, Said::default()).log_type
    }

    /// How it is recognised, a sentence each.
    pub fn recognised(&self) -> Vec<String> {
        let rules = &self.definition().recognise;
        let mut ways = Vec::new();
        if let Some(key) = &rules.key {
            ways.push(format!("its key matches `{key}`"));
        }
        if let Some(first) = rules.header.first() {
            ways.push(format!("a header line with `{}`", first.escape_debug()));
        }
        match rules.lines.as_deref() {
            Some("") => ways.push("any text".to_owned()),
            Some(lines) => ways.push(format!("its lines match `{lines}`")),
            None => {}
        }
        for keys in &rules.json {
            ways.push(if keys.is_empty() {
                "any JSON".to_owned()
            } else {
                format!("JSON with `{}`", keys.join("`, `"))
            });
        }
        ways
    }

    /// The fields that are known of it, also those that are parts of others.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.definition().fields.iter();
        fields.flat_map(|field| {
            let parts = field.split.iter().flat_map(|split| &split.into);
            std::iter::once(&field.name)
                .chain(parts)
                .map(String::as_str)
        })
    }
}
