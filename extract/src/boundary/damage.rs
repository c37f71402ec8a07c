//! What was wrong with bytes that belong to no record.

use std::fmt;

/// Bytes that belong to no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Damage {
    /// Where they begin.
    pub offset: usize,
    /// What is wrong with them.
    pub reason: DamageReason,
}

/// What is wrong with damaged bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DamageReason {
    /// An object's brackets or strings never close.
    NotClosed,
    /// Something stands behind the object on its line.
    TrailingBytes,
    /// Something stands between records that is no record.
    Junk,
    /// The list of records has no end.
    Truncated,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.offset)
    }
}

impl fmt::Display for DamageReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotClosed => "the record is never closed",
            Self::TrailingBytes => "other bytes follow the record on its line",
            Self::Junk => "bytes that are not a record",
            Self::Truncated => "the list of records is cut off",
        })
    }
}

impl std::error::Error for Damage {}
