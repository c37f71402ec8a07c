//! `stats count(*) as n by host`: aggregate rows.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Item;
use crate::command::{CommandInfo, items, unbuilt, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, span_of};
use crate::span::Span;

/// Makes one row of all rows, or one for each combination of the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// What is computed, at least one.
    pub aggregates: Vec<Item>,
    /// The keys; without any there is one row.
    pub by: Vec<Item>,
}

impl Stats {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "stats",
        aliases: &[],
        summary: "Aggregate rows, by keys or all together.",
        syntax: "stats <aggregate> [as <name>] [, ...] [by <expression> [as <name>] [, ...]]",
        examples: &[
            "stats count(*)",
            "stats count(*) as requests, pct(duration, 95) as p95 by host, bin(5m)",
            "stats sum(bytes) / 1024 as kb by concat(type, '/', name) as what | sort kb desc",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut by = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::keys => by = items(part)?,
                Rule::offset => {
                    let start = span_of(&part).start;
                    let word = Span::new(start, start + "offset".len());
                    return Err(unbuilt::form("stats ... offset", word));
                }
                _ => {}
            }
        }
        Ok(Self {
            aggregates: items(pair)?,
            by,
        })
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stats ")?;
        write_list(f, &self.aggregates)?;
        if !self.by.is_empty() {
            f.write_str(" by ")?;
            write_list(f, &self.by)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    fn check(query: &str, expected: &str) {
        let shown = match crate::parse(query) {
            Ok(query) => query.commands[0].value.to_string(),
            Err(mistakes) => mistakes[0].message.clone(),
        };
        assert_eq!(shown, expected);
    }

    #[test]
    fn keys_are_optional() {
        check("stats count(*)", "stats count(*)");
        check(
            "STATS COUNT() AS n BY BIN(5m) AS t,host",
            "stats COUNT() as n by BIN(5m) as t, host",
        );
    }

    #[test]
    fn a_key_may_be_called_like_a_keyword() {
        check("stats count(*) by by, as", "stats count(*) by by, as");
    }

    #[test]
    fn offset_is_not_built_yet() {
        check(
            "stats count(*) by bin(5m) offset 1d",
            "`stats ... offset` of Logs Insights is not built yet",
        );
        check("stats count(*) by offset", "stats count(*) by offset");
    }
}
