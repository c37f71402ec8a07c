//! `unnest jsonParse(payload).items into item`: a row for each element of a list.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Expr;
use crate::ast::display::Name;
use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, expression, name};
use crate::span::Spanned;

/// Makes a row for each element of a list, under a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Unnest {
    /// The list.
    pub list: Expr,
    /// The name of the element.
    pub name: Spanned<String>,
}

impl Unnest {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "unnest",
        aliases: &[],
        summary: "Make a row for each element of a list.",
        syntax: "unnest <list> into <name>",
        notes: "What is no list is a list of one; the text of an array is a text, unless `jsonParse` makes a list of it. Rows with an empty list, or without a value, are dropped. The elements of a list stay in its order; a `limit` before it counts rows, one behind it elements. Rows stream; the lists of a batch of up to 8,192 rows are held at once, beside the memory limit.",
        examples: &[
            "fields jsonParse(@message) as m | unnest m.events into event | stats count(*) by event.type",
            "unnest jsonParse(accounts) into account",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut list = None;
        let mut element = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::expr => list = Some(expression::expr(part)?),
                Rule::alias => element = Some(name::alias(part)?),
                _ => {}
            }
        }
        let (Some(list), Some(name)) = (list, element) else {
            unreachable!("`unnest` has a list and a name")
        };
        Ok(Self { list, name })
    }
}

impl fmt::Display for Unnest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unnest {} into {}", self.list, Name(&self.name.value))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check(
            "UNNEST  jsonParse( a ).b INTO `c d`",
            "unnest jsonParse(a).b into `c d`",
        );
        check("unnest into into into", "unnest into into into");
    }

    #[test]
    fn wants_a_name() {
        check(
            "unnest a",
            "expected an operator or `into`, found the end of the query",
        );
        check(
            "unnest a as b",
            "expected an operator or `into`, found `as`",
        );
        check("unnest a into b.", "expected a name, found `b.`");
    }
}
