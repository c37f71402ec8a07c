//! Standard error: everything that is no row.

use std::fmt::Display;
use std::io::{self, Write};

use crate::failure::Failure;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbosity {
    /// Everything there is to know.
    Normal,
    /// Errors alone.
    Quiet,
}

/// Writes to standard error. That nobody reads it is no reason to stop, so its own errors are
/// passed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    /// How much is said.
    pub(crate) verbosity: Verbosity,
}

impl Console {
    /// A line that is left out when it is to be quiet.
    pub(crate) fn remark(self, line: impl Display) {
        if self.verbosity == Verbosity::Normal {
            say(line);
        }
    }
}

/// A line that is always said.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// What is to be said of a failure.
pub(crate) fn failure(failure: &Failure) {
    if let Some(message) = failure.message() {
        say(message);
    }
}
