//! Zones as patterns read them: offsets and names.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use super::read::read_digits;

/// What a text says of its zone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Zone {
    Offset(FixedOffset),
    Named(Tz),
}

impl Zone {
    /// A local time as a moment. Of a time that comes twice the first is taken; one that the clock
    /// skips is read with the offset from before.
    pub(super) fn moment(self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let zone = match self {
            Self::Offset(offset) => {
                return Some(offset.from_local_datetime(&local).single()?.to_utc());
            }
            Self::Named(zone) => zone,
        };
        if let Some(moment) = zone.from_local_datetime(&local).earliest() {
            return Some(moment.to_utc());
        }
        let (_, before) = GapInfo::new(&local, &zone)?.begin?;
        Some(local.checked_sub_offset(before.fix())?.and_utc())
    }
}

/// `Z`, `+02`, `+0200`, `+02:00`, `+02:00:00`.
pub(super) fn read_offset(text: &str) -> Option<(FixedOffset, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((FixedOffset::east_opt(0)?, rest));
    }
    let negative = text.starts_with('-');
    let (hours, mut rest) = read_digits(text.strip_prefix(['+', '-'])?, 2, 2)?;
    let mut seconds = hours * 3600;
    for unit in [60, 1] {
        let Some((value, behind)) = read_digits(rest.strip_prefix(':').unwrap_or(rest), 2, 2)
        else {
            break;
        };
        if value > 59 {
            return None;
        }
        seconds += value * unit;
        rest = behind;
    }
    let seconds = i32::try_from(seconds).ok()?;
    Some((
        FixedOffset::east_opt(if negative { -seconds } else { seconds })?,
        rest,
    ))
}

/// An offset, `UTC`, `GMT`, `GMT+2:00`, an IANA name, or a zone of RFC 822.
pub(super) fn read_zone(text: &str) -> Option<(Zone, &str)> {
    let part =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'+' | b'-');
    let (name, rest) = text.split_at(text.bytes().take_while(part).count());
    if let Some(&(_, hours)) = RFC_822.iter().find(|(zone, _)| *zone == name) {
        return Some((Zone::Offset(FixedOffset::east_opt(hours * 3600)?), rest));
    }
    if let Ok(zone) = name.parse() {
        return Some((Zone::Named(zone), rest));
    }
    let offset = text
        .strip_prefix("UTC")
        .or_else(|| text.strip_prefix("GMT"))
        .unwrap_or(text);
    let (offset, rest) = read_offset(offset)?;
    Some((Zone::Offset(offset), rest))
}

/// Names that mean one offset only in North America, where logs have them from.
const RFC_822: [(&str, i32); 9] = [
    ("UT", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];
