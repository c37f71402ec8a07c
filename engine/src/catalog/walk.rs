//! Walks folders, several at a time.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use walkdir::{DirEntry, WalkDir};

use super::asked::{Asked, Of, Reason};
use super::layout::{self, KnownKey};
use super::listing::{Facts, damage, not_utf8, object};
use crate::result::{Inventory, Pruned};
use crate::scan::{Apart, Damage, ScanObject};

/// So that a large folder does not keep one thread while the others have nothing to do.
const FOLDERS_OF_A_THREAD: usize = 4;

/// What was found in a folder, in no order.
#[derive(Debug, Clone, Default)]
pub(super) struct Walked {
    /// The objects.
    pub(super) found: Vec<ScanObject>,
    /// What was left out.
    pub(super) pruned: Pruned,
    /// What could not be listed.
    pub(super) damages: Vec<Damage>,
    /// What lies there in a class of storage that has to be restored before it can be read, as an
    /// inventory tells.
    pub(super) archived: Apart,
    /// The inventory that stood for listing.
    pub(super) inventory: Option<Inventory>,
}

/// Walks the folder `root`, which was found at `place`, on so many threads.
pub(super) fn walk(root: &Path, place: &str, asked: &Asked, threads: usize) -> Walked {
    let walker = Walker::new(root, place, asked);
    // Links may lead back to where a walk came from, which only one that knows all folders above
    // can tell.
    in_parallel(&walker, root, threads).unwrap_or_else(|| {
        let mut walker = walker;
        walker.walk(WalkDir::new(root).follow_links(true), Links::Followed);
        walker.walked
    })
}

/// Walks several folders at a time; `None` when there are links among what lies there.
fn in_parallel(walker: &Walker, root: &Path, threads: usize) -> Option<Walked> {
    let mut all = Vec::new();
    let mut folders = vec![root.to_owned()];
    // From the root down, until there are folders enough to share out.
    while !folders.is_empty() && folders.len() < threads * FOLDERS_OF_A_THREAD {
        let mut above = walker.clone();
        let mut below = Vec::new();
        for folder in &folders {
            let level = WalkDir::new(folder).max_depth(1);
            below.extend(above.walk(level, Links::Refused));
        }
        all.push(above);
        folders = below;
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut walker = walker.clone();
        while let Some(folder) = folders.get(next.fetch_add(1, Relaxed)) {
            walker.walk(WalkDir::new(folder), Links::Refused);
        }
        walker
    };
    thread::scope(|scope| {
        let others = threads.min(folders.len()).saturating_sub(1);
        let others: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        all.push(work());
        let others = others.into_iter().map(thread::ScopedJoinHandle::join);
        all.extend(others.map(|it| it.expect("a walk does not panic")));
    });
    let mut sum = Walked::default();
    for walker in all {
        if walker.met_links {
            return None;
        }
        sum.found.extend(walker.walked.found);
        sum.pruned.add(&walker.walked.pruned);
        sum.damages.extend(walker.walked.damages);
    }
    Some(sum)
}

/// What becomes of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    /// They are what they lead to.
    Followed,
    /// The walk has to be made anew.
    Refused,
}

/// What one of the threads finds.
#[derive(Debug, Clone)]
struct Walker {
    place: Arc<str>,
    asked: Asked,
    /// How many folders lead to where the walk begins.
    base: usize,
    /// The folder of the last file, and what its key tells.
    folder: Option<(Box<Path>, KnownKey)>,
    walked: Walked,
    met_links: bool,
}

impl Walker {
    fn new(root: &Path, place: &str, asked: &Asked) -> Self {
        Self {
            place: place.into(),
            asked: asked.clone(),
            base: folders(&root.to_string_lossy()).len(),
            folder: None,
            walked: Walked::default(),
            met_links: false,
        }
    }

    /// Walks on, and returns the folders below that it saw.
    fn walk(&mut self, walk: WalkDir, links: Links) -> Vec<PathBuf> {
        let mut entries = walk.into_iter();
        let mut last = Vec::new();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let damage = unlisted(&error, &self.place);
                    self.walked.damages.push(damage);
                    continue;
                }
            };
            if links == Links::Refused && entry.path_is_symlink() && entry.depth() > 0 {
                self.met_links = true;
                return last;
            }
            if entry.depth() == 0 && entry.path_is_symlink() {
                // A walk enters the folder that it begins at, whatever leads there.
                continue;
            }
            if !entry.file_type().is_dir() {
                self.file(&entry);
            } else if self.leaves_out_folder(&entry) {
                entries.skip_current_dir();
            } else if entry.depth() > 0 {
                last.push(entry.into_path());
            }
        }
        last
    }

    fn leaves_out_folder(&mut self, entry: &DirEntry) -> bool {
        let name = entry.file_name().to_string_lossy();
        let reason = if entry.depth() > 0 && layout::is_not_a_log_folder(&name) {
            Some(Reason::NoLog)
        } else {
            let path = entry.path().to_string_lossy();
            let key = self.asked.layout.folder(&folders(&path), self.base);
            self.asked.leaves_out(&key, Of::Folder)
        };
        if let Some(reason) = reason {
            let files = files_below(entry.path());
            self.walked.pruned.objects(reason, files);
        }
        reason.is_some()
    }

    fn file(&mut self, entry: &DirEntry) {
        let name = entry.file_name().to_string_lossy();
        // A pipe or a device would be waited for; who means it names it.
        if layout::is_not_a_log(&name) || !entry.file_type().is_file() {
            self.walked.pruned.objects(Reason::NoLog, 1);
            return;
        }
        let key = self.key_of(entry.path(), &name);
        if let Some(reason) = self.asked.leaves_out(&key, Of::Object) {
            self.walked.pruned.objects(reason, 1);
            return;
        }
        let Some(location) = entry.path().to_str() else {
            self.walked.damages.push(not_utf8(entry.path()));
            return;
        };
        match entry.metadata() {
            Ok(metadata) => {
                let facts = Facts::of_file(&metadata);
                let object = object(location, &self.place, &key, facts);
                self.walked.found.push(object);
            }
            Err(error) => self.walked.damages.push(unlisted(&error, location)),
        }
    }

    /// What a file's key tells; files of one folder come one after another.
    fn key_of(&mut self, file: &Path, name: &str) -> KnownKey {
        let layout = Arc::clone(&self.asked.layout);
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = folder.to_string_lossy();
        let parts = folders(&path);
        let known = self.folder.take().filter(|known| *known.0 == *folder);
        let known = known.unwrap_or_else(|| (folder.into(), layout.folder(&parts, self.base)));
        let known = &self.folder.insert(known).1;
        layout.file(known, &parts, self.base, name)
    }
}

fn folders(path: &str) -> Vec<&str> {
    let path = path.trim_end_matches(['/', MAIN_SEPARATOR]);
    path.split(['/', MAIN_SEPARATOR]).collect()
}

/// How many files a folder holds; for the statistics of what was left out.
fn files_below(path: &Path) -> u64 {
    let files = WalkDir::new(path).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_type().is_file()).count() as u64
}

fn unlisted(error: &walkdir::Error, place: &str) -> Damage {
    let path = error.path().map(Path::to_string_lossy);
    let at = path.as_deref().unwrap_or(place);
    match error.io_error() {
        Some(io) => {
            let denied = io.kind() == std::io::ErrorKind::PermissionDenied;
            damage(at, io.to_string(), denied)
        }
        None => damage(at, error.to_string(), false),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Late, Window};
    use super::*;
    use crate::time::TimeRange;

    /// What lies below `root`, in order, and how many things are no logs.
    fn locations(root: &Path, threads: usize) -> (Vec<String>, u64) {
        let asked = Asked::of(Window {
            range: TimeRange::default(),
            late: Late::default(),
        });
        let walked = walk(root, "place", &asked, threads);
        assert_eq!(walked.damages, []);
        let found = walked.found.iter().map(|object| {
            let below = Path::new(&*object.location).strip_prefix(root);
            below.expect("it lies there").display().to_string()
        });
        let mut found: Vec<String> = found.collect();
        found.sort();
        (found, walked.pruned.not_logs)
    }

    #[test]
    fn any_number_of_threads_finds_the_same() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut expected = Vec::new();
        for path in ["a", "b/c", "b/d/e", "b/d/f/g", "h/i", "h/j"] {
            let path = format!("{path}.log");
            let file = folder.path().join(&path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, "x").expect("written");
            expected.push(path);
        }
        fs::write(folder.path().join("h/.hidden"), "x").expect("written");
        for threads in [1, 2, 7] {
            let found = locations(folder.path(), threads);
            assert_eq!(found, (expected.clone(), 1), "{threads} threads");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_what_they_lead_to() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().expect("a temporary folder");
        let real = folder.path().join("real");
        fs::create_dir_all(real.join("below")).expect("made");
        fs::write(real.join("below/a.log"), "x").expect("written");
        let root = folder.path().join("root");
        symlink(&real, &root).expect("linked");
        assert_eq!(locations(&root, 2), (vec!["below/a.log".into()], 0));
        symlink(real.join("below"), real.join("other")).expect("linked");
        let both = vec!["below/a.log".into(), "other/a.log".into()];
        assert_eq!(locations(&real, 2), (both.clone(), 0));
        assert_eq!(locations(&root, 2), (both, 0));
    }
}
