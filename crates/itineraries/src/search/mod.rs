//! The search for a chain in the order of time: first the step that comes first, then the one after it, and so on.
//!
//! Every chain is a sequence of steps, each with a candidate, of which each begins when the one before is done or later.
//! The search tries each step as the next, with each candidate that may follow, so that without leaving anything out it
//! would meet every chain once. It leaves out:
//!
//! * **What cannot be completed**: a step that is still to come has no candidate left ([`State::with`]), or comes too late
//!   for another that has to follow it.
//! * **What comes later for nothing** ([`Search::collect`]): of the candidates of one step at one place, those that are
//!   not done first, if only a later end tells them apart. That is so if no other step has to follow within a time or
//!   with the same resource, and if the day has begun (or if it only matters whether there is a chain). In any chain
//!   with a later candidate the first one can take its place: it begins late enough for those before it, and ends
//!   earlier for those after it.
//! * **What follows a worse beginning** ([`State::is_no_worse`]): of beginnings with the same steps, one that is no worse
//!   than another allows all that the other allows. The relation is transitive and the order of chains in it is total,
//!   so something that is as good as the best always remains.
//! * **What is too long** ([`Search::is_hopeless`]): a lower bound of the stays, or of the end at the same stays, is above
//!   those of the best chain so far.
//!
//! Everything that holds between steps holds between two of them, and is checked when the later one is added. So what is
//! complete is a chain, and the best that is met is the best of all.

mod plan;
mod state;

pub(crate) use plan::{Part, Plan};
pub(crate) use state::{ANY_DAY, State, Taken};

use crate::{
    bounds::{Bounds, NEVER, NEVER_ENDS},
    facts::Facts,
    pool::Candidate,
    relations::{Steps, places},
    work::{Spent, Work},
};
use std::cmp::Ordering;

/// With how many of the beginnings that were kept last another one is compared. Where there are more, few of them replace
/// each other, and to compare them all takes longer than to go on with them.
const COMPARED: usize = 64;

/// A search for one plan of days.
pub(crate) struct Search<'a> {
    facts: &'a Facts<'a>,
    plan: Plan,
    /// If the best chain is wanted; otherwise any will do.
    bounds: Option<&'a Bounds>,
    /// The best chain so far.
    best: Option<State>,
    /// The beginnings so far that no other one was better than, by their steps.
    kept: Vec<Vec<State>>,
    /// One list for each length of a beginning, so that they are not made anew each time.
    lists: Vec<Vec<Taken>>,
    work: &'a mut Work,
}

/// Any chain of a plan.
pub(crate) fn any(facts: &Facts<'_>, plan: Plan, work: &mut Work) -> Result<Option<State>, Spent> {
    let mut search = Search::new(facts, plan, None, None, work);
    search.extend(&State::empty(plan.steps, plan.days()))?;
    Ok(search.best)
}

/// Makes `best` the best chain of a plan, if that is better than `best` was.
pub(crate) fn best(
    facts: &Facts<'_>,
    bounds: &Bounds,
    plan: Plan,
    best: &mut Option<State>,
    work: &mut Work,
) -> Result<(), Spent> {
    let mut search = Search::new(facts, plan, Some(bounds), *best, work);
    let ended = search.extend(&State::empty(plan.steps, plan.days()));
    *best = search.best;
    ended.map(drop)
}

/// Which of two complete chains with as many trips is better.
pub(crate) fn compare(one: &State, other: &State, facts: &Facts<'_>) -> Ordering {
    one.stay.cmp(&other.stay).then_with(|| one.order(other, facts))
}

impl<'a> Search<'a> {
    fn new(
        facts: &'a Facts<'a>,
        plan: Plan,
        bounds: Option<&'a Bounds>,
        best: Option<State>,
        work: &'a mut Work,
    ) -> Self {
        let count = facts.domains.len();
        Self { facts, plan, bounds, best, kept: vec![Vec::new(); 1 << count], lists: vec![Vec::new(); count + 1], work }
    }

    /// Tries all that can follow; true if the search is over.
    fn extend(&mut self, state: &State) -> Result<bool, Spent> {
        self.work.unit()?;
        if state.left == 0 {
            if self.best.is_none_or(|best| compare(state, &best, self.facts).is_lt()) {
                self.best = Some(*state);
            }
            return Ok(self.bounds.is_none());
        }
        let depth = state.taken().len();
        let mut list = std::mem::take(&mut self.lists[depth]);
        list.clear();
        self.collect(state, &mut list);
        list.sort_unstable_by_key(|(step, number)| (self.candidate(*step, *number).done, *step, *number));
        for (step, number) in &list {
            if let Some(next) = self.next(state, *step as usize, *number)
                && self.extend(&next)?
            {
                return Ok(true);
            }
        }
        self.lists[depth] = list;
        Ok(false)
    }

    #[inline]
    fn candidate(&self, step: u8, number: u32) -> &'a Candidate {
        &self.facts.domains[step as usize].candidates[number as usize]
    }

    /// All that can be next, but nothing of what comes later for nothing.
    fn collect(&self, state: &State, list: &mut Vec<Taken>) {
        let relations = &self.facts.relations;
        for step in places(state.left) {
            let others = state.left & !(1 << step);
            if others & !relations.later[step] != 0 {
                continue;
            }
            let begins_day = self.bounds.is_some() && {
                let part = self.plan.parts()[self.plan.part_of(step)];
                part.steps & state.steps == 0
            };
            let every = begins_day
                || others & (relations.soon[step] | relations.same_resource[step]) != 0
                || state.latest[step] != i32::MAX
                || state.resource[step].is_some();
            let of_days = match state.day[step] {
                ANY_DAY => 0..self.facts.pool.days.len(),
                day => day as usize..day as usize + 1,
            };
            // On each day one may be the best if another step has to be on the same day.
            let of_each_day = others & relations.same_day[step] != 0;
            let mut enough = i32::MAX;
            for day in of_days {
                if of_each_day {
                    enough = i32::MAX;
                }
                if every {
                    self.collect_every(state, step, day, list);
                } else if self.facts.domains[step].day(day).first_from < enough {
                    let done = self.collect_soonest(state, step, day, list);
                    // Somebody who is done by then can be anywhere when a later one begins.
                    enough = enough.min(done.saturating_add(self.facts.pool.ways.longest));
                }
            }
        }
    }

    /// The minute at which somebody can begin a step at a place.
    #[inline]
    fn arrives(&self, state: &State, step: usize, place: u16) -> i32 {
        let arrives = state.place.map_or(i32::MIN, |last| state.done + self.facts.pool.ways.minutes(last, place));
        arrives.max(state.least[step])
    }

    /// All candidates of a day that may be next.
    fn collect_every(&self, state: &State, step: usize, day: usize, list: &mut Vec<Taken>) {
        let domain = &self.facts.domains[step];
        for run in domain.runs(day) {
            let Some(first) = domain.after(*run, self.arrives(state, step, run.place)) else { continue };
            for number in first..run.end {
                let it = &domain.candidates[number as usize];
                if it.from > state.latest[step] {
                    break;
                }
                if state.resource[step].is_none_or(|resource| resource == it.resource) {
                    list.push((step as u8, number));
                }
            }
        }
    }

    /// At each place of a day the candidate that is done first; when the first of them is done.
    fn collect_soonest(&self, state: &State, step: usize, day: usize, list: &mut Vec<Taken>) -> i32 {
        let domain = &self.facts.domains[step];
        let mut done = i32::MAX;
        for run in domain.runs(day) {
            if let Some(first) = domain.after(*run, self.arrives(state, step, run.place)) {
                let number = domain.soonest(first);
                list.push((step as u8, number));
                done = done.min(domain.candidates[number as usize].done);
            }
        }
        done
    }

    /// The chain with this candidate next, unless it cannot become the best, or a chain at all.
    fn next(&mut self, state: &State, step: usize, number: u32) -> Option<State> {
        let it = self.candidate(step as u8, number);
        let mut next = state.with(self.facts, step, number, it)?;
        if let Some(bounds) = self.bounds {
            let place = self.plan.part_of(step);
            let part = self.plan.parts()[place];
            if part.steps & state.steps == 0 {
                next.stay -= i64::from(it.from);
            }
            if part.steps & !next.steps == 0 {
                next.stay += i64::from(it.done);
            }
            next.last[place] = (step as u8, number);
            if self.is_hopeless(bounds, &next) {
                return None;
            }
        }
        self.keep(&next).then_some(next)
    }

    /// Whether no chain that begins so is as good as the best so far.
    fn is_hopeless(&self, bounds: &Bounds, state: &State) -> bool {
        let (mut stay, mut done) = (state.stay, state.done);
        for (part, (last, number)) in self.plan.parts().iter().zip(state.last) {
            let left: Steps = part.steps & !state.steps;
            if left == 0 {
                continue;
            }
            let end = if left == part.steps {
                let least = bounds.stay(part.day as usize, left);
                if least >= NEVER {
                    return true;
                }
                stay += i64::from(least);
                bounds.end(part.day as usize, left)
            } else {
                let end = bounds.ends(self.facts, last as usize, number, left);
                stay += i64::from(end);
                end
            };
            if end == NEVER_ENDS {
                return true;
            }
            done = done.max(end);
        }
        self.best.is_some_and(|best| (stay, done) > (best.stay, best.done))
    }

    /// Whether a beginning is worth going on with; it is kept then, to compare others with it.
    fn keep(&mut self, state: &State) -> bool {
        let (facts, best) = (self.facts, self.bounds.is_some());
        if state.left == 0 {
            return true;
        }
        let kept = &mut self.kept[state.steps as usize];
        let compared = kept.len().saturating_sub(COMPARED);
        if kept[compared..].iter().any(|other| other.is_no_worse(state, facts, best)) {
            return false;
        }
        if compared == 0 {
            kept.retain(|other| !state.is_no_worse(other, facts, best));
        }
        kept.push(*state);
        true
    }
}
