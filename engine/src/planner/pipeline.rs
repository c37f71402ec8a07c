//! The rows between two commands: the plan so far, and what the names in a query mean there.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::error::Result as PlanResult;
use datafusion::logical_expr::expr_rewriter::normalize_sorts;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, Sort, SortExpr};
use taffrail_query_lang::ast::Period;
use taffrail_query_lang::{Diagnostic, Span};

use super::carry::over_columns;
use super::names::{self, Columns};
use super::sides::{Side, Sides};
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

    /// The column or field with this name, or the member of a structure that the query made;
    /// `None` after `stats` when it did not hand it on.
    pub(super) fn resolve(&self, name: &str) -> Option<Value> {
        let is_own = |base: &str, value: &Value| {
            self.events
                && self.named.contains(base)
                && self.field(base).to_text() == value.to_text()
        };
        if let Some(column) = names::resolve(&self.scope, name, is_own) {
            return Some(column);
        }
        match self.sides.of(name) {
            Some(Side::Left(name)) => names::resolve(&self.scope, name, is_own)
                .or_else(|| self.events.then(|| self.field(name))),
            None if self.events => Some(self.sides.completed(name, self.field(name))),
            Some(Side::Right) | None => None,
        }
    }

    /// Whether a name begins with that of the other side of a join.
    pub(super) fn is_of_right_side(&self, name: &str) -> bool {
        matches!(self.sides.of(name), Some(Side::Right))
    }

    /// The column of this name that the query made.
    pub(super) fn made(&self, name: &str) -> Option<&Value> {
        names::find(&self.scope, name)
    }

    /// The names that can be used after `stats`.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.scope.iter().map(|(name, _)| name.as_str())
    }

    /// What calls may ask of the query.
    pub(super) fn call(&self) -> &CallContext {
        &self.call
    }

    fn field(&self, name: &str) -> Value {
        if let Some(field) = SystemField::find(name) {
            let made = self.fields.get(name).cloned();
            let value = made.unwrap_or_else(|| field.value(column(field.name())));
            // What every event has, a row that was filled up does not.
            return if self.sides.padded {
                over_columns(value, |expr, _| expr)
            } else {
                value
            };
        }
        let field = self.fields.get(name);
        field
            .expect("the query's paths were collected before planning")
            .clone()
    }

    /// Keeps the rows for which the predicate is true.
    pub(super) fn filter(&mut self, predicate: Expr) -> Step {
        self.rebuild(|builder| builder.filter(predicate))
    }

    /// Adds columns under these names and returns them as they are referred to from here on.
    pub(super) fn define(&mut self, columns: Vec<(String, Value)>) -> Step<Vec<(String, Value)>> {
        let mut added = Vec::new();
        let defined: Vec<(String, Value)> = columns
            .into_iter()
            .map(|(name, value)| {
                let value = self.store(&name, value, &mut added);
                (name, value)
            })
            .collect();
        if !added.is_empty() {
            self.project_also(added)?;
        }
        self.scope.extend(defined.iter().cloned());
        names::refresh(self.shown.columns(), &defined);
        Ok(defined)
    }

    /// Puts a value that no name means into columns of the plan.
    pub(super) fn keep(&mut self, name: &str, value: Value) -> Step<Value> {
        let mut added = Vec::new();
        let kept = self.store(name, value, &mut added);
        if !added.is_empty() {
            self.project_also(added)?;
        }
        Ok(kept)
    }

    /// Adds expressions, which have aliases, to the columns of the plan.
    pub(super) fn project_also(&mut self, added: Vec<Expr>) -> Step {
        let kept = self
            .builder
            .schema()
            .columns()
            .into_iter()
            .map(Expr::Column);
        let all: Vec<Expr> = kept.chain(added).collect();
        self.rebuild(|builder| builder.project(all))
    }

    /// Puts a value into columns of the plan: aliases are added to `added`, and the value over
    /// these columns comes back. What is a column already stays as it is.
    fn store(&mut self, name: &str, value: Value, added: &mut Vec<Expr>) -> Value {
        let mut keep = |expr: Expr, part: &str| {
            if matches!(expr, Expr::Column(_) | Expr::Literal(..)) {
                return expr;
            }
            let name = self.unique(&format!("{name}{part}"));
            added.push(expr.alias(&name));
            column(&name)
        };
        if value.is_made_text() {
            return Value::text(keep(value.to_text(), ""));
        }
        match value {
            Value::Dynamic { text, kind, number } => Value::Dynamic {
                number: number.filter(|_| matches!(text, Expr::Column(_))),
                text: keep(text, ""),
                kind: keep(kind, ":kind"),
            },
            Value::Number(expr) => Value::Number(keep(expr, "")),
            Value::Integer(expr) => Value::Integer(keep(expr, "")),
            Value::Boolean(expr) => Value::Boolean(keep(expr, "")),
            Value::Time(expr) => Value::Time(keep(expr, "")),
        }
    }

    /// A name for a column of the plan that none has yet.
    pub(super) fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut count = 1;
        while !self.taken.insert(unique.clone()) {
            count += 1;
            unique = format!("{name}#{count}");
        }
        unique
    }

    /// `fields` adds to what is shown, unless `display` chose.
    pub(super) fn show_also(&mut self, columns: Columns) {
        match &mut self.shown {
            Shown::Display(_) => {}
            Shown::Default(_) => self.shown = Shown::Fields(names::without_repeats(columns)),
            Shown::Fields(shown) => names::merge(shown, columns),
        }
    }

    /// `display` chooses exactly what is shown.
    pub(super) fn show_only(&mut self, columns: Columns) {
        self.shown = Shown::Display(names::without_repeats(columns));
    }

    /// A command that makes columns shows them beside what is shown anyway, unless `display`
    /// chose, or a `fields` behind it does.
    pub(super) fn announce(&mut self, columns: Columns) {
        match &mut self.shown {
            Shown::Default(announced) => names::merge(announced, columns),
            Shown::Fields(_) | Shown::Display(_) => self.show_also(columns),
        }
    }

    /// The columns that the result shows if the query ends here, in order.
    pub(super) fn shown(&self) -> Columns {
        match &self.shown {
            Shown::Fields(columns) | Shown::Display(columns) => columns.clone(),
            Shown::Default(announced) => {
                let mut columns = if self.events {
                    ["@timestamp", "@message"]
                        .map(|name| (name.to_owned(), self.field(name)))
                        .to_vec()
                } else {
                    let mut columns = Vec::new();
                    names::merge(&mut columns, self.scope.clone());
                    columns.retain(|(name, _)| !self.unshown.contains(name));
                    columns
                };
                names::merge(&mut columns, announced.clone());
                columns
            }
        }
    }

    /// Whether no command chose what is shown.
    pub(super) fn shows_default(&self) -> bool {
        matches!(self.shown, Shown::Default(_))
    }

    /// The order of rows in which a command that picks the first of several sees them, and hands
    /// them on: as asked for, else newest first.
    pub(super) fn order_or_newest(&mut self) -> Vec<SortExpr> {
        if self.events && self.implied.is_empty() {
            self.implied = vec![column(SystemField::Timestamp.name()).sort(false, false)];
        }
        self.current_order()
    }

    /// The order in which a command that goes from row to row sees them, and hands them on: as
    /// asked for, else oldest first.
    pub(super) fn order_of_sequence(&mut self) -> Vec<SortExpr> {
        if self.events {
            self.implied = vec![column(SystemField::Timestamp.name()).sort(true, false)];
        }
        self.order_used = true;
        self.current_order()
    }

    /// Lets a `limit` that is still to come take effect, for a command that changes the rows.
    pub(super) fn settle(&mut self) -> Step {
        match self.limit.take() {
            Some(cap) => self.apply(cap.count, cap.keeps),
            None => Ok(()),
        }
    }

    fn apply(&mut self, count: u64, keeps: Keeps) -> Step {
        self.limited = true;
        let fetch = Some(usize::try_from(count).unwrap_or(usize::MAX));
        let mut order = match keeps {
            Keeps::First | Keeps::Last => self.order_or_newest(),
            Keeps::Any => Vec::new(),
        };
        if order.is_empty() || count == 0 {
            return self.rebuild(|builder| builder.limit(0, fetch));
        }
        if keeps == Keeps::Last {
            for key in &mut order {
                // The other way round by its value: sources rely on it that the place of an event
                // is sorted one way only.
                if key.expr == column(SystemField::Offset.name()) {
                    key.expr = Expr::Negative(Box::new(key.expr.clone()));
                    continue;
                }
                key.asc = !key.asc;
                key.nulls_first = !key.nulls_first;
            }
        }
        self.sort_rows(order, fetch)
    }

    /// Puts the rows in order and keeps `fetch` of them. `LogicalPlanBuilder` would take a key that
    /// the sort below has too for a column of that name.
    fn sort_rows(&mut self, order: Vec<SortExpr>, fetch: Option<usize>) -> Step {
        self.rebuild(|builder| {
            let input = builder.build()?;
            let expr = normalize_sorts(order, &input)?;
            let input = Arc::new(input);
            Ok(LogicalPlan::Sort(Sort { expr, input, fetch }).into())
        })
    }

    /// Adds a key that decides between rows that all other keys leave equal.
    pub(super) fn add_tie(&mut self, key: SortExpr) {
        self.ties.push(key);
    }

    /// Adds a key that no order can overrule: rows where it is true stay below all others.
    pub(super) fn keep_last(&mut self, last: Expr) {
        self.lasting.push(last.sort(true, true));
    }

    /// What no order can overrule.
    pub(super) fn lasting(&self) -> &[SortExpr] {
        &self.lasting
    }

    /// The order that was asked for, or that a command implies, down to the place of an event.
    pub(super) fn current_order(&self) -> Vec<SortExpr> {
        let asked = if self.order.is_empty() {
            &self.implied
        } else {
            &self.order
        };
        let keys = self.lasting.iter().chain(asked).chain(&self.ties);
        keys.cloned().collect()
    }

    /// The order of events from the oldest to the newest, or the other way round; events without
    /// a time last.
    pub(super) fn by_time(&self, ascending: bool) -> Option<Vec<SortExpr>> {
        let time = self.call.timestamp.clone()?;
        Some(self.by(time, ascending))
    }

    /// The order of a value, the missing last, and then of rows that nothing else orders.
    pub(super) fn by(&self, value: Expr, ascending: bool) -> Vec<SortExpr> {
        let first = value.sort(ascending, false);
        std::iter::once(first)
            .chain(self.ties.iter().cloned())
            .collect()
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

    /// Orders the rows by `order` alone, which tells each from each.
    pub(super) fn reorder(&mut self, order: Vec<SortExpr>) {
        self.order = order;
        self.implied.clear();
        self.lasting.clear();
        self.ties.clear();
        self.order_used = true;
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

    /// Caps the rows, by `default` when the query shows events and says nothing, and puts them in
    /// order. Returns whether the default was used.
    pub(super) fn end(&mut self, default: Option<u64>) -> Step<bool> {
        if let Some(cap) = self.limit.take() {
            self.apply(cap.count, cap.keeps)?;
            let is_ordered = match cap.keeps {
                Keeps::First => true,
                Keeps::Last => false,
                Keeps::Any => self.order.is_empty(),
            };
            if is_ordered {
                return Ok(false);
            }
        } else if self.events
            && !self.limited
            && let Some(count) = default
        {
            self.apply(count, Keeps::First)?;
            return Ok(true);
        }
        let order = self.current_order();
        if !order.is_empty() {
            self.sort_rows(order, None)?;
        }
        Ok(false)
    }
}

/// The order of events that nothing else orders: by object, then by place in it.
fn event_ties() -> Vec<SortExpr> {
    [SystemField::Object, SystemField::Offset]
        .map(|field| column(field.name()).sort(true, false))
        .to_vec()
}

/// A column by its whole name: dots in it do not qualify.
pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}
