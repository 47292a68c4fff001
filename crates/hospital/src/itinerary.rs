//! Itineraries in the words of the crate `itineraries`: the hospital's services as demands, its windows as offers, a
//! person's visits as engagements. What is planned and what is checked when it is booked is said here, once.

use ::itineraries::{
    self as search, Accepted, Day, Effect, Engagement, GroupId, Minute, Offer, OfferId, Outcome, Place, ResourceId,
    Rule, Step, StepId, Walks,
};
use model::{
    id::{AppointmentId, DepartmentId, PersonId},
    scheduling::{ItineraryOrder, Preparation, PreparationKind, Service, Trace},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use scheduling::{
    World,
    read::{AppointmentState, AppointmentView},
};
use std::collections::BTreeSet;

/// From one department to another, and to what the person has besides, one walks so long.
pub(crate) const WALK_MINUTES: u32 = 10;

/// Beyond this nothing is searched; in minutes, some centuries.
const MINUTES_MAX: i64 = 400_000_000;

/// What there is to look at when the steps of an itinerary are known: one window each.
const CHECK_WORK: u64 = 20_000;

const FOOD: Effect = Effect(1);
const CONTRAST: Effect = Effect(2);
const EMPTY_BLADDER: Effect = Effect(3);
const DRINK: Effect = Effect(4);

/// Days and minutes as they are counted in a search: from the midnight of one day on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    today: BusinessDate,
    midnight: Instant,
}

impl Clock {
    pub(crate) fn new(today: BusinessDate, zone: Zone) -> Self {
        Self { today, midnight: zone.instant(today, MinuteOfDay(0)) }
    }

    pub(crate) fn minute(&self, at: Instant) -> Minute {
        let minutes = (at - self.midnight).num_minutes().clamp(-MINUTES_MAX, MINUTES_MAX);
        Minute(i32::try_from(minutes).unwrap_or_default())
    }

    pub(crate) fn instant(&self, minute: Minute) -> Instant {
        self.midnight + chrono::Duration::minutes(i64::from(minute.0))
    }

    pub(crate) fn day(&self, date: BusinessDate) -> Day {
        let days = (date.0 - self.today.0).num_days().clamp(-MINUTES_MAX / 1_440, MINUTES_MAX / 1_440);
        Day(i32::try_from(days).unwrap_or_default())
    }

    pub(crate) fn date(&self, day: Day) -> BusinessDate {
        self.today.plus_days(i64::from(day.0))
    }
}

/// One step as it is wanted.
pub(crate) struct Wanted<'a> {
    /// None: a visit to a department.
    pub(crate) service: Option<&'a Service>,
    pub(crate) accepts: Vec<Accepted>,
}

impl Wanted<'_> {
    /// Whoever visits a department is there to be told.
    fn hears_results(&self) -> bool {
        self.service.is_none_or(|service| service.hears_results)
    }

    fn result_minutes(&self) -> u32 {
        self.service.map_or(0, |service| service.result_minutes.into())
    }
}

/// Why there is a rule between steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Order,
    Results,
    SameDay,
}

/// The demands of several steps; the rules with what each of them means.
pub(crate) fn demands(
    told: Minute,
    wanted: &[Wanted<'_>],
    order: ItineraryOrder,
    same_day: bool,
) -> (search::Request, Vec<Meaning>) {
    let steps: Vec<Step> = (0..).zip(wanted).map(|(number, one)| step(StepId(number), one)).collect();
    let (mut rules, mut meanings) = (Vec::new(), Vec::new());
    for (first, one) in (0..).zip(wanted) {
        for (then, other) in (0..).zip(wanted) {
            if let Some((least, meaning)) = gap(order, (first, one), (then, other)) {
                rules.push(Rule::After { first: StepId(first), then: StepId(then), least, most: None });
                meanings.push(meaning);
            }
        }
    }
    if same_day {
        rules.push(Rule::SameDay(steps.iter().map(|step| step.id).collect()));
        meanings.push(Meaning::SameDay);
    }
    (search::Request { rules, ..search::Request::new(told, steps) }, meanings)
}

/// How long after the first of two steps the other one begins at least, if that has to be.
fn gap(order: ItineraryOrder, first: (u32, &Wanted<'_>), then: (u32, &Wanted<'_>)) -> Option<(u32, Meaning)> {
    let hears = then.1.hears_results() && !first.1.hears_results();
    let least = if hears { first.1.result_minutes() } else { 0 };
    let meaning = if least > 0 { Meaning::Results } else { Meaning::Order };
    let is_asked = match order {
        ItineraryOrder::Any => false,
        ItineraryOrder::ResultsFirst => hears,
        // What comes between two steps already says that the one is after the other.
        ItineraryOrder::Listed => first.0 < then.0 && (then.0 == first.0 + 1 || least > 0),
    };
    is_asked.then_some((least, meaning))
}

fn step(id: StepId, wanted: &Wanted<'_>) -> Step {
    let mut step = Step::new(id, wanted.accepts.clone());
    if let Some(service) = wanted.service {
        step.preparations = preparations(service).into_iter().map(|(_, one)| one).collect();
        step.leaves = leaves(service);
        step.begins_between = service.begins_between.map(|hours| (hours.from.0.into(), hours.until.0.into()));
    }
    step
}

/// How a person prepares for a service, with what each demand comes from.
pub(crate) fn preparations(service: &Service) -> Vec<(PreparationKind, search::Preparation)> {
    let mut all = Vec::new();
    for Preparation { kind, minutes } in &service.preparations {
        let minutes = u32::from(*minutes);
        let without = |effect, by_person| search::Preparation::Without { effect, minutes, by_person };
        match kind {
            PreparationKind::Fasting => all.push((*kind, without(FOOD, true))),
            PreparationKind::NoContrast => all.push((*kind, without(CONTRAST, false))),
            PreparationKind::FullBladder => {
                all.push((*kind, without(EMPTY_BLADDER, false)));
                all.push((*kind, search::Preparation::With { effect: DRINK, minutes }));
            }
        }
    }
    all
}

fn leaves(service: &Service) -> Vec<Effect> {
    let effect = |trace: &Trace| match trace {
        Trace::Contrast => CONTRAST,
        Trace::EmptyBladder => EMPTY_BLADDER,
    };
    service.leaves.iter().map(effect).collect()
}

/// A window as an offer. Nobody has two windows at once, so the person is taken until it ends, whoever is seen when.
pub(crate) fn offer(
    clock: &Clock,
    (id, resource, group, place): (u64, u32, u32, u32),
    date: BusinessDate,
    (from, until): (Instant, Instant),
) -> Offer {
    let (from, until) = (clock.minute(from), clock.minute(until));
    Offer {
        id: OfferId(id),
        resource: ResourceId(resource),
        group: GroupId(group),
        place: Place(place),
        day: clock.day(date),
        from,
        until,
        start: Minute(until.0.saturating_sub(1).max(from.0)),
        minutes: 1,
    }
}

/// What a person has besides these appointments, from now on: the visit, and what it demands. The soonest count, because
/// only so many are searched.
pub(crate) fn engagements(
    world: &World,
    patient: PersonId,
    besides: &BTreeSet<AppointmentId>,
    now: Instant,
    clock: &Clock,
) -> Vec<(AppointmentView, Engagement)> {
    let mut visits = world.appointments_of(patient);
    visits.retain(|visit| is_to_come(visit.state) && visit.until > now && !besides.contains(&visit.id));
    // They come with the latest first.
    visits.reverse();
    visits.truncate(search::limits::ENGAGEMENTS_MAX);
    let with = |visit: AppointmentView| {
        let engagement = engagement(world, &visit, clock);
        (visit, engagement)
    };
    visits.into_iter().map(with).collect()
}

const fn is_to_come(state: AppointmentState) -> bool {
    use AppointmentState::{Arrived, Booked, Called, Cancelled, Displaced, Fulfilled, InConsultation, NoShow, NotSeen};
    match state {
        Booked | Arrived | Called | InConsultation => true,
        Fulfilled | Cancelled | NoShow | NotSeen | Displaced => false,
    }
}

fn engagement(world: &World, visit: &AppointmentView, clock: &Clock) -> Engagement {
    let service = service_of(world, visit.id);
    Engagement {
        way: WALK_MINUTES,
        preparations: service.iter().flat_map(preparations).map(|(_, one)| one).collect(),
        leaves: service.iter().flat_map(leaves).collect(),
        ..Engagement::new(clock.minute(visit.from), clock.minute(visit.until))
    }
}

/// The service for which an appointment was booked, as it was then.
pub(crate) fn service_of(world: &World, appointment: AppointmentId) -> Option<Service> {
    let itinerary = world.itinerary_of(appointment)?;
    itinerary.stops.into_iter().find(|stop| stop.appointment == appointment)?.service
}

/// Whether visits that are booked are a chain: their order, their gaps and their preparations hold, also beside what
/// the person has at other times.
pub(crate) fn fits(
    clock: &Clock,
    told: Instant,
    visits: &[(AppointmentView, Option<Service>)],
    order: ItineraryOrder,
    engagements: Vec<Engagement>,
) -> bool {
    let departments: BTreeSet<DepartmentId> = visits.iter().map(|(visit, _)| visit.department).collect();
    let place = |of: DepartmentId| (0..).zip(&departments).find(|(_, one)| **one == of).map_or(0, |(number, _)| number);
    let offers: Vec<Offer> = (0..)
        .zip(visits)
        .map(|(number, (visit, _))| {
            let place = place(visit.department);
            offer(clock, (number, 0, place, place), visit.date, (visit.from, visit.until))
        })
        .collect();
    let wanted: Vec<Wanted<'_>> = visits
        .iter()
        .zip(&offers)
        .map(|((_, service), offer)| Wanted { service: service.as_ref(), accepts: vec![Accepted::Offer(offer.id)] })
        .collect();
    let (mut request, _) = demands(clock.minute(told), &wanted, order, false);
    request.engagements = engagements;
    let found = Walks::new(WALK_MINUTES).and_then(|walks| search::find(&request, &offers, &walks, CHECK_WORK));
    match found {
        Ok(Outcome::Found { .. }) => true,
        Ok(Outcome::Impossible(_) | Outcome::Unknown { .. }) => false,
        Err(problem) => {
            tracing::error!(%problem, "an itinerary cannot be checked");
            false
        }
    }
}

#[cfg(test)]
mod tests;
