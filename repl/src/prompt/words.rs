//! Words of a line, as a shell would see them.

/// The words of a line; quotes hold what has spaces, a backslash what has quotes.
pub(super) fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match (quote, char) {
            (Some(open), char) if char == open => quote = None,
            (Some('\''), char) => word.get_or_insert_default().push(char),
            (_, '\\') => match chars.next() {
                Some(next) => word.get_or_insert_default().push(next),
                None => return Err("a backslash stands at the end".into()),
            },
            (None, '\'' | '"') => {
                word.get_or_insert_default();
                quote = Some(char);
            }
            (None, char) if char.is_whitespace() => words.extend(word.take()),
            (_, char) => word.get_or_insert_default().push(char),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".into());
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[&str]) {
        assert_eq!(
            words(line).as_deref(),
            Ok(&*expected
                .iter()
                .map(|&word| word.to_owned())
                .collect::<Vec<_>>())
        );
    }

    #[test]
    fn lines() {
        check("", &[]);
        check("  a  b ", &["a", "b"]);
        check(r#"'a b' "c 'd" e\ f"#, &["a b", "c 'd", "e f"]);
        check(r"'a\b' ''", &["a\\b", ""]);
        assert!(words("'a").is_err() && words("a\\").is_err());
    }
}
