//! A template's seats, tuned: what the department's own visits say, what today's seats cost, and which cost least. No
//! patient is named.

mod change;
mod gather;
mod held_out;
mod learn;
mod propose;
#[cfg(test)]
mod tests;

use super::{
    Read, Reading,
    templates::{RELEASE_DAYS_MAX, version_of},
};
use crate::{
    aside::{Priority, aside},
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{HeldOut, TemplateTuning, TunedSeats},
    writer::WAIT_MAX,
};
use gather::Gathered;
use learn::{Picture, SERVICES_MIN};
use model::{
    actor::Actor,
    id::{ClinicianId, DepartmentId, TemplateId},
    message::Refusal,
    scheduling::TemplatePlan,
    time::{BusinessDate, Zone},
};
use rust_decimal::Decimal;
use schedules::Weights;
use scheduling::read::{Publication, TemplateView};
use serde::Deserialize;
use std::time::Duration;
use tokio::{sync::OwnedSemaphorePermit, time::timeout};
use utoipa::ToSchema;

/// When to ask again while others are computed.
const RETRY: Duration = Duration::from_secs(2);

/// How many patients a template's windows should have: what the department's visits of the last 180 days say of how long
/// patients are in the room and how many do not come, by clinician and type of visit; what today's seats cost by that in
/// waiting, overtime and idle time; and the same number of seats where they cost least. It changes nothing: to apply it,
/// change the template's plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tuning {
    /// The template, by its id, as the list of templates names it.
    pub template: TemplateId,
    /// Its plan, by the plan's first day; without it, the one that counts today, or else the next.
    #[serde(default)]
    pub plan: Option<BusinessDate>,
    /// What a minute of mean waiting weighs, 0–1000; 1 if it is left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    pub wait_weight: Option<i64>,
    /// What a minute of overtime weighs, 0–1000; 1 if it is left out. One of the two is above 0.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    pub overtime_weight: Option<i64>,
}

/// What is tuned.
struct Tuned {
    view: TemplateView,
    plan: TemplatePlan,
    /// What waiting and overtime weigh.
    weighed: (u16, u16),
    weights: Weights,
    today: BusinessDate,
    zone: Zone,
}

/// What was computed.
struct Computed {
    from: BusinessDate,
    until: BusinessDate,
    visits: u32,
    picture: Picture,
    seats: Result<(TunedSeats, TunedSeats), Refusal>,
    held_out: Option<HeldOut>,
}

impl Read for Tuning {
    const PATH: &'static str = "/templates/{template}/tuning";
    const ACTION: Action = Action::ReadWeek;
    type View = TemplateTuning;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let tuned = hospital.reading(actor, Self::ACTION, |reading| reading.tuned(&self)).await?;
        let computed = hospital.computed(&tuned).await?;
        hospital.reading(actor, Self::ACTION, |reading| reading.tuning(&tuned, &computed)).await
    }
}

impl Hospital {
    /// Waits until nothing else is learnt from visits: only so many do at a time.
    async fn turn_to_learn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let turn = timeout(WAIT_MAX, self.inner.tuning.clone().acquire_owned()).await;
        turn.map_err(|_| Failure::Busy { retry_after: RETRY })?.map_err(|_| Failure::Broken)
    }

    async fn computed(&self, tuned: &Tuned) -> Result<Computed, Failure> {
        let turn = self.turn_to_learn().await?;
        let gathered = self.past_visits(tuned.view.department, tuned.today).await;
        let (clinician, plan, weights, zone) = (tuned.view.clinician, tuned.plan.clone(), tuned.weights, tuned.zone);
        let work = async move {
            // The turn ends with the work, also if nobody waits for it any more.
            let _turn = turn;
            compute(&gathered, clinician, &plan, weights, zone)
        };
        let computed = aside("tuning", Priority::Lower, work).await.map_err(|error| {
            tracing::error!(%error, "a template cannot be tuned");
            Failure::Broken
        })?;
        Ok(computed?)
    }
}

/// Learns, and compares.
///
/// # Errors
/// `tuning-service` if nothing can be learnt from the visits.
fn compute(
    gathered: &Gathered,
    clinician: ClinicianId,
    plan: &TemplatePlan,
    weights: Weights,
    zone: Zone,
) -> Result<Computed, Refusal> {
    let picture = Picture::of(gathered, clinician, zone).map_err(propose::refused)?;
    let too_few = || {
        Refusal::new("tuning-too-few")
            .field("template")
            .with("value", i64::try_from(picture.services()).unwrap_or(i64::MAX))
            .with("needed", SERVICES_MIN as i64)
    };
    let setting = picture.setting(plan.slot_minutes).map_err(propose::refused)?;
    let setting = setting.filter(|_| picture.services() >= SERVICES_MIN).ok_or_else(too_few);
    let seats = setting.and_then(|setting| propose::tuned(&setting, plan, weights));
    let held_out = held_out::held_out(gathered, clinician, plan, weights, zone).filter(|_| seats.is_ok());
    let visits = u32::try_from(gathered.seen.len()).unwrap_or(u32::MAX);
    Ok(Computed { from: gathered.from, until: gathered.until, visits, picture, seats, held_out })
}

/// To four places.
fn decimal(of: f64) -> Decimal {
    Decimal::from_f64_retain(of).unwrap_or_default().round_dp(4).normalize()
}

impl Reading<'_> {
    fn tuned(&self, asked: &Tuning) -> Result<Tuned, Failure> {
        self.may(Tuning::ACTION, &Default::default())?;
        self.saw_all();
        let wait = propose::weight("wait_weight", asked.wait_weight)?;
        let overtime = propose::weight("overtime_weight", asked.overtime_weight)?;
        let weights = propose::weights(wait, overtime)?;
        let view = self.found(self.worlds.scheduling.template(asked.template))?;
        let today = self.today();
        let counts = |plan: &&TemplatePlan| plan.valid_until.is_none_or(|until| today <= until);
        let mut plans = view.plans.iter().filter(counts);
        let plan = match asked.plan {
            Some(first) => plans.find(|plan| plan.valid_from == first),
            None => plans.next(),
        };
        let plan = self.found(plan)?.clone();
        Ok(Tuned { view, plan, weighed: (wait, overtime), weights, today, zone: self.zone })
    }

    fn tuning(&self, tuned: &Tuned, computed: &Computed) -> Result<TemplateTuning, Failure> {
        self.may(Tuning::ACTION, &Default::default())?;
        self.saw_all();
        let Tuned { view, plan, .. } = tuned;
        let published = self.published_by(view.department, view.id);
        let after = published.last().map_or(plan.valid_from, |last| last.plus_days(1));
        let first_day = self.today().max(plan.valid_from).max(after);
        let (present, proposed, refusal) = match computed.seats.clone() {
            Ok((present, proposed)) => (Some(present), Some(proposed), None),
            Err(refusal) => (None, None, Some(refusal)),
        };
        Ok(TemplateTuning {
            now: self.now,
            template: view.id,
            department: self.department(view.department),
            clinician: view.clinician,
            name: self.clinician(view.clinician).0,
            plan: plan.clone(),
            version: version_of(&view.plans, tuned.today),
            from: computed.from,
            until: computed.until,
            visits: computed.visits,
            left_out: computed.picture.left_out,
            own: computed.picture.own(),
            of_department: computed.picture.department(),
            types: computed.picture.types(),
            lead: computed.picture.lead(),
            minutes: computed.picture.minutes(),
            wait_weight: tuned.weighed.0,
            overtime_weight: tuned.weighed.1,
            present,
            proposed,
            held_out: computed.held_out.clone(),
            refusal,
            published,
            first_day,
            later: view.plans.iter().map(|other| other.valid_from).filter(|day| *day > plan.valid_from).collect(),
        })
    }

    /// The days from today on for which a template's session is published.
    fn published_by(&self, department: DepartmentId, template: TemplateId) -> Vec<BusinessDate> {
        let today = self.today();
        let span = (today, today.plus_days(RELEASE_DAYS_MAX));
        let days = self.worlds.scheduling.template_days(department, span, self.moment());
        let is_published = |day: &&scheduling::read::TemplateDay| {
            day.template == template && matches!(day.publication, Publication::Published(_))
        };
        days.iter().filter(is_published).map(|day| day.date).collect()
    }
}
