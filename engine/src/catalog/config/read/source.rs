//! What is said of a source.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::{Reader, Value};
use crate::catalog::config::{ConfigMistake, LogClass, LogSource};
use crate::catalog::{KeyTemplate, is_url};
use crate::log_type::LogType;

impl Reader<'_> {
    pub(super) fn source(
        &mut self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Value<'_>,
    ) -> LogSource {
        let mut source = LogSource {
            name: name.get_ref().to_string(),
            file: self.file.to_owned(),
            ..LogSource::default()
        };
        if let Some(why) = unfit_name(&source.name) {
            let message = format!("`{}` cannot be the name of a source: {why}", source.name);
            self.mistake(name.span(), message);
        }
        let table = self.table(value, "a source is a table");
        let (mut since, mut from, mut layout) = (None, None, None);
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "from" => from = Some(value),
                "type" => source.log_type = self.log_type(value),
                "time" => source.time = self.texts(value, "a field"),
                "class" => source.class = self.class(value).unwrap_or_default(),
                "data-source" => source.data_sources = self.texts(value, "`name.type`"),
                "account" => source.account = self.account(value),
                "tags" => source.tags = self.tags(value),
                "since" => since = Some(value),
                "tz" => source.zone = self.zone(value),
                "late" => source.late = self.late(value),
                "layout" => layout = Some(value),
                "inventory" => source.inventory = self.inventory(value),
                "dedup-events" => source.dedup_events = self.truth(value),
                _ => {
                    let place = format!("in `[source.{}]`", source.name);
                    self.unknown(key, &place, &LogSource::KEYS);
                }
            }
        }
        source.since = since.and_then(|it| self.since(it, source.zone));
        match from {
            Some(from) => source.from = self.places(from),
            None if matches!(value.get_ref(), DeValue::Table(_)) => {
                let mistake = ConfigMistake::new(
                    self.text,
                    name.span(),
                    format!(
                        "the source `{}` does not say where its logs lie",
                        source.name
                    ),
                );
                let help = "add a line such as `from = [\"AWSLogs\"]`";
                self.mistakes.push(mistake.help(help));
            }
            None => {}
        }
        source.layout = layout.and_then(|it| self.layout(it, &source.from));
        source
    }

    fn layout(&mut self, value: &Value<'_>, places: &[String]) -> Option<KeyTemplate> {
        let text = self.text(value, "a layout in quotes, as `\"{year}/{month}/{day}\"`")?;
        if places.iter().any(|place| place.contains(['*', '?', '['])) {
            let message = "a layout is about what lies below a place, and a pattern is none";
            self.mistake(value.span(), message);
            return None;
        }
        match text.parse() {
            Ok(layout) => Some(layout),
            Err(error) => {
                self.mistake(value.span(), error.to_string());
                None
            }
        }
    }

    /// The manifest of an inventory.
    fn inventory(&mut self, value: &Value<'_>) -> Option<String> {
        let manifest = self.text(value, "the path or URL of a `manifest.json`")?;
        self.place(manifest, value.span())
    }

    fn places(&mut self, value: &Value<'_>) -> Vec<String> {
        let places = self.texts(value, "a path, a pattern or a URL");
        if places.is_empty() {
            if matches!(value.get_ref(), DeValue::Array(all) if all.is_empty()) {
                self.mistake(value.span(), "a source needs a place");
            }
            return places;
        }
        places
            .into_iter()
            .filter_map(|place| self.place(place, value.span()))
            .collect()
    }

    /// A place seen from the working folder; URLs stay what they are.
    fn place(&mut self, place: String, span: Range<usize>) -> Option<String> {
        if is_url(&place) {
            return Some(place);
        }
        if place == "-" || place.is_empty() {
            let what = if place.is_empty() {
                "nothing"
            } else {
                "standard input"
            };
            self.mistake(span, format!("{what} is no place of a source"));
            return None;
        }
        let below_home = place.strip_prefix("~/").map(|rest| {
            let home = self.home?.to_str()?;
            Some(format!("{home}/{rest}"))
        });
        match below_home {
            Some(Some(place)) => return Some(place),
            Some(None) => {
                self.mistake(span, "there is no home folder for `~/`");
                return None;
            }
            None => {}
        }
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let Some(joined) = folder.join(&place).to_str().map(str::to_owned) else {
            self.mistake(span, "the folder of the file has a name that is not UTF-8");
            return None;
        };
        Some(joined)
    }

    /// The log types of files and folders.
    pub(super) fn types(&mut self, value: &Value<'_>) -> Vec<LogType> {
        let values = match value.get_ref() {
            DeValue::Array(values) => values.iter().collect(),
            _ => vec![value],
        };
        let mut types = Vec::new();
        for value in values {
            let place = self.text(value, "a file with a log type, or a folder of them");
            let place = place.and_then(|place| self.place(place, value.span()));
            match place.map(|place| LogType::load(Path::new(&place))) {
                Some(Ok(loaded)) => types.extend(loaded),
                Some(Err(error)) => self.mistake(value.span(), error.to_string()),
                None => {}
            }
        }
        types
    }

    fn log_type(&mut self, value: &Value<'_>) -> Option<LogType> {
        let name = self.text(value, "a type of log")?;
        let found = LogType::find_among(&self.types, &name);
        if found.is_none() {
            let types = self.types.clone();
            let all = types.iter().chain(LogType::built_in());
            let names: Vec<&str> = all.map(LogType::name).collect();
            self.not_among(value, &name, "a type of log", &names);
        }
        found
    }

    fn class(&mut self, value: &Value<'_>) -> Option<LogClass> {
        let name = self.text(value, "a class")?;
        let found = LogClass::ALL.into_iter().find(|it| it.name() == name);
        if found.is_none() {
            self.not_among(value, &name, "a class", &LogClass::ALL.map(LogClass::name));
        }
        found
    }

    fn account(&mut self, value: &Value<'_>) -> Option<String> {
        let account = self.text(value, "an account in quotes, as `\"111122223333\"`")?;
        if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) {
            return Some(account);
        }
        self.mistake(
            value.span(),
            "an account is a number of 12 digits, in quotes",
        );
        None
    }

    fn tags(&mut self, value: &Value<'_>) -> BTreeMap<String, String> {
        let mut tags = BTreeMap::new();
        for (key, value) in self.table(value, "`tags` is a table, as `{ team = \"pay\" }`") {
            if let Some(text) = self.text(value, "the value of a tag in quotes") {
                tags.insert(key.get_ref().to_string(), text);
            }
        }
        tags
    }
}

/// Why a text is not fit to be the name of a source: it would be taken for something else.
fn unfit_name(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("it is empty")
    } else if name.starts_with(['.', '-', '~']) {
        Some("it begins as a path does")
    } else if name.contains(['*', '?', '[']) {
        Some("it is a pattern")
    } else if is_url(name) || name.starts_with(crate::catalog::NAMED) {
        Some("it is a URL or begins with `source:`")
    } else if name.contains(char::is_control) {
        Some("it has control characters")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::DateTime;
    use chrono_tz::Tz;

    use super::super::read;
    use crate::time::parse_bound;

    fn check_source(line: &str, expected: &str) {
        let text = format!("[source.a]\nfrom = 'a'\n{line}\n");
        let found = match read(&text, Path::new("taffrail.toml"), None) {
            Ok(_) => vec!["right".to_owned()],
            Err(mistakes) => mistakes.into_iter().map(|it| it.message).collect(),
        };
        assert_eq!(found, [expected], "{line}");
    }

    #[test]
    fn values_are_checked() {
        check_source(
            "since = 'soon'",
            &parse_bound("soon", DateTime::UNIX_EPOCH, Tz::UTC)
                .expect_err("no time")
                .to_string(),
        );
        check_source(
            "since = 7",
            "expected a time in quotes, as `\"7d\"`, found a number",
        );
        check_source("tz = 'Berlin'", "`Berlin` is not a time zone");
        check_source(
            "late = '6 hours'",
            "expected a length of time such as `30m`, `2h` or `3d`, or `all`",
        );
        check_source("class = 'COLD'", "`COLD` is not a class");
        check_source(
            "account = '1'",
            "an account is a number of 12 digits, in quotes",
        );
        check_source("layout = '{month}'", "`{month}` needs a `{year}`");
        check_source(
            "layout = 1",
            "expected a layout in quotes, as `\"{year}/{month}/{day}\"`, found a number",
        );
        check_source("dedup-events = 1", "expected `true` or `false`");
        check_source(
            "tags = 'a'",
            "`tags` is a table, as `{ team = \"pay\" }`; this is a text",
        );
        check_source(
            "tags = {a = 1}",
            "expected the value of a tag in quotes, found a number",
        );
        check_source("time = ['a', true]", "expected a field, found a truth");
        check_source(
            "[source.'./b']\nfrom = 'b'",
            "`./b` cannot be the name of a source: it begins as a path does",
        );
        check_source("[source.b]\nfrom = []", "a source needs a place");
        check_source(
            "[source.b]\nfrom = '-'",
            "standard input is no place of a source",
        );
        check_source(
            "[source.b]\nfrom = '~/b'",
            "there is no home folder for `~/`",
        );
        check_source(
            "[sources.b]",
            "unknown key `sources` at the top of the file",
        );
        check_source(
            "[defaults]\nthreads = 0",
            "expected a whole number from 1 on",
        );
    }
}
