//! Commands that need, or forbid, others around them in their query.

use crate::command::Command;
use crate::diagnostic::{Code, Diagnostic};
use crate::span::{Span, Spanned};

/// Checks what can be told of a query, nested or not, from the order of its commands alone.
pub(super) fn check(commands: &[Spanned<Command>]) -> Result<(), Diagnostic> {
    for (index, command) in commands.iter().enumerate() {
        let (before, after) = (&commands[..index], &commands[index + 1..]);
        match &command.value {
            Command::Source(_) => source(command.span, before)?,
            Command::Estimate(_) => estimate(command.span, after)?,
            Command::Anomaly(_) if lacks(before, |it| matches!(it, Command::Pattern(_))) => {
                return Err(
                    mistake("`anomaly` needs a `pattern` before it", command.span)
                        .help("write `pattern @message | anomaly`"),
                );
            }
            Command::FillMissing(_) if lacks(before, |it| matches!(it, Command::Stats(_))) => {
                return Err(
                    mistake("`fillmissing` needs a `stats` before it", command.span)
                        .help("write `stats count(*) as n by bin(5m) | fillmissing with 0 for n`"),
                );
            }
            _ => {}
        }
    }
    Ok(())
}

/// `SOURCE` stands before all other commands.
fn source(span: Span, before: &[Spanned<Command>]) -> Result<(), Diagnostic> {
    let other = before
        .iter()
        .find(|it| !matches!(it.value, Command::Source(_)));
    let Some(other) = other else {
        return Ok(());
    };
    Err(mistake("`SOURCE` stands at the head of a query", span)
        .label(other.span, "this one comes first")
        .help("move `SOURCE` to the beginning"))
}

/// `estimate` stands behind all other commands.
fn estimate(span: Span, after: &[Spanned<Command>]) -> Result<(), Diagnostic> {
    let Some(next) = after.first() else {
        return Ok(());
    };
    Err(mistake("`estimate` must be the last command", span)
        .label(next.span, "stands behind it")
        .help("move `| estimate` to the end of the query"))
}

/// Whether none of the commands is such a one; what a saved query holds is not known here.
fn lacks(before: &[Spanned<Command>], is_such: fn(&Command) -> bool) -> bool {
    !before
        .iter()
        .any(|it| is_such(&it.value) || matches!(it.value, Command::SavedCall(_)))
}

fn mistake(message: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::CommandOrder, message).label(span, "not allowed here")
}

#[cfg(test)]
mod tests {
    fn check(query: &str, message: &str) {
        let found = |query: &str| match crate::parse(query) {
            Ok(_) => String::new(),
            Err(mistakes) => mistakes[0].message.clone(),
        };
        assert_eq!(found(query), message, "{query}");
        // A nested query is a query of its own.
        let nested = format!("pattern a | stats count(*) | filter b in ({query}) | limit 5");
        assert_eq!(found(&nested), message, "{nested}");
    }

    #[test]
    fn sources_are_first() {
        check("SOURCE 'a' | SOURCE 'b' | limit 1", "");
        check(
            "SOURCE a | limit 1 | SOURCE b",
            "`SOURCE` stands at the head of a query",
        );
    }

    #[test]
    fn estimate_is_last() {
        check("fields a | estimate", "");
        check("estimate | limit 5", "`estimate` must be the last command");
        check("estimate | estimate", "`estimate` must be the last command");
    }

    #[test]
    fn anomalies_are_those_of_patterns() {
        check("pattern a | anomaly", "");
        check("pattern a | sort b | anomaly", "");
        check("$Patterns() | anomaly", "");
        check("limit 5 | anomaly", "`anomaly` needs a `pattern` before it");
        check(
            "anomaly | pattern a",
            "`anomaly` needs a `pattern` before it",
        );
    }

    #[test]
    fn bins_are_those_of_stats() {
        check("stats count(*) by bin(1h) | sort a | fillmissing", "");
        check("$Counts() | fillmissing", "");
        check(
            "limit 5 | fillmissing",
            "`fillmissing` needs a `stats` before it",
        );
    }
}
