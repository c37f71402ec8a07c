//! `limit 20`: keep the first rows.

use std::fmt;

use pest::iterators::Pair;

use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Keeps at most `count` rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// How many rows.
    pub count: Spanned<u64>,
    /// Which ones.
    pub kind: LimitKind,
}

/// Which rows `limit` keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LimitKind {
    /// `limit 5`: the first ones.
    #[default]
    First,
    /// `limit any 5`: whichever are found soonest.
    Any,
}

impl Limit {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "limit",
        aliases: &["head"],
        summary: "Keep the first rows, or any.",
        syntax: "limit [any] <count>",
        notes: "Without `sort` the newest events are kept. `limit any` keeps whichever are found soonest and stops reading then; which ones may differ from run to run, and only `sort` orders them. As many rows are held in memory; `limit any` holds none. Behind a command that makes rows or goes from row to row it has taken its rows where it stands.",
        examples: &[
            "limit 20",
            "sort bytes desc | limit 5",
            "filter status = 500 | limit any 1",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut kind = LimitKind::First;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::any => kind = LimitKind::Any,
                Rule::whole_number => {
                    let count = Spanned::new(literal::whole_number(&part)?, span_of(&part));
                    return Ok(Self { count, kind });
                }
                _ => {}
            }
        }
        unreachable!("`limit` holds a number")
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let any = match self.kind {
            LimitKind::First => "",
            LimitKind::Any => "any ",
        };
        write!(f, "limit {any}{}", self.count.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_a_whole_number() {
        check("limit 20", "limit 20");
        check("head 5", "limit 5");
        check("limit 1.5", "expected a whole number, found `1.5`");
        check("limit -1", "expected a whole number, found `-`");
        check("limit 99999999999999999999", "the number is too large");
    }

    #[test]
    fn any_stands_before_the_number() {
        check("LIMIT ANY 5", "limit any 5");
        check(
            "limit any",
            "expected a whole number, found the end of the query",
        );
        check(
            "limit 5 any",
            "expected `|` or the end of the query, found `any`",
        );
    }
}
