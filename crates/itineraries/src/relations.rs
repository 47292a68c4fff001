//! What holds between each two steps, as numbers. Everything that a request demands concerns one step or two.

use crate::{
    cause::{Cause, Causes, Set, spoilings},
    ids::StepId,
    limits::STEPS,
    request::{Request, Rule},
};

/// The most steps there are.
pub(crate) const MOST: usize = *STEPS.end();

/// A set of steps, by their places in the order of their ids.
pub(crate) type Steps = u8;

/// The places in a set of steps.
pub(crate) fn places(mut steps: Steps) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = steps.trailing_zeros() as usize;
        steps &= steps.wrapping_sub(1);
        (place < MOST).then_some(place)
    })
}

/// No limit on a gap.
pub(crate) const FOR_EVER: i32 = i32::MAX;

/// What holds between the step at the first place and the step at the second.
#[derive(Clone, Debug)]
pub(crate) struct Relations {
    /// Which steps may come after this one.
    pub(crate) later: [Steps; MOST],
    /// If the second comes after the first: how many minutes at least from when the first is done until the window of
    /// the second begins.
    pub(crate) least: [[i32; MOST]; MOST],
    /// The same, how many at most.
    pub(crate) most: [[i32; MOST]; MOST],
    /// Which steps have a most after this one.
    pub(crate) soon: [Steps; MOST],
    /// Which steps have to be on the same day as this one.
    pub(crate) same_day: [Steps; MOST],
    /// Which steps have to be with the same resource as this one.
    pub(crate) same_resource: [Steps; MOST],
}

impl Relations {
    /// What the causes of a set demand; `ids` are the steps in their order.
    pub(crate) fn new(request: &Request, ids: &[StepId], causes: &Causes, active: Set) -> Self {
        let mut relations = Self {
            later: [Steps::MAX; MOST],
            least: [[0; MOST]; MOST],
            most: [[FOR_EVER; MOST]; MOST],
            soon: [0; MOST],
            same_day: [0; MOST],
            same_resource: [0; MOST],
        };
        let place = |id: &StepId| ids.binary_search(id).unwrap_or_default();
        for (number, rule) in request.rules.iter().enumerate() {
            if active.meets(causes.set(Cause::Rule(number))) {
                relations.add(rule, place);
            }
        }
        let is_active = |step: StepId, of: Option<usize>| {
            of.is_none_or(|number| active.meets(causes.set(Cause::Preparation(step, number))))
        };
        for first in &request.steps {
            for later in request.steps.iter().filter(|later| later.id != first.id) {
                let least = &mut relations.least[place(&first.id)][place(&later.id)];
                for spoiling in spoilings((&first.preparations, &first.leaves), (&later.preparations, &later.leaves)) {
                    if is_active(first.id, spoiling.of_first) && is_active(later.id, spoiling.of_later) {
                        *least = (*least).max(spoiling.minutes as i32);
                    }
                }
            }
        }
        relations
    }

    fn add(&mut self, rule: &Rule, place: impl Fn(&StepId) -> usize) {
        match rule {
            Rule::After { first, then, least, most } => {
                let (first, then) = (place(first), place(then));
                self.later[then] &= !(1 << first);
                self.least[first][then] = self.least[first][then].max(*least as i32);
                if let Some(most) = most {
                    self.most[first][then] = self.most[first][then].min(*most as i32);
                    self.soon[first] |= 1 << then;
                }
            }
            Rule::SameDay(steps) => {
                let all: Steps = steps.iter().fold(0, |all, step| all | 1 << place(step));
                for step in places(all) {
                    self.same_day[step] |= all & !(1 << step);
                }
            }
            Rule::SameResource(one, other) => {
                let (one, other) = (place(one), place(other));
                self.same_resource[one] |= 1 << other;
                self.same_resource[other] |= 1 << one;
            }
        }
    }
}
