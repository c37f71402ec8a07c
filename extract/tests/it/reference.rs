//! The slow reader: what the columns of a record must be, told byte by byte.
//!
//! It shares nothing with the crate but the names of what is wanted. Every value in a record
//! stands at one flattened path; of several at the same path the first counts, and later ones are
//! as if absent with all that is in them. Where an object or array on the way to a wanted path is
//! not well formed, nothing more is read from it; where a string never closes, from the record.

use std::collections::HashMap;

use taffrail_extract::{Column, Want};

/// What stands in a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Text(String),
    Number(f64),
    Integer(i64),
    Kind(u8),
    Timestamp(i64),
}

/// The row of a record, and how many wanted scalars in it are not valid JSON.
pub(crate) fn row(columns: &[Column], record: &[u8]) -> (Vec<Cell>, u64) {
    let trimmed = trim(record);
    let is_object = trimmed.len() > 1 && trimmed.starts_with(b"{") && trimmed.ends_with(b"}");
    let mut reader = Reader {
        wanted: columns
            .iter()
            .map(|column| column.path.as_str())
            .filter(|path| !path.is_empty())
            .collect(),
        bytes: trimmed,
        found: HashMap::new(),
    };
    if is_object {
        reader.container("", 0);
    }
    let mut values = HashMap::new();
    let mut malformed = 0;
    for (path, bytes) in &reader.found {
        if reader.wanted.contains(&path.as_str())
            && let Some(bytes) = bytes
        {
            let value = value(bytes);
            malformed += u64::from(value.is_none());
            values.insert(path.as_str(), value.unwrap_or(Value::Null));
        }
    }
    let cells = columns
        .iter()
        .map(|column| match (column.path.as_str(), column.want) {
            ("", Want::Text) if !is_object => Cell::Text(lossy(record)),
            ("", Want::Text) if trimmed.contains(&b'\n') || trimmed.contains(&b'\r') => {
                Cell::Text(lossy(&compact(trimmed)))
            }
            ("", Want::Text) => Cell::Text(lossy(trimmed)),
            ("", Want::Kind) if is_object => Cell::Kind(8),
            ("", _) => Cell::Null,
            (path, want) => values
                .get(path)
                .map_or(Cell::Null, |value| cell(value, want)),
        })
        .collect();
    (cells, malformed)
}

/// Behind the bracket that closes the one at `start`.
pub(crate) fn closing(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    for (at, &byte) in bytes.iter().enumerate().skip(start) {
        let is_escaped = std::mem::take(&mut escaped);
        match byte {
            b'\\' => escaped = !is_escaped,
            b'"' if !is_escaped => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    wanted: Vec<&'a str>,
    bytes: &'a [u8],
    /// By flattened path; no bytes for a container that does not close.
    found: HashMap<String, Option<&'a [u8]>>,
}

impl Reader<'_> {
    /// Reads the members or elements of the container at `start`; `None` when nothing more of the
    /// record can be read.
    fn container(&mut self, path: &str, start: usize) -> Option<usize> {
        let end = closing(self.bytes, start);
        let is_array = self.bytes[start] == b'[';
        let mut at = start + 1;
        for index in 0.. {
            at = self.space(at);
            let first = *self.bytes.get(at)?;
            if matches!(first, b'}' | b']') {
                return Some(at + 1);
            }
            let name = if is_array {
                index.to_string().into_bytes()
            } else {
                if first != b'"' {
                    return end;
                }
                let close = self.string(at)?;
                let key = &self.bytes[at + 1..close - 1];
                at = self.space(close);
                if *self.bytes.get(at)? != b':' {
                    return end;
                }
                at = self.space(at + 1);
                self.bytes.get(at)?;
                // A key with a bad escape is no wanted one.
                resolve(key).unwrap_or_else(|| b"\xff".to_vec())
            };
            let inner = String::from_utf8(name).ok().map(|name| {
                if start == 0 {
                    name
                } else {
                    format!("{path}.{name}")
                }
            });
            at = self.value(inner, at)?;
            at = self.space(at);
            match self.bytes.get(at)? {
                b',' => at += 1,
                b'}' | b']' => return Some(at + 1),
                _ => return end,
            }
        }
        None
    }

    fn value(&mut self, path: Option<String>, start: usize) -> Option<usize> {
        let inside = |path: &str| {
            let path = format!("{path}.");
            self.wanted.iter().any(|wanted| wanted.starts_with(&path))
        };
        let new = path.filter(|path| !self.found.contains_key(path));
        let first = self.bytes[start];
        let is_container = matches!(first, b'{' | b'[');
        let deeper = is_container && new.as_deref().is_some_and(inside);
        if let Some(path) = &new {
            self.found.insert(path.clone(), None);
        }
        let end = match (&new, first) {
            (Some(path), _) if deeper => {
                self.container(path, start)?;
                closing(self.bytes, start)?
            }
            (_, b'"') => self.string(start)?,
            _ if is_container => closing(self.bytes, start)?,
            _ => {
                let stop = b" \n\r\t,:{}[]\"\\";
                let rest = &self.bytes[start..];
                let length = rest.iter().position(|byte| stop.contains(byte));
                start + length.unwrap_or(rest.len())
            }
        };
        if let Some(path) = new {
            self.found.insert(path, Some(&self.bytes[start..end]));
        }
        Some(end)
    }

    /// Behind the closing quote of the string at `start`.
    fn string(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b'\\' => at += 2,
                b'"' => return Some(at + 1),
                _ => at += 1,
            }
        }
        None
    }

    fn space(&self, at: usize) -> usize {
        let rest = &self.bytes[at.min(self.bytes.len())..];
        at + rest
            .iter()
            .take_while(|byte| b" \n\r\t".contains(byte))
            .count()
    }
}

enum Value {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    Container(u8, String),
}

fn value(bytes: &[u8]) -> Option<Value> {
    Some(match bytes {
        b"null" => Value::Null,
        b"true" => Value::Boolean(true),
        b"false" => Value::Boolean(false),
        [b'{', ..] => Value::Container(8, lossy(&compact(bytes))),
        [b'[', ..] => Value::Container(16, lossy(&compact(bytes))),
        [b'"', content @ .., b'"'] => {
            if content.iter().any(|&byte| byte < 0x20) {
                return None;
            }
            Value::Text(lossy(&resolve(content)?))
        }
        _ => {
            let text = std::str::from_utf8(bytes).ok()?;
            if !is_number(text, false) {
                return None;
            }
            Value::Number(text.to_owned())
        }
    })
}

fn cell(value: &Value, want: Want) -> Cell {
    let text = match value {
        Value::Null => return Cell::Null,
        Value::Boolean(boolean) => boolean.to_string(),
        Value::Number(text) | Value::Text(text) | Value::Container(_, text) => text.clone(),
    };
    let kind = match value {
        Value::Null => 0,
        Value::Text(_) => 1,
        Value::Number(_) => 2,
        Value::Boolean(_) => 4,
        Value::Container(kind, _) => *kind,
    };
    let numeric = kind < 4 && is_number(&text, true);
    match (want, value) {
        (Want::Text, _) => Cell::Text(text),
        (Want::Kind, _) => Cell::Kind(kind),
        (Want::Number, Value::Boolean(boolean)) => Cell::Number(f64::from(*boolean)),
        (Want::Number, _) if numeric => {
            let number: f64 = text.parse().expect("a number");
            if number.is_finite() {
                Cell::Number(number)
            } else {
                Cell::Null
            }
        }
        (Want::Integer, _) if numeric => text.parse().map_or(Cell::Null, Cell::Integer),
        (Want::Timestamp, _) if kind < 4 => timestamp(&text).map_or(Cell::Null, Cell::Timestamp),
        (Want::Number | Want::Integer | Want::Timestamp, _) => Cell::Null,
    }
}

/// `-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`, and JSON's rule without leading zeros.
fn is_number(text: &str, leading_zeros: bool) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (leading_zeros || whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

fn timestamp(text: &str) -> Option<i64> {
    if is_number(text, true) {
        return epoch(text);
    }
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = bytes.get(from..to)?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then(|| text[from..to].parse().expect("digits"))
    };
    let separators = [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")];
    for (at, allowed) in separators {
        if !allowed.as_bytes().contains(bytes.get(at)?) {
            return None;
        }
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *months.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=length).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let year_days = |year: i64| if is_leap(year) { 366 } else { 365 };
    let years: i64 = if year < 1970 {
        -(year..1970).map(year_days).sum::<i64>()
    } else {
        (1970..year).map(year_days).sum()
    };
    let days = years + months[..month as usize - 1].iter().sum::<i64>() + day - 1;
    let mut zone = &text[19..];
    let mut micros = 0;
    if let Some(rest) = zone.strip_prefix('.') {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 9 {
            return None;
        }
        micros = format!("{:0<9}", &rest[..digits])[..6]
            .parse()
            .expect("digits");
        zone = &rest[digits..];
    }
    let offset = match zone.as_bytes() {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, m1, m2] | [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let digits = [h1, h2, m1, m2].map(|digit| i64::from(*digit) - i64::from(b'0'));
            let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]);
            if digits.iter().any(|digit| !(0..10).contains(digit)) || hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 3600 + minutes * 60) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    Some((days * 86400 + hour * 3600 + minute * 60 + second - offset) * 1_000_000 + micros)
}

fn epoch(text: &str) -> Option<i64> {
    if text.contains(['e', 'E']) {
        let value: f64 = text.parse().ok()?;
        let micros = match value.abs() {
            size if !size.is_finite() => return None,
            size if size < 1e11 => value * 1e6,
            size if size < 1e14 => value * 1e3,
            size if size < 1e17 => value,
            size if size <= i64::MAX as f64 => value / 1e3,
            _ => return None,
        };
        return Some(micros.floor() as i64);
    }
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1, size),
        None => (1, text),
    };
    let (whole, fraction) = size.split_once('.').unwrap_or((size, ""));
    let whole: i64 = whole.parse().ok()?;
    let nine: i128 = format!("{fraction:0<9}")[..9].parse().expect("digits");
    let billionths = sign * (i128::from(whole) * 1_000_000_000 + nine);
    let micro = match whole {
        0..100_000_000_000 => 1_000,
        100_000_000_000..100_000_000_000_000 => 1_000_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000_000,
        _ => 1_000_000_000_000,
    };
    i64::try_from(billionths.div_euclid(micro)).ok()
}

/// The bytes of a string's content with its escapes resolved; `None` at a bad one.
fn resolve(content: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut units = Vec::new();
    let mut at = 0;
    let flush = |units: &mut Vec<u16>, out: &mut Vec<u8>| {
        out.extend(String::from_utf16_lossy(units).bytes());
        units.clear();
    };
    while at < content.len() {
        if content[at] != b'\\' {
            flush(&mut units, &mut out);
            out.push(content[at]);
            at += 1;
            continue;
        }
        let escape = *content.get(at + 1)?;
        if escape == b'u' {
            let digits = std::str::from_utf8(content.get(at + 2..at + 6)?).ok()?;
            if digits.contains('+') {
                return None;
            }
            units.push(u16::from_str_radix(digits, 16).ok()?);
            at += 6;
            continue;
        }
        flush(&mut units, &mut out);
        let place = b"\"\\/bfnrt".iter().position(|&byte| byte == escape)?;
        out.push(b"\"\\/\x08\x0c\n\r\t"[place]);
        at += 2;
    }
    flush(&mut units, &mut out);
    Some(out)
}

fn compact(json: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let mut out = Vec::new();
    for &byte in json {
        let is_escaped = std::mem::take(&mut escaped);
        match byte {
            b'\\' => escaped = !is_escaped,
            b'"' if !is_escaped => in_string = !in_string,
            b' ' | b'\n' | b'\r' | b'\t' if !in_string => continue,
            _ => {}
        }
        out.push(byte);
    }
    out
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn trim(record: &[u8]) -> &[u8] {
    let mut record = record;
    while let [b' ' | b'\n' | b'\r' | b'\t', rest @ ..] = record {
        record = rest;
    }
    while let [rest @ .., b' ' | b'\n' | b'\r' | b'\t'] = record {
        record = rest;
    }
    record
}
