//! `sessionize user maxspan 1h`: number the sessions of each user.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::display::Name;
use crate::ast::{FieldRef, Period};
use crate::command::{CommandInfo, field_list, option, write_fields};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, literal, span_of};
use crate::span::Spanned;

/// Says to which session each event belongs: a long gap begins a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Sessionize {
    /// Whose sessions: at least one field.
    pub fields: Vec<Spanned<FieldRef>>,
    /// The longest gap inside of a session; 30 minutes when it was left out.
    pub max_span: Option<Spanned<Period>>,
    /// The name of the new column; `session_id` when it was left out.
    pub alias: Option<Spanned<String>>,
}

impl Sessionize {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "sessionize",
        aliases: &[],
        summary: "Tell the sessions of users apart by the gaps between their events.",
        syntax: "sessionize <field> [, ...] [maxspan <period>] [as <name>]",
        notes: "A new session begins when an event comes more than `maxspan` (30 minutes by default) behind the one before it of the same fields. The column is `session_id`, or what `as` says: the values, joined by `|`, and the number of the session, as in `alice-2`. Events without a time or without one of the fields have none. Rows are in the order of `sort`, else the oldest first. Needs `@timestamp`. Runs in bounded memory, behind sorts that spill.",
        examples: &[
            "sessionize userId | stats count(*) as events by session_id",
            "sessionize userId, deviceId maxspan 1h as session | stats count(*) by session",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut fields = Vec::new();
        let mut max_span: Option<Spanned<Period>> = None;
        let mut alias = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::field_list => fields = field_list(part)?,
                Rule::renamed => option::rename(&mut alias, part)?,
                Rule::max_span => {
                    let period = part.into_inner().find(|it| it.as_rule() == Rule::period);
                    let period = period.unwrap_or_else(|| unreachable!("`maxspan` has a period"));
                    let value = Spanned::new(literal::period(&period)?, span_of(&period));
                    if let Some(first) = max_span {
                        return Err(option::repeated("`maxspan`", first.span, value.span));
                    }
                    max_span = Some(value);
                }
                _ => {}
            }
        }
        Ok(Self {
            fields,
            max_span,
            alias,
        })
    }
}

impl fmt::Display for Sessionize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sessionize ")?;
        write_fields(f, &self.fields)?;
        if let Some(max_span) = &self.max_span {
            write!(f, " maxspan {}", max_span.value)?;
        }
        match &self.alias {
            Some(alias) => write!(f, " as {}", Name(&alias.value)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("sessionize a", "sessionize a");
        check(
            "SESSIONIZE a,`b c` AS s MAXSPAN 2hours",
            "sessionize a, `b c` maxspan 2h as s",
        );
        check(
            "sessionize maxspan maxspan 1h",
            "sessionize maxspan maxspan 1h",
        );
    }

    #[test]
    fn mistakes() {
        check(
            "sessionize a maxspan 1h maxspan 2h",
            "`maxspan` is given twice",
        );
        check(
            "sessionize a as b as c",
            "the name behind `as` is given twice",
        );
        check("sessionize a maxspan 30", "expected a period, found `30`");
        check("sessionize a maxspan 1 h", "a period is one word");
        check("sessionize a maxspan 5x", "`x` is not a unit of time");
        check("sessionize a maxspan=1h", "expected a period, found `=`");
        check("sessionize a b", "there is no `,` before `b`");
    }
}
