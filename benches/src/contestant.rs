//! Who is asked: Taffrail, and the peers that are installed.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::Failure;
use crate::data::{Data, DataSet};
use crate::question::Question;
use crate::rows::{Row, of_arrays, of_objects};

/// The folder whose `peers/` holds the peers' queries.
pub(crate) const PEERS: &str = env!("CARGO_MANIFEST_DIR");

/// Who can be asked besides Taffrail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Peer {
    /// DuckDB, by its Python package
    Duckdb,
    /// ClickHouse inside of a process, by its Python package
    Chdb,
    /// Polars, by its Python package
    Polars,
}

/// Somebody who answers.
#[derive(Debug, Clone)]
pub(crate) enum Contestant {
    /// The command `taffrail`, at a path.
    Taffrail {
        /// The command.
        program: PathBuf,
        /// Its version.
        version: String,
        /// How many threads work, where it is said.
        threads: Option<u32>,
    },
    /// A peer, in a virtual environment.
    Peer {
        /// Which one.
        peer: Peer,
        /// The environment's Python.
        python: PathBuf,
        /// Its version.
        version: String,
    },
}

impl Peer {
    fn name(self) -> &'static str {
        match self {
            Self::Duckdb => "DuckDB",
            Self::Chdb => "chDB",
            Self::Polars => "Polars",
        }
    }

    fn module(self) -> &'static str {
        match self {
            Self::Duckdb => "peers.duckdb",
            Self::Chdb => "peers.chdb",
            Self::Polars => "peers.polars",
        }
    }

    fn command(self, python: &Path) -> Command {
        let mut command = Command::new(python);
        command.args(["-m", self.module()]).current_dir(PEERS);
        command
    }

    /// The peer, if it is installed.
    pub(crate) fn find(self, python: &Path) -> Result<Option<Contestant>, Failure> {
        let found = self
            .command(python)
            .arg("--version")
            .output()
            .map_err(|error| format!("{}: {error}", python.display()))?;
        Ok(found.status.success().then(|| Contestant::Peer {
            peer: self,
            python: python.into(),
            version: String::from_utf8_lossy(&found.stdout).trim().into(),
        }))
    }
}

impl Contestant {
    /// Taffrail at a path; beside this program, when none is given.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(crate) fn taffrail(program: Option<&Path>) -> Result<Self, Failure> {
        let program = if let Some(program) = program {
            program.to_owned()
        } else {
            let name = format!("taffrail{}", std::env::consts::EXE_SUFFIX);
            std::env::current_exe()?.with_file_name(name)
        };
        let found = Command::new(&program).arg("--version").output();
        let found = found.map_err(|error| {
            format!(
                "{}: {error}\nmake it with `cargo build --release -p taffrail-cli`, or name it with \
                 --taffrail",
                program.display()
            )
        })?;
        let said = String::from_utf8_lossy(&found.stdout);
        Ok(Self::Taffrail {
            program,
            version: said.trim().trim_start_matches("taffrail ").into(),
            threads: None,
        })
    }

    /// Its name for a table.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Taffrail { .. } => "Taffrail",
            Self::Peer { peer, .. } => peer.name(),
        }
    }

    /// Its version.
    pub(crate) fn version(&self) -> &str {
        match self {
            Self::Taffrail { version, .. } | Self::Peer { version, .. } => version,
        }
    }

    /// Whether it is a peer.
    pub(crate) fn is_peer(&self) -> bool {
        matches!(self, Self::Peer { .. })
    }

    /// Why it is not asked, if it is not.
    pub(crate) fn left_out(&self, set: DataSet, question: &Question) -> Option<&'static str> {
        match (self, set) {
            (_, DataSet::Parquet) if question.id == "Q7" => {
                Some("a Parquet file does not hold the raw event")
            }
            (
                Self::Peer {
                    peer: Peer::Polars, ..
                },
                DataSet::Big | DataSet::Tiny,
            ) => Some("no reader for wrapped records: an object is one row with one list"),
            _ => None,
        }
    }

    /// The process that answers; of the newest rows, `limit` are asked for.
    pub(crate) fn command(&self, data: &Data, question: &Question, limit: u32) -> Command {
        match self {
            Self::Taffrail {
                program, threads, ..
            } => {
                let mut command = Command::new(program);
                command.arg("query").arg(question.text(&data.needle, limit));
                command.args(["--format", "ndjson", "--from"]);
                command.arg(&data.path);
                if let Some((since, until)) = question.range {
                    command.args(["--since", since, "--until", until]);
                }
                if let Some(threads) = threads {
                    command.args(["--threads", &threads.to_string()]);
                }
                command
            }
            Self::Peer { peer, python, .. } => {
                let mut command = peer.command(python);
                command.arg(&data.path).arg(question.id);
                command.args(["--needle", &data.needle, "--limit", &limit.to_string()]);
                command
            }
        }
    }

    /// The rows that it wrote.
    ///
    /// # Errors
    ///
    /// When they are not of the question's columns.
    pub(crate) fn rows(&self, output: &str, question: &Question) -> Result<Vec<Row>, Failure> {
        match self {
            Self::Taffrail { .. } => of_objects(output, question.columns),
            Self::Peer { .. } => of_arrays(output, question.columns),
        }
    }
}
