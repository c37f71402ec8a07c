//! Objects outside of this machine, fetched ahead of the thread that decodes them.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use datafusion::execution::memory_pool::MemoryReservation;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::blocks::Blocks;
use super::spec::ScanObject;
use super::version::Listed;
use crate::store::{Fault, Location, Place, Store, Stores};

/// Objects fetched ahead at first, when it may turn out that few are wanted.
const CAREFUL: usize = 4;
/// The most that is fetched ahead of small objects, in bytes.
const AHEAD: u64 = 64 << 20;

/// Fetches objects ahead, and large ones in blocks.
pub(super) struct Remote {
    stores: Arc<Stores>,
    runtime: Handle,
    /// Objects under way, by their index, rising.
    under_way: VecDeque<UnderWay>,
    /// What those under way take that nobody has asked for yet.
    memory: MemoryReservation,
    /// Objects that are not read, where it is known.
    possible: Option<Arc<[bool]>>,
    /// The first object that was not looked at yet.
    next: usize,
    /// How many may be under way, now and at most.
    now: usize,
    most: usize,
}

struct UnderWay {
    index: usize,
    bytes: u64,
    /// Of them, those that are counted; what is asked for is counted by who asks.
    reserved: usize,
    task: JoinHandle<Result<Bytes, Fault>>,
}

/// How a part of a scan reaches what lies elsewhere.
#[derive(Debug)]
pub(super) struct Reach {
    /// Where objects lie.
    pub(super) stores: Arc<Stores>,
    /// Where requests wait for their answers.
    pub(super) runtime: Handle,
    /// How many requests may be under way.
    pub(super) in_flight: usize,
}

/// How eagerly objects are fetched ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Eagerness {
    /// All will be wanted.
    Eager,
    /// A few may be enough.
    Careful,
}

impl Remote {
    /// Fetches what lies within reach; `possible` says of each object whether it may be wanted.
    /// What is fetched ahead takes its memory from `memory`, and is less where there is little.
    pub(super) fn new(
        reach: Reach,
        eagerness: Eagerness,
        possible: Option<Arc<[bool]>>,
        memory: MemoryReservation,
    ) -> Self {
        let most = reach.in_flight.max(1);
        Self {
            stores: reach.stores,
            runtime: reach.runtime,
            under_way: VecDeque::new(),
            memory,
            possible,
            next: 0,
            now: match eagerness {
                Eagerness::Eager => most,
                Eagerness::Careful => most.min(CAREFUL),
            },
            most,
        }
    }

    /// All of the object at `index`; those behind it are fetched meanwhile.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub(super) fn whole(&mut self, objects: &[ScanObject], index: usize) -> io::Result<Bytes> {
        // Those that were skipped since they were asked for.
        while let Some(first) = self.under_way.front().filter(|it| it.index < index) {
            first.task.abort();
            self.memory.shrink(first.reserved);
            self.under_way.pop_front();
        }
        if self.under_way.front().is_none_or(|it| it.index != index) {
            self.start(index, &objects[index], 0);
        }
        self.next = self.next.max(index + 1);
        let mut ahead: u64 = self.under_way.iter().map(|it| it.bytes).sum();
        while self.under_way.len() < self.now && ahead < AHEAD && self.next < objects.len() {
            let object = &objects[self.next];
            let possible = self.possible.as_ref();
            if possible.is_none_or(|it| it[self.next])
                && object.is_remote()
                && object.is_read_whole()
            {
                let size = object.size as usize;
                if self.memory.try_grow(size).is_err() {
                    break;
                }
                ahead += object.size;
                self.start(self.next, object, size);
            }
            self.next += 1;
        }
        self.now = self.most.min(self.now * 2);
        let first = self.under_way.pop_front().expect("it was started");
        self.memory.shrink(first.reserved);
        match self.runtime.block_on(first.task) {
            Ok(fetched) => Ok(fetched?),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn start(&mut self, index: usize, object: &ScanObject, reserved: usize) {
        let stores = Arc::clone(&self.stores);
        let (location, listed) = (Arc::clone(&object.location), Listed::new(object));
        let task = async move {
            let (store, path) = opened(&stores, &location).await?;
            let found = store.objects.get_opts(&path, listed.options()).await?;
            listed.bytes(found).await
        };
        let under_way = UnderWay {
            index,
            bytes: object.size,
            reserved,
            task: self.runtime.spawn(task),
        };
        // Rising: what is asked for out of turn stands in front of all.
        match self.under_way.front() {
            Some(front) if front.index > index => self.under_way.push_front(under_way),
            _ => self.under_way.push_back(under_way),
        }
    }

    /// The bytes of an object from `range.start` on; `range.end` is where they are expected to
    /// end, behind which smaller requests follow.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached.
    pub(super) fn stream(&self, object: &ScanObject, range: Range<u64>) -> io::Result<Blocks> {
        let opened = self
            .runtime
            .block_on(opened(&self.stores, &object.location));
        let (store, path) = opened?;
        let runtime = self.runtime.clone();
        let memory = self.memory.new_empty();
        Ok(Blocks::new(
            store.objects,
            path,
            object,
            range,
            runtime,
            memory,
        ))
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        for under_way in &self.under_way {
            under_way.task.abort();
        }
    }
}

async fn opened(
    stores: &Stores,
    location: &str,
) -> Result<(Store, object_store::path::Path), Fault> {
    let Place::Remote(location) = Place::read(location) else {
        return Err(Fault::other("it is no URL"));
    };
    let store = stores.open(&location).await?;
    let path = Location::path(&location).map_err(|error| Fault::other(error.to_string()))?;
    Ok((store, path))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use datafusion::execution::memory_pool::{GreedyMemoryPool, MemoryConsumer, MemoryPool};

    use super::*;
    use crate::scan::KeyFields;
    use crate::store::StoreOptions;

    /// Nobody answers there: objects are asked for, and none comes.
    fn objects(count: usize, size: u64) -> Vec<ScanObject> {
        let objects = (0..count).map(|at| ScanObject {
            location: format!("http://127.0.0.1:1/{at}.json.gz").into(),
            place: "http://127.0.0.1:1".into(),
            ordinal: at as u32,
            size,
            modified: None,
            etag: None,
            account: None,
            region: None,
            keys: KeyFields::default(),
            until: None,
            lines: None,
            part: None,
            declared: None,
        });
        objects.collect()
    }

    #[test]
    fn what_is_fetched_ahead_is_counted() {
        const MB: usize = 1 << 20;
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let options = StoreOptions::default().retries(0, Duration::ZERO);
        let reach = Reach {
            stores: Arc::new(Stores::new(options)),
            runtime: runtime.handle().clone(),
            in_flight: 8,
        };
        let pool: Arc<dyn MemoryPool> = Arc::new(GreedyMemoryPool::new(7 * MB));
        let memory = MemoryConsumer::new("scan").register(&pool);
        let mut remote = Remote::new(reach, Eagerness::Eager, None, memory);
        let objects = objects(20, 2 * MB as u64);
        remote.whole(&objects, 0).expect_err("nobody answers");
        // Three fit beside the one that was asked for, which is counted elsewhere.
        assert_eq!((remote.under_way.len(), pool.reserved()), (3, 6 * MB));
        remote.whole(&objects, 1).expect_err("nobody answers");
        assert_eq!((remote.under_way.len(), pool.reserved()), (2, 4 * MB));
        // What was skipped is given back.
        remote.whole(&objects, 9).expect_err("nobody answers");
        assert_eq!((remote.under_way.len(), pool.reserved()), (3, 6 * MB));
        drop(remote);
        assert_eq!(pool.reserved(), 0);
    }
}
