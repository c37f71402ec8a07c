//! Values, each with what is expected of it.

use std::num::NonZeroUsize;
use std::ops::Range;

use chrono::DateTime;
use chrono_tz::{TZ_VARIANTS, Tz};
use taffrail_query_lang::function::closest;
use toml::Spanned;
use toml::de::DeValue;

use super::{Reader, Value};
use crate::catalog::Late;
use crate::catalog::config::ConfigMistake;
use crate::time::parse_bound;

impl Reader<'_> {
    pub(super) fn since(&mut self, value: &Value<'_>, zone: Option<Tz>) -> Option<String> {
        let text = self.text(value, "a time in quotes, as `\"7d\"`")?;
        match parse_bound(&text, DateTime::UNIX_EPOCH, zone.unwrap_or_default()) {
            Ok(_) => Some(text),
            Err(error) => {
                self.mistake(value.span(), error.to_string());
                None
            }
        }
    }

    pub(super) fn zone(&mut self, value: &Value<'_>) -> Option<Tz> {
        let name = self.text(value, "a time zone")?;
        let zones = || TZ_VARIANTS.iter();
        let found = zones().find(|it| it.name().eq_ignore_ascii_case(&name));
        if found.is_none() {
            let near = closest(&name, zones().map(|it| it.name()));
            let mistake = ConfigMistake::new(
                self.text,
                value.span(),
                format!("`{name}` is not a time zone"),
            );
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let mistake = mistake.help("write it as `Europe/Berlin` or `UTC`");
            self.mistakes.push(mistake.help_if(help));
        }
        found.copied()
    }

    pub(super) fn late(&mut self, value: &Value<'_>) -> Option<Late> {
        let text = self.text(
            value,
            "a length of time in quotes, as `\"6h\"`, or `\"all\"`",
        )?;
        match text.parse() {
            Ok(late) => Some(late),
            Err(error) => {
                self.mistake(value.span(), format!("{error}"));
                None
            }
        }
    }

    pub(super) fn threads(&mut self, value: &Value<'_>) -> Option<NonZeroUsize> {
        let threads = match value.get_ref() {
            DeValue::Integer(number) => number.to_string().parse().ok(),
            _ => None,
        };
        if threads.is_none() {
            self.mistake(value.span(), "expected a whole number from 1 on");
        }
        threads
    }

    pub(super) fn truth(&mut self, value: &Value<'_>) -> Option<bool> {
        if let DeValue::Boolean(truth) = value.get_ref() {
            return Some(*truth);
        }
        self.mistake(value.span(), "expected `true` or `false`");
        None
    }

    pub(super) fn table<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        what: &str,
    ) -> Vec<(&'t Spanned<std::borrow::Cow<'i, str>>, &'t Value<'i>)> {
        match value.get_ref() {
            DeValue::Table(table) => table.iter().collect(),
            other => {
                let found = kind(other);
                self.mistake(value.span(), format!("{what}; this is {found}"));
                Vec::new()
            }
        }
    }

    /// A text, or a list of them.
    pub(super) fn texts(&mut self, value: &Value<'_>, what: &str) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(values) => values
                .iter()
                .filter_map(|value| self.text(value, what))
                .collect(),
            _ => self.text(value, what).into_iter().collect(),
        }
    }

    pub(super) fn text(&mut self, value: &Value<'_>, what: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            other => {
                let found = kind(other);
                self.mistake(value.span(), format!("expected {what}, found {found}"));
                None
            }
        }
    }

    pub(super) fn not_among(&mut self, value: &Value<'_>, name: &str, what: &str, names: &[&str]) {
        let help = match closest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        let message = format!("`{name}` is not {what}");
        let mistake = ConfigMistake::new(self.text, value.span(), message);
        self.mistakes.push(mistake.help(help));
    }

    pub(super) fn unknown(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        place: &str,
        known: &[&str],
    ) {
        let name = key.get_ref();
        let help = match closest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        let message = format!("unknown key `{name}` {place}");
        let mistake = ConfigMistake::new(self.text, key.span(), message);
        self.mistakes.push(mistake.help(help));
    }

    pub(super) fn mistake(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.mistakes
            .push(ConfigMistake::new(self.text, span, message));
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
