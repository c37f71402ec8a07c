//! The documented sort order as bytes that compare like it.
//!
//! The order (Logs Insights, "sort"): every text comes before every number; numbers compare by
//! value, ties by how they are written; texts are cut into runs of digits and of other characters
//! and compare run by run, digits by length and then by value, others by code point, a prefix
//! first.
//!
//! The key of a text is `0x00` and its runs; the key of a number is `0x01`, the number as a
//! double whose bits are turned so that they order as bytes, the distance of an exact integer
//! from that double, and the text. Digit runs are `0x30`, their length, their digits: no other run
//! begins with a byte from `0x30` to `0x39`, so that a digit run meets another kind of run as its
//! first digit would. Other runs end with `0x00 0x00` (a zero inside is `0x00 0xff`).

use taffrail_extract::{Exact, read_exact};

const TEXT: u8 = 0;
const NUMBER: u8 = 1;
/// Length of a number's key in front of its text: tag, double, distance.
const NUMBER_PREFIX: usize = 1 + 8 + 2;

/// Appends the key of `text`, which is a number when it reads as one.
pub(crate) fn write_key(text: &str, key: &mut Vec<u8>) {
    if let Some(number) = read_exact(text.as_bytes()) {
        write_number(number, text, key);
    } else {
        key.push(TEXT);
        write_runs(text.as_bytes(), key);
    }
}

/// The text that a key was made of.
pub(super) fn read_key(key: &[u8]) -> String {
    let Some((&tag, rest)) = key.split_first() else {
        return String::new();
    };
    if tag == NUMBER {
        return String::from_utf8_lossy(&key[NUMBER_PREFIX.min(key.len())..]).into_owned();
    }
    let mut text = Vec::with_capacity(rest.len());
    let mut at = 0;
    while at < rest.len() {
        if rest[at] == b'0' {
            let length = rest[at + 1..at + 5]
                .iter()
                .fold(0, |sum, &b| sum << 8 | usize::from(b));
            text.extend_from_slice(&rest[at + 5..at + 5 + length]);
            at += 5 + length;
        } else {
            at = read_other_run(rest, at, &mut text);
        }
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Whether a key stands for a number.
pub(super) fn is_number_key(key: &[u8]) -> bool {
    key.first() == Some(&NUMBER)
}

fn write_number(number: Exact, text: &str, key: &mut Vec<u8>) {
    let (double, distance) = match number {
        Exact::Integer(integer) => {
            let double = integer as f64;
            (double, integer - double as i128)
        }
        // `-0` and `0` are one value.
        Exact::Float(double) => (double + 0.0, 0),
    };
    let bits = double.to_bits();
    let ordered = if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    };
    key.push(NUMBER);
    key.extend_from_slice(&ordered.to_be_bytes());
    // An integer of 64 bits is at most 1024 away from its double.
    key.extend_from_slice(&((distance + 0x8000) as u16).to_be_bytes());
    key.extend_from_slice(text.as_bytes());
}

fn write_runs(mut text: &[u8], key: &mut Vec<u8>) {
    while let Some(first) = text.first() {
        let digits = first.is_ascii_digit();
        let length = text
            .iter()
            .position(|byte| byte.is_ascii_digit() != digits)
            .unwrap_or(text.len());
        let (run, rest) = text.split_at(length);
        if digits {
            key.push(b'0');
            key.extend_from_slice(&(length as u32).to_be_bytes());
            key.extend_from_slice(run);
        } else {
            for &byte in run {
                key.push(byte);
                if byte == 0 {
                    key.push(0xff);
                }
            }
            key.extend_from_slice(&[0, 0]);
        }
        text = rest;
    }
}

fn read_other_run(key: &[u8], mut at: usize, text: &mut Vec<u8>) -> usize {
    while at < key.len() {
        if key[at] == 0 {
            if key.get(at + 1) != Some(&0xff) {
                return at + 2;
            }
            at += 1;
            text.push(0);
        } else {
            text.push(key[at]);
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Vec<u8> {
        let mut key = Vec::new();
        write_key(text, &mut key);
        key
    }

    /// The list that AWS publishes for `sort`, in its order.
    #[test]
    fn the_published_order() {
        let published = [
            "!:",
            "#",
            "*%04",
            "0#",
            "5A",
            "111A",
            "2345_",
            "@",
            "@_",
            "A",
            "A9876fghj",
            "a12345hfh",
            "0",
            "01",
            "1",
            "2",
            "3",
        ];
        let mut sorted = published.to_vec();
        sorted.reverse();
        sorted.sort_by_key(|text| key(text));
        assert_eq!(sorted, published);
    }

    #[test]
    fn numbers_by_value_then_by_text() {
        let mut sorted = vec![
            "1e2",
            "-5",
            "9007199254740993",
            "9007199254740992",
            "0.5",
            "100",
            "-0",
            "0",
        ];
        sorted.sort_by_key(|text| key(text));
        let expected = [
            "-5",
            "-0",
            "0",
            "0.5",
            "100",
            "1e2",
            "9007199254740992",
            "9007199254740993",
        ];
        assert_eq!(sorted, expected);
    }

    #[test]
    fn keys_give_their_text_back() {
        for text in [
            "", "a", "a1b22", "0", "-1.5e3", "\0a\0\0", "日本2", "007", "x-007-y",
        ] {
            assert_eq!(read_key(&key(text)), text);
        }
    }
}
