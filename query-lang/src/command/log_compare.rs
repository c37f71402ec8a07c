//! `logcompare timeshift 7d`: what is different from that long before.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Period;
use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Compares the patterns of the query's time with those of the same time, moved back.
#[derive(Debug, Clone, PartialEq)]
pub struct LogCompare {
    /// How far back.
    pub shift: Spanned<Period>,
}

impl LogCompare {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "logcompare",
        aliases: &[],
        summary: "Compare the patterns with those of some time before.",
        syntax: "logcompare timeshift <period>",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "logcompare timeshift 7d",
            "filter @message like 'ERROR' | logcompare timeshift 1h",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let period = pair
            .into_inner()
            .find(|it| it.as_rule() == Rule::period)
            .unwrap_or_else(|| unreachable!("`logcompare` has a period"));
        let shift = Spanned::new(literal::period(&period)?, span_of(&period));
        Ok(Self { shift })
    }
}

impl fmt::Display for LogCompare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "logcompare timeshift {}", self.shift.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn takes_a_period() {
        check("Log_Compare TIMESHIFT 7days", "logcompare timeshift 7d");
        check("logcompare 7d", "expected `timeshift`, found `7d`");
        check("logcompare timeshift=7d", "expected a period, found `=`");
        check("logcompare timeshift 7", "expected a period, found `7`");
        check("logcompare timeshift 0d", "a period cannot be zero");
        check(
            "logcompare",
            "expected `timeshift`, found the end of the query",
        );
    }
}
