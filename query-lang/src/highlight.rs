//! Colours for a query: each token with its class, also while it is being typed.

use crate::command;
use crate::command::keyword::{self, Form, Keyword};
use crate::command::unknown;
use crate::function;
use crate::lexer::{self, Lexeme, LexemeKind, Nesting};
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
    let mut own = OwnWords::default();
    let mut nesting = Nesting::new(text);
    let mut out = Vec::with_capacity(lexemes.len());
    for (index, lexeme) in lexemes.iter().enumerate() {
        let token = match lexeme.kind {
            LexemeKind::Word if nesting.is_at_command() => command(text, *lexeme),
            LexemeKind::Word => {
                own.enter(nesting.command(), text);
                let next = lexemes.get(index + 1).map(|it| it.text(text));
                word(text, *lexeme, previous, next, &own)
            }
            LexemeKind::SavedName { .. } => Token::Command,
            LexemeKind::QuotedName { .. } => Token::Field,
            LexemeKind::Text { .. } => Token::Text,
            LexemeKind::Regex { .. } => Token::Regex,
            LexemeKind::Number => Token::Number,
            LexemeKind::Comment => Token::Comment,
            LexemeKind::Pipe => Token::Pipe,
            LexemeKind::Placeholder => Token::Parameter,
            LexemeKind::Open { .. }
            | LexemeKind::Close
            | LexemeKind::Comma
            | LexemeKind::Operator => Token::Operator,
            LexemeKind::Other if nesting.command_is("source") => match lexeme.text(text) {
                "{" | "}" | ":" => Token::Operator,
                _ => Token::Error,
            },
            LexemeKind::Other => Token::Error,
        };
        out.push((lexeme.span, token));
        if lexeme.kind != LexemeKind::Comment {
            nesting.follow(index, *lexeme);
            previous = Some(*lexeme);
        }
    }
    out
}

/// The words of the command in which we are.
#[derive(Default)]
struct OwnWords {
    command: Option<Lexeme>,
    keywords: &'static [Keyword],
}

impl OwnWords {
    /// Goes on in the command that has this name.
    fn enter(&mut self, name: Option<Lexeme>, text: &str) {
        if self.command != name {
            let info = name.and_then(|it| command::find(it.text(text)));
            self.keywords = info.map_or(&[], |it| keyword::keywords(it.name));
            self.command = name;
        }
    }

    /// What the word is when it is one of them, between the token before and the sign behind it.
    fn token(
        &self,
        word: &str,
        text: &str,
        previous: Option<Lexeme>,
        next: Option<&str>,
    ) -> Option<Token> {
        let first = previous == self.command;
        // The command's own name counts as an operand.
        let behind = previous.is_some_and(|it| it.ends_operand(text));
        let form = Form::before(next);
        let found = self.keywords.iter().find(|it| it.is(word))?;
        match found.form() {
            Form::Word => {
                (behind && form != Form::Option && found.fits(first)).then_some(Token::Keyword)
            }
            Form::Call => (form == Form::Call).then_some(Token::Function),
            wanted => (form == wanted).then_some(Token::Keyword),
        }
    }
}

fn word(
    text: &str,
    lexeme: Lexeme,
    previous: Option<Lexeme>,
    next: Option<&str>,
    own: &OwnWords,
) -> Token {
    let word = lexeme.text(text);
    if lexer::is_reserved(word) {
        return Token::Keyword;
    }
    if let Some(token) = own.token(word, text, previous, next) {
        return token;
    }
    if next == Some("(") && function::find(word).is_some() {
        return Token::Function;
    }
    Token::Field
}

fn command(text: &str, lexeme: Lexeme) -> Token {
    if unknown::is_command_word(lexeme.text(text)) {
        Token::Command
    } else {
        Token::Error
    }
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
            "filter a in (limit any 5 | fitler b) or c",
            "filter=Command a=Field in=Keyword (=Operator limit=Command any=Keyword 5=Number \
             |=Pipe fitler=Error b=Field )=Operator or=Keyword c=Field",
        );
        check(
            "stats max(a in (limit any 5)) as n by b",
            "stats=Command max=Function (=Operator a=Field in=Keyword (=Operator limit=Command \
             any=Keyword 5=Number )=Operator )=Operator as=Keyword n=Field by=Keyword b=Field",
        );
        check(
            "join type=left where a.x=b.x ($E(n=1))",
            "join=Command type=Keyword ==Operator left=Field where=Keyword a.x=Field ==Operator \
             b.x=Field (=Operator $E=Command (=Operator n=Field ==Operator 1=Number )=Operator \
             )=Operator",
        );
        check(
            "SOURCE logGroups(class: ['a']) end=now",
            "SOURCE=Command logGroups=Function (=Operator class=Keyword :=Operator [=Operator \
             'a'=Text ]=Operator )=Operator end=Keyword ==Operator now=Field",
        );
        check(
            "lookup t a as b OUTPUT c",
            "lookup=Command t=Field a=Field as=Keyword b=Field OUTPUT=Keyword c=Field",
        );
        check(
            "fields count, as",
            "fields=Command count=Field ,=Operator as=Field",
        );
    }

    #[test]
    fn words_of_a_command_are_keywords_in_it() {
        check(
            "sessionize maxspan maxspan 1h | fields a, timeshift",
            "sessionize=Command maxspan=Field maxspan=Keyword 1h=Number |=Pipe fields=Command \
             a=Field ,=Operator timeshift=Field",
        );
        check(
            "outlier action=remove action",
            "outlier=Command action=Keyword ==Operator remove=Field action=Field",
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
}
