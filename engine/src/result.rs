//! What comes out of a query: typed rows, and what there is to say about them.

mod batch;
mod rows;
mod summary;

pub use self::batch::{Cell, ResultBatch};
pub(crate) use self::rows::{RowCell, rows};
pub use self::summary::{Approximation, DefaultSince, FolderCounts, Inventory, Pruned, Summary};

/// A column of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its name: the alias, or the expression as it was typed.
    pub name: String,
    /// What its cells are.
    pub column_type: ColumnType,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Scalars of logs and texts; each cell has its own kind.
    Dynamic {
        /// Index of the internal column that holds the kinds.
        #[doc(hidden)]
        kind: usize,
    },
    /// Computed numbers.
    Number,
    /// Computed whole numbers.
    Integer,
    /// Computed truths.
    Boolean,
    /// Times, in microseconds since the epoch.
    Time,
}
