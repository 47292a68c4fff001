//! What the documentation says, written down a second time without any of the code that is tested: whether a chain
//! fulfils a request, how chains are ordered, and the best of all by trying every one.

use itineraries::{
    Accepted, Cause, Day, Effect, Minute, Offer, OfferId, Preparation, Relaxation, Request, Rule, Step, StepId, Walks,
};
use std::collections::BTreeMap;

/// The steps with their offers, in any order.
pub(crate) type Chosen = Vec<(StepId, Offer)>;

/// Trips, stay, ends from the last to the first, ids likewise, steps likewise.
pub(crate) type Rank = (usize, i64, Vec<i32>, Vec<OfferId>, Vec<StepId>);

fn done(offer: &Offer) -> i32 {
    offer.start.0 + i32::try_from(offer.minutes).unwrap()
}

fn minutes(minutes: u32) -> i32 {
    i32::try_from(minutes).unwrap()
}

pub(crate) fn accepts(step: &Step, offer: &Offer) -> bool {
    step.accepts.iter().any(|accepted| match accepted {
        Accepted::Group(group) => *group == offer.group,
        Accepted::Resource(resource) => *resource == offer.resource,
        Accepted::Offer(id) => *id == offer.id,
    })
}

/// Something with a beginning, an end, preparations and effects.
struct Body<'a> {
    from: i32,
    done: i32,
    preparations: &'a [Preparation],
    leaves: &'a [Effect],
}

impl Body<'_> {
    fn is_without(&self, effect: Effect) -> bool {
        self.preparations
            .iter()
            .any(|it| matches!(it, Preparation::Without { effect: other, minutes: 1.., .. } if *other == effect))
    }

    fn has(&self, effect: Effect) -> bool {
        let with =
            |it: &Preparation| matches!(it, Preparation::With { effect: other, minutes: 1.. } if *other == effect);
        self.leaves.contains(&effect) || self.preparations.iter().any(with)
    }

    /// Whether what comes first spoils nothing of what comes later.
    fn suits(&self, later: &Body<'_>) -> bool {
        later.preparations.iter().all(|preparation| match *preparation {
            Preparation::Without { effect, minutes: long, .. } => {
                long == 0 || !self.has(effect) || later.from - self.done >= minutes(long)
            }
            Preparation::With { effect, minutes: long } => {
                long == 0 || !self.is_without(effect) || later.from - self.done >= minutes(long)
            }
        })
    }
}

/// Whether a chain fulfils a request.
pub(crate) fn fits(request: &Request, walks: &Walks, chosen: &Chosen) -> bool {
    let mut chosen = chosen.clone();
    chosen.sort_by_key(|(_, offer)| (offer.from, done(offer)));
    let steps = || chosen.iter().map(|(id, offer)| (request.steps.iter().find(|step| step.id == *id).unwrap(), offer));
    let of = |id: StepId| chosen.iter().find(|(step, _)| *step == id).map(|(_, offer)| *offer).unwrap();
    let walked = chosen
        .windows(2)
        .all(|pair| pair[1].1.from.0 >= done(&pair[0].1) + minutes(walks.minutes(pair[0].1.place, pair[1].1.place)));
    let alone = steps().all(|(step, offer)| alone(request, step, offer));
    let bodies: Vec<Body<'_>> = steps().map(|(step, offer)| body(step, offer)).collect();
    let prepared = (0..bodies.len()).all(|later| (0..later).all(|first| bodies[first].suits(&bodies[later])));
    let ruled = request.rules.iter().all(|rule| match rule {
        Rule::After { first, then, least, most } => {
            let gap = of(*then).from.0 - done(&of(*first));
            gap >= minutes(*least) && most.is_none_or(|most| gap <= minutes(most))
        }
        Rule::SameDay(steps) => steps.iter().all(|step| of(*step).day == of(steps[0]).day),
        Rule::SameResource(one, other) => of(*one).resource == of(*other).resource,
    });
    walked && alone && prepared && ruled
}

fn body<'a>(step: &'a Step, offer: &Offer) -> Body<'a> {
    Body { from: offer.from.0, done: done(offer), preparations: &step.preparations, leaves: &step.leaves }
}

/// Whether an offer would do if this step were the only one.
fn alone(request: &Request, step: &Step, offer: &Offer) -> bool {
    let own = body(step, offer);
    let minute = offer.from.0 - offer.day.0 * 1440;
    let told = step.preparations.iter().all(|preparation| {
        let by_person = matches!(preparation, Preparation::With { .. } | Preparation::Without { by_person: true, .. });
        let long = minutes(preparation.minutes());
        !by_person || long == 0 || own.from - long >= request.told.0
    });
    let free = request.engagements.iter().all(|it| {
        let other = Body { from: it.from.0, done: it.until.0, preparations: &it.preparations, leaves: &it.leaves };
        let way = minutes(it.way);
        (own.done + way <= other.from && own.suits(&other)) || (other.done + way <= own.from && other.suits(&own))
    });
    accepts(step, offer)
        && [step.not_before, request.not_before].iter().flatten().all(|at| own.from >= at.0)
        && [step.by, request.by].iter().flatten().all(|at| own.done <= at.0)
        && step.begins_between.is_none_or(|(from, until)| (minutes(from)..=minutes(until)).contains(&minute))
        && !request.impossible_days.contains(&offer.day)
        && told
        && free
}

/// The order of chains.
pub(crate) fn rank(chosen: &Chosen) -> Rank {
    let mut chosen = chosen.clone();
    chosen.sort_by_key(|(_, offer)| offer.from);
    let mut days: BTreeMap<Day, (i32, i32)> = BTreeMap::new();
    for (_, offer) in &chosen {
        let day = days.entry(offer.day).or_insert((i32::MAX, i32::MIN));
        *day = (day.0.min(offer.from.0), day.1.max(done(offer)));
    }
    let back = || chosen.iter().rev();
    (
        days.len(),
        days.values().map(|(from, done)| i64::from(done - from)).sum(),
        back().map(|(_, offer)| done(offer)).collect(),
        back().map(|(_, offer)| offer.id).collect(),
        back().map(|(step, _)| *step).collect(),
    )
}

/// The best of all chains.
pub(crate) fn best(request: &Request, offers: &[Offer], walks: &Walks) -> Option<Chosen> {
    let mut found = None;
    try_all(request, offers, walks, &mut Vec::new(), &mut found);
    found.map(|(_, chosen)| chosen)
}

fn try_all(
    request: &Request,
    offers: &[Offer],
    walks: &Walks,
    chosen: &mut Chosen,
    found: &mut Option<(Rank, Chosen)>,
) {
    let Some(step) = request.steps.get(chosen.len()) else {
        if fits(request, walks, chosen) {
            let rank = rank(chosen);
            if found.as_ref().is_none_or(|(best, _)| rank < *best) {
                *found = Some((rank, chosen.clone()));
            }
        }
        return;
    };
    // What would not do alone does not do in a chain either.
    for offer in offers.iter().filter(|offer| alone(request, step, offer)) {
        chosen.push((step.id, *offer));
        try_all(request, offers, walks, chosen, found);
        chosen.pop();
    }
}

/// Whether any chain exists.
pub(crate) fn is_possible(request: &Request, offers: &[Offer], walks: &Walks) -> bool {
    best(request, offers, walks).is_some()
}

/// The request with these steps and these causes only.
pub(crate) fn only(request: &Request, steps: &[StepId], causes: &[Cause]) -> Request {
    let has = |cause: Cause| causes.contains(&cause);
    let numbered = |number: &usize| has(Cause::Rule(*number));
    let mut kept = Request::new(request.told, Vec::new());
    for step in request.steps.iter().filter(|step| steps.contains(&step.id)) {
        let mut step = step.clone();
        let mut number = 0;
        step.preparations.retain(|_| {
            number += 1;
            has(Cause::Preparation(step.id, number - 1))
        });
        step.begins_between = step.begins_between.filter(|_| has(Cause::BeginsBetween(step.id)));
        step.not_before = step.not_before.filter(|_| has(Cause::NotBefore(step.id)));
        step.by = step.by.filter(|_| has(Cause::By(step.id)));
        kept.steps.push(step);
    }
    for number in (0..request.rules.len()).filter(numbered) {
        match request.rules[number].clone() {
            Rule::After { first, then, least, most } if steps.contains(&first) && steps.contains(&then) => {
                kept.rules.push(Rule::After { first, then, least, most });
            }
            Rule::SameResource(one, other) if steps.contains(&one) && steps.contains(&other) => {
                kept.rules.push(Rule::SameResource(one, other));
            }
            Rule::SameDay(mut named) => {
                named.retain(|step| steps.contains(step));
                if named.len() > 1 {
                    kept.rules.push(Rule::SameDay(named));
                }
            }
            Rule::After { .. } | Rule::SameResource(..) => {}
        }
    }
    kept.not_before = request.not_before.filter(|_| has(Cause::AllNotBefore));
    kept.by = request.by.filter(|_| has(Cause::AllBy));
    if has(Cause::ImpossibleDays) {
        kept.impossible_days.clone_from(&request.impossible_days);
    }
    let engagements = (0..).zip(&request.engagements).filter(|(number, _)| has(Cause::Engagement(*number)));
    kept.engagements = engagements.map(|(_, engagement)| engagement.clone()).collect();
    kept
}

/// All causes that a request can have.
pub(crate) fn causes(request: &Request) -> Vec<Cause> {
    let mut all: Vec<Cause> = (0..request.rules.len()).map(Cause::Rule).collect();
    all.extend((0..request.engagements.len()).map(Cause::Engagement));
    all.extend([Cause::AllNotBefore, Cause::AllBy, Cause::ImpossibleDays]);
    for step in &request.steps {
        all.extend((0..step.preparations.len()).map(|number| Cause::Preparation(step.id, number)));
        all.extend([Cause::BeginsBetween(step.id), Cause::NotBefore(step.id), Cause::By(step.id)]);
    }
    all
}

/// The request with a relaxation, and the same with a relaxation that is one minute smaller, if there is such a thing.
pub(crate) fn relaxed(request: &Request, relaxation: Relaxation) -> (Request, Option<Request>) {
    let steps: Vec<StepId> = request.steps.iter().map(|step| step.id).collect();
    let without = |cause: Cause| {
        let others: Vec<Cause> = causes(request).into_iter().filter(|other| *other != cause).collect();
        (only(request, &steps, &others), None)
    };
    let both = |change: &dyn Fn(&mut Request, i32)| {
        let (mut enough, mut less) = (request.clone(), request.clone());
        change(&mut enough, 0);
        change(&mut less, 1);
        (enough, Some(less))
    };
    let of = |request: &mut Request, id: StepId| request.steps.iter().position(|step| step.id == id).unwrap();
    match relaxation {
        Relaxation::WithoutStep(step) => {
            let others: Vec<StepId> = steps.iter().copied().filter(|other| *other != step).collect();
            (only(request, &others, &causes(request)), None)
        }
        Relaxation::WithoutRule(number) => without(Cause::Rule(number)),
        Relaxation::WithoutBeginsBetween(step) => without(Cause::BeginsBetween(step)),
        Relaxation::WithoutEngagement(number) => without(Cause::Engagement(number)),
        Relaxation::Possible(day) => {
            let mut enough = request.clone();
            enough.impossible_days.retain(|other| *other != day);
            (enough, None)
        }
        Relaxation::Least(number, long) => both(&|request, less| {
            let Rule::After { least, .. } = &mut request.rules[number] else { panic!("no gap") };
            *least = u32::try_from(minutes(long) + less).unwrap();
        }),
        Relaxation::Most(number, long) => both(&|request, less| {
            let Rule::After { most, .. } = &mut request.rules[number] else { panic!("no gap") };
            *most = Some(u32::try_from(minutes(long) - less).unwrap());
        }),
        Relaxation::Preparation(step, number, long) => both(&|request, less| {
            let place = of(request, step);
            match &mut request.steps[place].preparations[number] {
                Preparation::Without { minutes: it, .. } | Preparation::With { minutes: it, .. } => {
                    *it = u32::try_from(minutes(long) + less).unwrap();
                }
            }
        }),
        Relaxation::NotBefore(step, at) => both(&|request, less| {
            let place = of(request, step);
            request.steps[place].not_before = Some(Minute(at.0 + less));
        }),
        Relaxation::By(step, at) => both(&|request, less| {
            let place = of(request, step);
            request.steps[place].by = Some(Minute(at.0 - less));
        }),
        Relaxation::AllNotBefore(at) => both(&|request, less| request.not_before = Some(Minute(at.0 + less))),
        Relaxation::AllBy(at) => both(&|request, less| request.by = Some(Minute(at.0 - less))),
    }
}
