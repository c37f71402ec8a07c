//! The wanted columns, compiled.

use std::sync::Arc;

use crate::column::{Column, Want};
use crate::path::Path;
use crate::rows::Rows;
use crate::simd::Level;
use crate::text::{TextFormat, TextPlan};
use crate::trie::{NodeId, ROOT, Trie};

/// Takes columns out of records; compiled once, used by any number of threads.
#[derive(Debug, Clone)]
pub struct Extractor {
    plan: Arc<Plan>,
}

#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) trie: Trie,
    pub(crate) level: Level,
    pub(crate) wants: Vec<Want>,
    /// The columns of each wanted node.
    pub(crate) outputs: Vec<Output>,
    /// The columns of the record itself.
    pub(crate) of_record: Vec<usize>,
    /// How columns are taken from lines of text; they have none without it.
    pub(crate) text: Option<TextPlan>,
}

#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) node: NodeId,
    pub(crate) columns: Vec<usize>,
}

impl Extractor {
    /// Compiles the columns for this machine's CPU.
    pub fn new(columns: &[Column]) -> Self {
        Self::with_level(columns, Level::best())
    }

    /// Compiles the columns of a log whose lines of text have fields.
    ///
    /// ```
    /// use arrow_array::cast::AsArray;
    /// use taffrail_extract::*;
    ///
    /// let format = TextFormat {
    ///     cut: Cut::Pairs,
    ///     nulls: Vec::new(),
    ///     least: 1,
    ///     fields: Vec::new(),
    ///     embedded: false,
    /// };
    /// let column = Column { path: Path::parse("level"), want: Want::Text };
    /// let mut rows = Extractor::text(&[column], &format).rows();
    /// rows.push(b"level=info msg=\"it works\"");
    /// assert_eq!(rows.finish().columns[0].as_string_view().value(0), "info");
    /// ```
    pub fn text(columns: &[Column], format: &TextFormat) -> Self {
        Self::compiled(columns, Level::best(), Some(TextPlan::new(columns, format)))
    }

    /// Compiles the columns for a level of CPU.
    #[doc(hidden)]
    pub fn with_level(columns: &[Column], level: Level) -> Self {
        Self::compiled(columns, level, None)
    }

    fn compiled(columns: &[Column], level: Level, text: Option<TextPlan>) -> Self {
        let paths: Vec<&Path> = columns.iter().map(|column| &column.path).collect();
        let (trie, nodes) = Trie::new(paths);
        let mut by_node: Vec<(NodeId, usize)> = nodes.into_iter().zip(0..).collect();
        by_node.sort_unstable();
        let mut of_record = Vec::new();
        let mut outputs = Vec::new();
        for group in by_node.chunk_by(|one, other| one.0 == other.0) {
            let columns = group.iter().map(|&(_, column)| column).collect();
            match group[0].0 {
                ROOT => of_record = columns,
                node => outputs.push(Output { node, columns }),
            }
        }
        let wants = columns.iter().map(|column| column.want).collect();
        Self {
            plan: Arc::new(Plan {
                trie,
                level,
                wants,
                outputs,
                of_record,
                text,
            }),
        }
    }

    /// Empty rows to fill; they keep what they need of the extractor.
    pub fn rows(&self) -> Rows {
        Rows::new(Arc::clone(&self.plan))
    }
}
