//! Characters as a terminal may be given them.

use unicode_width::UnicodeWidthChar;

/// The columns that the text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text without what is unsafe to show.
pub(super) fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

/// Control characters and bidirectional overrides are named instead of sent to a terminal.
pub(super) fn visible_char(c: char) -> String {
    let unsafe_char = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if unsafe_char {
        c.escape_unicode().to_string()
    } else {
        c.to_string()
    }
}
