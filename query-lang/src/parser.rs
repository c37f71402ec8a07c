//! From text to [`Query`]: pest reads the grammar, the rooms below make the tree.

pub(crate) mod expression;
pub(crate) mod literal;
mod mistake;
pub(crate) mod name;
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
    let commands = pairs
        .flat_map(Pair::into_inner)
        .filter(|pair| pair.as_rule() == Rule::command)
        .map(|pair| {
            let span = trim(span_of(&pair), lexemes);
            Ok(Spanned::new(Command::read(inner(pair))?, span))
        })
        .collect::<Result<_, Diagnostic>>()?;
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

/// Brackets are counted before pest sees them, as its parser recurses for each.
fn check_depth(lexemes: &[Lexeme], text: &str) -> Result<(), Diagnostic> {
    let mut depth = 0_usize;
    for lexeme in lexemes {
        match lexeme.kind {
            LexemeKind::Open => depth += 1,
            LexemeKind::Close => depth = depth.saturating_sub(1),
            LexemeKind::Pipe => depth = 0,
            _ => {}
        }
        if depth > MAX_DEPTH {
            let bracket = lexeme.text(text);
            return Err(too_deep(
                lexeme.span,
                &format!("`{bracket}` number {depth}"),
            ));
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

/// White space and comments may hang on to the end of a pair.
fn trim(span: Span, lexemes: &[Lexeme]) -> Span {
    let until = lexemes.partition_point(|it| it.span.end <= span.end);
    let last = lexemes[..until]
        .iter()
        .rev()
        .find(|it| it.kind != LexemeKind::Comment);
    Span::new(
        span.start,
        last.map_or(span.end, |it| it.span.end.max(span.start)),
    )
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

/// Whether the pair is a bare keyword, which the grammar keeps only for messages.
pub(crate) fn is_keyword(pair: &Pair<'_, Rule>) -> bool {
    matches!(
        pair.as_rule(),
        Rule::kw_fields
            | Rule::kw_display
            | Rule::kw_filter
            | Rule::kw_parse
            | Rule::kw_stats
            | Rule::kw_sort
            | Rule::kw_limit
            | Rule::kw_dedup
            | Rule::kw_source
            | Rule::kw_and
            | Rule::kw_or
            | Rule::kw_like
            | Rule::kw_in
            | Rule::kw_as
            | Rule::kw_by
            | Rule::kw_asc
            | Rule::kw_desc
            | Rule::kw_multi
            | Rule::kw_logfmt
            | Rule::kw_csv
            | Rule::kw_any
            | Rule::kw_offset
    )
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
