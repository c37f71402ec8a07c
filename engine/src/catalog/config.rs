//! `taffrail.toml`: names for logs, and what is said where the command does not say it.

mod files;
mod mistake;
mod read;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono_tz::Tz;

pub use self::files::CatalogFolders;
pub use self::mistake::ConfigMistake;
pub(crate) use self::mistake::Shown;
use super::{KeyTemplate, Late};
use crate::error::{Error, Result};
use crate::log_type::LogType;

/// The sources that have names, and defaults; cheap to clone. One that is empty knows no names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Inner {
    sources: BTreeMap<String, Arc<LogSource>>,
    defaults: CatalogDefaults,
    files: Vec<PathBuf>,
    types: Vec<LogType>,
}

/// A source of a catalog, which Logs Insights calls a log group.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct LogSource {
    /// Its name.
    pub name: String,
    /// Where its logs lie: paths, folders, patterns, URLs; at least one.
    pub from: Vec<String>,
    /// The type of its logs, when it is not to be told from each object.
    pub log_type: Option<LogType>,
    /// The fields at which the time of an event stands, the first that holds one; those of its
    /// type, when there is none.
    pub time: Vec<String>,
    /// Its class, which `logGroups(class: ...)` asks for.
    pub class: LogClass,
    /// Kinds of logs, `name.type`, which `dataSource(...)` asks for.
    pub data_sources: Vec<String>,
    /// The account that it belongs to.
    pub account: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// From when on events count, where neither the command nor the query says a time.
    pub since: Option<String>,
    /// The zone of times, where the command does not say one.
    pub zone: Option<Tz>,
    /// How late its objects may be, where the command does not say it.
    pub late: Option<Late>,
    /// The manifest of an S3 Inventory report that stands for listing its bucket.
    pub inventory: Option<String>,
    /// How keys below its places are laid out, when that is said.
    pub layout: Option<KeyTemplate>,
    /// Whether events that were delivered twice count once, when that is said.
    pub dedup_events: Option<bool>,
    /// The file that says so.
    pub file: PathBuf,
}

/// The classes of log groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogClass {
    /// `STANDARD`
    #[default]
    Standard,
    /// `INFREQUENT_ACCESS`
    InfrequentAccess,
}

impl LogSource {
    /// What may be said of a source, by the names of a file's keys, in the order of rows.
    pub(super) const KEYS: [&str; 13] = [
        "type",
        "from",
        "time",
        "class",
        "data-source",
        "account",
        "tags",
        "since",
        "tz",
        "late",
        "layout",
        "inventory",
        "dedup-events",
    ];
}

impl LogClass {
    const ALL: [Self; 2] = [Self::Standard, Self::InfrequentAccess];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::InfrequentAccess => "INFREQUENT_ACCESS",
        }
    }
}

/// What a catalog says where the command does not.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct CatalogDefaults {
    /// The sources to read.
    pub from: Vec<String>,
    /// From when on events count.
    pub since: Option<String>,
    /// The zone of times.
    pub zone: Option<Tz>,
    /// How late objects may be.
    pub late: Option<Late>,
    /// How many threads work.
    pub threads: Option<NonZeroUsize>,
}

impl Catalog {
    /// The name of the file.
    pub const FILE: &str = "taffrail.toml";

    /// The catalog that applies in a folder: that of the project, and the user's own, of which the
    /// project's names hide those that are the same.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with what is wrong with a file, [`Error::ConfigFile`] for one that cannot
    /// be read.
    pub fn find(folders: &CatalogFolders) -> Result<Self> {
        let mut catalog = Self::default();
        for file in [folders.of_user(), folders.of_project()]
            .into_iter()
            .flatten()
        {
            let text = match fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(&file, &error)),
            };
            catalog = catalog.with(Self::parse(&text, &file, folders.home.as_deref())?);
        }
        Ok(catalog)
    }

    /// The catalog of one file. Its paths are relative to its folder; `~/` is `home`.
    ///
    /// # Errors
    ///
    /// As [`Self::find`].
    pub fn load(file: impl AsRef<Path>, home: Option<&Path>) -> Result<Self> {
        let file = file.as_ref();
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        Self::parse(&text, file, home)
    }

    /// Reads the text of a file, which lies at `file`.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with what is wrong.
    pub fn parse(text: &str, file: &Path, home: Option<&Path>) -> Result<Self> {
        let inner = read::read(text, file, home).map_err(|mistakes| Error::Config {
            file: file.to_owned(),
            mistakes,
        })?;
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Both catalogs; what `over` says hides what this one says.
    #[must_use]
    pub fn with(self, over: Self) -> Self {
        let mut inner = Arc::unwrap_or_clone(self.inner);
        let over = Arc::unwrap_or_clone(over.inner);
        inner.sources.extend(over.sources);
        inner.files.extend(over.files);
        // Those that are asked first.
        inner.types.splice(0..0, over.types);
        let (below, above) = (&mut inner.defaults, over.defaults);
        if !above.from.is_empty() {
            below.from = above.from;
        }
        below.since = above.since.or(below.since.take());
        below.zone = above.zone.or(below.zone);
        below.late = above.late.or(below.late);
        below.threads = above.threads.or(below.threads);
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The sources, by name.
    pub fn sources(&self) -> impl Iterator<Item = &LogSource> {
        self.shared().map(AsRef::as_ref)
    }

    pub(crate) fn shared(&self) -> impl Iterator<Item = &Arc<LogSource>> {
        self.inner.sources.values()
    }

    /// The source with a name.
    pub fn source(&self, name: &str) -> Option<&LogSource> {
        self.inner.sources.get(name).map(AsRef::as_ref)
    }

    pub(crate) fn shared_source(&self, name: &str) -> Option<&Arc<LogSource>> {
        self.inner.sources.get(name)
    }

    /// Whether it knows no source.
    pub fn is_empty(&self) -> bool {
        self.inner.sources.is_empty()
    }

    /// What it says where the command does not.
    pub fn defaults(&self) -> &CatalogDefaults {
        &self.inner.defaults
    }

    /// The log types that it adds to those that are built in; the first of a name counts.
    pub fn log_types(&self) -> &[LogType] {
        &self.inner.types
    }

    /// The files that it was read from; the last one hides what those before it say.
    pub fn files(&self) -> &[PathBuf] {
        &self.inner.files
    }
}

fn unreadable(file: &Path, error: &std::io::Error) -> Error {
    Error::ConfigFile {
        file: file.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog(text: &str, file: &str) -> Catalog {
        Catalog::parse(text, Path::new(file), Some(Path::new("/home/ann"))).expect("it is right")
    }

    #[test]
    fn all_that_can_be_said() {
        let catalog = catalog(
            "[defaults]\nfrom = 'web'\nsince = '1d'\ntz = 'europe/berlin'\nlate = '6h'\nthreads = 2\n\
             [source.web]\nfrom = ['logs', '/var/log/*.gz', '~/more', 's3://b/p', '../x']\n\
             type = 'JSON'\ntime = ['at', 'b.c']\nclass = 'INFREQUENT_ACCESS'\n\
             data-source = 'amazon_vpc.flow'\naccount = '111122223333'\n\
             tags = {team = 'pay', live = ''}\nsince = '7d'\ntz = 'UTC'\nlate = 'all'\n\
             dedup-events = true\n\
             [source.lake]\nfrom = 'lake'\nlayout = '{year}/{month}'\n",
            "../taffrail.toml",
        );
        let source = catalog.source("web").expect("it is there");
        let from = [
            "../logs",
            "/var/log/*.gz",
            "/home/ann/more",
            "s3://b/p",
            "../../x",
        ];
        assert_eq!(source.from, from);
        assert_eq!(source.log_type, LogType::find("json"));
        assert_eq!(source.time, ["at", "b.c"]);
        assert_eq!(source.class, LogClass::InfrequentAccess);
        assert_eq!(source.data_sources, ["amazon_vpc.flow"]);
        assert_eq!(source.tags["team"], "pay");
        assert_eq!(source.late, Some(Late::All));
        assert_eq!(source.zone, Some(Tz::UTC));
        assert_eq!(source.dedup_events, Some(true));
        let lake = catalog.source("lake").expect("it is there");
        let layout = lake.layout.as_ref().map(ToString::to_string);
        assert_eq!(layout.as_deref(), Some("{year}/{month}"));
        let defaults = catalog.defaults();
        assert_eq!(defaults.from, ["web"]);
        assert_eq!(defaults.zone, Some(Tz::Europe__Berlin));
        assert_eq!(defaults.threads, NonZeroUsize::new(2));
    }

    #[test]
    fn the_project_hides_what_the_user_says() {
        let user = catalog(
            "defaults = {since = '1d', tz = 'UTC'}\n[source]\na.from = 'u'\nb.from = 'u'",
            "u/taffrail.toml",
        );
        let project = catalog(
            "defaults.since = '2d'\n[source.a]\nfrom = 'p'",
            "taffrail.toml",
        );
        let both = user.with(project);
        let from = both
            .sources()
            .map(|it| (it.name.as_str(), it.from.concat()));
        let expected = [("a", "p".to_owned()), ("b", "u/u".to_owned())];
        assert!(from.eq(expected));
        assert_eq!(both.defaults().since.as_deref(), Some("2d"));
        assert_eq!(both.defaults().zone, Some(Tz::UTC));
        assert_eq!(both.files().len(), 2);
    }
}
