//! `filter status >= 500`: keep the rows for which a condition is true.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Expr;
use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, expression, is_keyword};

/// Keeps the rows for which the predicate is true.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The condition.
    pub predicate: Expr,
}

impl Filter {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "filter",
        aliases: &["where"],
        summary: "Keep the rows for which a condition is true.",
        syntax: "filter <condition>",
        notes: "Several filters must all hold. A filter behind `limit` works before it, and one behind `stats` that names none of its columns works before the `stats`; a warning says so. A missing field makes a condition neither true nor false. `in (query)` compares with the values that a query in brackets gives, its only column or the one of the same name; these are held in memory.",
        examples: &[
            "filter status >= 500 and host like 'web'",
            "filter eventName in ['GetObject', 'PutObject'] and not ispresent(errorCode)",
            "filter @message like /(?i)time(d )?out/",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let predicate = pair
            .into_inner()
            .find(|part| !is_keyword(part))
            .unwrap_or_else(|| unreachable!("`filter` holds an expression"));
        Ok(Self {
            predicate: expression::expr(predicate)?,
        })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "filter {}", self.predicate)
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::{CompareOp, Expr, ExprKind, LogicalOp};
    use crate::command::Command;

    fn predicate(query: &str) -> Expr {
        let query = crate::parse(query).expect("parses");
        match query.commands.into_iter().next().map(|it| it.value) {
            Some(Command::Filter(filter)) => filter.predicate,
            other => panic!("not `filter`: {other:?}"),
        }
    }

    #[test]
    fn where_is_filter_and_double_equals_is_equals() {
        assert_eq!(predicate("where a == 1"), predicate("FILTER a=1"));
    }

    #[test]
    fn chains_are_flat() {
        let ExprKind::Logical {
            op: LogicalOp::Or,
            operands,
        } = predicate("filter a or b and c or d").kind
        else {
            panic!("not a chain")
        };
        assert_eq!(operands.len(), 3);
    }

    #[test]
    fn not_binds_looser_than_a_comparison() {
        let ExprKind::Not(operand) = predicate("filter !a = 1").kind else {
            panic!("not `not`")
        };
        assert!(matches!(
            operand.kind,
            ExprKind::Compare {
                op: CompareOp::Eq,
                ..
            }
        ));
    }

    #[test]
    fn spans_leave_brackets_out() {
        let span = predicate("filter  ( a = 1 ) ").span;
        assert_eq!((span.start, span.end), (10, 15));
    }
}
