//! What a query becomes, stage by stage.

use std::fmt;
use std::sync::Arc;

use datafusion::physical_plan::{ExecutionPlan, displayable};
use taffrail_query_lang::format;
use taffrail_query_lang::{Code, Diagnostic};

use crate::error::{Error, Result};
use crate::query::QueryBuilder;
use crate::query::prepare::{Prepared, prepare};
use crate::result::Pruned;

/// The stages of a query.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The query in its standard form.
    pub query: String,
    /// The syntax tree.
    pub ast: String,
    /// The plans; none of a query with a command that is not built yet.
    pub plans: Option<Plans>,
    /// Warnings and notes, and what is not built yet.
    pub diagnostics: Vec<Diagnostic>,
}

/// The plans of a query, and what they read.
#[derive(Debug, Clone)]
pub struct Plans {
    /// The logical plan as it was made.
    pub logical: String,
    /// The logical plan behind the optimizer.
    pub optimized: String,
    /// The physical plan.
    pub physical: String,
    /// The physical plans of subqueries that run before it, in order.
    pub subqueries: Vec<String>,
    /// Objects to read.
    pub objects: u64,
    /// Objects left out.
    pub pruned: Pruned,
}

impl Explanation {
    pub(crate) fn of(builder: &QueryBuilder) -> Result<Self> {
        let (query, plans, diagnostics) = match prepare(builder) {
            Ok(prepared) => {
                let plans = Plans::of(&prepared);
                (prepared.query, Some(plans), prepared.planned.diagnostics)
            }
            Err(Error::Query { diagnostics, text }) if is_not_built(&diagnostics) => {
                match taffrail_query_lang::parse(&text) {
                    Ok(query) => (query, None, diagnostics),
                    Err(diagnostics) => return Err(Error::Query { diagnostics, text }),
                }
            }
            Err(error) => return Err(error),
        };
        Ok(Self {
            ast: format!("{:#?}", query.commands),
            query: format(&query),
            plans,
            diagnostics,
        })
    }
}

fn is_not_built(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.code == Code::NotBuiltYet)
}

impl Plans {
    fn of(prepared: &Prepared) -> Self {
        let listed = prepared.scans.listed();
        let preludes = prepared.preludes.iter();
        Self {
            logical: prepared.planned.plan.display_indent().to_string(),
            optimized: prepared.optimized.display_indent().to_string(),
            physical: physical(&prepared.physical),
            subqueries: preludes.map(|(plan, _)| physical(plan)).collect(),
            objects: listed.objects,
            pruned: listed.pruned,
        }
    }
}

fn physical(plan: &Arc<dyn ExecutionPlan>) -> String {
    displayable(plan.as_ref()).indent(false).to_string()
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        section(f, "query", &self.query)?;
        section(f, "ast", &self.ast)?;
        match &self.plans {
            Some(plans) => plans.fmt(f),
            None => write!(f, "== plans ==\nnone: the query uses what is not built yet"),
        }
    }
}

impl fmt::Display for Plans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        section(f, "logical plan", &self.logical)?;
        section(f, "optimized logical plan", &self.optimized)?;
        section(f, "physical plan", &self.physical)?;
        for (index, plan) in self.subqueries.iter().enumerate() {
            section(f, &format!("subquery {}", index + 1), plan)?;
        }
        writeln!(f, "== scan ==")?;
        writeln!(f, "objects to read: {}", self.objects)?;
        writeln!(f, "left out by time: {}", self.pruned.by_time)?;
        for (count, what) in [
            (self.pruned.by_account, "account"),
            (self.pruned.by_region, "region"),
            (self.pruned.by_field, "other parts of the key"),
        ] {
            if count > 0 {
                writeln!(f, "left out by {what}: {count}")?;
            }
        }
        if self.pruned.folders > 0 {
            writeln!(f, "folders not listed: {}", self.pruned.folders)?;
        }
        write!(f, "left out as no logs: {}", self.pruned.not_logs)?;
        if let Some(late) = self.pruned.late_seconds {
            let hours = late as f64 / 3600.0;
            write!(
                f,
                "\nkeys are read up to {hours} h behind the end of the range"
            )?;
        }
        Ok(())
    }
}

fn section(f: &mut fmt::Formatter<'_>, title: &str, text: &str) -> fmt::Result {
    writeln!(f, "== {title} ==\n{}\n", text.trim_end())
}
