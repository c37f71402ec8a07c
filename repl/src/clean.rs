//! Text of logs made fit for a terminal: nothing in it is obeyed, everything in it is seen.

use std::borrow::Cow;

/// The text with control characters and invisible characters written out: `\u{1b}`, newlines as
/// `⏎`, tabs as `→`.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        push(&mut cleaned, char);
    }
    Cow::Owned(cleaned)
}

/// As [`clean`], but newlines stay, for messages of several lines.
pub(crate) fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Whether a character may reach a terminal as it is: it is no control character, does not change
/// the direction of what stands around it, and is not invisible.
pub(crate) fn is_harmless(char: char) -> bool {
    // Most text is ASCII.
    if char.is_ascii() {
        return !char.is_ascii_control();
    }
    !(char.is_control()
        || matches!(
            char,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        ))
}

fn push(cleaned: &mut String, char: char) {
    match char {
        '\n' => cleaned.push('⏎'),
        '\t' => cleaned.push('→'),
        char if is_harmless(char) => cleaned.push(char),
        char => cleaned.extend(char.escape_unicode()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected);
        assert!(clean(text).chars().all(is_harmless));
    }

    #[test]
    fn nothing_reaches_a_terminal_raw() {
        check("plain ünïcode 日本 👍", "plain ünïcode 日本 👍");
        check("\u{1b}[31mred\u{7}", "\\u{1b}[31mred\\u{7}");
        check(
            "one\ntwo\r\nthree\rfour\tfive",
            "one⏎two⏎three\\u{d}four→five",
        );
        check(
            "user\u{202e}txt.exe\u{2066}",
            "user\\u{202e}txt.exe\\u{2066}",
        );
        check(
            "c1 \u{9b}1m del \u{7f} nul \0",
            "c1 \\u{9b}1m del \\u{7f} nul \\u{0}",
        );
        check("zero\u{200b}width\u{feff}", "zero\\u{200b}width\\u{feff}");
    }

    #[test]
    fn messages_keep_their_lines() {
        assert_eq!(clean_lines("a\u{1b}\nb"), "a\\u{1b}\nb");
    }
}
