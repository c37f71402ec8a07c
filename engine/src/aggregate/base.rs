//! What an aggregate of ours says, and how it becomes one of DataFusion.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, GroupsAccumulator, Signature,
};

use super::groups::{Groups, One};

/// What an aggregate keeps of a group, and what it makes of that.
pub(super) trait Aggregate: fmt::Debug + Clone + Eq + Hash + Send + Sync + 'static {
    /// What is kept of one group; a million of them are no trouble.
    type Group: fmt::Debug + Default + Send + Sync;
    /// What all groups share.
    type Shared: fmt::Debug + Default + Send + Sync;
    /// The arguments of a batch of rows.
    type Rows<'a>;

    /// The name in plans; it holds the options that are no arguments.
    fn name(&self) -> String;

    /// The type of the result.
    fn returns(&self) -> DataType;

    /// The arguments, typed.
    fn rows<'a>(&self, args: &'a [ArrayRef]) -> Result<Self::Rows<'a>>;

    /// Adds a row to its group.
    fn add(
        &self,
        group: &mut Self::Group,
        shared: &mut Self::Shared,
        rows: &Self::Rows<'_>,
        row: usize,
    );

    /// Appends the group to `state`; nothing when there is nothing in it.
    fn write(&self, group: &Self::Group, shared: &Self::Shared, state: &mut Vec<u8>);

    /// Adds what another group wrote; `None` when it is not what [`Self::write`] writes.
    fn merge(&self, group: &mut Self::Group, shared: &mut Self::Shared, state: &[u8])
    -> Option<()>;

    /// The results.
    fn finish(&self, groups: Vec<Self::Group>, shared: &Self::Shared) -> ArrayRef;

    /// Memory of a group besides the value itself, in bytes; asked for at every row.
    fn bytes(group: &Self::Group) -> usize;

    /// Memory of what is shared, in bytes.
    fn shared_bytes(_: &Self::Shared) -> usize {
        0
    }
}

/// The aggregate as DataFusion takes it.
pub(super) fn udaf(aggregate: impl Aggregate, signature: Signature) -> AggregateUDF {
    AggregateUDF::new_from_impl(Function {
        name: aggregate.name(),
        aggregate,
        signature,
    })
}

#[derive(Debug)]
struct Function<A> {
    name: String,
    aggregate: A,
    signature: Signature,
}

impl<A: Aggregate> PartialEq for Function<A> {
    fn eq(&self, other: &Self) -> bool {
        self.aggregate == other.aggregate
    }
}

impl<A: Aggregate> Eq for Function<A> {}

impl<A: Aggregate> Hash for Function<A> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.aggregate.hash(state);
    }
}

impl<A: Aggregate> AggregateUDFImpl for Function<A> {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(self.aggregate.returns())
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One::new(self.aggregate.clone())))
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "state");
        Ok(vec![Arc::new(Field::new(
            name,
            DataType::LargeBinary,
            true,
        ))])
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Groups::new(self.aggregate.clone())))
    }
}

/// Reads numbers and bytes off the front of a state.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    pub(super) fn length(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    pub(super) fn whole(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    pub(super) fn number(&mut self) -> Option<f64> {
        self.whole().map(f64::from_bits)
    }

    pub(super) fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}
