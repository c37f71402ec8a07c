//! `like` and `=~`: what a text is searched for.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::functions::string::expr_fn::contains;
use datafusion::logical_expr::{Expr, ScalarUDF};
use regex_syntax::hir::HirKind;
use taffrail_query_lang::ast::Pattern;

use super::value::Value;
use crate::kernel::{Kernel, Type, text_literal};
use crate::regexes::compiled;
use crate::registry::call;

/// Whether the text of a value holds a literal, or matches a regular expression somewhere.
///
/// Not DataFusion's operator for regular expressions: its optimizer makes `LIKE` of those that are
/// literals in some part, and a backslash in them then escapes.
pub(crate) fn matches_pattern(value: &Value, pattern: &Pattern) -> Expr {
    let text = value.to_text();
    match pattern {
        Pattern::Text(part) => contains(text, text_literal(part)),
        Pattern::Regex(regex) => match literal(regex) {
            Some(part) => contains(text, text_literal(part)),
            None => call("regex_match", vec![text, text_literal(regex)]),
        },
    }
}

/// The text that a regular expression stands for, when it stands for just one.
fn literal(regex: &str) -> Option<String> {
    match regex_syntax::parse(regex).ok()?.into_kind() {
        HirKind::Literal(literal) => String::from_utf8(literal.0.into_vec()).ok(),
        HirKind::Empty => Some(String::new()),
        _ => None,
    }
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    vec![
        Kernel::new(
            "regex_match",
            &[Type::Text, Type::Text],
            Type::Boolean,
            are_matches,
        )
        .udf(),
    ]
}

/// `regex_match(text, regex)`. The regular expression is a constant of the plan.
fn are_matches(args: &[ArrayRef]) -> Result<ArrayRef> {
    let texts = args[0].as_string_view();
    let regexes = args[1].as_string_view();
    if texts.is_empty() {
        return Ok(Arc::new(BooleanArray::new_null(0)));
    }
    let regex = compiled(regexes.value(0))
        .map_err(|error| exec_datafusion_err!("regular expression: {error}"))?;
    let found: BooleanArray = texts
        .iter()
        .map(|text| Some(regex.is_match(text?)))
        .collect();
    Ok(Arc::new(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told() {
        let check = |regex: &str, expected: Option<&str>| {
            assert_eq!(literal(regex).as_deref(), expected, "{regex}");
        };
        check(r"a\.b", Some("a.b"));
        check(r#"\\"user\\""#, Some(r#"\"user\""#));
        check("%_", Some("%_"));
        check("", Some(""));
        check("^a", None);
        check("a|b", None);
        check("(?i)ä", None);
    }
}
