//! An admission on its way to the bed: formalities, and the one form with what is known and where it is from.

use super::{Read, Reading};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{BedRef, FieldSource, FormField, StayDetail},
};
use model::{
    actor::{Actor, Role},
    decide::{Context, Decider as _},
    id::AdmissionId,
    journey::Identity,
    message::Value,
    person::{CredentialKind, Sex},
    scheduling::{Command, Formality, ReasonCode, command},
};
use scheduling::read::{AdmissionState, AdmissionView};
use serde::Deserialize;
use utoipa::ToSchema;

/// An admission: the one form, formalities, bed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The admission, by its id, as the request for it answered or a list shows it.
    pub admission: AdmissionId,
}

impl Read for Admission {
    const PATH: &'static str = "/admissions/{admission}";
    const ACTION: Action = Action::ReadAdmission;
    type View = StayDetail;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        let Self { admission } = self;
        hospital
            .reading(actor, Self::ACTION, |reading| {
                let found = reading.worlds.scheduling.admission(admission);
                match &found {
                    Some(found) => reading.may_of_stay(Action::ReadAdmission, found)?,
                    None => reading.may(Action::ReadAdmission, &Default::default())?,
                }
                let found = reading.found(found)?;
                reading.about("admission", found.id);
                let until = found.in_bed_at.unwrap_or(reading.now);
                let minutes = found.arrived_at.map(|arrived| (until - arrived).num_minutes());
                let ward = if actor.role == Role::Nurse { actor.ward } else { None };
                Ok(StayDetail {
                    now: reading.now,
                    admission: reading.waiting_admission(&found, ward),
                    coverage: reading.stay_coverage(&found),
                    credential: found.credential,
                    minutes: minutes.and_then(|minutes| u32::try_from(minutes).ok()),
                    fields: reading.form(&found),
                    transfer_to: reading.transfer_to(&found),
                    moving_to: found.moving_to.as_ref().map(|bed| reading.bed_ref(bed)),
                    undo_to: reading.undo_to(&found),
                    sex_open: reading.sex_open(&found),
                })
            })
            .await
    }
}

impl Reading<'_> {
    /// Every bed that a transfer could go to now: those of the present ward first, then by how well they suit.
    fn transfer_to(&self, stay: &AdmissionView) -> Vec<BedRef> {
        let Some(own) = stay.bed.as_ref().filter(|_| stay.state == AdmissionState::InBed) else { return Vec::new() };
        let mut all = self.worlds.scheduling.suggest_beds(stay.id, usize::MAX);
        all.sort_by_key(|suggestion| suggestion.place.ward != own.ward);
        all.iter()
            .map(|suggestion| {
                self.saw(suggestion.touched);
                self.bed_ref(&suggestion.place)
            })
            .collect()
    }

    /// The bed before the last transfer, as long as that can be taken back.
    fn undo_to(&self, stay: &AdmissionView) -> Option<BedRef> {
        let (bed, _) = stay.moved_from.as_ref()?;
        let undo =
            Command::UndoTransfer(command::UndoTransfer { admission: stay.id, reason: ReasonCode::Mistake.into() });
        let context = Context { now: self.now, seq: self.worlds.seq + 1, seed: 0, zone: self.zone };
        self.worlds.scheduling.decide(&undo, &context).is_ok().then(|| self.bed_ref(bed))
    }

    /// May somebody who sees the patient record the sex, because no credential says it?
    fn sex_open(&self, stay: &AdmissionView) -> bool {
        let row = self.worlds.journey.person(stay.patient);
        !stay.state.is_over() && row.is_some_and(|row| row.identity != Identity::Known || stay.sex == Sex::Unknown)
    }

    fn form(&self, stay: &AdmissionView) -> Vec<FormField> {
        let person = self.worlds.journey.person(stay.patient);
        let record = self.record(stay.patient);
        let text = |value: Option<&str>| value.filter(|value| !value.is_empty()).map(Value::from);
        let by_card =
            record.is_some_and(|record| record.credentials.iter().any(|(kind, _)| *kind == CredentialKind::ResidentId));
        let proven = if by_card { FieldSource::IdentityCard } else { FieldSource::Registration };
        let sex = person.map(|person| match self.worlds.journey.sex_of(person.id) {
            Sex::Male => "sex-male",
            Sex::Female => "sex-female",
            Sex::Unknown => "sex-unknown",
        });
        let coverage = self.stay_coverage(stay);
        let insured = coverage.as_ref().map(|coverage| match coverage.insurance {
            model::journey::InsuranceType::Employee => "insurance-employee",
            model::journey::InsuranceType::Resident => "insurance-resident",
            model::journey::InsuranceType::SelfPay => "insurance-self-pay",
        });
        let known = |name, value: Option<Value>, source| FormField {
            name,
            source: if value.is_some() { source } else { FieldSource::Nobody },
            value,
            open: false,
        };
        let message = |id: Option<&'static str>| id.map(|id| Value::Message(id.into()));
        let form_open = !stay.done(Formality::Form);
        let open = |name, value: Option<Value>, source| FormField {
            open: value.is_none() && form_open,
            ..known(name, value, source)
        };
        // What only the form asks for can be answered anew as long as the form is open.
        let asked = |name, value: Option<Value>| FormField { open: form_open, ..known(name, value, FieldSource::Form) };
        vec![
            known("name", text(record.map(|record| record.name.as_str())), proven),
            known("sex", message(sex), proven),
            known("birth", record.and_then(|record| record.birth).map(Value::from), proven),
            known("insurance", message(insured), FieldSource::Insurer),
            known("region", text(coverage.as_ref().map(|coverage| coverage.region.as_str())), FieldSource::Insurer),
            known("diagnosis", text(Some(&stay.diagnosis)), FieldSource::Clinician),
            known("expected_days", Some(Value::from(stay.expected_days)), FieldSource::Clinician),
            open("phone", text(record.and_then(|record| record.phone.as_deref())), FieldSource::Registration),
            open("address", text(record.and_then(|record| record.address.as_deref())), FieldSource::Registration),
            asked("contact_name", text(record.and_then(|record| record.contact_name.as_deref()))),
            asked("contact_phone", text(record.and_then(|record| record.contact_phone.as_deref()))),
            asked("allergies", record.and_then(|record| record.allergies.as_deref()).map(Value::from)),
        ]
    }
}
