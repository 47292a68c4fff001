//! The least cost among all neighbours, without evaluating all of them.
//!
//! The boundaries whose numbers of patients are raised (or lowered) are a set, and its cost is submodular. A boundary
//! next to an empty slot may only be changed together with the one on its other side, so not every set is allowed: sets
//! are closed first, and each boundary that closing adds is charged enough for that never to pay (Schrijver,
//! Combinatorial Optimization, 49.3).

use super::{
    norm::{Greedy, nearest},
    search::{Scored, Search, tolerance},
};
use std::collections::HashMap;

/// What was found of the neighbours.
pub(crate) enum Least {
    /// One that costs less; maybe not the least.
    Better(Scored),
    /// None costs less than `bound`, for which so many schedules were evaluated.
    NoneBelow { bound: f64, evaluated: u64 },
}

/// Minimises over the raised and the lowered sets; ends early with the first neighbour that costs less.
pub(crate) fn least(search: &Search, base: &Scored) -> Least {
    let (mut bound, mut evaluated) = (base.cost, 0);
    for raised in [true, false] {
        let mut family = Family::new(search, base, raised);
        let lower = nearest(&mut family, tolerance(base.cost));
        if let Some(better) = family.best.filter(|best| best.is_better_than(base)) {
            return Least::Better(better);
        }
        evaluated += family.costs.len() as u64;
        bound = bound.min(base.cost + lower);
    }
    Least::NoneBelow { bound, evaluated }
}

/// The sets of boundaries that may be changed in one direction. A set is a number whose bit `t` is the boundary before
/// slot `t`.
pub(crate) struct Family<'a> {
    search: &'a Search,
    base: &'a Scored,
    raised: bool,
    /// The boundaries that may be changed, in order.
    boundaries: Vec<usize>,
    /// What each of them is charged when closing adds it.
    charges: Vec<f64>,
    /// By how much the cost changes, for each closed set that was evaluated.
    costs: HashMap<u64, f64>,
    best: Option<Scored>,
}

impl<'a> Family<'a> {
    /// Those of a schedule.
    pub(crate) fn new(search: &'a Search, base: &'a Scored, raised: bool) -> Self {
        let mut family = Self {
            search,
            base,
            raised,
            boundaries: Vec::new(),
            charges: Vec::new(),
            costs: HashMap::from([(0, 0.0)]),
            best: None,
        };
        family.boundaries = (1..base.calls.len()).filter(|boundary| family.with(*boundary).is_some()).collect();
        family.charges = (0..family.boundaries.len()).map(|index| family.charge(index)).collect();
        family
    }

    /// The boundary that has to be changed too; 0 and the number of slots cannot be.
    fn implied(&self, boundary: usize) -> Option<usize> {
        let (slot, next) = if self.raised { (boundary, boundary + 1) } else { (boundary - 1, boundary - 1) };
        (self.base.calls[slot] == 0).then_some(next)
    }

    /// A boundary with all that it implies; `None` if it cannot be changed.
    fn with(&self, boundary: usize) -> Option<u64> {
        let (mut set, mut at) = (1 << boundary, boundary);
        while let Some(next) = self.implied(at) {
            if next == 0 || next == self.base.calls.len() {
                return None;
            }
            set |= 1 << next;
            at = next;
        }
        Some(set)
    }

    /// As much as a boundary may save at most: what it saves when all are changed that do not imply it.
    fn charge(&mut self, index: usize) -> f64 {
        let bit = 1 << self.boundaries[index];
        let free = self.boundaries.iter().filter_map(|boundary| self.with(*boundary)).filter(|set| set & bit == 0);
        let others = free.fold(0, |all, set| all | set);
        (self.cost(others) - self.cost(others | bit)).max(0.0)
    }

    /// By how much a closed set changes the cost.
    fn cost(&mut self, set: u64) -> f64 {
        if let Some(cost) = self.costs.get(&set) {
            return *cost;
        }
        let bit = |boundary: usize| (set >> boundary) as u32 & 1;
        let called = |(slot, called): (usize, &u32)| {
            let (before, after) = (bit(slot), bit(slot + 1));
            if self.raised { called + after - before } else { called + before - after }
        };
        let scored = self.search.score(self.base.calls.iter().enumerate().map(called).collect());
        let cost = scored.cost - self.base.cost;
        self.costs.insert(set, cost);
        if self.best.as_ref().is_none_or(|best| scored.cost < best.cost) {
            self.best = Some(scored);
        }
        cost
    }
}

impl Greedy for Family<'_> {
    fn size(&self) -> usize {
        self.boundaries.len()
    }

    fn marginals(&mut self, order: &[usize]) -> Vec<f64> {
        let mut marginals = vec![0.0; order.len()];
        let (mut closed, mut before) = (0, 0.0);
        let (mut charged, mut all_charges) = (0.0, 0.0);
        for index in order {
            let added = self.with(self.boundaries[*index]).unwrap_or_default() & !closed;
            closed |= added;
            for (boundary, charge) in self.boundaries.iter().zip(&self.charges) {
                if (added >> boundary) & 1 == 1 {
                    all_charges += charge;
                }
            }
            charged += self.charges[*index];
            let value = self.cost(closed) + all_charges - charged;
            marginals[*index] = value - before;
            before = value;
        }
        marginals
    }

    fn is_decided(&self) -> bool {
        self.best.as_ref().is_some_and(|best| best.is_better_than(self.base))
    }
}
