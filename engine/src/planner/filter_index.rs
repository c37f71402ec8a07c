//! `filterIndex`: keep the rows in which an indexed field has a value.

use taffrail_query_lang::ast::{CompareOp, Expr, ExprKind};
use taffrail_query_lang::command::{Filter, FilterIndex, IndexForm};
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::filter::filter;
use super::pipeline::Pipeline;

/// Filters the rows, as a `filter` with the same condition does.
pub(super) fn filter_index(pipeline: &mut Pipeline, command: &FilterIndex, span: Span) -> Step {
    let field = &command.field;
    if !INDEXED.contains(&field.value.path.as_str()) {
        let name = &field.value;
        pipeline.diagnostics.push(
            Diagnostic::note(
                Code::NoIndex,
                format!("works as `filter`: there is no index on `{name}`"),
            )
            .label(field.span, "every event is read"),
        );
    }
    let predicate = predicate(command, span);
    filter(pipeline, &Filter { predicate }, span)
}

/// What the place of an object tells of all its events.
const INDEXED: [&str; 4] = ["@aws.account", "@aws.region", "@log", "@logStream"];

/// The condition that the command stands for.
pub(super) fn predicate(command: &FilterIndex, span: Span) -> Expr {
    let field = &command.field;
    let operand = Box::new(Expr {
        kind: ExprKind::Field(field.value.clone()),
        span: field.span,
    });
    let kind = match (command.form, command.values.as_slice()) {
        (IndexForm::Equals, [value]) => ExprKind::Compare {
            op: CompareOp::Eq,
            left: operand,
            right: Box::new(value.clone()),
        },
        (_, values) => ExprKind::In {
            operand,
            negated: false,
            list: values.to_vec(),
        },
    };
    Expr { kind, span }
}
