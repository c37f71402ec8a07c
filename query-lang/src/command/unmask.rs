//! `unmask @message`: show what data protection hides.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::command::{CommandInfo, field_list, write_fields};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Shows what data protection hides in the fields.
#[derive(Debug, Clone, PartialEq)]
pub struct Unmask {
    /// The fields; none means all.
    pub fields: Vec<Spanned<FieldRef>>,
}

impl Unmask {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "unmask",
        aliases: &[],
        summary: "Show what data protection hides; logs that are read here are not masked.",
        syntax: "unmask [<field> [, ...]]",
        notes: "Nothing is masked in files: it shows the fields, as `fields` does.",
        examples: &[
            "fields @timestamp, @message | unmask @message",
            "unmask user.email, user.phone",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let list = pair
            .into_inner()
            .find(|it| it.as_rule() == Rule::field_list);
        let fields = list.map(field_list).transpose()?.unwrap_or_default();
        Ok(Self { fields })
    }
}

impl fmt::Display for Unmask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unmask")?;
        if !self.fields.is_empty() {
            f.write_str(" ")?;
        }
        write_fields(f, &self.fields)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("UNMASK a,`b c`", "unmask a, `b c`");
        check("unmask", "unmask");
        check("unmask a b", "there is no `,` before `b`");
    }
}
