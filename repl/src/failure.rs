//! Why a command does not end as it should.

use std::fmt;
use std::io;
use std::path::PathBuf;

use taffrail::Error;

use crate::clean::clean_lines;
use crate::exit::Exit;

/// What stops a command.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments do not fit together.
    Usage(String),
    /// The engine says no.
    Engine(Error),
    /// The file with the query cannot be read.
    Read { path: PathBuf, source: io::Error },
    /// The file for the rows cannot be written.
    Write { path: PathBuf, source: io::Error },
    /// The terminal cannot be used for a prompt.
    Prompt(String),
    /// Nobody reads the rows any more.
    ClosedPipe,
    /// Ctrl-C.
    Interrupted,
}

/// What is said when neither the command nor the query names logs.
const NO_PLACES: &str = "there is nothing to ask: --from says where the logs lie, as in \
    `--from ./AWSLogs`, and `--from -` reads standard input";

impl Failure {
    /// The exit code that says so.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_)
            | Self::Engine(Error::NoPlaces | Error::Config { .. } | Error::ConfigFile { .. }) => {
                Exit::Usage
            }
            Self::Engine(
                Error::ResourceLimit { .. } | Error::TooMuch { .. } | Error::TimedOut { .. },
            ) => Exit::Limit,
            Self::Engine(Error::Denied { .. }) => Exit::Denied,
            Self::Engine(_) | Self::Read { .. } | Self::Write { .. } | Self::Prompt(_) => {
                Exit::Failed
            }
            Self::ClosedPipe => Exit::Fine,
            Self::Interrupted => Exit::Interrupted,
        }
    }

    /// What there is to say about it; `None` when whoever caused it knows.
    pub(crate) fn message(&self) -> Option<String> {
        match self {
            Self::ClosedPipe | Self::Interrupted => None,
            // Its text is made of lines, and begins with `error[...]`.
            Self::Engine(Error::Query { .. }) => Some(self.to_string()),
            Self::Usage(_) | Self::Engine(Error::NoPlaces) => {
                Some(format!("error: {self}\n\nFor more, try `taffrail --help`."))
            }
            _ => Some(format!("error: {}", clean_lines(&self.to_string()))),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) | Self::Prompt(message) => f.write_str(message),
            Self::Engine(Error::NoPlaces) => f.write_str(NO_PLACES),
            Self::Engine(error) => error.fmt(f),
            Self::Read { path, source } => {
                write!(f, "cannot read the query from {}: {source}", path.display())
            }
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            Self::ClosedPipe => f.write_str("nobody reads the rows"),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Write { source } if source.kind() == io::ErrorKind::BrokenPipe => {
                Self::ClosedPipe
            }
            error => Self::Engine(error),
        }
    }
}

/// Failures to write rows; those of files are named where they happen.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::from(Error::from(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(failure: impl Into<Failure>, exit: Exit, message: Option<&str>) {
        let failure = failure.into();
        assert_eq!(
            (failure.exit(), failure.message().as_deref()),
            (exit, message)
        );
    }

    #[test]
    fn codes_and_messages() {
        check(Failure::Interrupted, Exit::Interrupted, None);
        check(io::Error::from(io::ErrorKind::BrokenPipe), Exit::Fine, None);
        check(
            io::Error::other("no space left"),
            Exit::Failed,
            Some("error: cannot write the result: no space left"),
        );
        check(
            Error::Denied {
                object: "a\u{1b}b".into(),
                reason: None,
            },
            Exit::Denied,
            Some("error: permission denied: a\\u{1b}b"),
        );
        check(
            Error::ResourceLimit {
                message: "sort".into(),
            },
            Exit::Limit,
            Some("error: out of memory: sort"),
        );
        check(
            Error::TooMuch {
                message: "2 bins, and 1 is the most".into(),
            },
            Exit::Limit,
            Some("error: 2 bins, and 1 is the most"),
        );
    }
}
