//! Transitions, each in one place: what is asked ([`Decide`]) beside what the event does to the world ([`Apply`]).
//! Deciding changes nothing, and each refusal carries the values of the rule that said no. Only applying changes the
//! world, through [`Tx`] alone, and it cannot fail.
//!
//! [`room`], [`merge`]: rules that lists ask too. [`people`]: what journey's events say.

mod admission;
mod appeal;
mod bed;
mod bed_rules;
mod block;
mod booking;
mod calendar;
mod cancelling;
mod changing;
mod closure;
mod device;
mod draw;
mod exemption;
mod hold;
mod impossible;
mod itinerary;
mod merge;
mod pausing;
mod people;
mod pools;
mod referral;
mod room;
mod services;
mod session;
mod setup;
mod template;
mod transfer;
mod visit;
mod waitlist;

pub(crate) use booking::{BookingTerms, Clash, Closed, clash, expected_at, near_to};
pub(crate) use closure::KeptSeat;
pub(crate) use draw::Next;
pub(crate) use people::learn;
pub(crate) use session::closes_at;
pub(crate) use template::{release_of, starts_at};
pub(crate) use visit::place_of;
pub(crate) use waitlist::{half_of, list_closes_at, longer_until, to_ask, wish_of};

use crate::{
    RulesInForce, World,
    component::{Part, Slot, Visit},
    read::AppointmentState,
    tx::Tx,
};
use model::{
    decide::{Apply, Context, Decide, Stamp},
    message::{Refusal, Value},
    scheduling::{Command, Event, RulesScope},
    time::Instant,
};
use std::borrow::Cow;
use uuid::Uuid;

/// What a decision answers with.
pub(crate) type Decision = Result<Vec<Event>, Refusal>;

macro_rules! decide {
    ($($name:ident)*) => {
        /// Decides a command.
        pub(crate) fn decide(world: &World, command: &Command, context: &Context) -> Decision {
            match command { $(Command::$name(it) => it.decide(world, context),)* }
        }
    };
}
model::each_scheduling_command!(decide);

macro_rules! apply {
    ($($name:ident)*) => {
        /// Applies an event.
        pub(crate) fn apply(tx: &mut Tx, event: &Event, stamp: Stamp) {
            match event { $(Event::$name(it) => it.apply(tx, stamp),)* }
        }
    };
}
model::each_scheduling_event!(apply);

impl World {
    /// What an id in the command points at.
    pub(crate) fn find<C: Part>(&self, id: Uuid, field: &'static str) -> Result<&C, Refusal> {
        self.get(id).ok_or(Refusal::new("not-there").field(field))
    }

    /// An id for something new must not be in use.
    fn unused(&self, id: Uuid, field: &'static str) -> Result<(), Refusal> {
        if self.index().has(id) { Refusal::new("id-in-use").field(field).err() } else { Ok(()) }
    }

    /// The rules in force today.
    fn rules_now(&self, scope: RulesScope, context: &Context) -> Result<RulesInForce, Refusal> {
        let today = context.zone.date(context.now);
        self.rules(today, scope).ok_or_else(|| Refusal::new("no-rules").with("date", today.0))
    }

    /// The rules in force today for a slot, even for one that has been withdrawn since.
    pub(crate) fn rules_at(&self, slot: &Slot, context: &Context) -> Result<RulesInForce, Refusal> {
        let today = context.zone.date(context.now);
        self.rules_of_slot(today, slot).ok_or_else(|| Refusal::new("no-rules").with("date", today.0))
    }
}

/// A transition may be undone only for some minutes.
fn within_undo(rules: &RulesInForce, since: Option<Instant>, context: &Context) -> Result<(), Refusal> {
    let minutes = i64::from(rules.undo_minutes);
    match since {
        Some(since) if context.now - since <= chrono::Duration::minutes(minutes) => Ok(()),
        _ => {
            let refusal = Refusal::new("undo-too-late").with("limit", Value::Minutes(minutes));
            match since {
                Some(since) => refusal.with("since", since),
                None => refusal,
            }
            .err()
        }
    }
}

/// The message id of a state.
pub(crate) fn state_message(state: AppointmentState) -> Value {
    Value::Message(Cow::Borrowed(match state {
        AppointmentState::Booked => "appointment-state-booked",
        AppointmentState::Arrived => "appointment-state-arrived",
        AppointmentState::Called => "appointment-state-called",
        AppointmentState::InConsultation => "appointment-state-in-consultation",
        AppointmentState::Fulfilled => "appointment-state-fulfilled",
        AppointmentState::Cancelled => "appointment-state-cancelled",
        AppointmentState::NoShow => "appointment-state-no-show",
        AppointmentState::NotSeen => "appointment-state-not-seen",
        AppointmentState::Displaced => "appointment-state-displaced",
    }))
}

/// Only an appointment in this state can do this.
fn expect(visit: &Visit, needed: AppointmentState) -> Result<(), Refusal> {
    if visit.state == needed {
        return Ok(());
    }
    Refusal::new("appointment-state")
        .field("appointment")
        .with("state", state_message(visit.state))
        .with("needed", state_message(needed))
        .err()
}
