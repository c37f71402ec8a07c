//! The columns of the result.

use super::pipeline::Pipeline;
use super::{Planned, Step};
use crate::dynamic::Value;
use crate::result::{ColumnType, ResultColumn};

/// Projects what the result shows: visible columns first, in order, then the kinds of the dynamic
/// ones.
pub(super) fn output(pipeline: Pipeline, limited: bool) -> Step<Planned> {
    let context = pipeline.context();
    let preludes = context.preludes.take();
    let mut diagnostics = context.diagnostics.take();
    let mut estimated = context.estimated.take();
    let shown = pipeline.shown();
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
    let plan = pipeline.builder().project(exprs)?.build()?;
    diagnostics.extend(pipeline.diagnostics);
    estimated.extend(pipeline.estimated);
    Ok(Planned {
        plan,
        columns,
        diagnostics,
        limited,
        preludes,
        estimated,
    })
}
