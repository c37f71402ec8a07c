//! `format_date(time, format, zone)`: times as strftime writes them.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringViewBuilder};
use arrow::datatypes::TimestampMicrosecondType;
use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use datafusion::common::{Result, exec_datafusion_err};

use super::convert::{constant_text, constant_zone};

/// Checks a format; the mistake is the first directive that does not exist.
pub(super) fn check(format: &str) -> std::result::Result<(), &str> {
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let known = StrftimeItems::new(&rest[at..])
            .next()
            .is_some_and(can_be_written);
        let (directive, behind) = rest[at..].split_at(length(&rest[at..]));
        if !known {
            return Err(directive);
        }
        rest = behind;
    }
    Ok(())
}

/// Some directives can only be read.
fn can_be_written(item: Item<'_>) -> bool {
    let example = DateTime::from_timestamp_nanos(0).with_timezone(&Tz::UTC);
    write!(
        String::new(),
        "{}",
        example.format_with_items([item].iter())
    )
    .is_ok()
}

/// Length of the directive that a text begins with: the percent sign, flags and widths, a letter.
fn length(text: &str) -> usize {
    let flag = |letter: char| matches!(letter, '-' | '_' | '0'..='9' | '.' | ':' | '#');
    let mut letters = text[1..]
        .char_indices()
        .skip_while(|&(_, letter)| flag(letter));
    letters
        .next()
        .map_or(text.len(), |(at, letter)| 1 + at + letter.len_utf8())
}

pub(super) fn format_dates(args: &[ArrayRef]) -> Result<ArrayRef> {
    let times = args[0].as_primitive::<TimestampMicrosecondType>();
    let mut texts = StringViewBuilder::with_capacity(times.len());
    if times.is_empty() {
        return Ok(Arc::new(texts.finish()));
    }
    let items = constant_text(&args[1])
        .and_then(|format| StrftimeItems::new(format).parse().ok())
        .ok_or_else(|| exec_datafusion_err!("a constant format is expected"))?;
    let zone = constant_zone(&args[2])?;
    let mut text = String::new();
    for time in times {
        text.clear();
        if time
            .and_then(|micros| write_time(micros, &items, zone, &mut text))
            .is_some()
        {
            texts.append_value(&text);
        } else {
            texts.append_null();
        }
    }
    Ok(Arc::new(texts.finish()))
}

/// `None` outside of the calendar.
fn write_time(micros: i64, items: &[Item<'_>], zone: Tz, text: &mut String) -> Option<()> {
    // Chrono's calendar ends about the year 262,142; a zone's offset must not lead out of it.
    let time = DateTime::from_timestamp_micros(micros)
        .filter(|time| (-262_000..262_000).contains(&time.year()))?;
    write!(
        text,
        "{}",
        time.with_timezone(&zone).format_with_items(items.iter())
    )
    .ok()
}
