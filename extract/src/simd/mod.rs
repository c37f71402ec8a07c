//! Masks of a block of bytes: one bit a byte, lowest first.
//!
//! The walk is written once, over [`Simd`], and compiled for each level of CPU. This module and
//! those in it hold the `unsafe` that this needs: calling functions that are compiled for a CPU
//! which was found to be there (a level's type can only be had after asking), and loads from
//! arrays of the right size.
#![expect(unsafe_code, reason = "SIMD, see above")]
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the level's CPU"
)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;

use std::ops::Range;

use crate::skip;

/// What a level of CPU can do.
pub(crate) trait Simd: Copy {
    /// Where quotes and backslashes stand.
    fn string_marks(self, block: &[u8; 32]) -> StringMarks;

    /// Where strings and containers begin and end.
    fn marks(self, block: &[u8; 64]) -> Marks;

    /// Where the white space of JSON stands.
    fn white_space(self, block: &[u8; 64]) -> u64;

    /// Where bytes stand that are not text as they are within a string: control characters,
    /// backslashes, and what is not ASCII.
    fn odd_text(self, block: &[u8; 32]) -> u32;

    /// Each bit is the parity of the bits up to it: of quotes, it gives the insides of strings.
    fn prefix_parity(self, bits: u64) -> u64;

    /// [`skip::container`], as a function of its own so that it is not copied to each use.
    fn skip_container(self, bytes: &[u8], at: usize, limit: usize, depth: usize) -> Option<usize>;

    /// [`skip::escaped_string`], likewise.
    fn skip_escaped_string(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize>;

    /// [`skip::white_space_blocks`], likewise.
    fn skip_white_space(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StringMarks {
    pub(crate) quotes: u32,
    pub(crate) backslashes: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) quotes: u64,
    pub(crate) backslashes: u64,
    /// `{` and `[`
    pub(crate) openers: u64,
    /// `}` and `]`
    pub(crate) closers: u64,
}

/// The bytes of the range, if they are [plain](skip::is_plain).
#[inline(always)]
pub(crate) fn plain_text<S: Simd>(simd: S, bytes: &[u8], range: Range<usize>) -> Option<&str> {
    let text = &bytes[range.clone()];
    // SAFETY: all bytes are ASCII.
    skip::is_plain(simd, bytes, range).then(|| unsafe { std::str::from_utf8_unchecked(text) })
}

/// Work that is compiled for each level; `run` must be inlined with all that it uses a level for.
pub(crate) trait Kernel {
    type Output;

    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// A level of CPU that is there.
#[derive(Debug, Clone, Copy)]
pub struct Level(Inner);

#[derive(Debug, Clone, Copy)]
enum Inner {
    Scalar(scalar::Scalar),
    #[cfg(target_arch = "x86_64")]
    Avx2(avx2::Avx2),
    #[cfg(target_arch = "aarch64")]
    Neon(neon::Neon),
}

impl Level {
    /// The best level of this machine.
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        let better = avx2::Avx2::detect().map(Inner::Avx2);
        #[cfg(target_arch = "aarch64")]
        let better = neon::Neon::detect().map(Inner::Neon);
        #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
        let better = None;
        Self(better.unwrap_or(Inner::Scalar(scalar::Scalar)))
    }

    /// All levels of this machine, best last.
    pub fn available() -> Vec<Self> {
        let mut levels = vec![Self(Inner::Scalar(scalar::Scalar))];
        #[cfg(target_arch = "x86_64")]
        levels.extend(avx2::Avx2::detect().map(|level| Self(Inner::Avx2(level))));
        #[cfg(target_arch = "aarch64")]
        levels.extend(neon::Neon::detect().map(|level| Self(Inner::Neon(level))));
        levels
    }

    #[inline]
    pub(crate) fn dispatch<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            Inner::Scalar(level) => kernel.run(level),
            #[cfg(target_arch = "x86_64")]
            Inner::Avx2(level) => level.run(kernel),
            #[cfg(target_arch = "aarch64")]
            Inner::Neon(level) => level.run(kernel),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skip::is_white_space;

    /// All marks of a block, said slowly.
    fn check(block: [u8; 64]) {
        let bits = |which: fn(u8) -> bool| {
            (0..64)
                .filter(|&at| which(block[at]))
                .fold(0_u64, |bits, at| bits | 1 << at)
        };
        let expected = Marks {
            quotes: bits(|byte| byte == b'"'),
            backslashes: bits(|byte| byte == b'\\'),
            openers: bits(|byte| byte == b'{' || byte == b'['),
            closers: bits(|byte| byte == b'}' || byte == b']'),
        };
        let white_space = bits(is_white_space);
        let odd = bits(|byte| !(b' '..0x80).contains(&byte) || byte == b'\\');
        let mut parity = 0_u64;
        for at in 0..64 {
            let before = if at == 0 { 0 } else { parity >> (at - 1) };
            parity |= ((before ^ expected.quotes >> at) & 1) << at;
        }
        for level in Level::available() {
            level.dispatch(Check {
                block: &block,
                expected,
                white_space,
                odd,
                parity,
            });
        }
    }

    struct Check<'a> {
        block: &'a [u8; 64],
        expected: Marks,
        white_space: u64,
        odd: u64,
        parity: u64,
    }

    impl Kernel for Check<'_> {
        type Output = ();

        fn run<S: Simd>(self, simd: S) {
            assert_eq!(simd.marks(self.block), self.expected);
            assert_eq!(simd.white_space(self.block), self.white_space);
            assert_eq!(simd.prefix_parity(self.expected.quotes), self.parity);
            for (half, shift) in self.block.as_chunks().0.iter().zip([0, 32]) {
                let quotes = (self.expected.quotes >> shift) as u32;
                let backslashes = (self.expected.backslashes >> shift) as u32;
                assert_eq!(
                    simd.string_marks(half),
                    StringMarks {
                        quotes,
                        backslashes
                    }
                );
                assert_eq!(simd.odd_text(half), (self.odd >> shift) as u32);
            }
        }
    }

    #[test]
    fn each_byte_at_each_place() {
        for byte in 0..=255 {
            for other in [b'a', b'"', 0, 0xff] {
                for place in 0..64 {
                    let mut block = [other; 64];
                    block[place] = byte;
                    check(block);
                }
            }
        }
    }
}
