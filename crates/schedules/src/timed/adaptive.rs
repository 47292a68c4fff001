//! Each next appointment is timed when the one before it is due.

use super::Timed;
use crate::people::{Departures, arrive};

/// When to call the next patient, whatever has happened so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Adaptive {
    cost: f64,
    /// By the number of patients still to be called, then by the number present.
    gaps: Vec<Vec<f64>>,
}

impl Adaptive {
    /// What is expected of a session that is timed so: ω·idle + (1 − ω)·waiting.
    pub const fn cost(&self) -> f64 {
        self.cost
    }

    /// After how many minutes the next appointment should be, if just after an appointment `remaining` patients are
    /// still to be called and `present` people are there (with the one who is inside, and the one who has just come).
    /// `None` if nobody remains, or if more are remaining or present than the session has.
    pub fn gap(&self, remaining: usize, present: usize) -> Option<f64> {
        self.gaps.get(remaining)?.get(present).copied()
    }
}

/// Times appointments by what is seen, by backward induction over the number of patients still to be called.
///
/// ```
/// use schedules::{Mean, Timed, adaptive};
/// let plan = adaptive(&Timed::new(15, Mean::new(1.0)?, 0.0, 0.1)?);
/// assert!((plan.cost() - 3.3239668).abs() < 1e-7);
/// # Ok::<(), schedules::Problem>(())
/// ```
pub fn adaptive(timed: &Timed) -> Adaptive {
    let mut value = timed.end();
    let mut gaps = vec![Vec::new()];
    for remaining in 1..timed.patients {
        let before = timed.before_appointment(&value);
        let with_time = timed.with_time(&before);
        let best: Vec<f64> =
            (0..=timed.patients - remaining).map(|present| best_gap(timed, &with_time, present)).collect();
        for (present, gap) in best.iter().enumerate() {
            let departures = Departures::new(gap / timed.mean, present);
            value[present] = timed.idle_weight * gap + departures.of(present, &before);
        }
        gaps.push(best);
    }
    let mut first = vec![1.0, 0.0];
    arrive(&mut first, timed.no_show);
    let cost = first[0] * value[0] + first[1] * value[1] - timed.idle_weight * timed.load();
    Adaptive { cost, gaps }
}

/// Where waiting a little longer begins to cost more than it saves. What it saves falls with each person who is done, so
/// there is only one such time.
fn best_gap(timed: &Timed, with_time: &[f64], present: usize) -> f64 {
    let slope = |gap: f64| timed.idle_weight + Departures::new(gap / timed.mean, present).of(present, with_time);
    let (mut early, mut late) = (0.0, timed.mean);
    if slope(early) >= 0.0 {
        return early;
    }
    // In the end all are done, and more time only costs.
    while slope(late) < 0.0 {
        late *= 2.0;
    }
    while late - early > 1e-12 * late {
        let middle = early + (late - early) / 2.0;
        if slope(middle) < 0.0 { early = middle } else { late = middle }
    }
    early
}
