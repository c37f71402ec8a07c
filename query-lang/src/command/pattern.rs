//! `pattern @message`: group texts by what they have in common.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Expr;
use crate::command::{CommandInfo, only_expr};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;

/// Makes a row for each pattern that the texts follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The text.
    pub input: Expr,
}

impl Pattern {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "pattern",
        aliases: &[],
        summary: "Group texts by the pattern that they follow.",
        syntax: "pattern <text>",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "pattern @message",
            "filter @message like 'ERROR' | parse @message 'cause: *' as cause | pattern cause | limit 20",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let input = only_expr(pair)?;
        Ok(Self { input })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pattern {}", self.input)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_one_text() {
        check("PATTERN  @message", "pattern @message");
        check("pattern concat( a,b )", "pattern concat(a, b)");
        check("pattern pattern", "pattern pattern");
        check(
            "pattern a, b",
            "expected an operator, `|` or the end of the query, found `,`",
        );
        check(
            "pattern",
            "expected an expression, found the end of the query",
        );
    }
}
