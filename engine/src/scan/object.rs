//! Opens objects: small ones whole, large ones as streams of uncompressed bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::MemoryReservation;
use memchr::memchr;
use taffrail_extract::inflate;

use super::ahead::Ahead;
use super::part::part_of;
use super::remote::Remote;
use super::spec::ScanObject;

/// The most that a whole object may inflate to; more is streamed.
const INFLATED: usize = 1 << 29;
/// What there is memory for, whatever an object says of its length.
const SMALL: usize = 8 << 20;
/// Room behind the bytes of a file, so that its end is found without asking for its length.
const SPARE: usize = 64;
/// How many bytes tell gzip.
const MAGIC: usize = 3;

/// Reads objects; keeps its buffers from one to the next.
pub(super) struct ObjectReader {
    inflater: inflate::Inflater,
    compressed: Vec<u8>,
    /// What fetches objects from elsewhere.
    remote: Option<Remote>,
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
    Stream {
        /// Where they come from.
        source: Box<dyn Read + Send>,
        /// Offset in the uncompressed object of the first of them.
        base: u64,
    },
}

impl ObjectReader {
    /// A reader with empty buffers.
    pub(super) fn new(remote: Option<Remote>) -> Self {
        Self {
            inflater: inflate::Inflater::new(),
            compressed: Vec::new(),
            remote,
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
        objects: &[ScanObject],
        index: usize,
        out: &mut Vec<u8>,
        memory: &MemoryReservation,
    ) -> Result<Opened, ReadError> {
        let object = &objects[index];
        if object.is_remote() {
            return self.fetch(objects, index, out, memory);
        }
        if &*object.location == "-" {
            return Ok(stream(io::stdin())?);
        }
        let mut file = File::open(&*object.location)?;
        if let Some(part) = object.part {
            let (from, to) = lines_of(&mut file, part, object.size)?;
            file.seek(SeekFrom::Start(from))?;
            return Ok(Opened::Stream {
                source: Box::new(file.take(to - from)),
                base: from,
            });
        }
        // Of a small file all is read, also what was written since it was listed. A pipe has no
        // length.
        if !object.is_read_whole() {
            return Ok(stream(file)?);
        }
        let at = out.len();
        reserve(memory, at + 2 * object.size as usize)?;
        self.compressed.clear();
        self.compressed.reserve(object.size as usize + SPARE);
        file.take(u64::MAX).read_to_end(&mut self.compressed)?;
        if inflate::is_gzip(&self.compressed) {
            let (inflater, compressed) = (&mut self.inflater, &self.compressed);
            return match inflated(inflater, compressed, out, memory)? {
                Some(opened) => Ok(opened),
                None => Ok(stream(io::Cursor::new(std::mem::take(
                    &mut self.compressed,
                )))?),
            };
        }
        let stored = self.compressed.len() as u64;
        if out.is_empty() {
            std::mem::swap(out, &mut self.compressed);
        } else {
            out.extend_from_slice(&self.compressed);
        }
        Ok(whole(stored, Vec::new()))
    }

    /// Opens an object that lies elsewhere.
    fn fetch(
        &mut self,
        objects: &[ScanObject],
        index: usize,
        out: &mut Vec<u8>,
        memory: &MemoryReservation,
    ) -> Result<Opened, ReadError> {
        let remote = self.remote.as_mut().expect("there is one for such objects");
        let object = &objects[index];
        if let Some((start, end)) = object.part {
            let source = remote.stream(object, start.saturating_sub(1)..end)?;
            let (source, base) = part_of(source, start, end)?;
            return Ok(Opened::Stream { source, base });
        }
        if !object.is_read_whole() {
            return Ok(stream(remote.stream(object, 0..object.size)?)?);
        }
        reserve(memory, out.len() + 2 * object.size as usize)?;
        let fetched = remote.whole(objects, index)?;
        if inflate::is_gzip(&fetched) {
            return match inflated(&mut self.inflater, &fetched, out, memory)? {
                Some(opened) => Ok(opened),
                None => Ok(stream(io::Cursor::new(fetched))?),
            };
        }
        out.extend_from_slice(&fetched);
        Ok(whole(fetched.len() as u64, Vec::new()))
    }
}

fn whole(stored: u64, warnings: Vec<inflate::Warning>) -> Opened {
    Opened::Whole {
        stored,
        base: 0,
        warnings,
    }
}

/// Inflates an object into `out`, if there is memory for what it holds; `None` where it is read as a
/// stream.
fn inflated(
    inflater: &mut inflate::Inflater,
    compressed: &[u8],
    out: &mut Vec<u8>,
    memory: &MemoryReservation,
) -> Result<Option<Opened>, ReadError> {
    let at = out.len();
    let stored = compressed.len();
    let mut limit = likely_size(compressed);
    while limit <= INFLATED && reserve(memory, at + stored + limit).is_ok() {
        let outcome = inflater.gzip(compressed, out, limit);
        let outcome = outcome.map_err(io::Error::other)?;
        let is_over = |it: &inflate::Warning| matches!(it, inflate::Warning::OverLimit { .. });
        if !outcome.warnings.iter().any(is_over) {
            return Ok(Some(whole(stored as u64, outcome.warnings)));
        }
        out.truncate(at);
        limit = limit.saturating_mul(8);
    }
    Ok(None)
}

/// What the last member of a gzip object says of its length (RFC 1952, ISIZE): less than the whole
/// when there are several, and anything at all when it is damaged, so kept within what is likely.
fn likely_size(compressed: &[u8]) -> usize {
    let said = compressed.last_chunk();
    let said = said.map_or(0, |said| u32::from_le_bytes(*said)) as usize;
    let stored = compressed.len();
    // Deliveries of several members are small: not inflated in vain at first.
    let least = stored.saturating_mul(32).min(SMALL);
    said.clamp(
        least.max(stored.saturating_mul(4)),
        stored.saturating_mul(64),
    )
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

/// The bytes of the records that start in `start..end`: from behind the first newline at or after
/// the byte before `start`, to the first newline at or behind the last byte before `end`.
fn lines_of(file: &mut File, (start, end): (u64, u64), size: u64) -> io::Result<(u64, u64)> {
    let from = match start {
        0 => 0,
        start => behind_newline(file, start - 1)?.unwrap_or(size),
    };
    let to = match end {
        0 => 0,
        end => behind_newline(file, end - 1)?.unwrap_or(size),
    };
    Ok((from, to.max(from)))
}

/// The place behind the first newline at or behind `at`.
fn behind_newline(file: &mut File, mut at: u64) -> io::Result<Option<u64>> {
    let mut block = [0; 8 << 10];
    file.seek(SeekFrom::Start(at))?;
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(None),
            Ok(read) => {
                if let Some(newline) = memchr(b'\n', &block[..read]) {
                    return Ok(Some(at + newline as u64 + 1));
                }
                at += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
    let source: Box<dyn Read + Send> = if gzip {
        Box::new(Ahead::new(inflate::GzipReader::new(whole))?)
    } else {
        Box::new(whole)
    };
    Ok(Opened::Stream { source, base: 0 })
}
