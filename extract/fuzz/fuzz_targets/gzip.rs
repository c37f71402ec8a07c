//! The gzip reader beside flate2's, and beside the inflater of whole objects: for streams that were
//! written well, then damaged, and for any bytes.
//!
//! `cargo +nightly fuzz run gzip -- -max_total_time=300 -max_len=600`, in `extract`.
#![no_main]

use std::io::{self, Read, Write};

use flate2::read::MultiGzDecoder;
use flate2::{Compression, GzBuilder};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use taffrail_extract::inflate::{GzipReader, Inflater, Warning, is_gzip};

#[derive(Debug, Arbitrary)]
struct Input {
    members: Vec<Member>,
    /// Bytes that are written over, and where.
    edits: Vec<(u32, u8)>,
    /// What is cut off at the end.
    cut: Option<u16>,
    tail: Vec<u8>,
    /// How many bytes the source gives at once, and how many are asked for, in turns.
    source: u16,
    blocks: Vec<u16>,
}

#[derive(Debug, Arbitrary)]
enum Member {
    /// As a writer makes it.
    Written {
        level: u8,
        name: Option<Vec<u8>>,
        extra: Option<Vec<u8>>,
        text: Vec<u8>,
        /// How often the text comes, and whether it is compressible.
        times: u16,
        noise: bool,
    },
    /// Behind the three bytes by which gzip is known.
    Raw(Vec<u8>),
}

impl Member {
    fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Raw(bytes) => {
                out.extend([0x1f, 0x8b, 8]);
                out.extend(bytes);
            }
            Self::Written {
                level,
                name,
                extra,
                text,
                times,
                noise,
            } => {
                let mut builder = GzBuilder::new();
                if let Some(name) = name {
                    builder = builder.filename(without_zeros(name));
                }
                if let Some(extra) = extra {
                    builder = builder.extra(extra);
                }
                let level = Compression::new(u32::from(level % 10));
                let mut encoder = builder.write(out, level);
                let mut state = u64::from(times) | 1;
                for _ in 0..=times % 2048 {
                    let bytes = text
                        .iter()
                        .map(|byte| byte ^ if noise { random(&mut state) } else { 0 });
                    let bytes: Vec<u8> = bytes.collect();
                    encoder.write_all(&bytes).expect("memory takes all");
                }
                encoder.finish().expect("memory takes all");
            }
        }
    }
}

/// A step of xorshift.
fn random(state: &mut u64) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as u8
}

fn without_zeros(mut name: Vec<u8>) -> Vec<u8> {
    name.retain(|byte| *byte != 0);
    name
}

/// A source that gives a few bytes at a time.
struct Source<'a> {
    bytes: &'a [u8],
    most: usize,
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let room = out.len().min(self.most);
        self.bytes.read(&mut out[..room])
    }
}

/// What a reader gives, asked for blocks of these sizes in turns, and how it ends. It ends for good.
fn read(mut reader: impl Read, blocks: &[usize]) -> (Vec<u8>, Option<io::Error>) {
    let mut out = Vec::new();
    let mut room = vec![0; blocks.iter().copied().max().unwrap_or(0)];
    for block in blocks.iter().cycle() {
        match reader.read(&mut room[..*block]) {
            Ok(0) => return (out, None),
            Ok(length) => out.extend_from_slice(&room[..length]),
            Err(error) => return (out, Some(error)),
        }
    }
    unreachable!("there is a size of blocks")
}

fn one_begins_the_other(one: &[u8], other: &[u8]) -> bool {
    let length = one.len().min(other.len());
    one[..length] == other[..length]
}

fuzz_target!(|input: Input| {
    let mut stream = Vec::new();
    for member in input.members {
        member.write(&mut stream);
    }
    for (at, byte) in input.edits {
        if let Some(at) = (at as usize).checked_rem(stream.len()) {
            stream[at] = byte;
        }
    }
    let kept = stream.len() - usize::from(input.cut.unwrap_or(0)).min(stream.len());
    stream.truncate(kept);
    stream.extend(input.tail);
    if !is_gzip(&stream) {
        return;
    }
    let blocks = input.blocks.iter().map(|size| usize::from(*size).max(1));
    let blocks: Vec<usize> = blocks.chain([1 << 14]).collect();
    let source = Source {
        bytes: &stream,
        most: usize::from(input.source).max(1),
    };
    let (out, error) = read(GzipReader::new(source), &blocks);
    let said = error.map(|error| error.to_string());

    // Sizes change nothing, but how much comes out in front of damage.
    let (once, error) = read(GzipReader::new(&stream[..]), &[1 << 20]);
    assert_eq!(said, error.map(|error| error.to_string()));
    assert!(one_begins_the_other(&out, &once));

    let (peer, error) = read(MultiGzDecoder::new(&stream[..]), &[1 << 16]);
    assert!(one_begins_the_other(&out, &peer));
    let refused = error.is_some();
    match error {
        None => {
            assert_eq!(said, None);
            assert!(out == peer);
        }
        // It takes no padding behind the last member, and reads what the inflater skips in headers:
        // reserved flags, checksums, names without bounds.
        Some(error) if said.is_none() => {
            let at_header = error.kind() == io::ErrorKind::InvalidInput;
            assert!(at_header || stream.ends_with(&[0]), "{error}");
        }
        Some(_) => {}
    }

    let mut whole = Vec::new();
    let outcome = Inflater::new().gzip(&stream, &mut whole, usize::MAX);
    let warnings = outcome.expect("it begins like gzip").warnings;
    if said != warnings.first().map(ToString::to_string) {
        // Two codes of lengths mean nothing. libdeflate takes them for the greatest length, zlib
        // refuses them; it is no damage to the one when the checksum is right all the same.
        assert!(said.is_some_and(|it| it.contains("corrupt")) && refused);
        assert!(whole.starts_with(&out));
        return;
    }
    match warnings.first() {
        None | Some(Warning::Truncated { .. } | Warning::TrailingBytes { .. }) => {
            assert!(out == whole && once == whole);
        }
        Some(_) => assert!(one_begins_the_other(&out, &whole)),
    }
});
