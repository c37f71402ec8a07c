//! Rows of a table by the texts of their keys.

use datafusion::common::{HashMap, Result};
use datafusion::execution::memory_pool::MemoryReservation;

use super::Table;

/// The first row of each combination of keys, compared as texts.
#[derive(Debug)]
pub(crate) struct Keys {
    rows: HashMap<Box<[u8]>, usize>,
    /// Held as long as the index is.
    _memory: MemoryReservation,
}

/// What a key costs besides its bytes: pointer, length, row, a slot of the table at its fullest.
const OVERHEAD: usize = 48;

impl Keys {
    /// Indexes the rows of a table by the columns, which are at least one; rows that lack one of
    /// them are left out.
    ///
    /// # Errors
    ///
    /// When there is no memory for it.
    pub(crate) fn new(table: &Table, columns: &[usize], memory: MemoryReservation) -> Result<Self> {
        let mut rows = HashMap::new();
        let mut key = Vec::new();
        for row in 0..table.rows() {
            let cells = columns.iter().map(|&column| table.cell(row, column));
            if join(cells, &mut key) && !rows.contains_key(key.as_slice()) {
                memory.try_grow(key.len() + OVERHEAD)?;
                rows.insert(key.as_slice().into(), row);
            }
        }
        Ok(Self {
            rows,
            _memory: memory,
        })
    }

    /// The row of these keys, one for each column of the index; `key` is space to work in.
    pub(crate) fn find<'a>(
        &self,
        keys: impl ExactSizeIterator<Item = Option<&'a str>>,
        key: &mut Vec<u8>,
    ) -> Option<usize> {
        join(keys, key)
            .then(|| self.rows.get(key.as_slice()).copied())
            .flatten()
    }
}

/// One text for several, which no others give; false when one is missing.
fn join<'a>(
    mut cells: impl ExactSizeIterator<Item = Option<&'a str>>,
    joined: &mut Vec<u8>,
) -> bool {
    joined.clear();
    let several = cells.len() > 1;
    cells.all(|cell| {
        let Some(cell) = cell else { return false };
        if several {
            joined.extend((cell.len() as u64).to_le_bytes());
        }
        joined.extend(cell.as_bytes());
        true
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};

    use super::*;

    #[test]
    fn the_first_row_of_a_combination() {
        let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        let memory = || MemoryConsumer::new("lookup").register(&pool);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        fs::write(&path, "a,b\nx,1\nx,2\nx,1\nX,1\n,1\nab,c\na,bc\n").expect("written");
        let table = Table::read(&path, memory()).expect("a table");

        let one = Keys::new(&table, &[0], memory()).expect("memory");
        let find = |key| one.find([key].into_iter(), &mut Vec::new());
        assert_eq!(find(Some("x")), Some(0));
        assert_eq!(find(Some("X")), Some(3));
        assert_eq!(find(Some("")), None);
        assert_eq!(find(None), None);

        let both = Keys::new(&table, &[0, 1], memory()).expect("memory");
        let find = |a, b| both.find([a, b].into_iter(), &mut Vec::new());
        assert_eq!(find(Some("x"), Some("2")), Some(1));
        assert_eq!(find(Some("ab"), Some("c")), Some(5));
        assert_eq!(find(Some("a"), Some("bc")), Some(6));
        assert_eq!(find(None, Some("1")), None);
        assert_eq!(find(Some("x"), Some("3")), None);
    }
}
