//! `diff previousDay`: what is different from an earlier time.

use std::fmt;

use pest::iterators::Pair;

use crate::command::CommandInfo;
use crate::diagnostic::{Code, Diagnostic};
use crate::function::{closest, normalized};
use crate::parser::{Rule, span_of};

/// Compares the patterns of the query's time with those of an equally long time before.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    /// What to compare with; without one, the time right before.
    pub baseline: Option<Baseline>,
}

/// The times to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Baseline {
    /// `previousDay`: the same hours a day before.
    PreviousDay,
    /// `previousWeek`: the same time a week before.
    PreviousWeek,
    /// `previousMonth`: the same time a month before.
    PreviousMonth,
}

impl Baseline {
    /// All of them, in the order in which a reference shows them.
    pub const ALL: [Self; 3] = [Self::PreviousDay, Self::PreviousWeek, Self::PreviousMonth];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PreviousDay => "previousDay",
            Self::PreviousWeek => "previousWeek",
            Self::PreviousMonth => "previousMonth",
        }
    }
}

impl Diff {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "diff",
        aliases: &[],
        summary: "Compare the patterns with those of an earlier time.",
        syntax: "diff [previousDay | previousWeek | previousMonth]",
        notes: "It can be read and formatted, but not run yet.",
        examples: &[
            "pattern @message | diff",
            "filter @message like 'ERROR' | diff previousWeek",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let word = pair.into_inner().find(|it| it.as_rule() == Rule::baseline);
        let baseline = word.map(|it| baseline(&it)).transpose()?;
        Ok(Self { baseline })
    }
}

fn baseline(word: &Pair<'_, Rule>) -> Result<Baseline, Diagnostic> {
    let typed = word.as_str();
    let found = Baseline::ALL
        .into_iter()
        .find(|it| normalized(it.as_str()) == normalized(typed));
    found.ok_or_else(|| {
        let help = match closest(typed, Baseline::ALL.into_iter().map(Baseline::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `previousDay`, `previousWeek`, `previousMonth`, or nothing for the \
                     time right before"
                .to_owned(),
        };
        let message = format!("`diff` does not compare with `{typed}`");
        Diagnostic::error(Code::InvalidOption, message)
            .label(span_of(word), "not a time to compare with")
            .help(help)
    })
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("diff")?;
        match self.baseline {
            Some(baseline) => write!(f, " {}", baseline.as_str()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::{check, shown};

    #[test]
    fn is_formatted() {
        check("DIFF", "diff");
        check("diff previousday", "diff previousDay");
        check("diff PREVIOUS_WEEK", "diff previousWeek");
        check("diff previousMonth", "diff previousMonth");
    }

    #[test]
    fn other_times_are_mistakes() {
        let helped = |query: &str, help: &str| {
            let mistake = &crate::parse(query).expect_err("is a mistake")[0];
            assert_eq!(mistake.help.as_deref(), Some(help));
        };
        helped("diff previousDays", "did you mean `previousDay`?");
        helped(
            "diff yesterday",
            "write `previousDay`, `previousWeek`, `previousMonth`, or nothing for the time right before",
        );
        assert_eq!(
            shown("diff previousDay previousWeek"),
            "expected `|` or the end of the query, found `previousWeek`"
        );
    }
}
