//! Gzip streams of any length, member by member.

use std::io::{self, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::libdeflate::crc32;
use super::stream::{TRAILER, has_unknown_flags, header};
use super::{Warning, is_gzip};

/// Names and comments have no bound, memory has.
const LONGEST_HEADER: usize = 1 << 20;
/// How many compressed bytes are read at once.
const READ: usize = 256 << 10;

/// Reads what the members of a gzip stream hold. Zeros behind the last member are padding.
///
/// It fails where [`Inflater::gzip`](super::Inflater::gzip) warns, behind all that inflates: the
/// error's text is that of the [`Warning`]. It also fails at bytes that only libdeflate can read, and
/// where it reads them right, as the checksum tells; no writer makes them.
///
/// ```
/// use std::io::{Read, Write};
/// use flate2::{Compression, write::GzEncoder};
/// use taffrail_extract::inflate::GzipReader;
///
/// let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
/// encoder.write_all(b"{}")?;
/// let mut text = String::new();
/// GzipReader::new(&encoder.finish()?[..]).read_to_string(&mut text)?;
/// assert_eq!(text, "{}");
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug)]
pub struct GzipReader<R> {
    source: R,
    input: Vec<u8>,
    /// Where in `input` the next byte stands.
    at: usize,
    /// Offset of `input` in the stream.
    base: usize,
    inflate: Decompress,
    state: State,
    /// Where the member begins in the stream.
    member: usize,
    crc: u32,
    length: u32,
    /// Whether the member's header has flags that nobody has defined.
    unknown: bool,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The first member.
    Start,
    /// Another member, or the end.
    Between,
    /// Compressed bytes.
    Body,
    /// Checksum and length.
    Trailer,
    /// Nothing.
    End,
}

impl<R: Read> GzipReader<R> {
    /// A reader of a stream that begins like gzip.
    pub fn new(source: R) -> Self {
        Self {
            source,
            input: Vec::with_capacity(READ),
            at: 0,
            base: 0,
            inflate: Decompress::new(false),
            state: State::Start,
            member: 0,
            crc: 0,
            length: 0,
            unknown: false,
        }
    }

    fn rest(&self) -> &[u8] {
        &self.input[self.at..]
    }

    /// Reads on, behind what is left; `false` at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        self.input.drain(..self.at);
        self.base += self.at;
        self.at = 0;
        let before = self.input.len();
        let source = self.source.by_ref();
        source.take(READ as u64).read_to_end(&mut self.input)?;
        Ok(self.input.len() > before)
    }

    /// Over a member's header, or to the end.
    fn open(&mut self) -> io::Result<()> {
        while self.rest().len() < TRAILER && self.fill()? {}
        if self.state == State::Between && !is_gzip(self.rest()) {
            return self.padding();
        }
        self.member = self.base + self.at;
        let length = loop {
            if let Some(length) = header(self.rest()).filter(|it| *it <= self.rest().len()) {
                break length;
            }
            if self.rest().len() > LONGEST_HEADER {
                return Err(self.corrupt());
            }
            if !self.fill()? {
                return Err(self.truncated());
            }
        };
        self.unknown = has_unknown_flags(self.rest());
        self.at += length;
        self.inflate.reset(false);
        (self.crc, self.length) = (0, 0);
        self.state = State::Body;
        Ok(())
    }

    /// Over zeros to the end of the stream.
    fn padding(&mut self) -> io::Result<()> {
        let offset = self.base + self.at;
        loop {
            if self.rest().iter().any(|&byte| byte != 0) {
                self.state = State::End;
                return Err(error(Warning::TrailingBytes { offset }));
            }
            self.at = self.input.len();
            if !self.fill()? {
                self.state = State::End;
                return Ok(());
            }
        }
    }

    /// Some bytes of the member, none where it ends.
    fn body(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let rest = &self.input[self.at..];
            let result = self.inflate.decompress(rest, out, FlushDecompress::None);
            let consumed = (self.inflate.total_in() - before_in) as usize;
            let written = (self.inflate.total_out() - before_out) as usize;
            self.at += consumed;
            self.crc = crc32(self.crc, &out[..written]);
            self.length = self.length.wrapping_add(written as u32);
            match result {
                Ok(Status::StreamEnd) => self.state = State::Trailer,
                // What came before damage is good; the next call fails again.
                Err(_) if written == 0 => return Err(self.corrupt()),
                Ok(_) if written == 0 => {
                    if consumed == 0 && !self.rest().is_empty() {
                        return Err(self.corrupt());
                    }
                    if self.rest().is_empty() && !self.fill()? {
                        return Err(self.truncated());
                    }
                    continue;
                }
                Ok(_) | Err(_) => {}
            }
            return Ok(written);
        }
    }

    fn trailer(&mut self) -> io::Result<()> {
        while self.rest().len() < TRAILER {
            if !self.fill()? {
                return Err(self.truncated());
            }
        }
        let mut expected = [0; TRAILER];
        expected[..4].copy_from_slice(&self.crc.to_le_bytes());
        expected[4..].copy_from_slice(&self.length.to_le_bytes());
        if self.unknown || !self.rest().starts_with(&expected) {
            return Err(self.corrupt());
        }
        self.at += TRAILER;
        self.state = State::Between;
        Ok(())
    }

    fn truncated(&mut self) -> io::Error {
        self.state = State::End;
        error(Warning::Truncated {
            offset: self.member,
        })
    }

    fn corrupt(&mut self) -> io::Error {
        self.state = State::End;
        error(Warning::Corrupt {
            offset: self.member,
        })
    }
}

fn error(warning: Warning) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, warning.to_string())
}

impl<R: Read> Read for GzipReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            match self.state {
                State::Start | State::Between => self.open()?,
                State::Body => {
                    let written = self.body(out)?;
                    if written > 0 {
                        return Ok(written);
                    }
                }
                State::Trailer => self.trailer()?,
                State::End => return Ok(0),
            }
        }
    }
}
