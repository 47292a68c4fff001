//! Admissions and beds.

use crate::{
    component::{Admission, Kind, Occupancy, Stay},
    index::Pair,
    tx::Tx,
    view::BedState,
};
use model::{
    decide::Stamp,
    id::{AdmissionId, BedId},
    scheduling::{
        AdmissionCancelled, AdmissionRequested, BedAssigned, BedReadied, BedUnassigned, DischargeUndone, Formality,
        PatientArrived, PatientDischarged, PatientInBed, PatientTransferred, TransferCalledOff, TransferRequested,
        TransferUndone,
    },
    time::Instant,
};

fn stay(tx: &mut Tx, admission: AdmissionId, stamp: Stamp, change: impl FnOnce(&mut Stay)) {
    tx.update(admission.0, |stay: &mut Stay| {
        stay.touched = stamp.seq;
        change(stay);
    });
}

fn bed(tx: &mut Tx, bed: BedId, state: BedState, admission: Option<AdmissionId>, stamp: Stamp) {
    tx.update(bed.0, |occupancy: &mut Occupancy| {
        *occupancy = Occupancy { state, admission, since: stamp.at, touched: stamp.seq };
    });
}

pub(super) fn requested(tx: &mut Tx, event: &AdmissionRequested, stamp: Stamp) {
    let admission = Admission {
        id: event.admission,
        patient: event.patient,
        journey: event.journey,
        department: event.department,
        appointment: event.appointment,
        diagnosis: event.diagnosis.clone(),
        urgency: event.urgency,
        needs: event.needs,
        expected_days: event.expected_days,
        requested_at: stamp.at,
    };
    tx.spawn(Kind::Other, event.admission.0, (admission, Stay::requested(event.sex, stamp.seq)));
    tx.index(Pair::AdmissionOf(event.patient, event.admission));
    tx.index(Pair::AdmissionWaiting(event.admission));
}

pub(super) fn cancelled(tx: &mut Tx, event: &AdmissionCancelled, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| stay.cancelled_at = Some(stamp.at));
    tx.unindex(Pair::AdmissionWaiting(event.admission));
}

pub(super) fn assigned(tx: &mut Tx, event: &BedAssigned, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.bed = Some(event.bed);
        stay.assigned_at = Some(stamp.at);
    });
    bed(tx, event.bed, BedState::Reserved, Some(event.admission), stamp);
}

pub(super) fn unassigned(tx: &mut Tx, event: &BedUnassigned, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.bed = None;
        stay.assigned_at = None;
    });
    bed(tx, event.bed, BedState::Free, None, stamp);
}

pub(super) fn arrived(tx: &mut Tx, event: &PatientArrived, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.arrived_at = Some(stamp.at);
        stay.credential = Some(event.credential);
    });
}

pub(super) fn formality(
    tx: &mut Tx,
    admission: AdmissionId,
    formality: Formality,
    done: Option<Instant>,
    stamp: Stamp,
) {
    stay(tx, admission, stamp, |stay| stay.formalities[formality as usize] = done);
}

pub(super) fn in_bed(tx: &mut Tx, event: &PatientInBed, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| stay.in_bed_at = Some(stamp.at));
    bed(tx, event.bed, BedState::Occupied, Some(event.admission), stamp);
    tx.unindex(Pair::AdmissionWaiting(event.admission));
}

pub(super) fn transferred(tx: &mut Tx, event: &PatientTransferred, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.bed = Some(event.bed);
        stay.moving = None;
        stay.moved_from = Some((event.from, stamp.at));
    });
    bed(tx, event.from, BedState::Cleaning, None, stamp);
    bed(tx, event.bed, BedState::Occupied, Some(event.admission), stamp);
}

pub(super) fn transfer_requested(tx: &mut Tx, event: &TransferRequested, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| stay.moving = Some((event.bed, event.reason.code)));
    bed(tx, event.bed, BedState::Reserved, Some(event.admission), stamp);
}

pub(super) fn transfer_called_off(tx: &mut Tx, event: &TransferCalledOff, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| stay.moving = None);
    bed(tx, event.bed, BedState::Free, None, stamp);
}

pub(super) fn transfer_undone(tx: &mut Tx, event: &TransferUndone, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.bed = Some(event.bed);
        stay.moved_from = None;
    });
    bed(tx, event.from, BedState::Cleaning, None, stamp);
    bed(tx, event.bed, BedState::Occupied, Some(event.admission), stamp);
}

pub(super) fn discharged(tx: &mut Tx, event: &PatientDischarged, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.discharged_at = Some(stamp.at);
        stay.settled = Some(event.settled);
    });
    bed(tx, event.bed, BedState::Cleaning, None, stamp);
}

pub(super) fn discharge_undone(tx: &mut Tx, event: &DischargeUndone, stamp: Stamp) {
    stay(tx, event.admission, stamp, |stay| {
        stay.discharged_at = None;
        stay.settled = None;
    });
    bed(tx, event.bed, BedState::Occupied, Some(event.admission), stamp);
}

pub(super) fn readied(tx: &mut Tx, event: &BedReadied, stamp: Stamp) {
    bed(tx, event.bed, BedState::Free, None, stamp);
}
