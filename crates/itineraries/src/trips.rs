//! Which days: the fewest trips first, and for each number of trips all ways to divide the steps among days.
//!
//! A chain with so many trips has its steps divided into as many sets, each on a day of its own. All divisions are tried,
//! with all choices of days, except those of which it is known that none of their chains is as good as one that was found:
//! two steps that cannot be on their two days ([`Bounds::together`]), or stays that are too long, or ends that are
//! too late, already by their lower bounds ([`Bounds::stay`], [`Bounds::end`]). Each that is left is searched. If all were tried and a chain was found, it is the best with
//! so many trips, and with fewer there was none.

use crate::{
    bounds::{Bounds, NEVER},
    facts::Facts,
    relations::{MOST, Steps, places},
    search::{self, Part, Plan, State},
    work::{Spent, Work},
};

/// The search over the days of one request.
pub(crate) struct Trips<'a> {
    facts: &'a Facts<'a>,
    bounds: &'a Bounds,
    /// For each set of steps, the least stay on any day.
    least: Vec<i32>,
    /// For each day and set of steps, whether they have a chain there; `None` if that was not asked yet.
    possible: Vec<Option<bool>>,
}

/// Steps divided among days that are not chosen yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Division {
    /// The sum of the least stays.
    stay: i64,
    sets: [Steps; MOST],
}

impl<'a> Trips<'a> {
    pub(crate) fn new(facts: &'a Facts<'a>, bounds: &'a Bounds) -> Self {
        let sets = 1_usize << facts.domains.len();
        let days = facts.pool.days.len();
        let on_any = |set: usize| (0..days).map(|day| bounds.stay(day, set as Steps)).min().unwrap_or(NEVER);
        Self { facts, bounds, least: (0..sets).map(on_any).collect(), possible: vec![None; sets * days] }
    }

    /// Makes `best` the best chain with so many trips; what it was before has to have as many.
    pub(crate) fn with(&mut self, trips: usize, best: &mut Option<State>, work: &mut Work) -> Result<(), Spent> {
        let mut divisions = Vec::new();
        self.divide(self.facts.steps, trips, &mut Division { stay: 0, sets: [0; MOST] }, 0, &mut divisions);
        divisions.sort_unstable();
        for division in divisions {
            if best.is_some_and(|best| division.stay > best.stay) {
                break;
            }
            self.choose(&division.sets[..trips], Plan::free(0), (division.stay, i32::MIN), best, work)?;
        }
        Ok(())
    }

    /// All ways to divide steps into so many sets. The first set has the first step, so that each way is met once.
    fn divide(&self, left: Steps, sets: usize, so_far: &mut Division, number: usize, found: &mut Vec<Division>) {
        if sets == 0 {
            if left == 0 {
                found.push(*so_far);
            }
            return;
        }
        if (left.count_ones() as usize) < sets {
            return;
        }
        let first: Steps = 1 << left.trailing_zeros();
        let others = left & !first;
        let mut more = others;
        loop {
            let set = first | more;
            let least = self.least[set as usize];
            if least < NEVER {
                let before = *so_far;
                so_far.sets[number] = set;
                so_far.stay += i64::from(least);
                self.divide(left & !set, sets - 1, so_far, number + 1, found);
                *so_far = before;
            }
            if more == 0 {
                return;
            }
            more = (more - 1) & others;
        }
    }

    /// Chooses the days of the sets that have none yet, and searches each choice. `least` are lower bounds of all stays and
    /// of the end.
    fn choose(
        &mut self,
        sets: &[Steps],
        plan: Plan,
        least: (i64, i32),
        best: &mut Option<State>,
        work: &mut Work,
    ) -> Result<(), Spent> {
        let Some((set, others)) = sets.split_first() else { return self.search(plan, best, work) };
        let mut days: Vec<(i32, usize)> =
            (0..self.facts.pool.days.len()).map(|day| (self.bounds.stay(day, *set), day)).collect();
        days.sort_unstable();
        for (of_day, day) in days {
            work.unit()?;
            let stay = least.0 + i64::from(of_day - self.least[*set as usize]);
            if of_day >= NEVER || best.is_some_and(|best| stay > best.stay) {
                break;
            }
            let (part, end) = (Part { day: day as u8, steps: *set }, least.1.max(self.bounds.end(day, *set)));
            let is_late = best.is_some_and(|best| (stay, end) > (best.stay, best.done));
            if !is_late && self.go_together(&plan, part) {
                self.choose(others, plan.with(part), (stay, end), best, work)?;
            }
        }
        Ok(())
    }

    /// Whether a set of steps can be on a day besides the others of a plan.
    fn go_together(&self, plan: &Plan, part: Part) -> bool {
        plan.parts().iter().all(|other| {
            let pair = |one: usize, two: usize| self.bounds.together(one, other.day as usize, two) & 1 << part.day != 0;
            other.day != part.day && places(other.steps).all(|one| places(part.steps).all(|two| pair(one, two)))
        })
    }

    /// Searches a plan. As long as nothing bounds that search, any chain is looked for first, which is quicker, above all
    /// where there is none.
    fn search(&mut self, plan: Plan, best: &mut Option<State>, work: &mut Work) -> Result<(), Spent> {
        if best.is_none() {
            if plan.parts().len() > 1 {
                for part in plan.parts() {
                    if !self.is_possible(*part, work)? {
                        return Ok(());
                    }
                }
            }
            let Some(any) = search::any(self.facts, plan, work)? else { return Ok(()) };
            *best = Some(any.counted(self.facts).1);
        }
        search::best(self.facts, self.bounds, plan, best, work)
    }

    fn is_possible(&mut self, part: Part, work: &mut Work) -> Result<bool, Spent> {
        let place = (part.day as usize * self.least.len()) + part.steps as usize;
        if let Some(known) = self.possible[place] {
            return Ok(known);
        }
        let found = search::any(self.facts, Plan::free(0).with(part), work)?.is_some();
        self.possible[place] = Some(found);
        Ok(found)
    }
}
