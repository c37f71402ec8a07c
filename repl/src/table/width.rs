//! How many columns of a terminal a text takes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns that a text takes.
pub(super) fn of(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// The text in at most `width` columns, with `…` for what is left out, and the columns it takes.
pub(super) fn cut(text: &str, width: usize) -> (String, usize) {
    let whole = of(text);
    if whole <= width {
        return (text.to_owned(), whole);
    }
    let room = width.saturating_sub(1);
    let mut taken = 0;
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = taken + of(grapheme);
        if next > room {
            break;
        }
        taken = next;
        end = at + grapheme.len();
    }
    // Right behind a character that joins to the next one its width may be another.
    let mut cut = text[..end].to_owned();
    cut.push('…');
    (cut, taken + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width: usize, expected: &str, taken: usize) {
        assert_eq!(
            cut(text, width),
            (expected.to_owned(), taken),
            "{text} in {width}"
        );
    }

    #[test]
    fn texts_are_cut_between_characters() {
        check("abc", 3, "abc", 3);
        check("abcd", 3, "ab…", 3);
        check("日本語", 6, "日本語", 6);
        // There is one column left where a wide character has no room.
        check("日本語", 4, "日…", 3);
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…", 2);
        check("abc", 1, "…", 1);
        check("", 0, "", 0);
    }
}
