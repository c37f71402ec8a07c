//! Points in time: RFC 3339 texts and epoch numbers, to microseconds.

use crate::number::{Numeral, fold, read_number};

/// Reads a point in time, in microseconds since 1970 (UTC).
///
/// - RFC 3339: `2023-07-10T11:42:18Z`; `T` or a space between date and time; a fraction of one to
///   nine digits (cut to microseconds); `Z`, `+hh:mm` or `+hhmm`. The date must exist; second 60
///   is the first of the next minute. A time without a zone is not a point in time.
/// - The form of access logs: `10/Jul/2023:13:42:18 +0200`.
/// - Epoch numbers, as [`read_number`] reads them, whose unit is told by the
///   size of the part before the point: under 10^11 seconds (to the year 5138), under 10^14
///   milliseconds (from 1973), under 10^17 microseconds, else nanoseconds (to 2262). Nine digits
///   behind the point count.
///
/// ```
/// use taffrail_extract::parse_timestamp;
///
/// let noon = Some(1_688_989_338_000_000);
/// assert_eq!(parse_timestamp(b"2023-07-10T11:42:18Z"), noon);
/// assert_eq!(parse_timestamp(b"2023-07-10 13:42:18.000+0200"), noon);
/// assert_eq!(parse_timestamp(b"10/Jul/2023:13:42:18 +0200"), noon);
/// assert_eq!(parse_timestamp(b"1688989338"), noon);
/// assert_eq!(parse_timestamp(b"1688989338000"), noon);
/// assert_eq!(parse_timestamp(b"2023-02-29T00:00:00Z"), None);
/// ```
pub fn parse_timestamp(text: &[u8]) -> Option<i64> {
    if text.get(4) == Some(&b'-') {
        rfc3339(text)
    } else if text.get(2) == Some(&b'/') {
        common_log(text)
    } else {
        epoch(text)
    }
}

fn rfc3339(text: &[u8]) -> Option<i64> {
    let (clock, rest) = text.split_first_chunk::<19>()?;
    let separators = clock[4] == b'-'
        && clock[7] == b'-'
        && matches!(clock[10], b'T' | b't' | b' ')
        && clock[13] == b':'
        && clock[16] == b':';
    let year = two(clock, 0)? * 100 + two(clock, 2)?;
    let (month, day) = (two(clock, 5)?, two(clock, 8)?);
    let (hour, minute, second) = (two(clock, 11)?, two(clock, 14)?, two(clock, 17)?);
    if !separators || day == 0 || day > days_of(year, month)? {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    if rest == b"Z" {
        return Some(seconds * 1_000_000);
    }
    let (micros, zone) = fraction(rest)?;
    Some((seconds - offset(zone)?) * 1_000_000 + micros)
}

/// `10/Jul/2023:13:42:18 +0200`
fn common_log(text: &[u8]) -> Option<i64> {
    const MONTHS: [&[u8; 3]; 12] = [
        b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov",
        b"Dec",
    ];
    let (clock, zone) = text.split_first_chunk::<21>()?;
    let separators = clock[2] == b'/'
        && clock[6] == b'/'
        && clock[11] == b':'
        && clock[14] == b':'
        && clock[17] == b':'
        && clock[20] == b' ';
    let month = MONTHS.iter().position(|name| clock[3..6] == **name)? as i64 + 1;
    let year = two(clock, 7)? * 100 + two(clock, 9)?;
    let (day, hour) = (two(clock, 0)?, two(clock, 12)?);
    let (minute, second) = (two(clock, 15)?, two(clock, 18)?);
    let exists = day > 0 && day <= days_of(year, month)? && hour < 24 && minute < 60;
    if !separators || !exists || second > 60 {
        return None;
    }
    let days = days_since_epoch(year, month, day);
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
    Some((seconds - offset(zone)?) * 1_000_000)
}

/// Microseconds of `.123`, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(behind) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let count = behind
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if !(1..=9).contains(&count) {
        return None;
    }
    let (digits, rest) = behind.split_at(count);
    let six = digits
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(6);
    Some((
        six.fold(0, |value, digit| value * 10 + i64::from(digit - b'0')),
        rest,
    ))
}

/// Seconds east of UTC of `Z`, `+hh:mm` and `+hhmm`.
pub(crate) fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, hour, minute) = match *zone {
        [b'Z' | b'z'] => return Some(0),
        [sign, ref rest @ ..] if rest.len() == 4 => (sign, two(rest, 0)?, two(rest, 2)?),
        [sign, ref rest @ ..] if rest.len() == 5 && rest[2] == b':' => {
            (sign, two(rest, 0)?, two(rest, 3)?)
        }
        _ => return None,
    };
    if hour > 23 || minute > 59 {
        return None;
    }
    match sign {
        b'+' => Some(hour * 3_600 + minute * 60),
        b'-' => Some(-(hour * 3_600 + minute * 60)),
        _ => None,
    }
}

fn epoch(text: &[u8]) -> Option<i64> {
    let numeral = Numeral::read(text)?;
    if numeral.exponent {
        return rough_epoch(read_number(text)?);
    }
    let zeros = numeral
        .whole
        .iter()
        .take_while(|&&digit| digit == b'0')
        .count();
    if numeral.whole.len() - zeros > 19 {
        return None;
    }
    let whole = fold(numeral.whole);
    let nine = numeral
        .fraction
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(9);
    let value = nine.fold(whole, |value, digit| value * 10 + i128::from(digit - b'0'));
    let value = if numeral.negative { -value } else { value };
    let billionths_in_a_micro = match whole {
        0..SECONDS_END => 1_000,
        SECONDS_END..MILLIS_END => 1_000_000,
        MILLIS_END..MICROS_END => 1_000_000_000,
        MICROS_END..=NANOS_LAST => 1_000_000_000_000,
        _ => return None,
    };
    i64::try_from(value.div_euclid(billionths_in_a_micro)).ok()
}

/// With an exponent only doubles are left.
fn rough_epoch(value: f64) -> Option<i64> {
    let size = value.abs();
    let micros = if size < SECONDS_END as f64 {
        value * 1e6
    } else if size < MILLIS_END as f64 {
        value * 1e3
    } else if size < MICROS_END as f64 {
        value
    } else if size <= i64::MAX as f64 {
        value / 1e3
    } else {
        return None;
    };
    Some(micros.floor() as i64)
}

const SECONDS_END: i128 = 100_000_000_000;
const MILLIS_END: i128 = SECONDS_END * 1_000;
const MICROS_END: i128 = MILLIS_END * 1_000;
const NANOS_LAST: i128 = i64::MAX as i128;

#[inline]
fn two(text: &[u8], at: usize) -> Option<i64> {
    let (tens, ones) = (text[at].wrapping_sub(b'0'), text[at + 1].wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
}

pub(crate) fn days_of(year: i64, month: i64) -> Option<i64> {
    Some(match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    })
}

/// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March
/// (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
pub(crate) fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(parse_timestamp(text.as_bytes()), expected, "{text}");
    }

    #[test]
    fn rfc3339() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2000-02-29t23:59:59.123456789z", Some(951_868_799_123_456));
        check("1969-12-31 23:59:59.5Z", Some(-500_000));
        check("2016-12-31T23:59:60Z", Some(1_483_228_800_000_000));
        check("2024-01-01T00:00:00-05:30", Some(1_704_087_000_000_000));
        check("2024-01-01T00:00:00+0530", Some(1_704_047_400_000_000));
        check("0000-01-01T00:00:00Z", Some(-62_167_219_200_000_000));
        check("9999-12-31T23:59:59Z", Some(253_402_300_799_000_000));
    }

    #[test]
    fn what_is_no_point_in_time() {
        for text in [
            "",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-00-01T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-04-31T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:61Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00.1234567890Z",
            "2024-01-01T00:00:00+24:00",
            "2024-01-01T00:00:00+0:00",
            "2024-01-01T00:00:00 Z",
            "2024-01-01T00:00:00ZZ",
            "2024-1-01T00:00:00Z",
            "20a4-01-01T00:00:00Z",
            "1e300",
            "9223372036854775808",
            "99999999999999999999999999999999999999999999999999",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn epochs_by_size() {
        check("0", Some(0));
        check("99999999999", Some(99_999_999_999_000_000));
        check("100000000000", Some(100_000_000_000_000));
        check("1688989338123", Some(1_688_989_338_123_000));
        check("1688989338123456", Some(1_688_989_338_123_456));
        check("1688989338123456789", Some(1_688_989_338_123_456));
        check("1688989338.1234567", Some(1_688_989_338_123_456));
        check("1688989338123.5", Some(1_688_989_338_123_500));
        check("-1.5", Some(-1_500_000));
        check("-0.0000015", Some(-2));
        check("1.688989338e9", Some(1_688_989_338_000_000));
    }
}
