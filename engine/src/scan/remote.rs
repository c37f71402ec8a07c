//! Objects outside of this machine, fetched ahead of the thread that decodes them.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
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
    pub(super) fn new(reach: Reach, eagerness: Eagerness, possible: Option<Arc<[bool]>>) -> Self {
        let most = reach.in_flight.max(1);
        Self {
            stores: reach.stores,
            runtime: reach.runtime,
            under_way: VecDeque::new(),
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
            self.under_way.pop_front();
        }
        if self.under_way.front().is_none_or(|it| it.index != index) {
            self.start(index, &objects[index]);
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
                ahead += object.size;
                self.start(self.next, object);
            }
            self.next += 1;
        }
        self.now = self.most.min(self.now * 2);
        let first = self.under_way.pop_front().expect("it was started");
        match self.runtime.block_on(first.task) {
            Ok(fetched) => Ok(fetched?),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    fn start(&mut self, index: usize, object: &ScanObject) {
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
        Ok(Blocks::new(store.objects, path, object, range, runtime))
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
