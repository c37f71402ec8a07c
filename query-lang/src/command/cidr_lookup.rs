//! `cidrlookup nets srcAddr OUTPUT region`: add columns of a table of networks.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::FieldRef;
use crate::ast::display::Name;
use crate::command::lookup::{LookupOutput, OutputMode, Outputs, Table, outputs, table};
use crate::command::{CommandInfo, write_list};
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, name};
use crate::span::Spanned;

/// Adds columns of the table's row whose network holds the address.
#[derive(Debug, Clone, PartialEq)]
pub struct CidrLookup {
    /// The table.
    pub table: Spanned<String>,
    /// The field with the address.
    pub field: Spanned<FieldRef>,
    /// The column of the table with the networks, when it was named.
    pub column: Option<Spanned<String>>,
    /// What becomes of fields that are there already.
    pub mode: OutputMode,
    /// The columns to add, at least one.
    pub outputs: Vec<LookupOutput>,
}

impl CidrLookup {
    /// The entry in the list of commands.
    pub const INFO: CommandInfo = CommandInfo {
        name: "cidrlookup",
        aliases: &[],
        summary: "Add columns of a table of networks by the address that they hold.",
        syntax: "cidrlookup <table> <field> [as <column>] OUTPUT | OUTPUTNEW <column> [as <name>] [, ...]",
        notes: "The longest prefix wins, of equal ones the first row; a network may be one address. Without `as` the networks are in the column that is called as the field, else in the first column that holds nothing but networks. Tables and `OUTPUT` are as in `lookup`.",
        examples: &[
            "cidrlookup nets srcAddr OUTPUT region, owner",
            "cidrlookup nets srcAddr as cidr OUTPUTNEW region as from | stats count(*) by from",
        ],
    };

    pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Self, Diagnostic> {
        let (mut name, mut field, mut column, mut given) = (None, None, None, None);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::table => name = Some(table(part)?),
                Rule::field => field = Some(name::field(part)?),
                Rule::alias => column = Some(name::alias(part)?),
                Rule::outputs => given = Some(outputs(part)?),
                _ => {}
            }
        }
        let (Some(table), Some(field), Some(Outputs { mode, outputs })) = (name, field, given)
        else {
            unreachable!("`cidrlookup` holds a table, a field and outputs")
        };
        Ok(Self {
            table,
            field,
            column,
            mode,
            outputs,
        })
    }
}

impl fmt::Display for CidrLookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, field) = (Table(&self.table.value), &self.field.value);
        write!(f, "cidrlookup {table} {field}")?;
        if let Some(column) = &self.column {
            write!(f, " as {}", Name(&column.value))?;
        }
        write!(f, " {} ", self.mode)?;
        write_list(f, &self.outputs)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::testing::check_first as check;

    #[test]
    fn forms() {
        check(
            "CIDR_LOOKUP n a.b AS `c d` output e AS f,g",
            "cidrlookup n a.b as `c d` OUTPUT e as f, g",
        );
        check("cidrlookup n a OUTPUTNEW b", "cidrlookup n a OUTPUTNEW b");
    }

    #[test]
    fn mistakes() {
        check(
            "cidrlookup n a OUTPUT b, c as b",
            "error[E0118]: the name `b` is given twice",
        );
        check(
            "cidrlookup n a, b OUTPUT c",
            "error[E0102]: expected `as` or `OUTPUT`, found `,`",
        );
    }
}
