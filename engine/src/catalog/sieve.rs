//! Which keys of a bucket are asked for, one by one.

use std::sync::Arc;

use super::asked::{Asked, Of, Reason};
use super::layout::{self, KnownKey};
use super::listing::{Facts, named_key, object};
use super::pattern::KeyPattern;
use super::walk::Walked;
use crate::scan::ScanObject;
use crate::store::Fault;

/// What a place in a bucket asks of keys.
pub(super) struct Sieve<'a> {
    /// `s3://bucket`
    root: String,
    /// What the place names: a key, the folder of this name, or what matches.
    key: &'a str,
    pub(super) pattern: Option<KeyPattern>,
    place: Arc<str>,
    /// How many folders the place names, which are looked into whatever they are called.
    pub(super) named: usize,
    pub(super) asked: &'a Asked,
}

/// What the key of a folder tells, kept for the next object: most lie in the folder of the last.
pub(super) type LastFolder = Option<(String, KnownKey)>;

impl<'a> Sieve<'a> {
    /// For `place`, which was read as this key of the bucket at `root`.
    ///
    /// # Errors
    ///
    /// When it is no valid pattern.
    pub(super) fn new(
        root: String,
        key: &'a str,
        place: &str,
        asked: &'a Asked,
    ) -> Result<Self, Fault> {
        Ok(Self {
            root,
            key,
            pattern: KeyPattern::new(key)?,
            place: place.into(),
            named: named_folders(key),
            asked,
        })
    }

    /// Takes an object of the bucket, if it lies at the place and is asked for.
    pub(super) fn any(&self, key: &str, facts: Facts, last: &mut LastFolder, walked: &mut Walked) {
        let rest = key.strip_prefix(self.key);
        match rest {
            _ if self.pattern.is_some() => {}
            Some("") if !self.key.is_empty() && !self.key.ends_with('/') => {
                walked.found.push(self.object(key, facts, &named_key(key)));
                return;
            }
            Some(rest)
                if self.key.is_empty() || self.key.ends_with('/') || rest.starts_with('/') => {}
            _ => return,
        }
        self.found(key, facts, last, walked);
    }

    /// Takes an object that lies at the place, unless it is none that is asked for.
    pub(super) fn found(
        &self,
        key: &str,
        facts: Facts,
        last: &mut LastFolder,
        walked: &mut Walked,
    ) {
        let parts: Vec<&str> = key.split('/').collect();
        let (name, folders) = parts.split_last().unwrap_or((&"", &[]));
        if self.pattern.as_ref().is_some_and(|it| !it.matches(&parts)) {
            return;
        }
        let mut below = folders.iter().skip(self.named);
        let hidden = below.any(|it| layout::is_not_a_log_folder(it));
        // Consoles write objects without bytes to show a folder.
        if hidden || layout::is_not_a_log(name) || facts.size == 0 {
            walked.pruned.objects(Reason::NoLog, 1);
            return;
        }
        let folder = key.rsplit_once('/').map_or("", |it| it.0);
        let layout = &self.asked.layout;
        let known = last.take().filter(|known| known.0 == folder);
        let known =
            known.unwrap_or_else(|| (folder.to_owned(), layout.folder(folders, self.named)));
        let known = &last.insert(known).1;
        let known = layout.file(known, folders, self.named, name);
        if let Some(reason) = self.asked.leaves_out(&known, Of::Object) {
            walked.pruned.objects(reason, 1);
            return;
        }
        walked.found.push(self.object(key, facts, &known));
    }

    /// An object of the bucket.
    pub(super) fn object(&self, key: &str, facts: Facts, known: &KnownKey) -> ScanObject {
        let location = format!("{}/{key}", self.root);
        object(&location, &self.place, known, facts)
    }
}

/// How many folders a key or a pattern begins with.
fn named_folders(key: &str) -> usize {
    let parts = key.trim_end_matches('/').split('/');
    let named = parts.take_while(|part| !part.is_empty() && !part.contains(['*', '?', '[']));
    named.count()
}
