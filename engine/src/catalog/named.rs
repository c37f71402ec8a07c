//! From what was written to places: names of sources, paths, and choices among sources.

use std::path::Path;
use std::sync::Arc;

use taffrail_query_lang::command::{LogGroups, SourceItem, TagFilter};
use taffrail_query_lang::function::closest;

use super::{Catalog, LogSource, is_url};

/// What makes a name of what could be a path.
pub(crate) const NAMED: &str = "source:";

/// What is read together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    /// A path, a folder, a pattern, a URL or `-`.
    Location(String),
    /// A source of the catalog.
    Source {
        /// The source.
        source: Arc<LogSource>,
        /// Only objects of these accounts, where the source itself does not say its account; all,
        /// when there is none.
        accounts: Vec<String>,
    },
}

/// Why a text means no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unresolved {
    /// What is wrong.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) help: Option<String>,
}

/// Whether paths are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// They are.
    AtPaths,
    /// They are not: what is no name may be a path.
    AtNames,
}

impl Catalog {
    /// What a text means: a name of the catalog, else a path. `source:` in front makes it a name;
    /// what begins with a dot is a path.
    ///
    /// # Errors
    ///
    /// For a name that is not known, and for one that is a path as well.
    pub(crate) fn place(&self, text: &str, look: Look) -> Result<Place, Unresolved> {
        if let Some(name) = text.strip_prefix(NAMED) {
            return self.named(name);
        }
        if let Some(source) = self.shared_source(text) {
            let same = |place: &String| Path::new(place) == Path::new(text);
            if look == Look::AtPaths && Path::new(text).exists() && !source.from.iter().any(same) {
                return Err(Unresolved {
                    message: format!("`{text}` is a source of the catalog, and a path as well"),
                    help: Some(format!("write `{NAMED}{text}` or `./{text}`")),
                });
            }
            return Ok(whole(source));
        }
        let is_path = look == Look::AtNames
            || self.is_empty()
            || text == "-"
            || is_url(text)
            || text.starts_with('.')
            || text.contains(['*', '?', '['])
            || Path::new(text).symlink_metadata().is_ok();
        if is_path {
            return Ok(Place::Location(text.to_owned()));
        }
        Err(self.unknown(text, ", and nothing lies at that path"))
    }

    /// The source with a name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(crate) fn named(&self, name: &str) -> Result<Place, Unresolved> {
        let source = self.shared_source(name);
        source.map(whole).ok_or_else(|| self.unknown(name, ""))
    }

    fn unknown(&self, name: &str, more: &str) -> Unresolved {
        let names: Vec<&str> = self.sources().map(|it| it.name.as_str()).collect();
        let help = match closest(name, names.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if names.is_empty() => Some(format!("there is no `{}` here", Self::FILE)),
            None => Some(some_of(&names)),
        };
        Unresolved {
            message: format!("the catalog has no source `{name}`{more}"),
            help,
        }
    }

    /// The sources that all choices fit: `logGroups(...)`, `dataSource(...)`,
    /// `logGroupTags(...)`, in the order of their names. As in Logs Insights, a choice is among
    /// sources of the class `STANDARD`, unless it says another one.
    ///
    /// # Errors
    ///
    /// When there is no catalog, or none of its sources fits.
    pub(crate) fn choose(&self, choices: &[&SourceItem]) -> Result<Vec<Place>, Unresolved> {
        if self.is_empty() {
            return Err(Unresolved {
                message: "log groups, data sources and their tags are names of a catalog, and \
                          there is none"
                    .to_owned(),
                help: Some(
                    "name the logs by their path: `SOURCE './AWSLogs'`, `SOURCE 'logs/*.json.gz'`"
                        .to_owned(),
                ),
            });
        }
        let groups = || {
            choices.iter().filter_map(|choice| match choice {
                SourceItem::LogGroups(groups) => Some(groups),
                _ => None,
            })
        };
        let classless = groups().all(|it| it.class.is_empty());
        let accounts: Vec<String> = groups()
            .flat_map(|it| it.account_identifier.iter().cloned())
            .collect();
        let fits = |source: &LogSource| {
            let standard = !classless || source.class == super::LogClass::Standard;
            standard && choices.iter().all(|choice| fits(source, choice))
        };
        let found: Vec<Place> = self
            .shared()
            .filter(|source| fits(source))
            .map(|source| Place::Source {
                source: Arc::clone(source),
                accounts: if source.account.is_some() {
                    Vec::new()
                } else {
                    accounts.clone()
                },
            })
            .collect();
        if found.is_empty() {
            let names: Vec<&str> = self.sources().map(|it| it.name.as_str()).collect();
            return Err(Unresolved {
                message: "no source of the catalog fits".to_owned(),
                help: Some(some_of(&names)),
            });
        }
        Ok(found)
    }
}

/// All that a source holds.
fn whole(source: &Arc<LogSource>) -> Place {
    Place::Source {
        source: Arc::clone(source),
        accounts: Vec::new(),
    }
}

/// Some names, for those who have mistyped one beyond recognition.
fn some_of(names: &[&str]) -> String {
    const SOME: usize = 6;
    let quoted: Vec<String> = names
        .iter()
        .take(SOME)
        .map(|it| format!("`{it}`"))
        .collect();
    let more = match names.len().saturating_sub(SOME) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("its sources are {}{more}", quoted.join(", "))
}

fn fits(source: &LogSource, choice: &SourceItem) -> bool {
    match choice {
        SourceItem::Name(name) => source.name == *name,
        SourceItem::LogGroups(groups) => in_groups(source, groups),
        SourceItem::DataSource(names) => {
            names.iter().any(|name| source.data_sources.contains(name))
        }
        SourceItem::LogGroupTags(filters) => filters.iter().all(|filter| is_tagged(source, filter)),
    }
}

fn in_groups(source: &LogSource, groups: &LogGroups) -> bool {
    let LogGroups {
        name_prefix,
        account_identifier,
        class,
    } = groups;
    let any = |of: &[String], fits: &dyn Fn(&String) -> bool| of.is_empty() || of.iter().any(fits);
    // A source that does not say its account may hold objects of any.
    let account = source.account.as_ref();
    any(name_prefix, &|prefix| source.name.starts_with(prefix))
        && any(account_identifier, &|it| {
            account.is_none_or(|own| own == it)
        })
        && any(class, &|it| source.class.name() == it)
}

/// Whether a source has the tag, with a value that fits. Values with a `!` in front leave out;
/// where there are no others, all the rest fits.
fn is_tagged(source: &LogSource, filter: &TagFilter) -> bool {
    let Some(value) = source.tags.get(&filter.key) else {
        return false;
    };
    let Some(values) = &filter.values else {
        return true;
    };
    let refused = values.iter().filter_map(|it| it.strip_prefix('!'));
    let mut wanted = values.iter().filter(|it| !it.starts_with('!')).peekable();
    let is_wanted = wanted.peek().is_none() || wanted.any(|pattern| is_like(value, pattern));
    is_wanted && !{ refused }.any(|pattern| is_like(value, pattern))
}

/// Whether a text is like a pattern, in which `*` is any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else {
        return text == pattern;
    };
    let Some(mut text) = text.strip_prefix(begin) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let text = "[source]\n\
            pay = {from = 'p', tags = {team = 'pay', stage = 'live'}, data-source = 'a.b'}\n\
            pay-test = {from = 'q', tags = {team = 'pay', stage = 'test'}, account = '111122223333'}\n\
            src = {from = 'src'}\n\
            tests = {from = 'nowhere'}\n\
            web = {from = 'w', class = 'INFREQUENT_ACCESS', tags = {team = 'web'}}";
        Catalog::parse(text, Path::new("taffrail.toml"), None).expect("it is right")
    }

    fn check_place(text: &str, expected: &str) {
        let found = match catalog().place(text, Look::AtPaths) {
            Ok(Place::Location(place)) => format!("at {place}"),
            Ok(Place::Source { source, .. }) => format!("named {}", source.name),
            Err(Unresolved { message, help }) => {
                format!("{message}: {}", help.unwrap_or_default())
            }
        };
        assert_eq!(found, expected);
    }

    /// In the folder of this crate, which has the folders `src` and `tests`.
    #[test]
    fn names_and_paths() {
        check_place("pay", "named pay");
        check_place("source:pay", "named pay");
        check_place("src", "named src");
        check_place("source:tests", "named tests");
        check_place("./tests", "at ./tests");
        check_place("Cargo.toml", "at Cargo.toml");
        check_place("s3://bucket/pay", "at s3://bucket/pay");
        check_place("*.log", "at *.log");
        check_place("-", "at -");
        check_place(
            "tests",
            "`tests` is a source of the catalog, and a path as well: write `source:tests` or `./tests`",
        );
        check_place(
            "pay-tset",
            "the catalog has no source `pay-tset`, and nothing lies at that path: did you mean `pay-test`?",
        );
        check_place(
            "source:elephant",
            "the catalog has no source `elephant`: its sources are `pay`, `pay-test`, `src`, `tests`, `web`",
        );
    }

    fn check(source: &str, expected: &str) {
        let query = taffrail_query_lang::parse(&format!("SOURCE {source}")).expect("it parses");
        let taffrail_query_lang::command::Command::Source(source) = &query.commands[0].value else {
            panic!("a source")
        };
        let choices: Vec<&SourceItem> = source.items.iter().map(|it| &it.value).collect();
        let found = match catalog().choose(&choices) {
            Ok(places) => places
                .iter()
                .map(|place| match place {
                    Place::Source { source, accounts } if accounts.is_empty() => {
                        source.name.clone()
                    }
                    Place::Source { source, accounts } => {
                        format!("{} of {}", source.name, accounts.join(" "))
                    }
                    Place::Location(place) => place.clone(),
                })
                .collect::<Vec<_>>()
                .join(", "),
            Err(unresolved) => unresolved.message,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn choices() {
        check("logGroups()", "pay, pay-test, src, tests");
        check("logGroups(namePrefix: ['pay', 'w'])", "pay, pay-test");
        check("logGroups(class: ['INFREQUENT_ACCESS'])", "web");
        check(
            "logGroups(class: ['INFREQUENT_ACCESS', 'STANDARD'], namePrefix: ['w', 's'])",
            "src, web",
        );
        check(
            "logGroups(namePrefix: ['pay'], accountIdentifier: ['111122223333'])",
            "pay of 111122223333, pay-test",
        );
        check(
            "logGroups(namePrefix: ['pay'], accountIdentifier: ['444455556666'])",
            "pay of 444455556666",
        );
        check("dataSource(['c.d', 'a.b'])", "pay");
        check(
            "dataSource(['a.b']) logGroups(namePrefix: ['pay-'])",
            "no source of the catalog fits",
        );
        check(r#"logGroupTags([{"key": "team"}])"#, "pay, pay-test");
        check(
            r#"logGroupTags([{"key": "team", "values": ["p*"]}, {"key": "stage", "values": ["!t*"]}])"#,
            "pay",
        );
        check(
            r#"logGroupTags([{"key": "stage", "values": ["live", "test", "!test"]}])"#,
            "pay",
        );
        check(
            r#"logGroups(class: ["INFREQUENT_ACCESS"]) logGroupTags([{"key": "team"}])"#,
            "web",
        );
    }

    #[test]
    fn patterns() {
        for (text, pattern) in [
            ("abc", "a*c"),
            ("abc", "*"),
            ("abc", "*b*"),
            ("aXbXc", "a*b*c"),
            ("", "*"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("abc", "b*"),
            ("abc", "ab"),
            ("ab", "ab*b"),
            ("abc", "a*d*c"),
        ] {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
