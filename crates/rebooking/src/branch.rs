//! People with several displaced appointments: their new windows may not overlap, which no assignment can express.
//!
//! The assignment of least cost is found as if they were several people. If two windows of one person overlap in it, then
//! at the instant at which the later one begins at most one of the two takes place: both cases are assigned anew, each
//! without the slots that it excludes, and the best case that has not been looked at is looked at next. The first
//! assignment without such an overlap is the best one of all.

use crate::{
    Certificate, Duals, Problem, Step,
    fit::Edge,
    limits::{SOLVED, SOLVED_PAIRS_MAX},
    matching::{Matching, Rows, assign},
    ties::settle,
};
use model::time::Instant;
use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

/// The slot of each appointment, if it has one, and the proof.
pub(crate) struct Assigned {
    pub(crate) slots: Vec<Option<usize>>,
    pub(crate) certificate: Certificate,
    /// Is it proven that nothing costs less?
    pub(crate) is_proven: bool,
}

/// What assignments are compared by: the cost of all, then what each appointment has, in the order of booking.
type Rank = (i128, Vec<(i128, usize)>);

/// An appointment does not take place at an instant.
type Ban = (usize, Instant);

/// A case that has been assigned.
struct Case {
    bans: Vec<Ban>,
    /// Its step in the certificate.
    step: usize,
    at: Vec<usize>,
}

/// Assigns all at least cost, or, if that takes more assignments than [`SOLVED`], at a cost that is not proven to be
/// the least.
pub(crate) fn assign_all(problem: &Problem) -> Assigned {
    Tree::new(problem).grown()
}

struct Tree<'p> {
    problem: &'p Problem,
    free: Vec<u32>,
    /// The places of those who have several appointments, person by person.
    several: Vec<Vec<usize>>,
    steps: Vec<Step>,
    cases: Vec<Case>,
    open: BinaryHeap<Reverse<(Rank, usize)>>,
    /// The best assignment without overlaps so far, made by giving up what overlaps.
    mended: Option<(Rank, Vec<usize>)>,
}

impl<'p> Tree<'p> {
    fn new(problem: &'p Problem) -> Self {
        let mut of: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (place, displaced) in problem.displaced().iter().enumerate() {
            of.entry(displaced.person).or_default().push(place);
        }
        let mut several: Vec<_> = of.into_values().filter(|own| own.len() > 1).collect();
        several.sort();
        let free = problem.slots().iter().map(|slot| slot.free).collect();
        Self { problem, free, several, steps: Vec::new(), cases: Vec::new(), open: BinaryHeap::new(), mended: None }
    }

    fn grown(mut self) -> Assigned {
        self.solve(Vec::new());
        let pairs = self.problem.edges().iter().map(Vec::len).sum::<usize>().max(1);
        let solved_max = (SOLVED_PAIRS_MAX / pairs).clamp(*SOLVED.start(), *SOLVED.end());
        let mut bound = i128::MIN;
        while let Some(Reverse((rank, number))) = self.open.pop() {
            // No case that is left costs less than this one.
            bound = rank.0;
            let Some((pair, at)) = self.overlap(&self.cases[number].at) else {
                let at = std::mem::take(&mut self.cases[number].at);
                return self.done(&at, true);
            };
            if self.cases.len() + 2 > solved_max {
                break;
            }
            let first = self.steps.len();
            for banned in pair {
                let bans = [&self.cases[number].bans[..], &[(banned, at)]].concat();
                self.solve(bans);
            }
            let step = self.cases[number].step;
            self.steps[step] = Step::Split { pair, at, without: [first, first + 1] };
        }
        let ((cost, _), at) = self.mended.take().unwrap_or_default();
        self.done(&at, cost == bound)
    }

    fn done(self, at: &[usize], is_proven: bool) -> Assigned {
        let slots = at.iter().map(|column| (*column < self.free.len()).then_some(*column)).collect();
        Assigned { slots, certificate: Certificate { steps: self.steps }, is_proven }
    }

    /// Assigns a case, and puts it where it waits to be looked at.
    fn solve(&mut self, bans: Vec<Ban>) {
        let rows = self.rows(&bans);
        let mut matching = assign(&rows, &self.free);
        settle(&rows, &self.free, &mut matching);
        let slots = matching.column[..matching.none()].to_vec();
        let step = self.steps.len();
        self.steps.push(Step::Bound(Duals { displaced: matching.row.clone(), slots }));
        let rank = self.rank(&matching.at);
        let mended = self.mend(matching.clone());
        let rank_mended = self.rank(&mended);
        if self.mended.as_ref().is_none_or(|(best, _)| rank_mended < *best) {
            self.mended = Some((rank_mended, mended));
        }
        self.open.push(Reverse((rank, self.cases.len())));
        self.cases.push(Case { bans, step, at: matching.at });
    }

    /// The pairs that are left with some bans.
    fn rows(&self, bans: &[Ban]) -> Rows<'p> {
        let mut rows: Rows<'p> = self.problem.edges().iter().map(|edges| Cow::Borrowed(edges.as_slice())).collect();
        for &(row, at) in bans {
            let takes_place = |edge: &Edge| {
                let window = &self.problem.slots()[edge.slot as usize].window;
                window.start <= at && at < window.end
            };
            rows[row].to_mut().retain(|edge| !takes_place(edge));
        }
        rows
    }

    fn cost(&self, row: usize, column: usize) -> i128 {
        match self.problem.slots().get(column) {
            Some(slot) => crate::fit::cost(&self.problem.displaced()[row], slot).packed(),
            None => crate::Cost::UNPLACED.packed(),
        }
    }

    fn rank(&self, at: &[usize]) -> Rank {
        let each: Vec<_> = at.iter().enumerate().map(|(row, column)| (self.cost(row, *column), *column)).collect();
        (each.iter().map(|(cost, _)| cost).sum(), each)
    }

    /// Two appointments of one person at the same time, and the instant at which the later one begins.
    fn overlap(&self, at: &[usize]) -> Option<([usize; 2], Instant)> {
        let pairs = self.several.iter().flat_map(|own| {
            let pairs =
                own.iter().enumerate().flat_map(move |(n, one)| own[n + 1..].iter().map(move |two| [*one, *two]));
            pairs.collect::<Vec<_>>()
        });
        pairs.into_iter().find_map(|pair| {
            let [one, two] = pair.map(|row| self.problem.slots().get(at[row]).map(|slot| slot.window));
            let (one, two) = (one?, two?);
            one.overlaps(&two).then(|| (pair, one.start.max(two.start)))
        })
    }

    /// Whoever overlaps, of the two the one who booked later, gets the cheapest seat that is left and does not overlap, or
    /// none.
    fn mend(&self, mut matching: Matching) -> Vec<usize> {
        while let Some(([_, later], _)) = self.overlap(&matching.at) {
            let own = self.several.iter().find(|own| own.contains(&later)).map(Vec::as_slice).unwrap_or_default();
            let slots = self.problem.slots();
            let is_free = |column: usize| {
                let window = &slots[column].window;
                let others = own.iter().filter(|other| **other != later);
                let mut taken = others.filter_map(|other| slots.get(matching.at[*other]));
                matching.has_room(column, &self.free) && !taken.any(|slot| slot.window.overlaps(window))
            };
            let edges = self.problem.edges()[later].iter().filter(|edge| is_free(edge.slot as usize));
            let best = edges.min_by_key(|edge| (edge.cost, edge.slot)).map(|edge| edge.slot as usize);
            let column = best.unwrap_or(matching.none());
            matching.put(later, column);
        }
        matching.at
    }
}
