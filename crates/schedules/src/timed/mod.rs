//! Appointments at any times, not only at the starts of slots, with exponential service.
//!
//! * [`dome`]: the best gaps between appointments, all fixed in advance. Plotted, they are a dome: short at first, longer
//!   in the middle, short again at the end.
//! * [`adaptive`]: each next appointment is timed anew when the one before it is due and it is seen how many are there.
//!
//! Both minimise ω·idle + (1 − ω)·waiting. Idle is the clinician's time without a patient until everybody is done, but
//! not before the last appointment; waiting is the sum over all patients who show. The first appointment is at 0.

pub(crate) mod adaptive;
mod descent;
pub(crate) mod dome;

use crate::{
    limits::{IDLE_WEIGHT, TIMED_PATIENTS},
    people::before_arrival,
    problem::{Problem, within},
    service::Mean,
    setting::no_show_of,
};

/// Patients whose appointments may be at any times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    patients: usize,
    mean: f64,
    no_show: f64,
    idle_weight: f64,
}

impl Timed {
    /// So many patients, each of whom fails to show with the probability `no_show`; service of this mean in minutes;
    /// idle time weighs `idle_weight`, and waiting `1 − idle_weight`.
    ///
    /// # Errors
    /// `patients` outside of [`TIMED_PATIENTS`], `no_show` that is not at least 0 and less than 1, or `idle_weight`
    /// outside of [`IDLE_WEIGHT`].
    pub fn new(patients: u32, mean: Mean, no_show: f64, idle_weight: f64) -> Result<Self, Problem> {
        within("patients", patients.into(), (*TIMED_PATIENTS.start()).into(), (*TIMED_PATIENTS.end()).into())?;
        let idle_weight = within("idle_weight", idle_weight, *IDLE_WEIGHT.start(), *IDLE_WEIGHT.end())?;
        Ok(Self { patients: patients as usize, mean: mean.minutes(), no_show: no_show_of(no_show)?, idle_weight })
    }

    /// The mean of all services together.
    fn load(&self) -> f64 {
        self.patients as f64 * (1.0 - self.no_show) * self.mean
    }

    /// What each number of people costs after the last appointment: the time until all of them are done. Idle time is
    /// counted as the whole time without [`Timed::load`].
    fn end(&self) -> Vec<f64> {
        (0..=self.patients).map(|people| self.idle_weight * self.mean * people as f64).collect()
    }

    /// What each number of people costs just before an appointment, by what it costs just after it.
    fn before_appointment(&self, after: &[f64]) -> Vec<f64> {
        let mut before = after.to_vec();
        before_arrival(&mut before, self.no_show);
        let wait = (1.0 - self.idle_weight) * (1.0 - self.no_show) * self.mean;
        for (people, before) in before.iter_mut().enumerate() {
            *before += wait * people as f64;
        }
        before
    }

    /// By how much a little more time changes that, for each number of people: one of them is done at the rate 1/mean.
    fn with_time(&self, before: &[f64]) -> Vec<f64> {
        let steps = before.windows(2).map(|pair| (pair[0] - pair[1]) / self.mean);
        std::iter::once(0.0).chain(steps).collect()
    }
}
