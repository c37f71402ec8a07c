//! JSON within lines of text.

use memchr::memchr_iter;

/// How many places are tried.
const TRIES: usize = 4;

/// Where an object may begin in a line, the first ones.
pub(crate) fn openings(line: &[u8]) -> impl Iterator<Item = usize> {
    memchr_iter(b'{', line)
        .filter(|&at| {
            let rest = line[at + 1..].iter();
            let next = rest.copied().find(|byte| !byte.is_ascii_whitespace());
            matches!(next, Some(b'"' | b'}'))
        })
        .take(TRIES)
}
