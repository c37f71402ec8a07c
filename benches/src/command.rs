//! What can be typed, one room a command.

pub(crate) mod compare;
pub(crate) mod generate;
pub(crate) mod inflate;
pub(crate) mod latency;
pub(crate) mod scale;
