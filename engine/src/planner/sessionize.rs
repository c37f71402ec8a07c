//! `sessionize`: the sessions of users, told apart by the gaps between their events.

use datafusion::functions::expr_fn::{concat, replace};
use datafusion::logical_expr::{Expr, Operator, cast, lit, when};
use taffrail_query_lang::ast::{Period, Unit};
use taffrail_query_lang::command::Sessionize;
use taffrail_query_lang::{Code, Diagnostic, Span};

use super::Step;
use super::dedup::group_key;
use super::expr::ExprPlanner;
use super::pipeline::Pipeline;
use super::window::{Series, before, max_so_far, sum_so_far};
use crate::dynamic::{Value, balanced};
use crate::function::later;
use crate::kernel::{Type, text_literal};

/// The longest gap inside of a session when none is named.
const MAX_SPAN: Period = Period {
    count: 30,
    unit: Unit::Minute,
};

/// Numbers the sessions of each identity, the oldest first, and adds a column with the identity
/// and that number, `alice-1`. A gap longer than `maxspan` begins a new session. Rows without a
/// time or without one of the fields belong to none.
pub(super) fn sessionize(pipeline: &mut Pipeline, command: &Sessionize, span: Span) -> Step {
    pipeline.settle()?;
    let planner = ExprPlanner::new(pipeline);
    let fields = command
        .fields
        .iter()
        .map(|field| planner.field(&field.value, field.span))
        .collect::<Step<Vec<Value>>>()?;
    let time = match pipeline.resolve("@timestamp") {
        Some(Value::Time(time)) => time,
        Some(_) => return Err(no_time(span).into()),
        None => return Err(without_time(span).into()),
    };
    let keys = fields.iter().map(group_key).collect();
    let series = Series::new(keys, pipeline.by(time.clone(), true));
    pipeline.order_of_sequence();
    let is_first = series.is_first(pipeline)?;
    let window = series.window;
    let mut added = window.add(pipeline, "previous", vec![before(time.clone(), 1)])?;
    let period = command.max_span.as_ref().map_or(MAX_SPAN, |max| max.value);
    let until = later(added.remove(0), period, pipeline.call().zone);
    let begins = is_first.clone().or(time.clone().gt(until));
    let begins = when(begins, lit(1_i64)).otherwise(lit(0_i64))?;
    // Sessions are counted through; an identity counts from the first of its own.
    let mut added = window.add(pipeline, "session", vec![sum_so_far(begins)])?;
    let session = added.remove(0);
    let first = when(is_first, session.clone()).end()?;
    let mut added = window.add(pipeline, "first", vec![max_so_far(first)])?;
    let number = session - added.remove(0) + lit(1_i64);
    let number = cast(number, Type::Text.data_type());
    let known = fields.iter().map(|field| group_key(field).is_not_null());
    let known = balanced(Operator::And, known.chain([time.is_not_null()]).collect());
    let session = concat(vec![identity(&fields), text_literal("-"), number]);
    let session = when(known.expect("a session has a time"), session).end()?;
    let name = match &command.alias {
        Some(alias) => alias.value.clone(),
        None => "session_id".to_owned(),
    };
    let columns = pipeline.define(vec![(name, Value::text(session))])?;
    pipeline.announce(columns);
    Ok(())
}

/// The text of one field, or of several with `|` between them. A `|` inside of one of several is
/// `\|`, so that no two identities are one text.
fn identity(fields: &[Value]) -> Expr {
    if let [field] = fields {
        return field.to_text();
    }
    let mut parts = Vec::new();
    for field in fields {
        if !parts.is_empty() {
            parts.push(text_literal("|"));
        }
        let text = replace(field.to_text(), text_literal("\\"), text_literal("\\\\"));
        parts.push(replace(text, text_literal("|"), text_literal("\\|")));
    }
    concat(parts)
}

fn no_time(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::CommandOrder,
        "`sessionize` needs `@timestamp`, which is no time here",
    )
    .label(span, "no row here has a time")
    .help("give the column before it another name than `@timestamp`")
}

fn without_time(span: Span) -> Diagnostic {
    Diagnostic::error(
        Code::CommandOrder,
        "`sessionize` needs `@timestamp`, which `stats` does not hand on",
    )
    .label(span, "no row here has a time")
    .help("hand it on, as in `stats max(@timestamp) as @timestamp by user, id`")
}
