//! The answer of a search in the hospital's words, and what is booked of it.

use super::{Asked, Reading, Searched, gather::Windows};
use crate::{
    failure::Failure,
    itinerary::{Clock, Meaning, engagements, fits, preparations},
    usecase::would_keep,
    view::{
        ItineraryPlan, PlanCause, PlanChange, PlanConflict, PlanOutcome, PlanStep, PlannedChain, PlannedStop,
        PreparationSince, VisitItinerary,
    },
};
use ::itineraries::{Cause, Certificate, Chain, Explanation, Outcome, Relaxation, Stop};
use chrono::Duration;
use model::{
    scheduling::{PreparationKind, Service},
    time::Instant,
};
use scheduling::read::{AppointmentState, AppointmentView, Booker, ItineraryView};

impl Reading<'_> {
    pub(super) fn told_plan(
        &self,
        asked: &Asked,
        windows: &Windows,
        searched: &Searched,
    ) -> Result<ItineraryPlan, Failure> {
        self.saw_all();
        let outcome = match &searched.outcome {
            Outcome::Found { chain, certificate, .. } => {
                PlanOutcome::Chain(self.chain(asked, windows, chain, *certificate)?)
            }
            Outcome::Impossible(why) => PlanOutcome::NoChain(conflict(asked, &searched.meanings, why)),
            Outcome::Unknown { .. } => PlanOutcome::Unknown,
        };
        let step = |step: &super::AskedStep| PlanStep {
            service: step.service.clone(),
            department: self.department(step.department),
        };
        Ok(ItineraryPlan {
            now: self.now,
            patient: self.member(asked.who.0),
            steps: asked.steps.iter().map(step).collect(),
            until: windows.until,
            is_capped: windows.is_capped,
            outcome,
        })
    }

    fn chain(
        &self,
        asked: &Asked,
        windows: &Windows,
        chain: &Chain,
        certificate: Certificate,
    ) -> Result<PlannedChain, Failure> {
        let stops: Vec<PlannedStop> =
            chain.stops.iter().map(|stop| self.planned_stop(asked, windows, stop)).collect::<Result<_, _>>()?;
        let slots: Vec<_> = stops.iter().map(|stop| stop.slot).collect();
        // What is moved has to be given up first.
        let kept = would_keep(self.worlds, self.moment(), self.actor.role, &asked.instead);
        let fits = || self.worlds.scheduling.chain_fits(asked.who, &slots, &asked.instead, self.moment()).err();
        let refusal = kept.or_else(fits);
        let (is_best, trips_least) = match certificate {
            Certificate::Best => (true, chain.trips),
            Certificate::BestFound { trips_least } => (false, trips_least),
        };
        let (trips, stay_minutes) = (chain.trips, chain.stay_minutes);
        Ok(PlannedChain { stops, trips, stay_minutes, is_best, trips_least, refusal })
    }

    fn planned_stop(&self, asked: &Asked, windows: &Windows, stop: &Stop) -> Result<PlannedStop, Failure> {
        let window = windows.window(stop.offer.id).ok_or(Failure::Broken)?;
        let scheduling = &self.worlds.scheduling;
        let (person, channel) = asked.who;
        let booker = Booker { channel, person: Some(person) };
        let slot = self.found(scheduling.slot_for(window.slot, booker, self.moment()))?;
        let session = self.found(scheduling.session(slot.session, self.moment()))?;
        let (clinician, title) = self.clinician(window.clinician);
        let service = asked.steps.get(stop.step.0 as usize).and_then(|step| step.service.as_ref());
        Ok(PlannedStop {
            step: stop.step.0,
            slot: window.slot,
            clinician_id: window.clinician,
            clinician,
            title,
            room: session.room,
            date: window.date,
            from: window.from,
            until: window.until,
            expected_at: slot.next_expected_at,
            fee: session.fee,
            preparations: since(service, window.from),
        })
    }

    /// What a visit is in its itinerary.
    pub(crate) fn visit_itinerary(&self, visit: &AppointmentView) -> Option<VisitItinerary> {
        let scheduling = &self.worlds.scheduling;
        let itinerary = scheduling.itinerary_of(visit.id)?;
        // It was booked after its visits, and holds or not with whatever else the patient books.
        self.saw_all();
        let (place, own) = (0..).zip(&itinerary.stops).find(|(_, stop)| stop.appointment == visit.id)?;
        let service = own.service.as_ref();
        Some(VisitItinerary {
            itinerary: itinerary.id,
            service: service.map(|service| service.code.clone()),
            name: service.map(|service| service.name.clone()),
            place,
            order: itinerary.order,
            preparations: since(service, visit.from),
            holds: self.still_holds(&itinerary, visit),
        })
    }

    /// Do the visits of an itinerary that are still to come hold together, whatever was moved or booked since?
    fn still_holds(&self, itinerary: &ItineraryView, visit: &AppointmentView) -> bool {
        let scheduling = &self.worlds.scheduling;
        let clock = Clock::new(self.today(), self.zone);
        let booked: Vec<_> = itinerary
            .stops
            .iter()
            .filter_map(|stop| Some((scheduling.appointment(stop.appointment)?, stop.service.clone())))
            .filter(|(visit, _)| visit.state == AppointmentState::Booked)
            .collect();
        if booked.is_empty() {
            return true;
        }
        let own = itinerary.stops.iter().map(|stop| stop.appointment).collect();
        let others = engagements(scheduling, visit.patient, &own, self.now, &clock);
        let others = others.into_iter().map(|(_, engagement)| engagement).collect();
        fits(&clock, itinerary.booked_at, &booked, itinerary.order, others)
    }
}

/// From when on the person prepares for a window.
fn since(service: Option<&Service>, from: Instant) -> Vec<PreparationSince> {
    let all = service.iter().flat_map(|service| &service.preparations);
    all.map(|one| PreparationSince { kind: one.kind, since: from - Duration::minutes(i64::from(one.minutes)) })
        .collect()
}

/// Why there is no chain.
fn conflict(asked: &Asked, meanings: &[Meaning], why: &Explanation) -> PlanConflict {
    let mut causes: Vec<PlanCause> = Vec::new();
    for cause in why.causes.iter().filter_map(|cause| told_cause(asked, meanings, *cause)) {
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    let mut changes: Vec<PlanChange> = Vec::new();
    for change in why.relaxations.iter().filter_map(|change| told_change(asked, meanings, *change)) {
        if !changes.contains(&change) {
            changes.push(change);
        }
    }
    let steps = why.steps.iter().map(|step| step.0).collect();
    PlanConflict { reason: why.reason.code().to_owned(), steps, causes, changes }
}

/// Which preparation of a step the search speaks of.
fn kind_of(asked: &Asked, step: u32, place: usize) -> Option<PreparationKind> {
    let service = asked.steps.get(step as usize)?.service.as_ref()?;
    preparations(service).get(place).map(|(kind, _)| *kind)
}

fn told_cause(asked: &Asked, meanings: &[Meaning], cause: Cause) -> Option<PlanCause> {
    Some(match cause {
        Cause::Rule(place) => match meanings.get(place)? {
            Meaning::Order => PlanCause::Order,
            Meaning::Results => PlanCause::Results,
            Meaning::SameDay => PlanCause::SameDay,
        },
        Cause::Preparation(step, place) => {
            PlanCause::Preparation { step: step.0, kind: kind_of(asked, step.0, place)? }
        }
        Cause::BeginsBetween(step) => PlanCause::Hours { step: step.0 },
        Cause::NotBefore(_) | Cause::AllNotBefore => PlanCause::NotBefore,
        Cause::By(_) | Cause::AllBy => PlanCause::By,
        Cause::ImpossibleDays => PlanCause::ImpossibleDays,
        Cause::Engagement(place) => {
            let (visit, _) = asked.engagements.get(place)?;
            PlanCause::Visit { from: visit.from, until: visit.until }
        }
    })
}

fn told_change(asked: &Asked, meanings: &[Meaning], change: Relaxation) -> Option<PlanChange> {
    let clock = &asked.clock;
    Some(match change {
        Relaxation::WithoutStep(step) => PlanChange::WithoutStep { step: step.0 },
        Relaxation::WithoutRule(place) => match meanings.get(place)? {
            Meaning::Order | Meaning::Results => PlanChange::AnyOrder,
            Meaning::SameDay => PlanChange::SeveralDays,
        },
        Relaxation::Least(_, minutes) => PlanChange::Results { minutes },
        // Nothing that is asked for here has a longest gap.
        Relaxation::Most(..) => return None,
        Relaxation::Preparation(step, place, minutes) => {
            PlanChange::Preparation { step: step.0, kind: kind_of(asked, step.0, place)?, minutes }
        }
        Relaxation::WithoutBeginsBetween(step) => PlanChange::AnyHour { step: step.0 },
        Relaxation::NotBefore(_, at) | Relaxation::AllNotBefore(at) => PlanChange::NotBefore { at: clock.instant(at) },
        Relaxation::By(_, at) | Relaxation::AllBy(at) => PlanChange::By { at: clock.instant(at) },
        Relaxation::Possible(day) => PlanChange::Day { date: clock.date(day) },
        Relaxation::WithoutEngagement(place) => {
            let (visit, _) = asked.engagements.get(place)?;
            PlanChange::WithoutVisit { from: visit.from, until: visit.until }
        }
    })
}
