//! Decides commands. Nothing here changes anything; each refusal carries the values of the rule that said no.

mod admission;
mod booking;
mod merge;
mod queue;
mod room;
mod session;
mod setup;

pub(crate) use booking::Closed;
pub(crate) use session::closes_at;

use crate::{
    World,
    component::{Part, Visit},
    view::AppointmentState,
};
use model::{
    decide::Context,
    message::{Refusal, Value},
    scheduling::{BookingRules, Command, Event},
    time::Instant,
};
use std::borrow::Cow;
use uuid::Uuid;

/// What a decision answers with.
pub(crate) type Decision = Result<Vec<Event>, Refusal>;

impl World {
    pub(crate) fn decide_command(&self, command: &Command, context: &Context) -> Decision {
        match command {
            Command::OpenDepartment(department) => self.open_department(department),
            Command::EnrolClinician(clinician) => self.enrol_clinician(clinician),
            Command::OpenWard(ward) => self.open_ward(ward),
            Command::AdoptRules(rules) => setup::adopt_rules(rules),
            Command::PublishSession { .. } => self.publish_session(command, context),
            Command::WithdrawSession { session, reason } => self.withdraw_session(*session, reason),
            Command::Book { .. } => self.book(command, context),
            Command::Cancel { appointment, reason, by_hospital } => {
                self.cancel(*appointment, reason, *by_hospital, context)
            }
            Command::Move { appointment, slot, by_hospital } => {
                self.move_to(*appointment, *slot, *by_hospital, context)
            }
            Command::CheckIn { appointment, credential } => self.check_in(*appointment, *credential, context),
            Command::UndoCheckIn { appointment, reason } => self.undo_check_in(*appointment, reason, context),
            Command::Call { session, appointment } => self.call(*session, *appointment, context),
            Command::UndoCall { appointment, reason } => self.undo_call(*appointment, reason, context),
            Command::Pass { appointment } => self.pass(*appointment, context),
            Command::Start { appointment } => self.start(*appointment),
            Command::Finish { appointment } => self.finish(*appointment),
            Command::UndoFinish { appointment, reason } => self.undo_finish(*appointment, reason, context),
            Command::MarkMissed { appointment } => self.mark_missed(*appointment, context),
            Command::UndoMissed { appointment, reason } => self.undo_missed(*appointment, reason, context),
            Command::EndSession { session } => self.end_session(*session, context),
            Command::UndoEndSession { session, reason } => self.undo_end_session(*session, reason, context),
            Command::RequestAdmission(request) => self.request_admission(request),
            Command::CancelAdmission { admission, reason } => self.cancel_admission(*admission, reason),
            Command::AssignBed { admission, bed } => self.assign_bed(*admission, *bed),
            Command::UnassignBed { admission, reason } => self.unassign_bed(*admission, reason),
            Command::Arrive { admission, credential } => self.arrive(*admission, *credential),
            Command::DoFormality { admission, formality } => self.do_formality(*admission, *formality),
            Command::UndoFormality { admission, formality, reason } => {
                self.undo_formality(*admission, *formality, reason, context)
            }
            Command::OccupyBed { admission } => self.occupy_bed(*admission),
            Command::Transfer { admission, bed, reason } => self.transfer(*admission, *bed, reason),
            Command::AcceptTransfer { admission } => self.accept_transfer(*admission),
            Command::CallOffTransfer { admission, how, reason } => self.call_off_transfer(*admission, *how, reason),
            Command::UndoTransfer { admission, reason } => self.undo_transfer(*admission, reason, context),
            Command::Discharge { admission, settled } => self.discharge(*admission, *settled),
            Command::UndoDischarge { admission, reason } => self.undo_discharge(*admission, reason, context),
            Command::ReadyBed { bed } => self.ready_bed(*bed),
        }
    }

    /// What an id of the command points at.
    fn find<C: Part>(&self, id: Uuid, field: &'static str) -> Result<&C, Refusal> {
        self.get(id).ok_or(Refusal::new("not-there").field(field))
    }

    /// An id for something new must not be in use.
    fn unused(&self, id: Uuid, field: &'static str) -> Result<(), Refusal> {
        if self.index().has(id) { Refusal::new("id-in-use").field(field).err() } else { Ok(()) }
    }

    /// The rules in force today.
    fn rules_now(&self, context: &Context) -> Result<&BookingRules, Refusal> {
        let today = context.zone.date(context.now);
        self.rules(today).ok_or_else(|| Refusal::new("no-rules").with("date", today.0))
    }

    /// A transition may be undone for some minutes.
    fn within_undo(&self, since: Option<Instant>, context: &Context) -> Result<(), Refusal> {
        let minutes = self.rules_now(context)?.undo_minutes;
        match since {
            Some(since) if context.now - since <= chrono::Duration::minutes(i64::from(minutes)) => Ok(()),
            _ => {
                let refusal = Refusal::new("undo-too-late").with("limit", Value::Minutes(i64::from(minutes)));
                match since {
                    Some(since) => refusal.with("since", since),
                    None => refusal,
                }
                .err()
            }
        }
    }
}

/// The message id of a state.
fn state_message(state: AppointmentState) -> Value {
    Value::Message(Cow::Borrowed(match state {
        AppointmentState::Booked => "appointment-state-booked",
        AppointmentState::Arrived => "appointment-state-arrived",
        AppointmentState::Called => "appointment-state-called",
        AppointmentState::InConsultation => "appointment-state-in-consultation",
        AppointmentState::Fulfilled => "appointment-state-fulfilled",
        AppointmentState::Cancelled => "appointment-state-cancelled",
        AppointmentState::NoShow => "appointment-state-no-show",
        AppointmentState::NotSeen => "appointment-state-not-seen",
    }))
}

/// Only an appointment in one certain state can do this.
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
