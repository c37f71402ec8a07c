//! `countFrequent`: how often each combination of values occurs.

use taffrail_query_lang::ast::{Expr, ExprKind, Item};
use taffrail_query_lang::command::{CountFrequent, Stats};
use taffrail_query_lang::{Span, Spanned};

use super::Step;
use super::pipeline::Pipeline;
use super::stats::stats;

/// The name of the counts. They are exact, as they may be where an estimate is asked for.
const COUNT: &str = "_approxcount";

/// Counts the rows of each combination, the most frequent first; among equals the order of the
/// values decides.
pub(super) fn count_frequent(pipeline: &mut Pipeline, command: &CountFrequent, span: Span) -> Step {
    stats(pipeline, &counted(command, span), span)?;
    let count = pipeline.resolve(COUNT).expect("`stats` named it");
    pipeline.order = vec![count.sort_key().sort(false, false)];
    // Nobody asked for it, so a `stats` may follow.
    pipeline.order_used = true;
    Ok(())
}

/// The `stats` that counts.
fn counted(command: &CountFrequent, span: Span) -> Stats {
    let mut by: Vec<Item> = Vec::with_capacity(command.fields.len());
    for field in &command.fields {
        let item = Item {
            expr: Expr {
                kind: ExprKind::Field(field.value.clone()),
                span: field.span,
            },
            alias: None,
            text: field.value.path.clone(),
        };
        if !by.contains(&item) {
            by.push(item);
        }
    }
    let count = ExprKind::Call {
        name: Spanned::new("count".to_owned(), span),
        args: Vec::new(),
        star: true,
    };
    Stats {
        aggregates: vec![Item {
            expr: Expr { kind: count, span },
            alias: Some(Spanned::new(COUNT.to_owned(), span)),
            text: COUNT.to_owned(),
        }],
        by,
        offset: None,
    }
}
