//! Lower bounds: how long a stay is at least, for each day and each set of steps, and which steps cannot be on which
//! days together.
//!
//! Somebody who has the steps of a set on one day has them in some order. The stay is the sum of the distances from each
//! window's beginning to the next one's, and the time from the beginning of the last window until its step is done.
//! Each distance is at least the shortest one between any two candidates that may follow each other directly, so the
//! shortest path through all steps of the set, with these distances, is no longer than any stay (Held and Karp, A dynamic
//! programming approach to sequencing problems, Journal of SIAM 10, 1962, 196–210). What holds between steps that do not
//! follow each other directly is left out, except for their order; that only makes the bound smaller.

use crate::{
    facts::Facts,
    relations::{FOR_EVER, Steps, places},
};
use std::cell::RefCell;

/// No chain: as a length.
pub(crate) const NEVER: i32 = i32::MAX / 4;

/// No chain: as an end.
pub(crate) const NEVER_ENDS: i32 = i32::MAX;

/// Lower bounds of one request.
#[derive(Debug)]
pub(crate) struct Bounds {
    count: usize,
    /// See [`Bounds::rest`].
    rest: Vec<i32>,
    /// See [`Bounds::stay`].
    stay: Vec<i32>,
    /// See [`Bounds::end`].
    end: Vec<i32>,
    /// See [`Bounds::together`].
    together: Vec<u64>,
    days: usize,
    /// Which days meet no other day: see [`distances`].
    alone: Vec<bool>,
    /// See [`Bounds::ends`].
    ends: Option<Ends>,
}

/// What was found out so far of when days end: for each candidate of each step and each set of steps that are left.
#[derive(Debug)]
struct Ends {
    /// Where the candidates of each step begin.
    starts: Vec<usize>,
    known: RefCell<Vec<i32>>,
}

/// How many ends may be kept; with more candidates, the bound is the shortest path alone.
const ENDS_MAX: usize = 4_000_000;

/// Not asked yet.
const UNKNOWN: i32 = i32::MIN;

impl Bounds {
    pub(crate) fn new(facts: &Facts<'_>) -> Self {
        let (count, days) = (facts.domains.len(), facts.pool.days.len());
        let spans: Vec<(i32, i32)> = (0..days).map(|day| span(facts, day)).collect();
        let meets = |one: usize, other: usize| spans[one].0 < spans[other].1 && spans[other].0 < spans[one].1;
        let is_alone = |day: usize| !(0..days).any(|other| other != day && meets(day, other));
        let mut bounds = Self {
            count,
            rest: Vec::new(),
            stay: Vec::new(),
            end: Vec::new(),
            together: Vec::new(),
            days,
            alone: (0..days).map(is_alone).collect(),
            ends: Ends::new(facts),
        };
        for day in 0..days {
            bounds.paths(facts, day, &distances(facts, day, bounds.alone[day]));
        }
        for one in 0..count {
            for day in 0..days {
                for other in 0..count {
                    let on = |other_day: usize| {
                        may_follow(facts, (one, day), (other, other_day))
                            || may_follow(facts, (other, other_day), (one, day))
                    };
                    let bits = (0..days).filter(|other_day| on(*other_day)).fold(0, |bits, day| bits | 1 << day);
                    bounds.together.push(bits);
                }
            }
        }
        bounds
    }

    /// Shortest paths of one day, from the smallest sets of steps that are left to the largest.
    fn paths(&mut self, facts: &Facts<'_>, day: usize, distances: &[i32]) {
        let (count, later) = (self.count, &facts.relations.later);
        let start = self.rest.len();
        let sets = 1_usize << count;
        self.rest.resize(start + count * sets, NEVER);
        for left in 0..sets {
            let steps = left as Steps;
            for last in places(!steps & facts.steps) {
                let least = if left == 0 {
                    facts.domains[last].day(day).shortest.min(NEVER)
                } else if steps & !later[last] != 0 {
                    NEVER
                } else {
                    let next = |step: usize| {
                        distances[last * count + step] + self.rest[start + step * sets + (left & !(1 << step))]
                    };
                    places(steps).map(next).min().unwrap_or(NEVER).min(NEVER)
                };
                self.rest[start + last * sets + left] = least;
            }
        }
        for set in 0..sets {
            let first = |step: usize| self.rest[start + step * sets + (set & !(1 << step))];
            let stay = places(set as Steps).map(first).min().unwrap_or(0);
            let of_day = |step: usize| facts.domains[step].day(day);
            let from = places(set as Steps).map(|step| of_day(step).first_from).min().unwrap_or(i32::MIN);
            let done = places(set as Steps).map(|step| of_day(step).first_done).max().unwrap_or(i32::MIN);
            self.stay.push(stay);
            self.end.push(done.max(from.saturating_add(stay)));
        }
    }

    /// From when the window of the step begins that was last on a day: how long at least until the steps that are left
    /// of that day are done.
    #[inline]
    fn rest(&self, day: usize, last: usize, left: Steps) -> i32 {
        self.rest[(((day * self.count) + last) << self.count) + left as usize]
    }

    /// When the steps that are left of a day are done at the earliest, after a candidate of the step that was last on that
    /// day; [`NEVER_ENDS`] if they cannot be.
    ///
    /// It is what the soonest candidates come to, of all orders in which those steps may follow, if only the gaps between
    /// steps that follow each other directly count. What is done sooner at the same place allows all that follows what is
    /// done later there, so nothing that counts more ends earlier.
    pub(crate) fn ends(&self, facts: &Facts<'_>, step: usize, number: u32, left: Steps) -> i32 {
        let it = &facts.domains[step].candidates[number as usize];
        let Some(ends) = &self.ends else {
            return match self.rest(it.day as usize, step, left) {
                NEVER => NEVER_ENDS,
                rest => it.from + rest,
            };
        };
        if left == 0 {
            return it.done;
        }
        let place = ((ends.starts[step] + number as usize) << self.count) + left as usize;
        let known = ends.known.borrow()[place];
        if known != UNKNOWN {
            return known;
        }
        let mut earliest = NEVER_ENDS;
        if left & !facts.relations.later[step] == 0 {
            for next in places(left) {
                let domain = &facts.domains[next];
                let least = it.done + facts.relations.least[step][next];
                for run in domain.runs(it.day as usize) {
                    let way =
                        if self.alone[it.day as usize] { facts.pool.ways.minutes(it.place, run.place) } else { 0 };
                    if let Some(first) = domain.after(*run, least.max(it.done + way)) {
                        earliest = earliest.min(self.ends(facts, next, domain.soonest(first), left & !(1 << next)));
                    }
                }
            }
        }
        ends.known.borrow_mut()[place] = earliest;
        earliest
    }

    /// How long the stay is at least if these steps are on this day; [`NEVER`] if they cannot be.
    #[inline]
    pub(crate) fn stay(&self, day: usize, steps: Steps) -> i32 {
        self.stay[(day << self.count) + steps as usize]
    }

    /// When these steps are done at the earliest if they are on this day.
    #[inline]
    pub(crate) fn end(&self, day: usize, steps: Steps) -> i32 {
        self.end[(day << self.count) + steps as usize]
    }

    /// On which days the other step may be if the one is on this day, as bits; other days cannot be.
    #[inline]
    pub(crate) fn together(&self, one: usize, day: usize, other: usize) -> u64 {
        self.together[(one * self.days + day) * self.count + other]
    }
}

impl Ends {
    fn new(facts: &Facts<'_>) -> Option<Self> {
        let mut count = 0;
        let mut starts = Vec::new();
        for domain in &facts.domains {
            starts.push(count);
            count += domain.candidates.len();
        }
        let all = count << facts.domains.len();
        (all <= ENDS_MAX).then(|| Self { starts, known: RefCell::new(vec![UNKNOWN; all]) })
    }
}

/// When the first candidate of a day begins, and when the last one is done.
fn span(facts: &Facts<'_>, day: usize) -> (i32, i32) {
    let days = facts.domains.iter().map(|domain| domain.day(day));
    days.fold((i32::MAX, i32::MIN), |(from, done), day| (from.min(day.first_from), done.max(day.last_done)))
}

/// The shortest time between the beginnings of any two windows of a day of which one is the next of that day after the
/// other, by the step that is first and the one that is next.
///
/// If the day is not alone (its night session and the next day's sessions meet), a step of another day may come between
/// them, and who walks by way of that may be there sooner: then no walking is counted.
fn distances(facts: &Facts<'_>, day: usize, alone: bool) -> Vec<i32> {
    let count = facts.domains.len();
    let relations = &facts.relations;
    let mut distances = vec![NEVER; count * count];
    for first in places(facts.steps) {
        for next in places(facts.steps & relations.later[first] & !(1 << first)) {
            let domain = &facts.domains[next];
            if domain.day(day).is_empty() {
                continue;
            }
            let mut shortest = NEVER;
            for run in facts.domains[first].runs(day) {
                for it in &facts.domains[first].candidates[run.start as usize..run.end as usize] {
                    let least = it.done + relations.least[first][next];
                    let latest = match relations.most[first][next] {
                        FOR_EVER => i32::MAX,
                        most => it.done + most,
                    };
                    let from = domain.next_from(day, &facts.pool.ways, alone.then_some(it.place), it.done, least);
                    if let Some(from) = from.filter(|from| *from <= latest) {
                        shortest = shortest.min(from - it.from);
                    }
                }
            }
            distances[first * count + next] = shortest;
        }
    }
    distances
}

/// Whether a step on one day may come before another step on some day, as far as their first and last windows say.
fn may_follow(facts: &Facts<'_>, (first, day): (usize, usize), (then, then_day): (usize, usize)) -> bool {
    let relations = &facts.relations;
    let (one, other) = (facts.domains[first].day(day), facts.domains[then].day(then_day));
    let apart = day != then_day && relations.same_day[first] & 1 << then != 0;
    if one.is_empty() || other.is_empty() || apart || relations.later[first] & 1 << then == 0 {
        return false;
    }
    let soon = match relations.most[first][then] {
        FOR_EVER => true,
        most => one.last_done + most >= other.first_from,
    };
    soon && one.first_done + relations.least[first][then] <= other.last_from
}
