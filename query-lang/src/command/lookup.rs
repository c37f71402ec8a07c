//! `lookup hosts ip as srcAddr OUTPUT name`: add columns of a table.

mod output;

use std::fmt;

use pest::iterators::Pair;

pub use self::output::{LookupOutput, OutputMode};
pub(super) use self::output::{Outputs, outputs};

use crate::ast::FieldRef;
use crate::ast::display::{Name, quoted};
use crate::command::{CommandInfo, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, inner, literal, name, span_of};
use crate::span::Spanned;

/// Adds columns of the table's row whose key columns equal fields of the event.
#[derive(Debug, Clone, PartialEq)]
pub struct Lookup {
    /// The table.
    pub table: Spanned<String>,
    /// What must be equal, all of it; at least one.
    pub keys: Vec<LookupKey>,
    /// What becomes of fields that are there already.
    pub mode: OutputMode,
    /// The columns to add, at least one.
    pub outputs: Vec<LookupOutput>,
}

/// A column of the table and the field that must equal it: `ip as srcAddr`.
#[derive(Debug, Clone, PartialEq)]
pub struct LookupKey {
    /// The column of the table.
    pub column: Spanned<String>,
    /// The field of the event; called as the column when it was left out.
    pub field: Spanned<FieldRef>,
}

impl Lookup {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "lookup",
        aliases: &[],
        summary: "Add columns of a table by equal keys.",
        syntax: "lookup <table> <column> [as <field>] [, ...] OUTPUT | OUTPUTNEW <column> [as <name>] [, ...]",
        notes: "A table is a CSV file in UTF-8 whose first row names its columns: the file of `--lookup NAME=PATH`, else `NAME.csv` beside the query's file or in the working directory. Keys compare as texts, in their case; of several rows the first counts; an empty cell is a missing value. `OUTPUT` hides a field of the event, also where the table has nothing for it; `OUTPUTNEW` fills it only where the event lacks it. Rows and their order stay. The table is held in memory.",
        examples: &[
            "lookup employees department, role OUTPUT office, manager",
            "lookup hosts ip as srcAddr OUTPUTNEW name as host | stats count(*) by host",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let (mut name, mut keys, mut given) = (None, Vec::new(), None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::table => name = Some(table(part)?),
                Rule::lookup_key => keys.push(key(part)?),
                Rule::outputs => given = Some(outputs(part)?),
                _ => {}
            }
        }
        let (Some(table), Some(Outputs { mode, outputs })) = (name, given) else {
            unreachable!("`lookup` holds a table and outputs")
        };
        Ok(Self {
            table,
            keys,
            mode,
            outputs,
        })
    }
}

/// Reads a `table` pair.
pub(super) fn table(pair: Pair<'_, Rule>) -> Result<Spanned<String>, Diagnostic> {
    let pair = inner(pair);
    let span = span_of(&pair);
    let name = match pair.as_rule() {
        Rule::text => literal::text(&pair),
        _ => name::segment(pair)?,
    };
    Ok(Spanned::new(name, span))
}

fn key(pair: Pair<'_, Rule>) -> Result<LookupKey, Diagnostic> {
    let (mut column, mut field) = (None, None);
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::alias => column = Some(name::alias(part)?),
            Rule::field => field = Some(name::field(part)?),
            _ => {}
        }
    }
    let column = column.unwrap_or_else(|| unreachable!("a key names a column"));
    let field = field.unwrap_or_else(|| {
        let path = column.value.as_str();
        Spanned::new(FieldRef::new(path), column.span)
    });
    Ok(LookupKey { column, field })
}

/// The name of a table: bare when it can be.
pub(super) struct Table<'a>(pub(super) &'a str);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !self.0.is_empty() && self.0.chars().all(plain) {
            return f.write_str(self.0);
        }
        f.write_str(&quoted(self.0))
    }
}

impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lookup {} ", Table(&self.table.value))?;
        write_list(f, &self.keys)?;
        write!(f, " {} ", self.mode)?;
        write_list(f, &self.outputs)
    }
}

impl fmt::Display for LookupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Name(&self.column.value).fmt(f)?;
        if self.field.value.path == self.column.value {
            return Ok(());
        }
        write!(f, " as {}", self.field.value)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn forms() {
        check(
            "LOOKUP t a AS b.c,`d e` outputnew f,g AS h",
            "lookup t a as b.c, `d e` OUTPUTNEW f, g as h",
        );
        check(
            "lookup 'hosts.csv' ip as ip OUTPUT name as name",
            "lookup 'hosts.csv' ip OUTPUT name",
        );
        check(
            "lookup 2x output Output output",
            "lookup 2x output OUTPUT output",
        );
    }

    #[test]
    fn mistakes() {
        check(
            "lookup t a OUTPUT b, b",
            "error[E0118]: the name `b` is given twice",
        );
        check(
            "lookup t a OUTPUT b as x, c as x",
            "error[E0118]: the name `x` is given twice",
        );
        check(
            "lookup t a",
            "error[E0102]: expected `as` or `OUTPUT`, found the end of the query",
        );
    }
}
