//! The bytes of an object, in pieces that hold whole records.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryReservation;
use memchr::{memchr, memrchr};
use taffrail_extract::{Shape, detect, inflate};

use super::spec::ScanObject;

/// The most that is read of an object at once: larger ones are streamed.
const WHOLE: u64 = 64 << 20;
/// The most that a whole object may inflate to; more is streamed.
const INFLATED: usize = 1 << 30;
/// How many bytes tell gzip.
const MAGIC: usize = 3;
/// How much of a stream is read at once.
const PIECE: usize = 2 << 20;

/// Reads objects; keeps its buffers from one to the next.
pub(super) struct ObjectReader {
    inflater: inflate::Inflater,
    compressed: Vec<u8>,
}

/// An opened object.
pub(super) enum Opened {
    /// All of it, appended to the caller's buffer.
    Whole {
        /// Stored bytes read.
        stored: u64,
        /// Offset in the uncompressed object of the first byte appended.
        base: u64,
        /// What did not inflate.
        warnings: Vec<inflate::Warning>,
    },
    /// A stream of uncompressed bytes.
    Stream(Box<dyn Read + Send>),
}

impl ObjectReader {
    /// A reader with empty buffers.
    pub(super) fn new() -> Self {
        Self {
            inflater: inflate::Inflater::new(),
            compressed: Vec::new(),
        }
    }

    /// Opens an object, and reads it if it is not too large, behind what is in `out`. Memory is
    /// reserved before it is filled.
    ///
    /// # Errors
    ///
    /// What the operating system says, or that memory is not to be had.
    pub(super) fn open(
        &mut self,
        object: &ScanObject,
        out: &mut Vec<u8>,
        memory: &MemoryReservation,
    ) -> Result<Opened, ReadError> {
        if &*object.location == "-" {
            return Ok(stream(io::stdin())?);
        }
        let mut file = File::open(&*object.location)?;
        if let Some((start, end)) = object.part {
            reserve(memory, out.len() + (end - start) as usize)?;
            return Ok(read_part(&mut file, start, end, object.size, out)?);
        }
        let size = file.metadata()?.len();
        if size > WHOLE {
            return Ok(stream(file)?);
        }
        let at = out.len();
        reserve(memory, at + size as usize)?;
        let mut magic = Vec::with_capacity(MAGIC);
        file.by_ref().take(MAGIC as u64).read_to_end(&mut magic)?;
        if !inflate::is_gzip(&magic) {
            out.extend_from_slice(&magic);
            file.read_to_end(out)?;
            return Ok(Opened::Whole {
                stored: (out.len() - at) as u64,
                base: 0,
                warnings: Vec::new(),
            });
        }
        self.compressed.clear();
        self.compressed.extend_from_slice(&magic);
        file.read_to_end(&mut self.compressed)?;
        let stored = self.compressed.len() as u64;
        reserve(
            memory,
            at + self.compressed.len() + inflated_size(&self.compressed),
        )?;
        let outcome = self
            .inflater
            .gzip(&self.compressed, out, INFLATED)
            .map_err(io::Error::other)?;
        Ok(Opened::Whole {
            stored,
            base: 0,
            warnings: outcome.warnings,
        })
    }
}

/// What the last member of a gzip object says of its length (RFC 1952, ISIZE); more when there are
/// several, and anything at all when it is damaged, so capped.
fn inflated_size(compressed: &[u8]) -> usize {
    let size = compressed
        .last_chunk()
        .map_or(0, |last| u32::from_le_bytes(*last));
    (size as usize)
        .min(compressed.len().saturating_mul(32))
        .min(INFLATED)
}

/// Asks the pool for what will be held, when that is more than ever before: the pool is shared.
pub(super) fn reserve(memory: &MemoryReservation, bytes: usize) -> Result<(), DataFusionError> {
    if bytes > memory.size() {
        memory.try_resize(bytes)?;
    }
    Ok(())
}

/// Why an object was not read.
pub(super) enum ReadError {
    /// What the operating system says.
    Io(io::Error),
    /// Memory is not to be had.
    Memory(DataFusionError),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<DataFusionError> for ReadError {
    fn from(error: DataFusionError) -> Self {
        Self::Memory(error)
    }
}

/// Reads the records that start in `start..end`: from behind the first newline at or after the
/// byte before `start`, to the first newline at or behind the last byte before `end`.
fn read_part(
    file: &mut File,
    start: u64,
    end: u64,
    size: u64,
    out: &mut Vec<u8>,
) -> io::Result<Opened> {
    let from = start.saturating_sub(1);
    let at = out.len();
    file.seek(SeekFrom::Start(from))?;
    file.by_ref().take(end - from).read_to_end(out)?;
    let stored = out.len() - at;
    // The line that the part ends in belongs to it, to its end.
    while out.len() > at && out.last() != Some(&b'\n') {
        let tail = out.len();
        let read = file.by_ref().take(64 << 10).read_to_end(out)?;
        if read == 0 {
            break;
        }
        if let Some(newline) = memchr(b'\n', &out[tail..]) {
            out.truncate(tail + newline + 1);
        }
    }
    // The line that the part begins in belongs to the part before.
    let skipped = if start == 0 {
        0
    } else {
        memchr(b'\n', &out[at..]).map_or(out.len() - at, |newline| newline + 1)
    };
    out.drain(at..at + skipped);
    debug_assert!(from + skipped as u64 <= size);
    let stored = (stored as u64).saturating_sub(start - from);
    Ok(Opened::Whole {
        stored,
        base: from + skipped as u64,
        warnings: Vec::new(),
    })
}

fn stream(mut source: impl Read + Send + 'static) -> io::Result<Opened> {
    let mut head = [0; MAGIC];
    let mut length = 0;
    while length < head.len() {
        match source.read(&mut head[length..])? {
            0 => break,
            read => length += read,
        }
    }
    let gzip = inflate::is_gzip(&head[..length]);
    let whole = io::Cursor::new(head).take(length as u64).chain(source);
    Ok(Opened::Stream(if gzip {
        Box::new(flate2::read::MultiGzDecoder::new(whole))
    } else {
        Box::new(whole)
    }))
}

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
    /// Pieces of a stream.
    pub(super) fn new(source: Box<dyn Read + Send>) -> Self {
        Self {
            source,
            offset: 0,
            rest: Vec::new(),
            shape: None,
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

    fn fill(
        &mut self,
        out: &mut Vec<u8>,
        at: usize,
        memory: &MemoryReservation,
    ) -> Result<(), ReadError> {
        loop {
            let wanted = PIECE.max(out.len() - at) as u64;
            reserve(memory, out.len() + wanted as usize)?;
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
