//! x86-64 with AVX2 and carry-less multiplication (Haswell, Zen and later).

use std::arch::x86_64::{
    __m256i, _mm_clmulepi64_si128, _mm_cvtsi128_si64, _mm_set_epi64x, _mm_set1_epi8,
    _mm256_cmpeq_epi8, _mm256_cmpgt_epi8, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8,
};

use super::{Kernel, Marks, Simd, StringMarks, skip};

/// Proof that the CPU has what this module is compiled for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Avx2(());

impl Avx2 {
    pub(super) fn detect() -> Option<Self> {
        let there = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("pclmulqdq")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt");
        there.then_some(Self(()))
    }

    #[inline]
    pub(super) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        // SAFETY: `self` exists, so the features were detected.
        unsafe { run(self, kernel) }
    }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
fn run<K: Kernel>(level: Avx2, kernel: K) -> K::Output {
    kernel.run(level)
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
fn skip_container(
    level: Avx2,
    bytes: &[u8],
    at: usize,
    limit: usize,
    depth: usize,
) -> Option<usize> {
    skip::container(level, bytes, at, limit, depth)
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
fn skip_escaped_string(level: Avx2, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    skip::escaped_string(level, bytes, at, limit)
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
fn skip_white_space(level: Avx2, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    skip::white_space_blocks(level, bytes, at, limit)
}

#[target_feature(enable = "avx2")]
#[inline]
fn halves(block: &[u8; 64]) -> [__m256i; 2] {
    let pointer = block.as_ptr();
    // SAFETY: both loads lie within the 64 bytes, and need no alignment.
    unsafe {
        [
            _mm256_loadu_si256(pointer.cast()),
            _mm256_loadu_si256(pointer.add(32).cast()),
        ]
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn equal(bytes: __m256i, byte: u8) -> u32 {
    _mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8))) as u32
}

#[target_feature(enable = "avx2")]
#[inline]
fn equal_in_both([low, high]: [__m256i; 2], byte: u8) -> u64 {
    u64::from(equal(low, byte)) | u64::from(equal(high, byte)) << 32
}

#[target_feature(enable = "avx2")]
#[inline]
fn string_marks(block: &[u8; 32]) -> StringMarks {
    // SAFETY: the load is of the block's 32 bytes, and needs no alignment.
    let bytes = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
    StringMarks {
        quotes: equal(bytes, b'"'),
        backslashes: equal(bytes, b'\\'),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn marks(block: &[u8; 64]) -> Marks {
    let halves = halves(block);
    // `[` and `{`, `]` and `}` differ in this bit only.
    let folded = halves.map(|half| _mm256_or_si256(half, _mm256_set1_epi8(0x20)));
    Marks {
        quotes: equal_in_both(halves, b'"'),
        backslashes: equal_in_both(halves, b'\\'),
        openers: equal_in_both(folded, b'{'),
        closers: equal_in_both(folded, b'}'),
    }
}

#[target_feature(enable = "avx2")]
#[inline]
fn white_space(block: &[u8; 64]) -> u64 {
    let halves = halves(block);
    equal_in_both(halves, b' ')
        | equal_in_both(halves, b'\n')
        | equal_in_both(halves, b'\r')
        | equal_in_both(halves, b'\t')
}

#[target_feature(enable = "avx2")]
#[inline]
fn odd_text(block: &[u8; 32]) -> u32 {
    // SAFETY: the load is of the block's 32 bytes, and needs no alignment.
    let bytes = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
    // Signed: what is not ASCII is negative.
    let printable = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(0x1f));
    !(_mm256_movemask_epi8(printable) as u32) | equal(bytes, b'\\')
}

#[target_feature(enable = "pclmulqdq")]
#[inline]
fn prefix_parity(bits: u64) -> u64 {
    let product = _mm_clmulepi64_si128(_mm_set_epi64x(0, bits as i64), _mm_set1_epi8(-1), 0);
    _mm_cvtsi128_si64(product) as u64
}

// SAFETY of all calls below: `self` exists, so the features were detected.
impl Simd for Avx2 {
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
