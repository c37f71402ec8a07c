//! Typed sources: files that declare their columns, read by DataFusion's own sources under the same
//! planner.
//!
//! Files are put together whose columns agree ([`merge`]). Each group is a table with the columns
//! of its files and what is the same for all rows of one file ([`table`]); a projection on top of
//! it makes the system fields and a value for each path that the query names ([`source`]), with
//! the type that its column has ([`made`]). The optimizer carries conditions through it, down to
//! the statistics of row groups, and drops what the query does not use.

mod bytes;
mod footer;
mod groups;
mod json;
mod made;
mod merge;
mod reader;
mod remote;
mod report;
mod resolve;
mod scan;
mod single;
mod source;
mod table;
mod time;
mod watch;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;

pub(crate) use self::footer::{Footer, is_parquet};
pub(crate) use self::report::TypedReports;
pub(crate) use self::source::{Fields, Typed};

/// The kernels of this family, each by its name.
pub(crate) fn kernels() -> Vec<Arc<ScalarUDF>> {
    time::kernels()
}
