//! What comes between: a pause of a session, and a patient who comes back with the results of tests.

use super::{
    Apply, Decide, Decision, expect,
    session::not_closed,
    visit::{enqueue, leave, not_sent_on, slot_of, visit},
};
use crate::{
    World,
    component::{Pause, Session, SessionState},
    read::AppointmentState,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::SessionId,
    message::{Refusal, Value},
    scheduling::{PatientReturned, QueueClass, ReturnUndone, SessionPaused, SessionResumed, command},
};

/// A pause is expected to last at most so long; a session that is away for longer is closed or ended.
const PAUSE_MINUTES_MAX: i64 = 240;

/// Only on the same day, as long as the session calls anybody.
impl Decide<World> for command::ReturnAfterTests {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let appointment = self.appointment;
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Fulfilled)?;
        world.not_ended(seat.slot.session, "appointment")?;
        not_closed(seat.slot.date, context)?;
        world.may_be_open_again(appointment, &[], context)?;
        let head_start = world.rules_at(&seat.slot, context)?.head_start(QueueClass::AfterTests);
        Ok(vec![PatientReturned { appointment, head_start }.into()])
    }
}

impl Apply<Tx<'_>> for PatientReturned {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Arrived;
            visit.back_at = Some(stamp.at);
            (visit.class, visit.head_start) = (QueueClass::AfterTests, self.head_start);
            // What a call did to the place before is over.
            (visit.passes, visit.returned) = (0, false);
        });
        enqueue(tx, &slot, self.appointment, stamp);
    }
}

impl Decide<World> for command::UndoReturn {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Arrived)?;
        if visit.back_at.is_none() {
            return Refusal::new("not-back-from-tests").field("appointment").err();
        }
        not_sent_on(visit, &seat.slot)?;
        Ok(vec![ReturnUndone { appointment, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for ReturnUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Fulfilled;
            visit.back_at = None;
            (visit.class, visit.head_start) = (QueueClass::Ordinary, 0);
            (visit.passes, visit.returned) = (0, false);
        });
        leave(tx, &slot, self.appointment, stamp);
    }
}

/// Whoever is called or inside is not touched by a pause. A second pause changes when the first is expected to end.
impl Decide<World> for command::PauseSession {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let Self { session: id, until, reason } = self;
        let session = world.find::<Session>(id.0, "session")?;
        world.not_ended(*id, "session")?;
        not_closed(session.date, context)?;
        let today = context.zone.date(context.now);
        if session.date > today {
            return Refusal::new("session-wrong-day")
                .field("session")
                .with("date", session.date.0)
                .with("today", today.0)
                .err();
        }
        let latest = context.now + Duration::minutes(PAUSE_MINUTES_MAX);
        if *until <= context.now || *until > latest {
            return Refusal::new("pause-length")
                .field("until")
                .with("until", *until)
                .with("limit", Value::Minutes(PAUSE_MINUTES_MAX))
                .err();
        }
        Ok(vec![SessionPaused { session: *id, until: *until, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for SessionPaused {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.update(self.session.0, |state: &mut SessionState| {
            let since = state.pause.map_or(stamp.at, |pause| pause.since);
            state.pause = Some(Pause { since, until: self.until });
            state.touched = stamp.seq;
        });
    }
}

impl Decide<World> for command::ResumeSession {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let session = self.session;
        if world.queue_state(session)?.pause.is_none() {
            return Refusal::new("not-paused").field("session").err();
        }
        Ok(vec![SessionResumed { session }.into()])
    }
}

impl Apply<Tx<'_>> for SessionResumed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        tx.update(self.session.0, |state: &mut SessionState| {
            state.pause = None;
            state.touched = stamp.seq;
        });
    }
}

impl World {
    /// Nobody is called during a pause.
    pub(super) fn not_paused(&self, session: SessionId) -> Result<(), Refusal> {
        match self.queue_state(session)?.pause {
            Some(pause) => Refusal::new("session-paused").field("session").with("until", pause.until).err(),
            None => Ok(()),
        }
    }
}
