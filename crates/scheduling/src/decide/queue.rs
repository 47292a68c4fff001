//! From the door to the consulting room and out again.

use super::{
    Decision, expect,
    session::{closes_at, not_closed},
    state_message,
};
use crate::{
    World,
    component::{DepartmentState, Seat, Session, SessionState, Slot, Visit},
    view::AppointmentState,
};
use chrono::Duration;
use model::{
    decide::Context,
    id::{AppointmentId, SessionId, short_code},
    message::{Refusal, Value},
    person::CredentialKind,
    scheduling::{
        AppointmentMissed, AppointmentNotSeen, CallUndone, CheckInUndone, ConsultationFinished, ConsultationStarted,
        FinishUndone, MissedUndone, PatientCalled, PatientCheckedIn, PatientPassed, Reason, Ticket,
    },
    time::Instant,
};

impl World {
    fn visit(&self, appointment: AppointmentId) -> Result<(&Visit, &Seat), Refusal> {
        let visit = self.find::<Visit>(appointment.0, "appointment")?;
        Ok((visit, self.find::<Seat>(appointment.0, "appointment")?))
    }

    pub(super) fn queue_state(&self, session: SessionId) -> Result<&SessionState, Refusal> {
        self.find::<SessionState>(session.0, "session")
    }

    pub(super) fn check_in(
        &self,
        appointment: AppointmentId,
        credential: CredentialKind,
        context: &Context,
    ) -> Decision {
        let (visit, seat) = self.visit(appointment)?;
        expect(visit, AppointmentState::Booked)?;
        let rules = self.rules_now(context)?;
        let today = context.zone.date(context.now);
        self.not_ended(seat.slot.session, "appointment")?;
        let opens_at = seat.slot.from - Duration::minutes(i64::from(rules.checkin_minutes_before));
        // A window shortly after midnight opens the day before; one before midnight closes the day after.
        let is_near = opens_at <= context.now && context.now < closes_at(seat.slot.date, context.zone);
        if seat.slot.date != today && !is_near {
            return Refusal::new("checkin-wrong-day")
                .field("appointment")
                .with("date", seat.slot.date.0)
                .with("today", today.0)
                .err();
        }
        if context.now < opens_at {
            return Refusal::new("checkin-too-early")
                .field("appointment")
                .with("opens", opens_at)
                .with("limit", Value::Minutes(i64::from(rules.checkin_minutes_before)))
                .err();
        }
        let closes_at = seat.slot.until + Duration::minutes(i64::from(rules.missed_minutes_after));
        if context.now > closes_at && !visit.excused {
            return Refusal::new("checkin-too-late")
                .field("appointment")
                .with("closed", closes_at)
                .with("limit", Value::Minutes(i64::from(rules.missed_minutes_after)))
                .err();
        }
        let joined = if context.now < seat.slot.until { None } else { Some(self.window_at(&seat.slot, context.now)?) };
        let window = context.zone.minute(joined.unwrap_or(seat.slot.from));
        let given = &self.find::<DepartmentState>(seat.slot.department.0, "appointment")?.tickets;
        let last = given.iter().find(|(date, of, _)| (*date, *of) == (seat.slot.date, window)).map_or(0, |last| last.2);
        let ticket = Ticket::new(window, last + 1);
        Ok(vec![PatientCheckedIn { appointment, ticket, joined, credential }.into()])
    }

    /// The start of the session's window in which somebody comes who is too late for the own one: the last that has begun.
    fn window_at(&self, own: &Slot, now: Instant) -> Result<Instant, Refusal> {
        let session = self.find::<Session>(own.session.0, "appointment")?;
        let begun = session.slots.iter().filter_map(|slot| self.get::<Slot>(slot.0)).filter(|slot| slot.from <= now);
        Ok(begun.map(|slot| slot.from).max().unwrap_or(own.from))
    }

    pub(super) fn undo_check_in(&self, appointment: AppointmentId, reason: &Reason, context: &Context) -> Decision {
        let (visit, _) = self.visit(appointment)?;
        expect(visit, AppointmentState::Arrived)?;
        if visit.passes > 0 {
            return Refusal::new("was-called").field("appointment").err();
        }
        self.within_undo(visit.checked_in_at, context)?;
        Ok(vec![CheckInUndone { appointment, reason: reason.clone() }.into()])
    }

    pub(super) fn call(&self, session: SessionId, certain: Option<AppointmentId>, context: &Context) -> Decision {
        let state = self.queue_state(session)?;
        let date = self.find::<Session>(session.0, "session")?.date;
        let today = context.zone.date(context.now);
        self.not_ended(session, "session")?;
        not_closed(date, context)?;
        if date > today {
            return Refusal::new("session-wrong-day")
                .field("session")
                .with("date", date.0)
                .with("today", today.0)
                .err();
        }
        if let Some(called) = state.called {
            return Refusal::new("someone-called").field("session").with("code", short_code(called.0)).err();
        }
        let next = match certain {
            Some(appointment) => {
                let (visit, seat) = self.visit(appointment)?;
                if seat.slot.session != session {
                    return Refusal::new("other-queue").field("appointment").err();
                }
                expect(visit, AppointmentState::Arrived)?;
                appointment
            }
            None => *state.queue.first().ok_or(Refusal::new("queue-empty").field("session"))?,
        };
        let called = self.find::<Seat>(next.0, "appointment")?.slot.from;
        let earlier = |other: &AppointmentId| self.get::<Seat>(other.0).is_some_and(|seat| seat.slot.from < called);
        let in_turn = context.now >= called || !state.queue.iter().any(earlier);
        Ok(vec![PatientCalled { appointment: next, in_turn: Some(in_turn) }.into()])
    }

    pub(super) fn undo_call(&self, appointment: AppointmentId, reason: &Reason, context: &Context) -> Decision {
        let (visit, _) = self.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        self.within_undo(visit.called_at, context)?;
        Ok(vec![CallUndone { appointment, reason: reason.clone() }.into()])
    }

    pub(super) fn pass(&self, appointment: AppointmentId, context: &Context) -> Decision {
        let (visit, _) = self.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        Ok(vec![PatientPassed { appointment, places: self.rules_now(context)?.pass_places }.into()])
    }

    pub(super) fn start(&self, appointment: AppointmentId) -> Decision {
        let (visit, seat) = self.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        self.room_is_free(seat.slot.session)?;
        Ok(vec![ConsultationStarted { appointment }.into()])
    }

    /// One at a time in a consulting room.
    pub(super) fn room_is_free(&self, session: SessionId) -> Result<(), Refusal> {
        match self.queue_state(session)?.inside {
            Some(inside) => {
                Refusal::new("someone-inside").field("appointment").with("code", short_code(inside.0)).err()
            }
            None => Ok(()),
        }
    }

    pub(super) fn finish(&self, appointment: AppointmentId) -> Decision {
        expect(self.visit(appointment)?.0, AppointmentState::InConsultation)?;
        Ok(vec![ConsultationFinished { appointment }.into()])
    }

    pub(super) fn undo_finish(&self, appointment: AppointmentId, reason: &Reason, context: &Context) -> Decision {
        let (visit, seat) = self.visit(appointment)?;
        expect(visit, AppointmentState::Fulfilled)?;
        self.within_undo(visit.finished_at, context)?;
        self.room_is_free(seat.slot.session)?;
        Ok(vec![FinishUndone { appointment, reason: reason.clone() }.into()])
    }

    /// Who did not come may be marked some minutes after the window; who was called and did not answer, after its end.
    pub(super) fn mark_missed(&self, appointment: AppointmentId, context: &Context) -> Decision {
        let (visit, seat) = self.visit(appointment)?;
        let minutes = match visit.state {
            AppointmentState::Booked => i64::from(self.rules_now(context)?.missed_minutes_after),
            AppointmentState::Arrived if visit.passes > 0 => 0,
            AppointmentState::Called => 0,
            state => {
                return Refusal::new("cannot-be-missed").field("appointment").with("state", state_message(state)).err();
            }
        };
        let earliest: Instant = seat.slot.until + Duration::minutes(minutes);
        if context.now < earliest {
            return Refusal::new("missed-too-early")
                .field("appointment")
                .with("earliest", earliest)
                .with("limit", Value::Minutes(minutes))
                .err();
        }
        Ok(vec![AppointmentMissed { appointment }.into()])
    }

    pub(super) fn undo_missed(&self, appointment: AppointmentId, reason: &Reason, context: &Context) -> Decision {
        let (visit, seat) = self.visit(appointment)?;
        expect(visit, AppointmentState::NoShow)?;
        self.within_undo(visit.missed_at, context)?;
        let undone = MissedUndone { appointment, reason: reason.clone() }.into();
        // Nobody is called any more: what is left is another window.
        let ended = self.queue_state(seat.slot.session)?.ended_at.is_some();
        if !ended {
            self.may_be_open_again(appointment, context)?;
        }
        Ok([undone].into_iter().chain(ended.then(|| AppointmentNotSeen { appointment }.into())).collect())
    }
}
