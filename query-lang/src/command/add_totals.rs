//! `addtotals col=true a, b`: sums along the rows and below the columns.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::Name;
use crate::command::option::Options;
use crate::command::{CommandInfo, field_list, write_fields};
use crate::diagnostic::Diagnostic;
use crate::parser::Rule;
use crate::span::Spanned;

/// Adds a column with the sum of each row, and perhaps a row with the sum of each column.
#[derive(Debug, Clone, PartialEq)]
pub struct AddTotals {
    /// `fieldname=`: the name of the new column; `Total` when it was left out.
    pub label: Option<Spanned<String>>,
    /// `row=`: whether there is a column with the sum of each row; yes when it was left out.
    pub row: Option<bool>,
    /// `col=`: whether there is a row with the sum of each column; no when it was left out.
    pub col: Option<bool>,
    /// What is added up; none means all columns that hold numbers.
    pub fields: Vec<Spanned<FieldRef>>,
}

impl AddTotals {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "addtotals",
        aliases: &[],
        summary: "Add sums along the rows and below the columns.",
        syntax: "addtotals [fieldname=<name>] [row=<boolean>] [col=<boolean>] [<field> [, ...]]",
        notes: "Without fields all columns that are shown are added up, but for times and the keys of `stats`. What is no number is left out; without any number there is no sum. The column is `Total` or what `fieldname=` says. The row of `col=true` stays below all others, whatever `sort` says, and has no value in other columns. Runs in bounded memory, behind a sort that spills.",
        examples: &[
            "stats sum(bytesIn) as i, sum(bytesOut) as o by host | addtotals",
            "stats count(*) as n by host | addtotals row=false col=true n",
            "stats sum(a) as x, sum(b) as y by bin(1h) | addtotals fieldname=both x, y",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let known = &["fieldname", "row", "col"];
        let options = Options::read("addtotals", known, pair.clone().into_inner())?;
        let list = pair
            .into_inner()
            .find(|it| it.as_rule() == Rule::field_list);
        Ok(Self {
            label: options.name("fieldname")?,
            row: options.truth("row")?,
            col: options.truth("col")?,
            fields: list.map(field_list).transpose()?.unwrap_or_default(),
        })
    }
}

impl fmt::Display for AddTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("addtotals")?;
        if let Some(label) = &self.label {
            write!(f, " fieldname={}", Name(&label.value))?;
        }
        if let Some(row) = self.row {
            write!(f, " row={row}")?;
        }
        if let Some(col) = self.col {
            write!(f, " col={col}")?;
        }
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
        check("ADDTOTALS", "addtotals");
        check("add_totals COL=TRUE x", "addtotals col=true x");
        check(
            "addtotals row = false a,`b c` fieldname='row sum'",
            "addtotals fieldname=`row sum` row=false a, `b c`",
        );
        check(
            "addtotals fieldname=`true` row, col",
            "addtotals fieldname=`true` row, col",
        );
        check("addtotals a b", "there is no `,` before `b`");
    }
}
