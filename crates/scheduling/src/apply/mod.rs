//! Applies events: the only code that changes the world, through [`Tx`] alone. Cannot fail.

mod booking;
mod people;
mod queue;
mod setup;
mod ward;

pub(crate) use people::learn;

use crate::tx::Tx;
use model::{decide::Stamp, scheduling::Event};

/// Applies one event.
pub(crate) fn apply(tx: &mut Tx, event: &Event, stamp: Stamp) {
    match event {
        Event::DepartmentOpened(event) => setup::department_opened(tx, event, stamp),
        Event::ClinicianEnrolled(event) => setup::clinician_enrolled(tx, event, stamp),
        Event::WardOpened(event) => setup::ward_opened(tx, event, stamp),
        Event::RulesAdopted(event) => tx.insert_rules(event.rules.clone()),
        Event::SessionPublished(event) => setup::session_published(tx, event, stamp),
        Event::SessionWithdrawn(event) => setup::session_withdrawn(tx, event, stamp),
        Event::AppointmentBooked(event) => booking::booked(tx, event, stamp),
        Event::AppointmentCancelled(event) => booking::cancelled(tx, event, stamp),
        Event::AppointmentMoved(event) => booking::moved(tx, event, stamp),
        Event::PatientCheckedIn(event) => queue::checked_in(tx, event, stamp),
        Event::CheckInUndone(event) => queue::check_in_undone(tx, event, stamp),
        Event::PatientCalled(event) => queue::called(tx, event, stamp),
        Event::CallUndone(event) => queue::call_undone(tx, event, stamp),
        Event::PatientPassed(event) => queue::passed(tx, event, stamp),
        Event::ConsultationStarted(event) => queue::started(tx, event, stamp),
        Event::ConsultationFinished(event) => queue::finished(tx, event, stamp),
        Event::FinishUndone(event) => queue::finish_undone(tx, event, stamp),
        Event::AppointmentMissed(event) => queue::missed(tx, event, stamp),
        Event::MissedUndone(event) => queue::missed_undone(tx, event, stamp),
        Event::AppointmentNotSeen(event) => queue::not_seen(tx, event, stamp),
        Event::SessionEnded(event) => queue::session_ended(tx, event, stamp),
        Event::SessionEndUndone(event) => queue::session_end_undone(tx, event, stamp),
        Event::AdmissionRequested(event) => ward::requested(tx, event, stamp),
        Event::AdmissionCancelled(event) => ward::cancelled(tx, event, stamp),
        Event::BedAssigned(event) => ward::assigned(tx, event, stamp),
        Event::BedUnassigned(event) => ward::unassigned(tx, event, stamp),
        Event::PatientArrived(event) => ward::arrived(tx, event, stamp),
        Event::FormalityDone(event) => ward::formality(tx, event.admission, event.formality, Some(stamp.at), stamp),
        Event::FormalityUndone(event) => ward::formality(tx, event.admission, event.formality, None, stamp),
        Event::PatientInBed(event) => ward::in_bed(tx, event, stamp),
        Event::PatientTransferred(event) => ward::transferred(tx, event, stamp),
        Event::TransferRequested(event) => ward::transfer_requested(tx, event, stamp),
        Event::TransferCalledOff(event) => ward::transfer_called_off(tx, event, stamp),
        Event::TransferUndone(event) => ward::transfer_undone(tx, event, stamp),
        Event::PatientDischarged(event) => ward::discharged(tx, event, stamp),
        Event::DischargeUndone(event) => ward::discharge_undone(tx, event, stamp),
        Event::BedReadied(event) => ward::readied(tx, event, stamp),
    }
}
