//! From the syntax tree to DataFusion's logical plan: one room a command.

mod accum;
mod add_totals;
mod aggregate;
mod append_cols;
mod arithmetic;
mod arrange;
mod auto_regress;
mod carry;
mod cidr_lookup;
mod count_frequent;
mod dedup;
mod display;
mod estimate;
mod expand;
mod expr;
mod extra_rows;
mod fields;
mod fill_down;
mod fill_missing;
mod filter;
mod filter_index;
mod join;
mod json;
mod key_filters;
mod limit;
mod lists;
mod lookup;
mod mistake;
mod names;
mod offset;
mod output;
mod parse;
mod paths;
mod pipeline;
mod quotes;
mod sessionize;
mod sides;
mod sort;
mod source;
mod stats;
mod subquery;
mod unmask;
mod unnest;
mod window;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use datafusion::logical_expr::{LogicalPlan, ScalarUDF};
use taffrail_query_lang::ast::Query;
use taffrail_query_lang::command::Command;
use taffrail_query_lang::{Code, Diagnostic, Span};

pub(crate) use self::aggregate::Estimated;
use self::paths::paths;
use self::pipeline::{Cap, Keeps, Pipeline};
pub(crate) use self::source::{Opened, Request, Sources, Total, named_places};
pub(crate) use self::subquery::{Prelude, TextSet, TextSetBuilder};
use crate::error::Error;
use crate::function::CallContext;
use crate::lookup::Tables;
use crate::result::ResultColumn;

/// What planning needs to know besides the query.
pub(crate) struct PlanContext {
    /// Clock, range and zone.
    pub(crate) call: CallContext,
    /// What there is to read.
    pub(crate) sources: Box<dyn Sources>,
    /// The tables for `lookup`.
    pub(crate) tables: Tables,
    /// A limit for queries that have neither `limit` nor `stats`.
    pub(crate) default_limit: Option<u64>,
    /// While planning: what the queries ask to read in which we are, the outermost first.
    pub(crate) requests: RefCell<Vec<Request>>,
    /// Filled while planning: queries that run before this one, in their order.
    pub(crate) preludes: RefCell<Vec<Prelude>>,
    /// Filled while planning: what there is to say about queries inside of others.
    pub(crate) diagnostics: RefCell<Vec<Diagnostic>>,
    /// Filled while planning: columns of queries inside of others that may not be exact.
    pub(crate) estimated: RefCell<Vec<Estimated>>,
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
    /// Queries that run before this one, in their order.
    pub(crate) preludes: Vec<Prelude>,
    /// Columns that may turn out not to be exact.
    pub(crate) estimated: Vec<Estimated>,
}

/// Why there is no plan.
pub(crate) enum PlanError {
    /// The query says something wrong.
    Diagnostic(Box<Diagnostic>),
    /// A source cannot be read.
    Source(Error),
}

/// Plans a query.
///
/// # Errors
///
/// What the query says wrongly, and sources that cannot be read.
pub(crate) fn plan(query: &Query, context: &Rc<PlanContext>) -> Result<Planned, PlanError> {
    let rows = if estimate::is_estimate(query) {
        estimate::estimate(query, context)
    } else {
        rows(query, context)
    };
    let planned = rows.and_then(|mut pipeline| {
        let default = if query.commands.is_empty() {
            pipeline.limit = Some(Cap {
                count: EVENTS_OF_NO_QUERY,
                keeps: Keeps::First,
                span: Span::default(),
            });
            None
        } else {
            context.default_limit
        };
        let limited = pipeline.end(default)?;
        output::output(pipeline, limited)
    });
    planned.map_err(|error| error.into_error(Span::default()))
}

/// How many events an empty query shows.
const EVENTS_OF_NO_QUERY: u64 = 20;

/// The rows behind the last command of a query, or of one inside of another.
fn rows(query: &Query, context: &Rc<PlanContext>) -> Step<Pipeline> {
    rows_with(query, context, &BTreeSet::new())
}

/// As [`rows`], of events of which others name `fields` too.
fn rows_with(
    query: &Query,
    context: &Rc<PlanContext>,
    fields: &BTreeSet<String>,
) -> Step<Pipeline> {
    if let Some(command) = query.commands.get(MOST_COMMANDS) {
        return Err(too_long(command.span).into());
    }
    let mut named = paths(query);
    named.extend(fields.iter().cloned());
    let named = Rc::new(named);
    let request = source::request(query, context)?;
    let mut request = request.inside_of(context.requests.borrow().last());
    let offset = offset::of(query)?;
    request.back = offset.as_ref().map(|period| period.value);
    request.filters = key_filters::key_filters(query, context, &named)?;
    let opened = context.sources.open(&request, &named)?;
    if let Some(period) = &offset {
        offset::check(period, opened.range, &context.call)?;
    }
    let mut pipeline = Pipeline::new(context, opened, named)?;
    if let Some(period) = request.back {
        offset::relabel(&mut pipeline, period)?;
    }
    context.requests.borrow_mut().push(request);
    let pipeline = commands(query, pipeline);
    context.requests.borrow_mut().pop();
    pipeline
}

fn commands(query: &Query, mut pipeline: Pipeline) -> Step<Pipeline> {
    let (commands, warnings) = arrange::arrange(query);
    pipeline.diagnostics = warnings;
    for command in commands {
        let span = command.span;
        step(&mut pipeline, &command.value, span).map_err(|error| error.at(span))?;
    }
    Ok(pipeline)
}

fn step(pipeline: &mut Pipeline, command: &Command, span: Span) -> Step {
    match command {
        Command::Dedup(command) => dedup::dedup(pipeline, command),
        Command::Display(command) => display::display(pipeline, command),
        Command::Fields(command) => fields::fields(pipeline, command),
        Command::Filter(command) => filter::filter(pipeline, command, span),
        Command::Limit(command) => limit::limit(pipeline, command),
        Command::Parse(command) => parse::parse(pipeline, command),
        Command::Sort(command) => sort::sort(pipeline, command, span),
        Command::Stats(command) => stats::stats(pipeline, command, span),
        Command::FilterIndex(command) => filter_index::filter_index(pipeline, command, span),
        Command::Json(command) => json::json(pipeline, command),
        Command::Unmask(command) => unmask::unmask(pipeline, command),
        Command::Unnest(command) => unnest::unnest(pipeline, command),
        Command::Expand(command) => expand::expand(pipeline, command),
        Command::Lookup(command) => lookup::lookup(pipeline, command),
        Command::CidrLookup(command) => cidr_lookup::cidr_lookup(pipeline, command),
        Command::Join(command) => join::join(pipeline, command),
        Command::AppendCols(command) => append_cols::append_cols(pipeline, command),
        Command::Accum(command) => accum::accum(pipeline, command),
        Command::AutoRegress(command) => auto_regress::auto_regress(pipeline, command),
        Command::FillDown(command) => fill_down::fill_down(pipeline, command),
        Command::FillMissing(command) => fill_missing::fill_missing(pipeline, command, span),
        Command::Sessionize(command) => sessionize::sessionize(pipeline, command, span),
        Command::CountFrequent(command) => count_frequent::count_frequent(pipeline, command, span),
        Command::AddTotals(command) => add_totals::add_totals(pipeline, command),
        Command::Pattern(_)
        | Command::Diff(_)
        | Command::LogCompare(_)
        | Command::Anomaly(_)
        | Command::Outlier(_)
        | Command::RelevantFields(_) => Err(not_built(command.info().name, span)),
        Command::Estimate(_) => Err(estimate::inside(span).into()),
        Command::Tail(command) => limit::tail(pipeline, command),
        Command::SavedCall(_) => Err(not_put_in(span).into()),
        // Opened before.
        Command::Source(_) => Ok(()),
    }
}

/// How many commands a query may have: a plan is as deep as its commands are many, and DataFusion
/// walks it by recursion.
const MOST_COMMANDS: usize = 500;

/// Calls of saved queries are replaced by their texts before a query is planned.
fn not_put_in(span: Span) -> Diagnostic {
    Diagnostic::error(Code::Internal, "a saved query was not put in")
        .label(span, "still a call")
        .help("this is a defect of Taffrail; please report the query")
}

fn too_long(span: Span) -> Diagnostic {
    let message = format!("a query has at most {MOST_COMMANDS} commands");
    Diagnostic::error(Code::TooLong, message)
        .label(span, "one too many")
        .help("join conditions with `and`, columns with `,`")
}

/// The diagnostic for a command, or a form of one, that has no plan yet.
fn not_built(name: &str, span: Span) -> StepError {
    let place = Span::new(span.start, span.end.min(span.start + name.len()));
    let message = format!("the command `{name}` is not built yet");
    Diagnostic::error(Code::NotBuiltYet, message)
        .label(place, "not built yet")
        .into()
}

/// Why a step could not be planned.
pub(crate) enum StepError {
    /// The query says something wrong.
    Diagnostic(Box<Diagnostic>),
    /// DataFusion refused what we built.
    Plan(datafusion::error::DataFusionError),
    /// A source cannot be read.
    Source(Box<Error>),
}

impl StepError {
    /// Names the command that could not be planned, unless the error names its own place.
    fn at(self, span: Span) -> Self {
        match self {
            Self::Plan(error) => internal(&error)
                .label(span, "while planning this command")
                .into(),
            other => other,
        }
    }

    fn into_error(self, span: Span) -> PlanError {
        match self.at(span) {
            Self::Diagnostic(diagnostic) => PlanError::Diagnostic(diagnostic),
            Self::Plan(error) => PlanError::Diagnostic(Box::new(internal(&error))),
            Self::Source(error) => PlanError::Source(*error),
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

impl From<Error> for StepError {
    fn from(error: Error) -> Self {
        Self::Source(Box::new(error))
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
    [arithmetic::kernels(), lists::kernels()].concat()
}
