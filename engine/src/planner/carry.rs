//! Values that outlive a join: kept in columns, which are NULL in rows that one side lacks.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;

use crate::dynamic::Value;

/// The value over the columns that `keep` makes of its expressions, which are given with a name
/// for what they are. It is missing where the columns are NULL, so what it is everywhere, a kind
/// or a constant, becomes what it is where it is present.
pub(super) fn over_columns(value: Value, mut keep: impl FnMut(Expr, &str) -> Expr) -> Value {
    let made_text = value.is_made_text();
    match value {
        Value::Dynamic { text, .. } if made_text => Value::text(keep(text, "")),
        Value::Dynamic {
            text,
            kind: Expr::Literal(ScalarValue::UInt8(Some(kind)), _),
            ..
        } => Value::of_kind(keep(text, ""), kind),
        Value::Dynamic { text, kind, number } => Value::Dynamic {
            text: keep(text, ""),
            kind: keep(kind, ":kind"),
            number: number
                .filter(|number| matches!(number, Expr::Column(_)))
                .map(|number| keep(number, ":number")),
        },
        Value::Number(expr) => Value::Number(keep(expr, "")),
        Value::Integer(expr) => Value::Integer(keep(expr, "")),
        Value::Boolean(expr) => Value::Boolean(keep(expr, "")),
        Value::Time(expr) => Value::Time(keep(expr, "")),
    }
}
