//! Saved queries: `{{name}}` placeholders and their values (reference 2.28).

use crate::ast::display::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{self, LexemeKind};
use crate::span::Span;

/// The text with each `{{name}}` replaced by its value.
///
/// Inside a quoted text, a back-quoted name or a regex the value is inserted escaped. Elsewhere a
/// number and a quoted text go in as they are, and anything else becomes a quoted text. Comments
/// are left alone.
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
    let mut out = String::with_capacity(text.len());
    let mut used = vec![false; params.len()];
    let mut copied = 0;
    for lexeme in lexer::lex(text) {
        let insert: fn(&str, char) -> String = match lexeme.kind {
            LexemeKind::Placeholder => |value, _| bare(value),
            LexemeKind::Text { .. } => in_quotes,
            LexemeKind::QuotedName { .. } => |value, _| escape(value, '`'),
            LexemeKind::Regex { .. } => |value, _| ::regex::escape(value).replace('/', "\\/"),
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

fn suggestion(name: &str, params: &[(String, String)]) -> Option<String> {
    let near = params
        .iter()
        .find(|it| strsim::osa_distance(&it.0, name) <= 2)?;
    Some(format!("there is a value for `{}`", near.0))
}

fn bare(value: &str) -> String {
    if is_number(value) || is_quoted(value) {
        value.to_owned()
    } else {
        quoted(value)
    }
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || b".eE+-".contains(&b))
        && value.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_quoted(value: &str) -> bool {
    matches!(lexer::lex(value).as_slice(), [one]
        if one.kind == (LexemeKind::Text { closed: true }) && one.span == Span::new(0, value.len()))
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
        check("a = {{x}}", &[("x", "\"WARN\"")], "a = \"WARN\"");
        check("a = {{ x }}", &[("x", "-1.5e3")], "a = -1.5e3");
        check(
            "a = {{x}}",
            &[("x", "1' or '1'='1")],
            "a = \"1' or '1'='1\"",
        );
        check("a = {{x}}", &[("x", "12:30")], "a = '12:30'");
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
