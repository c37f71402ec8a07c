//! `OUTPUT name, owner as team`: which columns of a table are added, and how.

use std::fmt;

use pest::iterators::Pair;

use crate::ast::display::Name;
use crate::diagnostic::Diagnostic;
use crate::parser::{Rule, inner, name};
use crate::span::Spanned;

/// What becomes of fields that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputMode {
    /// `OUTPUT`: they are overwritten, with nothing when no row fits.
    Output,
    /// `OUTPUTNEW`: they stay; only what is missing is filled.
    OutputNew,
}

/// A column of the table that is added: `owner as team`.
#[derive(Debug, Clone, PartialEq)]
pub struct LookupOutput {
    /// The column of the table.
    pub column: Spanned<String>,
    /// The name after `as`.
    pub alias: Option<Spanned<String>>,
}

impl LookupOutput {
    /// What the column is called in the result.
    pub fn name(&self) -> &str {
        &self.named().value
    }

    fn named(&self) -> &Spanned<String> {
        self.alias.as_ref().unwrap_or(&self.column)
    }
}

/// What an `outputs` pair says.
pub(in crate::command) struct Outputs {
    pub(in crate::command) mode: OutputMode,
    pub(in crate::command) outputs: Vec<LookupOutput>,
}

/// Reads an `outputs` pair.
pub(in crate::command) fn outputs(pair: Pair<'_, Rule>) -> Result<Outputs, Diagnostic> {
    let mut mode = OutputMode::Output;
    let mut outputs: Vec<LookupOutput> = Vec::new();
    for part in pair.into_inner() {
        if part.as_rule() == Rule::output_mode {
            if inner(part).as_rule() == Rule::kw_outputnew {
                mode = OutputMode::OutputNew;
            }
            continue;
        }
        outputs.push(output(part)?);
    }
    let names: Vec<Spanned<String>> = outputs.iter().map(|it| it.named().clone()).collect();
    crate::command::check_unique(&names)?;
    Ok(Outputs { mode, outputs })
}

fn output(pair: Pair<'_, Rule>) -> Result<LookupOutput, Diagnostic> {
    let mut names = pair
        .into_inner()
        .filter(|part| part.as_rule() == Rule::alias)
        .map(name::alias);
    let column = names
        .next()
        .unwrap_or_else(|| unreachable!("an output names a column"))?;
    let alias = names.next().transpose()?;
    // `name as name` says nothing more than `name`.
    let alias = alias.filter(|it| it.value != column.value);
    Ok(LookupOutput { column, alias })
}

impl fmt::Display for OutputMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Output => "OUTPUT",
            Self::OutputNew => "OUTPUTNEW",
        })
    }
}

impl fmt::Display for LookupOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Name(&self.column.value).fmt(f)?;
        match &self.alias {
            Some(alias) => write!(f, " as {}", Name(&alias.value)),
            None => Ok(()),
        }
    }
}
