//! Values in back-quotes, ``country = `United States` ``: names, where texts were meant.

use taffrail_query_lang::ast::{Expr, ExprKind, FieldRef, Quoting};
use taffrail_query_lang::{Code, Diagnostic};

use super::names;
use super::pipeline::Pipeline;

/// Warns of a name that a field is compared with, and that is rather a value: in back-quotes, with
/// a character that needs them, and not of a column that the query made. AWS's sample for Internet
/// Monitor is written so, and finds nothing. (The list of an `in` takes no names.)
pub(super) fn back_quoted_value(
    left: &Expr,
    right: &Expr,
    pipeline: &Pipeline,
) -> Option<Diagnostic> {
    match (&left.kind, &right.kind) {
        (ExprKind::Field(_), ExprKind::Field(name))
            if is_odd(name) && !is_column(name, pipeline) =>
        {
            Some(warning(right, &name.path))
        }
        _ => None,
    }
}

/// Whether the name is back-quoted because it must be.
fn is_odd(field: &FieldRef) -> bool {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_@.".contains(c);
    field.quoting == Quoting::BackQuoted && !field.path.chars().all(is_bare)
}

fn is_column(field: &FieldRef, pipeline: &Pipeline) -> bool {
    let mut columns = pipeline.names();
    columns.any(|column| names::is_called(column, &field.path))
}

fn warning(value: &Expr, path: &str) -> Diagnostic {
    let text = Expr {
        kind: ExprKind::Text(path.to_owned()),
        span: value.span,
    };
    Diagnostic::warning(
        Code::BackQuotedValue,
        "back-quotes hold the name of a field, and most logs have none of this name",
    )
    .label(value.span, "a name, not a value")
    .help(format!("a value is quoted: `{text}`"))
}
