//! The beginning of a chain, in the order of time, with all that matters for what may come next.

use crate::{
    domain::Domain,
    facts::Facts,
    ids::ResourceId,
    pool::Candidate,
    relations::{FOR_EVER, MOST, Steps, places},
};
use std::cmp::Ordering;

/// No day yet.
pub(crate) const ANY_DAY: u8 = u8::MAX;

/// One step of a chain: its place in the order of ids, and its candidate in the step's domain.
pub(crate) type Taken = (u8, u32);

/// The beginning of a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// The steps that it has, and those that are still to come.
    pub(crate) steps: Steps,
    pub(crate) left: Steps,
    count: u8,
    /// In the order of time.
    taken: [Taken; MOST],
    /// When the last one is done, and where.
    pub(crate) done: i32,
    pub(crate) place: Option<u16>,
    /// The stays so far: the days that are complete from first to last, less the beginnings of the days that have begun.
    /// Once all days are complete, that is the sum of all stays.
    pub(crate) stay: i64,
    /// For each step that is still to come: when it begins at the earliest and at the latest, on which day, and with
    /// which resource.
    pub(crate) least: [i32; MOST],
    pub(crate) latest: [i32; MOST],
    pub(crate) day: [u8; MOST],
    pub(crate) resource: [Option<ResourceId>; MOST],
    /// Of each part of a plan that has begun, its last step so far.
    pub(crate) last: [Taken; MOST],
}

impl State {
    /// Before the first step. Each step is on the day that is given for it.
    pub(crate) const fn empty(left: Steps, day: [u8; MOST]) -> Self {
        Self {
            steps: 0,
            left,
            count: 0,
            taken: [(0, 0); MOST],
            done: i32::MIN,
            place: None,
            stay: 0,
            least: [i32::MIN; MOST],
            latest: [i32::MAX; MOST],
            day,
            resource: [None; MOST],
            last: [(0, 0); MOST],
        }
    }

    /// What was taken, in the order of time.
    pub(crate) fn taken(&self) -> &[Taken] {
        &self.taken[..self.count as usize]
    }

    /// A complete chain with its stays counted, and how many trips it takes.
    pub(crate) fn counted(mut self, facts: &Facts<'_>) -> (usize, Self) {
        let mut days: Vec<(u8, i32, i32)> = Vec::new();
        for (step, number) in self.taken() {
            let it = &facts.domains[*step as usize].candidates[*number as usize];
            match days.iter_mut().find(|(day, ..)| *day == it.day) {
                Some((.., done)) => *done = it.done,
                None => days.push((it.day, it.from, it.done)),
            }
        }
        self.stay = days.iter().map(|(_, from, done)| i64::from(done - from)).sum();
        (days.len(), self)
    }

    /// With one step more; `None` if a step of those that are then still to come could no longer be had.
    pub(crate) fn with(&self, facts: &Facts<'_>, step: usize, number: u32, it: &Candidate) -> Option<Self> {
        let relations = &facts.relations;
        let mut next = *self;
        next.steps |= 1 << step;
        next.left &= !(1 << step);
        next.taken[self.count as usize] = (step as u8, number);
        next.count += 1;
        next.done = it.done;
        next.place = Some(it.place);
        for other in places(next.left) {
            let bit = 1 << other;
            next.least[other] = next.least[other].max(it.done + relations.least[step][other]);
            if relations.most[step][other] != FOR_EVER {
                next.latest[other] = next.latest[other].min(it.done + relations.most[step][other]);
            }
            if relations.same_day[step] & bit != 0 {
                if next.day[other] != ANY_DAY && next.day[other] != it.day {
                    return None;
                }
                next.day[other] = it.day;
            }
            if relations.same_resource[step] & bit != 0 {
                if next.resource[other].is_some_and(|resource| resource != it.resource) {
                    return None;
                }
                next.resource[other] = Some(it.resource);
            }
            let last = last_from(&facts.domains[other], next.day[other]).min(next.latest[other]);
            if next.least[other] > last {
                return None;
            }
        }
        Some(next)
    }

    /// Which of two beginnings with the same steps makes the earlier chain, whatever comes after them: the one whose last
    /// step is done earlier, then the one before that, and so on; then the same with the ids of the offers, and with
    /// those of the steps.
    pub(crate) fn order(&self, other: &Self, facts: &Facts<'_>) -> Ordering {
        let key = |(step, number): &Taken| {
            let it = &facts.domains[*step as usize].candidates[*number as usize];
            (it.done, it.id, *step)
        };
        let pairs = || self.taken().iter().map(key).zip(other.taken().iter().map(key)).rev();
        let done = pairs().map(|(one, other)| one.0.cmp(&other.0));
        let ids = pairs().map(|(one, other)| one.1.cmp(&other.1));
        let steps = pairs().map(|(one, other)| one.2.cmp(&other.2));
        done.chain(ids).chain(steps).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// Whether whatever can follow the other beginning of a chain can follow this one too, with a chain that is at least
    /// as good. Both have the same steps; `best` if it matters how good a chain is, and not only whether there is one.
    ///
    /// This one is done no later, and is, for each step that is still to come, at each of its places no later than the
    /// other is; no step may begin earliest only later, or has to begin by an earlier minute, or is bound to a day or
    /// resource to which the other does not bind it. So the same candidates can follow. What they add to the stays is the
    /// same, and so is what they add to the order of chains.
    pub(crate) fn is_no_worse(&self, other: &Self, facts: &Facts<'_>, best: bool) -> bool {
        if self.done > other.done || best && self.stay > other.stay {
            return false;
        }
        let (Some(place), Some(other_place)) = (self.place, other.place) else { return false };
        for step in places(self.left) {
            if self.done + facts.pool.ways.behind(step, place, other_place) > other.done
                || self.least[step] > other.least[step].max(other.done)
                || self.latest[step] < other.latest[step]
                || self.day[step] != ANY_DAY && self.day[step] != other.day[step]
                || self.resource[step].is_some() && self.resource[step] != other.resource[step]
            {
                return false;
            }
        }
        !best || self.stay < other.stay || self.order(other, facts).is_le()
    }
}

/// When the last candidate on a day begins.
pub(crate) fn last_from(domain: &Domain, day: u8) -> i32 {
    if day == ANY_DAY { domain.last_from } else { domain.day(day as usize).last_from }
}
