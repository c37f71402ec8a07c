//! For every CPU: eight bytes at a time in a plain register.

use super::{Marks, Simd, StringMarks, skip};

#[derive(Debug, Clone, Copy)]
pub(super) struct Scalar;

impl Simd for Scalar {
    #[inline(always)]
    fn string_marks(self, block: &[u8; 32]) -> StringMarks {
        let mut marks = StringMarks {
            quotes: 0,
            backslashes: 0,
        };
        for (word, shift) in words(block) {
            marks.quotes |= u32::from(equal(word, b'"')) << shift;
            marks.backslashes |= u32::from(equal(word, b'\\')) << shift;
        }
        marks
    }

    #[inline(always)]
    fn marks(self, block: &[u8; 64]) -> Marks {
        let mut marks = Marks {
            quotes: 0,
            backslashes: 0,
            openers: 0,
            closers: 0,
        };
        for (word, shift) in words(block) {
            marks.quotes |= u64::from(equal(word, b'"')) << shift;
            marks.backslashes |= u64::from(equal(word, b'\\')) << shift;
            // `[` and `{`, `]` and `}` differ in this bit only.
            let folded = word | u64::from_le_bytes([0x20; 8]);
            marks.openers |= u64::from(equal(folded, b'{')) << shift;
            marks.closers |= u64::from(equal(folded, b'}')) << shift;
        }
        marks
    }

    #[inline(always)]
    fn white_space(self, block: &[u8; 64]) -> u64 {
        words(block).fold(0, |mask, (word, shift)| {
            let here =
                equal(word, b' ') | equal(word, b'\n') | equal(word, b'\r') | equal(word, b'\t');
            mask | u64::from(here) << shift
        })
    }

    #[inline(always)]
    fn odd_text(self, block: &[u8; 32]) -> u32 {
        block.iter().rev().fold(0, |mask, &byte| {
            mask << 1 | u32::from(!matches!(byte, b' '..0x80) || byte == b'\\')
        })
    }

    #[inline(always)]
    fn prefix_parity(self, bits: u64) -> u64 {
        [1, 2, 4, 8, 16, 32]
            .into_iter()
            .fold(bits, |parity, shift| parity ^ parity << shift)
    }

    fn skip_container(self, bytes: &[u8], at: usize, limit: usize, depth: usize) -> Option<usize> {
        skip::container(self, bytes, at, limit, depth)
    }

    fn skip_escaped_string(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
        skip::escaped_string(self, bytes, at, limit)
    }

    fn skip_white_space(self, bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
        skip::white_space_blocks(self, bytes, at, limit)
    }
}

fn words(block: &[u8]) -> impl Iterator<Item = (u64, u32)> {
    let words = block
        .as_chunks()
        .0
        .iter()
        .map(|&word| u64::from_le_bytes(word));
    words.zip((0..).step_by(8))
}

/// Which of the eight bytes are `byte`.
#[inline(always)]
fn equal(word: u64, byte: u8) -> u8 {
    const LOW: u64 = u64::from_le_bytes([0x7f; 8]);
    let different = word ^ u64::from_le_bytes([byte; 8]);
    // The high bit of each byte: set when the byte is zero, without carries between bytes.
    let zero = !(((different & LOW) + LOW) | different | LOW);
    // Gathers the eight high bits in the top byte.
    ((zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_finds_each_place() {
        for place in 0..8 {
            for (other, byte) in [
                (0x00, b'"'),
                (b'#', b'"'),
                (0xff, b'{'),
                (b'"' | 0x80, b'"'),
            ] {
                let mut word = [other; 8];
                word[place] = byte;
                assert_eq!(equal(u64::from_le_bytes(word), byte), 1 << place);
            }
        }
    }
}
