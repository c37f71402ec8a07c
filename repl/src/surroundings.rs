//! What the process finds around it; passed in, so that nothing below asks for it.

use std::ffi::OsStr;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use taffrail::chrono::{DateTime, Utc};
use taffrail::{Catalog, CatalogFolders};

/// Terminals, environment and clock.
#[derive(Debug, Clone)]
pub(crate) struct Surroundings {
    /// Whether standard input is a terminal.
    pub(crate) stdin_terminal: bool,
    /// Whether standard output is a terminal.
    pub(crate) stdout_terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) stderr_terminal: bool,
    /// Whether a terminal is to be sent colours.
    pub(crate) colours: Colours,
    /// What `COLUMNS` says.
    pub(crate) columns: Option<usize>,
    /// Where programs keep what they remember.
    pub(crate) state: Option<PathBuf>,
    /// The user's folder.
    pub(crate) home: Option<PathBuf>,
    /// The working folder.
    pub(crate) working: Option<PathBuf>,
    /// Where programs are configured.
    pub(crate) config: Option<PathBuf>,
    /// The file that `TAFFRAIL_CONFIG` names.
    pub(crate) config_file: Option<PathBuf>,
    /// The clock.
    pub(crate) now: fn() -> DateTime<Utc>,
}

/// Whether there are colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// There are.
    On,
    /// There are not.
    Off,
}

/// Columns of a terminal that does not tell.
const COLUMNS: usize = 80;

impl Surroundings {
    /// Those of this process.
    pub(crate) fn of_process() -> Self {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let home = std::env::home_dir();
        let state = variable("XDG_STATE_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .or_else(|| home.as_ref().map(|home| home.join(".local").join("state")));
        let config = variable("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .or_else(|| home.as_ref().map(|home| home.join(".config")));
        Self {
            stdin_terminal: io::stdin().is_terminal(),
            stdout_terminal: io::stdout().is_terminal(),
            stderr_terminal: io::stderr().is_terminal(),
            colours: colours(variable("NO_COLOR").as_deref(), variable("TERM").as_deref()),
            columns: variable("COLUMNS").and_then(|value| value.to_str()?.parse().ok()),
            state,
            home,
            working: std::env::current_dir().ok(),
            config,
            config_file: variable("TAFFRAIL_CONFIG").map(PathBuf::from),
            now: Utc::now,
        }
    }

    /// The names of logs: of the file that was named, or else of those that lie where they are
    /// looked for.
    pub(crate) fn catalog(&self, named: Option<&Path>) -> taffrail::Result<Catalog> {
        if let Some(file) = named.or(self.config_file.as_deref()) {
            return Catalog::load(file, self.home.as_deref());
        }
        let Some(working) = &self.working else {
            return Ok(Catalog::default());
        };
        Catalog::find(&CatalogFolders {
            working: working.clone(),
            home: self.home.clone(),
            config: self.config.clone(),
        })
    }

    /// Columns of a table on standard output; `None` where nothing cuts its lines.
    pub(crate) fn table_width(&self) -> Option<usize> {
        if self.stdout_terminal {
            Some(self.width_of(&io::stdout()))
        } else {
            self.columns
        }
    }

    /// Columns of the line that shows progress.
    pub(crate) fn progress_width(&self) -> usize {
        self.width_of(&io::stderr())
    }

    #[cfg(unix)]
    fn width_of(&self, terminal: &impl std::os::fd::AsFd) -> usize {
        let size = terminal_size::terminal_size_of(terminal).map(|(width, _)| width.0.into());
        self.known(size)
    }

    #[cfg(not(unix))]
    fn width_of<T>(&self, _terminal: &T) -> usize {
        self.known(terminal_size::terminal_size().map(|(width, _)| width.0.into()))
    }

    fn known(&self, size: Option<usize>) -> usize {
        size.filter(|width| *width > 0)
            .or(self.columns)
            .unwrap_or(COLUMNS)
    }
}

fn colours(no_color: Option<&OsStr>, term: Option<&OsStr>) -> Colours {
    if no_color.is_some() || term.is_some_and(|term| term == "dumb") {
        Colours::Off
    } else {
        Colours::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_wants_no_colours_gets_none() {
        assert_eq!(colours(None, Some(OsStr::new("xterm"))), Colours::On);
        assert_eq!(
            colours(Some(OsStr::new("1")), Some(OsStr::new("xterm"))),
            Colours::Off
        );
        assert_eq!(colours(None, Some(OsStr::new("dumb"))), Colours::Off);
    }
}
