//! From the request for a bed to leaving it.

use super::Decision;
use crate::{
    World,
    component::{Admission, Bed, Department, Occupancy, Room, Stay, Visit},
    view::{AdmissionState, AppointmentState, BedState},
};
use model::{
    decide::Context,
    id::{AdmissionId, BedId, PersonId, short_code},
    message::{Refusal, Value},
    person::CredentialKind,
    scheduling::{
        AdmissionCancelled, AdmissionRequested, BedAssigned, BedReadied, BedUnassigned, CalledOff, DischargeUndone,
        Formality, FormalityDone, FormalityUndone, PatientArrived, PatientDischarged, PatientInBed, PatientTransferred,
        Reason, ReasonCode, SettledAt, TransferCalledOff, TransferRequested, TransferUndone,
    },
    time::Instant,
};
use std::borrow::Cow;

/// The longest expected stay, in days.
const STAY_DAYS_MAX: u16 = 180;

fn state_message(state: AdmissionState) -> Value {
    Value::Message(Cow::Borrowed(match state {
        AdmissionState::Requested => "admission-state-requested",
        AdmissionState::BedAssigned => "admission-state-bed-assigned",
        AdmissionState::Arrived => "admission-state-arrived",
        AdmissionState::InBed => "admission-state-in-bed",
        AdmissionState::Discharged => "admission-state-discharged",
        AdmissionState::Cancelled => "admission-state-cancelled",
    }))
}

fn formality_message(formality: Formality) -> Value {
    Value::Message(Cow::Borrowed(match formality {
        Formality::Identity => "formality-identity",
        Formality::Form => "formality-form",
        Formality::Insurance => "formality-insurance",
        Formality::Deposit => "formality-deposit",
        Formality::Wristband => "formality-wristband",
        Formality::Handover => "formality-handover",
    }))
}

pub(super) fn wrong_state(state: AdmissionState) -> Refusal {
    Refusal::new("admission-state").field("admission").with("state", state_message(state))
}

/// `A00`, `J18.900`, `I10.x00x002`: a letter, two digits, then a point and up to nine letters or digits.
fn is_icd10(code: &str) -> bool {
    let (category, rest) = code.split_once('.').map_or((code, None), |(category, rest)| (category, Some(rest)));
    let category = category.as_bytes();
    category.len() == 3
        && category[0].is_ascii_uppercase()
        && category[1..].iter().all(u8::is_ascii_digit)
        && rest.is_none_or(|rest| {
            (1..=9).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+')
        })
}

impl Stay {
    /// Where the admission stands.
    pub(crate) fn state(&self) -> AdmissionState {
        if self.cancelled_at.is_some() {
            AdmissionState::Cancelled
        } else if self.discharged_at.is_some() {
            AdmissionState::Discharged
        } else if self.in_bed_at.is_some() {
            AdmissionState::InBed
        } else if self.arrived_at.is_some() {
            AdmissionState::Arrived
        } else if self.bed.is_some() {
            AdmissionState::BedAssigned
        } else {
            AdmissionState::Requested
        }
    }

    fn waits(&self) -> bool {
        self.state() < AdmissionState::InBed
    }
}

impl World {
    fn stay(&self, admission: AdmissionId) -> Result<(&Admission, &Stay), Refusal> {
        let stay = self.find::<Stay>(admission.0, "admission")?;
        Ok((self.find::<Admission>(admission.0, "admission")?, stay))
    }

    /// The stay of somebody who is not in bed yet.
    fn waiting(&self, admission: AdmissionId) -> Result<(&Admission, &Stay), Refusal> {
        let (who, stay) = self.stay(admission)?;
        if stay.waits() { Ok((who, stay)) } else { wrong_state(stay.state()).err() }
    }

    pub(super) fn request_admission(&self, request: &AdmissionRequested) -> Decision {
        self.unused(request.admission.0, "admission")?;
        self.find::<Department>(request.department.0, "department")?;
        if !is_icd10(&request.diagnosis) {
            return Refusal::new("diagnosis-code").field("diagnosis").with("value", request.diagnosis.as_str()).err();
        }
        if request.expected_days == 0 || request.expected_days > STAY_DAYS_MAX {
            return Refusal::new("out-of-range")
                .field("expected_days")
                .with("value", request.expected_days)
                .with("min", 1u16)
                .with("max", STAY_DAYS_MAX)
                .err();
        }
        if let Some(appointment) = request.appointment {
            let visit = self.find::<Visit>(appointment.0, "appointment")?;
            let whose = self.find::<crate::component::Appointment>(appointment.0, "appointment")?.patient;
            if !self.is_same_person(whose, request.patient) {
                return Refusal::new("other-patient").field("appointment").err();
            }
            if !matches!(visit.state, AppointmentState::InConsultation | AppointmentState::Fulfilled) {
                return Refusal::new("not-seen-yet").field("appointment").err();
            }
        }
        self.no_other_stay(request.patient, None)?;
        Ok(vec![request.clone().into()])
    }

    /// The patient has no open stay, or only this one.
    fn no_other_stay(&self, patient: PersonId, but: Option<AdmissionId>) -> Result<(), Refusal> {
        for open in self.index().admissions_of(patient).filter(|open| Some(*open) != but) {
            let state = self.get::<Stay>(open.0).map(Stay::state);
            if let Some(state) = state.filter(|state| *state <= AdmissionState::InBed) {
                return Refusal::new("admission-open")
                    .field("patient")
                    .with("code", short_code(open.0))
                    .with("state", state_message(state))
                    .err();
            }
        }
        Ok(())
    }

    pub(super) fn cancel_admission(&self, admission: AdmissionId, reason: &Reason) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        let freed = stay.bed.map(|bed| BedUnassigned { admission, bed, reason: reason.clone() }.into());
        let cancelled = AdmissionCancelled { admission, reason: reason.clone() }.into();
        Ok(freed.into_iter().chain([cancelled]).collect())
    }

    pub(super) fn assign_bed(&self, admission: AdmissionId, bed: BedId) -> Decision {
        let (who, stay) = self.waiting(admission)?;
        let target = self.find::<Bed>(bed.0, "bed")?;
        self.may_have(who, stay, target)?;
        Ok(vec![BedAssigned { admission, bed }.into()])
    }

    pub(super) fn unassign_bed(&self, admission: AdmissionId, reason: &Reason) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        let bed = stay.bed.ok_or(Refusal::new("no-bed-assigned").field("admission"))?;
        Ok(vec![BedUnassigned { admission, bed, reason: reason.clone() }.into()])
    }

    pub(super) fn arrive(&self, admission: AdmissionId, credential: CredentialKind) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        if stay.arrived_at.is_some() {
            return wrong_state(stay.state()).err();
        }
        Ok(vec![PatientArrived { admission, credential }.into()])
    }

    pub(super) fn do_formality(&self, admission: AdmissionId, formality: Formality) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        if stay.arrived_at.is_none() {
            return Refusal::new("not-arrived").field("admission").err();
        }
        if let Some(done) = stay.formality(formality) {
            return Refusal::new("formality-done")
                .field("formality")
                .with("formality", formality_message(formality))
                .with("since", done)
                .err();
        }
        Ok(vec![FormalityDone { admission, formality }.into()])
    }

    pub(super) fn undo_formality(
        &self,
        admission: AdmissionId,
        formality: Formality,
        reason: &Reason,
        context: &Context,
    ) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        let Some(done) = stay.formality(formality) else {
            return Refusal::new("formality-not-done")
                .field("formality")
                .with("formality", formality_message(formality))
                .err();
        };
        self.within_undo(Some(done), context)?;
        Ok(vec![FormalityUndone { admission, formality, reason: reason.clone() }.into()])
    }

    pub(super) fn occupy_bed(&self, admission: AdmissionId) -> Decision {
        let (_, stay) = self.waiting(admission)?;
        if stay.arrived_at.is_none() {
            return Refusal::new("not-arrived").field("admission").err();
        }
        let bed = stay.bed.ok_or(Refusal::new("no-bed-assigned").field("admission"))?;
        let mut open = Formality::ALL.into_iter().filter(|formality| stay.formality(*formality).is_none());
        if let Some(first) = open.next() {
            return Refusal::new("formalities-open")
                .field("admission")
                .with("formality", formality_message(first))
                .with("open", 1 + open.count() as i64)
                .err();
        }
        Ok(vec![PatientInBed { admission, bed }.into()])
    }

    pub(super) fn transfer(&self, admission: AdmissionId, bed: BedId, reason: &Reason) -> Decision {
        let (who, stay) = self.stay(admission)?;
        let from = self.bed_of(stay)?;
        let target = self.find::<Bed>(bed.0, "bed")?;
        self.may_have(who, stay, target)?;
        let reason = reason.clone();
        // Another ward is asked first; until it accepts, the patient keeps bed and ward.
        if self.find::<Bed>(from.0, "admission")?.ward == target.ward {
            Ok(vec![PatientTransferred { admission, from, bed, reason }.into()])
        } else {
            Ok(vec![TransferRequested { admission, from, bed, reason }.into()])
        }
    }

    /// The bed that is asked for, and why.
    fn asked_for(&self, stay: &Stay) -> Result<(BedId, ReasonCode), Refusal> {
        stay.moving.ok_or(Refusal::new("no-transfer-pending").field("admission"))
    }

    pub(super) fn accept_transfer(&self, admission: AdmissionId) -> Decision {
        let (who, stay) = self.stay(admission)?;
        let (bed, code) = self.asked_for(stay)?;
        let from = self.bed_of(stay)?;
        // Who somebody is known to be may have changed since it was asked.
        let room = self.find::<Bed>(bed.0, "bed")?.room;
        self.room_takes(who, stay, self.find::<Room>(room.0, "bed")?)?;
        Ok(vec![PatientTransferred { admission, from, bed, reason: code.into() }.into()])
    }

    pub(super) fn call_off_transfer(&self, admission: AdmissionId, how: CalledOff, reason: &Reason) -> Decision {
        let (_, stay) = self.stay(admission)?;
        let (bed, _) = self.asked_for(stay)?;
        Ok(vec![TransferCalledOff { admission, bed, how, reason: reason.clone() }.into()])
    }

    pub(super) fn undo_transfer(&self, admission: AdmissionId, reason: &Reason, context: &Context) -> Decision {
        let (who, stay) = self.stay(admission)?;
        let from = self.bed_of(stay)?;
        let (bed, left_at) = stay.moved_from.ok_or(Refusal::new("not-transferred").field("admission"))?;
        self.within_undo(Some(left_at), context)?;
        self.not_moving(stay)?;
        // Another ward has the last word about its beds: the way back is another transfer, which it accepts.
        if self.find::<Bed>(from.0, "admission")?.ward != self.find::<Bed>(bed.0, "admission")?.ward {
            return Refusal::new("undo-other-ward").field("admission").with("bed", self.number(bed)).err();
        }
        self.still_has(who, stay, (bed, left_at))?;
        Ok(vec![TransferUndone { admission, from, bed, reason: reason.clone() }.into()])
    }

    /// Nobody else has had a bed since it was left, and its room still takes who was in it. It is free and clean, or is as its
    /// patient left it.
    fn still_has(&self, who: &Admission, stay: &Stay, (bed, left_at): (BedId, Instant)) -> Result<(), Refusal> {
        let place = self.find::<Bed>(bed.0, "admission")?;
        let occupancy = self.find::<Occupancy>(bed.0, "admission")?;
        let is_as_left = occupancy.state == BedState::Cleaning && occupancy.since == left_at;
        if occupancy.state != BedState::Free && !is_as_left {
            return Refusal::new("bed-taken-meanwhile").field("admission").with("bed", place.number.as_str()).err();
        }
        self.room_takes(who, stay, self.find::<Room>(place.room.0, "admission")?)
    }

    /// The bed of somebody who lies in one.
    fn bed_of(&self, stay: &Stay) -> Result<BedId, Refusal> {
        match (stay.state(), stay.bed) {
            (AdmissionState::InBed, Some(bed)) => Ok(bed),
            (state, _) => Refusal::new("not-in-bed").field("admission").with("state", state_message(state)).err(),
        }
    }

    pub(super) fn discharge(&self, admission: AdmissionId, settled: SettledAt) -> Decision {
        let stay = self.stay(admission)?.1;
        let bed = self.bed_of(stay)?;
        let kept = stay.moving.map(|(bed, _)| {
            let reason = ReasonCode::Hospital.into();
            TransferCalledOff { admission, bed, how: CalledOff::Left, reason }.into()
        });
        Ok(kept.into_iter().chain([PatientDischarged { admission, bed, settled }.into()]).collect())
    }

    pub(super) fn undo_discharge(&self, admission: AdmissionId, reason: &Reason, context: &Context) -> Decision {
        let (who, stay) = self.stay(admission)?;
        let (AdmissionState::Discharged, Some(bed)) = (stay.state(), stay.bed) else {
            return wrong_state(stay.state()).err();
        };
        self.within_undo(stay.discharged_at, context)?;
        let left_at = stay.discharged_at.ok_or_else(|| wrong_state(stay.state()))?;
        self.no_other_stay(who.patient, Some(admission))?;
        self.still_has(who, stay, (bed, left_at))?;
        Ok(vec![DischargeUndone { admission, bed, reason: reason.clone() }.into()])
    }

    pub(super) fn ready_bed(&self, bed: BedId) -> Decision {
        let occupancy = self.find::<Occupancy>(bed.0, "bed")?;
        let place = self.find::<Bed>(bed.0, "bed")?;
        if occupancy.state != BedState::Cleaning {
            return Refusal::new("bed-not-cleaning").field("bed").with("bed", place.number.as_str()).err();
        }
        Ok(vec![BedReadied { bed }.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::is_icd10;

    #[test]
    fn a_diagnosis_is_an_icd_10_code() {
        for good in ["A00", "J18.900", "I10.x00x002", "S72.000"] {
            assert!(is_icd10(good), "{good}");
        }
        for bad in ["", "J1", "j18.900", "J18.", "J18.9000000000", "肺炎", "J18 900"] {
            assert!(!is_icd10(bad), "{bad}");
        }
    }
}
