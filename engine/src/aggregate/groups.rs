//! The groups of an aggregate while it runs: many, or the only one.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, LargeBinaryBuilder};
use datafusion::common::{Result, ScalarValue, exec_datafusion_err};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::base::Aggregate;

/// Less than this, in bytes, is not worth clearing what is shared.
const SMALL: usize = 1 << 16;

fn damaged(aggregate: &impl Aggregate) -> DataFusionError {
    exec_datafusion_err!("a state of `{}` is damaged", aggregate.name())
}

/// All groups of an aggregate.
#[derive(Debug)]
pub(super) struct Groups<A: Aggregate> {
    aggregate: A,
    states: Vec<A::Group>,
    shared: A::Shared,
    /// Memory of what is shared when it was last cleared of what no group needs.
    cleared: usize,
    /// Memory of the groups besides the list of them.
    bytes: usize,
}

impl<A: Aggregate> Groups<A> {
    pub(super) fn new(aggregate: A) -> Self {
        Self {
            aggregate,
            states: Vec::new(),
            shared: A::Shared::default(),
            cleared: 0,
            bytes: 0,
        }
    }

    fn grow(&mut self, total: usize) {
        if self.states.len() < total {
            self.states.resize_with(total, A::Group::default);
        }
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<A::Group> {
        let taken = emit_to.take_needed(&mut self.states);
        self.bytes -= taken.iter().map(A::bytes).sum::<usize>();
        taken
    }

    /// Frees what is shared by the groups that were taken and by none of those that are left. Since
    /// the groups of ordered rows are taken a few at a time, it waits until as much was added as
    /// there was, so that going through what is left costs no more than adding it did.
    fn clear(&mut self) -> Result<()> {
        if self.states.is_empty() {
            self.shared = A::Shared::default();
            self.cleared = 0;
            return Ok(());
        }
        if A::shared_bytes(&self.shared) < (2 * self.cleared).max(SMALL) {
            return Ok(());
        }
        let before = std::mem::take(&mut self.shared);
        let mut state = Vec::new();
        for group in &mut self.states {
            state.clear();
            self.aggregate.write(group, &before, &mut state);
            self.bytes -= A::bytes(group);
            *group = A::Group::default();
            let merged = self.aggregate.merge(group, &mut self.shared, &state);
            self.bytes += A::bytes(group);
            merged.ok_or_else(|| damaged(&self.aggregate))?;
        }
        self.cleared = A::shared_bytes(&self.shared);
        Ok(())
    }

    fn write(&self, groups: &[A::Group]) -> ArrayRef {
        let mut states = LargeBinaryBuilder::with_capacity(groups.len(), groups.len() * 16);
        let mut state = Vec::new();
        for group in groups {
            state.clear();
            self.aggregate.write(group, &self.shared, &mut state);
            states.append_value(&state);
        }
        Arc::new(states.finish())
    }
}

impl<A: Aggregate> GroupsAccumulator for Groups<A> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        opt_filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        let rows = self.aggregate.rows(values)?;
        for (row, &index) in group_indices.iter().enumerate() {
            if opt_filter.is_some_and(|keep| keep.is_null(row) || !keep.value(row)) {
                continue;
            }
            let group = &mut self.states[index];
            self.bytes -= A::bytes(group);
            self.aggregate.add(group, &mut self.shared, &rows, row);
            self.bytes += A::bytes(group);
        }
        Ok(())
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.grow(total_num_groups);
        let states = values[0].as_binary::<i64>();
        for (state, &index) in states.iter().zip(group_indices) {
            let Some(state) = state.filter(|state| !state.is_empty()) else {
                continue;
            };
            let group = &mut self.states[index];
            self.bytes -= A::bytes(group);
            let merged = self.aggregate.merge(group, &mut self.shared, state);
            self.bytes += A::bytes(group);
            merged.ok_or_else(|| damaged(&self.aggregate))?;
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let groups = self.take(emit_to);
        let results = self.aggregate.finish(groups, &self.shared);
        self.clear()?;
        Ok(results)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let groups = self.take(emit_to);
        let states = self.write(&groups);
        self.clear()?;
        Ok(vec![states])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        opt_filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let rows = values[0].len();
        let mut each = Self::new(self.aggregate.clone());
        let own: Vec<usize> = (0..rows).collect();
        each.update_batch(values, &own, opt_filter, rows)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.states.capacity() * size_of::<A::Group>() + self.bytes + A::shared_bytes(&self.shared)
    }
}

/// The only group of an aggregation without keys.
#[derive(Debug)]
pub(super) struct One<A: Aggregate>(Groups<A>);

impl<A: Aggregate> One<A> {
    pub(super) fn new(aggregate: A) -> Self {
        Self(Groups::new(aggregate))
    }
}

impl<A: Aggregate> Accumulator for One<A> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let group = vec![0; values[0].len()];
        self.0.update_batch(values, &group, None, 1)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let group = vec![0; states[0].len()];
        self.0.merge_batch(states, &group, 1)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.grow(1);
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.grow(1);
        let states = self.0.state(EmitTo::All)?;
        Ok(vec![ScalarValue::try_from_array(&states[0], 0)?])
    }

    fn size(&self) -> usize {
        GroupsAccumulator::size(&self.0)
    }
}
