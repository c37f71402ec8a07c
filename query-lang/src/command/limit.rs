//! `limit 20`: keep the first rows.

use std::fmt;

use pest::iterators::Pair;

use crate::command::{CommandInfo, unbuilt};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Keeps at most `count` rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// How many rows.
    pub count: Spanned<u64>,
}

impl Limit {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "limit",
        aliases: &["head"],
        summary: "Keep the first rows.",
        syntax: "limit <count>",
        examples: &["limit 20", "sort bytes desc | limit 5"],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::any => return Err(unbuilt::form("limit any", span_of(&part))),
                Rule::whole_number => {
                    let count = literal::whole_number(&part)?;
                    return Ok(Self {
                        count: Spanned::new(count, span_of(&part)),
                    });
                }
                _ => {}
            }
        }
        unreachable!("`limit` holds a number")
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "limit {}", self.count.value)
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
    fn takes_a_whole_number() {
        check("limit 20", "limit 20");
        check("head 5", "limit 5");
        check("limit 1.5", "expected a whole number, found `1.5`");
        check("limit -1", "expected a whole number, found `-`");
        check("limit 99999999999999999999", "the number is too large");
    }

    #[test]
    fn any_is_not_built_yet() {
        check(
            "limit any 5",
            "`limit any` of Logs Insights is not built yet",
        );
    }
}
