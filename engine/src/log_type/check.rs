//! Log types that users write.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use regex::bytes::Regex;
use taffrail_extract::TimeFormat;

use super::definition::{Definition, Format};
use super::{Entry, LogType, Origin, grok};
use crate::catalog::ConfigMistake;
use crate::error::{Error, Result};

impl LogType {
    /// A log type from the text of a TOML file, which lies at `file`.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use taffrail::LogType;
    ///
    /// # fn main() -> Result<(), taffrail::Error> {
    /// let text = r#"
    ///     name = "shop"
    ///     recognise.lines = '^order '
    ///     events.format = "pattern"
    ///     events.grok = '^order %{INT:number} %{NUMBER:sum} %{TIMESTAMP_ISO8601:at}'
    ///     time.fields = ["at"]
    /// "#;
    /// let shop = LogType::parse(text, Path::new("shop.toml"))?;
    /// assert_eq!(shop.name(), "shop");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with what is wrong with it.
    pub fn parse(text: &str, file: &Path) -> Result<Self> {
        let mistake = |span: Option<std::ops::Range<usize>>, message: &str| Error::Config {
            file: file.to_owned(),
            mistakes: vec![ConfigMistake::new(text, span.unwrap_or_default(), message)],
        };
        let definition = toml::from_str(text).map_err(|error: toml::de::Error| {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            mistake(error.span(), &message)
        })?;
        Self::of_definition(definition).map_err(|reason| mistake(None, &reason))
    }

    /// The log types of a file, or of the files `*.toml` in a folder, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with what is wrong with a file, [`Error::ConfigFile`] for one that cannot
    /// be read.
    pub fn load(place: &Path) -> Result<Vec<Self>> {
        let unreadable = |file: &Path, error: std::io::Error| Error::ConfigFile {
            file: file.to_owned(),
            reason: error.to_string(),
        };
        let mut files = vec![place.to_owned()];
        if place.is_dir() {
            let entries = fs::read_dir(place).map_err(|error| unreadable(place, error))?;
            let paths: std::io::Result<Vec<PathBuf>> =
                entries.map(|entry| Ok(entry?.path())).collect();
            files = paths.map_err(|error| unreadable(place, error))?;
            files.retain(|file| file.extension().is_some_and(|it| it == "toml"));
            files.sort();
        }
        let types = files.iter().map(|file| {
            let text = fs::read_to_string(file).map_err(|error| unreadable(file, error))?;
            Self::parse(text.strip_prefix('\u{feff}').unwrap_or(&text), file)
        });
        types.collect()
    }

    /// A log type of this entry, which was not built in.
    pub(super) fn of_definition(mut definition: Definition) -> Result<Self, String> {
        if let Some(grok) = definition.events.grok.take() {
            if definition.events.pattern.is_some() {
                return Err("`events.pattern` and `events.grok` are two patterns".to_owned());
            }
            let own = std::mem::take(&mut definition.events.grok_patterns);
            let regex = grok::regex(&grok, &own).map_err(|it| format!("`events.grok`: {it}"))?;
            definition.events.pattern = Some(regex);
        }
        check(&definition)?;
        Ok(Self(Arc::new(Entry::new(definition, Origin::User))))
    }
}

/// Whether an entry can be used.
pub(super) fn check(definition: &Definition) -> Result<(), String> {
    let name = &definition.name;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_part) {
        return Err(format!(
            "`{name}` is no name of a log type: letters, digits, `-`, `_` and `.`"
        ));
    }
    let events = &definition.events;
    let patterns = [
        ("recognise.key", &definition.recognise.key),
        ("recognise.lines", &definition.recognise.lines),
        ("events.begins", &events.begins),
        ("events.pattern", &events.pattern),
    ];
    for (place, pattern) in patterns {
        if let Some(pattern) = pattern {
            Regex::new(pattern).map_err(|error| format!("`{place}` is no regex: {error}"))?;
        }
    }
    if let Some(format) = &definition.time.format {
        TimeFormat::parse(format).map_err(|reason| format!("`time.format`: {reason}"))?;
    }
    let wanted = match events.format {
        Format::Delimited if !events.separator.is_some_and(|it| it.is_ascii()) => {
            "`events.separator`, one ASCII character"
        }
        Format::Pattern if events.pattern.is_none() => "`events.pattern` or `events.grok`",
        _ => return Ok(()),
    };
    Err(format!("the log type `{name}` needs {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = LogType::parse(text, Path::new("t.toml"));
        let found = found.map_or_else(|error| error.to_string(), |_| String::new());
        assert!(
            found.contains(expected) && found.is_empty() == expected.is_empty(),
            "{found}"
        );
    }

    #[test]
    fn entries_are_checked() {
        check("name = \"a\"\nevents.format = \"json\"", "");
        check(
            "name = \"a b\"\nevents.format = \"json\"",
            "`a b` is no name of a log type",
        );
        check(
            "name = \"a\"\nevents.format = \"xml\"",
            "unknown variant `xml`",
        );
        check(
            "name = \"a\"\nevents.format = \"json\"\ncolour = 1",
            "unknown field `colour`",
        );
        check(
            "name = \"a\"\nevents.format = \"pattern\"",
            "needs `events.pattern` or `events.grok`",
        );
        check(
            "name = \"a\"\nevents.format = \"pattern\"\nevents.pattern = \"(\"",
            "`events.pattern` is no regex",
        );
        check(
            "name = \"a\"\nevents.format = \"pattern\"\nevents.grok = \"%{NOPE}\"",
            "`events.grok`: there is no grok pattern `NOPE`",
        );
        check(
            "name = \"a\"\nevents.format = \"delimited\"",
            "needs `events.separator`",
        );
        check(
            "name = \"a\"\nevents.format = \"json\"\ntime.format = \"%J\"",
            "`time.format`: ",
        );
    }
}
