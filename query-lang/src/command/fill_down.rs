//! `filldown host cpu*`: repeat the last value where one is missing.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::command::CommandInfo;
use crate::diagnostic::Diagnostic;
use crate::lexer::is_segment_char;
use crate::parser::{Rule, inner, name, span_of};
use crate::span::Spanned;

/// Repeats the last value that a column had where it has none.
#[derive(Debug, Clone, PartialEq)]
pub struct FillDown {
    /// The columns, `*` standing for any characters; none means all.
    pub names: Vec<Spanned<String>>,
}

impl FillDown {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "filldown",
        aliases: &[],
        summary: "Repeat the last value where one is missing.",
        syntax: "filldown [<name with *> ...]",
        notes: "Rows are seen in the order of `sort`, else the oldest first, and stay in this order. Names are separated by spaces; `*` stands for any characters and finds columns that are shown or that the query made, a name without it also any field. No name means all columns that are shown. Runs in bounded memory, behind a sort that spills.",
        examples: &[
            "sort @timestamp | filldown",
            "fields @timestamp, host, cpuUser, cpuSystem | sort @timestamp | filldown host cpu*",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let names = pair
            .into_inner()
            .filter(|it| it.as_rule() == Rule::name_pattern)
            .map(|it| {
                let pattern = inner(it);
                match pattern.as_rule() {
                    Rule::field => {
                        let field = name::field(pattern)?;
                        Ok(Spanned::new(field.value.path, field.span))
                    }
                    _ => Ok(Spanned::new(pattern.as_str().to_owned(), span_of(&pattern))),
                }
            })
            .collect::<Result<_, Diagnostic>>()?;
        Ok(Self { names })
    }
}

impl fmt::Display for FillDown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("filldown")?;
        for name in &self.names {
            let name = &name.value;
            let bare = name.contains('*')
                && !name.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                && name
                    .chars()
                    .all(|c| is_segment_char(c) || c == '.' || c == '*');
            if bare {
                write!(f, " {name}")?;
            } else {
                write!(f, " {}", FieldRef::new(name))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn names_are_separated_by_spaces() {
        check("FILLDOWN", "filldown");
        check("fill_down  host cpu* *.id *", "filldown host cpu* *.id *");
        check(
            "filldown `a*` `b c*` `and` x.`y z`",
            "filldown a* `b c*` `and` `x.y z`",
        );
        check("filldown `5*` @*", "filldown `5*` @*");
        check(
            "filldown a, b",
            "expected a field, `|` or the end of the query, found `,`",
        );
    }
}
