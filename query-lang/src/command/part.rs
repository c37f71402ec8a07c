//! Parts that many commands have: lists, fields, names.

use std::collections::HashMap;
use std::fmt;

use pest::iterators::Pair;

use crate::ast::{Expr, FieldRef, Item};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, expression, name};
use crate::span::Spanned;

pub(super) fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T]) -> fmt::Result {
    for (index, member) in list.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        member.fmt(f)?;
    }
    Ok(())
}

/// Fields as they are typed, with commas between them.
pub(super) fn write_fields(
    f: &mut fmt::Formatter<'_>,
    fields: &[Spanned<FieldRef>],
) -> fmt::Result {
    let fields: Vec<&FieldRef> = fields.iter().map(|it| &it.value).collect();
    write_list(f, &fields)
}

/// Reads a `field_list` pair.
pub(super) fn field_list(pair: Pair<'_, Rule>) -> Result<Vec<Spanned<FieldRef>>, Diagnostic> {
    pair.into_inner().map(name::field).collect()
}

/// The field of a command that has just one.
pub(super) fn only_field(pair: Pair<'_, Rule>) -> Result<Spanned<FieldRef>, Diagnostic> {
    let field = pair.into_inner().find(|it| it.as_rule() == Rule::field);
    name::field(field.unwrap_or_else(|| unreachable!("the command has a field")))
}

/// The expression of a command that has just one.
pub(super) fn only_expr(pair: Pair<'_, Rule>) -> Result<Expr, Diagnostic> {
    let expr = pair.into_inner().find(|it| it.as_rule() == Rule::expr);
    expression::expr(expr.unwrap_or_else(|| unreachable!("the command has an expression")))
}

/// Names that are given in one command differ.
pub(super) fn check_unique(names: &[Spanned<String>]) -> Result<(), Diagnostic> {
    let mut seen = HashMap::new();
    for name in names {
        if let Some(first) = seen.insert(&name.value, name.span) {
            return Err(Diagnostic::error(
                Code::DuplicateName,
                format!("the name `{}` is given twice", name.value),
            )
            .label(name.span, "given again")
            .label(first, "given first here"));
        }
    }
    Ok(())
}

/// The items' names are looked at by more than one room.
pub(super) fn items(pair: Pair<'_, Rule>) -> Result<Vec<Item>, Diagnostic> {
    expression::items(pair.into_inner())
}
