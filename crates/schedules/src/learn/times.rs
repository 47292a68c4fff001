//! Service times.

use super::{TAIL, special::student_beyond, tally::Tally};
use crate::{problem::Problem, service::Pmf};
use serde::Serialize;

/// How long those who come are in the room, in minutes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Times {
    /// Visits whose time is known.
    pub n: u64,
    /// The expected time.
    pub mean: f64,
    /// The lower end of the mean's interval.
    pub low: f64,
    /// The upper end of the mean's interval.
    pub high: f64,
    /// The coefficient of variation: the standard deviation divided by the mean.
    pub cv: f64,
    /// What the group's own visits weigh, from 0 to 1; the group that it is part of weighs the rest.
    pub weight: f64,
    /// The distribution in whole minutes; each time was rounded, half up.
    #[serde(rename = "minutes", serialize_with = "probabilities")]
    pub pmf: Pmf,
    /// The mean square, in minutes².
    #[serde(skip)]
    mean_square: f64,
    /// The variance of what is believed of the mean.
    #[serde(skip)]
    variance: f64,
    /// The degrees of freedom of that variance.
    #[serde(skip)]
    degrees: f64,
}

fn probabilities<S: serde::Serializer>(pmf: &Pmf, serializer: S) -> Result<S::Ok, S::Error> {
    pmf.probabilities().serialize(serializer)
}

/// What the times of groups beside each other have in common.
struct Common {
    /// The variance within the groups, in minutes².
    within: f64,
    /// The variance between their means.
    between: f64,
    /// The degrees of freedom of `within`.
    degrees: f64,
    /// Σn² / N²: what one group more or less changes of the mean over all of them.
    concentration: f64,
}

impl Times {
    /// By its own visits alone. `None` if there are not two of them, which a variance needs. The interval is Student's.
    ///
    /// # Errors
    /// `service` that takes no time: all were shorter than half a minute.
    pub(crate) fn alone(tally: &Tally) -> Result<Option<Self>, Problem> {
        if tally.services < 2 {
            return Ok(None);
        }
        let n = tally.services as f64;
        let (mean, degrees) = (tally.mean(), n - 1.0);
        let variance = tally.deviations() / degrees / n;
        let pmf = Pmf::new(own(tally))?;
        Ok(Some(Self::with(tally, 1.0, mean, tally.mean_square(), variance, degrees, pmf)))
    }

    /// The groups beside each other, each drawn towards the one that they are part of.
    ///
    /// With the variances v within and a between the groups, and n / (n + k) for k = v / a, the variance of what is
    /// believed of a mean is v / (n + k), and that of the whole's mean (its own, and a·Σn²/N² because other groups would
    /// have been other ones), weighed as that is (Morris, Parametric empirical Bayes inference, Journal of the American
    /// Statistical Association 78, 1983, 47–55). v is drawn from all groups' to the group's own with the same weight.
    ///
    /// # Errors
    /// None in practice: a mixture of two distributions is one.
    pub(crate) fn drawn(&self, tallies: &[&Tally]) -> Result<Vec<Self>, Problem> {
        let common = Common::of(tallies);
        tallies.iter().map(|tally| self.draw(tally, &common)).collect()
    }

    fn draw(&self, tally: &Tally, common: &Common) -> Result<Self, Problem> {
        let n = tally.services as f64;
        let k = common.within / common.between;
        // Groups that do not differ by more than chance have no weight of their own, nor has a group of nobody.
        let weight = if common.between > 0.0 && n > 0.0 { n / (n + k) } else { 0.0 };
        let mixed = |own: f64, whole: f64| weight * own + (1.0 - weight) * whole;
        let within = if n < 2.0 { common.within } else { mixed(tally.deviations() / (n - 1.0), common.within) };
        let rest = self.variance + common.between * common.concentration;
        // v / (n + k), which is nothing where nothing lies between the groups, and all of that for a group of nobody.
        let own_variance = if n > 0.0 { weight * within / n } else { common.between };
        let variance = own_variance + (1.0 - weight).powi(2) * rest;
        let degrees = if common.between > 0.0 { common.degrees } else { self.degrees };
        let probabilities = own(tally);
        let whole = self.pmf.probabilities();
        let at = |of: &[f64], minutes: usize| of.get(minutes).copied().unwrap_or_default();
        let longest = probabilities.len().max(whole.len());
        let mixture = (0..longest).map(|minutes| mixed(at(&probabilities, minutes), at(whole, minutes))).collect();
        let mean = mixed(tally.mean(), self.mean);
        let mean_square = mixed(tally.mean_square(), self.mean_square);
        Ok(Self::with(tally, weight, mean, mean_square, variance, degrees, Pmf::new(mixture)?))
    }

    fn with(tally: &Tally, weight: f64, mean: f64, mean_square: f64, variance: f64, degrees: f64, pmf: Pmf) -> Self {
        let reach = student_beyond(degrees, TAIL) * variance.sqrt();
        let cv = (mean_square - mean * mean).max(0.0).sqrt() / mean;
        let (low, high) = ((mean - reach).max(0.0), mean + reach);
        Self { n: tally.services, mean, low, high, cv, weight, pmf, mean_square, variance, degrees }
    }
}

/// The shares of 0, 1, 2, … minutes; all zero if there is no visit.
fn own(tally: &Tally) -> Vec<f64> {
    let n = tally.services.max(1) as f64;
    tally.minutes.iter().map(|count| *count as f64 / n).collect()
}

impl Common {
    /// Bühlmann and Straub: v = Σ(x − mean of its group)² / (N − g), and
    /// a = (Σ n·(mean − overall mean)² − (g − 1)·v) / (N − Σn² / N), but not below 0.
    fn of(tallies: &[&Tally]) -> Self {
        let seen: Vec<&&Tally> = tallies.iter().filter(|tally| tally.services > 0).collect();
        let (n, sum) = seen.iter().fold((0.0, 0.0), |(n, sum), tally| {
            (n + tally.services as f64, sum + tally.services as f64 * tally.mean())
        });
        let mean = sum / n;
        let degrees = n - seen.len() as f64;
        let squares: f64 = seen.iter().map(|tally| (tally.services as f64).powi(2)).sum();
        if seen.len() < 2 || degrees < 1.0 {
            return Self { within: 0.0, between: 0.0, degrees, concentration: 0.0 };
        }
        let within = seen.iter().map(|tally| tally.deviations()).sum::<f64>() / degrees;
        let apart: f64 = seen.iter().map(|tally| tally.services as f64 * (tally.mean() - mean).powi(2)).sum();
        let between = (apart - (seen.len() as f64 - 1.0) * within) / (n - squares / n);
        Self { within, between: between.max(0.0), degrees, concentration: squares / (n * n) }
    }
}
