//! What is counted of a group: whole numbers only, so that the order of the visits cannot matter.

use super::Observation;

/// Counts and sums of visits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Visits of which is known whether the patient came.
    pub(crate) called: u64,
    /// Those to which nobody came.
    pub(crate) no_shows: u64,
    /// Visits whose service time is known.
    pub(crate) services: u64,
    /// Their seconds together.
    pub(crate) seconds: u64,
    /// The squares of their seconds together: a million days of seconds have 7.5e15.
    pub(crate) squares: u64,
    /// How many took 0, 1, 2, … minutes, rounded half up.
    pub(crate) minutes: Vec<u64>,
}

impl Tally {
    pub(crate) fn count(&mut self, seen: &Observation) {
        if let Some(shown) = seen.shown {
            self.called += 1;
            self.no_shows += u64::from(!shown);
        }
        if let Some(seconds) = seen.service_seconds {
            let seconds = u64::from(seconds);
            self.services += 1;
            self.seconds += seconds;
            self.squares += seconds * seconds;
            let minutes = ((seconds + 30) / 60) as usize;
            if self.minutes.len() <= minutes {
                self.minutes.resize(minutes + 1, 0);
            }
            self.minutes[minutes] += 1;
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.called += other.called;
        self.no_shows += other.no_shows;
        self.services += other.services;
        self.seconds += other.seconds;
        self.squares += other.squares;
        if self.minutes.len() < other.minutes.len() {
            self.minutes.resize(other.minutes.len(), 0);
        }
        for (minutes, more) in self.minutes.iter_mut().zip(&other.minutes) {
            *minutes += more;
        }
    }

    /// The mean of the service times in minutes; 0 if there is none.
    pub(crate) fn mean(&self) -> f64 {
        if self.services == 0 { 0.0 } else { self.seconds as f64 / self.services as f64 / 60.0 }
    }

    /// The mean of their squares in minutes².
    pub(crate) fn mean_square(&self) -> f64 {
        if self.services == 0 { 0.0 } else { self.squares as f64 / self.services as f64 / 3600.0 }
    }

    /// The sum of the squares of their distances from their mean, in minutes².
    pub(crate) fn deviations(&self) -> f64 {
        if self.services == 0 {
            return 0.0;
        }
        // n·Σx² − (Σx)² has no rounding.
        let (n, sum) = (u128::from(self.services), u128::from(self.seconds));
        let scaled = n * u128::from(self.squares) - sum * sum;
        scaled as f64 / self.services as f64 / 3600.0
    }
}
