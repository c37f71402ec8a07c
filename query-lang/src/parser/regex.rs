//! Regexes: what is between the slashes must compile with the `regex` crate.

use pest::iterators::Pair;
use regex_syntax::ast::{ErrorKind, parse::Parser};

use crate::diagnostic::{Code, Diagnostic};
use crate::parser::{Rule, span_of};
use crate::span::{Span, Spanned};

/// The text between the slashes, with its span.
///
/// # Errors
///
/// A diagnostic that points into the regex when it does not compile.
pub(crate) fn regex(pair: Pair<'_, Rule>) -> Result<Spanned<String>, Diagnostic> {
    Ok(compiled(pair)?.0)
}

/// As [`regex()`], with the compiled form.
pub(crate) fn compiled(
    pair: Pair<'_, Rule>,
) -> Result<(Spanned<String>, ::regex::Regex), Diagnostic> {
    let outer = span_of(&pair);
    let mut body = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::regex_flags => return Err(flags(&part, body.as_ref())),
            _ => body = Some(Spanned::new(part.as_str().to_owned(), span_of(&part))),
        }
    }
    let body = body.unwrap_or_else(|| Spanned::new(String::new(), outer));
    match ::regex::Regex::new(&body.value) {
        Ok(regex) => Ok((Spanned::new(body.value, outer), regex)),
        Err(error) => Err(explain(&body, outer, &error)),
    }
}

fn flags(part: &Pair<'_, Rule>, body: Option<&Spanned<String>>) -> Diagnostic {
    let flags = part.as_str();
    let known: String = flags.chars().filter(|c| "imsxU".contains(*c)).collect();
    let known = if known.is_empty() { "i" } else { &known };
    let body = body.map_or("", |it| &it.value);
    Diagnostic::error(
        Code::RegexFlags,
        format!("a regex has no flags behind it: `{flags}`"),
    )
    .label(span_of(part), "not allowed")
    .help(format!("flags go inside: `/(?{known}){body}/`"))
}

fn explain(body: &Spanned<String>, outer: Span, error: &::regex::Error) -> Diagnostic {
    if let ::regex::Error::CompiledTooBig(limit) = error {
        return Diagnostic::error(Code::InvalidRegex, "the regex is too large")
            .label(outer, format!("needs more than {limit} bytes"));
    }
    let Err(error) = Parser::new().parse(&body.value) else {
        return translation(body, outer);
    };
    let at = |span: &regex_syntax::ast::Span| {
        let start = body.span.start + span.start.offset;
        Span::new(start, (body.span.start + span.end.offset).max(start))
    };
    let diagnostic = |message: String| Diagnostic::error(Code::InvalidRegex, message);
    match error.kind() {
        ErrorKind::UnsupportedLookAround => diagnostic("a regex cannot look around".to_owned())
            .label(at(error.span()), "look-around is not supported")
            .help("use two conditions: `x like /a/ and x not like /b/`"),
        ErrorKind::UnsupportedBackreference => {
            diagnostic("a regex cannot refer back to a group".to_owned())
                .label(at(error.span()), "back-references are not supported")
        }
        kind => diagnostic(format!("invalid regex: {}", lower_first(&kind.to_string())))
            .label(at(error.span()), "here"),
    }
}

/// The mistakes that are found behind the syntax: unknown Unicode classes and the like.
fn translation(body: &Spanned<String>, outer: Span) -> Diagnostic {
    let (span, reason) = match regex_syntax::Parser::new().parse(&body.value) {
        Err(regex_syntax::Error::Translate(error)) => {
            let start = body.span.start + error.span().start.offset;
            let end = body.span.start + error.span().end.offset;
            (Span::new(start, end), error.kind().to_string())
        }
        Err(error) => (outer, error.to_string()),
        Ok(_) => (outer, "it does not compile".to_owned()),
    };
    Diagnostic::error(
        Code::InvalidRegex,
        format!("invalid regex: {}", lower_first(&reason)),
    )
    .label(span, "here")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
