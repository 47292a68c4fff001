//! What any plan counts at least: a bound from prices for beds.
//!
//! A bed of each kind of room has a price each night. Everybody takes the room that is cheapest together with its
//! prices, however full it is; what they pay, less what all beds would bring in, is at most what the best plan counts
//! (Lagrangian relaxation). Where too many want a bed its price goes up, where too few do it goes down. That some rooms
//! are for one sex a night is left out, which makes the bound lower, not wrong.
//!
//! Prices are whole numbers of small units, so that the bound is exact whatever led to the prices.

use crate::{
    problem::{FORBIDDEN, Problem},
    search::Plan,
};
use std::collections::BTreeMap;

/// What the search for prices calls one.
const UNIT: i64 = 1 << 12;

/// How often prices are changed, and after how many changes without a better bound they are changed by half as much.
const CHANGES: u32 = 3_000;
const PATIENCE: u32 = 60;

/// How much of the last change goes on in the next one.
const MOMENTUM: f64 = 0.7;

/// What any plan counts at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Nights without a bed.
    pub unplaced: i64,
    /// What it costs if everybody has a bed; nothing if that is not known to be possible.
    pub cost: Option<i64>,
}

/// The bound of a problem of which a plan is known, which says how far the bound can be.
pub fn bound(problem: &Problem, plan: &Plan) -> Bound {
    let nights = Prices::new(problem, true).raise(plan.unplaced);
    let cost = (plan.unplaced == 0).then(|| Prices::new(problem, false).raise(plan.cost));
    Bound { unplaced: nights, cost }
}

/// Rooms that cost everybody the same.
struct Kind {
    room: u32,
    beds: i64,
}

struct Prices<'p> {
    problem: &'p Problem,
    /// Whether nights without a bed are counted, or what everybody costs in a bed.
    nights: bool,
    kinds: Vec<Kind>,
    /// For each kind and night.
    prices: Vec<i64>,
    /// How many more want a bed than there are, for each kind and night.
    wanted: Vec<i64>,
}

impl<'p> Prices<'p> {
    fn new(problem: &'p Problem, nights: bool) -> Self {
        let mut kinds: BTreeMap<Vec<u32>, Kind> = BTreeMap::new();
        for (room, space) in (0..).zip(&problem.spaces) {
            let costs = (0..problem.stays.len() as u32).map(|stay| problem.cost(stay, room));
            let costs = costs.map(|cost| if nights && cost != FORBIDDEN { 0 } else { cost }).collect();
            kinds.entry(costs).or_insert(Kind { room, beds: 0 }).beds += i64::from(space.beds);
        }
        let kinds: Vec<Kind> = kinds.into_values().collect();
        let cells = kinds.len() * problem.nights;
        Self { problem, nights, kinds, prices: vec![0; cells], wanted: vec![0; cells] }
    }

    /// The best bound that is found.
    fn raise(mut self, known: i64) -> i64 {
        let (mut best, mut step, mut since) = (i64::MIN, 1.0, 0);
        let mut exact: Vec<f64> = vec![0.0; self.prices.len()];
        let mut change = exact.clone();
        for _ in 0..CHANGES {
            let value = self.value();
            (best, since) = if value > best { (value, 0) } else { (best, since + 1) };
            if since == PATIENCE {
                (step, since) = (step / 2.0, 0);
            }
            let mut square = 0.0;
            for (change, wanted) in change.iter_mut().zip(&self.wanted) {
                *change = MOMENTUM * *change + (1.0 - MOMENTUM) * *wanted as f64;
                square += *change * *change;
            }
            let missing = (known * UNIT - value) as f64;
            if square <= 0.0 || missing <= 0.0 {
                break;
            }
            for ((exact, price), change) in exact.iter_mut().zip(&mut self.prices).zip(&change) {
                *exact = (*exact + step * missing / square * change).max(0.0);
                *price = exact.round() as i64;
            }
        }
        // Nothing counts less than nothing, and everything counts a whole number.
        (best.max(0) + UNIT - 1) / UNIT
    }

    /// What these prices prove, in units; and notes who wants what.
    fn value(&mut self) -> i64 {
        let nights = self.problem.nights;
        let mut sums = Vec::with_capacity(self.kinds.len() * (nights + 1));
        let mut value = 0;
        for (place, kind) in self.kinds.iter().enumerate() {
            let mut sum = 0;
            sums.push(sum);
            for &price in &self.prices[place * nights..][..nights] {
                sum += price;
                sums.push(sum);
            }
            value -= kind.beds * sum;
            self.wanted[place * nights..][..nights].fill(-kind.beds);
        }
        for (stay, during) in (0..).zip(&self.problem.stays) {
            let (first, end) = (during.first as usize, during.end as usize);
            let without = i64::from(self.problem.length(stay)) * UNIT;
            let mut least = self.nights.then_some((without, None));
            for (place, kind) in self.kinds.iter().enumerate() {
                let cost = match self.problem.cost(stay, kind.room) {
                    FORBIDDEN => continue,
                    _ if self.nights => 0,
                    cost => i64::from(cost) * UNIT,
                };
                let sums = &sums[place * (nights + 1)..];
                let counts = cost + sums[end] - sums[first];
                if least.is_none_or(|(least, _)| counts < least) {
                    least = Some((counts, Some(place)));
                }
            }
            if let Some((least, place)) = least {
                value += least;
                if let Some(place) = place {
                    self.wanted[place * nights..][first..end].iter_mut().for_each(|wanted| *wanted += 1);
                }
            }
        }
        value
    }
}
