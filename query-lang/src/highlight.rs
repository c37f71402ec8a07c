//! Colours for a query: each token with its class, also while it is being typed.

use crate::command;
use crate::command::unbuilt;
use crate::function;
use crate::lexer::{self, Lexeme, LexemeKind};
use crate::span::Span;

/// The classes of token that are shown differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Token {
    /// The name of a command.
    Command,
    /// `as`, `by`, `and`, `like`, `true` and the like.
    Keyword,
    /// The name of a function.
    Function,
    /// A field or column.
    Field,
    /// A quoted text.
    Text,
    /// A number or period.
    Number,
    /// A regular expression.
    Regex,
    /// A comment.
    Comment,
    /// An operator, bracket or comma.
    Operator,
    /// A pipe.
    Pipe,
    /// `{{name}}`
    Parameter,
    /// What cannot be right: an unknown command, an odd character.
    Error,
}

/// The tokens of any text in order; white space is left out.
///
/// ```
/// use taffrail_query_lang::{Token, highlight};
///
/// let tokens: Vec<Token> = highlight("filter a = 'x").into_iter().map(|it| it.1).collect();
/// assert_eq!(tokens, [Token::Command, Token::Field, Token::Operator, Token::Text]);
/// ```
pub fn highlight(text: &str) -> Vec<(Span, Token)> {
    let lexemes = lexer::lex(text);
    let mut previous: Option<Lexeme> = None;
    let mut out = Vec::with_capacity(lexemes.len());
    for (index, lexeme) in lexemes.iter().enumerate() {
        let token = match lexeme.kind {
            LexemeKind::Word => word(text, *lexeme, previous, lexemes.get(index + 1).copied()),
            LexemeKind::QuotedName { .. } => Token::Field,
            LexemeKind::Text { .. } => Token::Text,
            LexemeKind::Regex { .. } => Token::Regex,
            LexemeKind::Number => Token::Number,
            LexemeKind::Comment => Token::Comment,
            LexemeKind::Pipe => Token::Pipe,
            LexemeKind::Placeholder => Token::Parameter,
            LexemeKind::Open | LexemeKind::Close | LexemeKind::Comma | LexemeKind::Operator => {
                Token::Operator
            }
            LexemeKind::Other => Token::Error,
        };
        out.push((lexeme.span, token));
        if lexeme.kind != LexemeKind::Comment {
            previous = Some(*lexeme);
        }
    }
    out
}

fn word(text: &str, lexeme: Lexeme, previous: Option<Lexeme>, next: Option<Lexeme>) -> Token {
    let word = lexeme.text(text);
    let Some(previous) = previous.filter(|it| it.kind != LexemeKind::Pipe) else {
        return if unbuilt::is_command_word(word) {
            Token::Command
        } else {
            Token::Error
        };
    };
    if lexer::is_reserved(word) {
        return Token::Keyword;
    }
    let behind_operand = previous.ends_operand(text)
        || previous.kind == LexemeKind::Operator && previous.text(text) == "*";
    if KEYWORDS.iter().any(|it| word.eq_ignore_ascii_case(it)) && behind_operand {
        return Token::Keyword;
    }
    let called = next.is_some_and(|it| it.kind == LexemeKind::Open && it.text(text) == "(");
    if called && (function::find(word).is_some() || function::not_built(word).is_some()) {
        return Token::Function;
    }
    Token::Field
}

/// Keywords only behind an operand (which the command's own name counts as).
const KEYWORDS: [&str; 9] = [
    "as", "by", "asc", "desc", "multi", "logfmt", "csv", "any", "offset",
];

/// Whether the text may be sent: no open quote or bracket, and no pipe, comma or operator at
/// its end that wants something to follow.
///
/// ```
/// use taffrail_query_lang::is_complete;
///
/// assert!(is_complete("fields a | limit 5"));
/// assert!(!is_complete("fields a |"));
/// ```
pub fn is_complete(text: &str) -> bool {
    let lexemes = lexer::lex(text);
    let mut depth = 0_usize;
    for lexeme in &lexemes {
        match lexeme.kind {
            LexemeKind::Open => depth += 1,
            LexemeKind::Close => depth = depth.saturating_sub(1),
            _ if lexeme.is_unclosed() => return false,
            _ => {}
        }
    }
    let last = lexemes
        .iter()
        .rev()
        .filter(|it| it.kind != LexemeKind::Comment);
    let mut last = last.copied();
    let Some(end) = last.next() else { return true };
    let open_end = match end.kind {
        LexemeKind::Pipe | LexemeKind::Comma | LexemeKind::Operator => true,
        LexemeKind::Word => {
            let word = end.text(text);
            let first = last.next().is_none_or(|it| it.kind == LexemeKind::Pipe);
            let joins = ["as", "by"].iter().any(|it| word.eq_ignore_ascii_case(it));
            lexer::is_operator_word(word) || joins || (first && command::find(word).is_some())
        }
        _ => false,
    };
    depth == 0 && !open_end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown: Vec<String> = highlight(text)
            .into_iter()
            .map(|(span, token)| format!("{}={token:?}", &text[span.range()]))
            .collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_are_told_apart_by_their_place() {
        check(
            "stats count(*) as n by bin(5m) # x",
            "stats=Command count=Function (=Operator *=Operator )=Operator as=Keyword n=Field \
             by=Keyword bin=Function (=Operator 5m=Number )=Operator # x=Comment",
        );
        check(
            "limt 5 | sort a desc",
            "limt=Error 5=Number |=Pipe sort=Command a=Field desc=Keyword",
        );
        check(
            "fields count, as",
            "fields=Command count=Field ,=Operator as=Field",
        );
    }

    #[test]
    fn half_typed_text() {
        check(
            "filter a like /x",
            "filter=Command a=Field like=Keyword /x=Regex",
        );
        check("fields `a", "fields=Command `a=Field");
    }

    #[test]
    fn what_wants_more_is_not_complete() {
        for text in [
            "fields a,",
            "filter a =",
            "filter (a",
            "filter a = 'x",
            "filter a and",
            "a |",
            "fields",
            "stats count(*) by",
            "filter a like /x",
        ] {
            assert!(!is_complete(text), "{text}");
        }
        for text in [
            "",
            "# note",
            "fields a",
            "stats count(*)",
            "fields a # |",
            "limit 5",
        ] {
            assert!(is_complete(text), "{text}");
        }
    }
}
