//! Saved queries: texts that other queries call by name, `$Errors(level = "WARN")`.
//!
//! A call is replaced by the text of the saved query before the whole is read (reference 2.28).

use crate::command::{Command, SavedCall};
use crate::lexer::{self, Lexeme, LexemeKind};
use crate::parameters::placeholders;
use crate::parser::literal::unescape;
use crate::span::{Span, Spanned};

/// A parameter of a saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The value when a call gives none, unquoted.
    pub default: Option<String>,
    /// What it is for; may be empty.
    pub about: String,
    /// Whether the text has a placeholder for it.
    pub used: bool,
}

/// The parameters of a saved query: those that the comments before its first command declare, in
/// order, then the other placeholders.
///
/// ```
/// use taffrail_query_lang::saved::parameters;
///
/// let text = "# parameter level = 'ERROR': the level to look for\n\
///             filter level = {{level}} and host = {{host}}";
/// let all = parameters(text);
/// assert_eq!(all[0].default.as_deref(), Some("ERROR"));
/// assert_eq!(all[0].about, "the level to look for");
/// assert_eq!((all[1].name.as_str(), &all[1].default), ("host", &None));
/// ```
pub fn parameters(text: &str) -> Vec<Parameter> {
    let placed = placeholders(text);
    let mut parameters: Vec<Parameter> = Vec::new();
    let head = lexer::lex(text);
    let comments = head
        .iter()
        .take_while(|lexeme| lexeme.kind == LexemeKind::Comment);
    for declared in comments.filter_map(|comment| declared(comment.text(text))) {
        if parameters.iter().all(|known| known.name != declared.name) {
            parameters.push(declared);
        }
    }
    for parameter in &mut parameters {
        parameter.used = placed.contains(&parameter.name);
    }
    for name in placed {
        if parameters.iter().all(|known| known.name != name) {
            parameters.push(Parameter {
                name,
                default: None,
                about: String::new(),
                used: true,
            });
        }
    }
    parameters
}

/// `# parameter NAME [= VALUE][: what it is for]`; a value that is not quoted ends at the colon.
fn declared(comment: &str) -> Option<Parameter> {
    let line = comment.trim_start_matches('#').trim();
    let rest = line.strip_prefix("parameter ")?.trim_start();
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    let (default, rest) = match rest.strip_prefix('=') {
        Some(rest) => value(rest.trim_start()),
        None => (None, rest),
    };
    let about = match rest.trim().strip_prefix(':') {
        Some(about) => about.trim(),
        None if rest.trim().is_empty() => "",
        None => return None,
    };
    Some(Parameter {
        name: name.to_owned(),
        default,
        about: about.to_owned(),
        used: false,
    })
}

fn value(text: &str) -> (Option<String>, &str) {
    if let Some(first) = lexer::lex(text).first()
        && first.kind == (LexemeKind::Text { closed: true })
    {
        let quoted = first.text(text);
        let value = unescape(&quoted[1..quoted.len() - 1]);
        return (Some(value), &text[first.span.end..]);
    }
    let (value, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
    (Some(value.trim().to_owned()), rest)
}

/// The pipe before the first command of a text; comments may stand before it.
pub fn leading_pipe(text: &str) -> Option<Span> {
    let lexemes = lexer::lex(text);
    let first = lexemes.iter().find(|it| it.kind != LexemeKind::Comment)?;
    (first.kind == LexemeKind::Pipe).then_some(first.span)
}

/// The calls of saved queries in a text that can be parsed, nested queries included, in order.
pub fn calls(text: &str) -> Vec<Spanned<SavedCall>> {
    let lexemes = lexer::lex(text);
    let begins = |lexeme: &Lexeme| lexeme.kind == (LexemeKind::SavedName { closed: true });
    let closes = |lexeme: &&Lexeme| lexeme.kind == LexemeKind::Close;
    let names = lexemes.iter().enumerate().filter(|(_, it)| begins(it));
    names
        .filter_map(|(index, name)| {
            let end = lexemes[index..].iter().find(closes)?;
            call(text, name.span.to(end.span))
        })
        .collect()
}

fn call(text: &str, span: Span) -> Option<Spanned<SavedCall>> {
    let mut query = crate::parse(&text[span.range()]).ok()?;
    let Command::SavedCall(mut call) = query.commands.pop()?.value else {
        return None;
    };
    let place = |inside: &mut Span| {
        *inside = Span::new(inside.start + span.start, inside.end + span.start);
    };
    place(&mut call.name.span);
    for (name, value) in &mut call.arguments {
        place(&mut name.span);
        place(&mut value.span);
    }
    Some(Spanned::new(call, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(comment: &str, expected: Option<(&str, Option<&str>, &str)>) {
        let found = declared(comment);
        let found = found
            .as_ref()
            .map(|it| (it.name.as_str(), it.default.as_deref(), it.about.as_str()));
        assert_eq!(found, expected, "{comment}");
    }

    #[test]
    fn declarations() {
        check(
            "# parameter level = \"ERROR: bad\": the level",
            Some(("level", Some("ERROR: bad"), "the level")),
        );
        check("#parameter n=-1.5", Some(("n", Some("-1.5"), "")));
        check("# parameter n = 10: rows", Some(("n", Some("10"), "rows")));
        check(
            "# parameter who = alice b : the user: by name",
            Some(("who", Some("alice b"), "the user: by name")),
        );
        check("# parameter host", Some(("host", None, "")));
        check("# parameter host: which", Some(("host", None, "which")));
        check("# parameter s = '': any", Some(("s", Some(""), "any")));
        check("# parameters are fine", None);
        check("# parameter names are chosen well", None);
        check("# other", None);
    }

    #[test]
    fn only_the_head_declares() {
        let text = "# parameter a = 1\n\nfilter x = {{b}} # parameter b = 2\n# parameter c = 3";
        let all = parameters(text);
        let shown: Vec<_> = all
            .iter()
            .map(|it| (it.name.as_str(), it.default.as_deref(), it.used))
            .collect();
        assert_eq!(shown, [("a", Some("1"), false), ("b", None, true)]);
    }

    #[test]
    fn a_pipe_before_the_first_command() {
        let check =
            |text, expected: Option<Span>| assert_eq!(leading_pipe(text), expected, "{text}");
        check("| limit 1", Some(Span::new(0, 1)));
        check("# a | b\n | limit 1", Some(Span::new(9, 10)));
        check("# a | b\nlimit 1 | limit 2", None);
        check("# a | b", None);
    }

    #[test]
    fn calls_and_their_places() {
        let text =
            "filter a like '$No()' # $No()\n| $A(x = ')') | filter b in ($`c/d`() | fields e)";
        let found: Vec<_> = calls(text)
            .into_iter()
            .map(|it| (text[it.span.range()].to_owned(), it.value))
            .collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].0, "$A(x = ')')");
        let (name, value) = &found[0].1.arguments[0];
        assert_eq!(&text[name.span.range()], "x");
        assert_eq!(
            (value.value.as_str(), &text[value.span.range()]),
            (")", "')'")
        );
        assert_eq!(found[1].0, "$`c/d`()");
        assert_eq!(found[1].1.name.value, "c/d");
    }
}
