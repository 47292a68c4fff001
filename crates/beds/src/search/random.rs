//! Random numbers for the search. They use the basic operations of arithmetic only, so that a seed gives the same plan
//! on every machine: a library's logarithm may differ in the last bit.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

const DRAWS: usize = 4096;

/// A seeded generator.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    generator: Pcg64Mcg,
    /// Values of `-ln(u)` for evenly spread `u`.
    exponential: Vec<f64>,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let exponential = (0..DRAWS).map(|step| -logarithm((step as f64 + 0.5) / DRAWS as f64)).collect();
        Self { generator: Pcg64Mcg::seed_from_u64(seed), exponential }
    }

    /// A number below `bound`.
    #[inline]
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.generator.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// By how much a move may make the plan worse at this temperature.
    #[inline]
    pub(crate) fn allowance(&mut self, temperature: f64) -> i64 {
        let draw = self.below(DRAWS as u32) as usize;
        (self.exponential[draw] * temperature) as i64
    }
}

/// The natural logarithm of a number between 0 and 1.
fn logarithm(mut number: f64) -> f64 {
    let mut halvings = 0.0;
    while number < 0.5 {
        number *= 2.0;
        halvings += 1.0;
    }
    // ln(x) = 2 artanh((x - 1) / (x + 1)), whose series converges quickly between 1/2 and 1.
    let ratio = (number - 1.0) / (number + 1.0);
    let (mut power, mut sum) = (ratio, 0.0);
    for odd in 0..20 {
        sum += power / f64::from(2 * odd + 1);
        power *= ratio * ratio;
    }
    2.0 * sum - halvings * std::f64::consts::LN_2
}
