//! Why no chain exists: the steps and demands that exclude each other, so few that without any one of them there would be
//! no conflict.
//!
//! First the steps: one that has no offer left, or two that cannot be joined; otherwise as many as are needed. Then the
//! demands on these steps are left out one after the other; if the conflict remains without one, that stays left out
//! (Chinneck, Feasibility and Infeasibility in Optimization, 2008, calls this the deletion filter). What remains is a
//! smallest conflict in this sense: each of its demands was tried when all that were kept later were still there, and
//! fewer demands only allow more. The same holds for its steps. What a person can change is tried last, so it is named
//! only where it is needed.

use crate::{
    cause::{Cause, Causes, Set},
    facts::Facts,
    ids::StepId,
    marks::Marks,
    pool::Pool,
    relations::{Steps, places},
    relax::{Relaxation, relaxations},
    request::Request,
    search::{self, Plan},
    work::{Spent, Work},
};

/// Why no chain exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What kind of conflict it is.
    pub reason: Reason,
    /// The steps that cannot be had together, in the order of their ids.
    pub steps: Vec<StepId>,
    /// The demands that exclude it. Beside them nobody can be at two places at once, or at another one without the way.
    pub causes: Vec<Cause>,
    /// Whether it is certain that without any one of these steps or causes the rest would be possible. Otherwise the work
    /// that was allowed ended before; the conflict itself is certain in any case.
    pub is_smallest: bool,
    /// What would make all of the request possible, each by itself. Other changes may do so too.
    pub relaxations: Vec<Relaxation>,
    /// Whether all that was to be tried was tried.
    pub all_tried: bool,
}

/// What kind of conflict there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A step has no offer at all.
    NoOffer,
    /// A step has offers, but each is excluded by what is demanded of that step.
    NoneFits,
    /// Two steps cannot be joined.
    Apart,
    /// More than two steps exclude each other, though any two of them could be had, or it was not found out whether they
    /// could.
    Together,
}

impl Reason {
    /// A stable name for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoOffer => "itinerary-no-offer",
            Self::NoneFits => "itinerary-none-fits",
            Self::Apart => "itinerary-apart",
            Self::Together => "itinerary-together",
        }
    }
}

/// Asks whether chains exist, for steps and demands of one request.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a Request,
    pub(crate) pool: &'a Pool,
    pub(crate) causes: Causes,
    marks: Marks,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(request: &'a Request, pool: &'a Pool) -> Self {
        let causes = Causes::new(request);
        let marks = Marks::new(request, pool, &causes);
        Self { request, pool, causes, marks }
    }

    /// Whether these steps have a chain under these demands.
    pub(crate) fn is_possible(&self, steps: Steps, active: Set, work: &mut Work) -> Result<bool, Spent> {
        let facts = Facts::new(self.request, self.pool, &self.marks, &self.causes, steps, active);
        Ok(facts.is_complete() && search::any(&facts, Plan::free(steps), work)?.is_some())
    }
}

/// Explains why a request has no chain, which has to be so.
pub(crate) fn explain(request: &Request, pool: &Pool, work_max: u64) -> Explanation {
    let asked = Asked::new(request, pool);
    let all = Facts::all(pool);
    let mut work = Work::new(work_max);
    let mut conflict = Conflict { steps: all, causes: asked.causes.all(), is_smallest: true };
    conflict.fewer_steps(&asked, &mut work);
    conflict.fewer_causes(&asked, &mut work);
    let causes: Vec<Cause> = asked.causes.list.iter().copied().filter(|cause| conflict.has(&asked, *cause)).collect();
    let steps: Vec<StepId> = places(conflict.steps).map(|place| pool.ids[place]).collect();
    let (relaxations, all_tried) = relaxations(&asked, &steps, &causes, &mut work);
    let reason = match (&steps[..], &causes[..]) {
        ([_], []) => Reason::NoOffer,
        ([_], _) => Reason::NoneFits,
        ([_, _], _) => Reason::Apart,
        _ => Reason::Together,
    };
    Explanation { reason, steps, causes, is_smallest: conflict.is_smallest, relaxations, all_tried }
}

/// Steps and demands without a chain.
struct Conflict {
    steps: Steps,
    causes: Set,
    is_smallest: bool,
}

impl Conflict {
    fn has(&self, asked: &Asked<'_>, cause: Cause) -> bool {
        self.causes.meets(asked.causes.set(cause))
    }

    /// Keeps one step or two if they are a conflict; otherwise leaves out each that is not needed.
    fn fewer_steps(&mut self, asked: &Asked<'_>, work: &mut Work) {
        let all = self.steps;
        let single = places(all).map(|one| 1 << one);
        let pairs =
            places(all).flat_map(|one| places(all).take_while(move |two| *two < one).map(move |two| (one, two)));
        let pairs = pairs.map(|(one, two)| 1 << one | 1 << two);
        for few in single.chain(pairs).filter(|few: &Steps| *few != all) {
            if self.is_conflict(asked, few, self.causes, work) {
                self.steps = few;
                return;
            }
        }
        for step in places(all) {
            let fewer = self.steps & !(1 << step);
            if fewer != 0 && self.is_conflict(asked, fewer, self.causes, work) {
                self.steps = fewer;
            }
        }
    }

    /// Leaves out each demand that is not needed.
    fn fewer_causes(&mut self, asked: &Asked<'_>, work: &mut Work) {
        for place in 0..asked.causes.list.len() {
            let fewer = self.causes.without(Set::one(place));
            if self.is_conflict(asked, self.steps, fewer, work) {
                self.causes = fewer;
            }
        }
    }

    /// Whether it is certain that these have no chain.
    fn is_conflict(&mut self, asked: &Asked<'_>, steps: Steps, causes: Set, work: &mut Work) -> bool {
        match asked.is_possible(steps, causes, work) {
            Ok(possible) => !possible,
            Err(Spent) => {
                self.is_smallest = false;
                false
            }
        }
    }
}
