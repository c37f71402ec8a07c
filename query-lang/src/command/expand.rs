//! `expand items`: a row for each element of a list, under the same name.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::command::{CommandInfo, only_field};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Makes a row for each element of a list, under the same name.
#[derive(Debug, Clone, PartialEq)]
pub struct Expand {
    /// The field that holds the list.
    pub field: Spanned<FieldRef>,
}

impl Expand {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "expand",
        aliases: &[],
        summary: "Make a row for each element of a list, under its name.",
        syntax: "expand <field>",
        notes: "The array may also be a text that is one. Rows with anything else stay as they are, and of an empty array one row stays, without the value. The elements of an array stay in its order; a `limit` before it counts rows, one behind it elements. Rows stream; the lists of a batch of up to 8,192 rows are held at once, beside the memory limit.",
        examples: &[
            "expand items",
            "fields jsonParse(payload).ids as id | expand id | stats count(*) by id",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let field = only_field(pair)?;
        Ok(Self { field })
    }
}

impl fmt::Display for Expand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expand {}", self.field.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_one_field() {
        check("EXPAND items[0].`x y`", "expand `items.0.x y`");
        check(
            "expand a, b",
            "expected `|` or the end of the query, found `,`",
        );
        check("expand", "expected a field, found the end of the query");
        check(
            "expand jsonParse(a)",
            "expected `|` or the end of the query, found `(`",
        );
    }
}
