//! Names: fields by their path, aliases.

use pest::iterators::Pair;

use crate::ast::{FieldRef, Quoting};
use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, inner, span_of, whole};
use crate::span::Spanned;

/// A `field` pair: segments, back-quoted parts and indexes, joined by dots.
pub(crate) fn field(pair: Pair<'_, Rule>) -> Result<Spanned<FieldRef>, Diagnostic> {
    let span = span_of(&pair);
    let parts: Vec<_> = pair.into_inner().collect();
    let quoting = match parts.as_slice() {
        [part] if part.as_rule() == Rule::quoted_name => Quoting::BackQuoted,
        _ => Quoting::Bare,
    };
    let segments: Vec<String> = parts.into_iter().map(segment).collect::<Result<_, _>>()?;
    let path = segments.join(".");
    Ok(Spanned::new(FieldRef { path, quoting }, span))
}

/// An `alias` pair.
pub(crate) fn alias(pair: Pair<'_, Rule>) -> Result<Spanned<String>, Diagnostic> {
    let name = inner(pair);
    let span = span_of(&name);
    Ok(Spanned::new(segment(name)?, span))
}

/// Whether the text can be an alias without back-quotes.
pub(crate) fn is_bare(text: &str) -> bool {
    whole(Rule::dotted_name, text).is_some()
}

/// One part of a path.
pub(crate) fn segment(pair: Pair<'_, Rule>) -> Result<String, Diagnostic> {
    match pair.as_rule() {
        Rule::at_quoted => Ok(format!("@{}", segment(inner(pair))?)),
        Rule::member | Rule::index => segment(inner(pair)),
        Rule::quoted_name => {
            let quoted = pair.as_str();
            let name = unescape(&quoted[1..quoted.len() - 1]);
            if name.is_empty() {
                return Err(
                    Diagnostic::error(Code::InvalidName, "a name cannot be empty")
                        .label(span_of(&pair), "nothing between the back-quotes"),
                );
            }
            Ok(name)
        }
        // An index is a number: `[00]` is `[0]`.
        Rule::index_number => {
            let digits = pair.as_str().trim_start_matches('0');
            Ok(if digits.is_empty() { "0" } else { digits }.to_owned())
        }
        _ => Ok(pair.as_str().to_owned()),
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next @ ('`' | '\\')) if c == '\\' => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}
