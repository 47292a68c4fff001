//! The end of a session. It stays callable, also over midnight, until its clinician or the desk ends it, and is over by
//! itself at 04:00 of the day after: who had checked in is not seen, who had not has missed it.

use super::Decision;
use crate::{
    World,
    component::{Session, Visit},
    view::AppointmentState,
};
use model::{
    decide::Context,
    id::{AppointmentId, SessionId},
    message::Refusal,
    scheduling::{AppointmentMissed, AppointmentNotSeen, Reason, SessionEndUndone, SessionEnded},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};

/// A session that nobody ended is over by itself at this minute of the day after.
const CLOSES: MinuteOfDay = MinuteOfDay(4 * 60);

/// When the sessions of a day are over by themselves.
pub(crate) fn closes_at(date: BusinessDate, zone: Zone) -> Instant {
    zone.instant(date.plus_days(1), CLOSES)
}

/// Nobody is called any more in a session that is over by itself.
pub(super) fn not_closed(date: BusinessDate, context: &Context) -> Result<(), Refusal> {
    let closes_at = closes_at(date, context.zone);
    if context.now < closes_at {
        return Ok(());
    }
    Refusal::new("session-closed").field("session").with("date", date.0).with("at", closes_at).err()
}

impl World {
    pub(super) fn not_ended(&self, session: SessionId, field: &'static str) -> Result<(), Refusal> {
        match self.queue_state(session)?.ended_at {
            Some(at) => Refusal::new("session-ended").field(field).with("at", at).err(),
            None => Ok(()),
        }
    }

    /// By a person only when its time is over and the room empty. Who is in the room when it ends by itself stays there until
    /// somebody says that the consultation is over.
    pub(super) fn end_session(&self, id: SessionId, context: &Context) -> Decision {
        let session = self.find::<Session>(id.0, "session")?;
        self.not_ended(id, "session")?;
        let until = context.zone.instant(session.date, session.until);
        if context.now < until {
            return Refusal::new("session-not-over").field("session").with("until", until).err();
        }
        if context.now < closes_at(session.date, context.zone) {
            self.room_is_free(id)?;
        }
        let state = self.queue_state(id)?;
        // In the order in which they would have been called, then those whose no-show was taken back: a pardon lasts.
        let mut not_seen: Vec<AppointmentId> = state.called.into_iter().chain(state.queue.iter().copied()).collect();
        let mut missed = Vec::new();
        for appointment in self.session_appointments(session) {
            let visit = self.find::<Visit>(appointment.0, "session")?;
            match visit.state {
                AppointmentState::Booked if visit.excused => not_seen.push(appointment),
                AppointmentState::Booked => missed.push(appointment),
                AppointmentState::Arrived
                | AppointmentState::Called
                | AppointmentState::InConsultation
                | AppointmentState::Fulfilled
                | AppointmentState::Cancelled
                | AppointmentState::NoShow
                | AppointmentState::NotSeen => {}
            }
        }
        let not_seen = not_seen.into_iter().map(|appointment| AppointmentNotSeen { appointment }.into());
        let missed = missed.into_iter().map(|appointment| AppointmentMissed { appointment }.into());
        Ok(not_seen.chain(missed).chain([SessionEnded { session: id }.into()]).collect())
    }

    /// Only while somebody could still be called. Who has another visit by now that the rules would refuse beside this one stays
    /// as it is: the patient has chosen the other.
    pub(super) fn undo_end_session(&self, id: SessionId, reason: &Reason, context: &Context) -> Decision {
        let session = self.find::<Session>(id.0, "session")?;
        let state = self.queue_state(id)?;
        let Some(ended_at) = state.ended_at else {
            return Refusal::new("session-not-ended").field("session").err();
        };
        not_closed(session.date, context)?;
        self.within_undo(Some(ended_at), context)?;
        self.rules_now(context)?;
        let returns = |id: &AppointmentId| self.may_be_open_again(*id, context).is_ok();
        let is_not_seen = |visit: &Visit| visit.state == AppointmentState::NotSeen;
        let mut awaited = Vec::new();
        let mut waiting = Vec::new();
        for appointment in state.not_seen.iter().filter(|id| returns(id)) {
            match self.get::<Visit>(appointment.0).filter(|visit| is_not_seen(visit)) {
                Some(visit) if visit.checked_in_at.is_some() => waiting.push(*appointment),
                Some(_) => awaited.push(*appointment),
                None => {}
            }
        }
        awaited.extend(self.session_appointments(session).filter(|appointment| {
            self.get::<Visit>(appointment.0)
                .is_some_and(|visit| visit.state == AppointmentState::NoShow && visit.missed_at == Some(ended_at))
                && returns(appointment)
        }));
        Ok(vec![SessionEndUndone { session: id, awaited, waiting, reason: reason.clone() }.into()])
    }
}
