//! Several steps in one request: what is asked, the windows that are open, the search, and the answer.

mod booked;
mod gather;
mod services;
mod tell;

pub(crate) use services::services_version;

use super::{Read, Reading};
use crate::{
    aside::{Priority, aside},
    failure::Failure,
    hospital::Hospital,
    itinerary::{Clock, Meaning, WALK_MINUTES, Wanted, demands},
    usecase::{Action, channel_of, in_the_room},
    view::ItineraryPlan,
    writer::WAIT_MAX,
};
use ::itineraries::{Engagement, Outcome, Problem, Request, Walks, find};
use gather::Windows;
use model::{
    actor::Actor,
    id::{AppointmentId, ClinicianId, DepartmentId, ItineraryId, PersonId, UserId},
    message::Refusal,
    scheduling::{Channel, ItineraryOrder, Service},
    time::{BusinessDate, Instant},
};
use scheduling::read::{AppointmentState, AppointmentView};
use serde::Deserialize;
use std::{
    collections::{BTreeSet, HashSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{sleep, timeout};
use utoipa::ToSchema;

/// When to ask again while others are searched for.
const RETRY: Duration = Duration::from_secs(2);

/// How often somebody who has asked already looks whether that is over.
const OWN_TURN: Duration = Duration::from_millis(50);

/// How much one search may do; its explanation may take as much again.
const WORK: u64 = 300_000;

/// The most days that somebody can say are impossible.
const IMPOSSIBLE_MAX: usize = 60;

/// The best chain of windows for several steps (一次办几件事): with the fewest trips, then the shortest stay, then the
/// earliest; or why there is none, and what would help. Nothing is booked by it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanItinerary {
    /// The person for whom it is planned, by their id.
    pub patient: PersonId,
    /// The steps, 2–8.
    #[schema(min_items = 2, max_items = 8)]
    pub steps: Vec<WantedStep>,
    /// Their order.
    #[serde(default)]
    pub order: ItineraryOrder,
    /// The person cannot come before this.
    #[serde(default)]
    pub not_before: Option<Instant>,
    /// All of it has to be done by this.
    #[serde(default)]
    pub by: Option<Instant>,
    /// Days on which the person cannot come, at most 60.
    #[serde(default)]
    #[schema(max_items = 60)]
    pub impossible_days: Vec<BusinessDate>,
    /// All of it on one day.
    #[serde(default)]
    pub same_day: bool,
    /// The itinerary that is given up for it: its visits do not count.
    #[serde(default)]
    pub instead_of: Option<ItineraryId>,
    /// The visit of that person during which a clinician asks, by its id; the person must be in the room.
    #[serde(default)]
    pub visit: Option<AppointmentId>,
}

/// A step: a service, or a visit to a department.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedStep {
    /// The service, by its code; if left out, `department` says where.
    #[serde(default)]
    pub service: Option<String>,
    /// The department of a visit, by its id.
    #[serde(default)]
    pub department: Option<DepartmentId>,
    /// Only this clinician, by their id; of that department.
    #[serde(default)]
    pub clinician: Option<ClinicianId>,
}

/// A step, looked up.
struct AskedStep {
    service: Option<Service>,
    department: DepartmentId,
    clinician: Option<ClinicianId>,
}

/// What is asked, looked up.
struct Asked {
    now: Instant,
    clock: Clock,
    who: (PersonId, Channel),
    steps: Vec<AskedStep>,
    /// Each once, by number.
    departments: Vec<DepartmentId>,
    instead: BTreeSet<AppointmentId>,
    engagements: Vec<(AppointmentView, Engagement)>,
}

/// A search that is over, with what its numbers mean.
struct Searched {
    meanings: Vec<Meaning>,
    outcome: Outcome,
}

impl Read for PlanItinerary {
    const PATH: &'static str = "/itineraries/plan";
    const ACTION: Action = Action::BookItinerary;
    const IN_BODY: bool = true;
    type View = ItineraryPlan;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let asked = hospital.reading(actor, Self::ACTION, |reading| reading.asked_for(&self)).await?;
        let busy = |_| Failure::Busy { retry_after: RETRY };
        let _own = timeout(WAIT_MAX, OwnTurn::of(hospital, actor)).await.map_err(busy)?;
        let turn = timeout(WAIT_MAX, hospital.inner.planning.clone().acquire_owned())
            .await
            .map_err(busy)?
            .map_err(|_| Failure::Broken)?;
        let mut windows = Windows::new();
        for (place, department) in (0..).zip(&asked.departments) {
            let open =
                hospital.reading(actor, Self::ACTION, |reading| Ok(reading.open_windows(&asked, *department))).await?;
            windows.add(place, open);
        }
        windows.end_together();
        let (request, meanings) = self.demands(&asked, &windows);
        let offers = windows.offers(&asked.clock);
        let work = async move {
            // The turn ends with the work, also if nobody waits for it any more.
            let _turn = turn;
            find(&request, &offers, &Walks::new(WALK_MINUTES)?, WORK)
        };
        let outcome = aside("itinerary", Priority::Lower, work).await.map_err(|error| {
            tracing::error!(%error, "an itinerary cannot be searched");
            Failure::Broken
        })?;
        let searched = Searched { meanings, outcome: outcome.map_err(|problem| refused(&problem))? };
        hospital.reading(actor, Self::ACTION, |reading| reading.told_plan(&asked, &windows, &searched)).await
    }
}

/// A login's questions are searched one after the other, so that they keep nobody else waiting for more than one of them.
struct OwnTurn<'a> {
    asking: &'a Mutex<HashSet<UserId>>,
    user: UserId,
}

impl<'a> OwnTurn<'a> {
    /// None for the hospital itself.
    async fn of(hospital: &'a Hospital, actor: &Actor) -> Option<Self> {
        let (asking, user) = (&hospital.inner.planners, actor.user?);
        while !asking.lock().unwrap_or_else(PoisonError::into_inner).insert(user) {
            sleep(OWN_TURN).await;
        }
        Some(Self { asking, user })
    }
}

impl Drop for OwnTurn<'_> {
    fn drop(&mut self) {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.user);
    }
}

/// What the search cannot take: a field of what was asked, with its value and its bounds.
fn refused(problem: &Problem) -> Failure {
    tracing::warn!(%problem, "an itinerary is beyond the limits of the search");
    Refusal::new("itinerary-too-much").field("steps").with("value", problem.value).into()
}

impl PlanItinerary {
    fn demands(&self, asked: &Asked, windows: &Windows) -> (Request, Vec<Meaning>) {
        let accepts = |step: &AskedStep| windows.accepted(asked.place(step.department), step);
        let wanted: Vec<Wanted<'_>> =
            asked.steps.iter().map(|step| Wanted { service: step.service.as_ref(), accepts: accepts(step) }).collect();
        let clock = &asked.clock;
        let (request, meanings) = demands(clock.minute(asked.now), &wanted, self.order, self.same_day);
        let request = Request {
            not_before: self.not_before.map(|at| clock.minute(at)),
            by: self.by.map(|at| clock.minute(at)),
            impossible_days: self.impossible_days.iter().map(|date| clock.day(*date)).collect(),
            engagements: asked.engagements.iter().map(|(_, engagement)| engagement.clone()).collect(),
            ..request
        };
        (request, meanings)
    }
}

impl Asked {
    fn place(&self, department: DepartmentId) -> u32 {
        (0..).zip(&self.departments).find(|(_, one)| **one == department).map_or(0, |(number, _)| number)
    }
}

impl Reading<'_> {
    /// Looks up what is asked for, and what the person has besides.
    fn asked_for(&self, plan: &PlanItinerary) -> Result<Asked, Failure> {
        self.may(PlanItinerary::ACTION, &self.scope().of_order(plan.patient, plan.visit))?;
        self.saw_all();
        in_the_room(self.worlds, plan.visit)?;
        in_range("steps", plan.steps.len(), 2, 8)?;
        in_range("impossible_days", plan.impossible_days.len(), 0, IMPOSSIBLE_MAX)?;
        let steps: Vec<AskedStep> = plan.steps.iter().map(|step| self.asked_step(step)).collect::<Result<_, _>>()?;
        let departments: BTreeSet<DepartmentId> = steps.iter().map(|step| step.department).collect();
        let patient = self.found(self.worlds.journey.person(plan.patient))?.id;
        let instead = match plan.instead_of {
            None => BTreeSet::new(),
            Some(id) => self.given_up_for_it(id, patient)?,
        };
        let clock = Clock::new(self.today(), self.zone);
        let scheduling = &self.worlds.scheduling;
        Ok(Asked {
            now: self.now,
            clock,
            who: (patient, channel_of(self.actor.role).unwrap_or(Channel::Online)),
            steps,
            departments: departments.into_iter().collect(),
            engagements: crate::itinerary::engagements(scheduling, patient, &instead, self.now, &clock),
            instead,
        })
    }

    fn asked_step(&self, step: &WantedStep) -> Result<AskedStep, Failure> {
        let scheduling = &self.worlds.scheduling;
        let unknown = |field| Failure::from(Refusal::new("not-there").field(field));
        let service = match &step.service {
            Some(code) => Some(scheduling.service(code).cloned().ok_or_else(|| unknown("service"))?),
            None => None,
        };
        let department = service.as_ref().map(|service| service.department).or(step.department);
        let department = department.filter(|id| scheduling.department(*id).is_some());
        let department = department.ok_or_else(|| unknown("department"))?;
        let of_it = |id| scheduling.clinician(id).is_some_and(|clinician| clinician.department == department);
        if step.clinician.is_some_and(|id| !of_it(id)) {
            return Err(unknown("clinician"));
        }
        Ok(AskedStep { service, department, clinician: step.clinician })
    }

    /// The visits of the person's itinerary that are given up: those that are booked, as when it is moved.
    fn given_up_for_it(&self, id: ItineraryId, patient: PersonId) -> Result<BTreeSet<AppointmentId>, Failure> {
        let itinerary = self.found(self.worlds.scheduling.itinerary(id))?;
        let whose = self.worlds.patient_of_itinerary(id).map(|person| self.worlds.journey.canonical(person));
        if whose != Some(patient) {
            return Err(Failure::NotFound);
        }
        let scheduling = &self.worlds.scheduling;
        let is_booked = |id: &AppointmentId| {
            let visit = scheduling.appointment(*id).filter(|visit| visit.state == AppointmentState::Booked);
            visit.is_some_and(|visit| scheduling.is_same_person(visit.patient, patient))
        };
        Ok(itinerary.stops.iter().map(|stop| stop.appointment).filter(is_booked).collect())
    }
}

fn in_range(field: &'static str, count: usize, min: u16, max: usize) -> Result<(), Refusal> {
    if (usize::from(min)..=max).contains(&count) {
        return Ok(());
    }
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Refusal::new("out-of-range")
        .field(field)
        .with("value", number(count))
        .with("min", min)
        .with("max", number(max))
        .err()
}
