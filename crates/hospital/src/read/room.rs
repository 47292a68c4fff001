//! The consulting room.

use super::{Read, Reading, people::visit_state};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{
        CurrentPatient, QueuedVisit, RoomBoard, RoomFigures, SeatState, SessionEnd, SessionHead, SlotSeats, VisitState,
    },
};
use chrono::Duration;
use model::{
    actor::Actor,
    decide::Decider,
    id::SessionId,
    scheduling::{Command, Event, ReasonCode, command},
    time::Instant,
};
use scheduling::read::{AppointmentState, AppointmentView, KeptWindow, QueueView, SessionView};
use serde::Deserialize;
use utoipa::ToSchema;

/// Minutes of a consultation if nothing better is known.
const CONSULTATION_MINUTES: i64 = 6;

/// A session's queue, current patient and seats. Without a session, the clinician's own: that of this hour, else
/// today's next, else the last.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// The session, by its id; if left out, the clinician's own.
    pub session: Option<SessionId>,
}

impl Read for Room {
    const PATH: &'static str = "/room";
    const ACTION: Action = Action::ReadRoom;
    type View = RoomBoard;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { session } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let session = match session {
                    Some(session) => Some(session),
                    None => reading.present_session(actor),
                };
                let resource = match session {
                    Some(session) => reading.scope().of_session(session),
                    None => crate::scope::Resource { clinician: actor.clinician, ..Default::default() },
                };
                reading.may(Action::ReadRoom, &resource)?;
                let session = reading.found(session)?;
                reading.about("session", session);
                reading.room_board(session)
            })
            .await
    }
}

impl Reading<'_> {
    fn own_sessions(&self, actor: &Actor) -> Vec<SessionView> {
        let Some(clinician) = actor.clinician else { return Vec::new() };
        self.worlds.scheduling.present_sessions_of_clinician(clinician, self.moment())
    }

    fn present_session(&self, actor: &Actor) -> Option<SessionId> {
        let own = self.own_sessions(actor);
        let minute = self.zone.minute(self.now);
        let present = own.iter().find(|session| minute < session.until || session.waiting > 0);
        present.or(own.last()).map(|session| session.id)
    }

    fn room_board(&self, id: SessionId) -> Result<RoomBoard, Failure> {
        let scheduling = &self.worlds.scheduling;
        let session = self.found(scheduling.session(id, self.moment()))?;
        let queue = self.found(scheduling.queue(id, self.moment()))?;
        self.saw(session.touched.max(queue.touched));
        let visits = scheduling.appointments_of_session(id);
        let mut others = scheduling.sessions_of_clinician(session.clinician, session.date, self.moment());
        others.extend(scheduling.present_sessions_of_clinician(session.clinician, self.moment()));
        others.sort_by_key(|other| (other.date, other.from, other.id));
        others.dedup_by_key(|other| other.id);
        let others: Vec<SessionHead> =
            others.iter().filter(|other| other.id != id).map(|other| self.session_head(other)).collect();
        let rows = |visit: &AppointmentView, place: u32| self.queued_visit(visit, place);
        let mut seen: Vec<_> = visits.iter().filter(|visit| visit.state == AppointmentState::Fulfilled).collect();
        seen.sort_by_key(|visit| std::cmp::Reverse(visit.finished_at));
        let current = queue.in_consultation.as_ref().or(queue.called.as_ref());
        Ok(RoomBoard {
            now: self.now,
            session: self.session_head(&session),
            others,
            paused_until: queue.paused_until,
            queue: queue.waiting.iter().map(|entry| rows(&entry.appointment, entry.ahead)).collect(),
            current: current.map(|visit| self.current(visit)),
            seen: seen.into_iter().map(|visit| rows(visit, 0)).collect(),
            seats: session.slots.iter().map(|slot| seats(slot, &visits)).collect(),
            figures: self.figures(&session, &queue, &visits),
            end: self.session_end(&session),
        })
    }

    /// The end of a session. It is offered by the same decision that would end it or take the end back.
    pub(super) fn session_end(&self, session: &SessionView) -> Option<SessionEnd> {
        let scheduling = &self.worlds.scheduling;
        let context = self.context();
        let may = |action| self.may(action, &self.scope().of_session(session.id)).is_ok();
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        if let Some(at) = session.ended_at {
            let undo = Command::UndoEndSession(command::UndoEndSession {
                session: session.id,
                reason: ReasonCode::Mistake.into(),
            });
            let not_seen = scheduling.queue(session.id, self.moment()).map_or(0, |queue| queue.not_seen);
            return Some(SessionEnd::Ended {
                at,
                not_seen,
                can_undo: may(Action::UndoEndSession) && scheduling.decide(&undo, &context).is_ok(),
            });
        }
        if !may(Action::EndSession) {
            return None;
        }
        let events =
            scheduling.decide(&Command::EndSession(command::EndSession { session: session.id }), &context).ok()?;
        let not_seen = count(events.iter().filter(|event| matches!(event, Event::AppointmentNotSeen(_))).count());
        let missed = count(events.iter().filter(|event| matches!(event, Event::AppointmentMissed(_))).count());
        (not_seen + missed > 0).then_some(SessionEnd::Left { not_seen, missed })
    }

    fn waited(&self, visit: &AppointmentView) -> u32 {
        let since = visit.checked_in_at.map(|here| here.max(visit.promised.0));
        let minutes = since.map_or(0, |since| (self.now - since).num_minutes());
        u32::try_from(minutes).unwrap_or_default()
    }

    fn queued_visit(&self, visit: &AppointmentView, ahead: u32) -> QueuedVisit {
        QueuedVisit {
            appointment: visit.id,
            ticket: visit.ticket,
            patient: self.patient(visit.patient),
            state: visit_state(visit.state),
            from: visit.promised.0,
            until: visit.promised.1,
            waited_minutes: self.waited(visit),
            passed: u32::from(visit.passes),
            back: visit.back_at.is_some(),
            why: self.why(visit, ahead),
            referred_by: self.referrer(visit.id),
        }
    }

    fn current(&self, visit: &AppointmentView) -> CurrentPatient {
        let before: Vec<_> = self
            .visits_of(visit.patient)
            .into_iter()
            .filter(|other| other.id != visit.id && other.state == AppointmentState::Fulfilled)
            .collect();
        CurrentPatient {
            appointment: visit.id,
            journey: visit.journey,
            state: visit_state(visit.state),
            ticket: visit.ticket,
            patient: self.patient(visit.patient),
            coverage: self.coverage(visit.patient),
            visits_before: before.len() as u32,
            last_visit: before.first().map(|last| last.date),
            from: visit.promised.0,
            until: visit.promised.1,
            channel: visit.channel,
            referred_by: self.referrer(visit.id),
            booked_at: visit.booked_at,
            checked_in_at: visit.checked_in_at,
            credential: visit.credential,
            called_at: visit.called_at,
            started_at: visit.started_at,
            stays: self.open_stays_of(visit.patient),
        }
    }

    fn figures(&self, session: &SessionView, queue: &QueueView, visits: &[AppointmentView]) -> RoomFigures {
        let (out_of_turn, counted): (Vec<_>, Vec<_>) =
            visits.iter().filter_map(|visit| visit.kept).partition(|kept| *kept == KeptWindow::OutOfTurn);
        let kept = counted.iter().filter(|kept| **kept != KeptWindow::Late).count();
        RoomFigures {
            seen: queue.fulfilled,
            booked: visits.len() as u32,
            capacity: session.capacity(),
            waiting: queue.waiting.len() as u32,
            expected: queue.expected.len() as u32,
            called: counted.len() as u32,
            kept: kept as u32,
            called_out_of_turn: out_of_turn.len() as u32,
            expected_end: self.expected_end(queue, visits),
        }
    }

    /// When the last patient is done, if all in the queue are seen one after the other at this session's pace, and
    /// those still expected not before their time.
    fn expected_end(&self, queue: &QueueView, visits: &[AppointmentView]) -> Instant {
        let spent: Vec<i64> = visits
            .iter()
            .filter_map(|visit| Some((visit.finished_at? - visit.started_at?).num_seconds()))
            .filter(|seconds| *seconds > 0)
            .collect();
        let pace = match spent.len() as i64 {
            0 => Duration::minutes(CONSULTATION_MINUTES),
            cases => Duration::seconds(spent.iter().sum::<i64>() / cases),
        };
        let inside = i32::from(queue.in_consultation.is_some() || queue.called.is_some());
        let mut free_at = self.now + pace * (inside + i32::try_from(queue.waiting.len()).unwrap_or_default());
        for visit in &queue.expected {
            free_at = free_at.max(visit.expected_at) + pace;
        }
        free_at
    }
}

fn seats(slot: &scheduling::read::SlotView, visits: &[AppointmentView]) -> SlotSeats {
    let mut seats: Vec<SeatState> = visits
        .iter()
        .filter(|visit| visit.slot == slot.id)
        .filter_map(|visit| match visit_state(visit.state) {
            VisitState::Booked => Some(SeatState::Expected),
            VisitState::Waiting => Some(SeatState::Waiting),
            VisitState::Called | VisitState::InConsultation => Some(SeatState::Now),
            VisitState::Finished => Some(SeatState::Seen),
            VisitState::Missed => Some(SeatState::Missed),
            VisitState::NotSeen => Some(SeatState::NotSeen),
            VisitState::Cancelled | VisitState::Displaced => None,
        })
        .collect();
    seats.sort_unstable();
    seats.resize(usize::from(slot.capacity).max(seats.len()), SeatState::Free);
    SlotSeats { slot: slot.id, from: slot.from, until: slot.until, seats }
}
