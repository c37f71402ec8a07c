//! `tail 20`: keep the last rows.

use std::fmt;

use pest::iterators::Pair;

use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Keeps at most `count` rows, from the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Tail {
    /// How many rows.
    pub count: Spanned<u64>,
}

impl Tail {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "tail",
        aliases: &[],
        summary: "Keep the last rows.",
        syntax: "tail <count>",
        notes: "The last ones in the order of `sort`, in this order. Without `sort` the newest events are the first ones, and so the oldest are kept, the newest of them first. A `filter` behind it works before it, as behind `limit`. As many rows are held in memory.",
        examples: &["tail 20", "sort bytes | tail 5"],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let count = pair
            .into_inner()
            .find(|part| part.as_rule() == Rule::whole_number)
            .unwrap_or_else(|| unreachable!("`tail` holds a number"));
        Ok(Self {
            count: Spanned::new(literal::whole_number(&count)?, span_of(&count)),
        })
    }
}

impl fmt::Display for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tail {}", self.count.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_a_whole_number() {
        check("TAIL 20", "tail 20");
        check(
            "tail",
            "expected a whole number, found the end of the query",
        );
        check("tail a", "expected a whole number, found `a`");
    }
}
