//! `logGroups(namePrefix: ['a'], accountIdentifier: ['1'], class: ['STANDARD'])`.

use std::fmt;

use pest::iterators::Pair;

use crate::command::option;
use crate::command::source::{List, texts};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, literal, span_of};

/// Which log groups; what is empty does not choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogGroups {
    /// Beginnings of names, one of which must fit.
    pub name_prefix: Vec<String>,
    /// Accounts, one of which must fit.
    pub account_identifier: Vec<String>,
    /// `STANDARD`, `INFREQUENT_ACCESS`.
    pub class: Vec<String>,
}

const CLASSES: [&str; 2] = ["STANDARD", "INFREQUENT_ACCESS"];

pub(super) fn read(pair: Pair<'_, Rule>) -> Result<LogGroups, Diagnostic> {
    const NAMES: [&str; 4] = ["namePrefix", "accountIdentifier", "class", "logGroupClass"];
    let mut groups = LogGroups::default();
    let mut seen = Vec::new();
    for part in pair.into_inner() {
        if part.as_rule() != Rule::named_list {
            continue;
        }
        let mut parts = part.into_inner();
        let (Some(word), Some(list)) = (parts.next(), parts.next()) else {
            unreachable!("a named list has a name and a list")
        };
        let name = option::known_name("logGroups", ':', &NAMES, &word)?;
        let (name, span) = (name.value, name.span);
        let slot = match name {
            "namePrefix" => &mut groups.name_prefix,
            "accountIdentifier" => &mut groups.account_identifier,
            _ => {
                check_classes(&list)?;
                &mut groups.class
            }
        };
        if let Some((_, first)) = seen.iter().find(|(it, _)| *it == name) {
            return Err(option::repeated_option(name, ':', *first, span));
        }
        if !slot.is_empty() {
            // `class` and `logGroupClass` are one.
            let (_, first) = seen[seen.len() - 1];
            return Err(option::repeated_option("class", ':', first, span));
        }
        *slot = texts(list);
        seen.push((name, span));
    }
    Ok(groups)
}

fn check_classes(list: &Pair<'_, Rule>) -> Result<(), Diagnostic> {
    for text in list.clone().into_inner() {
        let class = literal::text(&text);
        if !CLASSES.contains(&class.as_str()) {
            return Err(Diagnostic::error(
                Code::InvalidOption,
                format!("`{class}` is not a class of log groups"),
            )
            .label(span_of(&text), "not a class")
            .help(format!(
                "the classes are {}",
                option::in_words(&CLASSES, "and")
            )));
        }
    }
    Ok(())
}

impl fmt::Display for LogGroups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = [
            ("namePrefix", &self.name_prefix),
            ("accountIdentifier", &self.account_identifier),
            ("class", &self.class),
        ];
        let given: Vec<String> = lists
            .iter()
            .filter(|it| !it.1.is_empty())
            .map(|(name, list)| format!("{name}: {}", List(list)))
            .collect();
        write!(f, "logGroups({})", given.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first;

    fn check(groups: &str, expected: &str) {
        check_first(&format!("SOURCE {groups}"), expected);
    }

    #[test]
    fn lists_are_told_by_their_name() {
        check(
            "logGroups(logGroupClass: [\"INFREQUENT_ACCESS\"], accountIdentifier:['1','2'])",
            "SOURCE logGroups(accountIdentifier: ['1', '2'], class: ['INFREQUENT_ACCESS'])",
        );
    }

    #[test]
    fn mistakes() {
        check(
            "logGroups(namePrefx: ['a'])",
            "error[E0131]: `logGroups` has no option `namePrefx:`",
        );
        check(
            "logGroups(namePrefix: ['a'], name_prefix: ['b'])",
            "error[E0132]: the option `namePrefix:` is given twice",
        );
        check(
            "logGroups(class: ['STANDARD'], logGroupClass: ['STANDARD'])",
            "error[E0132]: the option `class:` is given twice",
        );
        check(
            "logGroups(class: ['COLD'])",
            "error[E0133]: `COLD` is not a class of log groups",
        );
        check(
            "logGroups(namePrefix: 'a')",
            "error[E0102]: expected a list of texts in square brackets, found a text",
        );
    }
}
