//! The text of a JSON string.

/// The text of a string's raw content; `None` when it is not valid JSON (a bad escape, a control
/// character). Invalid UTF-8 and lone surrogates become U+FFFD.
pub(crate) fn decode<'a>(raw: &'a [u8], scratch: &'a mut Scratch) -> Option<&'a str> {
    let (mut control, mut backslash) = (false, false);
    for &byte in raw {
        control |= byte < 0x20;
        backslash |= byte == b'\\';
    }
    if control {
        return None;
    }
    if !backslash {
        return Some(lossy(raw, &mut scratch.text));
    }
    scratch.bytes.clear();
    unescape(raw, &mut scratch.bytes)?;
    Some(lossy(&scratch.bytes, &mut scratch.text))
}

/// Room for texts that cannot be taken from the input as they are.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
}

/// The bytes as text, with U+FFFD for what is not UTF-8.
pub(crate) fn lossy<'a>(bytes: &'a [u8], scratch: &'a mut String) -> &'a str {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text;
    }
    scratch.clear();
    for chunk in bytes.utf8_chunks() {
        scratch.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            scratch.push(char::REPLACEMENT_CHARACTER);
        }
    }
    scratch
}

/// Appends `raw` with its escapes resolved; `None` at a bad one.
pub(crate) fn unescape(raw: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let (&escape, behind) = rest[at + 1..].split_first()?;
        rest = behind;
        let plain = match escape {
            b'"' | b'\\' | b'/' => escape,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let unit;
                (unit, rest) = hex(rest)?;
                let (character, behind) = character(unit, rest)?;
                rest = behind;
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            _ => return None,
        };
        out.push(plain);
    }
    out.extend_from_slice(rest);
    Some(())
}

/// The character that begins with a UTF-16 unit; a surrogate without its other half is U+FFFD.
fn character(unit: u32, rest: &[u8]) -> Option<(char, &[u8])> {
    if (0xd800..0xdc00).contains(&unit)
        && let Some(behind) = rest.strip_prefix(b"\\u")
    {
        let (low, behind) = hex(behind)?;
        if (0xdc00..0xe000).contains(&low) {
            let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            return Some((char::from_u32(code)?, behind));
        }
    }
    Some((
        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
        rest,
    ))
}

fn hex(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_first_chunk::<4>()?;
    let unit = digits.iter().try_fold(0, |unit, &digit| {
        Some(unit << 4 | char::from(digit).to_digit(16)?)
    })?;
    Some((unit, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], expected: Option<&str>) {
        assert_eq!(decode(raw, &mut Scratch::default()), expected);
    }

    #[test]
    fn escapes() {
        check(
            br#"a\"\\\/\b\f\n\r\t\u00e4\u0041"#,
            Some("a\"\\/\u{8}\u{c}\n\r\täA"),
        );
        check(br"\ud83d\ude00", Some("\u{1f600}"));
        check(br"\x", None);
        check(br"\u12G4", None);
        check(br"\u12", None);
        check(b"\\", None);
        check(b"a\tb", None);
    }

    #[test]
    fn surrogates_without_their_half() {
        check(br"\ud800", Some("\u{fffd}"));
        check(br"\ud800\u0041", Some("\u{fffd}A"));
        check(br"\ud800\ud83d\ude00", Some("\u{fffd}\u{1f600}"));
        check(br"\udc00x", Some("\u{fffd}x"));
        check(br"\ud800\u00zz", None);
    }

    #[test]
    fn invalid_utf8() {
        check(b"a\xffb\xe2\x82", Some("a\u{fffd}b\u{fffd}"));
        check(b"\xe2\x82\\n", Some("\u{fffd}\n"));
    }
}
