//! `accum bytes as total`: a running sum.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::Name;
use crate::command::{CommandInfo, only_field, option};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Adds up a field from row to row.
#[derive(Debug, Clone, PartialEq)]
pub struct Accum {
    /// What is added up.
    pub field: Spanned<FieldRef>,
    /// The name of the sum; without one it takes the place of the field.
    pub alias: Option<Spanned<String>>,
}

impl Accum {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "accum",
        aliases: &[],
        summary: "Add up a field from row to row.",
        syntax: "accum <field> [as <name>]",
        notes: "Rows are seen in the order of `sort`, else the oldest first, and stay in this order. What is no number adds nothing; until the first number there is no sum. Without `as` the sum takes the place of the field. Runs in bounded memory, behind a sort that spills.",
        examples: &[
            "sort @timestamp | accum bytes as total",
            "stats sum(bytes) as b by bin(1h) | accum b",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut alias = None;
        for part in pair.clone().into_inner() {
            if part.as_rule() == Rule::renamed {
                option::rename(&mut alias, part)?;
            }
        }
        let field = only_field(pair)?;
        Ok(Self { field, alias })
    }
}

impl fmt::Display for Accum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "accum {}", self.field.value)?;
        match &self.alias {
            Some(alias) => write!(f, " as {}", Name(&alias.value)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check(
            "accum bytes AS `total so far`",
            "accum bytes as `total so far`",
        );
        check("Accum a.b", "accum a.b");
        check("accum as as as", "accum as as as");
        check(
            "accum a, b",
            "expected `as`, `|` or the end of the query, found `,`",
        );
    }
}
