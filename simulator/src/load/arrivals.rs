//! Who comes when and wants what: a Poisson process, from a seed.

use crate::random::Draws;
use std::time::Duration;

/// What patients want.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Everybody wants the same window: nearly all are refused, as when numbers are released at 07:00.
    Hot,
    /// Each wants any one of all windows with a seat.
    Spread,
}

impl Scenario {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Spread => "spread",
        }
    }
}

/// A patient who comes for a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Time since the start.
    pub at: Duration,
    /// Index of the patient.
    pub patient: u32,
    /// Index of the window.
    pub window: u32,
}

/// All arrivals in order of time. The same arguments give the same arrivals.
pub fn wishes(rate: f64, seconds: u32, seed: u64, patients: usize, windows: usize) -> Vec<Wish> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (patients, windows) = (count(patients), count(windows));
    let mut draws = Draws::new(seed);
    let mut wishes = Vec::new();
    if rate <= 0.0 {
        return wishes;
    }
    let mut at = draws.exponential(1.0 / rate);
    while at < f64::from(seconds) {
        let (patient, window) = (draws.below(patients), draws.below(windows));
        wishes.push(Wish { at: Duration::from_secs_f64(at), patient, window });
        at += draws.exponential(1.0 / rate);
    }
    wishes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_at_the_rate_and_gaps_vary_as_their_mean() {
        let all = wishes(500.0, 100, 7, 40, 9);
        assert!((49_000..51_000).contains(&all.len()), "{}", all.len());
        assert!(all.is_sorted_by_key(|wish| wish.at) && all.last().unwrap().at < Duration::from_secs(100));
        let gaps: Vec<f64> = all.windows(2).map(|two| (two[1].at - two[0].at).as_secs_f64()).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let deviation = (gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / gaps.len() as f64).sqrt();
        assert!(
            (deviation / mean - 1.0).abs() < 0.03,
            "a Poisson process's gaps deviate by their mean: {deviation} {mean}"
        );
        for patient in 0..40 {
            let came = all.iter().filter(|wish| wish.patient == patient).count();
            assert!((1000..1500).contains(&came), "{patient} came {came} times");
        }
        assert!((0..9).all(|window| all.iter().any(|wish| wish.window == window)));
    }

    #[test]
    fn the_same_seed_gives_the_same_arrivals() {
        assert_eq!(wishes(50.0, 3, 1, 5, 5), wishes(50.0, 3, 1, 5, 5));
        assert_ne!(wishes(50.0, 3, 1, 5, 5), wishes(50.0, 3, 2, 5, 5));
        assert!(wishes(0.0, 3, 1, 5, 5).is_empty());
        assert!(wishes(50.0, 0, 1, 5, 5).is_empty());
    }
}
