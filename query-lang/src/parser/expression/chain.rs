//! Comparisons in a row.

use pest::iterators::Pair;

use crate::diagnostic::{Code, Diagnostic};
use crate::parser::expression::built::Built;
use crate::parser::{Rule, span_of};

/// Comparisons do not associate: `a = b = c` is a mistake.
pub(super) fn check(side: &Built, operator: &Pair<'_, Rule>) -> Result<(), Diagnostic> {
    if !side.is_comparison() {
        return Ok(());
    }
    Err(
        Diagnostic::error(Code::ChainedComparison, "comparisons cannot be chained")
            .label(span_of(operator), "a second comparison")
            .label(side.outer, "the first one")
            .help("join them with `and`, or put brackets around one"),
    )
}
