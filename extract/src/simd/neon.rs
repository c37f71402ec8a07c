//! ARM64 with carry-less multiplication (Graviton, Apple silicon, all with the `aes` feature).

use std::arch::aarch64::{
    uint8x16_t, vandq_u8, vceqq_u8, vcltq_u8, vdupq_n_u8, vgetq_lane_u64, vld1q_u8, vmull_p64,
    vmvnq_u8, vorrq_u8, vpaddq_u8, vreinterpretq_u64_u8, vsubq_u8,
};
use std::arch::is_aarch64_feature_detected;

use super::{Kernel, Marks, Simd, StringMarks, skip};

/// Proof that the CPU has what this module is compiled for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neon(());

impl Neon {
    pub(super) fn detect() -> Option<Self> {
        let there = is_aarch64_feature_detected!("neon") && is_aarch64_feature_detected!("aes");
        there.then_some(Self(()))
    }

    #[inline]
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { run(self, kernel) }
    }
}

#[target_feature(enable = "neon,aes")]
fn run<K: Kernel>(level: Neon, kernel: K) -> K::Output {
    kernel.run(level)
}

#[target_feature(enable = "neon,aes")]
fn skip_container(
    level: Neon,
    bytes: &[u8],
    at: usize,
    limit: usize,
    depth: usize,
) -> Option<usize> {
    skip::container(level, bytes, at, limit, depth)
}

#[target_feature(enable = "neon,aes")]
fn skip_escaped_string(level: Neon, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    skip::escaped_string(level, bytes, at, limit)
}

#[target_feature(enable = "neon,aes")]
fn skip_white_space(level: Neon, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    skip::white_space_blocks(level, bytes, at, limit)
}

#[target_feature(enable = "neon")]
#[inline]
fn load<const N: usize>(block: &[u8]) -> [uint8x16_t; N] {
    let (quarters, _) = block.as_chunks::<16>();
    // SAFETY: each load is of 16 bytes of a chunk of 16.
    std::array::from_fn(|n| unsafe { vld1q_u8(quarters[n].as_ptr()) })
}

/// Which of the 64 bytes are `byte`: each lane is cut to its bit, pairs are added thrice.
#[target_feature(enable = "neon")]
#[inline]
fn equal(bytes: [uint8x16_t; 4], byte: u8) -> u64 {
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: the load is of the 16 bytes of a constant.
    let bits = unsafe { vld1q_u8(BITS.as_ptr()) };
    let [a, b, c, d] = bytes.map(|lane| vandq_u8(vceqq_u8(lane, vdupq_n_u8(byte)), bits));
    let sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)))
}

#[target_feature(enable = "neon")]
#[inline]
fn string_marks(block: &[u8; 32]) -> StringMarks {
    let [low, high] = load(block);
    let none = vdupq_n_u8(0);
    let bytes = [low, high, none, none];
    StringMarks {
        quotes: equal(bytes, b'"') as u32,
        backslashes: equal(bytes, b'\\') as u32,
    }
}

#[target_feature(enable = "neon")]
#[inline]
fn marks(block: &[u8; 64]) -> Marks {
    let bytes = load(block);
    // `[` and `{`, `]` and `}` differ in this bit only.
    let folded = bytes.map(|lane| vorrq_u8(lane, vdupq_n_u8(0x20)));
    Marks {
        quotes: equal(bytes, b'"'),
        backslashes: equal(bytes, b'\\'),
        openers: equal(folded, b'{'),
        closers: equal(folded, b'}'),
    }
}

#[target_feature(enable = "neon")]
#[inline]
fn white_space(block: &[u8; 64]) -> u64 {
    let bytes = load(block);
    equal(bytes, b' ') | equal(bytes, b'\n') | equal(bytes, b'\r') | equal(bytes, b'\t')
}

#[target_feature(enable = "neon")]
#[inline]
fn odd_text(block: &[u8; 32]) -> u32 {
    let [low, high] = load(block);
    // Wraps around so that the printable ones are the lowest.
    let odd = |lane| {
        let printable = vcltq_u8(vsubq_u8(lane, vdupq_n_u8(0x20)), vdupq_n_u8(0x60));
        vorrq_u8(vmvnq_u8(printable), vceqq_u8(lane, vdupq_n_u8(b'\\')))
    };
    let none = vdupq_n_u8(0);
    equal([odd(low), odd(high), none, none], 0xff) as u32
}

#[target_feature(enable = "neon,aes")]
#[inline]
fn prefix_parity(bits: u64) -> u64 {
    vmull_p64(bits, u64::MAX) as u64
}

// SAFETY of all calls below: `self` exists, so the features were detected.
impl Simd for Neon {
    #[inline(always)]
    fn string_marks(self, block: &[u8; 32]) -> StringMarks {
        unsafe { string_marks(block) }
    }

    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        unsafe { marks(block) }
    }

    #[inline(always)]
    fn white_space(self, block: &[u8; 64]) -> u64 {
        unsafe { white_space(block) }
    }

    #[inline(always)]
    fn odd_text(self, block: &[u8; 32]) -> u32 {
        unsafe { odd_text(block) }
    }

    #[inline(always)]
    fn prefix_parity(self, bits: u64) -> u64 {
        unsafe { prefix_parity(bits) }
    }

    #[inline(always)]
    fn skip_container(self, bytes: &[u8], at: usize, limit: usize, depth: usize) -> Option<usize> {
        unsafe { skip_container(self, bytes, at, limit, depth) }
    }

    #[inline(always)]
    fn skip_escaped_string(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
        unsafe { skip_escaped_string(self, bytes, at, limit) }
    }

    #[inline(always)]
    fn skip_white_space(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
        unsafe { skip_white_space(self, bytes, at, limit) }
    }
}
