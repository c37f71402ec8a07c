//! From the text of a file to a catalog. Nothing is passed over: what is not known is a mistake.

mod source;
mod value;

use std::path::Path;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{CatalogDefaults, ConfigMistake, Inner};
use crate::log_type::LogType;

type Value<'a> = Spanned<DeValue<'a>>;

/// Reads a file.
pub(super) fn read(
    text: &str,
    file: &Path,
    home: Option<&Path>,
) -> Result<Inner, Vec<ConfigMistake>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        let span = error.span().unwrap_or_default();
        vec![ConfigMistake::new(text, span, message)]
    })?;
    let mut reader = Reader {
        text,
        file,
        home,
        types: Vec::new(),
        mistakes: Vec::new(),
    };
    let inner = reader.document(document.get_ref());
    if reader.mistakes.is_empty() {
        return Ok(inner);
    }
    reader.mistakes.sort_by_key(|it| (it.line, it.column));
    Err(reader.mistakes)
}

struct Reader<'a> {
    text: &'a str,
    file: &'a Path,
    home: Option<&'a Path>,
    types: Vec<LogType>,
    mistakes: Vec<ConfigMistake>,
}

impl Reader<'_> {
    fn document(&mut self, document: &DeTable<'_>) -> Inner {
        let mut inner = Inner {
            files: vec![self.file.to_owned()],
            ..Inner::default()
        };
        // Sources name them.
        if let Some(value) = document.get("types") {
            inner.types = self.types(value);
            self.types.clone_from(&inner.types);
        }
        for (key, value) in document {
            match key.get_ref().as_ref() {
                "types" => {}
                "defaults" => inner.defaults = self.defaults(value),
                "source" => {
                    for (name, value) in self.table(value, "`source` holds sources by name") {
                        let source = self.source(name, value);
                        inner.sources.insert(source.name.clone(), Arc::new(source));
                    }
                }
                _ => self.unknown(
                    key,
                    "at the top of the file",
                    &["defaults", "source", "types"],
                ),
            }
        }
        inner
    }

    fn defaults(&mut self, value: &Value<'_>) -> CatalogDefaults {
        const KEYS: [&str; 5] = ["from", "since", "tz", "late", "threads"];
        let mut defaults = CatalogDefaults::default();
        let mut since = None;
        for (key, value) in self.table(value, "`defaults` is a table") {
            match key.get_ref().as_ref() {
                "from" => defaults.from = self.texts(value, "a name of a source"),
                "since" => since = Some(value),
                "tz" => defaults.zone = self.zone(value),
                "late" => defaults.late = self.late(value),
                "threads" => defaults.threads = self.threads(value),
                _ => self.unknown(key, "in `[defaults]`", &KEYS),
            }
        }
        defaults.since = since.and_then(|it| self.since(it, defaults.zone));
        defaults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::config::mistake::Shown;

    fn check(text: &str, expected: &str) {
        let file = Path::new("p/taffrail.toml");
        let found = match read(text, file, None) {
            Ok(_) => String::new(),
            Err(mistakes) => Shown(file, &mistakes).to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn nothing_is_said() {
        check("", "");
        check("\u{feff}# nothing\n[defaults]\n[source]", "");
    }

    #[test]
    fn mistakes_show_their_line() {
        check(
            "[source.web]\nform = [\"logs\"]\n",
            "p/taffrail.toml:1:9: the source `web` does not say where its logs lie\n  \
             |\n1 | [source.web]\n  |         ^^^\n  = help: add a line such as `from = [\"AWSLogs\"]`\n\n\
             p/taffrail.toml:2:1: unknown key `form` in `[source.web]`\n  \
             |\n2 | form = [\"logs\"]\n  | ^^^^\n  = help: did you mean `from`?",
        );
        check(
            "a = [1,\n",
            "p/taffrail.toml:1:8: unclosed array, expected `]`\n  |\n1 | a = [1,\n  |        ^",
        );
        check(
            "source.'é' = {from = 'a', type = 'cloudtrial'}",
            "p/taffrail.toml:1:34: `cloudtrial` is not a type of log\n  |\n\
             1 | source.'é' = {from = 'a', type = 'cloudtrial'}\n  |                                  ^^^^^^^^^^^^\n  \
             = help: did you mean `cloudtrail`?",
        );
    }
}
