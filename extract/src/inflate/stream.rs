//! A gzip member as far as it inflates.

use flate2::{Decompress, FlushDecompress, Status};

/// How a member ended that could not be inflated whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At its end: so it is its checksum, or its length, that is wrong.
    Checksum {
        consumed: usize,
    },
    Truncated,
    Corrupt,
    /// The room is full.
    Full,
}

/// Appends what the member at the start of `compressed` holds, `room` bytes at most.
pub(super) fn member(compressed: &[u8], out: &mut Vec<u8>, room: usize) -> End {
    let Some(mut rest) = header(compressed).and_then(|length| compressed.get(length..)) else {
        return End::Truncated;
    };
    let full = out.len() + room;
    let mut inflate = Decompress::new(false);
    let mut chunk = vec![0; 64 << 10];
    loop {
        let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
        let result = inflate.decompress(rest, &mut chunk, FlushDecompress::None);
        // Counted also when it failed: what came before the damage is good.
        let consumed = (inflate.total_in() - before_in) as usize;
        let written = (inflate.total_out() - before_out) as usize;
        let kept = written.min(full - out.len());
        out.extend_from_slice(&chunk[..kept]);
        rest = &rest[consumed..];
        if kept < written {
            return End::Full;
        }
        match result {
            Err(_) => return End::Corrupt,
            Ok(Status::StreamEnd) if rest.len() < TRAILER => return End::Truncated,
            Ok(Status::StreamEnd) => {
                return End::Checksum {
                    consumed: compressed.len() - rest.len() + TRAILER,
                };
            }
            Ok(_) if consumed == 0 && written == 0 => return End::Truncated,
            Ok(_) => {}
        }
    }
}

/// Checksum and length.
pub(super) const TRAILER: usize = 8;

/// Whether a header has reserved flags, which may mean anything (RFC 1952 asks for an error, and
/// libdeflate refuses the member). Most often it is a bit that fell over, and the member inflates.
pub(super) fn has_unknown_flags(bytes: &[u8]) -> bool {
    const RESERVED: u8 = 0b1110_0000;
    bytes.get(3).is_some_and(|flags| flags & RESERVED != 0)
}

/// The length of the header (RFC 1952); `None` when it is cut off.
pub(super) fn header(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut length = 10;
    if flags & 4 != 0 {
        let extra = bytes.get(length..)?.first_chunk()?;
        length += 2 + usize::from(u16::from_le_bytes(*extra));
    }
    for name_or_comment in [8, 16] {
        if flags & name_or_comment != 0 {
            length += memchr::memchr(0, bytes.get(length..)?)? + 1;
        }
    }
    if flags & 2 != 0 {
        length += 2;
    }
    Some(length)
}
