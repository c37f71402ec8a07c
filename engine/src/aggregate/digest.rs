//! A merging t-digest: percentiles of many numbers from some hundred centroids.
//!
//! After Dunning and Ertl, "Computing extremely accurate quantiles using t-digests" (2019), with
//! the scale function k1. Ranks run from 0 to the count less one, as in the exact percentile: a
//! centroid stands at the middle of the ranks of its values, and between centroids, and from the
//! outermost to the least and largest value, ranks are linear in the value.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::base::Reader;

/// There are at most about so many centroids; the larger, the closer.
const COMPRESSION: f64 = 1000.0;
/// Values that wait until they are merged into the centroids.
const WAITING: usize = 2048;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Centroid {
    mean: f64,
    weight: f64,
}

/// The distribution of many finite numbers.
#[derive(Debug, Clone)]
pub(super) struct Digest {
    /// By mean, ascending.
    centroids: Vec<Centroid>,
    waiting: Vec<f64>,
    least: f64,
    largest: f64,
}

impl Digest {
    pub(super) fn new(values: &[f64]) -> Self {
        let mut digest = Self {
            centroids: Vec::new(),
            waiting: Vec::new(),
            least: f64::INFINITY,
            largest: f64::NEG_INFINITY,
        };
        digest.extend(values);
        digest
    }

    pub(super) fn extend(&mut self, values: &[f64]) {
        for &value in values {
            self.add(value);
        }
    }

    pub(super) fn add(&mut self, value: f64) {
        self.least = self.least.min(value);
        self.largest = self.largest.max(value);
        self.waiting.push(value);
        if self.waiting.len() >= WAITING {
            self.compress();
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.least = self.least.min(other.least);
        self.largest = self.largest.max(other.largest);
        self.centroids.extend_from_slice(&other.centroids);
        self.waiting.extend_from_slice(&other.waiting);
        self.compress();
    }

    /// Merges neighbours as far as the scale function lets them be one: little at the ends, more in
    /// the middle.
    pub(super) fn compress(&mut self) {
        let waiting = self.waiting.drain(..);
        self.centroids
            .extend(waiting.map(|mean| Centroid { mean, weight: 1.0 }));
        self.centroids.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        let total = self.count();
        let mut before = 0.0;
        let mut limit = total * end_of_centroid(0.0);
        let mut merged: Vec<Centroid> = Vec::with_capacity(COMPRESSION as usize);
        for &centroid in &self.centroids {
            let Some(last) = merged.last_mut() else {
                merged.push(centroid);
                continue;
            };
            let weight = last.weight + centroid.weight;
            if before + weight <= limit {
                last.mean += (centroid.mean - last.mean) * (centroid.weight / weight);
                last.weight = weight;
            } else {
                before += last.weight;
                limit = total * end_of_centroid(before / total);
                merged.push(centroid);
            }
        }
        self.centroids = merged;
    }

    /// How many values there are.
    pub(super) fn count(&self) -> f64 {
        let merged: f64 = self.centroids.iter().map(|it| it.weight).sum();
        merged + self.waiting.len() as f64
    }

    pub(super) fn least(&self) -> f64 {
        self.least
    }

    pub(super) fn largest(&self) -> f64 {
        self.largest
    }

    /// The value at a fraction of the ranks; all values are merged.
    pub(super) fn quantile(&self, fraction: f64) -> f64 {
        let rank = fraction * (self.count() - 1.0);
        let mut left = (0.0, self.least);
        for right in self.points() {
            if rank <= right.0 {
                return between(left, right, rank);
            }
            left = right;
        }
        self.largest
    }

    /// How many values are below one; all values are merged.
    pub(super) fn below(&self, value: f64) -> f64 {
        if value <= self.least {
            return 0.0;
        }
        let mut left = (self.least, 0.0);
        for (rank, mean) in self.points() {
            let right = (mean, rank);
            if value <= mean {
                return between(left, right, value).ceil();
            }
            left = right;
        }
        self.count()
    }

    /// Ranks and their values, both ascending; the last is the largest value.
    fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        let mut before = 0.0;
        let middles = self.centroids.iter().map(move |centroid| {
            let rank = before + (centroid.weight - 1.0) / 2.0;
            before += centroid.weight;
            (rank, centroid.mean)
        });
        middles.chain([(self.count() - 1.0, self.largest)])
    }

    /// Memory of the lists, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.centroids.capacity() * size_of::<Centroid>()
            + self.waiting.capacity() * size_of::<f64>()
    }

    pub(super) fn write(&self, state: &mut Vec<u8>) {
        let mut whole = self.clone();
        whole.compress();
        let ends = [whole.least, whole.largest];
        let centroids = whole.centroids.iter().flat_map(|it| [it.mean, it.weight]);
        for number in ends.into_iter().chain(centroids) {
            state.extend_from_slice(&number.to_le_bytes());
        }
    }

    pub(super) fn read(mut state: Reader<'_>) -> Option<Self> {
        let mut digest = Self::new(&[]);
        digest.least = state.number()?;
        digest.largest = state.number()?;
        while !state.is_done() {
            let (mean, weight) = (state.number()?, state.number()?);
            digest.centroids.push(Centroid { mean, weight });
        }
        Some(digest)
    }
}

/// Where a centroid that begins at the quantile `start` ends at the latest.
fn end_of_centroid(start: f64) -> f64 {
    let angle = (2.0 * start - 1.0).clamp(-1.0, 1.0).asin() + TAU / COMPRESSION;
    if angle >= FRAC_PI_2 {
        1.0
    } else {
        f64::midpoint(angle.sin(), 1.0)
    }
}

fn between(left: (f64, f64), right: (f64, f64), at: f64) -> f64 {
    if right.0 <= left.0 {
        return right.1;
    }
    left.1 + (right.1 - left.1) * ((at - left.0) / (right.0 - left.0))
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "ends and counts are exact")]
mod tests {
    use super::*;

    /// Skewed, as durations are: most are small, few are very large (log-logistic), in an order
    /// that hops about.
    fn durations(count: usize) -> Vec<f64> {
        (0..count)
            .map(|index| {
                let hopped = (index * 7919) % count;
                let quantile = (hopped as f64 + 0.5) / count as f64;
                (0.8 * (quantile / (1.0 - quantile)).ln()).exp()
            })
            .collect()
    }

    fn exact(sorted: &[f64], fraction: f64) -> f64 {
        let rank = fraction * (sorted.len() - 1) as f64;
        let low = sorted[rank as usize];
        let high = sorted[(rank as usize + 1).min(sorted.len() - 1)];
        low + (high - low) * rank.fract()
    }

    fn check(digest: &Digest, sorted: &[f64]) {
        let count = sorted.len() as f64;
        for fraction in [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] {
            let (found, expected) = (digest.quantile(fraction), exact(sorted, fraction));
            let rank = sorted.partition_point(|&it| it < found) as f64 / count;
            let error = (rank - fraction).abs();
            assert!(error < 0.0001, "P{}: {rank}", fraction * 100.0);
            if (0.5..=0.99).contains(&fraction) {
                let error = (found / expected - 1.0).abs();
                assert!(error < 0.002, "P{}: {found}, {expected}", fraction * 100.0);
            }
            let rank = sorted.partition_point(|&it| it < expected) as f64;
            let error = (digest.below(expected) - rank).abs() / count;
            assert!(error < 0.0001, "below {expected}: {error}");
        }
        assert_eq!(digest.quantile(0.0), sorted[0]);
        assert_eq!(digest.quantile(1.0), sorted[sorted.len() - 1]);
        assert_eq!(digest.below(sorted[0]), 0.0);
        assert_eq!(digest.below(f64::INFINITY), sorted.len() as f64);
    }

    #[test]
    fn percentiles_of_skewed_values_are_close() {
        let values = durations(200_000);
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let mut digest = Digest::new(&values);
        digest.compress();
        check(&digest, &sorted);
        assert!(digest.centroids.len() <= COMPRESSION as usize);
        assert_eq!(digest.count(), 200_000.0);
    }

    #[test]
    fn merged_parts_are_as_close() {
        let values = durations(200_000);
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let mut merged = Digest::new(&[]);
        for part in sorted.chunks(33_333) {
            merged.merge(&Digest::new(part));
        }
        check(&merged, &sorted);
    }

    #[test]
    fn a_single_value_many_times() {
        let mut digest = Digest::new(&vec![7.0; 20_000]);
        digest.compress();
        assert_eq!(digest.quantile(0.5), 7.0);
        assert_eq!((digest.below(7.0), digest.below(7.1)), (0.0, 20_000.0));
    }
}
