//! Rates of no-shows.

use super::{TAIL, special::beta_quantile, tally::Tally};
use serde::Serialize;

/// The least that a prior weighs, in visits: with less it would say that most groups have only shows or only no-shows.
const PRIOR_MIN: f64 = 1.0;

/// How many of those who are called do not come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// Visits of which is known whether the patient came.
    pub n: u64,
    /// Those to which nobody came.
    pub no_shows: u64,
    /// The probability not to come: the mean of what is believed after having seen them.
    pub rate: f64,
    /// The rate is below this with 2.5 %.
    pub low: f64,
    /// The rate is above this with 2.5 %.
    pub high: f64,
    /// What the group's own visits weigh in `rate`, from 0 to 1; the group that it is part of weighs the rest.
    pub weight: f64,
    /// The variance of what is believed.
    #[serde(skip)]
    variance: f64,
}

impl Rate {
    /// By its own visits alone, with Jeffreys's prior, so that it is never 0 or 1: (x + ½) / (n + 1). The interval is
    /// Jeffreys's (Brown, Cai and DasGupta, Interval estimation for a binomial proportion, Statistical Science 16, 2001,
    /// 101–133). `None` if there is no visit.
    pub(crate) fn alone(tally: &Tally) -> Option<Self> {
        if tally.called == 0 {
            return None;
        }
        let a = tally.no_shows as f64 + 0.5;
        let b = (tally.called - tally.no_shows) as f64 + 0.5;
        let rate = a / (a + b);
        Some(Self {
            n: tally.called,
            no_shows: tally.no_shows,
            rate,
            low: if tally.no_shows == 0 { 0.0 } else { beta_quantile(a, b, TAIL) },
            high: if tally.no_shows == tally.called { 1.0 } else { beta_quantile(a, b, 1.0 - TAIL) },
            weight: 1.0,
            variance: rate * (1.0 - rate) / (a + b + 1.0),
        })
    }

    /// The groups beside each other, each drawn towards the one that they are part of.
    ///
    /// With a prior Beta(κm, κ(1 − m)), where m is the rate of the whole, x no-shows of n give the mean
    /// (x + κm) / (n + κ) and the variance p(1 − p) / (n + κ + 1). To that comes what is not known of m, weighed as m
    /// is; the interval is that of the beta distribution with this mean and variance. What is not known of κ is not in
    /// it, so with few groups it holds somewhat less than 95 %.
    pub(crate) fn drawn(&self, tallies: &[&Tally]) -> Vec<Self> {
        let prior = prior_weight(tallies);
        tallies.iter().map(|tally| self.draw(tally, prior)).collect()
    }

    fn draw(&self, tally: &Tally, prior: f64) -> Self {
        let n = tally.called as f64;
        let weight = n / (n + prior);
        let own = if tally.called == 0 { 0.0 } else { tally.no_shows as f64 / n };
        let rate = weight * own + (1.0 - weight) * self.rate;
        let spread = rate * (1.0 - rate);
        let variance = spread / (n + prior + 1.0) + (1.0 - weight).powi(2) * self.variance;
        // With a hand of visits the two might be more than a distribution from 0 to 1 can have.
        let precision = (spread / variance - 1.0).max(0.1);
        let (a, b) = (precision * rate, precision * (1.0 - rate));
        Self {
            n: tally.called,
            no_shows: tally.no_shows,
            rate,
            low: beta_quantile(a, b, TAIL),
            high: beta_quantile(a, b, 1.0 - TAIL),
            weight,
            variance,
        }
    }
}

/// How many visits the prior weighs, from the groups' rates: 1 / γ − 1, where γ is the part of a visit's variance that
/// lies between the groups. γ is (S / (p(1 − p)) − (g − 1)) / (N − Σn² / N − (g − 1)) with S = Σ n·(x/n − p)² over g
/// groups of n visits. Without a bound where they differ by no more than chance.
fn prior_weight(tallies: &[&Tally]) -> f64 {
    let seen: Vec<(f64, f64)> = tallies
        .iter()
        .filter(|tally| tally.called > 0)
        .map(|tally| (tally.called as f64, tally.no_shows as f64))
        .collect();
    let (n, x) = seen.iter().fold((0.0, 0.0), |(n, x), (more, of_them)| (n + more, x + of_them));
    let p = x / n;
    let fewer = seen.len() as f64 - 1.0;
    let weighed = n - seen.iter().map(|(n, _)| n * n).sum::<f64>() / n - fewer;
    if seen.len() < 2 || x <= 0.0 || x >= n || weighed <= 0.0 {
        return f64::INFINITY;
    }
    let spread: f64 = seen.iter().map(|(n, x)| n * (x / n - p).powi(2)).sum();
    let between = (spread / (p * (1.0 - p)) - fewer) / weighed;
    if between <= 0.0 { f64::INFINITY } else { (1.0 / between - 1.0).max(PRIOR_MIN) }
}
