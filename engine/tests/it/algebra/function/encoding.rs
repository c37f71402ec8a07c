//! Texts as other texts: for URLs, base64, hexadecimal.

use super::Arg::{Any, Hex, Number, Text};
use super::{Arg, Call, Function, Gives};
use crate::algebra::number::Exact;
use crate::algebra::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    of_text("urlencode", &[&[Text], &[Any]], |call| {
        made(call, url_encoded)
    }),
    of_text("urldecode", &[&[Text], &[Any]], |call| {
        made(call, url_decoded)
    }),
    of_text("base64encode", &[&[Text], &[Any]], |call| {
        made(call, |text| Some(base64(text)))
    }),
    of_text("base64decode", &[&[Text], &[Any]], |call| {
        made(call, un_base64)
    }),
    of_text("hexToAscii", &[&[Hex], &[Any]], |call| {
        made(call, |text| {
            utf8(pairs(text.strip_prefix("0x").unwrap_or(text))?)
        })
    }),
    of_text("hexToDec", &[&[Hex], &[Any]], |call| {
        let number = call.text(0).and_then(|text| hex_number(&text));
        number.map_or(Value::Missing, Value::Raw)
    }),
    of_text("decToHex", &[&[Number], &[Any]], |call| {
        let whole = match call.value(0) {
            Value::Bool(truth) => Some(i128::from(*truth)),
            Value::Time(micros) => Some(i128::from(micros.div_euclid(1000))),
            value => value.reads_as_number().and_then(|number| match number {
                Exact::Whole(whole) => Some(whole),
                Exact::Double(it) => (it.abs() < 2_f64.powi(127)).then_some(it as i128),
            }),
        };
        whole.map_or(Value::Missing, |whole| {
            let sign = if whole < 0 { "-" } else { "" };
            Value::Text(format!("{sign}0x{:x}", whole.unsigned_abs()))
        })
    }),
];

const fn of_text(
    name: &'static str,
    forms: &'static [&'static [Arg]],
    eval: fn(&Call<'_>) -> Value,
) -> Function {
    Function {
        name,
        gives: Gives::Dynamic,
        forms,
        eval,
    }
}

fn made(call: &Call<'_>, make: fn(&str) -> Option<String>) -> Value {
    call.text(0)
        .and_then(|text| make(&text))
        .map_or(Value::Missing, Value::Text)
}

fn utf8(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok()
}

/// The bytes of pairs of digits.
fn pairs(digits: &str) -> Option<Vec<u8>> {
    let value = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let bytes = digits.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(value(*high)? * 16 + value(*low)?),
        _ => None,
    });
    bytes.collect()
}

fn hex_number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    let number = u128::from_str_radix(digits, 16)
        .ok()
        .filter(|_| !digits.contains('+'))?;
    Some(format!("{}{number}", if number == 0 { "" } else { sign }))
}

fn url_encoded(text: &str) -> Option<String> {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    Some(text.bytes().map(one).collect())
}

fn url_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => {
                let digits: String = chars.by_ref().take(2).collect();
                bytes.extend(pairs(&digits).filter(|_| digits.len() == 2)?);
            }
            '+' => bytes.push(b' '),
            c => bytes.extend(c.to_string().into_bytes()),
        }
    }
    utf8(bytes)
}

const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(text: &str) -> String {
    let groups = text.as_bytes().chunks(3).map(|group| {
        let bits: Vec<String> = group.iter().map(|byte| format!("{byte:08b}")).collect();
        let bits = bits.concat();
        let digit = |start: usize| {
            let sextet = bits.get(start..).filter(|rest| !rest.is_empty())?;
            let sextet = format!("{:0<6}", &sextet[..sextet.len().min(6)]);
            DIGITS.chars().nth(usize::from_str_radix(&sextet, 2).ok()?)
        };
        (0..4)
            .map(|index| digit(index * 6).unwrap_or('='))
            .collect::<String>()
    });
    groups.collect()
}

fn un_base64(text: &str) -> Option<String> {
    let standard = if text.contains(['-', '_']) {
        if text.contains(['+', '/']) {
            return None;
        }
        text.replace('-', "+").replace('_', "/")
    } else {
        text.to_owned()
    };
    let digits = standard.trim_end_matches('=');
    let padding = standard.len() - digits.len();
    if digits.len() % 4 == 1 || padding > 0 && (digits.len() + padding) % 4 != 0 || padding > 2 {
        return None;
    }
    let sextets: Option<Vec<String>> = digits
        .chars()
        .map(|digit| Some(format!("{:06b}", DIGITS.find(digit)?)))
        .collect();
    let bits = sextets?.concat();
    let (whole, spare) = bits.split_at(bits.len() / 8 * 8);
    if spare.contains('1') {
        return None;
    }
    let bytes = whole.as_bytes().chunks(8);
    utf8(
        bytes
            .map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | (bit - b'0')))
            .collect(),
    )
}
