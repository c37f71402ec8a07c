//! Letters and words that mean something to the grammar.

/// The words that stand between or before operands and are therefore no bare names.
pub(crate) fn is_operator_word(word: &str) -> bool {
    ["and", "or", "not", "like", "in"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// The words that need back-quotes to be a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    is_operator_word(word)
        || word.eq_ignore_ascii_case("true")
        || word.eq_ignore_ascii_case("false")
}

/// The grammar's white space.
pub(crate) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{a0}' | '\u{feff}'
    )
}

/// What a bare path is made of, dots aside.
pub(crate) fn is_segment_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '@'
}
