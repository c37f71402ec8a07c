//! Objects and arrays: how a value is known to be one, and that functions of scalars do not see it.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, BooleanArray, UInt8Array};
use arrow::compute::nullif;
use arrow::datatypes::UInt8Type;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::{Case, ScalarFunction};
use datafusion::logical_expr::{Expr, ScalarUDF, lit};
use taffrail_extract::kind;

use super::value::Value;
use crate::kernel::{Kernel, Type};
use crate::registry::call;

/// The kinds of objects and arrays.
const STRUCTURES: u8 = kind::OBJECT | kind::ARRAY;

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Kind, Text};
    vec![
        Kernel::new("scalar_text", &[Text, Kind], Text, scalar_texts).udf(),
        Kernel::new("structure_kind", &[Text], Kind, structure_kinds).udf(),
    ]
}

impl Value {
    /// An object or array where `text` is its compact JSON.
    pub(crate) fn structure(text: Expr) -> Self {
        Self::Dynamic {
            kind: call("structure_kind", vec![text.clone()]),
            text,
            number: None,
        }
    }

    /// The value as functions of texts see it, `Utf8View`: as [`to_text`](Self::to_text), but NULL
    /// for an object or array.
    pub(crate) fn to_scalar_text(&self) -> Expr {
        if self.may_be_structure() {
            call("scalar_text", vec![self.to_text(), self.kind_of_present()])
        } else {
            self.to_text()
        }
    }

    /// Whether it is not known that this is no object or array.
    pub(crate) fn may_be_structure(&self) -> bool {
        match self {
            Self::Dynamic { kind, .. } => known_kind(kind).is_none_or(|it| it & STRUCTURES != 0),
            Self::Number(_) | Self::Integer(_) | Self::Boolean(_) | Self::Time(_) => false,
        }
    }

    /// The kind of the value's token where there is a value, `UInt8`: a constant when it is known,
    /// so that the value's own expression is not repeated. What is known to be an object or an
    /// array, but not which, counts as an object.
    pub(crate) fn kind_of_present(&self) -> Expr {
        match self {
            Self::Dynamic { kind, .. } => known_kind(kind).map_or_else(|| kind.clone(), lit),
            Self::Number(_) | Self::Integer(_) | Self::Boolean(_) => lit(kind::NUMBER),
            Self::Time(_) => lit(kind::STRING),
        }
    }
}

/// The kind that an expression gives wherever it is not NULL, as far as its form tells.
fn known_kind(expr: &Expr) -> Option<u8> {
    match expr {
        Expr::Literal(ScalarValue::UInt8(kind), _) => *kind,
        Expr::Case(Case {
            expr: None,
            when_then_expr,
            else_expr: None,
        }) => match when_then_expr.as_slice() {
            [(_, then)] => known_kind(then),
            _ => None,
        },
        Expr::ScalarFunction(ScalarFunction { func, .. }) => {
            (func.name() == "structure_kind").then_some(kind::OBJECT)
        }
        _ => None,
    }
}

/// `scalar_text(text, kind)`: the text, NULL for an object or array.
fn scalar_texts(args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds = args[1].as_primitive::<UInt8Type>();
    let any = kinds.values().iter().fold(0, |any, kind| any | kind);
    // What stands under a NULL may be anything: it only costs the way below.
    if any & STRUCTURES == 0 {
        return Ok(Arc::clone(&args[0]));
    }
    let structures = BooleanArray::from_unary(kinds, |kind| kind & STRUCTURES != 0);
    Ok(nullif(&args[0], &structures)?)
}

/// `structure_kind(text)`: whether compact JSON of an object or array is the one or the other.
fn structure_kinds(args: &[ArrayRef]) -> Result<ArrayRef> {
    let kinds: UInt8Array = args[0]
        .as_string_view()
        .iter()
        .map(|text| {
            Some(if text?.starts_with('[') {
                kind::ARRAY
            } else {
                kind::OBJECT
            })
        })
        .collect();
    Ok(Arc::new(kinds))
}

#[cfg(test)]
mod tests {
    use arrow::array::StringViewArray;

    use super::*;
    use crate::kernel::text_literal;

    #[test]
    fn structures_are_no_texts() {
        let texts: ArrayRef = Arc::new(StringViewArray::from(vec![
            Some("a"),
            Some("{}"),
            Some("[1]"),
            Some("{}"),
            None,
        ]));
        let kinds: ArrayRef = Arc::new(UInt8Array::from(vec![
            Some(kind::STRING),
            Some(kind::OBJECT),
            Some(kind::ARRAY),
            Some(kind::STRING),
            None,
        ]));
        let scalars = scalar_texts(&[texts, kinds]).expect("texts");
        let scalars: Vec<_> = scalars.as_string_view().iter().collect();
        assert_eq!(scalars, [Some("a"), None, None, Some("{}"), None]);
    }

    #[test]
    fn made_texts_are_known_to_be_texts() {
        let text = Value::text(text_literal("a"));
        assert_eq!(text.to_scalar_text(), text.to_text());
        assert_eq!(text.kind_of_present(), lit(kind::STRING));
        let parsed = Value::structure(text_literal("{}"));
        assert_ne!(parsed.to_scalar_text(), parsed.to_text());
    }
}
