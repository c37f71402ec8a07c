//! `autoregress bytes p=1-3`: values of rows before.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::Name;
use crate::command::option::{self, Given, Options};
use crate::command::{CommandInfo, only_field};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Puts the values that a field has in rows before next to the one that it has.
#[derive(Debug, Clone, PartialEq)]
pub struct AutoRegress {
    /// The field.
    pub field: Spanned<FieldRef>,
    /// The name of the new column.
    pub alias: Option<Spanned<String>>,
    /// How many rows before.
    pub lags: Lags,
}

/// How many rows before: from `first` to `last`, one column each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lags {
    /// At least 1.
    pub first: u64,
    /// At least `first`.
    pub last: u64,
}

impl Lags {
    /// Each lag is a column, so that there must not be too many.
    const MOST: u64 = 100;

    /// From `first` to `last`, when that is a range of 1 to 100 lags.
    pub fn new(first: u64, last: u64) -> Option<Self> {
        let fits = first >= 1 && last >= first && last - first < Self::MOST;
        fits.then_some(Self { first, last })
    }
}

/// The row before.
impl Default for Lags {
    fn default() -> Self {
        Self { first: 1, last: 1 }
    }
}

impl AutoRegress {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "autoregress",
        aliases: &[],
        summary: "Put the values of rows before next to a field.",
        syntax: "autoregress <field> [as <name>] [p=<lag> | p=<first>-<last>]",
        notes: "Rows are seen in the order of `sort`, else the oldest first, and stay in this order. The columns are `field_p1`, `field_p2`, ...; with `as` a single one has that name, several have it before their `_p1`. Lags are 10,000 rows at most, and so many are held; the sort before spills.",
        examples: &[
            "stats count(*) as n by bin(1h) | autoregress n as before",
            "sort @timestamp | autoregress bytes p=1-4",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let mut alias = None;
        for part in pair.clone().into_inner() {
            if part.as_rule() == Rule::renamed {
                option::rename(&mut alias, part)?;
            }
        }
        let options = Options::read("autoregress", &["p"], pair.clone().into_inner())?;
        Ok(Self {
            field: only_field(pair)?,
            alias,
            lags: options.get("p").map(lags).transpose()?.unwrap_or_default(),
        })
    }
}

/// `p=2`, `p=1-4`
fn lags(option: &Given<'_>) -> Result<Lags, Diagnostic> {
    let ends = match option.range()? {
        Some(ends) => ends,
        None => match option.bare().map(str::parse) {
            Some(Ok(lag)) => (lag, lag),
            _ => return Err(option.unlike("a whole number or a range", "1-4")),
        },
    };
    let most = Lags::MOST;
    Lags::new(ends.0, ends.1).ok_or_else(|| {
        let expected = format!("a range of at most {most} lags, from 1 on, the smaller one first");
        option.unlike(&expected, "1-4")
    })
}

impl fmt::Display for AutoRegress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "autoregress {}", self.field.value)?;
        if let Some(alias) = &self.alias {
            write!(f, " as {}", Name(&alias.value))?;
        }
        match self.lags {
            Lags { first: 1, last: 1 } => Ok(()),
            Lags { first, last } if first == last => write!(f, " p={first}"),
            Lags { first, last } => write!(f, " p={first}-{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check;

    #[test]
    fn is_formatted() {
        check("autoregress a", "autoregress a");
        check("auto_regress a P = 1", "autoregress a");
        check("autoregress a p=3 AS b", "autoregress a as b p=3");
        check(
            "autoregress a as `b c` p=2 - 4",
            "autoregress a as `b c` p=2-4",
        );
        check("autoregress p p=5-5", "autoregress p p=5");
    }

    #[test]
    fn lags_are_whole_and_in_order() {
        let range =
            "the option `p=` takes a range of at most 100 lags, from 1 on, the smaller one first";
        for lags in ["0", "0-4", "4-1", "1-101"] {
            check(&format!("autoregress a p={lags}"), range);
        }
        let number = "the option `p=` takes a whole number or a range";
        for lags in ["1.5", "-1", "x", "'1'", "5m"] {
            check(&format!("autoregress a p={lags}"), number);
        }
        check("autoregress a q=1", "`autoregress` has no option `q=`");
        check("autoregress a p=1 p=2", "the option `p=` is given twice");
    }
}
