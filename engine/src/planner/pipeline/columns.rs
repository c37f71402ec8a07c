//! The columns of the rows: what names mean, what is made, what is shown.

use datafusion::logical_expr::Expr;

use super::{Pipeline, Shown, column};
use crate::dynamic::Value;
use crate::planner::Step;
use crate::planner::carry::over_columns;
use crate::planner::names::{self, Columns};
use crate::planner::sides::Side;
use crate::scan::SystemField;

impl Pipeline {
    /// The column or field with this name, or the member of a structure that the query made;
    /// `None` after `stats` when it did not hand it on.
    pub(in crate::planner) fn resolve(&self, name: &str) -> Option<Value> {
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
    pub(in crate::planner) fn is_of_right_side(&self, name: &str) -> bool {
        matches!(self.sides.of(name), Some(Side::Right))
    }

    /// The column of this name that the query made.
    pub(in crate::planner) fn made(&self, name: &str) -> Option<&Value> {
        names::find(&self.scope, name)
    }

    /// The names that can be used after `stats`.
    pub(in crate::planner) fn names(&self) -> impl Iterator<Item = &str> {
        self.scope.iter().map(|(name, _)| name.as_str())
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

    /// Adds columns under these names and returns them as they are referred to from here on.
    pub(in crate::planner) fn define(
        &mut self,
        columns: Vec<(String, Value)>,
    ) -> Step<Vec<(String, Value)>> {
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
    pub(in crate::planner) fn keep(&mut self, name: &str, value: Value) -> Step<Value> {
        let mut added = Vec::new();
        let kept = self.store(name, value, &mut added);
        if !added.is_empty() {
            self.project_also(added)?;
        }
        Ok(kept)
    }

    /// Adds expressions, which have aliases, to the columns of the plan.
    pub(in crate::planner) fn project_also(&mut self, added: Vec<Expr>) -> Step {
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
    pub(in crate::planner) fn unique(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut count = 1;
        while !self.taken.insert(unique.clone()) {
            count += 1;
            unique = format!("{name}#{count}");
        }
        unique
    }

    /// `fields` adds to what is shown, unless `display` chose.
    pub(in crate::planner) fn show_also(&mut self, columns: Columns) {
        match &mut self.shown {
            Shown::Display(_) => {}
            Shown::Default(_) => self.shown = Shown::Fields(names::without_repeats(columns)),
            Shown::Fields(shown) => names::merge(shown, columns),
        }
    }

    /// `display` chooses exactly what is shown.
    pub(in crate::planner) fn show_only(&mut self, columns: Columns) {
        self.shown = Shown::Display(names::without_repeats(columns));
    }

    /// A command that makes columns shows them beside what is shown anyway, unless `display`
    /// chose, or a `fields` behind it does.
    pub(in crate::planner) fn announce(&mut self, columns: Columns) {
        match &mut self.shown {
            Shown::Default(announced) => names::merge(announced, columns),
            Shown::Fields(_) | Shown::Display(_) => self.show_also(columns),
        }
    }

    /// The columns that the result shows if the query ends here, in order.
    pub(in crate::planner) fn shown(&self) -> Columns {
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
    pub(in crate::planner) fn shows_default(&self) -> bool {
        matches!(self.shown, Shown::Default(_))
    }
}
