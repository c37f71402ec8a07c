//! One room a command.

pub(crate) mod check;
pub(crate) mod coverage;
pub(crate) mod explain;
pub(crate) mod fields;
pub(crate) mod fmt;
pub(crate) mod query;
pub(crate) mod sources;
pub(crate) mod types;
