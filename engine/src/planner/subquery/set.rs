//! The texts that a subquery gives, and the function that looks them up.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::{DataType, UInt8Type};
use datafusion::common::{HashSet, Result, internal_datafusion_err};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use taffrail_extract::kind;

use crate::kernel::Type;

/// A set of texts, filled once, before it is asked. Its memory is taken from the pool.
#[derive(Debug, Default)]
pub(crate) struct TextSet(OnceLock<Filled>);

#[derive(Debug)]
struct Filled {
    texts: HashSet<Box<str>>,
    /// Held as long as the set is.
    _memory: MemoryReservation,
}

/// What a text costs besides its bytes: pointer, length, a slot of the table at its fullest.
const OVERHEAD: usize = 40;

/// Fills a set batch by batch.
pub(crate) struct TextSetBuilder {
    texts: HashSet<Box<str>>,
    memory: MemoryReservation,
}

impl TextSetBuilder {
    /// An empty set whose memory comes from `pool`.
    pub(crate) fn new(pool: &Arc<dyn MemoryPool>) -> Self {
        Self {
            texts: HashSet::new(),
            memory: MemoryConsumer::new("subquery").register(pool),
        }
    }

    /// Adds the texts of the first column.
    ///
    /// # Errors
    ///
    /// When the pool has no more memory.
    pub(crate) fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        for text in batch.column(0).as_string_view().iter().flatten() {
            if !self.texts.contains(text) {
                self.memory.try_grow(text.len() + OVERHEAD)?;
                self.texts.insert(text.into());
            }
        }
        Ok(())
    }

    /// Hands the texts to the set that functions ask.
    pub(crate) fn fill(self, set: &TextSet) {
        // A plan that is run again gives the same texts.
        let _ = set.0.set(Filled {
            texts: self.texts,
            _memory: self.memory,
        });
    }
}

/// `in_query(text, kind)`: whether the text is in the set.
#[derive(Debug)]
pub(super) struct InSet {
    set: Arc<TextSet>,
    signature: Signature,
}

impl InSet {
    /// The function over one set.
    pub(super) fn new(set: Arc<TextSet>) -> Self {
        let arguments = vec![Type::Text.data_type(), Type::Kind.data_type()];
        Self {
            set,
            signature: Signature::exact(arguments, Volatility::Immutable),
        }
    }
}

impl PartialEq for InSet {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.set, &other.set)
    }
}

impl Eq for InSet {}

impl Hash for InSet {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.set).hash(state);
    }
}

impl ScalarUDFImpl for InSet {
    fn name(&self) -> &'static str {
        "in_query"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    /// Before the set is filled this is an error, so that the optimizer computes no constants
    /// with it.
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let filled = self.set.0.get();
        let filled = filled.ok_or_else(|| internal_datafusion_err!("the subquery did not run"))?;
        let texts = args.args[0].to_array(args.number_rows)?;
        let kinds = args.args[1].to_array(args.number_rows)?;
        let kinds = kinds.as_primitive::<UInt8Type>();
        let found: BooleanArray = texts
            .as_string_view()
            .iter()
            .enumerate()
            .map(|(row, text)| {
                let text = text?;
                let structure =
                    kinds.is_valid(row) && matches!(kinds.value(row), kind::OBJECT | kind::ARRAY);
                Some(!structure && filled.texts.contains(text))
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}
