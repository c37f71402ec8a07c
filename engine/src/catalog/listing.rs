//! Lists the objects at the places that a query is pointed at.

use std::fs::{self, Metadata};
use std::io::Read;
use std::path::Path;
use std::time::UNIX_EPOCH;

use taffrail_extract::{Shape, detect, inflate};
use walkdir::{DirEntry, WalkDir};

use super::Late;
use super::layout::{self, Key};
use crate::error::{Error, Result};
use crate::log_type::LogType;
use crate::result::Pruned;
use crate::scan::{Damage, Lines, ScanObject, binary_format, plan_objects};
use crate::time::TimeRange;

/// Files at least this long are looked into, to see whether they can be read in parts.
const LARGE: u64 = 16 << 20;
/// How much of them is looked at, in bytes.
const HEAD: u64 = 64 << 10;
/// A key names the minute of delivery; objects of one minute may name the minute before.
const SLACK_MICROS: i64 = 5 * 60 * 1_000_000;

/// What there is to read.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The objects and parts of objects, in order.
    pub(crate) parts: Vec<ScanObject>,
    /// How many objects they are.
    pub(crate) objects: u64,
    /// What was left out.
    pub(crate) pruned: Pruned,
    /// What could not be listed.
    pub(crate) damages: Vec<Damage>,
    found: Vec<ScanObject>,
}

/// Lists what lies at `places` (paths, folders, patterns, `-`) and may hold events of `range`. A
/// file that is named itself is always read; in folders, what is no log is left out.
///
/// # Errors
///
/// When a place is no valid pattern, or there is no object at any place.
pub(crate) fn list(places: &[String], range: TimeRange, late: Late) -> Result<Listing> {
    let mut lister = Lister {
        range,
        late,
        listing: Listing::default(),
    };
    let mut missing = Vec::new();
    for place in places {
        let found = lister.place(place)?;
        if !found {
            missing.push(place.clone());
        }
    }
    let mut listing = lister.listing;
    let pruned = listing.pruned.by_time;
    if listing.found.is_empty() && pruned == 0 {
        return Err(nothing(places, &missing, &listing));
    }
    for place in missing {
        listing
            .damages
            .push(damage(&place, "nothing lies there".into(), false));
    }
    if pruned > 0 {
        listing.pruned.late_seconds = match late {
            Late::Within(late) => Some(late.as_secs()),
            Late::All => None,
        };
    }
    let mut found = std::mem::take(&mut listing.found);
    found.sort_by(|a, b| a.location.cmp(&b.location));
    found.dedup_by(|a, b| a.location == b.location);
    for (ordinal, object) in found.iter_mut().enumerate() {
        object.ordinal = ordinal as u32;
    }
    listing.objects = found.len() as u64;
    listing.parts = plan_objects(found);
    Ok(listing)
}

fn nothing(places: &[String], missing: &[String], listing: &Listing) -> Error {
    if let Some(denied) = listing.damages.iter().find(|damage| damage.denied) {
        return Error::Denied {
            object: denied.object.clone(),
        };
    }
    let reason = if missing.iter().any(|place| is_pattern(place)) {
        "nothing matches the pattern".to_owned()
    } else if missing.len() == places.len() {
        "no such file or folder".to_owned()
    } else {
        match listing.pruned.not_logs {
            0 => "the folder is empty".to_owned(),
            1 => "the one file there is no log".to_owned(),
            some => format!("the {some} files there are no logs"),
        }
    };
    Error::NoObjects {
        places: places.to_vec(),
        reason: Some(reason),
    }
}

struct Lister {
    range: TimeRange,
    late: Late,
    listing: Listing,
}

impl Lister {
    /// Adds what lies at a place; `false` when nothing does.
    fn place(&mut self, place: &str) -> Result<bool> {
        if place == "-" {
            self.listing
                .found
                .push(object("-", place, Key::default(), None));
            return Ok(true);
        }
        match fs::metadata(place) {
            Ok(metadata) => {
                self.path(Path::new(place), &metadata, place);
                Ok(true)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.pattern(place),
            Err(error) => {
                self.unlisted(place, &error);
                Ok(true)
            }
        }
    }

    fn pattern(&mut self, place: &str) -> Result<bool> {
        if !is_pattern(place) {
            return Ok(false);
        }
        let paths = glob::glob(place).map_err(|error| Error::Place {
            place: place.to_owned(),
            reason: error.to_string(),
        })?;
        let mut any = false;
        for path in paths {
            any = true;
            match path.map_err(std::io::Error::from).and_then(|path| {
                let metadata = fs::metadata(&path)?;
                Ok((path, metadata))
            }) {
                Ok((path, metadata)) if metadata.is_dir() || metadata.is_file() => {
                    self.path(&path, &metadata, place);
                }
                Ok(_) => self.listing.pruned.not_logs += 1,
                Err(error) => self.unlisted(place, &error),
            }
        }
        Ok(any)
    }

    fn path(&mut self, path: &Path, metadata: &Metadata, place: &str) {
        if metadata.is_dir() {
            self.folder(path, place);
        } else {
            let key = Key::default();
            self.add(path, metadata, place, key);
        }
    }

    fn folder(&mut self, root: &Path, place: &str) {
        let mut walk = WalkDir::new(root)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if self.leaves_out_folder(&entry) {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) => self.file(&entry, place),
                Err(error) => {
                    let at = error
                        .path()
                        .map_or_else(|| place.into(), |path| path.to_string_lossy().into_owned());
                    match error.io_error() {
                        Some(error) => self.unlisted(&at, error),
                        None => self
                            .listing
                            .damages
                            .push(damage(&at, error.to_string(), false)),
                    }
                }
            }
        }
    }

    fn leaves_out_folder(&mut self, entry: &DirEntry) -> bool {
        let name = entry.file_name().to_string_lossy();
        if entry.depth() > 0 && layout::is_not_a_log_folder(&name) {
            self.listing.pruned.not_logs += files_below(entry.path());
            return true;
        }
        let path = entry.path().to_string_lossy();
        let outside = self.is_outside(&layout::read(&folders(&path), None));
        if outside {
            self.listing.pruned.by_time += files_below(entry.path());
        }
        outside
    }

    fn file(&mut self, entry: &DirEntry, place: &str) {
        let name = entry.file_name().to_string_lossy();
        // A pipe or a device would be waited for; who means it names it.
        if layout::is_not_a_log(&name) || !entry.file_type().is_file() {
            self.listing.pruned.not_logs += 1;
            return;
        }
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) => {
                let reason = error.to_string();
                let at = entry.path().to_string_lossy();
                self.listing.damages.push(damage(&at, reason, false));
                return;
            }
        };
        let path = entry.path().to_string_lossy().into_owned();
        let folders = folders(&path);
        let key = layout::read(&folders[..folders.len().saturating_sub(1)], Some(&name));
        if self.is_outside(&key) {
            self.listing.pruned.by_time += 1;
            return;
        }
        self.add(entry.path(), &metadata, place, key);
    }

    fn add(&mut self, path: &Path, metadata: &Metadata, place: &str, key: Key<'_>) {
        let Some(location) = path.to_str() else {
            let at = path.to_string_lossy();
            self.listing
                .damages
                .push(damage(&at, "its name is not UTF-8".into(), false));
            return;
        };
        let name = path.file_name().and_then(|name| name.to_str());
        let key = if key == Key::default() {
            layout::read(&[], name)
        } else {
            key
        };
        self.listing
            .found
            .push(object(location, place, key, Some(metadata)));
    }

    /// Whether a key says that no event of the range is in the object: delivered before the range
    /// begins, or so long after it ends that we do not wait for it.
    fn is_outside(&self, key: &Key<'_>) -> bool {
        let Some((from, to)) = key.delivered else {
            return false;
        };
        let before = self
            .range
            .since
            .is_some_and(|since| to.saturating_add(SLACK_MICROS) <= since);
        let after = match (self.late, self.range.until) {
            (Late::Within(late), Some(until)) => {
                let late = i64::try_from(late.as_micros()).unwrap_or(i64::MAX);
                from >= until.saturating_add(late)
            }
            _ => false,
        };
        before || after
    }

    fn unlisted(&mut self, at: &str, error: &std::io::Error) {
        let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
        self.listing
            .damages
            .push(damage(at, error.to_string(), denied));
    }
}

/// Whether a place that does not exist as a path is a pattern.
fn is_pattern(place: &str) -> bool {
    place.contains(['*', '?', '['])
}

fn damage(object: &str, reason: String, denied: bool) -> Damage {
    Damage {
        object: object.to_owned(),
        offset: None,
        reason,
        denied,
        whole: true,
    }
}

fn folders(path: &str) -> Vec<&str> {
    path.split(['/', std::path::MAIN_SEPARATOR]).collect()
}

/// How many files a folder holds; for the statistics of what was left out.
fn files_below(path: &Path) -> u64 {
    let files = WalkDir::new(path).into_iter().filter_map(Result::ok);
    files.filter(|entry| entry.file_type().is_file()).count() as u64
}

fn object(location: &str, place: &str, key: Key<'_>, metadata: Option<&Metadata>) -> ScanObject {
    let size = metadata.map_or(0, Metadata::len);
    let modified = metadata
        .and_then(|metadata| metadata.modified().ok())
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|since| i64::try_from(since.as_micros()).ok());
    ScanObject {
        location: location.into(),
        place: place.into(),
        ordinal: 0,
        size,
        modified,
        etag: modified.map(|modified| format!("{modified:x}-{size:x}").into()),
        account: key.account.map(Into::into),
        region: key.region.map(Into::into),
        until: key
            .delivered
            .map(|(_, until)| until.saturating_add(SLACK_MICROS)),
        lines: if size >= LARGE { lines(location) } else { None },
        part: None,
    }
}

/// What the lines of a file are, if it is plain and cut by newlines. One that cannot be opened has
/// none; reading it will say why.
fn lines(location: &str) -> Option<Lines> {
    let mut head = Vec::new();
    fs::File::open(location)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    if inflate::is_gzip(&head) || binary_format(&head).is_some() {
        return None;
    }
    let shape = detect(&head);
    let json = match shape {
        Shape::JsonLines => true,
        Shape::TextLines => false,
        Shape::Records | Shape::Array | Shape::Concatenated => return None,
    };
    Some(Lines {
        json,
        log_type: LogType::recognise(location, shape, &head),
    })
}
