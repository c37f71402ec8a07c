//! Parts of plain objects that are read as streams.

use std::io::{self, Cursor, Read};

use memchr::memchr;

/// How much is looked at for the beginning of a part's first record, in bytes.
const BLOCK: usize = 8 << 10;

/// The bytes of the records that start in `start..end`, from a source that begins one byte before
/// `start` (or at 0), and the offset of the first of them: from behind the first newline at or
/// after the byte before `start`, to the first newline at or behind the last byte before `end`.
///
/// # Errors
///
/// What the source says.
pub(super) fn part_of(
    mut source: impl Read + Send + 'static,
    start: u64,
    end: u64,
) -> io::Result<(Box<dyn Read + Send>, u64)> {
    let mut at = start.saturating_sub(1);
    let mut rest = Vec::new();
    let mut found = start == 0;
    while !found {
        let mut block = vec![0; BLOCK];
        let read = source.read(&mut block)?;
        block.truncate(read);
        if let Some(newline) = memchr(b'\n', &block) {
            at += newline as u64 + 1;
            rest = block.split_off(newline + 1);
            found = true;
        } else {
            at += read as u64;
            found = read == 0;
        }
    }
    let lines = Lines {
        source: Cursor::new(rest).chain(source),
        at,
        end,
        ended: at >= end,
    };
    Ok((Box::new(lines), at))
}

/// Reads up to the end of the record that starts last before `end`.
struct Lines<R> {
    source: R,
    at: u64,
    end: u64,
    ended: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let mut read = self.source.read(out)?;
        // The newline that ends the part may be its last byte.
        let from = (self.end - 1).saturating_sub(self.at).min(read as u64) as usize;
        if let Some(newline) = memchr(b'\n', &out[from..read]) {
            read = from + newline + 1;
            self.ended = true;
        }
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_each_record_once() {
        let text = b"one\ntwo\n\nthree is longer\n4\nlast";
        let size = text.len() as u64;
        for first in 0..=size {
            for second in first..=size {
                let mut all = Vec::new();
                for (start, end) in [(0, first), (first, second), (second, size)] {
                    if start == end {
                        continue;
                    }
                    let from = start.saturating_sub(1) as usize;
                    let source = Cursor::new(&text[from..]);
                    let (mut part, base) = part_of(source, start, end).expect("memory");
                    let before = all.len();
                    part.read_to_end(&mut all).expect("memory");
                    if all.len() > before {
                        assert_eq!(base, before as u64, "{first} {second}");
                    }
                }
                assert_eq!(all, text, "{first} {second}");
            }
        }
    }
}
