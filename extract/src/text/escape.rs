//! Escapes in quoted pieces.

/// The text of a quoted piece with backslashes: `\"`, `\\`, `\n`, `\t`, `\r`, `\xHH`; any other
/// stays as it is.
pub(super) fn unescape(raw: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let (byte, length) = match rest[at + 1..] {
            [byte @ (b'"' | b'\\'), ..] => (byte, 2),
            [b'n', ..] => (b'\n', 2),
            [b't', ..] => (b'\t', 2),
            [b'r', ..] => (b'\r', 2),
            [b'x', high, low, ..] => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => (high << 4 | low, 4),
                _ => (b'\\', 1),
            },
            _ => (b'\\', 1),
        };
        out.push(byte);
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest);
}

/// The text of a quoted piece in which quotes are doubled.
pub(super) fn undouble(raw: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    }
    out.extend_from_slice(rest);
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let check = |raw: &str, expected: &str| {
            let mut out = Vec::new();
            unescape(raw.as_bytes(), &mut out);
            assert_eq!(out, expected.as_bytes(), "{raw}");
        };
        check(r#"a \"b\" \\ \x41\t"#, "a \"b\" \\ A\t");
        check(r"C:\dir \xZZ \x4", r"C:\dir \xZZ \x4");
        check("\\", "\\");
    }

    #[test]
    fn doubled_quotes() {
        let mut out = Vec::new();
        undouble(br#"a ""b"" "c"#, &mut out);
        assert_eq!(out, br#"a "b" "c"#);
    }
}
