//! One place that is written in two ways: `logs`, `./logs/` and `/here/logs`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::is_url;
use crate::scan::ScanObject;

/// The spellings that were met first.
pub(super) struct Spellings {
    working: PathBuf,
    met: HashMap<PathBuf, Arc<str>>,
}

impl Spellings {
    /// None so far, of paths seen from the working folder.
    pub(super) fn new() -> Self {
        Self {
            working: env::current_dir().unwrap_or_default(),
            met: HashMap::new(),
        }
    }

    /// Whether a location is the first spelling of its file or folder, or that one again. Links are
    /// places of their own, so `..` stays what it is: what it leads to is not in the text.
    pub(super) fn is_first(&mut self, location: &Arc<str>) -> bool {
        if location.as_ref() == "-" || is_url(location) {
            return true;
        }
        match self.met.entry(whole(&self.working, location)) {
            Entry::Vacant(entry) => {
                entry.insert(Arc::clone(location));
                true
            }
            Entry::Occupied(entry) => entry.get() == location,
        }
    }

    /// Leaves out objects that were met by another name.
    pub(super) fn keep_first(&mut self, objects: &mut Vec<ScanObject>) {
        objects.retain(|object| self.is_first(&object.location));
    }
}

/// The path from the root, without parts that say nothing: `.`, and slashes beside slashes.
fn whole(working: &Path, location: &str) -> PathBuf {
    working.join(location).components().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let mut spellings = Spellings {
            working: "/here".into(),
            met: HashMap::new(),
        };
        let mut check = |location: &str, expected: bool| {
            assert_eq!(spellings.is_first(&location.into()), expected, "{location}");
        };
        check("a/b", true);
        check("a/b", true);
        check("./a/b", false);
        check("a//b/", false);
        check("/here/a/./b", false);
        check("a/../a/b", true);
        check("s3://b/a", true);
        check("s3://b//a", true);
        check("-", true);
    }
}
