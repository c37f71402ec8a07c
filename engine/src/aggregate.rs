//! Aggregates of our own: states that start small, merge, and count their memory.
//!
//! DataFusion's are used where they have a state of a few bytes a group (`count sum avg min max
//! stddev variance`). The rest are here, each a room with what it keeps of a group; [`base`] makes
//! aggregates of DataFusion out of them, which give the same in one phase as in two.

mod base;
mod by_time;
mod digest;
mod distinct;
mod groups;
mod hyperloglog;
mod sketch;
mod tally;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::logical_expr::ScalarUDF;

pub(crate) use self::by_time::{first_by, first_number};
pub(crate) use self::distinct::count_distinct;
pub(crate) use self::sketch::sketch;
pub(crate) use self::tally::{Pick, tally};

/// Told by an aggregate while it runs: whether a group outgrew what is kept exactly.
///
/// It is no part of what an aggregate is: two that differ in it alone are equal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Approximate(Arc<AtomicBool>);

impl Approximate {
    /// Whether a result was estimated.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl PartialEq for Approximate {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Approximate {}

impl Hash for Approximate {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

/// How an approximate result was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Estimate {
    /// A count of different values, by `HyperLogLog`.
    HyperLogLog,
    /// A percentile or a histogram, by t-digest.
    TDigest,
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::HyperLogLog => "HyperLogLog, about 0.8 %",
            Self::TDigest => "t-digest, about 0.1 % of the ranks",
        })
    }
}

/// The kernels that read what aggregates make.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    [sketch::kernels(), by_time::kernels()].concat()
}
