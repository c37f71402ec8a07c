//! Over strings and containers, many bytes at a time.
//!
//! Each function may read bytes behind `limit` and find an end there; a caller who gets a place
//! behind its limit takes it as not found. Loops stop at the limit.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level's CPU"
)]

use std::ops::Range;

use crate::simd::Simd;

/// A string's closing quote.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StringEnd {
    pub(crate) at: usize,
    pub(crate) escapes: bool,
}

/// The closing quote of the string whose content begins at `at`.
#[inline(always)]
pub(crate) fn string<S: Simd>(simd: S, bytes: &[u8], at: usize, limit: usize) -> Option<StringEnd> {
    let mut start = at;
    while let Some(block) = bytes.get(start..).and_then(<[u8]>::first_chunk) {
        let marks = simd.string_marks(block);
        // A quote with no backslash before it in the block; without a quote, no backslash at all.
        if marks.backslashes & marks.quotes.wrapping_sub(1) != 0 {
            let at = simd.skip_escaped_string(bytes, start, limit)?;
            return Some(StringEnd { at, escapes: true });
        }
        if marks.quotes != 0 {
            let at = start + marks.quotes.trailing_zeros() as usize;
            return Some(StringEnd { at, escapes: false });
        }
        start += 32;
        if start >= limit {
            return None;
        }
    }
    let end = simd.skip_escaped_string(bytes, start, limit)?;
    let escapes = memchr::memchr(b'\\', &bytes[start..end]).is_some();
    Some(StringEnd { at: end, escapes })
}

/// The same for a string with escapes; only through [`Simd::skip_escaped_string`].
#[inline(always)]
pub(crate) fn escaped_string<S: Simd>(
    simd: S,
    bytes: &[u8],
    mut at: usize,
    limit: usize,
) -> Option<usize> {
    let mut escapes = Escapes::default();
    while at < limit {
        let marks = simd.marks(&block(bytes, at));
        let quotes = marks.quotes & !escapes.escaped(marks.backslashes);
        if quotes != 0 {
            return Some(at + quotes.trailing_zeros() as usize);
        }
        at += 64;
    }
    None
}

/// Behind the closer of the container that is `depth` openers up from `at`, which must lie outside
/// of strings; only through [`Simd::skip_container`].
#[inline(always)]
pub(crate) fn container<S: Simd>(
    simd: S,
    bytes: &[u8],
    mut at: usize,
    limit: usize,
    mut depth: usize,
) -> Option<usize> {
    let mut strings = Strings::default();
    while at < limit {
        let marks = simd.marks(&block(bytes, at));
        let inside = strings.insides(simd, marks.quotes, marks.backslashes);
        let openers = marks.openers & !inside;
        let mut closers = marks.closers & !inside;
        let closing = closers.count_ones() as usize;
        if closing >= depth {
            // The last of `depth` closers or a later one: with the openers before it, it is even.
            for nth in 1..=closing {
                let place = closers.trailing_zeros();
                let before = (openers & ((1 << place) - 1)).count_ones() as usize;
                if depth + before == nth {
                    return Some(at + place as usize + 1);
                }
                closers &= closers - 1;
            }
        }
        depth = depth + openers.count_ones() as usize - closing;
        at += 64;
    }
    None
}

/// The 64 bytes from `at`; what lies behind the end is 0.
#[inline(always)]
pub(crate) fn block(bytes: &[u8], at: usize) -> [u8; 64] {
    if let Some(&block) = bytes[at..].first_chunk() {
        return block;
    }
    let mut block = [0; 64];
    let rest = &bytes[at..];
    block[..rest.len()].copy_from_slice(rest);
    block
}

/// Whether all bytes of the range are printable ASCII other than a backslash, so that they are text
/// as they stand.
#[inline(always)]
pub(crate) fn is_plain<S: Simd>(simd: S, bytes: &[u8], range: Range<usize>) -> bool {
    let mut at = range.start;
    while let Some(block) = bytes[at..].first_chunk() {
        let odd = simd.odd_text(block);
        let left = range.end - at;
        if left <= 32 {
            return left == 0 || odd << (32 - left) == 0;
        }
        if odd != 0 {
            return false;
        }
        at += 32;
    }
    bytes[at..range.end]
        .iter()
        .all(|&byte| matches!(byte, b' '..0x80) && byte != b'\\')
}

/// Which bytes are within strings, from block to block.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    escapes: Escapes,
    /// All ones within a string.
    carry: u64,
}

impl Strings {
    /// The bits from each opening quote up to, without, its closing one.
    #[inline(always)]
    pub(crate) fn insides<S: Simd>(&mut self, simd: S, quotes: u64, backslashes: u64) -> u64 {
        let quotes = quotes & !self.escapes.escaped(backslashes);
        let inside = simd.prefix_parity(quotes) ^ self.carry;
        self.carry = (inside as i64 >> 63) as u64;
        inside
    }
}

/// Which bytes follow a run of backslashes of odd length, from block to block.
#[derive(Debug, Default)]
struct Escapes {
    /// 1 when the first byte of the next block is escaped.
    carry: u64,
}

impl Escapes {
    /// By simdjson's subtraction-free way: the sum of a run and its start at an odd place carries
    /// into the place behind the run.
    #[inline(always)]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        if backslashes == 0 {
            return std::mem::take(&mut self.carry);
        }
        let backslashes = backslashes & !self.carry;
        let follows = backslashes << 1 | self.carry;
        let odd_starts = backslashes & !EVEN & !follows;
        let (even_runs, overflow) = odd_starts.overflowing_add(backslashes);
        self.carry = u64::from(overflow);
        (EVEN ^ even_runs << 1) & follows
    }
}

/// The first byte at or behind `at` that is not white space.
#[inline(always)]
pub(crate) fn solid<S: Simd>(simd: S, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    // There is none in compact JSON, one byte in loose JSON, an indent in pretty JSON.
    let at = at + usize::from(at < limit && is_white_space(bytes[at]));
    if at >= limit {
        return None;
    }
    if is_white_space(bytes[at]) {
        simd.skip_white_space(bytes, at, limit)
    } else {
        Some(at)
    }
}

/// The same by blocks; only through [`Simd::skip_white_space`].
#[inline(always)]
pub(crate) fn white_space_blocks<S: Simd>(
    simd: S,
    bytes: &[u8],
    mut at: usize,
    limit: usize,
) -> Option<usize> {
    while at < limit {
        let solid = !simd.white_space(&block(bytes, at));
        if solid != 0 {
            at += solid.trailing_zeros() as usize;
            return (at < limit).then_some(at);
        }
        at += 64;
    }
    None
}

/// The same, byte by byte.
#[inline(always)]
pub(crate) fn white_space(bytes: &[u8], mut at: usize, limit: usize) -> Option<usize> {
    while at < limit {
        if !is_white_space(bytes[at]) {
            return Some(at);
        }
        at += 1;
    }
    None
}

#[inline(always)]
pub(crate) fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The end of the number or word at `at`: it goes on to white space or what means something.
#[inline(always)]
pub(crate) fn scalar(bytes: &[u8], mut at: usize, limit: usize) -> usize {
    while at < limit && !ENDS_SCALAR[bytes[at] as usize] {
        at += 1;
    }
    at
}

static ENDS_SCALAR: [bool; 256] = {
    let mut table = [false; 256];
    let ends = b" \n\r\t,:{}[]\"\\";
    let mut n = 0;
    while n < ends.len() {
        table[ends[n] as usize] = true;
        n += 1;
    }
    table
};
