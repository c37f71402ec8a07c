//! The rows between two commands: the plan so far, and what the names in a query mean there.

mod columns;
mod order;

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

use datafusion::common::Column;
use datafusion::error::Result as PlanResult;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, SortExpr};
use taffrail_query_lang::ast::Period;
use taffrail_query_lang::{Diagnostic, Span};

use self::order::event_ties;
use super::carry::over_columns;
use super::names::{self, Columns};
use super::sides::Sides;
use super::source::Opened;
use super::{Estimated, PlanContext, Step};
use crate::dynamic::Value;
use crate::function::CallContext;
use crate::scan::SystemField;
use crate::typed::Fields;

/// The plan up to a command, and the scope in which the next command is read.
pub(super) struct Pipeline {
    context: Rc<PlanContext>,
    /// Every name in the query's text, as it stands there.
    named: Rc<BTreeSet<String>>,
    builder: LogicalPlanBuilder,
    call: CallContext,
    /// What the paths in the text mean among the columns of events.
    fields: Fields,
    /// Columns that the query made, by name; later ones hide earlier ones.
    scope: Columns,
    /// Names that columns of the plan have.
    taken: HashSet<String>,
    /// Whether rows are still events, whose fields can be named.
    pub(super) events: bool,
    /// What joins did to the rows.
    sides: Sides,
    shown: Shown,
    /// Names that can be used and are shown only when they are: those with the name of a side.
    unshown: HashSet<String>,
    /// The order that the query asked for, most important key first.
    pub(super) order: Vec<SortExpr>,
    /// The order of rows when none was asked for: newest first behind `dedup` and under `limit`.
    implied: Vec<SortExpr>,
    /// What decides between rows that the order leaves equal, and orders rows when none was asked.
    ties: Vec<SortExpr>,
    /// What comes before every other order: rows that stay below all others.
    lasting: Vec<SortExpr>,
    /// The keys of the groups that rows stand for, behind `stats` and the like.
    pub(super) keys: Columns,
    /// The `bin` key of the `stats` before, when it has just one.
    pub(super) bin: Option<Bin>,
    /// The smallest limit since the last command that changed the rows.
    pub(super) limit: Option<Cap>,
    /// Whether a limit is in the plan already.
    limited: bool,
    /// Whether a command used the order, so that a `sort` was not in vain.
    pub(super) order_used: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Columns that may turn out not to be exact.
    pub(super) estimated: Vec<Estimated>,
}

/// A cap on the rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cap {
    /// How many rows.
    pub(super) count: u64,
    /// Which ones.
    pub(super) keeps: Keeps,
    /// Where the last command that says so was written.
    pub(super) span: Span,
}

/// Which rows a cap keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The first ones in the order.
    First,
    /// The last ones in the order.
    Last,
    /// Those that are found soonest.
    Any,
}

impl Cap {
    /// The command that says so.
    pub(super) fn command(&self) -> &'static str {
        match self.keeps {
            Keeps::First | Keeps::Any => "limit",
            Keeps::Last => "tail",
        }
    }
}

/// A key that cuts time into bins.
#[derive(Clone)]
pub(super) struct Bin {
    /// Its start.
    pub(super) value: Value,
    /// How long it is.
    pub(super) period: Period,
}

/// The columns that a result shows.
enum Shown {
    /// No command chose: all that `stats` made, or `@timestamp, @message`, and what commands
    /// announced.
    Default(Columns),
    /// The union of what `fields` named.
    Fields(Columns),
    /// What the last `display` named.
    Display(Columns),
}

impl Shown {
    fn columns(&mut self) -> &mut Columns {
        match self {
            Self::Default(columns) | Self::Fields(columns) | Self::Display(columns) => columns,
        }
    }
}

impl Pipeline {
    /// All events of a source. `named` are the names in the text of the query.
    pub(super) fn new(
        context: &Rc<PlanContext>,
        opened: Opened,
        named: Rc<BTreeSet<String>>,
    ) -> PlanResult<Self> {
        let columns = opened.rows.schema().columns().into_iter();
        let taken = columns.map(|column| column.name).collect();
        Ok(Self {
            builder: opened.rows,
            call: CallContext {
                range: opened.range,
                timestamp: Some(column(SystemField::Timestamp.name())),
                ..context.call.clone()
            },
            context: Rc::clone(context),
            named,
            fields: opened.fields,
            scope: Vec::new(),
            taken,
            events: true,
            sides: Sides::default(),
            shown: Shown::Default(Vec::new()),
            unshown: HashSet::new(),
            order: Vec::new(),
            implied: Vec::new(),
            ties: event_ties(),
            lasting: Vec::new(),
            keys: Vec::new(),
            bin: None,
            limit: None,
            limited: false,
            order_used: false,
            diagnostics: Vec::new(),
            estimated: Vec::new(),
        })
    }

    /// What planning knows besides the query.
    pub(super) fn context(&self) -> &Rc<PlanContext> {
        &self.context
    }

    /// Every name in the query's text, as it stands there.
    pub(super) fn named(&self) -> &BTreeSet<String> {
        &self.named
    }

    /// What calls may ask of the query.
    pub(super) fn call(&self) -> &CallContext {
        &self.call
    }

    /// Keeps the rows for which the predicate is true.
    pub(super) fn filter(&mut self, predicate: Expr) -> Step {
        self.rebuild(|builder| builder.filter(predicate))
    }

    /// Replaces the rows: from here on only `columns` can be named, and rows that nothing orders
    /// are ordered by `ties`.
    pub(super) fn replace(
        &mut self,
        builder: LogicalPlanBuilder,
        columns: Vec<(String, Value)>,
        ties: Vec<SortExpr>,
    ) {
        self.builder = builder;
        self.scope = columns;
        self.ties = ties;
        self.order.clear();
        self.order_used = false;
        self.implied.clear();
        self.lasting.clear();
        self.keys.clear();
        self.bin = None;
        self.events = false;
        self.sides.forget_events();
        self.shown = Shown::Default(Vec::new());
        self.unshown.clear();
        // Handed on under its name, it is the time of these rows.
        let time = names::find(&self.scope, SystemField::Timestamp.name());
        self.call.timestamp = time.and_then(Value::as_time);
    }

    /// Goes on with the rows of a join: its plan holds the columns so far, and `columns` of the
    /// right side, of which it shows `shown`.
    pub(super) fn joined(
        &mut self,
        builder: LogicalPlanBuilder,
        (left, right): (&str, &str),
        columns: Columns,
        shown: Columns,
    ) {
        self.builder = builder;
        self.sides.add(left, right);
        let full = |name: &str| format!("{right}.{name}");
        if self.events {
            let known = self.shown();
            let is_new = |(name, _): &(String, Value)| known.iter().all(|it| it.0 != *name);
            self.announce(shown.iter().filter(|it| is_new(it)).cloned().collect());
            self.sides.stand_in(shown);
        } else {
            let is_new = |(name, _): &(String, Value)| self.made(name).is_none();
            let columns: Columns = shown.into_iter().filter(is_new).collect();
            self.announce(columns.clone());
            self.scope.extend(columns);
        }
        for (name, value) in columns {
            self.unshown.insert(full(&name));
            self.scope.push((full(&name), value));
        }
    }

    /// Goes on with rows among which some are no rows of before: the plan holds the columns so
    /// far, NULL in those.
    pub(super) fn padded(&mut self, builder: LogicalPlanBuilder) {
        self.builder = builder;
        self.sides.padded = true;
    }

    /// Puts what is the same in all rows into columns of the plan, before rows come that do not
    /// have it.
    pub(super) fn pin(&mut self) -> Step {
        let mut added = Vec::new();
        let mut scope = std::mem::take(&mut self.scope);
        self.pin_all(&mut scope, &mut added);
        self.scope = scope;
        let mut shown = std::mem::replace(&mut self.shown, Shown::Default(Vec::new()));
        self.pin_all(shown.columns(), &mut added);
        self.shown = shown;
        self.project_also(added)
    }

    fn pin_all(&mut self, columns: &mut Columns, added: &mut Vec<Expr>) {
        for (name, value) in columns {
            *value = over_columns(value.clone(), |expr, part| {
                if matches!(expr, Expr::Column(_)) {
                    return expr;
                }
                let name = self.unique(&format!("{name}{part}"));
                added.push(expr.alias(&name));
                column(&name)
            });
        }
    }

    /// The plan so far.
    pub(super) fn builder(&self) -> LogicalPlanBuilder {
        self.builder.clone()
    }

    /// Applies a step to the plan.
    pub(super) fn rebuild(
        &mut self,
        step: impl FnOnce(LogicalPlanBuilder) -> PlanResult<LogicalPlanBuilder>,
    ) -> Step {
        self.builder = step(self.builder.clone())?;
        Ok(())
    }
}

/// A column by its whole name: dots in it do not qualify.
pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}
