//! Gzip objects, whole or as streams.
//!
//! libdeflate does it twice as fast as a stream, but a member at a time and all or nothing: so
//! members are looped over, and what it refuses is inflated again by stream, as far as that goes.

mod libdeflate;
mod reader;
mod stream;

use std::fmt;

pub use self::reader::GzipReader;

use self::libdeflate::{Decompressor, Refusal};

/// Whether the bytes begin like gzip.
///
/// ```
/// assert!(taffrail_extract::inflate::is_gzip(&[0x1f, 0x8b, 8, 0]));
/// assert!(!taffrail_extract::inflate::is_gzip(b"{}"));
/// ```
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// A decompressor, to be used again and again.
#[derive(Debug, Default)]
pub struct Inflater {
    decompressor: Option<Decompressor>,
}

/// How it went; all that could be inflated was appended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How many members gave bytes, the damaged one included.
    pub members: usize,
    /// What is not as it should be.
    pub warnings: Vec<Warning>,
}

/// Something that is not as it should be in a gzip object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Warning {
    /// Bytes that are not gzip follow the last member.
    TrailingBytes {
        /// Where they begin in the compressed object.
        offset: usize,
    },
    /// The object ends within a member.
    Truncated {
        /// Where the member begins in the compressed object.
        offset: usize,
    },
    /// A member cannot be inflated to its end, or its checksum is another.
    Corrupt {
        /// Where the member begins in the compressed object.
        offset: usize,
    },
    /// The output reached the limit; the rest was left out.
    OverLimit {
        /// The limit.
        limit: usize,
    },
}

/// Why nothing was inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InflateError {
    /// The object does not begin like gzip.
    NotGzip,
    /// No memory for the decompressor.
    OutOfMemory,
}

impl Inflater {
    /// A decompressor; its memory (some 50 KiB) comes with the first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends to `out` what the members of `compressed` hold, `limit` bytes at most.
    ///
    /// Zeros behind the last member are padding.
    ///
    /// # Errors
    ///
    /// The object is not gzip. Damage further on is a warning in the outcome.
    pub fn gzip(
        &mut self,
        compressed: &[u8],
        out: &mut Vec<u8>,
        limit: usize,
    ) -> Result<Outcome, InflateError> {
        if !is_gzip(compressed) {
            return Err(InflateError::NotGzip);
        }
        if self.decompressor.is_none() {
            self.decompressor = Decompressor::new();
        }
        let Some(decompressor) = &mut self.decompressor else {
            return Err(InflateError::OutOfMemory);
        };
        let mut outcome = Outcome::default();
        let full = out.len().saturating_add(limit);
        let mut at = 0;
        while at < compressed.len() {
            let rest = &compressed[at..];
            if !is_gzip(rest) {
                // Behind a corrupt member it is the rest of that.
                if outcome.warnings.is_empty() && rest.iter().any(|&byte| byte != 0) {
                    outcome.warnings.push(Warning::TrailingBytes { offset: at });
                }
                break;
            }
            outcome.members += 1;
            match member(decompressor, rest, out, full - out.len()) {
                Ok(consumed) => at += consumed,
                Err(_) => match stream::member(rest, out, full - out.len()) {
                    stream::End::Checksum { consumed } => {
                        outcome.warnings.push(Warning::Corrupt { offset: at });
                        at += consumed;
                    }
                    stream::End::Truncated => {
                        outcome.warnings.push(Warning::Truncated { offset: at });
                        break;
                    }
                    stream::End::Corrupt => {
                        outcome.warnings.push(Warning::Corrupt { offset: at });
                        break;
                    }
                    stream::End::Full => {
                        outcome.warnings.push(Warning::OverLimit { limit });
                        break;
                    }
                },
            }
        }
        Ok(outcome)
    }
}

/// Inflates one member whole; gives the length of its compressed bytes.
fn member(
    decompressor: &mut Decompressor,
    compressed: &[u8],
    out: &mut Vec<u8>,
    room: usize,
) -> Result<usize, Refusal> {
    let mut guess = guess(compressed).min(room);
    loop {
        match decompressor.member(compressed, out, guess) {
            Err(Refusal::Full) if guess < room => guess = guess.saturating_mul(4).min(room),
            other => return other,
        }
    }
}

/// The size that the object says it has, within what is likely: the last four bytes are that of the
/// last member only, modulo 4 GiB, and may be a lie.
fn guess(compressed: &[u8]) -> usize {
    let likely = compressed.len().saturating_mul(32).max(64 << 10);
    let least = compressed.len();
    match compressed.last_chunk() {
        Some(&size) => (u32::from_le_bytes(size) as usize).clamp(least, likely),
        None => likely,
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TrailingBytes { offset } => {
                write!(f, "bytes that are not gzip follow at byte {offset}")
            }
            Self::Truncated { offset } => {
                write!(
                    f,
                    "the gzip member at byte {offset} is cut off; what inflates was kept"
                )
            }
            Self::Corrupt { offset } => {
                write!(
                    f,
                    "the gzip member at byte {offset} is corrupt; what inflates was kept"
                )
            }
            Self::OverLimit { limit } => {
                write!(f, "more than {limit} bytes inflated; the rest was left out")
            }
        }
    }
}

impl fmt::Display for InflateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotGzip => "not gzip",
            Self::OutOfMemory => "no memory for a gzip decompressor",
        })
    }
}

impl std::error::Error for InflateError {}
