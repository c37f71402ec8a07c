//! The scan: from objects to record batches of exactly the columns that a plan asks for.
//!
//! [`ScanSpec`] is plain data that says what to read; [`ScanSpec::split`] cuts it into parts that
//! can run anywhere, and whose rows and [`ScanReport`]s together are those of the whole.
//! [`ScanTable`] is how DataFusion's planner sees it, [`LogScanExec`] the leaf of the plan.

mod ahead;
mod binary;
mod blocks;
mod columns;
mod decode;
mod exec;
mod filter;
mod key_filter;
mod live;
mod needles;
mod object;
mod part;
mod pieces;
mod predicate;
mod prospects;
mod remote;
mod repeats;
mod report;
mod run;
mod spec;
mod table;
#[cfg(test)]
mod tests;
mod version;

pub(crate) use self::binary::format as binary_format;
pub(crate) use self::columns::{ScanColumns, SystemField};

pub(crate) use self::exec::{Forecast, LogScanExec};
pub(crate) use self::key_filter::{AskedFilter, KeyFields, KeyFilter, KeyValue};
pub use self::repeats::RepeatCount;
pub(crate) use self::repeats::Repeats;
pub use self::report::{Apart, Damage, ScanReport, Statistics};
pub(crate) use self::report::{Progress, Reports};
pub(crate) use self::spec::{Declared, Lines, ScanObject, ScanSpec, Visits, plan_objects};
pub(crate) use self::table::ScanTable;
pub(crate) use self::version::Listed;
