//! What people do, one function each: facts from one decider go into the command of another, in a fixed order.
//!
//! Billing (`crate::billing`) and the exchange with the platform (`crate::exchange`) have modules of their own.

mod admission;
mod booking;
pub(crate) mod people;
mod queue;
mod setup;
mod steps;

use crate::{
    billing,
    deciding::Deciding,
    failure::Failure,
    prepare::Prepared,
    request::{Answer, Request},
};
use model::{
    message::Refusal,
    scheduling::{CalledOff, Reason, ReasonCode},
};

/// Decides a request.
///
/// # Errors
/// The refusal of whichever decider said no.
pub(crate) fn decide(request: &Request, prepared: &Prepared, deciding: &mut Deciding<'_>) -> Result<Answer, Failure> {
    match request {
        Request::Book { slot, patient, channel } => booking::book(deciding, *slot, *patient, *channel),
        Request::Cancel { appointment, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            booking::cancel(deciding, *appointment, reason)
        }
        Request::Move { appointment, slot } => booking::move_to(deciding, *appointment, *slot),
        Request::CheckIn { appointment, credential } => queue::check_in(deciding, *appointment, *credential),
        Request::UndoCheckIn { appointment, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            queue::undo_check_in(deciding, *appointment, reason)
        }
        Request::CallNext { session } => queue::call(deciding, *session, None),
        Request::Call { session, appointment } => queue::call(deciding, *session, Some(*appointment)),
        Request::UndoCall { appointment, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            queue::undo_call(deciding, *appointment, reason)
        }
        Request::Pass { appointment } => queue::pass(deciding, *appointment),
        Request::Start { appointment } => queue::start(deciding, *appointment),
        Request::Finish { appointment } => queue::finish(deciding, *appointment),
        Request::UndoFinish { appointment, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            queue::undo_finish(deciding, *appointment, reason)
        }
        Request::MarkMissed { appointment } => queue::mark_missed(deciding, *appointment),
        Request::UndoMissed { appointment, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            queue::undo_missed(deciding, *appointment, reason)
        }
        Request::EndSession { session } => queue::end_session(deciding, *session),
        Request::UndoEndSession { session, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            queue::undo_end_session(deciding, *session, reason)
        }
        Request::RequestAdmission { appointment, diagnosis, urgency, needs, expected_days } => {
            let from = admission::From::Consultation(*appointment);
            admission::request(deciding, from, diagnosis, *urgency, *needs, *expected_days)
        }
        Request::RequestEmergencyAdmission { patient, department, diagnosis, urgency, needs, expected_days } => {
            let from = admission::From::Emergency { patient: *patient, department: *department };
            admission::request(deciding, from, diagnosis, *urgency, *needs, *expected_days)
        }
        Request::CancelAdmission { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::cancel(deciding, *admission, reason)
        }
        Request::AssignBed { admission, bed } => admission::assign_bed(deciding, *admission, *bed),
        Request::UnassignBed { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::unassign_bed(deciding, *admission, reason)
        }
        Request::Arrive { admission, credential, .. } => {
            admission::arrive(deciding, *admission, *credential, &prepared.shown)
        }
        Request::SubmitAdmissionForm { admission, .. } => admission::submit_form(deciding, *admission, prepared),
        Request::DoFormality { admission, formality } => admission::do_formality(deciding, *admission, *formality),
        Request::UndoFormality { admission, formality, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::undo_formality(deciding, *admission, *formality, reason)
        }
        Request::PayAllForNow { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::pay_all_for_now(deciding, *admission, reason)
        }
        Request::ChooseCoverage { admission, coverage } => billing::choose_coverage(deciding, *admission, *coverage),
        Request::OccupyBed { admission } => admission::occupy_bed(deciding, *admission),
        Request::Transfer { admission, bed, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::transfer(deciding, *admission, *bed, reason)
        }
        Request::AcceptTransfer { admission } => admission::accept_transfer(deciding, *admission),
        Request::DeclineTransfer { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::call_off_transfer(deciding, *admission, CalledOff::Declined, reason)
        }
        Request::WithdrawTransfer { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::call_off_transfer(deciding, *admission, CalledOff::Withdrawn, reason)
        }
        Request::UndoTransfer { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::undo_transfer(deciding, *admission, reason)
        }
        Request::RecordSex { admission, sex } => people::record_sex(deciding, *admission, *sex),
        Request::Discharge { admission } => admission::discharge(deciding, *admission),
        Request::UndoDischarge { admission, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            admission::undo_discharge(deciding, *admission, reason)
        }
        Request::ReadyBed { bed } => admission::ready_bed(deciding, *bed),
        Request::Charge { .. }
        | Request::RefundCharge { .. }
        | Request::TakeDeposit { .. }
        | Request::ReturnDeposit { .. }
        | Request::Presettle { .. }
        | Request::ConfirmDifference { .. }
        | Request::CloseRegistration { .. }
        | Request::Consent { .. }
        | Request::Settle { .. }
        | Request::Pay { .. }
        | Request::AdoptPolicy { .. }
        | Request::AddItem { .. } => {
            let reason = request.reason().map(|reason| because(deciding, prepared, reason));
            billing::decide(request, reason, prepared, deciding)
        }
        Request::RegisterPerson { identity, .. } => people::register(deciding, *identity, prepared),
        Request::CorrectPerson { reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            people::correct(deciding, reason, prepared)
        }
        Request::ErasePerson { person } => people::erase(deciding, *person),
        Request::MergePersons { from, into } => people::merge(deciding, *from, *into, prepared),
        Request::UndoMerge { from, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            people::undo_merge(deciding, *from, reason)
        }
        Request::AddCoverage { person, insurance, class, region, .. } => {
            people::add_coverage(deciding, *person, (*insurance, *class), region, prepared)
        }
        Request::AddRelative { relative, person } => people::add_relative(deciding, *relative, *person),
        Request::OpenDepartment { code, name, place } => setup::open_department(deciding, code, name, place),
        Request::EnrolClinician { department, title, fee, .. } => {
            setup::enrol_clinician(deciding, *department, *title, *fee, prepared)
        }
        Request::OpenWard { code, name, departments, rooms } => {
            setup::open_ward(deciding, code, name, departments, rooms)
        }
        Request::AdoptRules { rules } => setup::adopt_rules(deciding, rules),
        Request::PublishSession { clinician, room, date, from, until, slot_minutes, capacity } => {
            let window = setup::Window { date: *date, from: *from, until: *until };
            setup::publish_session(deciding, *clinician, room, window, *slot_minutes, *capacity)
        }
        Request::WithdrawSession { session, reason, .. } => {
            let reason = because(deciding, prepared, *reason);
            setup::withdraw_session(deciding, *session, reason)
        }
    }
}

/// The reason with its sealed text, noted for the audit trail; the text is kept with the events.
fn because(deciding: &mut Deciding<'_>, prepared: &Prepared, code: ReasonCode) -> Reason {
    deciding.because(code);
    let text = prepared.text.as_ref().map(|sealed| sealed.keep(deciding));
    Reason { code, text }
}

/// No such thing.
fn unknown(field: &'static str) -> Failure {
    Refusal::new("not-there").field(field).into()
}
