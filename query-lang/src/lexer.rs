//! A tolerant lexer: cuts any text into tokens, half-typed and wrong text included.
//!
//! The grammar decides what a query means. The tokens serve what must work without a valid
//! query: comments, the depth of brackets, hints about mistakes, completion, highlighting,
//! parameters. Where a `/` begins a regex is decided by the same rules as in the grammar.

mod extent;
mod lexeme;
mod nesting;
mod placeholder;
mod question;
mod word;

use self::extent::{comment_length, delimited, number_length, path};
pub(crate) use self::lexeme::{Lexeme, LexemeKind};
pub(crate) use self::nesting::{Nesting, without_nested};
pub(crate) use self::placeholder::placeholder;
use self::question::opens_query;
pub(crate) use self::word::{is_operator_word, is_reserved, is_segment_char, is_space};

use crate::span::Span;

/// Cuts the whole text. White space is left out.
pub(crate) fn lex(source: &str) -> Vec<Lexeme> {
    let mut lexer = Lexer {
        source,
        at: 0,
        nesting: Nesting::new(source),
    };
    let mut lexemes: Vec<Lexeme> = Vec::new();
    // The last lexeme that is not a comment decides whether an operand may begin.
    let mut previous: Option<Lexeme> = None;
    while let Some(lexeme) = lexer.next(previous) {
        if lexeme.kind != LexemeKind::Comment {
            lexer.nesting.follow(lexemes.len(), lexeme);
            previous = Some(lexeme);
        }
        lexemes.push(lexeme);
    }
    lexemes
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    nesting: Nesting<'a>,
}

const OPERATORS: [&str; 26] = [
    "===", "=~", "==", "=!", "=>", "--", "!=", "!~", "<=", ">=", "<>", "&&", "||", "->", "=", "<",
    ">", "!", "+", "-", "*", "/", "%", "^", "&", "~",
];

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn next(&mut self, previous: Option<Lexeme>) -> Option<Lexeme> {
        self.at += self
            .rest()
            .find(|c| !is_space(c))
            .unwrap_or(self.rest().len());
        let start = self.at;
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '#' => (LexemeKind::Comment, comment_length(rest)),
            '\'' | '"' => {
                let (length, closed) = delimited(rest, first);
                (LexemeKind::Text { closed }, length)
            }
            '/' if self.regex_may_begin(previous) => {
                let (length, closed) = delimited(rest, first);
                (LexemeKind::Regex { closed }, length)
            }
            '`' => path(rest),
            '(' => {
                let query = opens_query(self.source, rest, previous, &self.nesting);
                (LexemeKind::Open { query }, 1)
            }
            '[' => (LexemeKind::Open { query: false }, 1),
            ')' | ']' => (LexemeKind::Close, 1),
            ',' => (LexemeKind::Comma, 1),
            '|' if !rest.starts_with("||") => (LexemeKind::Pipe, 1),
            '{' if placeholder(rest).is_some() => (
                LexemeKind::Placeholder,
                placeholder(rest).map_or(1, |it| it.0),
            ),
            '$' if self.nesting.is_at_command() && begins_name(&rest[1..]) => {
                let (kind, length) = path(&rest[1..]);
                let closed = kind != LexemeKind::QuotedName { closed: false };
                (LexemeKind::SavedName { closed }, length + 1)
            }
            c if c.is_ascii_digit() => (LexemeKind::Number, number_length(rest)),
            c if c.is_ascii_alphabetic() || c == '_' || c == '@' => path(rest),
            c => match OPERATORS
                .iter()
                .find(|operator| rest.starts_with(**operator))
            {
                Some(operator) => (LexemeKind::Operator, operator.len()),
                None => (LexemeKind::Other, c.len_utf8()),
            },
        };
        self.at += length;
        Some(Lexeme {
            kind,
            span: Span::new(start, self.at),
        })
    }

    fn regex_may_begin(&self, previous: Option<Lexeme>) -> bool {
        self.nesting.is_before_pattern() || previous.is_none_or(|it| !it.ends_operand(self.source))
    }
}

fn begins_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '`')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let cut: Vec<String> = lex(source)
            .into_iter()
            .map(|it| {
                let name = format!("{:?}", it.kind);
                let name = name.split([' ', '{']).next().unwrap_or_default();
                let open = match it.kind {
                    LexemeKind::Open { query: true } => "!",
                    _ if it.is_unclosed() => "?",
                    _ => "",
                };
                format!("{name}{open}:{}", it.text(source))
            })
            .collect();
        assert_eq!(cut.join(" "), expected);
    }

    #[test]
    fn a_slash_is_a_regex_or_a_division_by_its_place() {
        check("fields a / b", "Word:fields Word:a Operator:/ Word:b");
        check(
            "filter a like /b/",
            "Word:filter Word:a Word:like Regex:/b/",
        );
        check(
            "parse a /b/ as c",
            "Word:parse Word:a Regex:/b/ Word:as Word:c",
        );
        check(
            "fields f(a / b, /c/)",
            "Word:fields Word:f Open:( Word:a Operator:/ Word:b Comma:, Regex:/c/ Close:)",
        );
        check(
            "fields f(a) / 2",
            "Word:fields Word:f Open:( Word:a Close:) Operator:/ Number:2",
        );
    }

    #[test]
    fn half_typed_text_is_cut_too() {
        check("filter a = 'x", "Word:filter Word:a Operator:= Text?:'x");
        check("fields `x", "Word:fields QuotedName?:`x");
        check("filter a like /x", "Word:filter Word:a Word:like Regex?:/x");
        check("fields a. | é", "Word:fields Word:a. Pipe:| Other:é");
    }

    #[test]
    fn names_and_numbers() {
        check(
            "a.b.0 @@x @`a:b` a.`b c`.d",
            "Word:a.b.0 Word:@@x QuotedName:@`a:b` QuotedName:a.`b c`.d",
        );
        check(
            "1e+6 5m 12abc 0.9-1",
            "Number:1e+6 Number:5m Number:12abc Number:0.9 Operator:- Number:1",
        );
        check(
            "{{name}} {x}",
            "Placeholder:{{name}} Other:{ Word:x Other:}",
        );
    }

    #[test]
    fn a_bracket_may_hold_a_query() {
        check(
            "filter a in (parse b /c d/ | limit 1) / 2",
            "Word:filter Word:a Word:in Open!:( Word:parse Word:b Regex:/c d/ Pipe:| Word:limit \
             Number:1 Close:) Operator:/ Number:2",
        );
        check(
            "filter a in ('b') | filter a in (limit, b)",
            "Word:filter Word:a Word:in Open:( Text:'b' Close:) Pipe:| Word:filter Word:a \
             Word:in Open:( Word:limit Comma:, Word:b Close:)",
        );
        check(
            "append_cols (# why\n$`a b`(x = f(1)))",
            "Word:append_cols Open!:( Comment:# why SavedName:$`a b` Open:( Word:x Operator:= \
             Word:f Open:( Number:1 Close:) Close:) Close:)",
        );
    }

    #[test]
    fn a_hash_in_a_literal_is_no_comment() {
        check("fields '#' # b | c", "Word:fields Text:'#' Comment:# b | c");
    }
}
