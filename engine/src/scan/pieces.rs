//! Streams in pieces that hold whole records.

use std::io::Read;

use datafusion::execution::memory_pool::MemoryReservation;
use memchr::memrchr;
use taffrail_extract::{Shape, detect};

use super::ahead;
use super::object::{ReadError, reserve};

/// How much of a stream is read at once, in bytes: as much as stays in the cache of a core until it
/// has been walked.
const PIECE: usize = 256 << 10;

/// Takes pieces from a stream, each ending where a record ends.
pub(super) struct Pieces {
    source: Box<dyn Read + Send>,
    /// Offset in the stream of the first byte that was not handed out.
    pub(super) offset: u64,
    rest: Vec<u8>,
    shape: Option<Shape>,
    ended: bool,
}

impl Pieces {
    /// Pieces of a stream that begins at `offset` in its object. What shape it has is told by its
    /// beginning, when it is not known.
    pub(super) fn new(source: Box<dyn Read + Send>, offset: u64, shape: Option<Shape>) -> Self {
        Self {
            source,
            offset,
            rest: Vec::new(),
            shape,
            ended: false,
        }
    }

    /// Appends the next piece to `out` and returns the offset of its first byte; `None` at the
    /// end. Lines are cut at newlines; any other shape is one piece, since only its end tells
    /// that nothing is missing.
    ///
    /// # Errors
    ///
    /// What the source says, where what was read before it is in `out`; or that memory is not to be
    /// had.
    pub(super) fn next(
        &mut self,
        out: &mut Vec<u8>,
        memory: &MemoryReservation,
    ) -> Result<Option<u64>, ReadError> {
        if self.ended {
            return Ok(None);
        }
        let at = out.len();
        out.append(&mut self.rest);
        let failed = self.fill(out, at, memory).err();
        let base = self.offset;
        self.offset += (out.len() - at) as u64;
        if let Some(error) = failed {
            self.ended = true;
            return Err(error);
        }
        Ok((out.len() > at).then_some(base))
    }

    /// Whether the stream goes on behind the last piece.
    pub(super) fn go_on(&self) -> bool {
        !self.ended
    }

    /// Takes back the end of the last piece, which is to come again with the next one.
    pub(super) fn take_back(&mut self, end: &[u8]) {
        self.offset -= end.len() as u64;
        self.rest.splice(0..0, end.iter().copied());
    }

    fn fill(
        &mut self,
        out: &mut Vec<u8>,
        at: usize,
        memory: &MemoryReservation,
    ) -> Result<(), ReadError> {
        loop {
            let wanted = PIECE.max(out.len() - at) as u64;
            reserve(memory, out.len() + wanted as usize + ahead::MEMORY)?;
            let read = self.source.by_ref().take(wanted).read_to_end(out)?;
            self.ended = (read as u64) < wanted;
            let shape = *self.shape.get_or_insert_with(|| detect(&out[at..]));
            if self.ended {
                return Ok(());
            }
            if matches!(shape, Shape::JsonLines | Shape::TextLines)
                && let Some(newline) = memrchr(b'\n', &out[at..])
            {
                self.rest = out.split_off(at + newline + 1);
                return Ok(());
            }
        }
    }
}
