//! The data sets: made once, kept in a folder.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use taffrail_benches::archive::{Archive, Shape};

use crate::Failure;
use crate::contestant::PEERS;

/// The seed of all data sets.
const SEED: u64 = 1;
/// A data set. All but `tiny` hold the same events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DataSet {
    /// Some hundred events an object, gzip, in the layout of S3
    Big,
    /// Eight events an object, gzip, in the layout of S3
    Tiny,
    /// One file, one event a line
    Ndjson,
    /// The same, gzip
    NdjsonGz,
    /// One Parquet file
    Parquet,
}

/// A data set on disk.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    /// Which one.
    pub(crate) set: DataSet,
    /// The file, or the folder of objects.
    pub(crate) path: PathBuf,
    /// How large it is.
    pub(crate) size: Size,
    /// The `eventID` of one event.
    pub(crate) needle: String,
}

/// How large a data set is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Size {
    /// Events.
    pub(crate) events: u64,
    /// Files.
    pub(crate) objects: u64,
    /// Bytes of JSON; for Parquet, of the JSON that it was made of.
    pub(crate) json_bytes: u64,
    /// Bytes on disk.
    pub(crate) file_bytes: u64,
}

/// Where data sets lie, and what makes them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Store<'a> {
    /// The folder.
    pub(crate) folder: &'a Path,
    /// A Python with DuckDB, which writes Parquet.
    pub(crate) python: Option<&'a Path>,
}

impl DataSet {
    fn shape(self) -> Shape {
        match self {
            Self::Big => Shape::Big,
            Self::Tiny => Shape::Tiny,
            Self::Ndjson | Self::Parquet => Shape::Ndjson,
            Self::NdjsonGz => Shape::NdjsonGz,
        }
    }

    /// The one file of the data set, if it is one.
    fn file(self) -> Option<&'static str> {
        match self {
            Self::Big | Self::Tiny => None,
            Self::Ndjson => Some("events.ndjson"),
            Self::NdjsonGz => Some("events.ndjson.gz"),
            Self::Parquet => Some("events.parquet"),
        }
    }

    /// How many events it is measured with.
    pub(crate) fn usual_events(self) -> u64 {
        Archive::new(self.shape()).wanted_events()
    }
}

impl fmt::Display for DataSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Big => "big",
            Self::Tiny => "tiny",
            Self::Ndjson => "ndjson",
            Self::NdjsonGz => "ndjson-gz",
            Self::Parquet => "parquet",
        })
    }
}

impl Store<'_> {
    /// The data set, made when it is not there yet.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn open(self, set: DataSet, events: u64) -> Result<Data, Failure> {
        let name = format!("{set}-{events}-seed{SEED}");
        let folder = self.folder.join(&name);
        // Written when the set is complete, and beside it: in it, it would be read as a log.
        let complete = self.folder.join(name + ".json");
        let archive = Archive::new(set.shape()).events(events).seed(SEED);
        let needle = archive.needle().ok_or("a data set needs events")?;
        let size = if let Ok(made) = fs::read(&complete) {
            serde_json::from_slice(&made)?
        } else {
            let size = self.make(set, &archive, events, &folder)?;
            fs::write(&complete, serde_json::to_vec(&size)?)?;
            size
        };
        Ok(Data {
            set,
            path: match set.file() {
                Some(file) => folder.join(file),
                None => folder,
            },
            size,
            needle,
        })
    }

    fn make(
        self,
        set: DataSet,
        archive: &Archive,
        events: u64,
        folder: &Path,
    ) -> Result<Size, Failure> {
        eprintln!("making {set}, {events} events, in {}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        if set == DataSet::Parquet {
            return self.make_parquet(events, folder);
        }
        let written = archive.write(folder)?;
        Ok(Size {
            events: written.events,
            objects: written.objects,
            json_bytes: written.json_bytes,
            file_bytes: written.file_bytes,
        })
    }

    fn make_parquet(self, events: u64, folder: &Path) -> Result<Size, Failure> {
        let python = self
            .python
            .ok_or("Parquet is written by DuckDB: give --python a virtual environment with it")?;
        let lines = self.open(DataSet::Ndjson, events)?;
        let out = folder.join("events.parquet");
        let made = Command::new(python)
            .args(["-m", "peers.to_parquet"])
            .args([&lines.path, &out])
            .current_dir(PEERS)
            .output()?;
        if !made.status.success() {
            return Err(String::from_utf8_lossy(&made.stderr).trim().into());
        }
        Ok(Size {
            file_bytes: fs::metadata(out)?.len(),
            ..lines.size
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_set_is_made_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store {
            folder: folder.path(),
            python: None,
        };
        for set in [DataSet::Tiny, DataSet::Ndjson] {
            let made = store.open(set, 20).expect("it is made");
            let time = |data: &Data| fs::metadata(&data.path).and_then(|it| it.modified());
            let first = time(&made).expect("it is there");
            let again = store.open(set, 20).expect("it is there");
            assert_eq!(time(&again).expect("it is there"), first);
            assert_eq!((again.size.events, &again.needle), (20, &made.needle));
        }
        let message = store.open(DataSet::Parquet, 20).expect_err("no Python");
        assert!(message.to_string().contains("--python"));
    }
}
