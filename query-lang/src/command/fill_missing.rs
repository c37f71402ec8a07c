//! `fillmissing with 0 for n`: rows for empty bins.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::{Expr, ExprKind, FieldRef};
use crate::command::{CommandInfo, write_list};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, expression, name};
use crate::span::Spanned;

/// Adds a row for each bin of time that has none.
#[derive(Debug, Clone, PartialEq)]
pub struct FillMissing {
    /// What the columns of new rows hold; those not named have no value.
    pub fills: Vec<Fill>,
}

/// What a column of a new row holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Fill {
    /// The value, a literal.
    pub value: Expr,
    /// The column.
    pub field: Spanned<FieldRef>,
}

impl FillMissing {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "fillmissing",
        aliases: &[],
        summary: "Add rows for empty bins of time.",
        syntax: "fillmissing [with <value> for <column> [, ...]]",
        notes: "Belongs behind `stats` with one `bin(...)` among its keys. The bins are those of the time range; on a side where it is open they begin or end with the first or the last bin that there is. With other keys every group has all bins. New rows have their keys and what `with` says. More than 1,000,000 bins in a group end the query. The empty bins between two rows are held in memory.",
        examples: &[
            "stats count(*) as n by bin(5m) | fillmissing",
            "stats count(*) as n, avg(ms) as took by bin(1h) | fillmissing with 0 for n, -1 for took",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut fills: Vec<Fill> = Vec::new();
        for part in pair.into_inner().filter(|it| it.as_rule() == Rule::fill) {
            let fill = Fill::read(part)?;
            if let Some(first) = fills.iter().find(|it| it.field == fill.field) {
                let message = format!("the column `{}` is filled twice", fill.field.value.path);
                return Err(Diagnostic::error(Code::RepeatedOption, message)
                    .label(fill.field.span, "given again")
                    .label(first.field.span, "given first here")
                    .help("remove one of them"));
            }
            fills.push(fill);
        }
        Ok(Self { fills })
    }
}

impl Fill {
    fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut value = None;
        let mut field = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::expr => value = Some(expression::expr(part)?),
                Rule::field => field = Some(name::field(part)?),
                _ => {}
            }
        }
        let (Some(value), Some(field)) = (value, field) else {
            unreachable!("a value is for a column")
        };
        if !value.is_literal() {
            let help = match &value.kind {
                ExprKind::Field(field) => format!("a text is quoted: `'{}'`", field.path),
                _ => "compute in a `fields ... as name` behind `fillmissing`".to_owned(),
            };
            let message = "a column is filled with a text, a number, `true` or `false`";
            return Err(Diagnostic::error(Code::InvalidOption, message)
                .label(value.span, "not a literal")
                .help(help));
        }
        Ok(Self { value, field })
    }
}

impl fmt::Display for FillMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fillmissing")?;
        if !self.fills.is_empty() {
            f.write_str(" with ")?;
        }
        write_list(f, &self.fills)
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for {}", self.value, self.field.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::shown_behind;

    fn check(query: &str, expected: &str) {
        assert_eq!(
            shown_behind("stats count(*) as n by bin(1h) | ", query),
            expected
        );
    }

    #[test]
    fn is_formatted() {
        check("FILLMISSING", "fillmissing");
        check(
            "fill_missing WITH 0 FOR n,\"x\" for `a b`, -1.5 for for",
            "fillmissing with 0 for n, 'x' for `a b`, -1.5 for for",
        );
    }

    #[test]
    fn values_are_literals() {
        let literal = "a column is filled with a text, a number, `true` or `false`";
        check("fillmissing with none for n", literal);
        check("fillmissing with 1 + 1 for n", literal);
        check(
            "fillmissing with 0 for n, 1 for `n`",
            "the column `n` is filled twice",
        );
        check(
            "fillmissing 0 for n",
            "expected `with`, `|` or the end of the query, found `0`",
        );
        check(
            "fillmissing with 0",
            "expected an operator or `for`, found the end of the query",
        );
    }
}
