//! Whether a query that is being typed may be sent, or wants something to follow.

use crate::command;
use crate::command::keyword::{self, Form, Keyword};
use crate::lexer::{self, Lexeme, LexemeKind, Nesting};

/// Whether the text may be sent: no open quote or bracket, and no pipe, comma, operator or keyword
/// at its end that wants something to follow.
///
/// ```
/// use taffrail_query_lang::is_complete;
///
/// assert!(is_complete("fields a | limit 5"));
/// assert!(!is_complete("fields a |"));
/// ```
pub fn is_complete(text: &str) -> bool {
    let mut lexemes = lexer::lex(text);
    lexemes.retain(|it| it.kind != LexemeKind::Comment);
    if lexemes.iter().any(|it| it.is_unclosed()) {
        return false;
    }
    let depth = lexemes.iter().fold(0_usize, |depth, it| match it.kind {
        LexemeKind::Open { .. } => depth + 1,
        LexemeKind::Close => depth.saturating_sub(1),
        _ => depth,
    });
    let Some(end) = lexemes.last() else {
        return true;
    };
    let nesting = Nesting::behind(text, &lexemes);
    // The query in brackets is still to come.
    let more = nesting.takes_query() && end.kind != LexemeKind::Close;
    depth == 0 && !more && !wants_more(text, *end, &lexemes[nesting.start()..])
}

/// Whether something must follow `end`, the last token of a query that ends with this command.
fn wants_more(text: &str, end: Lexeme, command: &[Lexeme]) -> bool {
    let info = command.first().and_then(|it| command::find(it.text(text)));
    let name = info.map_or("", |it| it.name);
    let word = end.text(text);
    match end.kind {
        // The last name of `filldown cpu*`.
        LexemeKind::Operator if word == "*" => !keyword::takes_spaced_names(name),
        LexemeKind::Pipe
        | LexemeKind::Comma
        | LexemeKind::Operator
        | LexemeKind::SavedName { .. } => true,
        LexemeKind::Word if command.len() == 1 => info.is_some() && !keyword::stands_alone(name),
        LexemeKind::Word => {
            // Only behind an operand, as which the command's name counts: `fields a, as`.
            let behind = command[command.len() - 2].ends_operand(text);
            let first = command.len() == 2;
            let is_joining =
                |it: &Keyword| it.form() == Form::Word && !it.ends && it.fits(first) && it.is(word);
            lexer::is_operator_word(word)
                || behind && keyword::keywords(name).iter().any(is_joining)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "unnest a into",
            "relevantfields where",
            "logcompare timeshift",
            "outlier action=",
            "fields a | pattern",
            "limit any",
            "fields a as",
            "SOURCE 'a' start=",
            "filter a in (fields b",
            "filter a in (fields b |",
            "lookup t a OUTPUT",
            "join left=a right=b where a.x = b.x",
            "appendcols override=true",
            "$Name",
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
            "fields a | estimate",
            "filldown",
            "filldown cpu*",
            "diff previousDay",
            "sessionize maxspan",
            "fields a, as",
            "sort a desc",
            "filter a in (fields b | limit 5)",
            "appendcols (fields b)",
            "$Name()",
        ] {
            assert!(is_complete(text), "{text}");
        }
    }
}
