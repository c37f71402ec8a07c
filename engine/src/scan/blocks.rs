//! Large objects outside of this machine, block by block.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::ops::Range;

use bytes::Bytes;
use datafusion::execution::memory_pool::MemoryReservation;
use futures::StreamExt;
use futures::stream::BoxStream;
use object_store::GetRange;
use object_store::path::Path;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::spec::ScanObject;
use super::version::Listed;
use crate::store::{Fault, FaultKind, Objects};

/// How much of a large object one request asks for, in bytes.
const BLOCK: u64 = 8 << 20;
/// How many such requests of one object are under way.
const BLOCKS: usize = 4;

/// A large object, read block by block, some ahead.
pub(super) struct Blocks {
    store: Objects,
    path: Path,
    listed: Listed,
    runtime: Handle,
    next: u64,
    expected: u64,
    under_way: VecDeque<UnderWay>,
    block: Bytes,
    /// What the block and those under way take.
    memory: MemoryReservation,
    /// All of the object, where the server gives no parts.
    undivided: Option<Whole>,
}

struct UnderWay {
    bytes: usize,
    task: JoinHandle<Result<Bytes, Fault>>,
}

impl Blocks {
    /// The bytes of `object`, which lies at `path` in `store`, from `range.start` on. Where `memory`
    /// is short, no more than one request is under way.
    pub(super) fn new(
        store: Objects,
        path: Path,
        object: &ScanObject,
        range: Range<u64>,
        runtime: Handle,
        memory: MemoryReservation,
    ) -> Self {
        Self {
            store,
            path,
            listed: Listed::new(object),
            runtime,
            next: range.start,
            expected: range.end,
            under_way: VecDeque::new(),
            block: Bytes::new(),
            memory,
            undivided: None,
        }
    }

    /// The bytes that the next request asks for.
    fn range(&self) -> Range<u64> {
        // Behind the expected end only the rest of a record is wanted.
        let length = match self.expected.saturating_sub(self.next) {
            0 => 64 << 10,
            length => length.min(BLOCK),
        };
        self.next..self.listed.size.min(self.next + length)
    }

    fn start(&mut self) {
        let range = self.range();
        self.next = range.end;
        let bytes = (range.end - range.start) as usize;
        let (store, path) = (self.store.clone(), self.path.clone());
        let listed = self.listed.clone();
        let options = listed.options().with_range(Some(GetRange::Bounded(range)));
        let task = self.runtime.spawn(async move {
            let found = store.get_opts(&path, options).await?;
            listed.bytes(found).await
        });
        self.under_way.push_back(UnderWay { bytes, task });
    }

    /// The next block; none behind the last.
    fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        if let Some(whole) = &mut self.undivided {
            return whole.next(&self.runtime);
        }
        let size = self.listed.size;
        let at_start = self.next == 0;
        // The last block has been read; what is under way is held.
        let held = self.under_way.iter().map(|it| it.bytes).sum();
        self.memory.resize(held);
        if self.under_way.is_empty() && self.next < size {
            // Without this one there is no going on.
            let range = self.range();
            self.memory.grow((range.end - range.start) as usize);
            self.start();
        }
        while self.under_way.len() < BLOCKS && self.next < size.min(self.expected) {
            let range = self.range();
            if self
                .memory
                .try_grow((range.end - range.start) as usize)
                .is_err()
            {
                break;
            }
            self.start();
        }
        let Some(first) = self.under_way.pop_front() else {
            return Ok(None);
        };
        let block = self.runtime.block_on(first.task);
        let block = block.map_err(|error| Fault::other(error.to_string()))?;
        match block {
            Err(fault) if fault.kind == FaultKind::Undivided && at_start => {
                self.abort();
                let whole = self.store.get_opts(&self.path, self.listed.options());
                let whole = self.runtime.block_on(whole)?;
                self.listed.check(&whole)?;
                let left = whole.meta.size;
                let chunks = whole.into_stream();
                let mut whole = Whole { chunks, left };
                let first = whole.next(&self.runtime);
                self.undivided = Some(whole);
                first
            }
            block => block.map(Some),
        }
    }

    fn abort(&mut self) {
        for under_way in self.under_way.drain(..) {
            under_way.task.abort();
        }
    }
}

/// All of an object, as it comes.
struct Whole {
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
    left: u64,
}

impl Whole {
    fn next(&mut self, runtime: &Handle) -> Result<Option<Bytes>, Fault> {
        let chunk = runtime.block_on(self.chunks.next()).transpose()?;
        let length = chunk.as_ref().map_or(0, Bytes::len) as u64;
        // When it breaks off, what is missing may come from its beginning again.
        if length > self.left || chunk.is_none() && self.left > 0 {
            return Err(Fault::other("other bytes came than it holds"));
        }
        self.left -= length;
        Ok(chunk)
    }
}

impl Read for Blocks {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.block.is_empty() {
            match self.next()? {
                Some(block) => self.block = block,
                None => return Ok(0),
            }
        }
        let length = out.len().min(self.block.len());
        let read = self.block.split_to(length);
        out[..length].copy_from_slice(&read);
        Ok(length)
    }
}

/// How many requests read an object, or a part of one; behind a part, more may follow for the rest
/// of its last record.
pub(super) fn requests(object: &ScanObject) -> u64 {
    if !object.is_remote() {
        return 0;
    }
    if object.is_read_whole() {
        return 1;
    }
    let (start, end) = object.part.unwrap_or((0, object.size));
    (end - start.saturating_sub(1)).div_ceil(BLOCK)
}

impl Drop for Blocks {
    fn drop(&mut self) {
        self.abort();
    }
}
