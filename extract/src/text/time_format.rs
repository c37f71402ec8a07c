//! Points in time in a format that is said.

use crate::number::Numeral;
use crate::time::{days_of, days_since_epoch, offset};

/// A format of times, as `%d/%b/%Y:%H:%M:%S %z`.
///
/// | | |
/// | --- | --- |
/// | `%Y` `%m` `%d` | year, month, day; a day below ten may be written as one digit or with a space |
/// | `%y` | year of two digits, 1970 to 2069 |
/// | `%b` | the English name of the month, or its first three letters |
/// | `%a` | any letters, as the name of a day |
/// | `%H` `%M` `%S` | hour, minute, second |
/// | `%I` `%p` | hour of twelve, `AM` or `PM` |
/// | `%f` | the fraction of a second behind `.`, `,` or `:`, if it is there |
/// | `%z` | `Z`, `UTC`, `GMT`, `+hh:mm`, `+hhmm`, or nothing: then it is UTC |
/// | `%s` | seconds since 1970, with a fraction if there is one |
/// | `%Q` | milliseconds since 1970 |
/// | `%%` | a `%` |
/// | a space | white space, one or more |
/// | `\|` | or: the first of several formats that fits counts |
///
/// ```
/// use taffrail_extract::TimeFormat;
///
/// let format = TimeFormat::parse("%d/%b/%Y:%H:%M:%S %z").expect("a format");
/// assert_eq!(format.read(b"10/Jul/2023:13:42:18 +0200"), Some(1_688_989_338_000_000));
/// assert_eq!(format.read(b"10/Jul/2023"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeFormat {
    formats: Vec<Vec<Item>>,
    has_year: bool,
    latest: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Literal(u8),
    Blank,
    Year,
    ShortYear,
    Month,
    MonthName,
    Letters,
    Day,
    Hour,
    HalfDayHour,
    HalfDay,
    Minute,
    Second,
    Fraction,
    Zone,
    Seconds,
    Millis,
}

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

impl TimeFormat {
    /// Compiles a format.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    pub fn parse(format: &str) -> Result<Self, String> {
        let formats: Vec<_> = format.split('|').map(items).collect::<Result<_, _>>()?;
        let has_year = formats.iter().all(|items| {
            let years = [Item::Year, Item::ShortYear, Item::Seconds, Item::Millis];
            years.iter().any(|item| items.contains(item))
        });
        Ok(Self {
            formats,
            has_year,
            latest: None,
        })
    }

    /// Whether times have a year; else they are read only [`until`](Self::until) a time.
    pub fn has_year(&self) -> bool {
        self.has_year
    }

    /// Times without a year are the last ones that are not a day and more after this one, in
    /// microseconds since 1970: that of writing a log, whose clock may be another's.
    #[must_use]
    pub fn until(self, latest: i64) -> Self {
        Self {
            latest: Some(latest),
            ..self
        }
    }

    /// Reads a time, in microseconds since 1970 (UTC); all of `text` must be it.
    pub fn read(&self, text: &[u8]) -> Option<i64> {
        self.formats.iter().find_map(|items| {
            let mut time = Parts::default();
            let mut rest = text;
            for item in items {
                rest = time.take(*item, rest)?;
            }
            if rest.is_empty() {
                time.micros(self.latest)
            } else {
                None
            }
        })
    }
}

/// The parts of one format.
fn items(format: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut bytes = format.bytes();
    while let Some(byte) = bytes.next() {
        items.push(match byte {
            b' ' => Item::Blank,
            b'%' => match bytes.next() {
                Some(b'Y') => Item::Year,
                Some(b'y') => Item::ShortYear,
                Some(b'm') => Item::Month,
                Some(b'b' | b'B') => Item::MonthName,
                Some(b'a' | b'A') => Item::Letters,
                Some(b'd' | b'e') => Item::Day,
                Some(b'H') => Item::Hour,
                Some(b'I') => Item::HalfDayHour,
                Some(b'p') => Item::HalfDay,
                Some(b'M') => Item::Minute,
                Some(b'S') => Item::Second,
                Some(b'f') => Item::Fraction,
                Some(b'z') => Item::Zone,
                Some(b's') => Item::Seconds,
                Some(b'Q') => Item::Millis,
                Some(b'%') => Item::Literal(b'%'),
                Some(other) => {
                    return Err(format!("`%{}` is no part of a time", char::from(other)));
                }
                None => return Err("a `%` stands at the end of the format".to_owned()),
            },
            literal => Item::Literal(literal),
        });
    }
    let has = |wanted: &[Item]| wanted.iter().any(|item| items.contains(item));
    let epoch = has(&[Item::Seconds, Item::Millis]);
    let dated = has(&[Item::Month, Item::MonthName]) && has(&[Item::Day]);
    if !epoch && !dated {
        return Err("a time needs a month and a day, or `%s` or `%Q`".to_owned());
    }
    Ok(items)
}

#[derive(Debug, Default)]
struct Parts {
    year: Option<i64>,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    afternoon: Option<bool>,
    micros: i64,
    offset: i64,
    /// Microseconds since 1970, when that is how it is written.
    epoch: Option<i64>,
}

impl Parts {
    fn take<'a>(&mut self, item: Item, text: &'a [u8]) -> Option<&'a [u8]> {
        let (number, rest) = match item {
            Item::Literal(byte) => return text.strip_prefix(&[byte]),
            Item::Blank => {
                let blank = text.iter().take_while(|byte| byte.is_ascii_whitespace());
                let count = blank.count();
                return (count > 0).then(|| &text[count..]);
            }
            Item::Letters => {
                let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic());
                return Some(&text[letters.count()..]);
            }
            Item::MonthName => {
                let (month, rest) = month(text)?;
                self.month = month;
                return Some(rest);
            }
            Item::HalfDay => {
                self.afternoon = Some(match text.first()? {
                    b'a' | b'A' => false,
                    b'p' | b'P' => true,
                    _ => return None,
                });
                return text.get(2..);
            }
            Item::Fraction => return self.fraction(text),
            Item::Zone => return self.zone(text),
            Item::Seconds | Item::Millis => return self.since_epoch(item, text),
            Item::Day => {
                let text = text.strip_prefix(b" ").unwrap_or(text);
                digits(text, 1, 2)?
            }
            Item::Month | Item::Hour | Item::HalfDayHour => digits(text, 1, 2)?,
            Item::Year => digits(text, 4, 4)?,
            Item::ShortYear | Item::Minute | Item::Second => digits(text, 2, 2)?,
        };
        match item {
            Item::Year => self.year = Some(number),
            Item::ShortYear => self.year = Some(if number < 70 { 2000 } else { 1900 } + number),
            Item::Month => self.month = number,
            Item::Day => self.day = number,
            Item::Hour | Item::HalfDayHour => self.hour = number,
            Item::Minute => self.minute = number,
            _ => self.second = number,
        }
        Some(rest)
    }

    fn fraction<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let Some((b'.' | b',' | b':', behind)) = text.split_first() else {
            return Some(text);
        };
        let count = behind
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = behind[..count].iter().copied();
        let six = digits.chain(std::iter::repeat(b'0')).take(6);
        self.micros = six.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
        (count > 0).then(|| &behind[count..])
    }

    fn zone<'a>(&mut self, text: &'a [u8]) -> Option<&'a [u8]> {
        let length = match text {
            [b'Z' | b'z', ..] => 1,
            [b'U', b'T', b'C', ..] | [b'G', b'M', b'T', ..] => return Some(&text[3..]),
            [b'+' | b'-', _, _, b':', _, _, ..] => 6,
            [b'+' | b'-', _, _, _, _, ..] => 5,
            _ => return Some(text),
        };
        let (zone, rest) = text.split_at(length);
        self.offset = offset(zone)?;
        Some(rest)
    }

    fn since_epoch<'a>(&mut self, item: Item, text: &'a [u8]) -> Option<&'a [u8]> {
        let is_part = |byte: &&u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-');
        let (number, rest) = text.split_at(text.iter().take_while(is_part).count());
        let numeral = Numeral::read(number)?;
        let places = if item == Item::Seconds { 6 } else { 3 };
        let fraction = numeral.fraction.iter().copied();
        let fraction = fraction.chain(std::iter::repeat(b'0')).take(places);
        let whole: i64 = std::str::from_utf8(numeral.whole).ok()?.parse().ok()?;
        let mut fraction = fraction;
        let micros = fraction.try_fold(whole, |value: i64, digit| {
            value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))
        })?;
        self.epoch = Some(if numeral.negative { -micros } else { micros });
        Some(rest)
    }

    fn micros(&self, latest: Option<i64>) -> Option<i64> {
        if self.epoch.is_some() {
            return self.epoch;
        }
        if let Some(year) = self.year {
            return self.in_year(year);
        }
        let latest = latest?.saturating_add(DAY);
        let newest = 1971 + latest.div_euclid(365 * DAY);
        // A 29 February may be eight years ago.
        let mut years = (newest - 10..=newest).rev();
        years.find_map(|year| self.in_year(year).filter(|&time| time <= latest))
    }

    fn in_year(&self, year: i64) -> Option<i64> {
        let (month, day) = (self.month, self.day);
        let hour = match self.afternoon {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
        };
        let (minute, second) = (self.minute, self.second);
        if day == 0 || day > days_of(year, month)? || hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let days = days_since_epoch(year, month, day);
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - self.offset;
        Some(seconds * 1_000_000 + self.micros)
    }
}

/// A number of `least` to `most` digits, and what follows.
fn digits(text: &[u8], least: usize, most: usize) -> Option<(i64, &[u8])> {
    let digits = text.iter().take(most);
    let count = digits.take_while(|byte| byte.is_ascii_digit()).count();
    if count < least {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    let value = digits
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some((value, rest))
}

/// The month that is named, and what follows.
fn month(text: &[u8]) -> Option<(i64, &[u8])> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let (name, rest) = text.split_at(letters.count());
    let is = |full: &&str| {
        name.eq_ignore_ascii_case(full.as_bytes())
            || name.eq_ignore_ascii_case(&full.as_bytes()[..3])
    };
    let index = NAMES.iter().position(is)?;
    Some((index as i64 + 1, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_timestamp;

    #[track_caller]
    fn check(format: &str, text: &str, expected: Option<i64>) {
        let format = TimeFormat::parse(format).expect("a format");
        assert_eq!(format.read(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn formats() {
        let noon = Some(1_688_989_338_000_000);
        check("%Y-%m-%dT%H:%M:%S", "2023-07-10T11:42:18", noon);
        check("%d/%b/%Y:%H:%M:%S %z", "10/Jul/2023:11:42:18 +0000", noon);
        check(
            "%a %b %d %H:%M:%S%f %Y",
            "Mon Jul 10 11:42:18.000000 2023",
            noon,
        );
        check(
            "%a %b %d %H:%M:%S%f %Y",
            "Mon Jul 10 11:42:18.25 2023",
            noon.map(|it| it + 250_000),
        );
        check(
            "%Y-%m-%d %H:%M:%S%f%z",
            "2023-07-10 11:42:18,123",
            noon.map(|it| it + 123_000),
        );
        check("%m/%d/%y %I:%M:%S %p", "7/10/23 11:42:18 AM", noon);
        check("%s", "1688989338", noon);
        check(
            "%Y-%m-%dT%H:%M:%S%z|%Y-%m-%d %H:%M:%S %z",
            "2023-07-10 11:42:18 UTC",
            noon,
        );
        check("%s", "1688989338.5", noon.map(|it| it + 500_000));
        check("%Q", "1688989338000", noon);
        check("[%d.%m.%Y %H:%M:%S]", "[10.07.2023 11:42:18]", noon);
    }

    #[test]
    fn times_without_a_year() {
        let format = || TimeFormat::parse("%b %d %H:%M:%S").expect("a format");
        assert!(!format().has_year());
        assert_eq!(format().read(b"Jul 10 11:42:18"), None);
        let check = |latest: &[u8], text: &str, expected: &[u8]| {
            let latest = parse_timestamp(latest).expect("a time");
            let found = format().until(latest).read(text.as_bytes());
            assert_eq!(found, parse_timestamp(expected), "{text}");
        };
        let latest = b"2024-01-02T03:00:00Z";
        check(latest, "Jan  2 02:59:59", b"2024-01-02T02:59:59Z");
        // The clock of who wrote the line may be ahead.
        check(latest, "Jan  3 02:59:59", b"2024-01-03T02:59:59Z");
        check(latest, "Jan  3 03:00:01", b"2023-01-03T03:00:01Z");
        check(latest, "Dec 31 23:59:59", b"2023-12-31T23:59:59Z");
        check(latest, "Feb 29 00:00:00", b"2020-02-29T00:00:00Z");
        check(
            b"2024-12-31T23:00:00Z",
            "Jan  1 00:00:00",
            b"2025-01-01T00:00:00Z",
        );
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2023-02-29",
            "2023-13-01",
            "2023-01-01x",
            "23-01-01",
            "2023-01-1 ",
        ] {
            check("%Y-%m-%d", text, None);
        }
        check("%s", "-", None);
        check("%s", "99999999999999999999", None);
        check("%m/%d/%y %I:%M %p", "7/10/23 13:42 PM", None);
    }

    #[test]
    fn what_is_no_format() {
        assert!(TimeFormat::parse("%H:%M").is_err());
        assert!(TimeFormat::parse("%Y-%m-%d %").is_err());
        assert!(TimeFormat::parse("%Y-%m-%d %!").is_err());
    }
}
