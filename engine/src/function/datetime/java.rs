//! `parse_date(text, pattern, zone)`: dates by a pattern of Java's `DateTimeFormatter`.
//!
//! Source: the documentation of `java.time.format.DateTimeFormatter`, which Logs Insights refers
//! to; English names, any case. Other than in Java
//!
//! - a month, day or time of day that the pattern leaves out is the first there is;
//! - an offset may be written with or without colons, and as `Z`, whatever the letter;
//! - a day that its month does not have is no date, where Java takes the month's last.

mod read;
mod zone;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::common::exec_datafusion_err;

use super::convert::{constant_text, constant_zone};

/// A pattern, ready to read texts.
#[derive(Debug)]
pub(super) struct Pattern {
    items: Vec<Item>,
}

/// Why a pattern was refused, and what to write instead.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) message: String,
    pub(super) help: String,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq)]
enum Item {
    Literal(String),
    Number {
        field: Field,
        min: usize,
        max: usize,
    },
    /// A fraction of a second of so many digits.
    Fraction(usize),
    Month {
        full: bool,
    },
    Weekday {
        full: bool,
    },
    HalfOfDay,
    Offset,
    Zone,
    Optional(Vec<Item>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Year,
    /// Two digits of the years from 2000.
    ShortYear,
    Month,
    Day,
    Hour,
    HourOfHalf,
    Minute,
    Second,
    Nano,
}

/// `parse_date(text, pattern, zone)`: milliseconds since the epoch.
pub(super) fn parse_dates(args: &[ArrayRef]) -> datafusion::common::Result<ArrayRef> {
    let texts = args[0].as_string_view();
    if texts.is_empty() {
        return Ok(Arc::new(Int64Array::new_null(0)));
    }
    let pattern = constant_text(&args[1])
        .and_then(|pattern| Pattern::parse(pattern).ok())
        .ok_or_else(|| exec_datafusion_err!("a constant date pattern is expected"))?;
    let zone = constant_zone(&args[2])?;
    let dates: Int64Array = texts.iter().map(|text| pattern.read(text?, zone)).collect();
    Ok(Arc::new(dates))
}

impl Pattern {
    pub(super) fn parse(pattern: &str) -> Result<Self, Mistake> {
        let mut rest = pattern;
        let items = parse_items(&mut rest, false)?;
        if !mentions(&items, Field::Year) && !mentions(&items, Field::ShortYear) {
            return Err(mistake("the date pattern has no year", "add `yyyy`"));
        }
        if mentions(&items, Field::HourOfHalf) && !has(&items, &|item| *item == Item::HalfOfDay) {
            return Err(mistake(
                "`h` and `K` are hours of half a day, and the date pattern has no `a`",
                "write `HH` for hours from 0 to 23, or add `a` for AM and PM",
            ));
        }
        Ok(Self { items })
    }
}

/// Items up to the end, or up to the bracket that closes an optional part.
fn parse_items(rest: &mut &str, optional: bool) -> Result<Vec<Item>, Mistake> {
    let mut items = Vec::new();
    while let Some(first) = rest.chars().next() {
        let behind = &rest[first.len_utf8()..];
        match first {
            'a'..='z' | 'A'..='Z' => {
                let count = rest.len() - rest.trim_start_matches(first).len();
                items.push(field(first, count)?);
                *rest = &rest[count..];
            }
            '\'' => {
                *rest = behind;
                push_literal(&mut items, &quoted(rest)?);
            }
            '[' => {
                *rest = behind;
                items.push(Item::Optional(parse_items(rest, true)?));
            }
            ']' if optional => {
                *rest = behind;
                return Ok(items);
            }
            ']' => {
                return Err(mistake(
                    "`]` has no `[` in the date pattern",
                    "write `']'` for a bracket",
                ));
            }
            literal => {
                *rest = behind;
                push_literal(&mut items, literal.encode_utf8(&mut [0; 4]));
            }
        }
    }
    if optional {
        return Err(mistake(
            "`[` has no `]` in the date pattern",
            "write `'['` for a bracket",
        ));
    }
    Ok(items)
}

/// Text up to the closing quote; `''` is a quote, inside and outside of quotes.
fn quoted(rest: &mut &str) -> Result<String, Mistake> {
    if let Some(behind) = rest.strip_prefix('\'') {
        *rest = behind;
        return Ok("'".into());
    }
    let mut text = String::new();
    while let Some((part, behind)) = rest.split_once('\'') {
        text.push_str(part);
        *rest = behind;
        match behind.strip_prefix('\'') {
            Some(behind) => {
                text.push('\'');
                *rest = behind;
            }
            None => return Ok(text),
        }
    }
    Err(mistake(
        "a quote in the date pattern is not closed",
        "write `''` for a quote",
    ))
}

fn push_literal(items: &mut Vec<Item>, text: &str) {
    if let Some(Item::Literal(last)) = items.last_mut() {
        last.push_str(text);
    } else {
        items.push(Item::Literal(text.into()));
    }
}

fn field(letter: char, count: usize) -> Result<Item, Mistake> {
    // Nine digits hold every year of the calendar and every nanosecond.
    let number = |field, min, max| Ok(Item::Number { field, min, max });
    let two = |field| {
        if count == 1 {
            number(field, 1, 2)
        } else {
            number(field, 2, 2)
        }
    };
    match (letter, count) {
        ('y' | 'u', 2) => number(Field::ShortYear, 2, 2),
        ('y' | 'u', 4..=9) => number(Field::Year, count, count),
        ('y' | 'u', 1 | 3) => number(Field::Year, count, 9),
        ('M', 1 | 2) => two(Field::Month),
        ('M', 3 | 4) => Ok(Item::Month { full: count == 4 }),
        ('d', 1 | 2) => two(Field::Day),
        ('H' | 'k', 1 | 2) => two(Field::Hour),
        ('h' | 'K', 1 | 2) => two(Field::HourOfHalf),
        ('m', 1 | 2) => two(Field::Minute),
        ('s', 1 | 2) => two(Field::Second),
        ('S', 1..=9) => Ok(Item::Fraction(count)),
        ('n', 1..=9) => number(Field::Nano, count, 9),
        ('a', 1) => Ok(Item::HalfOfDay),
        ('E', 1..=4) => Ok(Item::Weekday { full: count == 4 }),
        ('X' | 'x' | 'Z', 1..=5) => Ok(Item::Offset),
        ('z', 1..=4) | ('V', 2) => Ok(Item::Zone),
        _ => Err(unknown_field(letter, count)),
    }
}

fn unknown_field(letter: char, count: usize) -> Mistake {
    const LETTERS: &str = "yuMdHhkKmsSnaEzXxZV";
    if LETTERS.contains(letter) {
        let run = letter.to_string().repeat(count);
        let usual = "write for example `yyyy-MM-dd HH:mm:ss.SSS`, `MMM` for `Jan`, `EEE` for `Mon`";
        return mistake(&format!("`{run}` is not a field of date patterns"), usual);
    }
    let help = match letter {
        'Y' => "write `y` for the year (`Y` is the year of a week)".into(),
        'D' => "write `d` for the day of the month".into(),
        _ => format!("supported are `{LETTERS}`; put text in quotes: `'{letter}'`"),
    };
    Mistake {
        message: format!("`{letter}` is not a letter of date patterns that is supported"),
        help,
    }
}

fn mistake(message: &str, help: &str) -> Mistake {
    Mistake {
        message: message.into(),
        help: help.into(),
    }
}

fn mentions(items: &[Item], wanted: Field) -> bool {
    has(
        items,
        &|item| matches!(item, Item::Number { field, .. } if *field == wanted),
    )
}

fn has(items: &[Item], accepts: &dyn Fn(&Item) -> bool) -> bool {
    items.iter().any(|item| match item {
        Item::Optional(items) => has(items, accepts),
        item => accepts(item),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_patterns() {
        for (pattern, message) in [
            (
                "yyyy-MM-dd G",
                "`G` is not a letter of date patterns that is supported",
            ),
            (
                "YYYY",
                "`Y` is not a letter of date patterns that is supported",
            ),
            ("yyyy HHH", "`HHH` is not a field of date patterns"),
            ("yyyy V", "`V` is not a field of date patterns"),
            ("yyyy 'T", "a quote in the date pattern is not closed"),
            ("yyyy[MM", "`[` has no `]` in the date pattern"),
            ("yyyy]MM", "`]` has no `[` in the date pattern"),
            ("MMM d HH:mm:ss", "the date pattern has no year"),
            (
                "yyyy-MM-dd hh:mm",
                "`h` and `K` are hours of half a day, and the date pattern has no `a`",
            ),
        ] {
            let refused = Pattern::parse(pattern).expect_err(pattern);
            assert_eq!(refused.message, message);
        }
    }
}
