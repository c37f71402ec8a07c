//! Where to go on behind damage.

use memchr::{memchr, memchr_iter, memmem};

use super::wrapped::{Place, after_opening};
use super::{Records, Shape};
use crate::skip;

/// What a walk may still spend on looking for a way out of damage.
///
/// Each try may run to the end of the buffer, and bytes made to annoy have many places to try: so
/// all tries together see a buffer [`TRIES`] times at most. Then the rest is given up.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    /// Where the first and the last sound records begin: those behind damage look like them.
    seen: [usize; 2 * SAMPLE],
    count: usize,
}

/// How often the walk may see the whole buffer: a tenth of a second for 16 MiB.
const TRIES: usize = 64;

/// How many records at the start, and how many of the last, are remembered.
const SAMPLE: usize = 16;

impl Budget {
    pub(super) fn new(length: usize) -> Self {
        Self {
            bytes: length.saturating_mul(TRIES).saturating_add(1 << 20),
            seen: [0; 2 * SAMPLE],
            count: 0,
        }
    }

    /// Notes where a sound record begins.
    #[inline]
    pub(super) fn seen(&mut self, start: usize) {
        let last = SAMPLE + self.count % SAMPLE;
        self.seen[if self.count < SAMPLE {
            self.count
        } else {
            last
        }] = start;
        self.count += 1;
    }

    /// Pays for a try; false when nothing is left.
    pub(super) fn pay(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(0);
        left.is_some()
    }
}

impl Records<'_> {
    /// The next line behind `at` that begins with `{`.
    pub(super) fn next_object_line(&mut self, at: usize) -> usize {
        let end = self.bytes.len();
        if !self.budget.pay(end - at) {
            return end;
        }
        memmem::find(&self.bytes[at..], b"\n{").map_or(end, |length| at + length + 1)
    }

    /// The next place behind `damaged` that looks like a record which closes, or like a wrapper.
    ///
    /// A record is told from an object within the damaged one by its first key, or by its place at
    /// the start of a line: these are those of sound records, or of the damaged one.
    pub(super) fn next_wrapped_record(&mut self, damaged: usize) -> (usize, Place) {
        let end = self.bytes.len();
        if let Some(at) = self.behind_closers(damaged) {
            return (at, Place::Record);
        }
        let seen = &self.budget.seen[..self.budget.count.min(2 * SAMPLE)];
        let seen = seen.iter().copied().chain([damaged]);
        let mut looks: Vec<Look<'_>> = seen
            .filter_map(|start| Look::of(self.bytes, start))
            .collect();
        looks.sort_unstable();
        looks.dedup();
        for length in memchr_iter(b'{', &self.bytes[damaged + 1..]) {
            let at = damaged + 1 + length;
            if self.shape == Shape::Records && after_opening(self.shape, self.bytes, at).is_some() {
                return (at, Place::Outside);
            }
            if !self.may_begin(at, damaged, &looks) {
                continue;
            }
            match self.object(None, at, end) {
                Some(_) => return (at, Place::Record),
                None if self.budget.pay(end - at) => {}
                None => break,
            }
        }
        (end, Place::Outside)
    }

    /// The record behind nothing but brackets too many and a comma.
    fn behind_closers(&mut self, damaged: usize) -> Option<usize> {
        let is_more = |&byte: &u8| !matches!(byte, b'}' | b']') && !skip::is_white_space(byte);
        let comma = damaged + self.bytes[damaged..].iter().position(is_more)?;
        let at = self.solid(comma + 1);
        let looks = self.bytes[comma] == b',' && self.bytes.get(at) == Some(&b'{');
        if !looks {
            return None;
        }
        let closes = self.object(None, at, self.bytes.len()).is_some();
        if !closes {
            self.budget.pay(self.bytes.len() - at);
        }
        closes.then_some(at)
    }

    /// Whether the `{` at `at` stands where a record may begin.
    fn may_begin(&self, at: usize, damaged: usize, looks: &[Look<'_>]) -> bool {
        let before = self.solid_before(at, damaged);
        if looks.is_empty() {
            let comma = before.filter(|&before| self.bytes[before] == b',');
            let closer = comma.and_then(|comma| self.solid_before(comma, damaged));
            return closer.is_some_and(|closer| self.bytes[closer] == b'}');
        }
        before.is_some_and(|before| matches!(self.bytes[before], b',' | b'}'))
            && Look::of(self.bytes, at).is_some_and(|look| look.is_among(looks))
    }

    /// The last byte between `from` and `at` that is not white space.
    fn solid_before(&self, at: usize, from: usize) -> Option<usize> {
        let between = &self.bytes[from..at];
        between
            .iter()
            .rposition(|&byte| !skip::is_white_space(byte))
            .map(|place| from + place)
    }
}

/// What records begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Look<'a> {
    /// The white space before it, if it begins a line.
    indent: Option<&'a [u8]>,
    /// Its first key; long ones are cut, they are only compared with one another.
    key: Option<&'a [u8]>,
}

impl<'a> Look<'a> {
    /// The look of the object at `start`; `None` when there is nothing to tell it by.
    fn of(bytes: &'a [u8], start: usize) -> Option<Self> {
        if bytes[start] != b'{' {
            return None;
        }
        let blanks = bytes[..start]
            .iter()
            .rev()
            .take_while(|&&byte| matches!(byte, b' ' | b'\t'));
        let line = start - blanks.count();
        let indent = bytes[..line].ends_with(b"\n").then(|| &bytes[line..start]);
        let key = skip::white_space(bytes, start + 1, bytes.len())
            .filter(|&quote| bytes[quote] == b'"')
            .map(|quote| {
                let content = &bytes[quote + 1..];
                let content = &content[..content.len().min(64)];
                &content[..memchr(b'"', content).unwrap_or(content.len())]
            });
        (indent.is_some() || key.is_some()).then_some(Self { indent, key })
    }

    fn is_among(&self, looks: &[Self]) -> bool {
        looks.iter().any(|look| {
            (self.key.is_some() && self.key == look.key)
                || (self.indent.is_some() && self.indent == look.indent)
        })
    }
}
