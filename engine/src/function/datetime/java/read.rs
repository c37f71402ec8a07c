//! Reading a text by a pattern.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::zone::{Zone, read_offset, read_zone};
use super::{Field, Item, Pattern};

impl Pattern {
    /// Milliseconds since the epoch; `None` when the text, as a whole, does not match or is no
    /// date. What has no zone is in `zone`.
    pub(in crate::function::datetime) fn read(&self, text: &str, zone: Tz) -> Option<i64> {
        let mut date = Fields::default();
        let rest = read_items(&self.items, text, &mut date)?;
        if rest.is_empty() {
            date.resolve(zone)
        } else {
            None
        }
    }
}

/// What was read so far.
#[derive(Debug, Clone, Copy, Default)]
struct Fields {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    hour: u32,
    afternoon: bool,
    minute: u32,
    second: u32,
    nano: u32,
    weekday: Option<Weekday>,
    zone: Option<Zone>,
}

impl Fields {
    fn resolve(self, zone: Tz) -> Option<i64> {
        let date =
            NaiveDate::from_ymd_opt(self.year?, self.month.unwrap_or(1), self.day.unwrap_or(1))?;
        if self.weekday.is_some_and(|it| it != date.weekday()) {
            return None;
        }
        let hour = self.hour + if self.afternoon { 12 } else { 0 };
        let time = NaiveTime::from_hms_nano_opt(hour, self.minute, self.second, self.nano)?;
        let local = date.and_time(time);
        let moment = self.zone.unwrap_or(Zone::Named(zone)).moment(local)?;
        Some(moment.timestamp_millis())
    }

    fn set(&mut self, field: Field, value: u32) -> Option<()> {
        let within = |range: RangeInclusive<u32>| range.contains(&value).then_some(value);
        match field {
            Field::Year => self.year = Some(i32::try_from(value).ok()?),
            Field::ShortYear => self.year = Some(2000 + i32::try_from(value).ok()?),
            Field::Month => self.month = Some(within(1..=12)?),
            Field::Day => self.day = Some(within(1..=31)?),
            // `k` counts from 1 to 24 and `h` from 1 to 12, the last of which are 0.
            Field::Hour => self.hour = within(0..=24)? % 24,
            Field::HourOfHalf => self.hour = within(0..=12)? % 12,
            Field::Minute => self.minute = within(0..=59)?,
            Field::Second => self.second = within(0..=59)?,
            Field::Nano => self.nano = value,
        }
        Some(())
    }
}

/// Reads what the items stand for and gives what follows it.
fn read_items<'a>(items: &[Item], mut text: &'a str, date: &mut Fields) -> Option<&'a str> {
    for (at, item) in items.iter().enumerate() {
        text = match item {
            Item::Literal(literal) => text.strip_prefix(literal.as_str())?,
            Item::Number { field, min, max } => {
                // Digits that the fields right behind need are left to them: `yyyyMMdd`.
                let max = if min < max {
                    let spare = digits(text)
                        .len()
                        .saturating_sub(reserved(&items[at + 1..]));
                    spare.clamp(*min, *max)
                } else {
                    *max
                };
                let (value, rest) = read_digits(text, *min, max)?;
                date.set(*field, value)?;
                rest
            }
            Item::Fraction(count) => {
                let (value, rest) = read_digits(text, *count, *count)?;
                date.nano = value * 10_u32.pow(9 - *count as u32);
                rest
            }
            Item::Month { full } => {
                let (index, rest) = read_name(text, &MONTHS, *full)?;
                date.month = Some(index as u32 + 1);
                rest
            }
            Item::Weekday { full } => {
                let (index, rest) = read_name(text, &WEEKDAYS, *full)?;
                date.weekday = Weekday::try_from(index as u8).ok();
                rest
            }
            Item::HalfOfDay => {
                let (half, rest) = text.split_at_checked(2)?;
                date.afternoon = half.eq_ignore_ascii_case("pm");
                if !date.afternoon && !half.eq_ignore_ascii_case("am") {
                    return None;
                }
                rest
            }
            Item::Offset => {
                let (offset, rest) = read_offset(text)?;
                date.zone = Some(Zone::Offset(offset));
                rest
            }
            Item::Zone => {
                let (zone, rest) = read_zone(text)?;
                date.zone = Some(zone);
                rest
            }
            Item::Optional(items) => {
                let mut attempt = *date;
                match read_items(items, text, &mut attempt) {
                    Some(rest) => {
                        *date = attempt;
                        rest
                    }
                    None => text,
                }
            }
        };
    }
    Some(text)
}

/// How many digits the fields of fixed width at the beginning of `items` take.
fn reserved(items: &[Item]) -> usize {
    items
        .iter()
        .map_while(|item| match item {
            Item::Number { min, max, .. } if min == max => Some(*max),
            Item::Fraction(count) => Some(*count),
            _ => None,
        })
        .sum()
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// At least `min` digits and at most `max`, which are nine or fewer.
pub(super) fn read_digits(text: &str, min: usize, max: usize) -> Option<(u32, &str)> {
    let found = digits(text);
    let length = found.len().min(max);
    if length < min {
        return None;
    }
    Some((found[..length].parse().ok()?, &text[length..]))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A name, whole or its first three letters.
fn read_name<'a>(text: &'a str, names: &[&str], full: bool) -> Option<(usize, &'a str)> {
    names.iter().enumerate().find_map(|(index, name)| {
        let name = if full { name } else { &name[..3] };
        let (found, rest) = text.split_at_checked(name.len())?;
        found.eq_ignore_ascii_case(name).then_some((index, rest))
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn check(pattern: &str, text: &str, expected: Option<&str>) {
        let pattern = Pattern::parse(pattern).expect("a pattern");
        let millis = pattern.read(text, Tz::Europe__Berlin);
        let found = millis.and_then(DateTime::from_timestamp_millis);
        let found = found.map(|time| time.format("%Y-%m-%dT%H:%M:%S%.f").to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn dates() {
        check("yyyy-MM-dd", "2023-07-10", Some("2023-07-09T22:00:00"));
        check("uuuu-M-d", "2023-7-10", Some("2023-07-09T22:00:00"));
        check("yyyyMMdd", "20230710", Some("2023-07-09T22:00:00"));
        check("yMMdd", "20230710", Some("2023-07-09T22:00:00"));
        check("dd.MM.yy", "10.07.23", Some("2023-07-09T22:00:00"));
        check("yyyy", "2023", Some("2022-12-31T23:00:00"));
        check("yyyy-MM-dd", "2023-07-10 ", None);
        check("yyyy-MM-dd", "2023-7-10", None);
        check("yyyy-MM-dd", "2023-02-29", None);
        check("yyyy-MM-dd", "2023-13-01", None);
        check("yyyy-MM-dd", "", None);
    }

    #[test]
    fn names() {
        check("d MMM yyyy", "10 Jul 2023", Some("2023-07-09T22:00:00"));
        check("MMMM d, yyyy", "july 10, 2023", Some("2023-07-09T22:00:00"));
        check(
            "EEE, d MMM yyyy",
            "Mon, 10 Jul 2023",
            Some("2023-07-09T22:00:00"),
        );
        check(
            "EEEE d MMM yyyy",
            "Monday 10 Jul 2023",
            Some("2023-07-09T22:00:00"),
        );
        check("EEE, d MMM yyyy", "Tue, 10 Jul 2023", None);
        check("d MMM yyyy", "10 Jux 2023", None);
        check("d MMM yyyy", "10 Ju日", None);
    }

    #[test]
    fn times_of_day() {
        check(
            "yyyy-MM-dd'T'HH:mm:ss.SSS",
            "2023-07-10T11:42:18.123",
            Some("2023-07-10T09:42:18.123"),
        );
        check(
            "yyyy-MM-dd HH:mm[:ss[.SSS]]",
            "2023-07-10 11:42",
            Some("2023-07-10T09:42:00"),
        );
        check("yyyy-MM-dd HH:mm[:ss[.SSS]]", "2023-07-10 11:42:18.5", None);
        check(
            "yyyy-MM-dd hh:mm a",
            "2023-07-10 12:30 AM",
            Some("2023-07-09T22:30:00"),
        );
        check(
            "yyyy-MM-dd KK:mma",
            "2023-07-10 00:30pm",
            Some("2023-07-10T10:30:00"),
        );
        check(
            "yyyy-MM-dd kk",
            "2023-07-10 24",
            Some("2023-07-09T22:00:00"),
        );
        check(
            "yyyy-MM-dd HH:mm:ss n",
            "2023-07-10 11:42:18 5000000",
            Some("2023-07-10T09:42:18.005"),
        );
        check(
            "yyyyMMddHHmmssSSS",
            "20230710114218123",
            Some("2023-07-10T09:42:18.123"),
        );
        check(
            "yyyy-MM-dd HH 'o''clock'",
            "2023-07-10 11 o'clock",
            Some("2023-07-10T09:00:00"),
        );
        check("yyyy-MM-dd HH", "2023-07-10 25", None);
    }

    #[test]
    fn zones() {
        for (pattern, text) in [
            ("X", "Z"),
            ("X", "+00"),
            ("XXX", "+00:00"),
            ("xx", "-0000"),
            ("Z", "+0000"),
            ("z", "UTC"),
            ("z", "GMT"),
            ("VV", "Etc/UTC"),
            ("VV", "GMT+00:00"),
        ] {
            let pattern = format!("yyyy-MM-dd HH{pattern}");
            check(
                &pattern,
                &format!("2023-07-10 11{text}"),
                Some("2023-07-10T11:00:00"),
            );
        }
        check(
            "yyyy-MM-dd HH z",
            "2023-07-10 11 PDT",
            Some("2023-07-10T18:00:00"),
        );
        check(
            "yyyy-MM-dd HH VV",
            "2023-07-10 11 Asia/Tokyo",
            Some("2023-07-10T02:00:00"),
        );
        check(
            "yyyy-MM-dd HH Z",
            "2023-07-10 11 -05:30",
            Some("2023-07-10T16:30:00"),
        );
        check("yyyy-MM-dd HH z", "2023-07-10 11 XYZ", None);
        check("yyyy-MM-dd HH X", "2023-07-10 11 +99", None);
        // The clock jumps from 02:00 to 03:00.
        check(
            "yyyy-MM-dd HH:mm",
            "2023-03-26 02:30",
            Some("2023-03-26T01:30:00"),
        );
    }
}
