//! `countFrequent method, status`: about how often each combination occurs.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::command::{CommandInfo, field_list, write_fields};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Counts, perhaps approximately, how often each combination of values occurs.
#[derive(Debug, Clone, PartialEq)]
pub struct CountFrequent {
    /// The fields, at least one.
    pub fields: Vec<Spanned<FieldRef>>,
}

impl CountFrequent {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "countFrequent",
        aliases: &[],
        summary: "Count how often each combination of values occurs, the most frequent first.",
        syntax: "countFrequent <field> [, ...]",
        notes: "The counts are in the column `_approxcount`. They are exact: the groups spill where memory is short. Among equals the values decide the order. Missing values are a group, as in `stats`.",
        examples: &[
            "countFrequent eventName",
            "filter status >= 400 | countFrequent method, status | limit 10",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let list = pair
            .into_inner()
            .find(|it| it.as_rule() == Rule::field_list)
            .unwrap_or_else(|| unreachable!("`countFrequent` has fields"));
        let fields = field_list(list)?;
        Ok(Self { fields })
    }
}

impl fmt::Display for CountFrequent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("countFrequent ")?;
        write_fields(f, &self.fields)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("COUNT_FREQUENT a,`b-c`", "countFrequent a, `b-c`");
        check("countfrequent a b", "there is no `,` before `b`");
        check(
            "countFrequent",
            "expected a field, found the end of the query",
        );
    }
}
