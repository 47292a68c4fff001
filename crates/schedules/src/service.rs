//! How long one patient is in the room.

use crate::{
    limits::{SERVICE_CV, SERVICE_MEAN, SERVICE_MINUTES_MAX, SUM_TOLERANCE},
    normal,
    problem::{Problem, Rule, within},
};

/// The longest service of a discretised lognormal, in minutes, if its mean is at most a tenth of it.
const LOGNORMAL_TOP: usize = 60;

/// How long one patient who shows is in the room. All services are independent and of one distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Service {
    /// Exponential with this mean in minutes.
    Exponential(Mean),
    /// Any distribution in whole minutes.
    Minutes(Pmf),
}

/// A mean in minutes, within [`SERVICE_MEAN`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean(f64);

impl Mean {
    /// Checks it.
    ///
    /// # Errors
    /// `service.mean` outside of [`SERVICE_MEAN`].
    pub fn new(minutes: f64) -> Result<Self, Problem> {
        within("service.mean", minutes, *SERVICE_MEAN.start(), *SERVICE_MEAN.end()).map(Self)
    }

    /// In minutes.
    pub const fn minutes(self) -> f64 {
        self.0
    }
}

impl Service {
    /// Exponential with a mean in minutes.
    ///
    /// # Errors
    /// As [`Mean::new`].
    pub fn exponential(mean: f64) -> Result<Self, Problem> {
        Mean::new(mean).map(Self::Exponential)
    }

    /// Lognormal with a mean in minutes and a coefficient of variation, as [`Pmf::lognormal`].
    ///
    /// # Errors
    /// As [`Pmf::lognormal`].
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, Problem> {
        Pmf::lognormal(mean, cv).map(Self::Minutes)
    }

    /// Its mean in minutes; of a discretised distribution, that of what it was made to.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Exponential(mean) => mean.minutes(),
            Self::Minutes(pmf) => pmf.mean(),
        }
    }
}

/// A distribution in whole minutes: the probability of 0, 1, 2, … minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pmf(Vec<f64>);

impl Pmf {
    /// From the probabilities of 0, 1, 2, … minutes, which are divided by their sum.
    ///
    /// # Errors
    /// `service` with a probability that is not between 0 and 1, a sum that is not 1 (within [`SUM_TOLERANCE`]), more
    /// than [`SERVICE_MINUTES_MAX`] minutes, or no time at all.
    pub fn new(mut probabilities: Vec<f64>) -> Result<Self, Problem> {
        let longest = probabilities.iter().rposition(|probability| *probability != 0.0).unwrap_or(0);
        probabilities.truncate(longest + 1);
        within("service", longest as f64, 0.0, SERVICE_MINUTES_MAX as f64)?;
        for probability in &probabilities {
            within("service", *probability, 0.0, 1.0)?;
        }
        let sum = probabilities.iter().fold(0.0, |sum, probability| sum + probability);
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(Problem::new("service", sum, Rule::Sum));
        }
        if longest == 0 {
            return Err(Problem::new("service", 0, Rule::SomeTime));
        }
        for probability in &mut probabilities {
            *probability /= sum;
        }
        Ok(Self(probabilities))
    }

    /// Always the same number of minutes.
    ///
    /// # Errors
    /// As [`Pmf::new`].
    pub fn fixed(minutes: u32) -> Result<Self, Problem> {
        within("service", minutes.into(), 1.0, SERVICE_MINUTES_MAX as f64)?;
        let mut probabilities = vec![0.0; minutes as usize + 1];
        probabilities[minutes as usize] = 1.0;
        Self::new(probabilities)
    }

    /// A lognormal with mean and coefficient of variation, rounded to whole minutes: s(k) = F(k + ½) − F(k − ½) for
    /// k from 0 to 60, or to ten times the mean where that is longer. What would take longer still takes just so long,
    /// so a mean of such a distribution is a little below the one that was asked for.
    ///
    /// # Errors
    /// `service.mean` outside of [`SERVICE_MEAN`] or `service.cv` outside of [`SERVICE_CV`].
    pub fn lognormal(mean: f64, cv: f64) -> Result<Self, Problem> {
        let mean = Mean::new(mean)?.minutes();
        let cv = within("service.cv", cv, *SERVICE_CV.start(), *SERVICE_CV.end())?;
        let variance = (cv * cv).ln_1p();
        let (location, scale) = (mean.ln() - variance / 2.0, variance.sqrt());
        let below = |minutes: f64| normal::below((minutes.ln() - location) / scale);
        let top = LOGNORMAL_TOP.max((10.0 * mean).ceil() as usize);
        let upper = |k: usize| if k == top { 1.0 } else { below(k as f64 + 0.5) };
        let mut lower = 0.0;
        let probabilities = (0..=top).map(|k| {
            // In the tails both are 1, but for rounding.
            let probability = (upper(k) - lower).max(0.0);
            lower = upper(k);
            probability
        });
        Self::new(probabilities.collect())
    }

    /// The probabilities of 0, 1, 2, … minutes.
    pub fn probabilities(&self) -> &[f64] {
        &self.0
    }

    /// The longest service in minutes.
    pub fn longest(&self) -> usize {
        self.0.len() - 1
    }

    /// The mean in minutes.
    pub fn mean(&self) -> f64 {
        (0..).zip(&self.0).map(|(minutes, probability)| f64::from(minutes) * probability).sum()
    }

    /// What remains of a service that has taken so many minutes and is not over.
    ///
    /// # Errors
    /// `inside_minutes` as long as the longest service, or longer.
    pub fn remaining(&self, inside_minutes: usize) -> Result<Self, Problem> {
        let rest = self.0.get(inside_minutes + 1..).unwrap_or_default();
        let sum: f64 = rest.iter().sum();
        if sum <= 0.0 {
            return Err(Problem::new("inside_minutes", inside_minutes, Rule::Inside(self.longest() - 1)));
        }
        let parts = rest.iter().map(|probability| probability / sum);
        Ok(Self(std::iter::once(0.0).chain(parts).collect()))
    }
}
