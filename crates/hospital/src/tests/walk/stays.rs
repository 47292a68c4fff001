//! What happens to admissions, and in the wards.

use super::super::harness::Harness;
use super::{Asked, Walk, system};
use crate::{
    request::FormAnswers,
    usecase::{
        AcceptTransfer, Arrive, AssignBed, AssignBedAgainstRules, BlockBed, CancelAdmission, ChooseCoverage,
        DeclineTransfer, Discharge, DoFormality, OccupyBed, PayAllForNow, ReadyBed, RecordSex,
        RequestEmergencyAdmission, SubmitAdmissionForm, Transfer, UnassignBed, UnblockBed, UndoDischarge,
        UndoFormality, UndoTransfer, WithdrawTransfer,
    },
};
use chrono::Duration;
use model::{
    id::CoverageId,
    person::{CredentialKind, Sex},
    scheduling::{BlockReason, Formality, Needs, Urgency},
};
use scheduling::read::{AdmissionState, AdmissionView};

impl Walk {
    /// What usually comes next for an admission.
    pub(super) fn usual_stay(&mut self, harness: &Harness) -> Option<Asked> {
        let stays: Vec<AdmissionView> = harness.hospital.look(|worlds| {
            let all = self.admissions.iter().filter_map(|id| worlds.scheduling.admission(*id));
            all.filter(|stay| !stay.state.is_over()).collect()
        });
        let Some(stay) = stays.get(self.below(stays.len())).filter(|_| self.below(5) > 0) else {
            return Some(system(ReadyBed { bed: self.pick(|walk| &walk.beds)? }));
        };
        let (admission, credential) = (stay.id, CredentialKind::VisitCode);
        let suggested = harness.hospital.look(|worlds| worlds.scheduling.suggest_beds(admission, 1));
        let bed = suggested.first().map(|suggested| suggested.place.bed);
        Some(match (stay.state, stay.open_formalities().first().copied()) {
            _ if stay.sex == Sex::Unknown && self.below(3) == 0 => {
                system(RecordSex { admission, sex: self.one_of([Sex::Female, Sex::Male]) })
            }
            (AdmissionState::Requested, _) if self.below(4) == 0 => {
                let (bed, reason) = (self.pick(|walk| &walk.beds)?, self.reason());
                system(AssignBedAgainstRules { admission, bed, reason, text: None })
            }
            (AdmissionState::Requested, _) => system(AssignBed { admission, bed: bed? }),
            (AdmissionState::BedAssigned, _) => system(Arrive { admission, credential, number: None }),
            (AdmissionState::Arrived, _) if self.below(8) == 0 => {
                let (formality, reason) = (self.one_of(Formality::ALL), self.reason());
                system(UndoFormality { admission, formality, reason, text: None })
            }
            (AdmissionState::Arrived, Some(Formality::Form)) => {
                let answers = FormAnswers { contact_name: Some("林甲".into()), ..FormAnswers::default() };
                system(SubmitAdmissionForm { admission, answers })
            }
            (AdmissionState::Arrived, Some(Formality::Insurance)) if self.below(6) == 0 => {
                system(PayAllForNow { admission, reason: self.reason(), text: None })
            }
            (AdmissionState::Arrived, Some(formality)) => system(DoFormality { admission, formality }),
            (AdmissionState::Arrived, None) => system(OccupyBed { admission }),
            (AdmissionState::InBed, _) if self.below(8) == 0 => {
                let (bed, reason) = (bed?, self.reason());
                system(Transfer { admission, bed, reason, text: None })
            }
            (AdmissionState::InBed, _) if self.below(12) > 0 => self.usual_money(harness, admission)?,
            _ => system(Discharge { admission }),
        })
    }

    /// What can happen to a random admission, whether or not it makes sense.
    pub(super) fn stay(&mut self, harness: &Harness) -> Option<Asked> {
        let (reason, text, credential) = (self.reason(), None, CredentialKind::ResidentId);
        let bed = self.pick(|walk| &walk.beds)?;
        if self.below(12) == 0 {
            return Some(system(RequestEmergencyAdmission {
                patient: self.somebody()?,
                department: harness.department,
                diagnosis: "K80.1".into(),
                urgency: Urgency::Emergency,
                needs: Needs::default(),
                expected_days: 5,
            }));
        }
        let admission = self.pick(|walk| &walk.admissions)?;
        let formality = self.one_of(Formality::ALL);
        Some(match self.below(25) {
            0 => system(CancelAdmission { admission, reason, text }),
            1 => system(UnassignBed { admission, reason, text }),
            2 => system(AssignBed { admission, bed }),
            3 => system(Arrive { admission, credential, number: None }),
            4 => system(DoFormality { admission, formality }),
            5 => system(UndoFormality { admission, formality, reason, text }),
            6 => system(OccupyBed { admission }),
            7..=9 => system(Transfer { admission, bed, reason, text }),
            10 => system(AcceptTransfer { admission }),
            11 => system(DeclineTransfer { admission, reason, text }),
            12 => system(WithdrawTransfer { admission, reason, text }),
            13 => system(UndoTransfer { admission, reason, text }),
            14 => system(RecordSex { admission, sex: self.one_of([Sex::Female, Sex::Male]) }),
            15 => system(PayAllForNow { admission, reason, text }),
            16 => {
                let theirs: Vec<CoverageId> = harness.hospital.look(|worlds| {
                    let patient = worlds.patient_of_stay(admission);
                    let all = patient.map_or_else(Vec::new, |patient| worlds.journey.coverages_of(patient));
                    all.into_iter().map(|coverage| coverage.id).collect()
                });
                system(ChooseCoverage { admission, coverage: *theirs.get(self.below(theirs.len()))? })
            }
            17 => system(ReadyBed { bed }),
            18 => system(UndoDischarge { admission, reason, text }),
            19 => {
                let until = (self.below(2) == 0).then(|| harness.hospital.now() + Duration::hours(2));
                system(BlockBed { bed, reason: self.one_of(BlockReason::ALL), until })
            }
            20..=22 => system(UnblockBed { bed }),
            23 => system(AssignBedAgainstRules { admission, bed, reason, text }),
            _ => system(Discharge { admission }),
        })
    }
}
