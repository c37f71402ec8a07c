//! The hours or days of a place, and the stretches that they make.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::hour_of;
use crate::catalog::KeySays;

/// Microseconds of an hour.
pub(super) const HOUR: i64 = 60 * 60 * 1_000_000;
/// The longest day: one on which clocks are set back by up to two hours.
const DAY: i64 = 26 * HOUR;

/// How exactly keys of a place tell the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverageUnit {
    /// To the hour, or better.
    Hour,
    /// To the day.
    Day,
}

/// A place that keys tell apart, with its hours or days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredPlace {
    /// The source, or the place as it was named.
    pub source: String,
    /// The account.
    pub account: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The service of AWS, as its folder is called.
    pub service: Option<String>,
    /// Other named parts of keys.
    pub keys: Vec<(String, String)>,
    /// How exactly its keys tell the time.
    pub unit: CoverageUnit,
    /// Hours or days that have objects, in order; at least one.
    pub cells: Vec<CoverageCell>,
    /// Where what was looked at begins, microseconds since the epoch.
    pub since: i64,
    /// Where it ends, not included.
    pub until: i64,
}

/// An hour or a day that has objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoverageCell {
    /// Its beginning, microseconds since the epoch.
    pub from: i64,
    /// Its end, not included.
    pub to: i64,
    /// How many objects it has; at least one.
    pub objects: u64,
    /// Their stored bytes.
    pub bytes: u64,
}

/// Time in which all hours (or days) have objects, or none has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its beginning, microseconds since the epoch.
    pub from: i64,
    /// Its end, not included.
    pub to: i64,
    /// How many objects it has; 0 in a gap.
    pub objects: u64,
    /// Their stored bytes.
    pub bytes: u64,
}

impl Stretch {
    /// Its length in hours.
    pub fn hours(&self) -> u64 {
        u64::try_from((self.to - self.from) / HOUR).unwrap_or(0)
    }
}

impl CoveredPlace {
    /// Stretches with objects and without, in order, from the beginning to the end.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let gap = |from, to| Stretch {
            from,
            to,
            objects: 0,
            bytes: 0,
        };
        let mut at = self.since;
        for cell in &self.cells {
            let (from, to) = (cell.from.max(self.since), cell.to.min(self.until));
            if at < from {
                stretches.push(gap(at, from));
            }
            match stretches.last_mut().filter(|it| it.objects > 0) {
                Some(last) => {
                    last.to = last.to.max(to);
                    last.objects += cell.objects;
                    last.bytes += cell.bytes;
                }
                None => stretches.push(Stretch {
                    from,
                    to,
                    objects: cell.objects,
                    bytes: cell.bytes,
                }),
            }
            at = at.max(to);
        }
        if at < self.until {
            stretches.push(gap(at, self.until));
        }
        stretches
    }

    /// The stretches without objects.
    pub fn gaps(&self) -> impl Iterator<Item = Stretch> {
        self.stretches().into_iter().filter(|it| it.objects == 0)
    }
}

/// What is counted of a place.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// By the beginning.
    hours: BTreeMap<i64, CoverageCell>,
    days: BTreeMap<i64, CoverageCell>,
}

impl Cells {
    /// Counts an object; `false` when its key tells no day.
    pub(super) fn add(&mut self, (from, to): (i64, i64), bytes: u64) -> bool {
        let length = to.saturating_sub(from);
        let (cells, from, to) = if length <= HOUR {
            let hour = hour_of(from);
            (&mut self.hours, hour, hour.saturating_add(HOUR))
        } else if length <= DAY {
            (&mut self.days, from, to)
        } else {
            return false;
        };
        let cell = cells.entry(from).or_insert(CoverageCell {
            from,
            to,
            objects: 0,
            bytes: 0,
        });
        cell.objects += 1;
        cell.bytes += bytes;
        true
    }

    /// The place, and how many of its objects tell less than the others do; none, when no key
    /// tells a time.
    pub(super) fn finish(self, source: &str, says: KeySays) -> Option<(CoveredPlace, u64)> {
        let Self { hours, days } = self;
        let (unit, cells, untold) = if hours.is_empty() {
            (CoverageUnit::Day, days, 0)
        } else {
            let untold = days.values().map(|day| day.objects).sum();
            (CoverageUnit::Hour, hours, untold)
        };
        let cells: Vec<CoverageCell> = cells.into_values().collect();
        let text = |text: Option<Arc<str>>| text.map(|text| text.to_string());
        let place = CoveredPlace {
            source: source.to_string(),
            account: text(says.account),
            region: text(says.region),
            service: text(says.service),
            keys: says.keys,
            unit,
            since: cells.first()?.from,
            until: cells.last()?.to,
            cells,
        };
        Some((place, untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(periods: &[(i64, i64)]) -> Option<(CoveredPlace, u64)> {
        let mut cells = Cells::default();
        for (from, to) in periods {
            cells.add((from * HOUR / 60, to * HOUR / 60), 10);
        }
        cells.finish("x", KeySays::default())
    }

    /// Periods in minutes, and stretches in hours.
    #[track_caller]
    fn check(periods: &[(i64, i64)], bounds: (i64, i64), expected: &[(i64, i64, u64)]) {
        let (mut place, _) = place(periods).expect("a time");
        (place.since, place.until) = (bounds.0 * HOUR, bounds.1 * HOUR);
        let found = place.stretches().into_iter();
        let found = found.map(|it| (it.from / HOUR, it.to / HOUR, it.objects));
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let lengths: u64 = place.stretches().iter().map(Stretch::hours).sum();
        assert_eq!(lengths as i64, bounds.1 - bounds.0);
    }

    #[test]
    fn stretches() {
        let hours = [(5, 6), (59, 64), (60, 120), (300, 301)];
        check(&hours, (0, 6), &[(0, 2, 3), (2, 5, 0), (5, 6, 1)]);
        check(
            &hours,
            (-1, 8),
            &[(-1, 0, 0), (0, 2, 3), (2, 5, 0), (5, 6, 1), (6, 8, 0)],
        );
        let days = [(0, 24 * 60), (48 * 60, 73 * 60), (48 * 60, 73 * 60)];
        check(
            &days,
            (12, 90),
            &[(12, 24, 1), (24, 48, 0), (48, 73, 2), (73, 90, 0)],
        );
    }

    #[test]
    fn what_tells_less() {
        assert_eq!(place(&[(0, 31 * 24 * 60)]), None);
        let (mixed, untold) = place(&[(0, 24 * 60), (30, 31), (0, 24 * 60)]).expect("a time");
        assert_eq!(
            (mixed.unit, mixed.cells.len(), untold),
            (CoverageUnit::Hour, 1, 2)
        );
    }
}
