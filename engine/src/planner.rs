//! From the syntax tree to DataFusion's logical plan: one room a command.

mod aggregate;
mod arithmetic;
mod dedup;
mod display;
mod expr;
mod fields;
mod filter;
mod limit;
mod mistake;
mod parse;
mod paths;
mod pipeline;
mod sort;
mod stats;

use std::sync::Arc;

use datafusion::logical_expr::{LogicalPlan, ScalarUDF, TableSource};
use taffrail_query_lang::ast::Query;
use taffrail_query_lang::command::Command;
use taffrail_query_lang::{Code, Diagnostic, Span};

pub(crate) use self::paths::paths;
use self::pipeline::Pipeline;
use crate::function::CallContext;
use crate::result::ResultColumn;
use crate::scan::ScanColumns;

/// What planning needs to know besides the query.
pub(crate) struct PlanContext {
    /// Clock, range and zone.
    pub(crate) call: CallContext,
    /// The table that the scan stands for.
    pub(crate) table: Arc<dyn TableSource>,
    /// Its columns.
    pub(crate) columns: Arc<ScanColumns>,
    /// A limit for queries that have neither `limit` nor `stats`.
    pub(crate) default_limit: Option<u64>,
}

/// A planned query.
pub(crate) struct Planned {
    /// The plan; its columns are those of `columns` and the internal ones that they name.
    pub(crate) plan: LogicalPlan,
    /// The columns of the result.
    pub(crate) columns: Vec<ResultColumn>,
    /// Warnings and notes.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether the default limit was put in.
    pub(crate) limited: bool,
}

/// Plans a query.
///
/// # Errors
///
/// The diagnostics of what the query says wrongly.
pub(crate) fn plan(query: &Query, context: &PlanContext) -> Result<Planned, Vec<Diagnostic>> {
    if let Some(command) = query.commands.get(MOST_COMMANDS) {
        return Err(vec![too_long(command.span)]);
    }
    let mut pipeline = Pipeline::new(context).map_err(|error| vec![internal(&error)])?;
    for command in &query.commands {
        let span = command.span;
        let step = match &command.value {
            Command::Dedup(command) => dedup::dedup(&mut pipeline, command),
            Command::Display(command) => display::display(&mut pipeline, command),
            Command::Fields(command) => fields::fields(&mut pipeline, command),
            Command::Filter(command) => filter::filter(&mut pipeline, command, span),
            Command::Limit(command) => {
                limit::limit(&mut pipeline, command);
                Ok(())
            }
            Command::Parse(command) => parse::parse(&mut pipeline, command),
            Command::Sort(command) => sort::sort(&mut pipeline, command),
            Command::Stats(command) => stats::stats(&mut pipeline, command, span),
        };
        step.map_err(|step| vec![step.into_diagnostic(span)])?;
    }
    pipeline
        .finish(query.commands.is_empty())
        .map_err(|error| vec![error.into_diagnostic(Span::default())])
}

/// How many commands a query may have: a plan is as deep as its commands are many, and DataFusion
/// walks it by recursion.
const MOST_COMMANDS: usize = 500;

fn too_long(span: Span) -> Diagnostic {
    let message = format!("a query has at most {MOST_COMMANDS} commands");
    Diagnostic::error(Code::TooLong, message)
        .label(span, "one too many")
        .help("join conditions with `and`, columns with `,`")
}

/// Why a step could not be planned.
pub(crate) enum StepError {
    /// The query says something wrong.
    Diagnostic(Box<Diagnostic>),
    /// DataFusion refused what we built.
    Plan(datafusion::error::DataFusionError),
}

impl StepError {
    fn into_diagnostic(self, span: Span) -> Diagnostic {
        match self {
            Self::Diagnostic(diagnostic) => *diagnostic,
            Self::Plan(error) => internal(&error).label(span, "while planning this command"),
        }
    }
}

impl From<Diagnostic> for StepError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnostic(Box::new(diagnostic))
    }
}

impl From<datafusion::error::DataFusionError> for StepError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::Plan(error)
    }
}

/// The result of one step.
type Step<T = ()> = Result<T, StepError>;

fn internal(error: &datafusion::error::DataFusionError) -> Diagnostic {
    Diagnostic::error(
        Code::Internal,
        format!("the plan could not be made: {}", error.strip_backtrace()),
    )
    .help("this is a defect of Taffrail; please report the query")
}

/// The kernels that commands need.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    arithmetic::kernels()
}
