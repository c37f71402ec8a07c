//! The rows between two commands: the plan so far, and what the names in a query mean there.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::error::Result as PlanResult;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, SortExpr};
use taffrail_query_lang::{Diagnostic, Span};

use super::{PlanContext, Planned, Step};
use crate::dynamic::Value;
use crate::function::CallContext;
use crate::result::{ColumnType, ResultColumn};
use crate::scan::{ScanColumns, SystemField};

/// The name under which the scan is known inside plans.
const TABLE: &str = "log";

/// The plan up to a command, and the scope in which the next command is read.
pub(super) struct Pipeline {
    builder: LogicalPlanBuilder,
    call: CallContext,
    scan: Arc<ScanColumns>,
    /// Columns that the query made, by name; later ones hide earlier ones.
    scope: Vec<(String, Value)>,
    /// Names that columns of the plan have.
    taken: HashSet<String>,
    /// Whether rows are still events, whose fields can be named.
    pub(super) events: bool,
    shown: Shown,
    /// The order that the query asked for, most important key first.
    pub(super) order: Vec<SortExpr>,
    /// The order of rows when none was asked for: newest first behind `dedup` and under `limit`.
    implied: Vec<SortExpr>,
    /// What decides between rows that the order leaves equal, and orders rows when none was asked.
    ties: Vec<SortExpr>,
    /// The `bin` key of the `stats` before, when it has just one.
    pub(super) bin: Option<Value>,
    /// The smallest limit so far, and where the last one was written.
    pub(super) limit: Option<(u64, Span)>,
    default_limit: Option<u64>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The columns that a result shows.
enum Shown {
    /// No command chose: all that `stats` made, or `@timestamp, @message`.
    Default,
    /// The union of what `fields` named.
    Fields(Vec<(String, Value)>),
    /// What the last `display` named.
    Display(Vec<(String, Value)>),
}

impl Pipeline {
    /// All events of the scan.
    pub(super) fn new(context: &PlanContext) -> PlanResult<Self> {
        let builder = LogicalPlanBuilder::scan(TABLE, Arc::clone(&context.table), None)?;
        let taken = context.columns.names().map(str::to_owned).collect();
        Ok(Self {
            builder,
            call: CallContext {
                timestamp: Some(column(SystemField::Timestamp.name())),
                ..context.call.clone()
            },
            scan: Arc::clone(&context.columns),
            scope: Vec::new(),
            taken,
            events: true,
            shown: Shown::Default,
            order: Vec::new(),
            implied: Vec::new(),
            ties: event_ties(),
            bin: None,
            limit: None,
            default_limit: context.default_limit,
            diagnostics: Vec::new(),
        })
    }

    /// The column or field with this name; `None` after `stats` when it did not hand it on.
    pub(super) fn resolve(&self, name: &str) -> Option<Value> {
        let made = self
            .scope
            .iter()
            .rev()
            .find(|(column, _)| is_called(column, name));
        if let Some((_, value)) = made {
            return Some(value.clone());
        }
        self.events.then(|| self.field(name))
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
            return field.value(column(field.name()));
        }
        self.scan.value(name)
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
        Ok(defined)
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
    pub(super) fn show_also(&mut self, columns: Vec<(String, Value)>) {
        match &mut self.shown {
            Shown::Display(_) => {}
            Shown::Default => self.shown = Shown::Fields(without_repeats(columns)),
            Shown::Fields(shown) => {
                for (name, value) in columns {
                    match shown.iter_mut().find(|(known, _)| *known == name) {
                        Some(known) => known.1 = value,
                        None => shown.push((name, value)),
                    }
                }
            }
        }
    }

    /// `display` chooses exactly what is shown.
    pub(super) fn show_only(&mut self, columns: Vec<(String, Value)>) {
        self.shown = Shown::Display(without_repeats(columns));
    }

    /// The order of rows in which a command that picks the first of several sees them, and hands
    /// them on: as asked for, else newest first.
    pub(super) fn order_or_newest(&mut self) -> Vec<SortExpr> {
        if self.events {
            self.implied = vec![column(SystemField::Timestamp.name()).sort(false, false)];
        }
        self.current_order()
    }

    fn current_order(&self) -> Vec<SortExpr> {
        let asked = if self.order.is_empty() {
            &self.implied
        } else {
            &self.order
        };
        asked.iter().chain(&self.ties).cloned().collect()
    }

    /// The order of events from the oldest to the newest, or the other way round; events without
    /// a time last.
    pub(super) fn by_time(&self, ascending: bool) -> Option<Vec<SortExpr>> {
        let first = self.call.timestamp.clone()?.sort(ascending, false);
        Some(
            std::iter::once(first)
                .chain(self.ties.iter().cloned())
                .collect(),
        )
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
        self.implied.clear();
        self.events = false;
        self.shown = Shown::Default;
        self.call.timestamp = None;
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

    /// Orders, limits and shows the rows.
    pub(super) fn finish(mut self, empty_query: bool) -> Step<Planned> {
        let mut limited = false;
        let mut limit = self.limit.map(|(count, _)| count);
        if empty_query {
            limit = Some(20);
        } else if limit.is_none() && self.events {
            limited = self.default_limit.is_some();
            limit = self.default_limit;
        }
        let order = if limit.is_some() {
            self.order_or_newest()
        } else {
            self.current_order()
        };
        let fetch = limit.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        if order.is_empty() || fetch == Some(0) {
            if fetch.is_some() {
                self.rebuild(|builder| builder.limit(0, fetch))?;
            }
        } else {
            self.rebuild(|builder| builder.sort_with_limit(order, fetch))?;
        }
        let shown = match std::mem::replace(&mut self.shown, Shown::Default) {
            Shown::Fields(columns) | Shown::Display(columns) => columns,
            Shown::Default if self.events => ["@timestamp", "@message"]
                .map(|name| (name.to_owned(), self.field(name)))
                .to_vec(),
            Shown::Default => self.scope.clone(),
        };
        let (exprs, columns) = output(shown);
        let plan = self.builder.project(exprs)?.build()?;
        Ok(Planned {
            plan,
            columns,
            diagnostics: self.diagnostics,
            limited,
        })
    }
}

/// The columns of the result, and the expressions that give them: visible ones first, in order,
/// then the kinds of the dynamic ones.
fn output(shown: Vec<(String, Value)>) -> (Vec<Expr>, Vec<ResultColumn>) {
    let mut columns = Vec::with_capacity(shown.len());
    let mut exprs = Vec::with_capacity(shown.len());
    let mut kinds = Vec::new();
    let visible = shown.len();
    for (index, (name, value)) in shown.into_iter().enumerate() {
        let (expr, column_type) = match value {
            Value::Dynamic { text, kind, .. } => {
                let kind_index = visible + kinds.len();
                kinds.push(kind.alias(format!("{index}:kind")));
                (text, ColumnType::Dynamic { kind: kind_index })
            }
            Value::Number(expr) => (expr, ColumnType::Number),
            Value::Integer(expr) => (expr, ColumnType::Integer),
            Value::Boolean(expr) => (expr, ColumnType::Boolean),
            Value::Time(expr) => (expr, ColumnType::Time),
        };
        // Result columns may have names that SQL would qualify or that repeat: number them.
        exprs.push(expr.alias(index.to_string()));
        columns.push(ResultColumn { name, column_type });
    }
    exprs.extend(kinds);
    (exprs, columns)
}

fn without_repeats(columns: Vec<(String, Value)>) -> Vec<(String, Value)> {
    let mut seen = HashSet::new();
    columns
        .into_iter()
        .filter(|(name, _)| seen.insert(name.clone()))
        .collect()
}

/// Whether a column is what the path `name` means: a column that was named by its text may have
/// indexes in brackets, `items[0].id`, which a path has between dots.
pub(super) fn is_called(column: &str, name: &str) -> bool {
    column == name || column.contains('[') && column.replace('[', ".").replace(']', "") == name
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
