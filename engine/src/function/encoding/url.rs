//! `%20`.

use super::hex::{digit, push_byte};

/// Appends the text with all but the unreserved characters of RFC 3986 as `%` and two digits.
pub(super) fn encode(text: &str, out: &mut Vec<u8>) -> Option<()> {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte);
        } else {
            out.push(b'%');
            push_byte::<true>(byte, out);
        }
    }
    Some(())
}

/// Appends what was encoded; `+` is a space, as forms and query strings write it.
pub(super) fn decode(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            b'+' => b' ',
            other => other,
        });
    }
    Some(())
}
