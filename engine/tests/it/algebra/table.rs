//! Rows, and the names that they have.

use std::cell::RefCell;
use std::rc::Rc;

use taffrail::query_lang::ast::Expr;

use super::expr::{Context, Scope};
use super::json::Json;
use super::value::{Class, Value};

/// A row: of an event what the log has, and what commands made.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) event: Option<Rc<Event>>,
    pub(crate) cells: Vec<Value>,
    /// What orders rows that nothing else orders.
    pub(crate) place: usize,
}

/// An event of a log.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) json: Json,
    pub(crate) timestamp: Option<i64>,
}

/// The rows between two commands.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) context: Context,
    /// What commands made; later ones hide earlier ones of the same name.
    pub(crate) columns: Vec<(String, Class)>,
    pub(crate) rows: Vec<Row>,
    /// Whether rows are events.
    pub(crate) events: bool,
    pub(crate) shown: Shown,
    /// Whether a `sort` ordered them.
    pub(crate) sorted: bool,
    pub(crate) limit: Option<u64>,
}

/// The columns of the result.
#[derive(Debug, Clone)]
pub(crate) enum Shown {
    Default,
    Fields(Vec<(String, usize)>),
    Display(Vec<(String, usize)>),
}

impl Table {
    /// The column that a name means: `items[0]` is `items.0`.
    pub(crate) fn column(&self, path: &str) -> Option<usize> {
        self.columns.iter().rposition(|(name, _)| {
            name == path || name.contains('[') && name.replace('[', ".").replace(']', "") == path
        })
    }

    /// Adds a column, which has a value in each row.
    pub(crate) fn add(&mut self, name: &str, class: Class, values: Vec<Value>) -> usize {
        self.columns.push((name.to_owned(), class));
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.cells.push(value);
        }
        self.columns.len() - 1
    }

    /// Events from the newest to the oldest, those without a time last.
    pub(crate) fn newest_first(&mut self) {
        self.rows.sort_by_key(|row| {
            let time = row.timestamp();
            (
                time.is_none(),
                time.map(|micros| -i128::from(micros)),
                row.place,
            )
        });
    }
}

impl Row {
    pub(crate) fn timestamp(&self) -> Option<i64> {
        self.event.as_ref().and_then(|event| event.timestamp)
    }
}

/// One row of a table as a scope.
pub(crate) struct OfRow<'a> {
    pub(crate) table: &'a Table,
    pub(crate) row: &'a Row,
}

impl Scope for OfRow<'_> {
    fn context(&self) -> &Context {
        &self.table.context
    }

    fn field(&self, path: &str) -> Value {
        if let Some(column) = self.table.column(path) {
            return self.row.cells[column].clone();
        }
        let Some(event) = &self.row.event else {
            return Value::Missing;
        };
        match path {
            "@timestamp" => event.timestamp.map_or(Value::Missing, Value::Time),
            "@message" => Value::Text(event.json.to_string()),
            path => Value::of_json(event.json.at(path)),
        }
    }

    fn class_of_field(&self, path: &str) -> Class {
        match self.table.column(path) {
            Some(column) => self.table.columns[column].1,
            None if path == "@timestamp" => Class::Time,
            None => Class::Dynamic,
        }
    }

    fn aggregate(&self, _: &str, _: &[Expr]) -> Option<(Class, Value)> {
        None
    }
}

/// A group of rows as a scope: its keys, what was computed of it, and aggregates of its rows.
pub(crate) struct OfGroup<'a> {
    pub(crate) table: &'a Table,
    pub(crate) rows: &'a [Row],
    pub(crate) columns: RefCell<Vec<(String, Class, Value)>>,
}

impl Scope for OfGroup<'_> {
    fn context(&self) -> &Context {
        &self.table.context
    }

    fn field(&self, path: &str) -> Value {
        let columns = self.columns.borrow();
        let named = columns.iter().rfind(|(name, _, _)| name == path);
        named.map_or(Value::Missing, |(_, _, value)| value.clone())
    }

    fn class_of_field(&self, path: &str) -> Class {
        let columns = self.columns.borrow();
        let named = columns.iter().rfind(|(name, _, _)| name == path);
        named.map_or(Class::Dynamic, |(_, class, _)| *class)
    }

    fn aggregate(&self, name: &str, args: &[Expr]) -> Option<(Class, Value)> {
        super::aggregate::aggregate(name, args, self.table, self.rows)
    }
}
