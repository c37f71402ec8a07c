//! `appendcols (stats avg(took) by host)`: put the columns of another query beside these.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::Query;
use crate::ast::display::Nested;
use crate::command::CommandInfo;
use crate::command::option::Options;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, subquery};
use crate::span::Spanned;

/// Puts the columns of another query beside the rows, first row by first row.
#[derive(Debug, Clone, PartialEq)]
pub struct AppendCols {
    /// Which value stays when both have the column.
    pub conflict: Conflict,
    /// At most so many rows of the other query.
    pub max: Option<Spanned<u64>>,
    /// The other query.
    pub query: Box<Query>,
}

/// Which value stays when both queries have the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Conflict {
    /// `override=false`: the one that is there.
    #[default]
    Keep,
    /// `override=true`: the one of the other query.
    Override,
}

impl AppendCols {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "appendcols",
        aliases: &[],
        summary: "Put the columns of another query beside these rows.",
        syntax: "appendcols [override=true | false] [max=<count>] (<query>)",
        notes: "Rows stand beside each other in their order; the shorter side is filled up with missing values. Of a column of both sides the row keeps its own value where it has one, with `override=true` the other query's value stands where there is one. `max` takes only the first rows of the other query. The other query is held in memory.",
        examples: &[
            "stats count(*) as n by host | appendcols (stats avg(took) as took by host)",
            "stats count(*) as n by host | appendcols override=true max=5 (SOURCE 'api' | stats count(*) as n by host)",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let known = &["override", "max"];
        let options = Options::read("appendcols", known, pair.clone().into_inner())?;
        let query = pair.into_inner().find(|it| it.as_rule() == Rule::subquery);
        let query = query.unwrap_or_else(|| unreachable!("`appendcols` holds a query"));
        let conflict = match options.truth("override")? {
            Some(true) => Conflict::Override,
            Some(false) | None => Conflict::Keep,
        };
        Ok(Self {
            conflict,
            max: options.count("max")?,
            query: Box::new(subquery(query)?),
        })
    }
}

impl fmt::Display for AppendCols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("appendcols ")?;
        if self.conflict == Conflict::Override {
            f.write_str("override=true ")?;
        }
        if let Some(max) = &self.max {
            write!(f, "max={} ", max.value)?;
        }
        write!(f, "{}", Nested(&self.query))
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn options_are_optional() {
        check(
            "APPEND_COLS max = 5 OVERRIDE=TRUE(fields a|limit 1)",
            "appendcols override=true max=5 (fields a | limit 1)",
        );
        check(
            "appendcols override=false (fields a)",
            "appendcols (fields a)",
        );
    }

    #[test]
    fn mistakes() {
        check(
            "appendcols overide=true (fields a)",
            "error[E0131]: `appendcols` has no option `overide=`",
        );
        check(
            "appendcols max=1 max=2 (fields a)",
            "error[E0132]: the option `max=` is given twice",
        );
        check(
            "appendcols override=1 (fields a)",
            "error[E0133]: the option `override=` takes `true` or `false`",
        );
    }
}
