//! What expressions say wrongly: one diagnostic each.

use taffrail_query_lang::ast::{Expr, ExprKind};
use taffrail_query_lang::function::{self, FunctionInfo, FunctionKind};
use taffrail_query_lang::{Code, Diagnostic, Span, Spanned};

use crate::dynamic::NotATime;

/// There is no `null` in the language: as a name it would be a field that no event has, and the
/// comparison would never hold.
pub(super) fn refuse_null(side: &Expr) -> Result<(), Diagnostic> {
    match &side.kind {
        ExprKind::Field(field) if field.path.eq_ignore_ascii_case("null") => Err(
            Diagnostic::error(Code::InvalidArgument, "there is no `null` to compare with")
                .label(side.span, "would be a field of this name")
                .help("write `ispresent(field)` or `not ispresent(field)`"),
        ),
        _ => Ok(()),
    }
}

/// A text that stands against a time and is none.
pub(super) fn not_a_time(error: &NotATime, span: Span) -> Diagnostic {
    Diagnostic::error(Code::InvalidTime, format!("`{}` is not a time", error.0))
        .label(span, "a time is compared with it")
        .help("write `'2023-07-10T11:42:18Z'`, a date, or milliseconds since the epoch")
}

/// A name that the `stats` before did not hand on.
pub(super) fn unknown_column(name: &str, span: Span, names: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::UnknownColumn,
        format!("unknown column `{name}`: `stats` hands on only what it names"),
    )
    .label(span, "not a column of the `stats` before");
    match function::closest(name, names.iter().copied()) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic.help(format!("its columns are {}", list(names))),
    }
}

/// A name of the other side of a `join` that the other query did not hand on.
pub(super) fn unknown_of_side(name: &str, span: Span, names: &[&str]) -> Diagnostic {
    let side = name.split_inclusive('.').next().unwrap_or_default();
    let names: Vec<&str> = names
        .iter()
        .copied()
        .filter(|known| known.starts_with(side))
        .collect();
    let diagnostic = Diagnostic::error(
        Code::UnknownColumn,
        format!("unknown column `{name}`: the other query of the `join` does not hand it on"),
    )
    .label(span, "not a column of the other query");
    match function::closest(name, names.iter().copied()) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None if names.is_empty() => diagnostic.help("name it before `stats`, or in it"),
        None => diagnostic.help(format!("its columns are {}", list(&names))),
    }
}

/// An aggregate where there is no `stats`; behind one, among its `columns`.
pub(super) fn needs_stats<'a>(
    name: &str,
    span: Span,
    columns: Option<impl Iterator<Item = &'a str>>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::AggregateOutsideStats,
        format!("`{name}` is an aggregate, which needs `stats`"),
    )
    .label(span, "an aggregate");
    let Some(mut columns) = columns else {
        return diagnostic.help(format!(
            "write `stats {name}(...)`, and `by` with what to group by"
        ));
    };
    let begins = format!("{name}(");
    let is_result = |column: &&str| {
        let head = column.get(..begins.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(&begins))
    };
    match columns.find(is_result) {
        Some(column) => diagnostic.help(format!(
            "the column is written in back-quotes, `` `{column}` ``, or given a name with `as`"
        )),
        None => diagnostic.help(format!(
            "compute it in the `stats` before: `{name}(...) as name`"
        )),
    }
}

/// An aggregate of an aggregate.
pub(super) fn nested_aggregate(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::AggregateOutsideStats,
        format!("`{name}` stands inside of another aggregate"),
    )
    .label(span, "aggregates do not nest")
    .help(format!(
        "compute it in a `stats` before: `stats {name}(...) as name by ... | stats ...`"
    ))
}

/// A field in an item of `stats` that has many values there.
pub(super) fn outside_aggregate(name: &str, span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::UnknownColumn,
        format!("`{name}` stands outside of an aggregate and is not a key of this `stats`"),
    )
    .label(span, "which of the values?")
    .help(match function::find(name) {
        Some(info) if info.kind == FunctionKind::Aggregate => {
            let argument = if info.min_args == 0 { "*" } else { "field" };
            format!("an aggregate is called: `{name}({argument})`")
        }
        _ => {
            format!("put it into an aggregate (`max({name})`, `values({name})`), or add it to `by`")
        }
    })
}

/// A function that the language does not have.
pub(super) fn unknown_function(name: &Spanned<String>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::UnknownFunction,
        format!("unknown function `{}`", name.value),
    )
    .label(name.span, "not a function");
    match function::suggest(&name.value) {
        Some(close) => diagnostic.help(format!("did you mean `{close}`?")),
        None => diagnostic,
    }
}

/// Too few or too many arguments.
pub(super) fn wrong_arity(info: &FunctionInfo, found: usize, star: bool, span: Span) -> Diagnostic {
    let expected = match (info.min_args, info.max_args) {
        (min, Some(max)) if min == max => count(min),
        (min, Some(max)) => format!("{min} to {}", count(max)),
        (min, None) => format!("{} or more", count(min)),
    };
    let found = if star {
        "`*`".to_owned()
    } else {
        found.to_string()
    };
    Diagnostic::error(
        Code::WrongArity,
        format!("`{}` takes {expected}, found {found}", info.name),
    )
    .label(span, "wrong number of arguments")
    .help(format!("its form is `{}`", info.syntax))
}

fn list(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn count(arguments: usize) -> String {
    match arguments {
        0 => "no argument".into(),
        1 => "1 argument".into(),
        many => format!("{many} arguments"),
    }
}
