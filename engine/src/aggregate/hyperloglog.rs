//! `HyperLogLog`: how many different hashes there were, from 16 kB.
//!
//! The registers are those of Flajolet and others (2007) over 64-bit hashes; the estimate is
//! Ertl's ("New cardinality estimation algorithms for `HyperLogLog` sketches", 2017, algorithm 6),
//! which needs no table against bias.

/// Bits of a hash that choose a register: a standard error of 1.04 / sqrt(2^14) = 0.8 %.
const PRECISION: u32 = 14;
const REGISTERS: usize = 1 << PRECISION;
/// The largest value of a register: the bits that are left, and one.
const LARGEST: usize = (64 - PRECISION + 1) as usize;

/// One register a byte.
#[derive(Debug, Clone)]
pub(super) struct HyperLogLog(Box<[u8]>);

impl HyperLogLog {
    /// Memory, in bytes.
    pub(super) const BYTES: usize = REGISTERS;

    pub(super) fn new() -> Self {
        Self(vec![0; REGISTERS].into())
    }

    /// The sketch with these registers.
    pub(super) fn from_registers(registers: &[u8]) -> Option<Self> {
        let fits =
            registers.len() == REGISTERS && registers.iter().all(|&it| usize::from(it) <= LARGEST);
        fits.then(|| Self(registers.into()))
    }

    pub(super) fn registers(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn add(&mut self, hash: u64) {
        let register = &mut self.0[(hash >> (64 - PRECISION)) as usize];
        // The bit below the rest ends the run of zeros.
        let rest = hash << PRECISION | 1 << (PRECISION - 1);
        *register = (*register).max(rest.leading_zeros() as u8 + 1);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (own, &other) in self.0.iter_mut().zip(&other.0) {
            *own = (*own).max(other);
        }
    }

    pub(super) fn estimate(&self) -> u64 {
        let mut counts = [0_u32; LARGEST + 1];
        for &register in &self.0 {
            counts[usize::from(register)] += 1;
        }
        let registers = REGISTERS as f64;
        let mut sum = registers * tau(1.0 - f64::from(counts[LARGEST]) / registers);
        for &count in counts[1..LARGEST].iter().rev() {
            sum = 0.5 * (sum + f64::from(count));
        }
        sum += registers * sigma(f64::from(counts[0]) / registers);
        (registers * registers / (2.0 * std::f64::consts::LN_2) / sum).round() as u64
    }
}

#[expect(
    clippy::float_cmp,
    reason = "the sum is done when it no longer changes"
)]
fn sigma(mut x: f64) -> f64 {
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        // No register was touched: infinite, which makes the estimate 0.
        if z == before || z.is_infinite() {
            return z;
        }
    }
}

#[expect(
    clippy::float_cmp,
    reason = "the sum is done when it no longer changes"
)]
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z == before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `splitmix64`: hashes of 0, 1, 2...
    fn hash(number: u64) -> u64 {
        let mut z = number
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    #[test]
    fn estimates_are_close() {
        assert_eq!(HyperLogLog::new().estimate(), 0);
        let mut sketch = HyperLogLog::new();
        let mut next = 0;
        for count in [1, 10, 1000, 50_000, 70_000, 200_000, 1_000_000] {
            (next..count).for_each(|number| sketch.add(hash(number)));
            next = count;
            let error = sketch.estimate() as f64 / count as f64 - 1.0;
            // Three standard errors.
            assert!(error.abs() < 0.025, "{count}: {error}");
        }
    }

    #[test]
    fn merging_is_adding() {
        let (mut left, mut right, mut all) =
            (HyperLogLog::new(), HyperLogLog::new(), HyperLogLog::new());
        for number in 0..100_000 {
            let half = if number % 3 == 0 {
                &mut left
            } else {
                &mut right
            };
            half.add(hash(number));
            all.add(hash(number));
        }
        left.merge(&right);
        assert_eq!(left.registers(), all.registers());
    }
}
