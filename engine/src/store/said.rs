//! What errors say, made fit to be read.

use std::error::Error;

/// What an error and those below it say, each thing once, without URLs, which may hold secrets.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = error.source();
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    without_secrets(lines.join(" ").trim_end())
}

/// A text whose URLs have lost their queries, and who asks.
pub(super) fn without_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive([' ', '\n', ')', '"', '>']) {
        let Some((scheme, rest)) = word.split_once("://") else {
            out.push_str(word);
            continue;
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let host = rest.find('/').unwrap_or(rest.len());
        let rest = match rest[..host].rfind('@') {
            Some(at) => &rest[at + 1..],
            None => rest,
        };
        out.extend([scheme, "://", rest]);
        let end = query.chars().last().filter(|end| " \n)\">".contains(*end));
        out.extend(end);
    }
    out
}

pub(super) fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_url_asks_is_not_told() {
        let check = |text: &str, expected: &str| assert_eq!(without_secrets(text), expected);
        check(
            "GET (https://h/a?X-Amz-Signature=secret) failed",
            "GET (https://h/a) failed",
        );
        check("really? yes", "really? yes");
        check("https://h/a?b=c", "https://h/a");
        check("(https://me:secret@h/a@b)", "(https://h/a@b)");
        check("http://me:secret@h refuses", "http://h refuses");
    }
}
