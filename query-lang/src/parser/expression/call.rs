//! Calls, and the members of what they give: `f(x).a.b`.

use pest::iterators::Pair;

use crate::ast::ExprKind;
use crate::diagnostic::Diagnostic;
use crate::parser::expression::built::Built;
use crate::parser::expression::{build, next};
use crate::parser::{Rule, name, span_of};
use crate::span::Spanned;

/// Reads a `call_chain` pair.
pub(super) fn read(pair: Pair<'_, Rule>) -> Result<Built, Diagnostic> {
    let mut parts = pair.into_inner();
    let call = call(next(&mut parts))?;
    let mut end = call.outer;
    let mut path = Vec::new();
    for part in parts {
        end = span_of(&part);
        path.push(name::segment(part)?);
    }
    if path.is_empty() {
        return Ok(call);
    }
    let (span, depth) = (call.outer.to(end), call.depth + 1);
    let kind = ExprKind::Member {
        base: Box::new(call.expr),
        path: path.join("."),
    };
    Built::new(kind, span, depth)
}

fn call(pair: Pair<'_, Rule>) -> Result<Built, Diagnostic> {
    let span = span_of(&pair);
    let mut parts = pair.into_inner();
    let name = next(&mut parts);
    let name = Spanned::new(name.as_str().to_owned(), span_of(&name));
    let mut args = Vec::new();
    let mut star = false;
    let mut depth = 1;
    for part in parts {
        if part.as_rule() == Rule::star {
            star = true;
            continue;
        }
        let argument = build(part)?;
        depth = depth.max(argument.depth + 1);
        args.push(argument.expr);
    }
    Built::new(ExprKind::Call { name, args, star }, span, depth)
}
