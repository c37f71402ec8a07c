//! Saved queries: `{{name}}` placeholders and their values (reference 2.28).

mod value;

pub use self::value::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, LexemeKind};
use crate::span::Span;

/// The text with each `{{name}}` replaced by its value, which is what [`Value::read`] takes the
/// text for.
///
/// # Errors
///
/// A diagnostic for a placeholder without value, and for a value that no placeholder asks for.
///
/// ```
/// use taffrail_query_lang::parameters::expand;
///
/// let values = [("level".to_owned(), "WARN".to_owned()), ("n".to_owned(), "100".to_owned())];
/// let text = expand("filter level = {{level}} | limit {{n}}", &values).unwrap();
/// assert_eq!(text, "filter level = 'WARN' | limit 100");
/// ```
pub fn expand(text: &str, params: &[(String, String)]) -> Result<String, Diagnostic> {
    let values: Vec<_> = params
        .iter()
        .map(|(name, value)| (name.clone(), Value::read(value)))
        .collect();
    expand_values(text, &values)
}

/// The text with each `{{name}}` replaced by its value.
///
/// Inside a quoted text, a back-quoted name or a regex the value is inserted escaped. Elsewhere it
/// is written as a query has it: a text in quotes, a number or period bare. Comments are left
/// alone.
///
/// # Errors
///
/// As [`expand`].
pub fn expand_values(text: &str, params: &[(String, Value)]) -> Result<String, Diagnostic> {
    let mut out = String::with_capacity(text.len());
    let mut used = vec![false; params.len()];
    let mut copied = 0;
    for lexeme in lexer::lex(text) {
        let insert: fn(&Value, char) -> String = match lexeme.kind {
            LexemeKind::Placeholder => |value, _| value.to_string(),
            LexemeKind::Text { .. } => |value, quote| in_quotes(value.as_str(), quote),
            LexemeKind::QuotedName { .. } | LexemeKind::SavedName { .. } => {
                |value, _| escape(value.as_str(), '`')
            }
            LexemeKind::Regex { .. } => {
                |value, _| ::regex::escape(value.as_str()).replace('/', "\\/")
            }
            _ => continue,
        };
        let quote = lexeme.text(text).chars().next().unwrap_or('\'');
        let mut at = lexeme.span.start;
        while let Some(found) = text[at..lexeme.span.end].find("{{") {
            at += found;
            let Some((length, name)) = lexer::placeholder(&text[at..lexeme.span.end]) else {
                at += 2;
                continue;
            };
            let Some(index) = params.iter().position(|it| it.0 == name) else {
                return Err(Diagnostic::error(
                    Code::MissingParameter,
                    format!("there is no value for the parameter `{name}`"),
                )
                .label(Span::new(at, at + length), "a placeholder")
                .help_if(suggestion(name, params)));
            };
            used[index] = true;
            out.push_str(&text[copied..at]);
            out.push_str(&insert(&params[index].1, quote));
            at += length;
            copied = at;
        }
    }
    out.push_str(&text[copied..]);
    match used.iter().position(|it| !it) {
        Some(index) => {
            let name = &params[index].0;
            Err(Diagnostic::error(
                Code::UnusedParameter,
                format!("the query has no parameter `{name}`"),
            )
            .help(format!(
                "a parameter is written `{{{{{name}}}}}` in the query"
            )))
        }
        None => Ok(out),
    }
}

/// The names of the placeholders of a text, each once, in order; those in comments do not count.
pub(crate) fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for lexeme in lexer::lex(text) {
        let places = matches!(
            lexeme.kind,
            LexemeKind::Placeholder
                | LexemeKind::Text { .. }
                | LexemeKind::QuotedName { .. }
                | LexemeKind::SavedName { .. }
                | LexemeKind::Regex { .. }
        );
        let mut rest = if places { lexeme.text(text) } else { "" };
        while let Some(at) = rest.find("{{") {
            rest = &rest[at..];
            let (length, name) = lexer::placeholder(rest).unwrap_or((2, ""));
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
            rest = &rest[length..];
        }
    }
    names
}

fn suggestion(name: &str, params: &[(String, Value)]) -> Option<String> {
    let near = params
        .iter()
        .find(|it| strsim::osa_distance(&it.0, name) <= 2)?;
    Some(format!("there is a value for `{}`", near.0))
}

fn in_quotes(value: &str, quote: char) -> String {
    escape(value, quote)
        .replace('\n', "\\n")
        .replace('\r', "\\r")
        .replace('\t', "\\t")
}

fn escape(value: &str, quote: char) -> String {
    value
        .replace('\\', r"\\")
        .replace(quote, &format!("\\{quote}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, params: &[(&str, &str)], expected: &str) {
        let params: Vec<_> = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let expanded = expand(text, &params).unwrap_or_else(|it| it.message);
        assert_eq!(expanded, expected);
    }

    #[test]
    fn values_outside_of_literals() {
        check("a = {{x}}", &[("x", "WARN")], "a = 'WARN'");
        check("a = {{x}}", &[("x", "\"WARN\"")], "a = 'WARN'");
        check("a = {{ x }}", &[("x", "-1.5e3")], "a = -1.5e3");
        check(
            "a = {{x}}",
            &[("x", "1' or '1'='1")],
            "a = \"1' or '1'='1\"",
        );
        check("a = {{x}}", &[("x", "12:30")], "a = '12:30'");
        check("a = {{x}}", &[("x", "012")], "a = '012'");
        check("a = {{x}}", &[("x", "0.5")], "a = 0.5");
    }

    #[test]
    fn values_of_a_kind() {
        let check = |value, expected: &str| {
            let values = [("x".to_owned(), value)];
            assert_eq!(expand_values("{{x}}", &values).as_deref(), Ok(expected));
        };
        check(Value::Text("12".to_owned()), "'12'");
        check(Value::Text("'x'".to_owned()), "\"'x'\"");
        check(Value::Number("012".to_owned()), "012");
        check(Value::Period("5m".to_owned()), "5m");
    }

    #[test]
    fn values_inside_of_literals() {
        check("a = 'say {{x}}!'", &[("x", "it's")], r"a = 'say it\'s!'");
        check("a like /x{{x}}/", &[("x", "a/b.c")], r"a like /xa\/b\.c/");
        check("fields `{{x}}`", &[("x", "a`b")], r"fields `a\`b`");
    }

    #[test]
    fn comments_and_other_braces_are_left_alone() {
        check("a = '{{1}} {{' # {{y}}", &[], "a = '{{1}} {{' # {{y}}");
    }

    #[test]
    fn values_and_placeholders_must_match() {
        check("a = {{x}}", &[], "there is no value for the parameter `x`");
        check("a = 1", &[("x", "1")], "the query has no parameter `x`");
    }
}
