//! How the budget is spent: one annealing after the other, each longer than the one before.

use super::Budget;
use crate::problem::Problem;

/// The first annealing takes this share of the budget, or less if that is long. It gives a good plan soon, and finds out
/// whether everybody can have a bed.
const FIRST_SHARE: f64 = 0.03;
const FIRST_SECONDS: f64 = 2.0;
const FIRST_STEPS: f64 = 2_000_000.0;

/// How much longer each next one takes; the last one takes what is left.
const LONGER: f64 = 5.0;

/// What a night without a bed counts: so much that no other cost can outweigh it at the temperatures of the costs.
pub(super) const NIGHT_WEIGHT: i64 = 1 << 24;

/// From one level to the next.
const COOLING: f64 = 0.965;

/// The first and the last temperature for the costs, in detours (see [`Problem::detour`]).
const COSTS: (f64, f64) = (0.75, 0.03);

/// The first and the last temperature for the nights without a bed, in nights. At the first, a step may lose some nights,
/// as giving a long stay's bed to two short ones does on the way.
const NIGHTS: (f64, f64) = (1.0, 0.1);
/// The share of an annealing that goes to the nights, if somebody has no bed.
const NIGHTS_SHARE: f64 = 0.6;

/// The shares of the budget of one annealing after the other.
pub(super) fn shares(budget: Budget) -> Vec<f64> {
    let long = match budget {
        Budget::Steps(steps) => FIRST_STEPS / steps as f64,
        Budget::Time(time) => FIRST_SECONDS / time.as_secs_f64(),
    };
    let (mut shares, mut left, mut next) = (Vec::new(), 1.0, long.min(FIRST_SHARE));
    while 2.0 * next < left {
        shares.push(next);
        left -= next;
        next *= LONGER;
    }
    shares.push(left);
    shares
}

/// The temperatures of one annealing, in phases with their shares of it. If somebody has no bed, the nights without a bed
/// come first: while it is hot enough for them, all other costs are nothing.
pub(super) fn phases(problem: &Problem, somebody_without: bool) -> Vec<(f64, Vec<f64>)> {
    let costs = cool(COSTS, problem.detour());
    if somebody_without {
        return vec![(NIGHTS_SHARE, cool(NIGHTS, NIGHT_WEIGHT as f64)), (1.0 - NIGHTS_SHARE, costs)];
    }
    vec![(1.0, costs)]
}

fn cool((first, last): (f64, f64), unit: f64) -> Vec<f64> {
    let mut levels = Vec::new();
    let mut temperature = first * unit;
    while temperature >= last * unit {
        levels.push(temperature);
        temperature *= COOLING;
    }
    levels
}
