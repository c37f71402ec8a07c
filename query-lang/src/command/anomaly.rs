//! `pattern @message | anomaly`: what is unusual about the patterns.

use std::fmt;

use pest::iterators::Pair;

use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;

/// Says what is unusual about the patterns that `pattern` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anomaly;

impl Anomaly {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "anomaly",
        aliases: &[],
        summary: "Say what is unusual about patterns.",
        syntax: "anomaly",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "pattern @message | anomaly",
            "filter level = 'ERROR' | pattern @message | anomaly | limit 10",
        ],
    };

    #[expect(clippy::unnecessary_wraps, reason = "the commands are read alike")]
    pub(super) fn read(_: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        Ok(Self)
    }
}

impl fmt::Display for Anomaly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anomaly")
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::shown_behind;

    #[test]
    fn takes_nothing() {
        let check = |query, expected| assert_eq!(shown_behind("pattern a | ", query), expected);
        check("ANOMALY", "anomaly");
        check(
            "anomaly a",
            "expected `|` or the end of the query, found `a`",
        );
        check("anomaly limit 5", "there is no `|` before `limit`");
    }
}
