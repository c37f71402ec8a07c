//! Lists the objects at the places that a query is pointed at.

use std::fs::{self, Metadata};
use std::io::Read;
use std::path::{MAIN_SEPARATOR, Path};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use taffrail_extract::{detect, inflate};

use super::Late;
use super::asked::Asked;
use super::inventory::{self, Bucket};
use super::layout::{KnownKey, Layout};
use super::remote;
use super::spelling::Spellings;
use super::walk::{Walked, walk};
use super::window::SLACK_MICROS;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::log_type::{Kind, Said};
use crate::result::{Inventory, Pruned};
use crate::scan::{Apart, Damage, Lines, ScanObject, binary_format, plan_objects};
use crate::store::{Location, Place, Scheme, Stores};
use crate::typed::is_parquet;

/// Files at least this long are looked into, to see whether they can be read in parts.
pub(super) const LARGE: u64 = 16 << 20;
/// How much of them is looked at, in bytes.
pub(super) const HEAD: u64 = 64 << 10;

/// Whether what was found is looked into.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Opening<'a> {
    /// The beginnings of large objects and of what may be Parquet are read, to see how the objects
    /// can be read, with what is said of their type.
    Heads(Said<'a>),
    /// Keys are all that is wanted: every object is a part of its own.
    Nothing,
}

/// What there is to read.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The objects and parts of objects, in order.
    pub(crate) parts: Arc<[ScanObject]>,
    /// The Parquet files among the objects, in order.
    pub(crate) typed: Vec<ScanObject>,
    /// How many objects they are.
    pub(crate) objects: u64,
    /// What was left out.
    pub(crate) pruned: Pruned,
    /// What could not be listed.
    pub(crate) damages: Vec<Damage>,
    /// What has to be restored before it can be read, as inventories tell.
    pub(crate) archived: Apart,
    /// The inventories that stood for listing.
    pub(crate) inventories: Vec<Inventory>,
    found: Vec<ScanObject>,
}

/// Lists what lies at `places` (paths, folders, patterns, `-`) and may hold events of `range`. A
/// file that is named itself is always read; in folders, what is no log is left out.
///
/// # Errors
///
/// When a place is no valid pattern, or there is no object at any place.
pub(crate) fn list(
    places: &[String],
    asked: &Asked,
    opening: Opening<'_>,
    engine: &Engine,
    stores: &Stores,
) -> Result<Listing> {
    let mut lister = Lister {
        asked,
        opening,
        engine,
        stores,
        listing: Listing::default(),
    };
    let late = asked.window.late;
    let mut missing = Vec::new();
    let mut spellings = Spellings::new();
    for (at, place) in places.iter().enumerate() {
        if places[..at].contains(place) || !spellings.is_first(&place.as_str().into()) {
            continue;
        }
        let found = lister.place(place)?;
        if !found {
            missing.push(place.clone());
        }
    }
    let mut listing = lister.listing;
    let pruned = listing.pruned.logs() + listing.pruned.folders_by.sum() + listing.archived.objects;
    if listing.found.is_empty() && pruned == 0 {
        return Err(nothing(places, &missing, &listing));
    }
    for place in missing {
        listing
            .damages
            .push(damage(&place, "nothing lies there".into(), false));
    }
    if listing.pruned.by_time + listing.pruned.folders_by.time > 0 {
        listing.pruned.late_seconds = match late {
            Late::Within(late) => Some(late.as_secs()),
            Late::All => None,
        };
    }
    let mut found = std::mem::take(&mut listing.found);
    if places.len() > 1 {
        Spellings::new().keep_first(&mut found);
    }
    found.sort_unstable_by(|a, b| a.location.cmp(&b.location));
    listing.damages.sort();
    found.dedup_by(|a, b| a.location == b.location);
    for (ordinal, object) in found.iter_mut().enumerate() {
        object.ordinal = ordinal as u32;
        if let Opening::Heads(said) = opening
            && object.size >= LARGE
            && !object.is_remote()
        {
            object.lines = lines(&object.location, said);
        }
        if late == Late::All {
            // Who wants them however late trusts no key.
            object.until = None;
        }
    }
    listing.objects = found.len() as u64;
    if matches!(opening, Opening::Nothing) {
        listing.parts = found.into();
        return Ok(listing);
    }
    let (typed, logs) = found.into_iter().partition(is_typed);
    listing.typed = typed;
    listing.parts = plan_objects(logs).into();
    Ok(listing)
}

fn nothing(places: &[String], missing: &[String], listing: &Listing) -> Error {
    if let Some(denied) = listing.damages.iter().find(|damage| damage.denied) {
        return Error::denied(denied);
    }
    if let Some(damage) = listing.damages.first() {
        return Error::Place {
            place: damage.object.clone(),
            reason: damage.reason.clone(),
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

/// Whether an object is a Parquet file, told by its first bytes; an object in a folder whose name
/// says that it is something else is not opened for that. What lies elsewhere is told by its name.
fn is_typed(object: &ScanObject) -> bool {
    const LOGS: [&str; 6] = ["gz", "json", "jsonl", "log", "ndjson", "txt"];
    let extension = Path::new(object.location.as_ref()).extension();
    let extension = extension.and_then(|it| it.to_str()).unwrap_or_default();
    let is_log = LOGS.iter().any(|it| extension.eq_ignore_ascii_case(it));
    let is_named = object.location == object.place;
    if object.is_remote() {
        return extension.eq_ignore_ascii_case("parquet");
    }
    object.location.as_ref() != "-" && (is_named || !is_log) && is_parquet(&object.location)
}

struct Lister<'a> {
    asked: &'a Asked,
    opening: Opening<'a>,
    engine: &'a Engine,
    stores: &'a Stores,
    listing: Listing,
}

impl Lister<'_> {
    /// Adds what lies at a place; `false` when nothing does.
    fn place(&mut self, place: &str) -> Result<bool> {
        if place == "-" {
            let key = KnownKey::default();
            let object = object("-", &place.into(), &key, Facts::default());
            self.listing.found.push(object);
            return Ok(true);
        }
        match Place::read(place) {
            Place::Local => {}
            Place::Remote(
                ref location @ Location::Bucket {
                    scheme: Scheme::S3,
                    ref bucket,
                    ref key,
                },
            ) if let Some(manifest) = self.asked.inventory.as_deref() => {
                let bucket = Bucket {
                    name: bucket,
                    key,
                    place,
                };
                let mut walked =
                    inventory::list(bucket, manifest, self.asked, self.engine, self.stores)?;
                if let Opening::Heads(said) = self.opening {
                    let looked = remote::look_at(&mut walked, location, said, self.stores);
                    self.engine.handle().block_on(looked);
                }
                return Ok(self.walked(walked));
            }
            Place::Remote(location) => {
                let listed = remote::list(&location, place, self.asked, self.opening, self.stores);
                let walked = self.engine.handle().block_on(listed);
                return Ok(self.walked(walked));
            }
            Place::Unknown(reason) => {
                let place = place.to_owned();
                return Err(Error::Place { place, reason });
            }
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
            self.file(path, metadata, place);
        }
    }

    fn folder(&mut self, root: &Path, place: &str) {
        let threads = self.engine.threads();
        self.walked(walk(root, place, self.asked, threads));
    }

    /// Adds what was found; `false` when that is nothing at all.
    fn walked(&mut self, walked: Walked) -> bool {
        let any = !walked.found.is_empty()
            || !walked.damages.is_empty()
            || walked.archived.objects > 0
            || walked.pruned != Pruned::default();
        self.listing.found.extend(walked.found);
        self.listing.pruned.add(&walked.pruned);
        self.listing.damages.extend(walked.damages);
        self.listing.archived.merge(walked.archived);
        if let Some(inventory) = walked.inventory
            && !self.listing.inventories.contains(&inventory)
        {
            self.listing.inventories.push(inventory);
        }
        any
    }

    /// A file that was named.
    fn file(&mut self, path: &Path, metadata: &Metadata, place: &str) {
        let Some(location) = path.to_str() else {
            self.listing.damages.push(not_utf8(path));
            return;
        };
        let key = named_key(location);
        let facts = Facts::of_file(metadata);
        let object = object(location, &place.into(), &key, facts);
        self.listing.found.push(object);
    }

    fn unlisted(&mut self, at: &str, error: &std::io::Error) {
        let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
        self.listing
            .damages
            .push(damage(at, error.to_string(), denied));
    }
}

/// What the key of an object tells that was named itself. It is read whatever its key tells of
/// times.
pub(super) fn named_key(location: &str) -> KnownKey {
    let parts: Vec<&str> = location.split(['/', MAIN_SEPARATOR]).collect();
    let (name, folders) = parts.split_last().unwrap_or((&"", &[]));
    let mut key = Layout::default().folder(folders, 0).of_file(name);
    key.delivered = None;
    key
}

/// Whether a place that does not exist as a path is a pattern.
fn is_pattern(place: &str) -> bool {
    place.contains(['*', '?', '['])
}

/// Damage of what has no name that could be written down.
pub(super) fn not_utf8(path: &Path) -> Damage {
    let at = path.to_string_lossy();
    damage(&at, "its name is not UTF-8".into(), false)
}

pub(super) fn damage(object: &str, reason: String, denied: bool) -> Damage {
    Damage {
        object: object.to_owned(),
        offset: None,
        reason,
        denied,
        whole: true,
    }
}

/// What is known of an object besides its key.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Stored bytes, 0 where it is not known.
    pub(super) size: u64,
    /// When it was last written, microseconds since the epoch.
    pub(super) modified: Option<i64>,
    /// What names this version of it.
    pub(super) etag: Option<Arc<str>>,
}

impl Facts {
    /// What the file system says of a file.
    pub(super) fn of_file(metadata: &Metadata) -> Self {
        let size = metadata.len();
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .and_then(|since| i64::try_from(since.as_micros()).ok());
        Self {
            size,
            modified,
            etag: modified.map(|modified| format!("{modified:x}-{size:x}").into()),
        }
    }
}

/// An object, by its key and what else is known of it.
pub(super) fn object(location: &str, place: &Arc<str>, key: &KnownKey, facts: Facts) -> ScanObject {
    ScanObject {
        location: location.into(),
        place: Arc::clone(place),
        ordinal: 0,
        size: facts.size,
        modified: facts.modified,
        etag: facts.etag,
        account: key.account.clone(),
        region: key.region.clone(),
        keys: key.fields.clone(),
        until: key
            .delivered
            .map(|(_, until)| until.saturating_add(SLACK_MICROS)),
        lines: None,
        part: None,
        declared: None,
    }
}

/// What the lines of a file are, if it is plain and cut by newlines. One that cannot be opened has
/// none; reading it will say why.
fn lines(location: &str, said: Said<'_>) -> Option<Lines> {
    let mut head = Vec::new();
    fs::File::open(location)
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    lines_of(location, &head, said)
}

/// What the lines of an object are, by its beginning.
pub(super) fn lines_of(location: &str, head: &[u8], said: Said<'_>) -> Option<Lines> {
    if inflate::is_gzip(head) || binary_format(head).is_some() {
        return None;
    }
    Lines::of(Kind::of(location, detect(head), head, said))
}
