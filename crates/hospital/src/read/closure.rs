//! A session that is closed, or would be. Names are masked.

use super::{Read, Reading, closing::Plan};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClosurePlan, ClosureRow, DisplacedState, FilledSession, KeptWith, ProposedWindow, RebookingOffer},
};
use chrono::Duration;
use model::{
    actor::Actor,
    id::{AppointmentId, PersonId, SessionId, SlotId},
    message::Refusal,
    scheduling::Silence,
    time::{Instant, MinuteOfDay},
};
use scheduling::read::{AppointmentState, AppointmentView, ClosureView, DisplacedView, RebookingAnswer, SessionView};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Answers are due at this minute of a day, if it leaves enough time on both sides.
const ANSWER_BY: MinuteOfDay = MinuteOfDay(18 * 60);

/// What a closure of a session would do to its patients, or does: who is offered which window, and who has to be phoned. The
/// windows are proposed to all of them at once: as many as possible get one, as many as possible keep the clinician, then
/// the title, then it is as soon as possible for all together; nobody's window is earlier than the old one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// The session, by its id, as the week lists it.
    pub session: SessionId,
}

/// A session as it stands.
enum Standing {
    Closed,
    Refused(Refusal),
    Open(super::closing::Inputs),
}

impl Read for Closure {
    const PATH: &'static str = "/sessions/{session}/closure";
    const ACTION: Action = Action::ReadClosure;
    type View = ClosurePlan;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let id = self.session;
        let standing = hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Self::ACTION, &reading.scope().of_session(id))?;
                reading.saw_all();
                let scheduling = &reading.worlds.scheduling;
                let session = reading.found(scheduling.session(id, reading.moment()))?;
                Ok(if session.closed_at.is_some() {
                    Standing::Closed
                } else {
                    match scheduling.would_displace(id, reading.moment()) {
                        Ok(displaced) => Standing::Open(reading.inputs(&session, &displaced)),
                        Err(refusal) => Standing::Refused(refusal),
                    }
                })
            })
            .await?;
        let (plan, refusal) = match standing {
            Standing::Closed => (Plan::default(), None),
            Standing::Refused(refusal) => (Plan::default(), Some(refusal)),
            // Nothing else waits for it, neither a lock nor a thread that answers others.
            Standing::Open(inputs) => {
                match tokio::task::spawn_blocking(move || inputs.plan()).await.map_err(|_| Failure::Broken)? {
                    Ok(plan) => (plan, None),
                    Err(Failure::Refused(refusal)) => (Plan::default(), Some(refusal)),
                    Err(failure) => return Err(failure),
                }
            }
        };
        hospital.reading(actor, Self::ACTION, |reading| reading.closure_plan(id, &plan, refusal.as_ref())).await
    }
}

impl Reading<'_> {
    fn closure_plan(&self, id: SessionId, plan: &Plan, refusal: Option<&Refusal>) -> Result<ClosurePlan, Failure> {
        self.may(Action::ReadClosure, &self.scope().of_session(id))?;
        self.saw_all();
        self.about("session", id);
        let scheduling = &self.worlds.scheduling;
        let session = self.found(scheduling.session(id, self.moment()))?;
        let begins = self.zone.instant(session.date, session.from);
        let closure = scheduling.closure(id);
        // After an undone closure the session can be closed again: what is proposed now is shown, unless nothing is.
        let closure = closure.filter(|_| plan.rows.is_empty());
        let rows: Vec<ClosureRow> = match &closure {
            Some(closure) => closure.rows.iter().map(|row| self.row_of(&session, closure, row)).collect(),
            None => {
                let displaced = scheduling.would_displace(id, self.moment()).unwrap_or_default();
                displaced.iter().map(|visit| self.planned_row(&session, visit, plan)).collect()
            }
        };
        let (clinician, title) = self.clinician(session.clinician);
        Ok(ClosurePlan {
            now: self.now,
            session: id,
            department: self.department(session.department),
            clinician,
            title,
            date: session.date,
            from: session.from,
            until: session.until,
            begins,
            stage: closure.as_ref().map(|closure| closure.stage),
            deadline: closure.as_ref().map_or_else(|| self.suggested(begins), |closure| closure.deadline),
            silence: closure.as_ref().map_or(Silence::Keep, |closure| closure.silence),
            refusal: refusal.filter(|_| closure.is_none()).cloned(),
            is_proven: plan.is_proven,
            kept_here: scheduling.seats_kept_in(id),
            sessions: self.filled(&rows, closure.is_some()),
            rows,
        })
    }

    /// The last 18:00 that leaves half a day until the session and two hours to answer; otherwise half of what is left.
    fn suggested(&self, begins: Instant) -> Instant {
        let day = self.zone.date(begins);
        let evenings = (1..=7).map(|before| self.zone.instant(day.plus_days(-before), ANSWER_BY));
        let fits = |at: &Instant| *at <= begins - Duration::hours(12) && *at >= self.now + Duration::hours(2);
        let half = self.now + Duration::minutes((begins - self.now).num_minutes().max(0) / 2);
        evenings.into_iter().find(fits).unwrap_or(half)
    }

    fn whose(&self, person: PersonId) -> (String, model::person::Sex, Option<u32>) {
        (self.name(person).masked, self.worlds.journey.sex_of(person), self.age(person))
    }

    fn planned_row(&self, session: &SessionView, visit: &AppointmentView, plan: &Plan) -> ClosureRow {
        let (name, sex, age) = self.whose(visit.patient);
        let planned = plan.rows.get(&visit.id);
        let slot = planned.map(|planned| planned.slot);
        let left = |slot| plan.left.get(&(slot, visit.channel)).copied();
        let window = |slot: SlotId| self.window(session, slot, left(slot));
        let found = slot.and_then(Result::ok).and_then(window);
        ClosureRow {
            appointment: visit.id,
            name,
            sex,
            age,
            from: visit.from,
            number: visit.seat + 1,
            state: if found.is_some() { DisplacedState::Proposed } else { DisplacedState::ToPhone },
            window: found,
            none_because: slot.and_then(Result::err),
            others: planned.into_iter().flat_map(|planned| &planned.others).copied().filter_map(window).collect(),
        }
    }

    fn row_of(&self, session: &SessionView, closure: &ClosureView, row: &DisplacedView) -> ClosureRow {
        let (name, sex, age) = self.whose(row.patient);
        let state = state_of(session.id, closure.silence, row);
        let slot = match state {
            DisplacedState::Proposed | DisplacedState::Asked => row.kept.map(|kept| kept.slot),
            DisplacedState::Accepted | DisplacedState::Kept | DisplacedState::Elsewhere => Some(row.now.slot),
            DisplacedState::ToPhone | DisplacedState::Cancelled | DisplacedState::Back => None,
        };
        ClosureRow {
            appointment: row.appointment,
            name,
            sex,
            age,
            from: row.from,
            number: row.seat + 1,
            state,
            window: slot.and_then(|slot| self.window(session, slot, None)),
            none_because: None,
            others: Vec::new(),
        }
    }

    fn window(&self, lost: &SessionView, slot: SlotId, left: Option<u32>) -> Option<ProposedWindow> {
        let scheduling = &self.worlds.scheduling;
        let view = scheduling.slot(slot, self.moment())?;
        let session = scheduling.session(view.session, self.moment())?;
        let (clinician, title) = self.clinician(session.clinician);
        let before = self.clinician(lost.clinician).1;
        let is_on_it = lost.device_id.is_some() && session.device_id == lost.device_id;
        Some(ProposedWindow {
            slot,
            clinician,
            title,
            date: session.date,
            from: view.from,
            until: view.until,
            kept: match (session.clinician == lost.clinician, title == before) {
                _ if is_on_it => KeptWith::Device,
                (true, _) => KeptWith::Clinician,
                (false, true) => KeptWith::Title,
                (false, false) => KeptWith::Department,
            },
            left: left.unwrap_or_else(|| view.left().into()),
        })
    }

    /// The sessions in which these rows have windows. Once the session is closed, their seats are among the taken ones.
    fn filled(&self, rows: &[ClosureRow], is_closed: bool) -> Vec<FilledSession> {
        let scheduling = &self.worlds.scheduling;
        let mut kept: BTreeMap<SessionId, u32> = BTreeMap::new();
        for window in rows.iter().filter_map(|row| row.window.as_ref()) {
            if let Some(slot) = scheduling.slot(window.slot, self.moment()) {
                *kept.entry(slot.session).or_default() += 1;
            }
        }
        let mut filled: Vec<_> = kept
            .into_iter()
            .filter_map(|(id, kept)| {
                let session = scheduling.session(id, self.moment())?;
                // Seats that are kept for the desk or for referrals are free too, though none of them is proposed.
                let taken = session.slots.iter().map(|slot| u32::from(slot.taken + slot.aside)).sum::<u32>();
                Some(FilledSession {
                    session: id,
                    clinician: self.clinician(session.clinician).0,
                    date: session.date,
                    from: session.from,
                    taken: if is_closed { taken.saturating_sub(kept) } else { taken },
                    kept,
                    capacity: session.capacity(),
                })
            })
            .collect();
        filled.sort_by_key(|one| (one.date, one.from, one.session));
        filled
    }

    /// What is kept for somebody whose session was closed.
    pub(super) fn rebooking_offer(&self, appointment: AppointmentId) -> Option<RebookingOffer> {
        let offer = self.worlds.scheduling.rebooking(appointment)?;
        let (clinician, title) = self.clinician(offer.kept.clinician);
        let session = self.worlds.scheduling.session(offer.kept.session, self.moment())?;
        self.saw(session.touched);
        let visit = self.worlds.scheduling.appointment(appointment)?;
        self.saw(visit.touched);
        // Silence keeps nothing on a day that the patient has called impossible since.
        let is_possible = !visit.impossible.contains(offer.kept.date);
        Some(RebookingOffer {
            slot: offer.kept.slot,
            clinician,
            title,
            room: session.room,
            date: offer.kept.date,
            from: offer.kept.from,
            until: offer.kept.until,
            expected_at: offer.kept.expected_at,
            answer_by: offer.answer_by,
            kept_in_silence: offer.silence == Silence::Keep && !offer.is_back && is_possible,
            is_back: offer.is_back,
        })
    }
}

fn state_of(session: SessionId, silence: Silence, row: &DisplacedView) -> DisplacedState {
    match row.now.state {
        AppointmentState::Cancelled => return DisplacedState::Cancelled,
        AppointmentState::Displaced if row.kept.is_some() => return DisplacedState::Proposed,
        AppointmentState::Displaced => return DisplacedState::ToPhone,
        AppointmentState::Booked
        | AppointmentState::Arrived
        | AppointmentState::Called
        | AppointmentState::InConsultation
        | AppointmentState::Fulfilled
        | AppointmentState::NoShow
        | AppointmentState::NotSeen => {}
    }
    match (row.kept.is_some(), row.now.session == session, row.answer) {
        (true, ..) => DisplacedState::Asked,
        (false, true, _) => DisplacedState::Back,
        (false, false, Some(RebookingAnswer::Accepted)) => DisplacedState::Accepted,
        (false, false, Some(RebookingAnswer::Nothing)) if silence == Silence::Keep => DisplacedState::Kept,
        (false, false, Some(RebookingAnswer::Declined | RebookingAnswer::Nothing) | None) => DisplacedState::Elsewhere,
    }
}
