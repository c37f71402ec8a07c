//! What queries call by name: lookup tables, saved queries.

use std::path::{Path, PathBuf};

use clap::Args;
use taffrail::Session;

use super::value;

/// The folder of saved queries where none is said.
const SAVED: &str = "queries";

/// Options that say where tables and saved queries lie.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Tables and saved queries")]
pub(crate) struct LibraryArgs {
    /// A CSV file as a table for `lookup` and `cidrlookup`; may be repeated. A table `t` is else
    /// the file `t.csv` beside the query's file, or in the working directory
    #[arg(long, value_name = "NAME=PATH", value_parser = value::table)]
    pub(crate) lookup: Vec<(String, PathBuf)>,
    /// The folder of saved queries: `$Name()` is `Name.iql` there; may be repeated
    /// [default: queries, where there is one]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) saved: Vec<PathBuf>,
}

/// Where tables and saved queries lie.
#[derive(Debug, Clone, Default)]
pub(crate) struct Library {
    tables: Vec<(String, PathBuf)>,
    folders: Vec<PathBuf>,
    saved: Vec<PathBuf>,
}

impl LibraryArgs {
    /// What there is for a query from a file, or for one that was typed.
    pub(crate) fn library(self, query: Option<&Path>) -> Library {
        let here = PathBuf::from(".");
        // A file without a folder before its name lies in the working directory.
        let beside = query
            .filter(|file| *file != Path::new("-"))
            .and_then(Path::parent)
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(Path::to_owned);
        let mut saved = self.saved;
        if saved.is_empty() {
            let default = Path::new(SAVED);
            saved.extend(default.is_dir().then(|| default.to_owned()));
        }
        Library {
            tables: self.lookup,
            folders: beside.into_iter().chain([here]).collect(),
            saved,
        }
    }
}

impl Library {
    /// Lets queries of a session call what there is.
    pub(crate) fn open(&self, session: Session) -> Session {
        let session = self.tables.iter().fold(session, |session, (name, path)| {
            session.lookup_table(name, path)
        });
        let session = self.folders.iter().fold(session, Session::lookup_folder);
        self.saved.iter().fold(session, Session::saved_queries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_lie_beside_the_query() {
        let folders = |file: Option<&str>| {
            let library = LibraryArgs::default().library(file.map(Path::new));
            library.folders
        };
        assert_eq!(folders(None), [Path::new(".")]);
        assert_eq!(folders(Some("-")), [Path::new(".")]);
        assert_eq!(folders(Some("a.iql")), [Path::new(".")]);
        assert_eq!(folders(Some("q/a.iql")), [Path::new("q"), Path::new(".")]);
    }
}
