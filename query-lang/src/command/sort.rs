//! `sort n desc, host`: order the rows.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Expr;
use crate::command::{CommandInfo, write_list};
use crate::diagnostic::Diagnostic;
use crate::lexer::is_segment_char;
use crate::parser::{Rule, expression};

/// Orders the rows by the first key, rows that are equal in it by the next, and so on.
#[derive(Debug, Clone, PartialEq)]
pub struct Sort {
    /// The keys, at least one.
    pub keys: Vec<SortKey>,
}

/// What rows are ordered by.
#[derive(Debug, Clone, PartialEq)]
pub struct SortKey {
    /// The value.
    pub expr: Expr,
    /// Which end comes first.
    pub direction: Direction,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// `asc`: small values first.
    #[default]
    Ascending,
    /// `desc`: large values first.
    Descending,
}

impl Sort {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "sort",
        aliases: &["order"],
        summary: "Order the rows.",
        syntax: "sort [by] <expression> [asc | desc] [, ...]",
        notes: "Ascending when nothing is said; missing values are lowest. Numbers come behind all other texts, as in Logs Insights. Rows that do not fit into memory go to disk; with a `limit` only so many are held.",
        examples: &[
            "sort @timestamp desc",
            "stats count(*) as n by host | sort n desc, host",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let keys = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::sort_key)
            .map(SortKey::parse)
            .collect::<Result<_, _>>()?;
        Ok(Self { keys })
    }
}

impl SortKey {
    fn parse(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut parts = pair.into_inner();
        let expr = parts
            .next()
            .unwrap_or_else(|| unreachable!("a key has an expression"));
        let direction = match parts.next().map(|it| it.as_rule()) {
            Some(Rule::descending) => Direction::Descending,
            _ => Direction::Ascending,
        };
        Ok(Self {
            expr: expression::expr(expr)?,
            direction,
        })
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sort ")?;
        // A name `by` at the start would be taken for the optional word, so that word goes first.
        let first = self
            .keys
            .first()
            .map(SortKey::to_string)
            .unwrap_or_default();
        let word = first
            .split(|c: char| !is_segment_char(c) && c != '.')
            .next();
        if word.is_some_and(|it| it.eq_ignore_ascii_case("by")) {
            f.write_str("by ")?;
        }
        write_list(f, &self.keys)
    }
}

impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.direction {
            Direction::Ascending => self.expr.fmt(f),
            Direction::Descending => write!(f, "{} desc", self.expr),
        }
    }
}

#[cfg(test)]
mod tests {
    fn check(query: &str, expected: &str) {
        let query = crate::parse(query).expect("parses");
        assert_eq!(query.commands[0].value.to_string(), expected);
    }

    #[test]
    fn ascending_is_not_written() {
        check("sort a, b DESC, c asc", "sort a, b desc, c");
    }

    #[test]
    fn by_and_order_are_accepted() {
        check("order by `count(*)` desc", "sort `count(*)` desc");
        check("sort by `by`", "sort by by");
        check("sort `by` - 1", "sort by by - 1");
    }

    #[test]
    fn keys_are_expressions() {
        check("sort a/b desc, strlen(c)", "sort a / b desc, strlen(c)");
        check("sort asc desc", "sort asc desc");
    }
}
