//! `stats count(*) as n by host`: aggregate rows.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::{Item, Period};
use crate::command::{CommandInfo, items, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Makes one row of all rows, or one for each combination of the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    /// What is computed, at least one.
    pub aggregates: Vec<Item>,
    /// The keys; without any there is one row.
    pub by: Vec<Item>,
    /// How far back the rows lie that are aggregated.
    pub offset: Option<Spanned<Period>>,
}

impl Stats {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "stats",
        aliases: &[],
        summary: "Aggregate rows, by keys or all together.",
        syntax: "stats <aggregate> [as <name>] [, ...] [by <expression> [as <name>] [, ...]] [offset <period>]",
        notes: "Without `by` there is one row, even when no event matches. Behind it only its columns can be named. Several `stats` may follow each other. `offset 1d` reads the events of a day earlier and labels them a day later, to be laid over those of today; it belongs to the first `stats`, and all commands see the later times. Groups that do not fit into memory go to disk.",
        examples: &[
            "stats count(*)",
            "stats count(*) as requests, pct(duration, 95) as p95 by host, bin(5m)",
            "stats count(*) by bin(5m) offset 1d",
            "stats sum(bytes) / 1024 as kb by concat(type, '/', name) as what | sort kb desc",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let (mut by, mut offset) = (Vec::new(), None);
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::keys => by = items(part)?,
                Rule::offset => {
                    let period = part
                        .into_inner()
                        .find(|it| it.as_rule() == Rule::period)
                        .unwrap_or_else(|| unreachable!("`offset` has a period"));
                    offset = Some(Spanned::new(literal::period(&period)?, span_of(&period)));
                }
                _ => {}
            }
        }
        Ok(Self {
            aggregates: items(pair)?,
            by,
            offset,
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
        if let Some(offset) = &self.offset {
            write!(f, " offset {}", offset.value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

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
    fn offset_stands_at_the_end() {
        check(
            "stats count(*) by bin(5m) OFFSET 1day",
            "stats count(*) by bin(5m) offset 1d",
        );
        check("stats count(*) offset 2h", "stats count(*) offset 2h");
        check("stats count(*) offset 2x", "`x` is not a unit of time");
        check("stats count(*) offset 0d", "a period cannot be zero");
        check(
            "stats count(*) by a offset 5",
            "expected a period, found `5`",
        );
        check("stats count(*) by offset", "stats count(*) by offset");
    }
}
