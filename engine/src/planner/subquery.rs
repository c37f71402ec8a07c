//! `in (subquery)`: a query inside of a condition.

mod set;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use datafusion::logical_expr::{Expr as Plan, LogicalPlan, ScalarUDF};
use taffrail_query_lang::ast::{Expr, ExprKind, Query};
use taffrail_query_lang::{Code, Diagnostic, Span};

use self::set::InSet;
pub(crate) use self::set::{TextSet, TextSetBuilder};
use super::pipeline::Pipeline;
use super::{PlanContext, Step, rows_with};
use crate::dynamic::Value;

/// A query that runs before the one around it, and the set that its values fill.
pub(crate) struct Prelude {
    /// Gives one column of texts.
    pub(crate) plan: LogicalPlan,
    /// Where they go.
    pub(crate) set: Arc<TextSet>,
}

/// Whether the text of a value is one of those that a subquery gives: NULL when it is missing,
/// false for objects and arrays. The subquery runs once, before the query around it.
pub(super) fn in_query(
    operand: &Expr,
    value: &Value,
    query: &Query,
    span: Span,
    context: &Rc<PlanContext>,
) -> Step<Plan> {
    let inner = inner_rows(query, context, &BTreeSet::new())?;
    let column = compared(operand, &inner, span)?;
    let text = column.to_text();
    let plan = inner
        .builder()
        .filter(text.clone().is_not_null())?
        .aggregate(vec![text.alias("value")], Vec::<Plan>::new())?
        .build()?;
    let set = Arc::new(TextSet::default());
    let found = ScalarUDF::new_from_impl(InSet::new(Arc::clone(&set)));
    context.preludes.borrow_mut().push(Prelude { plan, set });
    Ok(found.call(vec![value.to_text(), value.kind()]))
}

/// The rows of a query inside of another, of whose events others name `fields` too. Its limit is in
/// its plan, its order is not; what there is to say about it is handed on.
pub(super) fn inner_rows(
    query: &Query,
    context: &Rc<PlanContext>,
    fields: &BTreeSet<String>,
) -> Step<Pipeline> {
    let mut inner = rows_with(query, context, fields)?;
    inner.settle()?;
    let mut diagnostics = context.diagnostics.borrow_mut();
    diagnostics.append(&mut inner.diagnostics);
    let mut estimated = context.estimated.borrow_mut();
    estimated.append(&mut inner.estimated);
    Ok(inner)
}

/// The column of the subquery that is compared: its only one, else the one of the operand's name.
fn compared(operand: &Expr, inner: &Pipeline, span: Span) -> Result<Value, Diagnostic> {
    let mut shown = inner.shown();
    if inner.shows_default() && inner.events {
        return Err(Diagnostic::error(
            Code::SubqueryColumns,
            "the subquery does not say which field is compared",
        )
        .label(span, "gives whole events")
        .help("end it with `| fields name` or with `stats ... by name`"));
    }
    if shown.len() == 1 {
        return Ok(shown.remove(0).1);
    }
    let named = match &operand.kind {
        ExprKind::Field(field) => shown.iter().position(|(name, _)| *name == field.path),
        _ => None,
    };
    if let Some(index) = named {
        return Ok(shown.remove(index).1);
    }
    let columns: Vec<String> = shown.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = format!(
        "the subquery gives {} columns, and one is compared",
        columns.len()
    );
    Err(Diagnostic::error(Code::SubqueryColumns, message)
        .label(span, format!("gives {}", columns.join(", ")))
        .help("end it with `| display name`"))
}
