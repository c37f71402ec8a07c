//! `relevantfields where took > 400`: which fields tell these rows from the others.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::{Expr, FieldRef};
use crate::command::{CommandInfo, field_list, only_expr, write_fields};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Ranks fields by how differently they are filled where a condition is true.
#[derive(Debug, Clone, PartialEq)]
pub struct RelevantFields {
    /// The fields; none means all.
    pub fields: Vec<Spanned<FieldRef>>,
    /// Which rows are compared with the others.
    pub condition: Expr,
}

impl RelevantFields {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "relevantfields",
        aliases: &[],
        summary: "Rank fields by how well they tell some rows from the others.",
        syntax: "relevantfields [<field> [, ...]] where <condition>",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "relevantfields where duration > 5000",
            "relevantfields controller, path, service where status >= 500",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let list = pair
            .clone()
            .into_inner()
            .find(|it| it.as_rule() == Rule::field_list);
        Ok(Self {
            fields: list.map(field_list).transpose()?.unwrap_or_default(),
            condition: only_expr(pair)?,
        })
    }
}

impl fmt::Display for RelevantFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("relevantfields ")?;
        // A first field `where` would be taken for the word.
        match self.fields.as_slice() {
            [] => {}
            [first, rest @ ..] if first.value.path.eq_ignore_ascii_case("where") => {
                write!(f, "`{}`", first.value.path)?;
                if !rest.is_empty() {
                    f.write_str(", ")?;
                }
                write_fields(f, rest)?;
                f.write_str(" ")?;
            }
            fields => {
                write_fields(f, fields)?;
                f.write_str(" ")?;
            }
        }
        write!(f, "where {}", self.condition)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("RELEVANTFIELDS WHERE a>1", "relevantfields where a > 1");
        check(
            "relevant_fields a,`b c` where (x)",
            "relevantfields a, `b c` where x",
        );
        check(
            "relevantfields `where`, b where x",
            "relevantfields `where`, b where x",
        );
        check(
            "relevantfields a, where where where",
            "relevantfields a, where where where",
        );
    }

    #[test]
    fn wants_a_condition() {
        check("relevantfields a > 1", "expected `where`, found `>`");
        check(
            "relevantfields a",
            "expected `where`, found the end of the query",
        );
        check("relevantfields a b where x", "there is no `,` before `b`");
    }
}
