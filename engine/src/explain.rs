//! What a query becomes, stage by stage.

use std::fmt;

use datafusion::physical_plan::displayable;
use taffrail_query_lang::Diagnostic;
use taffrail_query_lang::format;

use crate::error::Result;
use crate::query::QueryBuilder;
use crate::query::prepare::prepare;
use crate::result::Pruned;

/// The stages of a query.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The query in its standard form.
    pub query: String,
    /// The syntax tree.
    pub ast: String,
    /// The logical plan as it was made.
    pub logical: String,
    /// The logical plan behind the optimizer.
    pub optimized: String,
    /// The physical plan.
    pub physical: String,
    /// Objects to read.
    pub objects: u64,
    /// Objects left out.
    pub pruned: Pruned,
    /// Warnings and notes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Explanation {
    pub(crate) fn of(query: &QueryBuilder) -> Result<Self> {
        let prepared = prepare(query)?;
        Ok(Self {
            query: format(&prepared.query),
            ast: format!("{:#?}", prepared.query.commands),
            logical: prepared.planned.plan.display_indent().to_string(),
            optimized: prepared.optimized.display_indent().to_string(),
            physical: displayable(prepared.physical.as_ref())
                .indent(false)
                .to_string(),
            objects: prepared.listing.objects,
            pruned: prepared.listing.pruned,
            diagnostics: prepared.planned.diagnostics,
        })
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            ("query", &self.query),
            ("ast", &self.ast),
            ("logical plan", &self.logical),
            ("optimized logical plan", &self.optimized),
            ("physical plan", &self.physical),
        ];
        for (title, text) in sections {
            writeln!(f, "== {title} ==\n{}\n", text.trim_end())?;
        }
        writeln!(f, "== scan ==")?;
        writeln!(f, "objects to read: {}", self.objects)?;
        writeln!(f, "left out by time: {}", self.pruned.by_time)?;
        write!(f, "left out as no logs: {}", self.pruned.not_logs)?;
        if let Some(late) = self.pruned.late_seconds {
            write!(
                f,
                "\nkeys are read up to {} h behind the end of the range",
                late as f64 / 3600.0
            )?;
        }
        Ok(())
    }
}
