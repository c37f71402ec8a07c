//! `fields @timestamp, bytes / 1024 as kb`: choose and compute columns.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Item;
use crate::command::{CommandInfo, items, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;

/// Shows columns and defines new ones; several `fields` add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields {
    /// The columns, at least one.
    pub items: Vec<Item>,
}

impl Fields {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "fields",
        aliases: &[],
        summary: "Show fields and compute new ones.",
        syntax: "fields <expression> [as <name>] [, ...]",
        notes: "Several `fields` add up. An expression without `as` is named by its text. A field that an event lacks is an empty cell, never an error. Without `fields`, `display` and `stats` a query shows `@timestamp` and `@message`.",
        examples: &[
            "fields @timestamp, @message",
            "fields eventName, strlen(userAgent) as length | filter length > 100",
            "fields userIdentity.arn, `x-request-id`, items[0].id",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        Ok(Self {
            items: items(pair)?,
        })
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields ")?;
        write_list(f, &self.items)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::Command;

    fn check(query: &str, expected: &[&str]) {
        let query = crate::parse(query).expect("parses");
        let Command::Fields(fields) = &query.commands[0].value else {
            panic!("not `fields`")
        };
        assert_eq!(
            fields
                .items
                .iter()
                .map(crate::ast::Item::name)
                .collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn a_column_is_named_by_its_alias_or_its_text() {
        check(
            "fields a as b, abs( a-b ), (a+b)",
            &["b", "abs( a-b )", "(a+b)"],
        );
    }

    #[test]
    fn a_field_is_named_as_typed_without_back_quotes() {
        check(
            "fields `foo-bar`, a[0].b, (`c`) ",
            &["foo-bar", "a[0].b", "c"],
        );
    }

    #[test]
    fn a_name_has_no_line_breaks_and_no_comments() {
        check("fields a +\n  # why\n  b # end\n, c", &["a + b", "c"]);
    }

    #[test]
    fn keywords_can_be_names() {
        check(
            "fields as, by as as, asc, count, limit",
            &["as", "as", "asc", "count", "limit"],
        );
    }
}
