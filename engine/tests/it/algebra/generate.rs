//! Random small logs and random queries over them; the same ones for the same seed.

mod call;
mod expr;
mod log;
mod pool;
mod query;

use taffrail::TimeRange;
use taffrail::chrono_tz::Tz;

use super::case::Case;

/// Random numbers (splitmix64).
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Whether one of `of` happened.
    fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// The case of a seed.
pub(crate) fn case(seed: u64) -> Case {
    let mut random = Random::new(seed);
    let range = match random.below(10) {
        0 => TimeRange {
            since: Some(1_688_989_320_000_000),
            until: Some(1_688_989_400_000_000),
        },
        1 => TimeRange {
            since: Some(1_688_989_338_000_000),
            until: None,
        },
        _ => TimeRange::default(),
    };
    Case {
        objects: log::objects(&mut random),
        query: query::query(&mut random),
        zone: if random.one_in(5) {
            Tz::Europe__Berlin
        } else {
            Tz::UTC
        },
        range,
    }
}
