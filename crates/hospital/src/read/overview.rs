//! What administrators look at first: the promises, figures, and what wants a decision. No patient is named.

use super::{BrokenGlass, DAYS, DAYS_MAX, Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{AdmissionStep, HospitalOverview, PromiseFigures, SlotHour, StepMinutes},
};
use model::{
    actor::Actor,
    message::{Message, Value},
    time::MinuteOfDay,
};
use rust_decimal::Decimal;
use scheduling::read::{
    AdmissionStep as Core, AppointmentState, Calls, DayPromises, Mean, Promises, SessionView, Share,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How many days the trend shows at least.
const TREND_DAYS_MIN: u16 = 7;
/// A bar of the histogram, minutes.
const BAR_MINUTES: u16 = 60;

/// The three promises, as figures of the last days and day by day.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Overview {
    /// How many days are counted, today being the last: 1 to 90; 14 if left out.
    pub days: Option<u16>,
}

impl Read for Overview {
    const PATH: &'static str = "/overview";
    const ACTION: Action = Action::ReadPromises;
    type View = HospitalOverview;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { days } = self;
        let days = days.unwrap_or(DAYS).clamp(1, DAYS_MAX);
        let mut page = hospital.hospital_overview(actor, days).await?;
        if hospital.profile().is_none() {
            page.attention.insert(0, Message::new("attention-profile"));
        }
        let clock = hospital.clock_state(actor).await?;
        if clock.stopped.is_some() {
            page.attention.insert(0, Message::new("attention-clock"));
        }
        let held: u64 = clock.unattended.iter().map(|span| span.count).sum();
        if held > 0 {
            page.attention.push(Message::new("attention-unattended").with("count", held as i64));
        }
        let break_glass = hospital.read(actor, BrokenGlass { days: Some(days) }).await?.len();
        if break_glass > 0 {
            page.attention.push(Message::new("attention-break-glass").with("times", break_glass as i64));
        }
        Ok(page)
    }
}

impl Hospital {
    async fn hospital_overview(&self, actor: &Actor, days: u16) -> Result<HospitalOverview, Failure> {
        self.reading(actor, Action::ReadPromises, |reading| {
            reading.may(Action::ReadPromises, &Default::default())?;
            let today = reading.today();
            let from = today.plus_days(1 - i64::from(days));
            let since = today.plus_days(1 - i64::from(days.max(TREND_DAYS_MIN)));
            let all = reading.worlds.scheduling.promises(from, today, reading.zone);
            let trend = reading.worlds.scheduling.promises(since, today, reading.zone);
            reading.saw_all();
            Ok(HospitalOverview {
                now: reading.now,
                days,
                from,
                until: today,
                promises: figures_of(&all),
                today: trend.days.last().map(figures).unwrap_or_default(),
                trend: trend.days.iter().map(|day| (day.date, figures(day))).collect(),
                steps: steps(&all),
                histogram: reading.histogram(),
                attention: reading.attention(&all),
            })
        })
        .await
    }
}

fn share(share: Share) -> Option<Decimal> {
    (share.of > 0).then(|| (Decimal::from(share.count) / Decimal::from(share.of)).round_dp(4))
}

fn minutes(mean: Mean) -> Option<Decimal> {
    (mean.cases > 0).then(|| (Decimal::from(mean.seconds) / Decimal::from(60 * mean.cases)).round_dp(1))
}

fn of(slot_minutes_max: Option<u16>, calls: Calls, not_seen: u64, admission: Mean, bedside: Share) -> PromiseFigures {
    let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    PromiseFigures {
        slot_minutes_max,
        kept_window_share: share(calls.kept_window),
        kept: count(calls.kept_window.count),
        called: count(calls.kept_window.of),
        called_early: count(calls.early),
        called_out_of_turn: count(calls.out_of_turn),
        not_seen: count(not_seen),
        kept_unknown: count(calls.unknown),
        admission_minutes_mean: minutes(admission),
        admissions: count(admission.cases),
        bedside_share: share(bedside),
        bedside: count(bedside.count),
        discharges: count(bedside.of),
    }
}

fn figures(day: &DayPromises) -> PromiseFigures {
    of(day.slot_minutes_max, day.calls, day.not_seen, day.admission, day.bedside)
}

fn figures_of(all: &Promises) -> PromiseFigures {
    of(all.slot_minutes_max, all.calls, all.not_seen, all.admission, all.bedside)
}

fn steps(all: &Promises) -> Vec<StepMinutes> {
    let step = |step: Core| match step {
        Core::Bed => AdmissionStep::Bed,
        Core::ToBed => AdmissionStep::Walk,
        Core::Formality(formality) => AdmissionStep::Formality(formality),
    };
    let means = all.steps.iter().filter_map(|mean| Some((step(mean.step), minutes(mean.mean)?, mean.mean.cases)));
    means
        .map(|(step, minutes_mean, cases)| StepMinutes {
            step,
            minutes_mean,
            admissions: u32::try_from(cases).unwrap_or(u32::MAX),
        })
        .collect()
}

const fn step_message(step: AdmissionStep) -> &'static str {
    use model::scheduling::Formality;
    match step {
        AdmissionStep::Bed => "admission-step-bed",
        AdmissionStep::Walk => "admission-step-walk",
        AdmissionStep::Formality(Formality::Identity) => "formality-identity",
        AdmissionStep::Formality(Formality::Form) => "formality-form",
        AdmissionStep::Formality(Formality::Insurance) => "formality-insurance",
        AdmissionStep::Formality(Formality::Deposit) => "formality-deposit",
        AdmissionStep::Formality(Formality::Wristband) => "formality-wristband",
        AdmissionStep::Formality(Formality::Handover) => "formality-handover",
    }
}

impl Reading<'_> {
    fn histogram(&self) -> Vec<SlotHour> {
        let today = self.today();
        let bar = |at| MinuteOfDay(self.zone.minute(at).0 / BAR_MINUTES * BAR_MINUTES);
        let mut bars: BTreeMap<MinuteOfDay, SlotHour> = BTreeMap::new();
        let empty = |from| SlotHour { from, seen: 0, booked: 0, free: 0 };
        for session in self.worlds.scheduling.sessions_between(today, today, self.moment()) {
            for slot in &session.slots {
                let from = bar(slot.from);
                bars.entry(from).or_insert_with(|| empty(from)).free +=
                    u32::from(slot.capacity - slot.taken - slot.aside);
            }
            for visit in self.worlds.scheduling.appointments_of_session(session.id) {
                let from = bar(visit.from);
                let bar = bars.entry(from).or_insert_with(|| empty(from));
                match visit.state {
                    AppointmentState::Fulfilled | AppointmentState::InConsultation => bar.seen += 1,
                    AppointmentState::Booked | AppointmentState::Arrived | AppointmentState::Called => bar.booked += 1,
                    AppointmentState::Cancelled
                    | AppointmentState::NoShow
                    | AppointmentState::NotSeen
                    | AppointmentState::Displaced => {}
                }
            }
        }
        // An hour without windows between others keeps its place, so that the lunch hour is seen.
        if let (Some((&first, _)), Some((&last, _))) = (bars.first_key_value(), bars.last_key_value()) {
            for hour in (first.0..last.0).step_by(usize::from(BAR_MINUTES)).map(MinuteOfDay) {
                bars.entry(hour).or_insert_with(|| empty(hour));
            }
        }
        bars.into_values().collect()
    }

    /// Only what wants a decision.
    fn attention(&self, all: &Promises) -> Vec<Message> {
        let mut attention = Vec::new();
        let late = self.worlds.journey.overdue(self.now).len();
        if late > 0 {
            attention.push(Message::new("attention-overdue").with("steps", late as i64));
        }
        let open = self.worlds.settlement.exchanges_open().count();
        if open > 0 {
            attention.push(Message::new("attention-exchanges").with("exchanges", open as i64));
        }
        let slowest = steps(all).into_iter().max_by_key(|step| step.minutes_mean);
        if let Some(slowest) = slowest.filter(|step| step.minutes_mean > Decimal::TEN) {
            let message = Message::new("attention-slow-step")
                .with("step", Value::Message(step_message(slowest.step).into()))
                .with("minutes", slowest.minutes_mean);
            attention.push(message);
        }
        let waiting = self.worlds.scheduling.admissions_waiting(None);
        let without_bed = waiting.iter().filter(|stay| stay.arrived_at.is_some() && stay.bed.is_none()).count();
        if without_bed > 0 {
            attention.push(Message::new("attention-no-bed").with("people", without_bed as i64));
        }
        let stays = self.open_stays_count();
        if stays > 0 {
            attention.push(Message::new("attention-open-stays").with("count", stays as i64));
        }
        let appeals = self.old_appeals();
        if appeals > 0 {
            attention.push(Message::new("attention-appeals").with("count", appeals as i64));
        }
        let clashes = self.clashes().len();
        if clashes > 0 {
            attention.push(Message::new("attention-rooms").with("count", clashes as i64));
        }
        let departments = self.worlds.scheduling.departments();
        let missing: usize = departments.iter().map(|department| self.not_published_in(department.id)).sum();
        if missing > 0 {
            attention.push(Message::new("attention-templates").with("count", missing as i64));
        }
        let off = self.on_days_off();
        if !off.is_empty() {
            let appointments: u32 = off.iter().map(SessionView::taken).sum();
            let message = Message::new("attention-days-off").with("count", off.len() as i64);
            attention.push(message.with("appointments", appointments));
        }
        attention
    }
}
