//! The columns of a log's lines, and the names by which queries call them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use taffrail_extract::{Cut, Kinds, Part, Quotes, TextField, TextFormat, TimeFormat};

use super::definition::{Definition, FieldKind, FieldRule, Format, QuoteRule};
use super::recognise::compiled;
use super::{Kind, LogType};

impl Kind {
    /// How the fields of its lines are found; `None` where lines of text have none.
    pub(crate) fn text_format(&self) -> Option<TextFormat> {
        let definition = self.log_type.definition();
        let events = &definition.events;
        let cut = match events.format {
            Format::Json | Format::Text => return None,
            Format::Pairs => Cut::Pairs,
            Format::Delimited => Cut::Delimited {
                separator: events.separator.map_or(b' ', |it| it as u8),
                quotes: match events.quotes {
                    QuoteRule::None => Quotes::None,
                    QuoteRule::Escaped => Quotes::Escaped,
                    QuoteRule::Bare => Quotes::Bare,
                    QuoteRule::Doubled => Quotes::Doubled,
                },
                brackets: events.brackets,
                collapse: events.collapse,
            },
            Format::Pattern => Cut::Pattern(self.log_type.pattern()?.clone()),
        };
        let columns = self.columns();
        let least = match events.format {
            Format::Delimited if self.header.is_some() => columns.len(),
            _ => events.least.unwrap_or(1),
        };
        let nulls = events.null.iter().map(|null| null.as_bytes().into());
        Some(TextFormat {
            cut,
            nulls: nulls.collect(),
            least,
            fields: fields(definition, &columns, self.written),
            embedded: events.embedded,
        })
    }

    /// The names of the columns, in the order in which they stand in a line.
    fn columns(&self) -> Vec<String> {
        let definition = self.log_type.definition();
        if let Some(header) = &self.header {
            return self.log_type.columns_of_header(header);
        }
        if let Some(pattern) = self.log_type.pattern() {
            let groups = pattern.capture_names().skip(1);
            let named = groups.map(|name| name.unwrap_or_default().to_owned());
            return named.collect();
        }
        let placed = definition.fields.iter().filter(|field| field.of.is_empty());
        placed.map(|field| field.name.clone()).collect()
    }

    /// The name under which a field that a query names is found in events.
    pub(crate) fn resolve<'a>(&self, path: &'a str) -> Cow<'a, str> {
        let definition = self.log_type.definition();
        let columns = if self.log_type.is_json() {
            Vec::new()
        } else {
            self.columns()
        };
        let parts = definition.fields.iter().filter_map(|it| it.split.as_ref());
        let parts: Vec<&String> = parts.flat_map(|split| &split.into).collect();
        let is_own = |name: &&String| name.as_str() == path;
        if columns
            .iter()
            .chain(parts.iter().copied())
            .any(|name| is_own(&name))
        {
            return path.into();
        }
        let by_alias = definition
            .fields
            .iter()
            .find(|field| field.name != path && field.aka.iter().any(|name| name == path));
        if let Some(field) = by_alias {
            return field.name.clone().into();
        }
        let bare = bare(path);
        let similar = columns
            .iter()
            .chain(parts)
            .find(|name| self::bare(name) == bare);
        similar.map_or(path.into(), |name| name.clone().into())
    }
}

impl LogType {
    /// Whether the times of events have a year.
    pub(super) fn times_have_years(&self) -> bool {
        let format = self.definition().time.format.as_deref();
        let format = format.and_then(|format| TimeFormat::parse(format).ok());
        format.is_none_or(|format| format.has_year())
    }

    /// The pattern whose groups are fields.
    fn pattern(&self) -> Option<&regex::bytes::Regex> {
        let events = &self.definition().events;
        compiled(&self.0.patterns.fields, events.pattern.as_ref())
    }

    fn columns_of_header(&self, header: &[u8]) -> Vec<String> {
        let events = &self.definition().events;
        let text = String::from_utf8_lossy(header);
        let mark = events.header.as_deref().unwrap_or_default();
        if let Some(names) = text.strip_prefix(mark) {
            // The names stand between blanks or tabs, whatever stands between the fields.
            return names.split_ascii_whitespace().map(str::to_owned).collect();
        }
        let separator = events.separator.unwrap_or(' ');
        text.split(separator).map(str::to_owned).collect()
    }
}

/// A name without what is spelt in many ways: case, and what is no letter or digit.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// The fields of lines with these columns.
fn fields(definition: &Definition, columns: &[String], written: Option<i64>) -> Vec<TextField> {
    let format = definition.time.format.as_deref();
    let format = format.and_then(|format| TimeFormat::parse(format).ok());
    let format = format.map(|format| match written {
        Some(written) => Arc::new(format.until(written)),
        None => Arc::new(format),
    });
    let places: HashMap<&str, usize> = columns
        .iter()
        .enumerate()
        .rev()
        .map(|(place, name)| (name.as_str(), place))
        .collect();
    let field = |name: &str, pieces: Vec<usize>, part, rule: Option<&FieldRule>| {
        let is_time = definition.time.fields.iter().any(|it| it == name);
        TextField {
            name: name.into(),
            pieces,
            part,
            kinds: match rule.map(|rule| rule.kind) {
                Some(FieldKind::Text) => Kinds::Text,
                Some(FieldKind::Either) | None => Kinds::Either,
            },
            zeros: rule.map_or(0, |rule| rule.zeros),
            time: format.clone().filter(|_| is_time),
        }
    };
    let mut fields = Vec::new();
    for (name, &place) in &places {
        let rule = definition.fields.iter().find(|rule| rule.name == *name);
        fields.push(field(name, vec![place], Part::Whole, rule));
        let Some(split) = rule.and_then(|rule| rule.split.as_ref()) else {
            continue;
        };
        let parts = match split.last {
            Some(byte) => vec![Part::BeforeLast(byte as u8), Part::AfterLast(byte as u8)],
            None => vec![Part::FirstWord, Part::Between, Part::LastWord],
        };
        for (part, name) in parts.into_iter().zip(&split.into) {
            fields.push(field(name, vec![place], part, None));
        }
    }
    for rule in definition.fields.iter().filter(|rule| !rule.of.is_empty()) {
        let pieces = rule
            .of
            .iter()
            .map(|name| places.get(name.as_str()).copied());
        if let Some(pieces) = pieces.collect() {
            fields.push(field(&rule.name, pieces, Part::Whole, Some(rule)));
        }
    }
    fields
}
