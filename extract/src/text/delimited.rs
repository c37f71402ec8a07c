//! Lines cut at separators.

use memchr::{memchr, memchr_iter, memchr2};

use super::{Piece, Quotes};

/// How a line is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) separator: u8,
    pub(super) quotes: Quotes,
    pub(super) brackets: bool,
    pub(super) collapse: bool,
}

/// Cuts `line` into pieces until there are `most`.
pub(super) fn cut(rule: Rule, line: &[u8], most: usize, pieces: &mut Vec<Piece>) {
    if rule.quotes == Quotes::None && !rule.brackets && !rule.collapse {
        return plain(rule.separator, line, most, pieces);
    }
    let mut at = 0;
    while pieces.len() < most {
        if rule.collapse {
            let blank = |&byte: &u8| byte == rule.separator;
            at += line[at..].iter().take_while(|byte| blank(byte)).count();
            if at == line.len() {
                return;
            }
        }
        let (piece, end) = piece(rule, line, at);
        pieces.push(piece);
        if end >= line.len() {
            return;
        }
        at = end + 1;
    }
}

fn plain(separator: u8, line: &[u8], most: usize, pieces: &mut Vec<Piece>) {
    let mut start = 0;
    for end in memchr_iter(separator, line).chain([line.len()]).take(most) {
        pieces.push(Piece {
            range: start..end,
            quoted: false,
        });
        start = end + 1;
    }
}

/// The piece at `start`, and where the separator behind it stands, or the line ends.
fn piece(rule: Rule, line: &[u8], start: usize) -> (Piece, usize) {
    let closed = match line.get(start) {
        Some(b'"') if rule.quotes != Quotes::None => quote_end(rule, line, start + 1),
        Some(b'[') if rule.brackets => memchr(b']', &line[start..])
            .map(|length| start + length)
            .filter(|&at| is_end(rule, line, at + 1)),
        _ => None,
    };
    if let Some(close) = closed {
        let piece = Piece {
            range: start + 1..close,
            quoted: line[start] == b'"',
        };
        return (piece, close + 1);
    }
    let end = memchr(rule.separator, &line[start..]).map_or(line.len(), |length| start + length);
    let piece = Piece {
        range: start..end,
        quoted: false,
    };
    (piece, end)
}

/// Whether a piece may end before `at`.
fn is_end(rule: Rule, line: &[u8], at: usize) -> bool {
    line.get(at).is_none_or(|&byte| byte == rule.separator)
}

/// Where the quote stands that closes the piece whose content begins at `start`.
fn quote_end(rule: Rule, line: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += match rule.quotes {
            Quotes::Escaped => memchr2(b'"', b'\\', &line[at..])?,
            _ => memchr(b'"', &line[at..])?,
        };
        if line[at] == b'\\' {
            // What stands behind the last byte is looked for in vain.
            at = (at + 2).min(line.len());
            continue;
        }
        match rule.quotes {
            Quotes::Doubled if line.get(at + 1) == Some(&b'"') => at += 2,
            Quotes::Doubled => return is_end(rule, line, at + 1).then_some(at),
            _ if is_end(rule, line, at + 1) && !another_closes(rule, line, at + 1) => {
                return Some(at);
            }
            _ => at += 1,
        }
    }
}

/// Whether the next quote behind `at` closes a piece and opens none: then the one before it stood
/// within the piece.
fn another_closes(rule: Rule, line: &[u8], mut at: usize) -> bool {
    loop {
        let found = match rule.quotes {
            Quotes::Escaped => memchr2(b'"', b'\\', &line[at..]),
            _ => memchr(b'"', &line[at..]),
        };
        let Some(length) = found else {
            return false;
        };
        at += length;
        if line[at] == b'\\' {
            at = (at + 2).min(line.len());
            continue;
        }
        if line[at - 1] == rule.separator {
            return false;
        }
        if is_end(rule, line, at + 1) {
            return true;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(quotes: Quotes, separator: u8, line: &str, expected: &[&str]) {
        let rule = Rule {
            separator,
            quotes,
            brackets: quotes == Quotes::Bare,
            collapse: false,
        };
        let mut pieces = Vec::new();
        cut(rule, line.as_bytes(), usize::MAX, &mut pieces);
        let found: Vec<_> = pieces
            .iter()
            .map(|piece| &line[piece.range.clone()])
            .collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn plain_lines() {
        check(Quotes::None, b' ', "a b  c", &["a", "b", "", "c"]);
        check(Quotes::None, b'\t', "a\tb c\t", &["a", "b c", ""]);
        check(
            Quotes::None,
            b' ',
            "\"h2\",\"http/1.1\" x",
            &["\"h2\",\"http/1.1\"", "x"],
        );
        check(Quotes::None, b' ', "", &[""]);
    }

    #[test]
    fn quoted_pieces() {
        check(
            Quotes::Escaped,
            b' ',
            r#"a "b c" "" d"#,
            &["a", "b c", "", "d"],
        );
        check(
            Quotes::Escaped,
            b' ',
            r#""a \"b\" c" d"#,
            &[r#"a \"b\" c"#, "d"],
        );
        check(
            Quotes::Escaped,
            b' ',
            r#""- - - " "x" -"#,
            &["- - - ", "x", "-"],
        );
        check(
            Quotes::Escaped,
            b' ',
            r#"a "open end"#,
            &["a", "\"open", "end"],
        );
        check(Quotes::Escaped, b' ', "\"a\\", &["\"a\\"]);
    }

    #[test]
    fn quotes_within_quotes() {
        check(
            Quotes::Bare,
            b' ',
            r#"[06/Feb/2026:00:00:38 +0000] "-" "curl/8.5 "odd" agent" - x"#,
            &[
                "06/Feb/2026:00:00:38 +0000",
                "-",
                "curl/8.5 \"odd\" agent",
                "-",
                "x",
            ],
        );
        check(Quotes::Bare, b' ', r"[1 [2] x", &["1 [2", "x"]);
    }

    #[test]
    fn doubled_quotes() {
        check(
            Quotes::Doubled,
            b',',
            r#"a,"b ""c"", d",,"""#,
            &["a", r#"b ""c"", d"#, "", ""],
        );
    }

    #[test]
    fn only_as_many_as_wanted() {
        let rule = Rule {
            separator: b' ',
            quotes: Quotes::None,
            brackets: false,
            collapse: true,
        };
        let mut pieces = Vec::new();
        cut(rule, b"  a   b c", 2, &mut pieces);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[1].range, 6..7);
    }
}
