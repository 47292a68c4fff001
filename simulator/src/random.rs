//! Seeded draws: the same seed gives the same draws in the same order.

use chrono::Duration;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Poisson, StandardNormal};
use rand_pcg::Pcg64Mcg;

/// A stream of random draws.
#[derive(Clone, Debug)]
pub struct Draws(Pcg64Mcg);

impl Draws {
    /// A stream from a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// True with this chance, 0–1.
    pub fn chance(&mut self, share: f64) -> bool {
        self.0.random::<f64>() < share
    }

    /// From `low` (included) to `high` (excluded).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }

    /// A whole number from 0 to below `count`, which is at least 1.
    pub fn below(&mut self, count: u32) -> u32 {
        self.0.random_range(0..count.max(1))
    }

    /// Exponential with this mean.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        let unit: f64 = Exp1.sample(&mut self.0);
        mean * unit
    }

    /// Normal.
    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let unit: f64 = StandardNormal.sample(&mut self.0);
        mean + deviation * unit
    }

    /// Lognormal with this mean and coefficient of variation.
    pub fn lognormal(&mut self, mean: f64, variation: f64) -> f64 {
        let variance = (1.0 + variation * variation).ln();
        self.normal(mean.ln() - variance / 2.0, variance.sqrt()).exp()
    }

    /// How many events happen if this many are expected.
    pub fn poisson(&mut self, mean: f64) -> u32 {
        match Poisson::new(mean) {
            Ok(distribution) => distribution.sample(&mut self.0) as u32,
            // A mean of zero (or below) has no distribution: nothing happens.
            Err(_) => 0,
        }
    }
}

/// Minutes as a duration, to the second.
pub fn minutes(minutes: f64) -> Duration {
    Duration::seconds((minutes * 60.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lognormal_has_the_mean_and_variation_that_were_asked_for() {
        let mut draws = Draws::new(3);
        let values: Vec<f64> = (0..200_000).map(|_| draws.lognormal(6.0, 0.6)).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
        assert!((mean - 6.0).abs() < 0.05, "{mean}");
        assert!((variance.sqrt() / mean - 0.6).abs() < 0.01, "{variance}");
    }
}
