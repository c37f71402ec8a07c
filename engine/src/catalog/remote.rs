//! Lists what lies outside of this machine: only the keys that can matter, several requests at a
//! time.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime};
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, future::BoxFuture};
use object_store::list::PaginatedListOptions;
use object_store::{GetOptions, GetRange, ObjectMeta};

use super::asked::{Asked, Of, Reason};
use super::layout::{self, KnownKey, TimedName};
use super::listing::{Facts, HEAD, LARGE, Opening, damage, lines_of, named_key, object};
use super::prefixes::{Below, Keys, below};
use super::sieve::Sieve;
use super::walk::Walked;
use crate::log_type::Said;
use crate::scan::ScanObject;
use crate::store::{Fault, FaultKind, KeyLister, KeyPage, Location, Place, Store, Stores};

/// How many folders below one that nothing is known of are looked into one by one; where there are
/// more, all keys are listed.
const FOLDERS: usize = 100;

/// Lists what lies at `location`, as which `place` was read: an object, what lies in a folder, or
/// what matches a pattern.
pub(super) async fn list(
    location: &Location,
    place: &str,
    asked: &Asked,
    opening: Opening<'_>,
    stores: &Stores,
) -> Walked {
    let mut walked = Walked::default();
    let listed = async {
        let store = stores.open(location).await?;
        match (location, &store.keys) {
            (Location::Bucket { key, .. }, Some(keys)) => {
                let lister = Lister {
                    sieve: Sieve::new(location.root(), key, place, asked)?,
                    keys: keys.clone(),
                    most: stores.in_flight(),
                };
                lister.list(key, &mut walked).await?;
            }
            _ => walked.found.push(single(location, place, &store).await?),
        }
        if let Opening::Heads(said) = opening {
            look_into(&mut walked, &store, said, stores.in_flight()).await;
        }
        Ok::<_, Fault>(())
    };
    if let Err(fault) = listed.await {
        let denied = fault.kind == FaultKind::Denied;
        let shown = match location {
            Location::Bucket { .. } => place.to_owned(),
            Location::Http { .. } => location.to_text(),
        };
        walked.damages.push(damage(&shown, fault.reason, denied));
    }
    walked
}

/// The object at a URL.
async fn single(location: &Location, place: &str, store: &Store) -> Result<ScanObject, Fault> {
    let path = location.path().map_err(|it| Fault::other(it.to_string()))?;
    let head = GetOptions::new().with_head(true);
    let found = if let Ok(found) = store.objects.get_opts(&path, head).await {
        found.meta
    } else {
        // Who may read need not be allowed to ask without reading.
        let first = GetOptions::new().with_range(Some(GetRange::Bounded(0..1)));
        let found = store.objects.get_opts(&path, first).await;
        match found.map_err(Fault::from) {
            // Dropped unread.
            Err(fault) if fault.kind == FaultKind::Undivided => {
                let all = GetOptions::new();
                store.objects.get_opts(&path, all).await?.meta
            }
            found => found?.meta,
        }
    };
    let text = location.to_text();
    let name = text.rsplit('/').next().unwrap_or_default();
    let key = KnownKey::default().of_file(name);
    // What is secret in a URL is not written down.
    let secret = place.contains(['?', '@']);
    let place = if secret { text.as_str() } else { place };
    Ok(object(&text, &place.into(), &key, facts(&found)))
}

fn facts(found: &ObjectMeta) -> Facts {
    Facts {
        size: found.size,
        modified: Some(found.last_modified.timestamp_micros()),
        etag: found.e_tag.as_deref().map(Into::into),
    }
}

/// Looks into objects of a bucket that it was not asked to list. One that cannot be reached says why
/// when it is read.
pub(super) async fn look_at(
    walked: &mut Walked,
    location: &Location,
    said: Said<'_>,
    stores: &Stores,
) {
    if let Ok(store) = stores.open(location).await {
        look_into(walked, &store, said, stores.in_flight()).await;
    }
}

/// Looks at the beginning of large objects that may be plain, to see whether they can be read in
/// parts. What fails here fails again when it is read, and is told then.
async fn look_into(walked: &mut Walked, store: &Store, said: Said<'_>, most: usize) {
    let large = walked.found.iter_mut().filter(|object| {
        let extension = Path::new(&*object.location).extension();
        let compressed = extension.is_some_and(|it| it == "gz" || it == "parquet");
        object.size >= LARGE && !compressed
    });
    let looks = large.map(|object| async {
        let location = Place::read(&object.location);
        let Place::Remote(location) = location else {
            return;
        };
        let Ok(path) = location.path() else { return };
        let options = GetOptions::new().with_range(Some(GetRange::Bounded(0..HEAD)));
        let Ok(found) = store.objects.get_opts(&path, options).await else {
            return;
        };
        if let Ok(head) = found.bytes().await {
            object.lines = lines_of(&object.location, &head, said);
        }
    });
    futures::stream::iter(looks)
        .buffer_unordered(most)
        .collect::<()>()
        .await;
}

/// What is listed, and how.
#[derive(Debug, Clone)]
struct Task {
    prefix: String,
    depth: Depth,
    page: Option<String>,
    /// Only keys behind this one.
    behind: Option<String>,
}

/// How deep a listing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// One folder; what lies in it is looked at.
    Folder,
    /// Everything that begins with the prefix.
    All,
}

type Answer = (Task, Result<KeyPage, Fault>);

struct Lister<'a> {
    sieve: Sieve<'a>,
    keys: KeyLister,
    most: usize,
}

impl Lister<'_> {
    /// Lists what `key` means.
    async fn list(&self, key: &str, walked: &mut Walked) -> Result<(), Fault> {
        let mut tasks = match &self.sieve.pattern {
            Some(pattern) => vec![Task::folder(pattern.folder())],
            None if key.is_empty() || key.ends_with('/') => vec![self.task(key.to_owned())],
            None => self.named(key, walked).await?,
        };
        let mut running = FuturesUnordered::new();
        let mut unknown = 0;
        let mut failed = None;
        loop {
            while running.len() < self.most
                && let Some(task) = tasks.pop()
            {
                running.push(self.ask(task));
            }
            let Some((task, answer)) = running.next().await else {
                break;
            };
            match answer {
                Ok(mut page) => {
                    if let Some(next) = page.next.take() {
                        let task = task.clone();
                        tasks.push(match self.next_wanted(&page) {
                            Some(behind) => Task {
                                page: None,
                                behind: Some(behind),
                                ..task
                            },
                            None => Task {
                                page: Some(next),
                                ..task
                            },
                        });
                    }
                    let mut last = None;
                    for found in &page.objects {
                        let facts = facts(&found.meta);
                        self.sieve.found(&found.key, facts, &mut last, walked);
                    }
                    for folder in page.folders {
                        tasks.extend(self.below(folder, &mut unknown, walked));
                    }
                }
                // One reason is enough for the many prefixes that one place is listed by.
                Err(fault) => failed = failed.or(Some(fault)),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// The object of this name, and the folder of this name.
    async fn named(&self, key: &str, walked: &mut Walked) -> Result<Vec<Task>, Fault> {
        let mut task = Task::folder(key.to_owned());
        let folder = format!("{key}/");
        let mut tasks = Vec::new();
        loop {
            let (answered, answer) = self.ask(task).await;
            let page = answer?;
            for found in page.objects {
                // One without bytes too: a folder's key comes as a prefix.
                if found.key == key {
                    let object = self.sieve.object(key, facts(&found.meta), &named_key(key));
                    walked.found.push(object);
                }
            }
            if page.folders.contains(&folder) {
                tasks.push(self.task(folder.clone()));
            }
            // Keys come in order, and `/` is not the first of what may follow a name.
            match page.next {
                Some(next) if tasks.is_empty() => {
                    task = Task {
                        page: Some(next),
                        ..answered
                    };
                }
                _ => return Ok(tasks),
            }
        }
    }

    /// How to begin with a folder that was named.
    fn task(&self, folder: String) -> Task {
        match below(&folder, self.sieve.asked, self.sieve.named) {
            Below::Keys(_) if self.sieve.asked.is_all() => Task::all(folder),
            _ => Task::folder(folder),
        }
    }

    /// What is to be listed of a folder that was seen.
    fn below(&self, folder: String, unknown: &mut usize, walked: &mut Walked) -> Vec<Task> {
        let parts: Vec<&str> = folder.trim_end_matches('/').split('/').collect();
        let name = parts.last().copied().unwrap_or_default();
        let matches = self
            .sieve
            .pattern
            .as_ref()
            .is_none_or(|it| it.may_hold(&parts));
        if !matches {
            return Vec::new();
        }
        let reason = if layout::is_not_a_log_folder(name) {
            Some(Reason::NoLog)
        } else {
            let key = self.sieve.asked.layout.folder(&parts, self.sieve.named);
            self.sieve.asked.leaves_out(&key, Of::Folder)
        };
        if let Some(reason) = reason {
            walked.pruned.folder(reason);
            return Vec::new();
        }
        match below(&folder, self.sieve.asked, self.sieve.named) {
            Below::Folders => vec![Task::folder(folder)],
            Below::Keys(keys) => keys.into_iter().map(Task::of).collect(),
            Below::Unknown => {
                *unknown += 1;
                let deeper = *unknown <= FOLDERS;
                vec![if deeper {
                    Task::folder(folder)
                } else {
                    Task::all(folder)
                }]
            }
        }
    }

    fn ask(&self, task: Task) -> BoxFuture<'static, Answer> {
        let keys = self.keys.clone();
        async move {
            let options = PaginatedListOptions {
                delimiter: (task.depth == Depth::Folder).then_some("/".into()),
                page_token: task.page.clone(),
                offset: task.behind.clone(),
                ..PaginatedListOptions::default()
            };
            let prefix = Some(task.prefix.as_str()).filter(|prefix| !prefix.is_empty());
            let answer = keys.list_paginated(prefix, options).await;
            (task, answer.map_err(Into::into))
        }
        .boxed()
    }

    /// Where to go on behind a page, when the names in it are in the order of their times, and
    /// those that follow are too old or too new.
    fn next_wanted(&self, page: &KeyPage) -> Option<String> {
        let last = page.objects.last()?.key.as_str();
        let (folder, name) = last
            .rsplit_once('/')
            .map_or(("", last), |(folder, name)| (folder, name));
        let name = TimedName::read(name)?;
        let (from, to) = name.period();
        let (since, until) = self.sieve.asked.window.delivered();
        let micros = |time: NaiveDateTime| time.and_utc().timestamp_micros();
        let next = if since.is_some_and(|since| micros(to) <= since) {
            name.first_at(DateTime::from_timestamp_micros(since?)?.naive_utc())
        } else if until.is_some_and(|until| micros(from) >= until) {
            name.end()
        } else {
            return None;
        };
        let next = if folder.is_empty() {
            next
        } else {
            format!("{folder}/{next}")
        };
        let folders = page.folders.iter().map(String::as_str);
        // A page ends with its last key or folder; there is no way back.
        let end = folders.chain([last]).max()?;
        (next.as_str() > end).then_some(next)
    }
}

impl Task {
    fn of(keys: Keys) -> Self {
        if keys.by_folder {
            Self::folder(keys.prefix)
        } else {
            Self::all(keys.prefix)
        }
    }

    fn folder(prefix: String) -> Self {
        Self {
            prefix,
            depth: Depth::Folder,
            page: None,
            behind: None,
        }
    }

    fn all(prefix: String) -> Self {
        Self {
            prefix,
            depth: Depth::All,
            page: None,
            behind: None,
        }
    }
}
