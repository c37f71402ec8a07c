//! A source that is read on a thread of its own, ahead of whoever wants its bytes.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Bytes of a block.
const BLOCK: usize = 256 << 10;
/// How many blocks may wait.
const WAITING: usize = 4;
/// Bytes of memory that blocks take at most.
pub(super) const MEMORY: usize = BLOCK * (WAITING + 2);

/// Reads a source ahead, so that inflating does not wait for the walk, nor the walk for it. When it
/// is dropped, the thread ends with the block that it is at.
pub(super) struct Ahead {
    blocks: Receiver<io::Result<Vec<u8>>>,
    /// Read blocks go back to be filled again.
    empty: SyncSender<Vec<u8>>,
    block: Vec<u8>,
    at: usize,
    /// An empty block was the last.
    ended: bool,
}

impl Ahead {
    /// Begins to read.
    ///
    /// # Errors
    ///
    /// When there is no thread to be had.
    pub(super) fn new(source: impl Read + Send + 'static) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(WAITING);
        let (empty, returned) = sync_channel(WAITING + 2);
        thread::Builder::new()
            .name("taffrail-inflate".into())
            .spawn(move || fill(source, &sender, &returned))?;
        Ok(Self {
            blocks,
            empty,
            block: Vec::new(),
            at: 0,
            ended: false,
        })
    }
}

/// Sends blocks until the source ends or fails, or nobody wants more.
fn fill(
    mut source: impl Read,
    blocks: &SyncSender<io::Result<Vec<u8>>>,
    returned: &Receiver<Vec<u8>>,
) {
    loop {
        let mut block = returned.try_recv().unwrap_or_default();
        block.resize(BLOCK, 0);
        let mut length = 0;
        let mut end = None;
        while length < BLOCK && end.is_none() {
            match source.read(&mut block[length..]) {
                Ok(0) => end = Some(Ok(())),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => end = Some(Err(error)),
            }
        }
        block.truncate(length);
        if length > 0 && blocks.send(Ok(block)).is_err() {
            return;
        }
        if let Some(end) = end {
            // Nobody to tell when the reader has gone.
            let _ = blocks.send(end.map(|()| Vec::new()));
            return;
        }
    }
}

impl Read for Ahead {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.block.len() {
            if self.ended {
                return Ok(0);
            }
            let Ok(block) = self.blocks.recv() else {
                return Err(io::Error::other("the thread that reads it has gone"));
            };
            let block = block?;
            self.ended = block.is_empty();
            let read = std::mem::replace(&mut self.block, block);
            self.at = 0;
            // Full when none is needed.
            let _ = self.empty.try_send(read);
        }
        let length = out.len().min(self.block.len() - self.at);
        out[..length].copy_from_slice(&self.block[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn all_bytes_in_their_order() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK * 20 + 7] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let mut ahead = Ahead::new(io::Cursor::new(bytes.clone())).expect("a thread");
            let mut read = Vec::new();
            ahead.read_to_end(&mut read).expect("memory takes all");
            assert!(read == bytes, "{length} bytes");
        }
    }

    #[test]
    fn what_came_before_an_error_is_handed_out() {
        struct Broken(usize);
        impl Read for Broken {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let length = self.0.min(out.len()).min(1000);
                self.0 -= length;
                out[..length].fill(b'x');
                match length {
                    0 => Err(io::Error::other("broken")),
                    length => Ok(length),
                }
            }
        }
        let mut ahead = Ahead::new(Broken(BLOCK + 5)).expect("a thread");
        let mut read = Vec::new();
        let error = ahead.read_to_end(&mut read).expect_err("it is broken");
        assert_eq!(error.to_string(), "broken");
        assert_eq!(read.len(), BLOCK + 5);
    }

    #[test]
    fn a_thread_that_panics_is_no_end() {
        struct Panicking;
        impl Read for Panicking {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("a defect")
            }
        }
        let mut ahead = Ahead::new(Panicking).expect("a thread");
        assert!(ahead.read(&mut [0; 10]).is_err());
    }

    #[test]
    fn the_thread_ends_when_nobody_reads() {
        struct Endless(
            #[expect(dead_code, reason = "it is dropped with the thread")] SyncSender<()>,
        );
        impl Read for Endless {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                out.fill(0);
                Ok(out.len())
            }
        }
        let (alive, ended) = mpsc::sync_channel(0);
        let mut ahead = Ahead::new(Endless(alive)).expect("a thread");
        let mut some = [0; 10];
        ahead.read_exact(&mut some).expect("it is endless");
        drop(ahead);
        // Gives way once the source has been dropped.
        assert!(ended.recv().is_err());
    }
}
