//! What reads as a number: `-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`, whole and finite.

/// A number as exact as it can be compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Exact {
    /// A whole number that fits `i64` or `u64`.
    Integer(i128),
    /// Everything else.
    Float(f64),
}

/// Reads a number; leading zeros are allowed, white space, `+`, hex, `inf` and `nan` are not.
///
/// ```
/// use taffrail_extract::read_number;
///
/// assert_eq!(read_number(b"007"), Some(7.0));
/// assert_eq!(read_number(b"-1.5e3"), Some(-1500.0));
/// assert_eq!(read_number(b"1e999"), None);
/// assert_eq!(read_number(b" 1"), None);
/// ```
pub fn read_number(text: &[u8]) -> Option<f64> {
    Numeral::read(text)?.float()
}

/// Reads a number by the same rule; what fits `i64` or `u64` stays exact.
///
/// ```
/// use taffrail_extract::{Exact, read_exact};
///
/// assert_eq!(read_exact(b"18446744073709551615"), Some(Exact::Integer(u64::MAX.into())));
/// assert_eq!(read_exact(b"1.0"), Some(Exact::Float(1.0)));
/// assert_eq!(read_exact(b"0x1"), None);
/// ```
pub fn read_exact(text: &[u8]) -> Option<Exact> {
    let numeral = Numeral::read(text)?;
    match numeral.integer() {
        Some(integer) => Some(Exact::Integer(integer)),
        None => numeral.float().map(Exact::Float),
    }
}

/// The parts of a text that is written like a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numeral<'a> {
    text: &'a [u8],
    pub(crate) negative: bool,
    /// The digits before the point.
    pub(crate) whole: &'a [u8],
    /// The digits behind it; empty without one.
    pub(crate) fraction: &'a [u8],
    pub(crate) exponent: bool,
}

impl<'a> Numeral<'a> {
    pub(crate) fn read(text: &'a [u8]) -> Option<Self> {
        let negative = text.first() == Some(&b'-');
        let (whole, mut rest) = digits(&text[usize::from(negative)..])?;
        let mut fraction: &[u8] = &[];
        if let Some(behind) = rest.strip_prefix(b".") {
            (fraction, rest) = digits(behind)?;
        }
        let exponent = matches!(rest.first(), Some(b'e' | b'E'));
        if exponent {
            let sign = usize::from(matches!(rest.get(1), Some(b'+' | b'-')));
            (_, rest) = digits(&rest[1 + sign..])?;
        }
        rest.is_empty().then_some(Self {
            text,
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// Whether JSON allows it: no leading zeros.
    pub(crate) fn is_json(&self) -> bool {
        self.whole.len() == 1 || self.whole[0] != b'0'
    }

    /// The value when it is written without point and exponent and fits `i64` or `u64`.
    pub(crate) fn integer(&self) -> Option<i128> {
        if self.exponent || !self.fraction.is_empty() {
            return None;
        }
        let significant = self.whole.len() - self.whole.iter().take_while(|&&d| d == b'0').count();
        if significant > 20 {
            return None;
        }
        // Twenty digits fit 128 bits.
        let value = fold(self.whole);
        let value = if self.negative { -value } else { value };
        (i128::from(i64::MIN)..=i128::from(u64::MAX))
            .contains(&value)
            .then_some(value)
    }

    fn float(&self) -> Option<f64> {
        // Both the digits and the power of ten are exact doubles, so one division rounds once.
        if !self.exponent && self.whole.len() + self.fraction.len() <= 15 {
            let digits = self.whole.iter().chain(self.fraction);
            let value = digits.fold(0, |value: u64, &digit| value * 10 + u64::from(digit - b'0'));
            let value = value as f64 / POWERS[self.fraction.len()];
            return Some(if self.negative { -value } else { value });
        }
        let text = std::str::from_utf8(self.text).ok()?;
        text.parse().ok().filter(|value: &f64| value.is_finite())
    }
}

const POWERS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// The value of decimal digits, of which at most 38 are significant.
pub(crate) fn fold(digits: &[u8]) -> i128 {
    digits
        .iter()
        .fold(0, |value, &digit| value * 10 + i128::from(digit - b'0'))
}

/// One digit or more, and what follows.
fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_a_number() {
        for (text, expected) in [
            ("0", Some(0.0)),
            ("-0", Some(-0.0)),
            ("012", Some(12.0)),
            ("0.1", Some(0.1)),
            ("123456789012345.6", Some(123_456_789_012_345.6)),
            ("1E+2", Some(100.0)),
            ("1e-400", Some(0.0)),
            ("1e400", None),
            ("", None),
            ("-", None),
            ("+1", None),
            (".5", None),
            ("5.", None),
            ("1e", None),
            ("1e+", None),
            ("0x10", None),
            ("inf", None),
            ("nan", None),
            ("1 ", None),
            ("1_0", None),
        ] {
            let read = read_number(text.as_bytes());
            assert_eq!(read.map(f64::to_bits), expected.map(f64::to_bits), "{text}");
        }
    }

    #[test]
    fn exact_where_it_fits() {
        let integer = |value| Some(Exact::Integer(value));
        for (text, expected) in [
            ("9007199254740993", integer(9_007_199_254_740_993)),
            ("-9223372036854775808", integer(i64::MIN.into())),
            (
                "-9223372036854775809",
                Some(Exact::Float(-9_223_372_036_854_775_809.0)),
            ),
            ("18446744073709551615", integer(u64::MAX.into())),
            (
                "18446744073709551616",
                Some(Exact::Float(18_446_744_073_709_551_616.0)),
            ),
            (
                "0000000000000000000000000000000000000000000000007",
                integer(7),
            ),
            ("1e2", Some(Exact::Float(100.0))),
            ("abc", None),
        ] {
            assert_eq!(read_exact(text.as_bytes()), expected, "{text}");
        }
    }
}
