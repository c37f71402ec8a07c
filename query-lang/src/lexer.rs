//! A tolerant lexer: cuts any text into tokens, half-typed and wrong text included.
//!
//! The grammar decides what a query means. The tokens serve what must work without a valid
//! query: comments, the depth of brackets, hints about mistakes, completion, highlighting,
//! parameters. Where a `/` begins a regex is decided by the same rules as in the grammar.

use crate::span::Span;

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) kind: LexemeKind,
    pub(crate) span: Span,
}

impl Lexeme {
    pub(crate) fn text(self, source: &str) -> &str {
        &source[self.span.range()]
    }

    /// Whether it is this bare word, in any case.
    pub(crate) fn is_word(self, source: &str, word: &str) -> bool {
        self.kind == LexemeKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether an operand may end here, so that an operator may follow.
    pub(crate) fn ends_operand(self, source: &str) -> bool {
        match self.kind {
            LexemeKind::Word => !is_operator_word(self.text(source)),
            LexemeKind::QuotedName { .. }
            | LexemeKind::Text { .. }
            | LexemeKind::Regex { .. }
            | LexemeKind::Number
            | LexemeKind::Close
            | LexemeKind::Placeholder
            | LexemeKind::Other => true,
            LexemeKind::Comment
            | LexemeKind::Pipe
            | LexemeKind::Open
            | LexemeKind::Comma
            | LexemeKind::Operator => false,
        }
    }

    /// Whether it is a literal or name whose closing delimiter is missing.
    pub(crate) fn is_unclosed(self) -> bool {
        matches!(
            self.kind,
            LexemeKind::QuotedName { closed: false }
                | LexemeKind::Text { closed: false }
                | LexemeKind::Regex { closed: false }
        )
    }
}

/// The kinds of [`Lexeme`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LexemeKind {
    /// A bare name, keyword or dotted path.
    Word,
    /// A path with a back-quoted part.
    QuotedName { closed: bool },
    /// `'...'`, `"..."`
    Text { closed: bool },
    /// `/.../`
    Regex { closed: bool },
    /// What begins with a digit: numbers, periods and mistakes such as `12abc`.
    Number,
    /// From `#` to the end of the line.
    Comment,
    /// `|`
    Pipe,
    /// `(`, `[`
    Open,
    /// `)`, `]`
    Close,
    /// `,`
    Comma,
    /// Any run that is or looks like an operator.
    Operator,
    /// `{{name}}`
    Placeholder,
    /// One character that has no place in the language.
    Other,
}

/// Cuts the whole text. White space is left out.
pub(crate) fn lex(source: &str) -> Vec<Lexeme> {
    let mut lexer = Lexer {
        source,
        at: 0,
        depth: 0,
        command_place: true,
        parse: Parse::No,
    };
    let mut lexemes: Vec<Lexeme> = Vec::new();
    // The last lexeme that is not a comment decides whether an operand may begin.
    let mut previous: Option<Lexeme> = None;
    while let Some(lexeme) = lexer.next(previous) {
        if lexeme.kind != LexemeKind::Comment {
            lexer.follow(lexeme);
            previous = Some(lexeme);
        }
        lexemes.push(lexeme);
    }
    lexemes
}

/// The words that stand between or before operands and are therefore no bare names.
pub(crate) fn is_operator_word(word: &str) -> bool {
    ["and", "or", "not", "like", "in"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// The words that need back-quotes to be a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    is_operator_word(word)
        || word.eq_ignore_ascii_case("true")
        || word.eq_ignore_ascii_case("false")
}

/// The grammar's white space.
pub(crate) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{feff}'
    )
}

/// What a bare path is made of, dots aside.
pub(crate) fn is_segment_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '@'
}

/// Where we are in a `parse` command, whose pattern may be a regex right behind an operand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parse {
    No,
    BeforePattern,
    AfterPattern,
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
    command_place: bool,
    parse: Parse,
}

const OPERATORS: [&str; 22] = [
    "=~", "==", "!=", "!~", "<=", ">=", "<>", "&&", "||", "->", "=", "<", ">", "!", "+", "-", "*",
    "/", "%", "^", "&", "~",
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
            '(' | '[' => (LexemeKind::Open, 1),
            ')' | ']' => (LexemeKind::Close, 1),
            ',' => (LexemeKind::Comma, 1),
            '|' if !rest.starts_with("||") => (LexemeKind::Pipe, 1),
            '{' if placeholder(rest).is_some() => (
                LexemeKind::Placeholder,
                placeholder(rest).map_or(1, |it| it.0),
            ),
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
        if self.parse == Parse::BeforePattern && self.depth == 0 {
            return true;
        }
        previous.is_none_or(|it| !it.ends_operand(self.source))
    }

    fn follow(&mut self, lexeme: Lexeme) {
        match lexeme.kind {
            LexemeKind::Pipe => {
                self.command_place = true;
                self.depth = 0;
                self.parse = Parse::No;
                return;
            }
            LexemeKind::Open => self.depth += 1,
            LexemeKind::Close => self.depth = self.depth.saturating_sub(1),
            LexemeKind::Word if self.command_place && lexeme.is_word(self.source, "parse") => {
                self.parse = Parse::BeforePattern;
            }
            LexemeKind::Text { .. } | LexemeKind::Regex { .. }
                if self.depth == 0 && self.parse == Parse::BeforePattern =>
            {
                self.parse = Parse::AfterPattern;
            }
            _ => {}
        }
        self.command_place = false;
    }
}

fn comment_length(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// Length of what begins with `delimiter`, and whether it ends with it too.
fn delimited(rest: &str, delimiter: char) -> (usize, bool) {
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == delimiter {
            return (at + c.len_utf8(), true);
        }
    }
    (rest.len(), false)
}

/// A name: segments, bare or back-quoted, joined by dots.
fn path(rest: &str) -> (LexemeKind, usize) {
    let mut at = 0;
    let mut quoted = false;
    loop {
        let tail = &rest[at..];
        let bare = tail.find(|c| !is_segment_char(c)).unwrap_or(tail.len());
        let back_quote = tail[bare..].starts_with('`') && (bare == 0 || &tail[..bare] == "@");
        at += bare;
        if back_quote {
            quoted = true;
            let (length, closed) = delimited(&rest[at..], '`');
            at += length;
            if !closed {
                return (LexemeKind::QuotedName { closed }, at);
            }
        } else if bare == 0 && at > 0 {
            // A dot without a segment behind it: `a.`, as when the next one is being typed.
            break;
        }
        if !rest[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    let kind = if quoted {
        LexemeKind::QuotedName { closed: true }
    } else {
        LexemeKind::Word
    };
    (kind, at)
}

fn number_length(rest: &str) -> usize {
    let length = rest
        .find(|c: char| !(is_segment_char(c) || c == '.'))
        .unwrap_or(rest.len());
    let exponent = rest[..length].ends_with(['e', 'E'])
        && rest[..length - 1]
            .bytes()
            .all(|b| b.is_ascii_digit() || b == b'.');
    if exponent && rest[length..].starts_with(['+', '-']) {
        let digits = &rest[length + 1..];
        let count = digits
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(digits.len());
        if count > 0 {
            return length + 1 + count;
        }
    }
    length
}

/// Length and name of a `{{name}}` at the start of `text`.
pub(crate) fn placeholder(text: &str) -> Option<(usize, &str)> {
    let inside = text.strip_prefix("{{")?;
    let end = inside.find("}}")?;
    let name = inside[..end].trim_matches(' ');
    is_parameter_name(name).then_some((end + 4, name))
}

/// Whether a parameter may be called so (reference 2.28).
pub(crate) fn is_parameter_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
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
                let open = if it.is_unclosed() { "?" } else { "" };
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
    fn a_hash_in_a_literal_is_no_comment() {
        check("fields '#' # b | c", "Word:fields Text:'#' Comment:# b | c");
    }
}
