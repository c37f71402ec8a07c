//! `estimate`: how much a query would read.

use std::fmt;

use pest::iterators::Pair;

use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;

/// Says how many bytes the commands before would read, without running them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate;

impl Estimate {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "estimate",
        aliases: &[],
        summary: "Say how much the query would read, without running it.",
        syntax: "estimate",
        notes: "One row: `estimatedBytes`, the stored bytes of all objects that the time range leaves, subqueries and other sources included, and `objects`, their number. Nothing is read but the listing. Filters, `limit any` and damaged objects may make the query read less.",
        examples: &[
            "filter host = 'web-1' | estimate",
            "fields @timestamp, @message | sort @timestamp desc | limit 20 | estimate",
        ],
    };

    #[expect(clippy::unnecessary_wraps, reason = "the commands are read alike")]
    pub(super) fn read(_: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        Ok(Self)
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("estimate")
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_nothing() {
        check("ESTIMATE", "estimate");
        check(
            "estimate 5",
            "expected `|` or the end of the query, found `5`",
        );
    }
}
