//! Two ways to call, replayed with the same sessions.

use super::{TAIL, replay, special::student_beyond};
use crate::{optimise::Weights, problem::Problem, setting::Calls};
use serde::Serialize;

/// A figure of each kind, per session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures<T> {
    /// The mean waiting of those who came, in minutes.
    pub wait: T,
    /// Overtime in minutes.
    pub overtime: T,
    /// Minutes without a patient, until the end of the last slot, or of overtime if there was any.
    pub idle: T,
    /// The cost: both weights times their figures.
    pub cost: T,
}

/// A mean with its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What the same sessions came to with today's calls and with the proposed ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// How many sessions.
    pub sessions: usize,
    /// Means with today's calls.
    pub present: Figures<f64>,
    /// Means with the proposed calls.
    pub proposed: Figures<f64>,
    /// Proposed less today's, session by session; Student's interval of the mean difference.
    pub difference: Figures<Interval>,
}

/// Replays each session with both.
///
/// `None` for fewer than two sessions, of which there is no interval.
///
/// # Errors
/// As [`replay()`].
pub fn compare(
    present: &Calls,
    proposed: &Calls,
    slot_minutes: u32,
    sessions: &[Vec<Option<u32>>],
    weights: Weights,
) -> Result<Option<Comparison>, Problem> {
    if sessions.len() < 2 {
        return Ok(None);
    }
    let played = |calls: &Calls| -> Result<Vec<[f64; 4]>, Problem> {
        let figures = |session: &Vec<Option<u32>>| {
            let found = replay(calls, slot_minutes, session)?;
            let (wait, overtime) = (found.wait_mean(), found.overtime_seconds as f64 / 60.0);
            let cost = weights.wait() * wait + weights.overtime() * overtime;
            Ok([wait, overtime, found.idle_seconds as f64 / 60.0, cost])
        };
        sessions.iter().map(figures).collect()
    };
    let (before, after) = (played(present)?, played(proposed)?);
    let differences: Vec<[f64; 4]> =
        before.iter().zip(&after).map(|(before, after)| std::array::from_fn(|at| after[at] - before[at])).collect();
    let means = |figures: &[[f64; 4]]| Figures::of(|at| mean(figures, at));
    Ok(Some(Comparison {
        sessions: sessions.len(),
        present: means(&before),
        proposed: means(&after),
        difference: Figures::of(|at| interval(&differences, at)),
    }))
}

impl<T> Figures<T> {
    fn of(figure: impl Fn(usize) -> T) -> Self {
        Self { wait: figure(0), overtime: figure(1), idle: figure(2), cost: figure(3) }
    }
}

fn mean(figures: &[[f64; 4]], at: usize) -> f64 {
    figures.iter().map(|session| session[at]).sum::<f64>() / figures.len() as f64
}

fn interval(differences: &[[f64; 4]], at: usize) -> Interval {
    let mean = mean(differences, at);
    let degrees = differences.len() as f64 - 1.0;
    let squares: f64 = differences.iter().map(|session| (session[at] - mean).powi(2)).sum();
    let reach = student_beyond(degrees, TAIL) * (squares / degrees / differences.len() as f64).sqrt();
    Interval { mean, low: mean - reach, high: mean + reach }
}
