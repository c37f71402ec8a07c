//! `pct`, `median`, `histogram`: what a distribution of numbers tells.
//!
//! The aggregate hands on the distribution itself, and kernels read it: all percentiles of one
//! value in a `stats` share what is kept. Below [`EXACT`] numbers these are the numbers, sorted;
//! from there on a [`Digest`].

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, LargeBinaryBuilder, StringViewBuilder};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{Expr, ScalarUDF, Signature, Volatility};

use super::Approximate;
use super::base::{Aggregate, Reader, udaf};
use super::digest::Digest;
use crate::dynamic::number_text;
use crate::kernel::{Kernel, Type};

/// From so many numbers in a group on, they are merged into a digest.
const EXACT: usize = 10_000;

/// The distribution of the numbers, for the kernels `sketch_percentile` and `sketch_histogram`;
/// NULL when there are none. Sets `approximate` when there are too many for all of them.
pub(crate) fn sketch(number: Expr, approximate: Approximate) -> Expr {
    let signature = Signature::exact(vec![DataType::Float64], Volatility::Immutable);
    udaf(Sketch { approximate }, signature).call(vec![number])
}

pub(super) fn kernels() -> Vec<Arc<ScalarUDF>> {
    use Type::{Integer, Number, Sketch, Text};
    vec![
        Kernel::new("sketch_percentile", &[Sketch, Number], Number, percentiles).udf(),
        Kernel::new("sketch_histogram", &[Sketch, Integer], Text, histograms).udf(),
    ]
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Sketch {
    pub(super) approximate: Approximate,
}

/// The numbers of a group.
#[derive(Debug)]
pub(super) enum Numbers {
    All(Vec<f64>),
    Digest(Box<Digest>),
}

const ALL: u8 = 0;
const DIGEST: u8 = 1;

impl Default for Numbers {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Numbers {
    fn add(&mut self, number: f64) {
        match self {
            Self::All(all) if all.len() + 1 < EXACT => all.push(number),
            Self::All(all) => {
                all.push(number);
                *self = Self::Digest(Box::new(Digest::new(all)));
            }
            Self::Digest(digest) => digest.add(number),
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::All(all) if all.is_empty())
    }

    fn write(&self, state: &mut Vec<u8>) {
        match self {
            Self::All(all) => {
                state.push(ALL);
                for number in all {
                    state.extend_from_slice(&number.to_le_bytes());
                }
            }
            Self::Digest(digest) => {
                state.push(DIGEST);
                digest.write(state);
            }
        }
    }

    fn read(state: &[u8]) -> Option<Self> {
        let mut state = Reader(state);
        if state.byte()? == DIGEST {
            return Some(Self::Digest(Box::new(Digest::read(state)?)));
        }
        let mut all = Vec::with_capacity(state.0.len() / size_of::<f64>());
        while !state.is_done() {
            all.push(state.number()?);
        }
        Some(Self::All(all))
    }

    /// The value at a fraction of the ranks, linear between two values; sorted.
    fn quantile(&self, fraction: f64) -> Option<f64> {
        match self {
            Self::All(all) => {
                let rank = fraction * all.len().checked_sub(1)? as f64;
                let low = *all.get(rank.floor() as usize)?;
                let high = *all.get(rank.ceil() as usize)?;
                Some(low + (high - low) * rank.fract())
            }
            Self::Digest(digest) => Some(digest.quantile(fraction)),
        }
    }

    /// The least value, the largest, and how many there are.
    fn extent(&self) -> Option<(f64, f64, f64)> {
        Some(match self {
            Self::All(all) => (*all.first()?, *all.last()?, all.len() as f64),
            Self::Digest(digest) => (digest.least(), digest.largest(), digest.count()),
        })
    }

    fn below(&self, value: f64) -> f64 {
        match self {
            Self::All(all) => all.partition_point(|&number| number < value) as f64,
            Self::Digest(digest) => digest.below(value),
        }
    }

    /// The buckets as a JSON object: `{"[0, 5)":2,"[5, 10]":1}`.
    fn histogram(&self, buckets: i64) -> Option<String> {
        let (start, end, count) = self.extent()?;
        // Equal values need one bucket; their width would be zero.
        let buckets = if start < end { buckets } else { 1 };
        let edge = |bucket: i64| match bucket {
            0 => start,
            bucket if bucket == buckets => end,
            // The ends are weighed: their difference may be too large for a double.
            _ => {
                let share = bucket as f64 / buckets as f64;
                start * (1.0 - share) + end * share
            }
        };
        let mut members = Vec::new();
        let mut before = 0.0;
        for bucket in 1..=buckets {
            let last = bucket == buckets;
            let until = if last {
                count
            } else {
                self.below(edge(bucket)).max(before)
            };
            members.push(format!(
                "\"[{}, {}{}\":{}",
                number_text(edge(bucket - 1))?,
                number_text(edge(bucket))?,
                if last { ']' } else { ')' },
                until - before,
            ));
            before = until;
        }
        Some(format!("{{{}}}", members.join(",")))
    }
}

impl Aggregate for Sketch {
    type Group = Numbers;
    type Shared = ();
    type Rows<'a> = &'a Float64Array;

    fn name(&self) -> String {
        "sketch".into()
    }

    fn returns(&self) -> DataType {
        DataType::LargeBinary
    }

    fn rows<'a>(&self, args: &'a [ArrayRef]) -> Result<Self::Rows<'a>> {
        Ok(args[0].as_primitive::<Float64Type>())
    }

    fn add(&self, group: &mut Numbers, (): &mut (), rows: &Self::Rows<'_>, row: usize) {
        if rows.is_valid(row) && rows.value(row).is_finite() {
            group.add(rows.value(row));
        }
    }

    fn write(&self, group: &Numbers, (): &(), state: &mut Vec<u8>) {
        if !group.is_empty() {
            group.write(state);
        }
    }

    fn merge(&self, group: &mut Numbers, (): &mut (), state: &[u8]) -> Option<()> {
        match (Numbers::read(state)?, group) {
            (Numbers::All(all), group) => all.into_iter().for_each(|number| group.add(number)),
            (Numbers::Digest(other), Numbers::Digest(own)) => own.merge(&other),
            (Numbers::Digest(mut digest), group) => {
                if let Numbers::All(all) = group {
                    digest.extend(all);
                }
                *group = Numbers::Digest(digest);
            }
        }
        Some(())
    }

    fn finish(&self, groups: Vec<Numbers>, (): &()) -> ArrayRef {
        let mut sketches = LargeBinaryBuilder::with_capacity(groups.len(), groups.len() * 16);
        let mut state = Vec::new();
        for mut group in groups {
            if group.is_empty() {
                sketches.append_null();
                continue;
            }
            match &mut group {
                Numbers::All(all) => all.sort_unstable_by(f64::total_cmp),
                Numbers::Digest(_) => self.approximate.set(),
            }
            state.clear();
            group.write(&mut state);
            sketches.append_value(&state);
        }
        Arc::new(sketches.finish())
    }

    fn bytes(group: &Numbers) -> usize {
        match group {
            Numbers::All(all) => all.capacity() * size_of::<f64>(),
            Numbers::Digest(digest) => size_of::<Digest>() + digest.bytes(),
        }
    }
}

/// `sketch_percentile(sketch, fraction)`.
pub(super) fn percentiles(args: &[ArrayRef]) -> Result<ArrayRef> {
    let percentiles: Float64Array = args[0]
        .as_binary::<i64>()
        .iter()
        .zip(args[1].as_primitive::<Float64Type>())
        .map(|(sketch, fraction)| Numbers::read(sketch?)?.quantile(fraction?))
        .collect();
    Ok(Arc::new(percentiles))
}

/// `sketch_histogram(sketch, buckets)`.
fn histograms(args: &[ArrayRef]) -> Result<ArrayRef> {
    let mut texts = StringViewBuilder::with_capacity(args[0].len());
    let rows = args[0]
        .as_binary::<i64>()
        .iter()
        .zip(args[1].as_primitive::<Int64Type>());
    for (sketch, buckets) in rows {
        let histogram = sketch.zip(buckets);
        texts.append_option(histogram.and_then(|(it, n)| Numbers::read(it)?.histogram(n)));
    }
    Ok(Arc::new(texts.finish()))
}
