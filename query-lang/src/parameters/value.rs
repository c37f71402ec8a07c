//! What a placeholder stands for: a text, a number or a period.

use std::fmt;

use crate::ast::display::quoted;
use crate::lexer::{self, LexemeKind};
use crate::parser::literal;

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, without quotes.
    Text(String),
    /// A number as it was typed: `012`, `-1.5e3`.
    Number(String),
    /// A period as it was typed: `5m`.
    Period(String),
}

impl Value {
    /// What a text without a kind is taken for: a number, a period, or a text, whose quotes are
    /// removed when it has some.
    pub fn read(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        // `012` is a key rather than a number.
        let padded =
            digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit());
        if !padded && literal::number_in(digits).is_some() {
            return Self::Number(text.to_owned());
        }
        if literal::period_in(text).is_some() {
            return Self::Period(text.to_owned());
        }
        if is_quoted(text) {
            return Self::Text(literal::unescape(&text[1..text.len() - 1]));
        }
        Self::Text(text.to_owned())
    }

    /// The text, or the number or period as it was typed.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Period(text) => text,
        }
    }
}

fn is_quoted(text: &str) -> bool {
    let closed = LexemeKind::Text { closed: true };
    matches!(lexer::lex(text).as_slice(), [one]
        if one.kind == closed && one.text(text).len() == text.len())
}

/// As a query has it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(text) | Self::Period(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_the_look() {
        for number in ["100", "-1.5e3", "0", "0.5", "9e9"] {
            assert_eq!(Value::read(number), Value::Number(number.to_owned()));
        }
        assert_eq!(Value::read("5m"), Value::Period("5m".to_owned()));
        for text in [
            "", "-", "inf", "1e999", "1.", ".5", "012", "5x", "-5m", "12:30", "it's", "'a", "5 m",
        ] {
            assert_eq!(Value::read(text), Value::Text(text.to_owned()), "{text}");
        }
        for (quoted, text) in [("'5m'", "5m"), (r#""a\"b""#, "a\"b"), ("''", "")] {
            assert_eq!(Value::read(quoted), Value::Text(text.to_owned()));
        }
    }
}
