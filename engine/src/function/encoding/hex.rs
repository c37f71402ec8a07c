//! `0xff`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::UInt8Type;
use taffrail_extract::{Exact, kind, read_exact};

/// Appends the bytes that pairs of digits stand for.
pub(super) fn decode(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let (pairs, odd) = without_prefix(text).as_bytes().as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    for &[high, low] in pairs {
        out.push(digit(high)? << 4 | digit(low)?);
    }
    Some(())
}

/// Appends the number of at most 128 bits in decimal.
pub(super) fn to_decimal(text: &str, out: &mut Vec<u8>) -> Option<()> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let digits = without_prefix(digits);
    // What parses may have a sign of its own.
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u128::from_str_radix(digits, 16).ok()?;
    let sign = if number == 0 { "" } else { sign };
    write!(out, "{sign}{number}").ok()
}

/// `dec_to_hex(text, kind)`: numbers in hexadecimal, decimals cut off; NULL for what does not read
/// as a number or is of more than 127 bits.
pub(super) fn of_numbers(args: &[ArrayRef]) -> ArrayRef {
    let texts = args[0].as_string_view();
    let kinds = args[1].as_primitive::<UInt8Type>();
    let mut results = StringViewBuilder::with_capacity(texts.len());
    let mut result = String::new();
    for (text, kind) in texts.iter().zip(kinds) {
        result.clear();
        let integer = text.zip(kind).and_then(|(text, kind)| integer(text, kind));
        let written = integer.and_then(|integer| write_integer(integer, &mut result));
        results.append_option(written.map(|()| &result));
    }
    Arc::new(results.finish())
}

/// Appends `255` as `0xff`, `-1` as `-0x1`.
pub(super) fn write_integer(integer: i128, out: &mut String) -> Option<()> {
    let sign = if integer < 0 { "-" } else { "" };
    write!(out, "{sign}{:#x}", integer.unsigned_abs()).ok()
}

fn integer(text: &str, kind: u8) -> Option<i128> {
    match kind {
        kind::BOOLEAN => Some(i128::from(text == "true")),
        kind::NUMBER | kind::STRING => match read_exact(text.as_bytes())? {
            Exact::Integer(integer) => Some(integer),
            Exact::Float(float) => (float.abs() < 2_f64.powi(127)).then_some(float.trunc() as i128),
        },
        _ => None,
    }
}

fn without_prefix(digits: &str) -> &str {
    digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
        .unwrap_or(digits)
}

/// The value of a digit.
pub(super) fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// Appends the two digits of a byte.
pub(super) fn push_byte<const UPPER: bool>(byte: u8, out: &mut Vec<u8>) {
    let digits = if UPPER {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    out.extend([byte >> 4, byte & 15].map(|digit| digits[usize::from(digit)]));
}
