//! Window functions, for commands that go from row to row.

use std::slice;

use datafusion::common::ScalarValue;
use datafusion::functions_aggregate::first_last::last_value_udaf;
use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::functions_window::lead_lag::{lag_udwf, lead_udwf};
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{
    Expr, Operator, SortExpr, WindowFrame, WindowFrameBound, WindowFrameUnits, binary_expr, lit,
};

use super::Step;
use super::pipeline::{Pipeline, column};
use crate::dynamic::{Value, balanced};

/// The order in which rows are seen. All functions of this room need what came before a row, or
/// the row behind it, and nothing else: they run in bounded memory, behind a sort that spills.
pub(super) struct Window {
    order: Vec<SortExpr>,
}

/// Rows one behind the other, those that are equal in some keys together.
///
/// Not the partitions of a window function, of which DataFusion keeps a state each: with as many
/// users as there are in logs they take twenty times as long.
pub(super) struct Series {
    /// All rows in the order of keys.
    pub(super) window: Window,
    keys: Vec<Expr>,
}

impl Series {
    /// The series of rows that are equal in `keys`, each in an order in which no two rows are
    /// equal.
    pub(super) fn new(keys: Vec<Expr>, order: Vec<SortExpr>) -> Self {
        let by_keys = keys.iter().map(|key| key.clone().sort(true, true));
        let order = by_keys.chain(order).collect();
        let window = Window { order };
        Self { window, keys }
    }

    /// Whether a row is the first of its series.
    pub(super) fn is_first(&self, pipeline: &mut Pipeline) -> Step<Expr> {
        self.begins_or_ends(pipeline, |value| before(value, 1))
    }

    /// Whether a row is the last of its series.
    pub(super) fn is_last(&self, pipeline: &mut Pipeline) -> Step<Expr> {
        self.begins_or_ends(pipeline, next)
    }

    fn begins_or_ends(
        &self,
        pipeline: &mut Pipeline,
        neighbour: impl Fn(Expr) -> WindowFunction,
    ) -> Step<Expr> {
        let asked = std::iter::once(lit(true)).chain(self.keys.iter().cloned());
        let functions = asked.map(neighbour).collect();
        let mut neighbours = self
            .window
            .add(pipeline, "neighbour", functions)?
            .into_iter();
        let exists = neighbours.next().expect("a column for each function");
        let differs = self
            .keys
            .iter()
            .zip(neighbours)
            .map(|(own, other)| binary_expr(own.clone(), Operator::IsDistinctFrom, other));
        let terms = std::iter::once(exists.is_null()).chain(differs).collect();
        Ok(balanced(Operator::Or, terms).expect("a neighbour may be missing"))
    }
}

impl Window {
    /// All rows in an order in which no two are equal.
    pub(super) fn over(order: Vec<SortExpr>) -> Self {
        Self { order }
    }

    /// Adds functions to the plan, in columns that are called `name` there, and returns these.
    ///
    /// What they are functions of is computed before: of windows directly above each other
    /// DataFusion would compute common parts below all of them, where columns of the lower ones
    /// are missing.
    pub(super) fn add(
        &self,
        pipeline: &mut Pipeline,
        name: &str,
        functions: Vec<WindowFunction>,
    ) -> Step<Vec<Expr>> {
        let mut columns = Vec::with_capacity(functions.len());
        let mut exprs = Vec::with_capacity(functions.len());
        let mut arguments = Vec::new();
        for mut function in functions {
            for argument in &mut function.params.args {
                if !matches!(argument, Expr::Column(_) | Expr::Literal(..)) {
                    let name = pipeline.unique(name);
                    arguments.push(argument.clone().alias(&name));
                    *argument = column(&name);
                }
            }
            let name = pipeline.unique(name);
            exprs.push(self.apply(function).alias(&name));
            columns.push(column(&name));
        }
        if !arguments.is_empty() {
            pipeline.project_also(arguments)?;
        }
        if !exprs.is_empty() {
            pipeline.rebuild(|builder| builder.window(exprs))?;
        }
        Ok(columns)
    }

    /// Adds functions of values, each of which keeps the type of its value.
    pub(super) fn add_values(
        &self,
        pipeline: &mut Pipeline,
        name: &str,
        values: &[(Value, impl Fn(Expr) -> WindowFunction)],
    ) -> Step<Vec<Value>> {
        let mut functions = Vec::new();
        for (value, function) in values {
            Value::choose(slice::from_ref(value), |exprs| {
                functions.extend(exprs.into_iter().map(function));
                lit(ScalarValue::Null)
            });
        }
        let mut columns = self.add(pipeline, name, functions)?.into_iter();
        let mut next = |_| columns.next().expect("a column for each function");
        let values = values.iter();
        Ok(values
            .map(|(value, _)| Value::choose(slice::from_ref(value), &mut next))
            .collect())
    }

    fn apply(&self, mut function: WindowFunction) -> Expr {
        let from = WindowFrameBound::Preceding(ScalarValue::UInt64(None));
        let frame =
            WindowFrame::new_bounds(WindowFrameUnits::Rows, from, WindowFrameBound::CurrentRow);
        function.params.order_by.clone_from(&self.order);
        function.params.window_frame = frame;
        Expr::from(function)
    }
}

/// The sum so far, this row included; NULL until there is a number.
pub(super) fn sum_so_far(number: Expr) -> WindowFunction {
    WindowFunction::new(sum_udaf(), vec![number])
}

/// The smallest value so far.
pub(super) fn min_so_far(value: Expr) -> WindowFunction {
    WindowFunction::new(min_udaf(), vec![value])
}

/// The largest value so far.
pub(super) fn max_so_far(value: Expr) -> WindowFunction {
    WindowFunction::new(max_udaf(), vec![value])
}

/// The last value so far that is not NULL.
///
/// The aggregate, not the window function of this name, which looks through all rows before for
/// each row, and keeps them.
pub(super) fn last_so_far(value: Expr) -> WindowFunction {
    let mut function = WindowFunction::new(last_value_udaf(), vec![value]);
    function.params.null_treatment = Some(NullTreatment::IgnoreNulls);
    function
}

/// The value so many rows before.
pub(super) fn before(value: Expr, rows: i64) -> WindowFunction {
    WindowFunction::new(lag_udwf(), vec![value, lit(rows), lit(ScalarValue::Null)])
}

/// The value in the next row.
pub(super) fn next(value: Expr) -> WindowFunction {
    WindowFunction::new(lead_udwf(), vec![value, lit(1_i64), lit(ScalarValue::Null)])
}
