//! `dedup host, user`: keep one row for each combination of values.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, name};
use crate::span::Spanned;

/// Keeps the first row for each combination of values; rows with a missing value are all kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Dedup {
    /// The fields whose values are compared, at least one.
    pub fields: Vec<Spanned<FieldRef>>,
}

impl Dedup {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "dedup",
        aliases: &[],
        summary: "Keep one row for each combination of values.",
        syntax: "dedup <field> [, ...]",
        notes: "Keeps the first row in the order asked for, else the newest. Rows that lack one of the fields are all kept. The events are sorted by the fields, with all columns that are asked for; what does not fit into memory goes to disk.",
        examples: &[
            "dedup host",
            "sort @timestamp desc | dedup userIdentity.arn, eventName | limit 10",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let fields = pair
            .into_inner()
            .filter(|part| part.as_rule() == Rule::field)
            .map(name::field)
            .collect::<Result<_, _>>()?;
        Ok(Self { fields })
    }
}

impl fmt::Display for Dedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dedup ")?;
        for (index, field) in self.fields.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}", field.value)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_formatted() {
        let query = crate::parse("dedup `a`,b.`c d`").expect("parses");
        assert_eq!(query.commands[0].value.to_string(), "dedup a, `b.c d`");
    }

    #[test]
    fn takes_fields_only() {
        assert!(crate::parse("dedup strlen(a)").is_err());
    }
}
