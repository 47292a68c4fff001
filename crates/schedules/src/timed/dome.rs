//! The best gaps between appointments, all fixed in advance.

use super::{Timed, descent::minimum};
use crate::{
    chain::expected,
    people::{Departures, arrive},
    problem::{Problem, within},
};
use serde::Serialize;

/// Gaps between appointments with what they cost. All times are in minutes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dome {
    /// Between each appointment and the next, one fewer than there are patients.
    pub gaps: Vec<f64>,
    /// ω·idle + (1 − ω)·waiting.
    pub cost: f64,
    /// The waiting of all patients who show together.
    pub wait_total: f64,
    /// The clinician's time without a patient until everybody is done.
    pub idle: f64,
    /// How far it is from satisfying the conditions of a minimum: the largest derivative by a gap, or by a gap of zero
    /// if that derivative is negative. The cost is convex in the gaps, so where this is zero nothing costs less.
    pub slope: f64,
}

/// Finds the best gaps.
///
/// ```
/// use schedules::{Mean, Timed, dome};
/// let best = dome(&Timed::new(10, Mean::new(1.0)?, 0.0, 0.5)?);
/// assert!((best.cost - 4.693543139).abs() < 1e-8);
/// # Ok::<(), schedules::Problem>(())
/// ```
pub fn dome(timed: &Timed) -> Dome {
    // A gap is the square of what is searched, so that it cannot be negative.
    let squares = |roots: &[f64]| roots.iter().map(|root| root * root).collect::<Vec<f64>>();
    let start = vec![timed.mean.sqrt(); timed.patients - 1];
    let roots = minimum(start, |roots| {
        let (dome, slopes) = priced(timed, squares(roots));
        let slopes = roots.iter().zip(slopes).map(|(root, slope)| 2.0 * root * slope);
        (dome.cost, slopes.collect())
    });
    priced(timed, squares(&roots)).0
}

/// What given gaps cost.
///
/// # Errors
/// `gaps`: not one fewer than there are patients, or one that is not between 0 and a day.
pub fn timed_cost(timed: &Timed, gaps: &[f64]) -> Result<Dome, Problem> {
    let wanted = timed.patients as f64 - 1.0;
    within("gaps", gaps.len() as f64, wanted, wanted)?;
    for (number, gap) in (1..).zip(gaps) {
        within(&format!("gaps[{number}]"), *gap, 0.0, crate::limits::SESSION_MINUTES_MAX as f64)?;
    }
    Ok(priced(timed, gaps.to_vec()).0)
}

/// What gaps cost, and the derivative by each gap.
fn priced(timed: &Timed, gaps: Vec<f64>) -> (Dome, Vec<f64>) {
    let minutes: Vec<f64> = (0..=timed.patients).map(|people| people as f64 * timed.mean).collect();
    let mut state = vec![0.0; timed.patients + 1];
    state[0] = 1.0;
    arrive(&mut state, timed.no_show);
    let mut wait_total = 0.0;
    // What happens in each gap, and the number present at its end.
    let mut passed: Vec<(Departures, Vec<f64>)> = Vec::with_capacity(gaps.len());
    for gap in &gaps {
        let departures = Departures::new(gap / timed.mean, timed.patients);
        state = departures.forwards(&state);
        wait_total += (1.0 - timed.no_show) * expected(&state, &minutes);
        passed.push((departures, state.clone()));
        arrive(&mut state, timed.no_show);
    }
    let idle = gaps.iter().sum::<f64>() + expected(&state, &minutes) - timed.load();
    let cost = timed.idle_weight * idle + (1.0 - timed.idle_weight) * wait_total;
    let mut value = timed.end();
    let mut slopes = vec![0.0; gaps.len()];
    for (slope, (departures, at_end)) in slopes.iter_mut().zip(&passed).rev() {
        let before = timed.before_appointment(&value);
        *slope = timed.idle_weight + expected(at_end, &timed.with_time(&before));
        value = departures.backwards(&before);
    }
    let violated = |(gap, slope): (&f64, &f64)| if *gap < 1e-9 { (-slope).max(0.0) } else { slope.abs() };
    let slope = gaps.iter().zip(&slopes).map(violated).fold(0.0, f64::max);
    (Dome { gaps, cost, wait_total, idle, slope }, slopes)
}
