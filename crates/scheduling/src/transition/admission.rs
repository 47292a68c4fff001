//! Admissions, from the request to leaving.

use super::{Apply, Decide, Decision, bed::bed, within_undo};
use crate::{
    World,
    component::{Admission, Department, Stay, Visit},
    index::Pair,
    read::{AdmissionState, AppointmentState, BedState},
    tx::Tx,
};
use model::{
    decide::{Context, Stamp},
    id::{AdmissionId, PersonId, short_code},
    message::{Refusal, Value},
    scheduling::{
        AdmissionCancelled, AdmissionRequested, BedUnassigned, CalledOff, DischargeUndone, Formality, FormalityDone,
        FormalityUndone, PatientArrived, PatientDischarged, ReasonCode, RulesScope, TransferCalledOff, command,
    },
    time::Instant,
};
use std::borrow::Cow;

/// The longest expected stay, in days.
const STAY_DAYS_MAX: u16 = 180;

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

impl Decide<World> for AdmissionRequested {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        world.unused(self.admission.0, "admission")?;
        world.find::<Department>(self.department.0, "department")?;
        if !is_icd10(&self.diagnosis) {
            return Refusal::new("diagnosis-code").field("diagnosis").with("value", self.diagnosis.as_str()).err();
        }
        if self.expected_days == 0 || self.expected_days > STAY_DAYS_MAX {
            return Refusal::new("out-of-range")
                .field("expected_days")
                .with("value", self.expected_days)
                .with("min", 1u16)
                .with("max", STAY_DAYS_MAX)
                .err();
        }
        if let Some(appointment) = self.appointment {
            let visit = world.find::<Visit>(appointment.0, "appointment")?;
            let whose = world.find::<crate::component::Appointment>(appointment.0, "appointment")?.patient;
            if !world.is_same_person(whose, self.patient) {
                return Refusal::new("other-patient").field("appointment").err();
            }
            if !matches!(visit.state, AppointmentState::InConsultation | AppointmentState::Fulfilled) {
                return Refusal::new("not-seen-yet").field("appointment").err();
            }
        }
        world.no_other_stay(self.patient, None)?;
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for AdmissionRequested {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        let admission = Admission {
            id: self.admission,
            patient: self.patient,
            journey: self.journey,
            department: self.department,
            appointment: self.appointment,
            diagnosis: self.diagnosis.clone(),
            urgency: self.urgency,
            needs: self.needs,
            expected_days: self.expected_days,
            requested_at: stamp.at,
        };
        tx.spawn((admission, Stay::requested(self.sex, stamp.seq)));
    }
}

impl Decide<World> for command::CancelAdmission {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, reason) = (self.admission, &self.reason);
        let (_, stay) = world.waiting(admission)?;
        let freed = stay.bed.map(|bed| BedUnassigned { admission, bed, reason: reason.clone() }.into());
        let cancelled = AdmissionCancelled { admission, reason: reason.clone() }.into();
        Ok(freed.into_iter().chain([cancelled]).collect())
    }
}

impl Apply<Tx<'_>> for AdmissionCancelled {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| stay.cancelled_at = Some(stamp.at));
        tx.unindex(Pair::AdmissionWaiting(self.admission));
    }
}

impl Decide<World> for command::Arrive {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, credential) = (self.admission, self.credential);
        let (_, stay) = world.waiting(admission)?;
        if stay.arrived_at.is_some() {
            return wrong_state(stay.state()).err();
        }
        Ok(vec![PatientArrived { admission, credential }.into()])
    }
}

impl Apply<Tx<'_>> for PatientArrived {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.arrived_at = Some(stamp.at);
            stay.credential = Some(self.credential);
        });
    }
}

impl Decide<World> for command::DoFormality {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, formality) = (self.admission, self.formality);
        let (_, stay) = world.waiting(admission)?;
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
}

impl Apply<Tx<'_>> for FormalityDone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        formality(tx, self.admission, self.formality, Some(stamp.at), stamp);
    }
}

impl Decide<World> for command::UndoFormality {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (admission, formality, reason) = (self.admission, self.formality, &self.reason);
        let (_, stay) = world.waiting(admission)?;
        let Some(done) = stay.formality(formality) else {
            return Refusal::new("formality-not-done")
                .field("formality")
                .with("formality", formality_message(formality))
                .err();
        };
        within_undo(&world.rules_now(RulesScope::Hospital, context)?, Some(done), context)?;
        Ok(vec![FormalityUndone { admission, formality, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for FormalityUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        formality(tx, self.admission, self.formality, None, stamp);
    }
}

impl Decide<World> for command::Discharge {
    fn decide(&self, world: &World, _: &Context) -> Decision {
        let (admission, settled) = (self.admission, self.settled);
        let stay = world.stay(admission)?.1;
        let bed = world.bed_of(stay)?;
        let kept = stay.moving.map(|(bed, _)| {
            let reason = ReasonCode::Hospital.into();
            TransferCalledOff { admission, bed, how: CalledOff::Left, reason }.into()
        });
        Ok(kept.into_iter().chain([PatientDischarged { admission, bed, settled }.into()]).collect())
    }
}

impl Apply<Tx<'_>> for PatientDischarged {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.discharged_at = Some(stamp.at);
            stay.settled = Some(self.settled);
        });
        bed(tx, self.bed, BedState::Cleaning, None, stamp);
    }
}

impl Decide<World> for command::UndoDischarge {
    fn decide(&self, world: &World, context: &Context) -> Decision {
        let (admission, reason) = (self.admission, &self.reason);
        let (who, stay) = world.stay(admission)?;
        let (AdmissionState::Discharged, Some(bed)) = (stay.state(), stay.bed) else {
            return wrong_state(stay.state()).err();
        };
        within_undo(&world.rules_now(RulesScope::Hospital, context)?, stay.discharged_at, context)?;
        let left_at = stay.discharged_at.ok_or_else(|| wrong_state(stay.state()))?;
        world.no_other_stay(who.patient, Some(admission))?;
        world.still_has(who, stay, (bed, left_at))?;
        Ok(vec![DischargeUndone { admission, bed, reason: reason.clone() }.into()])
    }
}

impl Apply<Tx<'_>> for DischargeUndone {
    fn apply(&self, tx: &mut Tx, stamp: Stamp) {
        stay(tx, self.admission, stamp, |stay| {
            stay.discharged_at = None;
            stay.settled = None;
        });
        bed(tx, self.bed, BedState::Occupied, Some(self.admission), stamp);
    }
}

impl World {
    pub(super) fn stay(&self, admission: AdmissionId) -> Result<(&Admission, &Stay), Refusal> {
        let stay = self.find::<Stay>(admission.0, "admission")?;
        Ok((self.find::<Admission>(admission.0, "admission")?, stay))
    }

    /// An admission whose patient is not in bed yet, with its stay.
    pub(super) fn waiting(&self, admission: AdmissionId) -> Result<(&Admission, &Stay), Refusal> {
        let (who, stay) = self.stay(admission)?;
        if stay.waits() { Ok((who, stay)) } else { wrong_state(stay.state()).err() }
    }

    /// The patient has no open stay, except perhaps `but`.
    fn no_other_stay(&self, patient: PersonId, but: Option<AdmissionId>) -> Result<(), Refusal> {
        for open in self.index().admissions_of(patient).filter(|open| Some(*open) != but) {
            let state = self.get::<Stay>(open.0).map(Stay::state);
            if let Some(state) = state.filter(|state| *state <= AdmissionState::InBed) {
                return Refusal::new("admission-open")
                    .field("patient")
                    .with("code", short_code(open.0))
                    .with("state", admission_state(state))
                    .err();
            }
        }
        Ok(())
    }
}

pub(super) fn admission_state(state: AdmissionState) -> Value {
    Value::Message(Cow::Borrowed(match state {
        AdmissionState::Requested => "admission-state-requested",
        AdmissionState::BedAssigned => "admission-state-bed-assigned",
        AdmissionState::Arrived => "admission-state-arrived",
        AdmissionState::InBed => "admission-state-in-bed",
        AdmissionState::Discharged => "admission-state-discharged",
        AdmissionState::Cancelled => "admission-state-cancelled",
    }))
}

pub(super) fn formality_message(formality: Formality) -> Value {
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
    Refusal::new("admission-state").field("admission").with("state", admission_state(state))
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

pub(super) fn stay(tx: &mut Tx, admission: AdmissionId, stamp: Stamp, change: impl FnOnce(&mut Stay)) {
    tx.update(admission.0, |stay: &mut Stay| {
        stay.touched = stamp.seq;
        change(stay);
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
