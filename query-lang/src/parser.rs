//! From text to [`Query`]: pest reads the grammar, the rooms below make the tree.

pub(crate) mod expression;
pub(crate) mod literal;
mod mistake;
pub(crate) mod name;
mod order;
pub(crate) mod regex;

use pest::Parser;
use pest::iterators::Pair;

use crate::ast::Query;
use crate::command::Command;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, Lexeme, LexemeKind};
use crate::span::{Span, Spanned};

/// How deep brackets, calls and operators may nest.
pub const MAX_DEPTH: usize = 128;

/// Reads a query.
///
/// Text that is empty but for white space and comments is an empty query. A pipe before the
/// first command is tolerated.
///
/// # Errors
///
/// What is wrong with the text, as diagnostics with places in it.
///
/// ```
/// let query = taffrail_query_lang::parse("filter status >= 500 | limit 5").unwrap();
/// assert_eq!(query.commands.len(), 2);
/// ```
pub fn parse(text: &str) -> Result<Query, Vec<Diagnostic>> {
    let lexemes = lexer::lex(text);
    read(text, &lexemes).map_err(|mistake| vec![mistake])
}

fn read(text: &str, lexemes: &[Lexeme]) -> Result<Query, Diagnostic> {
    check_depth(lexemes, text)?;
    let pairs = QueryParser::parse(Rule::query, text)
        .map_err(|error| mistake::explain(text, lexemes, &error))?;
    let body = pairs
        .flat_map(Pair::into_inner)
        .find(|pair| pair.as_rule() == Rule::query_body);
    let commands = body.map(commands).transpose()?.unwrap_or_default();
    let comments = lexemes
        .iter()
        .filter(|it| it.kind == LexemeKind::Comment)
        .map(|it| Spanned::new(it.text(text).trim_end().to_owned(), it.span))
        .collect();
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    Ok(Query {
        commands,
        comments,
        line_starts: std::iter::once(0).chain(breaks).collect(),
    })
}

/// Reads a `subquery` pair: the query in its brackets.
pub(crate) fn subquery(pair: Pair<'_, Rule>) -> Result<Query, Diagnostic> {
    Ok(Query {
        commands: commands(inner(pair))?,
        ..Query::default()
    })
}

/// The commands of a `query_body` pair.
fn commands(pair: Pair<'_, Rule>) -> Result<Vec<Spanned<Command>>, Diagnostic> {
    let commands = pair
        .into_inner()
        .filter(|pair| pair.as_rule() == Rule::command)
        .map(|pair| {
            let span = trimmed(&pair);
            Ok(Spanned::new(Command::read(inner(pair))?, span))
        })
        .collect::<Result<Vec<_>, Diagnostic>>()?;
    order::check(&commands)?;
    Ok(commands)
}

/// Brackets are counted before pest sees them, as its parser recurses for each.
///
/// An expression knows how deep it is, but not how deep the queries in it are; so the operators
/// that are open around a query count too. Reading a query takes the stack of several brackets,
/// and counts so.
fn check_depth(lexemes: &[Lexeme], text: &str) -> Result<(), Diagnostic> {
    const QUERY: usize = 4;
    // For each open bracket what it counts, and the operators in front of it, back to the last
    // word or sign that joins on one level.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut depth, mut operators) = (0, 0);
    for lexeme in lexemes {
        let sign = lexeme.text(text);
        match lexeme.kind {
            LexemeKind::Open { query } => {
                let weight = if query { QUERY } else { 1 };
                depth += weight;
                open.push((weight, std::mem::take(&mut operators)));
                let around: usize = if query {
                    open.iter().map(|it| it.1).sum()
                } else {
                    0
                };
                if depth + around > MAX_DEPTH {
                    let number = open.len();
                    return Err(too_deep(lexeme.span, &format!("`{sign}` number {number}")));
                }
            }
            LexemeKind::Close => {
                let (weight, before) = open.pop().unwrap_or_default();
                depth -= weight;
                operators = before;
            }
            LexemeKind::Pipe | LexemeKind::Comma => operators = 0,
            LexemeKind::Operator if sign == "+" => operators = 0,
            // The options of a command have it too, and between operands there is one a bracket.
            LexemeKind::Operator if sign == "=" => {}
            LexemeKind::Operator => operators += 1,
            LexemeKind::Word if lexeme.is_word(text, "not") => operators += 1,
            LexemeKind::Word if ["and", "or"].iter().any(|it| lexeme.is_word(text, it)) => {
                operators = 0;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The diagnostic for nesting beyond [`MAX_DEPTH`].
pub(crate) fn too_deep(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::NestedTooDeep,
        format!("the expression is nested more than {MAX_DEPTH} levels deep"),
    )
    .label(span, what)
    .help("compute a part in a `fields ... as name` before, and use the name")
}

/// The text that `span` covers, comments and line breaks between tokens made one space.
pub(crate) fn one_line(source: &str, span: Span) -> String {
    let text = &source[span.range()];
    if !text.contains(['\n', '#']) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut end = 0;
    for lexeme in lexer::lex(text) {
        if lexeme.kind == LexemeKind::Comment {
            continue;
        }
        let gap = &text[end..lexeme.span.start];
        out.push_str(if gap.contains(['\n', '#']) { " " } else { gap });
        out.push_str(lexeme.text(text));
        end = lexeme.span.end;
    }
    out
}

/// The span without the white space and comments that may hang on to the end of a pair.
fn trimmed(pair: &Pair<'_, Rule>) -> Span {
    let (span, text) = (span_of(pair), pair.as_str());
    let length = if text.contains('#') {
        let lexemes = lexer::lex(text);
        let last = lexemes.iter().rfind(|it| it.kind != LexemeKind::Comment);
        last.map_or(0, |it| it.span.end)
    } else {
        text.trim_end_matches(lexer::is_space).len()
    };
    Span::new(span.start, span.start + length)
}

pub(crate) fn span_of(pair: &Pair<'_, Rule>) -> Span {
    Span::new(pair.as_span().start(), pair.as_span().end())
}

/// The one pair inside of `pair`.
pub(crate) fn inner(pair: Pair<'_, Rule>) -> Pair<'_, Rule> {
    let rule = pair.as_rule();
    pair.into_inner()
        .next()
        .unwrap_or_else(|| unreachable!("{rule:?} holds a pair"))
}

/// The pair of the rule that covers the text as a whole.
fn whole(rule: Rule, text: &str) -> Option<Pair<'_, Rule>> {
    let mut pairs = QueryParser::parse(rule, text).ok()?;
    pairs
        .next()
        .filter(|pair| pair.as_str().len() == text.len())
}

/// Whether the pair is a bare keyword, which the grammar keeps only for messages.
pub(crate) fn is_keyword(pair: &Pair<'_, Rule>) -> bool {
    keyword(pair.as_rule()).is_some()
}

/// The word of a keyword's rule: that of `kw_as` is `as`.
pub(crate) fn keyword(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    name.strip_prefix("kw_").map(str::to_owned)
}

mod generated {
    #![allow(
        missing_docs,
        unreachable_pub,
        reason = "written by pest's derive macro"
    )]

    #[derive(pest_derive::Parser)]
    #[grammar = "parser/grammar.pest"]
    pub(crate) struct QueryParser;
}

use self::generated::QueryParser;
pub(crate) use self::generated::Rule;
