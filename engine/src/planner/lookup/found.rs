//! The function behind `lookup` and `cidrlookup`: cells of the row that an event finds.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray, StringViewBuilder, StructArray};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use crate::kernel::Type;
use crate::lookup::{Keys, Networks, Table};

/// How a row is found.
#[derive(Debug)]
pub(in crate::planner) enum Index {
    /// By the texts of keys.
    Keys(Keys),
    /// By an address.
    Networks(Networks),
}

/// `found(key, ...)`: a struct of the cells `0`, `1`, ... of the row, each NULL when there is
/// none.
///
/// Declared volatile so that the optimizer neither copies it into a filter below nor computes it
/// twice.
#[derive(Debug)]
pub(super) struct Found {
    table: Arc<Table>,
    index: Arc<Index>,
    columns: Vec<usize>,
    signature: Signature,
}

impl Found {
    /// The function that finds rows of a table by `keys` texts, and gives these columns of it.
    pub(super) fn new(table: Arc<Table>, index: Index, columns: Vec<usize>, keys: usize) -> Self {
        let arguments = vec![Type::Text.data_type(); keys];
        Self {
            table,
            index: Arc::new(index),
            columns,
            signature: Signature::exact(arguments, Volatility::Volatile),
        }
    }

    fn fields(&self) -> Fields {
        (0..self.columns.len())
            .map(|part| Field::new(part.to_string(), Type::Text.data_type(), true))
            .collect()
    }

    /// The row of the table for each event.
    fn rows(&self, keys: &[&StringViewArray], events: usize) -> Vec<Option<usize>> {
        match self.index.as_ref() {
            Index::Keys(index) => {
                let mut space = Vec::new();
                let find = |event| {
                    let texts = keys
                        .iter()
                        .map(|keys| keys.is_valid(event).then(|| keys.value(event)));
                    index.find(texts, &mut space)
                };
                (0..events).map(find).collect()
            }
            Index::Networks(index) => keys[0].iter().map(|address| index.find(address?)).collect(),
        }
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.index, &other.index) && self.columns == other.columns
    }
}

impl Eq for Found {}

impl Hash for Found {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.index).hash(state);
        self.columns.hash(state);
    }
}

impl ScalarUDFImpl for Found {
    fn name(&self) -> &'static str {
        "found"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Struct(self.fields()))
    }

    /// Cells are copied: a view into the table would count as the whole table for whoever sorts
    /// or groups the rows.
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let events = args.number_rows;
        let keys = args
            .args
            .iter()
            .map(|keys| keys.to_array(events))
            .collect::<Result<Vec<_>>>()?;
        let keys: Vec<&StringViewArray> = keys.iter().map(AsArray::as_string_view).collect();
        let rows = self.rows(&keys, events);
        let cells = self
            .columns
            .iter()
            .map(|&column| {
                let mut cells = StringViewBuilder::with_capacity(events);
                for row in &rows {
                    cells.append_option(row.and_then(|row| self.table.cell(row, column)));
                }
                Arc::new(cells.finish()) as ArrayRef
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(StructArray::try_new(
            self.fields(),
            cells,
            None,
        )?)))
    }
}
