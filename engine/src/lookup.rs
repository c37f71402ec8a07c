//! Lookup tables: CSV files that queries take columns from.

mod keys;
mod networks;
mod table;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};

pub(crate) use self::keys::Keys;
pub(crate) use self::networks::{Networks, NotANetwork};
pub(crate) use self::table::Table;
use crate::error::Error;
use crate::folder;

/// Where a session finds tables.
#[derive(Debug, Clone, Default)]
pub(crate) struct TablePlaces {
    /// Files by the names of their tables.
    pub(crate) files: BTreeMap<String, PathBuf>,
    /// Folders: a table `t` is `t.csv` in the first one that has it.
    pub(crate) folders: Vec<PathBuf>,
}

/// The ending of tables in folders.
const EXTENSION: &str = "csv";

/// The tables of one query: each is read once.
#[derive(Debug)]
pub(crate) struct Tables {
    places: TablePlaces,
    pool: Arc<dyn MemoryPool>,
    read: RefCell<BTreeMap<String, Arc<Table>>>,
}

/// Why there is no table.
#[derive(Debug)]
pub(crate) enum TableError {
    /// No file is of this name.
    Unknown,
    /// The file cannot be read as a table.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and in which line.
        reason: String,
    },
    /// There is no memory for it.
    Memory(Error),
}

impl Tables {
    /// The tables at `places`, whose memory comes from `pool`.
    pub(crate) fn new(places: TablePlaces, pool: Arc<dyn MemoryPool>) -> Self {
        Self {
            places,
            pool,
            read: RefCell::default(),
        }
    }

    /// The table of a name.
    pub(crate) fn open(&self, name: &str) -> Result<Arc<Table>, TableError> {
        if let Some(table) = self.read.borrow().get(name) {
            return Ok(Arc::clone(table));
        }
        let path = self.path(name).ok_or(TableError::Unknown)?;
        let table = Arc::new(Table::read(&path, self.reservation())?);
        let mut read = self.read.borrow_mut();
        read.insert(name.to_owned(), Arc::clone(&table));
        Ok(table)
    }

    /// The names of tables, for help: those below folders, which may be anyone's, are left out.
    pub(crate) fn names(&self) -> Vec<String> {
        let files = self.places.files.keys().cloned();
        let folders = self.places.folders.iter();
        let mut names: Vec<String> = files
            .chain(folders.flat_map(|folder| folder::names(folder, EXTENSION, 1)))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Memory for a table, or for an index over one.
    pub(crate) fn reservation(&self) -> MemoryReservation {
        MemoryConsumer::new("lookup").register(&self.pool)
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        if let Some(path) = self.places.files.get(name) {
            return Some(path.clone());
        }
        let mut folders = self.places.folders.iter();
        folders
            .find_map(|folder| folder::file(folder, name, EXTENSION).filter(|path| path.is_file()))
    }
}
