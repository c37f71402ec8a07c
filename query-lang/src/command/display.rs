//! `display host, message`: choose exactly the columns of the output.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Item;
use crate::command::{CommandInfo, items, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;

/// Shows exactly these columns; the last `display` wins.
#[derive(Debug, Clone, PartialEq)]
pub struct Display {
    /// The columns, at least one.
    pub items: Vec<Item>,
}

impl Display {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "display",
        aliases: &[],
        summary: "Show exactly these columns.",
        syntax: "display <expression> [as <name>] [, ...]",
        notes: "The last `display` of a query counts.",
        examples: &[
            "fields @timestamp, @message | parse @message 'user=*' as user | display user",
            "display toupper(eventName) as event, level = 'ERROR' as failed",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        Ok(Self {
            items: items(pair)?,
        })
    }
}

impl fmt::Display for Display {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("display ")?;
        write_list(f, &self.items)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn is_formatted() {
        let query = crate::parse("DISPLAY a,b  as c").expect("parses");
        assert_eq!(query.commands[0].value.to_string(), "display a, b as c");
    }
}
