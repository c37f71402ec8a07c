//! What a store answers when it does not give what it was asked for.

use std::error::Error;
use std::{fmt, io};

/// Why something could not be listed or read, in a sentence without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, and what to do where that is known.
    pub(crate) reason: String,
    /// Of which kind it is.
    pub(crate) kind: FaultKind,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Not allowed, or not known who asks.
    Denied,
    /// Nothing lies there.
    Missing,
    /// Another one lies there than was listed.
    Changed,
    /// It cannot be read where it lies: it is archived.
    Archived,
    /// It is encrypted, and its key may not be used.
    Sealed,
    /// Only all of it can be had, no range.
    Undivided,
    /// Anything else.
    Other,
}

impl Fault {
    /// A fault of no particular kind.
    pub(crate) fn other(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            kind: FaultKind::Other,
        }
    }

    /// Another object lies there than was listed.
    pub(crate) fn changed() -> Self {
        Self {
            reason: "it changed while it was read".into(),
            kind: FaultKind::Changed,
        }
    }

    /// The fault that an error of reading was made of.
    pub(crate) fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Denied | FaultKind::Sealed => io::ErrorKind::PermissionDenied,
            FaultKind::Missing => io::ErrorKind::NotFound,
            FaultKind::Changed | FaultKind::Archived | FaultKind::Undivided | FaultKind::Other => {
                io::ErrorKind::Other
            }
        };
        Self::new(kind, fault)
    }
}
