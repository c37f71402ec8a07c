//! `key=value key="a value"`.

use memchr::{memchr, memchr2};

use super::Piece;

/// Finds the values of keys; the first of several counts. Returns how many pairs there are.
pub(super) fn find(keys: &[Box<[u8]>], line: &[u8], pieces: &mut Vec<Piece>) -> usize {
    pieces.resize(keys.len(), Piece::default());
    let mut count = 0;
    let mut at = 0;
    while let Some((key, piece, end)) = pair(line, at) {
        count += usize::from(piece.is_some());
        if let Some(piece) = piece
            && let Some(index) = keys.iter().position(|known| **known == line[key.clone()])
            && pieces[index] == Piece::default()
        {
            pieces[index] = piece;
        }
        at = end;
    }
    count
}

/// A key, its value if it has one, and where it ends.
type Pair = (std::ops::Range<usize>, Option<Piece>, usize);

/// The word or pair at or behind `at`.
fn pair(line: &[u8], at: usize) -> Option<Pair> {
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace();
    let start = at + line[at..].iter().take_while(is_blank).count();
    if start == line.len() {
        return None;
    }
    let blank = |from: usize| {
        let space = line[from..].iter().position(u8::is_ascii_whitespace);
        space.map_or(line.len(), |length| from + length)
    };
    let end = blank(start);
    let Some(equals) = memchr(b'=', &line[start..end]).map(|length| start + length) else {
        return Some((start..end, None, end));
    };
    let key = start..equals;
    if line.get(equals + 1) == Some(&b'"')
        && let Some(close) = close(line, equals + 2)
    {
        let piece = Piece {
            range: equals + 2..close,
            quoted: true,
        };
        return Some((key, Some(piece), close + 1));
    }
    let piece = Piece {
        range: equals + 1..end,
        quoted: false,
    };
    Some((key, Some(piece), end))
}

/// Where the quote stands that closes the value which begins at `at`.
fn close(line: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', line.get(at..)?)?;
        if line[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_keys() {
        let line = br#"level=info msg="a \"b\" c" empty= flag ts=1 level=warn url=/a?b=c odd="x"#;
        let keys = ["level", "msg", "empty", "url", "flag", "odd"];
        let keys = keys.map(|key| key.as_bytes().into());
        let mut pieces = Vec::new();
        assert_eq!(find(&keys, line, &mut pieces), 7);
        let found = pieces
            .iter()
            .map(|piece| std::str::from_utf8(&line[piece.range.clone()]).expect("UTF-8"));
        let found: Vec<_> = found.collect();
        assert_eq!(found, ["info", r#"a \"b\" c"#, "", "/a?b=c", "", "\"x"]);
    }
}
