//! A visit, from checking in to leaving the consulting room.

use super::{
    Apply, Decide, Decision,
    appeal::not_missed,
    booking::recount,
    expect,
    session::{closes_at, not_closed},
    state_message, within_undo,
};
use crate::{
    World,
    component::{Appointment, DepartmentState, Seat, Session, SessionState, Slot, Visit},
    index::Pair,
    queue::{Line, QueueKey},
    read::AppointmentState,
    tx::Tx,
};
use chrono::Duration;
use model::{
    decide::{Context, Stamp},
    id::{AppointmentId, SessionId, short_code},
    message::{Refusal, Value},
    scheduling::{
        AppointmentMissed, AppointmentNotSeen, CallUndone, CheckInUndone, ConsultationFinished, ConsultationStarted,
        FinishUndone, MissedUndone, PatientCalled, PatientCheckedIn, PatientPassed, QueueClass, Ticket, command,
    },
    time::{BusinessDate, Instant, MinuteOfDay},
};

impl Decide<World> for command::CheckIn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, credential) = (self.appointment, self.credential);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Booked)?;
        if self.class == Some(QueueClass::AfterTests) {
            return Refusal::new("class-not-at-check-in").field("class").err();
        }
        let rules = world.rules_at(&seat.slot, context)?;
        let today = context.zone.date(context.now);
        world.not_ended(seat.slot.session, "appointment")?;
        let opens_at = seat.slot.from - Duration::minutes(i64::from(rules.checkin_minutes_before));
        // Check-in for a window shortly after midnight opens the day before; for one before midnight, it ends a day
        // later.
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
        let joined = if context.now < seat.slot.until { None } else { Some(world.window_at(&seat.slot, context.now)?) };
        let window = context.zone.minute(joined.unwrap_or(seat.slot.from));
        let given = &world.find::<DepartmentState>(seat.slot.department.0, "appointment")?.tickets;
        let session = world.find::<Session>(seat.slot.session.0, "appointment")?;
        let day = day_of(window, session);
        let last = given.iter().find(|(date, of, _)| (*date, *of) == (day, window)).map_or(0, |last| last.2);
        let ticket = Ticket::new(window, last + 1);
        let is_older = |age| rules.queue.is_some_and(|queue| age >= u32::from(queue.older_from_age));
        let class = self.class.unwrap_or(match self.age {
            Some(age) if is_older(age) => QueueClass::Priority,
            _ => QueueClass::Ordinary,
        });
        // Whoever comes late does not go before those who came on time, except somebody who cannot wait.
        let is_behind = joined.is_some() && class != QueueClass::Emergency;
        let head_start = if is_behind { 0 } else { rules.head_start(class) };
        Ok(vec![PatientCheckedIn { appointment, ticket, joined, credential, class, head_start }.into()])
    }
}

impl Apply<Tx<'_>> for PatientCheckedIn {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Arrived;
            visit.ticket = Some(self.ticket);
            visit.joined = self.joined;
            visit.credential = Some(self.credential);
            (visit.class, visit.head_start) = (self.class, self.head_start);
            visit.checked_in_at = Some(stamp.at);
        });
        session(tx, &slot, stamp, |state| state.tickets += 1);
        if let Some(window) = self.ticket.window {
            let day = day_of(window, tx.get::<Session>(slot.session.0));
            tx.update(slot.department.0, |state: &mut DepartmentState| {
                // A session runs into the next day at most.
                let is_needed = |date: BusinessDate| date >= slot.date.plus_days(-1);
                state.tickets.retain(|(date, of, _)| is_needed(*date) && (*date, *of) != (day, window));
                state.tickets.push((day, window, self.ticket.number));
            });
        }
        enqueue(tx, &slot, self.appointment, stamp);
    }
}

impl Decide<World> for command::UndoCheckIn {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Arrived)?;
        if visit.passes > 0 || visit.back_at.is_some() {
            return Refusal::new("was-called").field("appointment").err();
        }
        not_sent_on(visit, &seat.slot)?;
        within_undo(&world.rules_at(&seat.slot, context)?, visit.checked_in_at, context)?;
        Ok(vec![CheckInUndone { appointment, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for CheckInUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Booked;
            visit.ticket = None;
            visit.joined = None;
            visit.returned = false;
            visit.credential = None;
            (visit.class, visit.head_start) = (QueueClass::Ordinary, 0);
            visit.checked_in_at = None;
        });
        session(tx, &slot, stamp, |state| state.queue.leave(self.appointment));
    }
}

impl Decide<World> for command::Call {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (session, certain) = (self.session, self.appointment);
        let state = world.queue_state(session)?;
        let date = world.find::<Session>(session.0, "session")?.date;
        let today = context.zone.date(context.now);
        world.not_ended(session, "session")?;
        not_closed(date, context)?;
        if date > today {
            return Refusal::new("session-wrong-day")
                .field("session")
                .with("date", date.0)
                .with("today", today.0)
                .err();
        }
        world.not_paused(session)?;
        if let Some(called) = state.called {
            return Refusal::new("someone-called").field("session").with("code", short_code(called.0)).err();
        }
        let next = match certain {
            Some(appointment) => {
                let (visit, seat) = world.visit(appointment)?;
                if seat.slot.session != session {
                    return Refusal::new("other-queue").field("appointment").err();
                }
                expect(visit, AppointmentState::Arrived)?;
                appointment
            }
            None => state.queue.first().ok_or(Refusal::new("queue-empty").field("session"))?,
        };
        let window = |id| world.visit(id).map(|(visit, seat)| visit.promised(&seat.slot).0);
        let called = window(next)?;
        let earlier = |other| window(other).is_ok_and(|from| from < called);
        // A call that the queue's order gives is in turn for everybody who can read the order, whatever the class.
        let is_next = state.queue.first() == Some(next);
        let in_turn = is_next || context.now >= called || !state.queue.iter().any(earlier);
        Ok(vec![PatientCalled { appointment: next, in_turn: Some(in_turn) }.into()])
    }
}

impl Apply<Tx<'_>> for PatientCalled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Called;
            visit.called_at = Some(stamp.at);
            if visit.first_called_at.is_none() {
                visit.first_called_at = Some(stamp.at);
                visit.in_turn = self.in_turn;
            }
        });
        session(tx, &slot, stamp, |state| {
            state.queue.leave(self.appointment);
            state.called = Some(self.appointment);
        });
    }
}

impl Decide<World> for command::UndoCall {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        within_undo(&world.rules_at(&seat.slot, context)?, visit.called_at, context)?;
        Ok(vec![CallUndone { appointment, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for CallUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Arrived;
            call_is_off(visit);
        });
        session(tx, &slot, stamp, |state| state.called = None);
        enqueue(tx, &slot, self.appointment, stamp);
    }
}

impl Decide<World> for command::Pass {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let appointment = self.appointment;
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        let places = world.rules_at(&seat.slot, context)?.pass_places;
        Ok(vec![PatientPassed { appointment, places }.into()])
    }
}

impl Apply<Tx<'_>> for PatientPassed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Arrived;
            visit.passes += 1;
        });
        session(tx, &slot, stamp, |state| {
            state.called = None;
            state.queue.put(self.appointment, self.places);
        });
    }
}

impl Decide<World> for command::Start {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let appointment = self.appointment;
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Called)?;
        world.room_is_free(seat.slot.session)?;
        Ok(vec![ConsultationStarted { appointment }.into()])
    }
}

impl Apply<Tx<'_>> for ConsultationStarted {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::InConsultation;
            visit.started_at = Some(stamp.at);
        });
        session(tx, &slot, stamp, |state| {
            state.called = None;
            state.inside = Some(self.appointment);
        });
    }
}

impl Decide<World> for command::Finish {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let appointment = self.appointment;
        expect(world.visit(appointment)?.0, AppointmentState::InConsultation)?;
        Ok(vec![ConsultationFinished { appointment }.into()])
    }
}

impl Apply<Tx<'_>> for ConsultationFinished {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::Fulfilled;
            visit.finished_at = Some(stamp.at);
        });
        session(tx, &slot, stamp, |state| state.inside = None);
    }
}

impl Decide<World> for command::UndoFinish {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::Fulfilled)?;
        within_undo(&world.rules_at(&seat.slot, context)?, visit.finished_at, context)?;
        world.room_is_free(seat.slot.session)?;
        world.may_be_open_again(appointment, &[], context)?;
        Ok(vec![FinishUndone { appointment, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for FinishUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.state = AppointmentState::InConsultation;
            visit.finished_at = None;
        });
        session(tx, &slot, stamp, |state| state.inside = Some(self.appointment));
    }
}

/// Somebody who did not come may be marked some minutes after the window; one who was called in vain, after its end.
impl Decide<World> for command::MarkMissed {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let appointment = self.appointment;
        let (visit, seat) = world.visit(appointment)?;
        if visit.back_at.is_some() {
            // They came, and were seen: at most they do not wait for the results any more.
            return Refusal::new("seen-before-tests").field("appointment").err();
        }
        let minutes = match visit.state {
            AppointmentState::Booked => i64::from(world.rules_at(&seat.slot, context)?.missed_minutes_after),
            AppointmentState::Arrived if visit.passes > 0 => 0,
            AppointmentState::Called => 0,
            AppointmentState::Arrived
            | AppointmentState::InConsultation
            | AppointmentState::Fulfilled
            | AppointmentState::Cancelled
            | AppointmentState::NoShow
            | AppointmentState::NotSeen
            | AppointmentState::Displaced => {
                let state = state_message(visit.state);
                return Refusal::new("cannot-be-missed").field("appointment").with("state", state).err();
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
}

impl Apply<Tx<'_>> for AppointmentMissed {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        visit(tx, self.appointment, stamp, |visit| {
            visit.missed_from = Some(visit.state);
            visit.missed_at = Some(stamp.at);
            visit.state = AppointmentState::NoShow;
        });
        let missed = missed_pair(tx, self.appointment);
        tx.index(missed);
        leave(tx, &slot, self.appointment, stamp);
    }
}

impl Decide<World> for command::UndoMissed {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (appointment, reason) = (self.appointment, &self.reason);
        let (visit, seat) = world.visit(appointment)?;
        expect(visit, AppointmentState::NoShow)?;
        within_undo(&world.rules_at(&seat.slot, context)?, visit.missed_at, context)?;
        let undone = MissedUndone { appointment, reason: reason.clone() }.into();
        // Nobody is called any more: all that can be offered is another window.
        let ended = world.queue_state(seat.slot.session)?.ended_at.is_some();
        if !ended {
            world.may_be_open_again(appointment, &[], context)?;
        }
        Ok([undone].into_iter().chain(ended.then(|| AppointmentNotSeen { appointment }.into())).collect())
    }
}

/// Back to where it was; whoever had been called waits again, at the front.
impl Apply<Tx<'_>> for MissedUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let slot = slot_of(tx, self.appointment);
        not_missed(tx, self.appointment);
        let waits = visit(tx, self.appointment, stamp, |visit| {
            let waits = visit.missed_from != Some(AppointmentState::Booked);
            visit.state = if waits { AppointmentState::Arrived } else { AppointmentState::Booked };
            visit.missed_from = None;
            visit.missed_at = None;
            visit.appeal = None;
            visit.excused = true;
            visit.returned = waits;
            waits
        });
        session(tx, &slot, stamp, |state| {
            if waits {
                state.queue.put(self.appointment, 0);
            }
        });
    }
}

impl World {
    pub(super) fn visit(&self, appointment: AppointmentId) -> Result<(&Visit, &Seat), Refusal> {
        let visit = self.find::<Visit>(appointment.0, "appointment")?;
        Ok((visit, self.find::<Seat>(appointment.0, "appointment")?))
    }

    pub(super) fn queue_state(&self, session: SessionId) -> Result<&SessionState, Refusal> {
        self.find::<SessionState>(session.0, "session")
    }

    /// The start of the window that somebody joins who is too late for their own: the session's last that has begun.
    fn window_at(&self, own: &Slot, now: Instant) -> Result<Instant, Refusal> {
        let session = self.find::<Session>(own.session.0, "appointment")?;
        let begun = session.slots.iter().filter_map(|slot| self.get::<Slot>(slot.0)).filter(|slot| slot.from <= now);
        Ok(begun.map(|slot| slot.from).max().unwrap_or(own.from))
    }

    /// Only one patient at a time is in a consulting room.
    pub(super) fn room_is_free(&self, session: SessionId) -> Result<(), Refusal> {
        match self.queue_state(session)?.inside {
            Some(inside) => {
                Refusal::new("someone-inside").field("appointment").with("code", short_code(inside.0)).err()
            }
            None => Ok(()),
        }
    }
}

/// The day on which a window of a session begins: after midnight the next one, as sessions are shorter than a day.
fn day_of(window: MinuteOfDay, session: &Session) -> BusinessDate {
    session.date.plus_days(i64::from(window < session.from))
}

/// A missed visit as it is counted against its patient.
pub(super) fn missed_pair(tx: &Tx, appointment: AppointmentId) -> Pair {
    Pair::Missed(tx.get::<Appointment>(appointment.0).patient, slot_of(tx, appointment).date, appointment)
}

pub(super) fn slot_of(tx: &Tx, appointment: AppointmentId) -> Slot {
    tx.get::<Seat>(appointment.0).slot.clone()
}

pub(super) fn session<R>(tx: &mut Tx, slot: &Slot, stamp: Stamp, change: impl FnOnce(&mut SessionState) -> R) -> R {
    tx.update(slot.session.0, |state: &mut SessionState| {
        state.touched = stamp.seq;
        change(state)
    })
}

pub(super) fn visit<R>(
    tx: &mut Tx,
    appointment: AppointmentId,
    stamp: Stamp,
    change: impl FnOnce(&mut Visit) -> R,
) -> R {
    let (counts, answer) = tx.update(appointment.0, |visit: &mut Visit| {
        let before = visit.counted();
        visit.touched = stamp.seq;
        let answer = change(visit);
        ((before, visit.counted()), answer)
    });
    let slot = slot_of(tx, appointment);
    recount(tx, &slot, counts, stamp);
    answer
}

/// The place that the queue's own order gives; `None` for somebody whom a call put somewhere: fell back, or came back.
pub(super) fn key(tx: &Tx, appointment: AppointmentId) -> Option<QueueKey> {
    let (visit, slot) = (tx.get::<Visit>(appointment.0), slot_of(tx, appointment));
    (!is_placed(visit)).then(|| place_of(visit, &slot))
}

/// The place that the queue's own order gives to a visit of a slot.
pub(crate) fn place_of(visit: &Visit, slot: &Slot) -> QueueKey {
    let (class, head_start) = (visit.class, visit.head_start);
    let line = match visit.back_at {
        // Seen once, nobody is late for a window any more.
        Some(window) => Line { window, late: false, class, head_start },
        None => {
            let window = visit.joined.unwrap_or_else(|| visit.promised(slot).0);
            Line { window, late: visit.joined.is_some(), class, head_start }
        }
    };
    QueueKey::new(line, visit.ticket.map(|ticket| ticket.number))
}

/// A call is taken back. Whoever was called before, and then passed or marked as missed, has been called all the same.
pub(super) fn call_is_off(visit: &mut Visit) {
    if visit.first_called_at == visit.called_at && !is_placed(visit) {
        visit.first_called_at = None;
        visit.in_turn = None;
    }
    visit.called_at = None;
}

/// What was done before a transfer is taken back only once the patient waits again where they were booked.
pub(super) fn not_sent_on(visit: &Visit, slot: &Slot) -> Result<(), Refusal> {
    let own = (slot.from, slot.until);
    match visit.transfer.as_ref().filter(|transfer| transfer.last().is_some() || transfer.window != own) {
        Some(_) => Refusal::new("sent-on").field("appointment").err(),
        None => Ok(()),
    }
}

/// Waits where a call put it, not where the order would.
const fn is_placed(visit: &Visit) -> bool {
    visit.passes > 0 || visit.returned
}

/// Puts somebody into the queue: at the place that its order gives or, after a call, at the front.
pub(super) fn enqueue(tx: &mut Tx, slot: &Slot, appointment: AppointmentId, stamp: Stamp) {
    let key = key(tx, appointment);
    session(tx, slot, stamp, |state| match key {
        Some(key) => state.queue.enter(appointment, key),
        None => state.queue.put(appointment, 0),
    });
}

/// Takes somebody out of the queue, called or not.
pub(super) fn leave(tx: &mut Tx, slot: &Slot, appointment: AppointmentId, stamp: Stamp) {
    session(tx, slot, stamp, |state| {
        state.queue.leave(appointment);
        if state.called == Some(appointment) {
            state.called = None;
        }
    });
}
