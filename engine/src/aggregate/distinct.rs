//! `countDistinct`: how many different values there are.
//!
//! What is kept of a value is its 64-bit hash. That is exact enough: among 65,536 different
//! values, the most of which hashes are kept, two share one with a chance of 1 in 8 billion. Texts
//! would take several times the memory, hashes of 128 bits twice as much. A group with more values
//! goes over to [`HyperLogLog`]; which one a group ends with depends on its values alone, not on
//! how the work was split.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::DataType;
use datafusion::common::hash_utils::{HLL_RANDOM_STATE, create_hashes};
use datafusion::common::{HashSet, Result};
use datafusion::logical_expr::{Expr, Signature, Volatility};

use super::Approximate;
use super::base::{Aggregate, Reader, udaf};
use super::hyperloglog::HyperLogLog;

/// Hashes that are kept of a group.
const EXACT: usize = 65_536;
/// Hashes that are looked through one by one.
const FEW: usize = 16;

/// How many different values there are; sets `approximate` when that was estimated.
pub(crate) fn count_distinct(value: Expr, approximate: Approximate) -> Expr {
    let signature = Signature::any(1, Volatility::Immutable);
    udaf(CountDistinct { approximate }, signature).call(vec![value])
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct CountDistinct {
    pub(super) approximate: Approximate,
}

/// The different hashes of a group.
#[derive(Debug, Default)]
pub(super) enum Hashes {
    #[default]
    None,
    One(u64),
    Few(Vec<u64>),
    /// Boxed: most groups are small, and would pay for the largest.
    Many(Box<HashSet<u64>>),
    Sketch(HyperLogLog),
}

const LIST: u8 = 0;
const SKETCH: u8 = 1;

impl Hashes {
    fn add(&mut self, hash: u64) {
        match self {
            Self::None => *self = Self::One(hash),
            Self::One(one) if *one == hash => {}
            Self::One(one) => *self = Self::Few(vec![*one, hash]),
            Self::Few(few) if few.contains(&hash) => {}
            Self::Few(few) if few.len() < FEW => few.push(hash),
            Self::Few(few) => {
                let many = few.iter().copied().chain([hash]).collect();
                *self = Self::Many(Box::new(many));
            }
            Self::Many(many) => {
                many.insert(hash);
                if many.len() > EXACT {
                    *self = Self::Sketch(sketch(many.iter().copied()));
                }
            }
            Self::Sketch(sketch) => sketch.add(hash),
        }
    }

    fn list(&self) -> Vec<u64> {
        match self {
            Self::None | Self::Sketch(_) => Vec::new(),
            Self::One(one) => vec![*one],
            Self::Few(few) => few.clone(),
            Self::Many(many) => many.iter().copied().collect(),
        }
    }
}

fn sketch(hashes: impl Iterator<Item = u64>) -> HyperLogLog {
    let mut sketch = HyperLogLog::new();
    hashes.for_each(|hash| sketch.add(hash));
    sketch
}

impl Aggregate for CountDistinct {
    type Group = Hashes;
    type Shared = ();
    type Rows<'a> = Vec<Option<u64>>;

    fn name(&self) -> String {
        "count_distinct".into()
    }

    fn returns(&self) -> DataType {
        DataType::Int64
    }

    fn rows<'a>(&self, args: &'a [ArrayRef]) -> Result<Self::Rows<'a>> {
        let mut hashes = vec![0; args[0].len()];
        create_hashes(&args[..1], &HLL_RANDOM_STATE, &mut hashes)?;
        Ok(hashes
            .into_iter()
            .enumerate()
            .map(|(row, hash)| args[0].is_valid(row).then_some(hash))
            .collect())
    }

    fn add(&self, group: &mut Hashes, (): &mut (), rows: &Self::Rows<'_>, row: usize) {
        if let Some(hash) = rows[row] {
            group.add(hash);
        }
    }

    fn write(&self, group: &Hashes, (): &(), state: &mut Vec<u8>) {
        match group {
            Hashes::None => {}
            Hashes::Sketch(sketch) => {
                state.push(SKETCH);
                state.extend_from_slice(sketch.registers());
            }
            hashes => {
                state.push(LIST);
                for hash in hashes.list() {
                    state.extend_from_slice(&hash.to_le_bytes());
                }
            }
        }
    }

    fn merge(&self, group: &mut Hashes, (): &mut (), state: &[u8]) -> Option<()> {
        let mut state = Reader(state);
        if state.byte()? == SKETCH {
            let mut merged = HyperLogLog::from_registers(state.0)?;
            match group {
                Hashes::Sketch(own) => own.merge(&merged),
                hashes => {
                    hashes.list().into_iter().for_each(|hash| merged.add(hash));
                    *hashes = Hashes::Sketch(merged);
                }
            }
            return Some(());
        }
        while !state.is_done() {
            group.add(state.whole()?);
        }
        Some(())
    }

    fn finish(&self, groups: Vec<Hashes>, (): &()) -> ArrayRef {
        let counts: Int64Array = groups
            .into_iter()
            .map(|group| match group {
                Hashes::None => 0,
                Hashes::One(_) => 1,
                Hashes::Few(few) => few.len() as i64,
                Hashes::Many(many) => many.len() as i64,
                Hashes::Sketch(sketch) => {
                    self.approximate.set();
                    sketch.estimate() as i64
                }
            })
            .map(Some)
            .collect();
        Arc::new(counts)
    }

    fn bytes(group: &Hashes) -> usize {
        match group {
            Hashes::None | Hashes::One(_) => 0,
            Hashes::Few(few) => few.capacity() * size_of::<u64>(),
            Hashes::Many(many) => size_of::<HashSet<u64>>() + many.allocation_size(),
            Hashes::Sketch(_) => HyperLogLog::BYTES,
        }
    }
}
