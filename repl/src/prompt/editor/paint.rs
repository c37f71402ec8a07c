//! Colours of the line that is typed.

use std::borrow::Cow;

use taffrail::query_lang::{Token, highlight};

use crate::clean::is_harmless;
use crate::surroundings::Colours;

/// The line with colours. It keeps its width: what must not reach the terminal becomes one sign.
pub(super) fn paint(line: &str, colours: Colours) -> Cow<'_, str> {
    if colours == Colours::Off || line.trim_start().starts_with('.') {
        return shown(line);
    }
    let mut painted = String::with_capacity(line.len() + 64);
    let mut at = 0;
    for (span, token) in highlight(line) {
        let Some(colour) = colour(token) else {
            continue;
        };
        painted.push_str(&shown(&line[at..span.start]));
        // A token of several lines is painted line by line: the editor may draw them one by one.
        for (index, part) in line[span.range()].split('\n').enumerate() {
            if index > 0 {
                painted.push('\n');
            }
            painted.push_str(colour);
            painted.push_str(&shown(part));
            painted.push_str("\x1b[0m");
        }
        at = span.end;
    }
    painted.push_str(&shown(&line[at..]));
    Cow::Owned(painted)
}

fn colour(token: Token) -> Option<&'static str> {
    Some(match token {
        Token::Command => "\x1b[1;34m",
        Token::Keyword | Token::Pipe => "\x1b[34m",
        Token::Function => "\x1b[36m",
        Token::Text | Token::Regex => "\x1b[32m",
        Token::Number | Token::Parameter => "\x1b[35m",
        Token::Comment => "\x1b[2m",
        Token::Error => "\x1b[31m",
        Token::Field | Token::Operator => return None,
    })
}

/// The text with one sign for each character that a terminal would obey.
fn shown(text: &str) -> Cow<'_, str> {
    let is_shown = |char: char| is_harmless(char) || matches!(char, '\n' | '\t');
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let sign = |char| match char {
        char if is_shown(char) => char,
        // The pictures of control characters.
        char @ '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours() {
        assert_eq!(
            paint("filter a = 'x' | limt 5", Colours::On),
            "\x1b[1;34mfilter\x1b[0m a = \x1b[32m'x'\x1b[0m \x1b[34m|\x1b[0m \
             \x1b[31mlimt\x1b[0m \x1b[35m5\x1b[0m"
        );
        assert_eq!(paint("filter a", Colours::Off), "filter a");
        assert_eq!(paint(".since 2h", Colours::On), ".since 2h");
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            paint("a\u{1b}[2J\u{202e}\u{7f}", Colours::Off),
            "a␛[2J\u{fffd}␡"
        );
        assert!(!paint("filter a = '\u{1b}[2J'", Colours::On).contains("\u{1b}[2J"));
        assert_eq!(paint("a\n| b\t", Colours::Off), "a\n| b\t");
    }
}
