//! Which causes speak against which candidate by itself.

use crate::{
    cause::{Body, Cause, Causes, Set, spoilings},
    ids::Day,
    pool::{Candidate, Pool},
    request::{Engagement, Preparation, Request, Step},
};
use std::collections::HashSet;

/// For each candidate of each step, what speaks against it.
#[derive(Debug)]
pub(crate) struct Marks {
    steps: Vec<OfStep>,
}

#[derive(Debug, Default)]
struct OfStep {
    /// For each candidate, the causes that exclude it alone.
    alone: Vec<Set>,
    /// Candidates that several causes exclude together.
    together: Vec<(usize, Set)>,
}

/// Something that a candidate has to fulfil because of a set of causes.
struct Demand {
    causes: Set,
    kind: Kind,
}

enum Kind {
    FromNotBefore(i32),
    DoneBy(i32),
    /// The window begins between these minutes of its day.
    Between(i32, i32),
    /// None of these days.
    Days(HashSet<Day>),
    /// Done so long before the one minute, or begins so long after the other.
    Apart {
        from: i32,
        until: i32,
        before: i32,
        after: i32,
    },
}

impl Demand {
    fn fulfilled(&self, it: &Candidate, day: Day) -> bool {
        match &self.kind {
            Kind::FromNotBefore(at) => it.from >= *at,
            Kind::DoneBy(at) => it.done <= *at,
            Kind::Between(from, until) => (*from..=*until).contains(&(it.from - day.begins().0)),
            Kind::Days(days) => !days.contains(&day),
            Kind::Apart { from, until, before, after } => it.done + before <= *from || it.from >= until + after,
        }
    }
}

impl Marks {
    pub(crate) fn new(request: &Request, pool: &Pool, causes: &Causes) -> Self {
        let mut steps: Vec<OfStep> = Vec::new();
        for (id, candidates) in pool.ids.iter().zip(&pool.candidates) {
            let Some(step) = request.steps.iter().find(|step| step.id == *id) else { continue };
            let demands = demands(request, step, causes);
            let mut of_step = OfStep::default();
            for (place, candidate) in candidates.iter().enumerate() {
                let day = pool.days[candidate.day as usize];
                let mut alone = Set::default();
                for demand in demands.iter().filter(|demand| !demand.fulfilled(candidate, day)) {
                    if demand.causes.is_one() {
                        alone = alone.with(demand.causes);
                    } else {
                        of_step.together.push((place, demand.causes));
                    }
                }
                of_step.alone.push(alone);
            }
            steps.push(of_step);
        }
        Self { steps }
    }

    /// For each candidate of a step, whether the causes of a set leave it.
    pub(crate) fn left(&self, step: usize, active: Set) -> Vec<bool> {
        let of_step = &self.steps[step];
        let mut left: Vec<bool> = of_step.alone.iter().map(|causes| !active.meets(*causes)).collect();
        for (place, causes) in &of_step.together {
            left[*place] &= !active.holds(*causes);
        }
        left
    }
}

/// Everything that a candidate of this step has to fulfil by itself.
fn demands(request: &Request, step: &Step, causes: &Causes) -> Vec<Demand> {
    let mut demands = Vec::new();
    let mut add = |causes: Set, kind: Kind| demands.push(Demand { causes, kind });
    if let Some((from, until)) = step.begins_between {
        add(causes.set(Cause::BeginsBetween(step.id)), Kind::Between(from as i32, until as i32));
    }
    let earliest = [(Cause::NotBefore(step.id), step.not_before), (Cause::AllNotBefore, request.not_before)];
    for (cause, at) in earliest {
        if let Some(at) = at {
            add(causes.set(cause), Kind::FromNotBefore(at.0));
        }
    }
    for (cause, at) in [(Cause::By(step.id), step.by), (Cause::AllBy, request.by)] {
        if let Some(at) = at {
            add(causes.set(cause), Kind::DoneBy(at.0));
        }
    }
    if !request.impossible_days.is_empty() {
        add(causes.set(Cause::ImpossibleDays), Kind::Days(request.impossible_days.iter().copied().collect()));
    }
    for (place, preparation) in step.preparations.iter().enumerate() {
        let by_person = match preparation {
            Preparation::Without { by_person, .. } => *by_person,
            Preparation::With { .. } => true,
        };
        // Nothing that takes no time has to begin.
        if by_person && preparation.minutes() > 0 {
            let earliest = request.told.0 + preparation.minutes() as i32;
            add(causes.set(Cause::Preparation(step.id, place)), Kind::FromNotBefore(earliest));
        }
    }
    for (place, engagement) in request.engagements.iter().enumerate() {
        let cause = causes.set(Cause::Engagement(place));
        for (preparation, before, after) in apart(step, engagement) {
            let preparation = preparation.map(|place| causes.set(Cause::Preparation(step.id, place)));
            let kind = Kind::Apart { from: engagement.from.0, until: engagement.until.0, before, after };
            add(cause.with(preparation.unwrap_or_default()), kind);
        }
    }
    demands
}

/// How long before an engagement a step is done, and how long after it the step begins; each because of the engagement
/// alone or of a preparation of the step as well.
fn apart(step: &Step, engagement: &Engagement) -> Vec<(Option<usize>, i32, i32)> {
    let way = engagement.way as i32;
    let own: Body<'_> = (&step.preparations, &step.leaves);
    let other: Body<'_> = (&engagement.preparations, &engagement.leaves);
    let mut found = vec![(None, way, way)];
    found.extend(spoilings(own, other).iter().map(|it| (it.of_first, it.minutes as i32, 0)));
    found.extend(spoilings(other, own).iter().map(|it| (it.of_later, 0, it.minutes as i32)));
    found
}
