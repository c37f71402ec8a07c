//! Coverage for people: a strip for each day, and the gaps.

use std::fmt::Write;

use taffrail::chrono::{DateTime, Days, NaiveDate, TimeZone};
use taffrail::chrono_tz::Tz;
use taffrail::{Coverage, CoverageUnit, CoveredPlace, Stretch};

use crate::clean::clean;
use crate::sizes::Count;
use crate::table::Style;

/// Microseconds of an hour.
const HOUR: i64 = 60 * 60 * 1_000_000;
/// Gaps of a place that are listed; a place with many has little to do.
const GAPS: usize = 20;
/// Columns of a line with a strip of 24 hours: `  2024-05-01  ████  12,345 objects`.
const WIDE: usize = 40 + "12,345 objects".len();

/// The places, each with its days and its gaps.
pub(super) fn table(found: &Coverage, style: Style) -> String {
    let mut text = String::new();
    for place in &found.places {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", title(place, found));
        for line in days(place, style) {
            let _ = writeln!(text, "  {line}");
        }
        for line in gaps(place, style.zone) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

/// Whose the objects are.
fn title(place: &CoveredPlace, found: &Coverage) -> String {
    let several = found.places.iter().any(|it| it.source != place.source);
    let source = several.then_some(&place.source);
    let named = [&place.account, &place.region, &place.service];
    let named = named.into_iter().flatten();
    let mut parts: Vec<String> = source.into_iter().chain(named).cloned().collect();
    parts.extend(place.keys.iter().map(|(name, it)| format!("{name}={it}")));
    if parts.is_empty() {
        parts.push(place.source.clone());
    }
    clean(&parts.join(" ")).into_owned()
}

/// What there is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hour {
    Objects,
    Nothing,
    /// Outside of what was looked at.
    Outside,
}

/// A day, as a strip.
struct Day {
    date: NaiveDate,
    hours: Vec<Hour>,
    objects: u64,
}

impl Day {
    /// What all of its hours are, when they are alike.
    fn all(&self) -> Option<Hour> {
        let first = *self.hours.first()?;
        self.hours
            .iter()
            .all(|hour| *hour == first)
            .then_some(first)
    }

    fn strip(&self, style: Style) -> String {
        let fits = style.width.is_none_or(|width| width >= WIDE);
        let strip: String = if fits {
            self.hours.iter().map(|hour| hour.sign()).collect()
        } else {
            self.hours.chunks(2).map(pair).collect()
        };
        strip
    }
}

impl Hour {
    fn sign(self) -> char {
        match self {
            Self::Objects => '█',
            Self::Nothing => '·',
            Self::Outside => ' ',
        }
    }
}

/// Two hours in one column.
fn pair(hours: &[Hour]) -> char {
    match hours
        .iter()
        .map(|hour| *hour == Hour::Objects)
        .collect::<Vec<_>>()[..]
    {
        [true, false] => '▌',
        [false, true] => '▐',
        [true, ..] => '█',
        _ if hours.contains(&Hour::Nothing) => '·',
        _ => ' ',
    }
}

/// A line for each day; days in a row that are whole, or have nothing, share one.
fn days(place: &CoveredPlace, style: Style) -> Vec<String> {
    let days = read_days(place, style.zone);
    let mut lines = Vec::new();
    let mut days = days.into_iter().peekable();
    while let Some(first) = days.next() {
        let alike = first.all();
        let (mut last, mut count, mut objects) = (first.date, 1_u64, first.objects);
        while alike.is_some()
            && let Some(next) = days.next_if(|next| next.all() == alike)
        {
            (last, count) = (next.date, count + 1);
            objects += next.objects;
        }
        let date = first.date;
        let objects = match objects {
            0 => "none".to_owned(),
            some => Count(some).of("object", "objects"),
        };
        let until = if count > 1 {
            format!(" to {last}")
        } else {
            String::new()
        };
        lines.push(match place.unit {
            CoverageUnit::Hour if count == 1 => {
                format!("{date}  {}  {objects}", first.strip(style))
            }
            CoverageUnit::Hour if alike == Some(Hour::Objects) => {
                format!("{date}{until}: {objects}, in every hour")
            }
            CoverageUnit::Hour => format!("{date}{until}: {objects}"),
            CoverageUnit::Day => {
                let sign = alike.unwrap_or(Hour::Objects).sign();
                format!("{sign} {date}{until}: {objects}")
            }
        });
    }
    lines
}

/// The days of a zone, with what there is in each hour.
fn read_days(place: &CoveredPlace, zone: Tz) -> Vec<Day> {
    let stretches = place.stretches();
    let mut at = 0;
    let mut days = Vec::new();
    let Some(mut date) = date_of(place.since, zone) else {
        return days;
    };
    let mut cells = place.cells.iter().peekable();
    while let (Some(begin), Some(next)) =
        (begin_of(date, zone), date.checked_add_days(Days::new(1)))
        && begin < place.until
    {
        let Some(end) = begin_of(next, zone) else {
            break;
        };
        let mut hours = Vec::with_capacity(25);
        let mut hour = begin;
        while hour < end {
            // Where a zone is half an hour off, an hour of UTC belongs to the one it begins in.
            let within = hour + HOUR - 1;
            while stretches.get(at).is_some_and(|it| it.to <= within) {
                at += 1;
            }
            let stretch = stretches.get(at).filter(|it| it.from <= within);
            hours.push(match stretch {
                None => Hour::Outside,
                Some(stretch) if stretch.objects > 0 => Hour::Objects,
                Some(_) => Hour::Nothing,
            });
            hour += HOUR;
        }
        if place.unit == CoverageUnit::Day {
            // Bounds within a day are not seen by what tells days.
            let has = hours.contains(&Hour::Objects);
            hours = vec![if has { Hour::Objects } else { Hour::Nothing }];
        }
        let mut objects = 0;
        while let Some(cell) = cells.next_if(|cell| cell.from < end) {
            objects += cell.objects;
        }
        days.push(Day {
            date,
            hours,
            objects,
        });
        date = next;
    }
    days
}

fn date_of(micros: i64, zone: Tz) -> Option<NaiveDate> {
    let time = DateTime::from_timestamp_micros(micros)?;
    Some(time.with_timezone(&zone).date_naive())
}

/// When a day begins; behind the gap, where clocks leave its first hour out.
fn begin_of(date: NaiveDate, zone: Tz) -> Option<i64> {
    let begin = (0..4).find_map(|hour| {
        let time = date.and_hms_opt(hour, 0, 0)?;
        zone.from_local_datetime(&time).earliest()
    });
    Some(begin?.timestamp_micros())
}

/// The gaps, a line each; the first ones, and how many more.
fn gaps(place: &CoveredPlace, zone: Tz) -> Vec<String> {
    let gaps: Vec<Stretch> = place.gaps().collect();
    let shown = gaps.iter().take(GAPS);
    let mut lines: Vec<String> = shown.map(|it| gap(it, zone)).collect();
    let more = gaps.len().saturating_sub(GAPS) as u64;
    if more > 0 {
        let more = Count(more).of("more gap", "more gaps");
        lines.push(format!("and {more}; --format csv has all"));
    }
    lines
}

fn gap(gap: &Stretch, zone: Tz) -> String {
    let hours = gap.hours();
    let length = match (hours / 24, hours % 24) {
        (0, hours) => format!("{hours} h"),
        (days, 0) => format!("{days} d"),
        (days, hours) => format!("{days} d {hours} h"),
    };
    // With the time, also at midnight: the end is not one of the days without.
    let time = |micros| {
        let time = DateTime::from_timestamp_micros(micros).unwrap_or_default();
        time.with_timezone(&zone).format("%Y-%m-%d %H:%M")
    };
    format!("without: {} to {}, {length}", time(gap.from), time(gap.to))
}
