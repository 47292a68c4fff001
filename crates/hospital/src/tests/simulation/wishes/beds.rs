//! Wishes about beds: to be admitted, to have a bed kept, to lie in it, to change it, to leave it, and much of that
//! taken back.

use crate::{
    Request,
    tests::simulation::{
        clients::Client,
        ledger::{Stands, Stay},
        scene,
    },
    usecase,
};
use model::{
    actor::Actor,
    id::{AdmissionId, BedId},
    person::CredentialKind,
    scheduling::{BlockReason, Formality, Needs, ReasonCode, Urgency},
};

impl Client {
    /// To do something about an admission or a bed: mostly what comes next, sometimes anything.
    pub(super) fn bed(&self) -> (Actor, Request) {
        let (chance, (stay, nurse)) = (&self.world.chance, self.stay());
        let Stay { admission, stands, before } = stay;
        if chance.below(4) == 0 {
            return self.anything(admission, nurse);
        }
        let (bed, bed_nurse) = self.any_bed();
        let (reason, text) = (ReasonCode::Mistake, self.words());
        let request: Request = match (stands, chance.below(4)) {
            (Stands::Waits, _) => return (bed_nurse, usecase::AssignBed { admission, bed }.into()),
            (Stands::Kept(_), 0) => usecase::UnassignBed { admission, reason, text }.into(),
            (Stands::Kept(_), _) => usecase::OccupyBed { admission }.into(),
            (Stands::Lies(_), 0) if before.is_some() => usecase::UndoTransfer { admission, reason, text }.into(),
            (Stands::Lies(_), 1) => usecase::Discharge { admission }.into(),
            (Stands::Lies(_), _) => usecase::Transfer { admission, bed, reason, text }.into(),
            (Stands::Moves(..), 0) => usecase::WithdrawTransfer { admission, reason, text }.into(),
            (Stands::Moves(_, bed), 1) => {
                return (nurse_of(bed), usecase::DeclineTransfer { admission, reason, text }.into());
            }
            (Stands::Moves(_, bed), _) => return (nurse_of(bed), usecase::AcceptTransfer { admission }.into()),
            (Stands::Left(_), 0 | 1) => usecase::UndoDischarge { admission, reason, text }.into(),
            (Stands::Left(bed), 2) => usecase::ReadyBed { bed }.into(),
            (Stands::Left(_), _) => return self.emergency(),
        };
        (nurse, request)
    }

    fn anything(&self, admission: AdmissionId, nurse: Actor) -> (Actor, Request) {
        let chance = &self.world.chance;
        let (bed, bed_nurse) = self.any_bed();
        let (reason, text) = (ReasonCode::Mistake, self.words());
        let request: Request = match chance.below(13) {
            0 => return self.emergency(),
            1 => usecase::Arrive { admission, credential: CredentialKind::ResidentId, number: None }.into(),
            2 => usecase::DoFormality { admission, formality: *chance.pick(&Formality::ALL) }.into(),
            3 => return (bed_nurse, usecase::AssignBed { admission, bed }.into()),
            4 => usecase::OccupyBed { admission }.into(),
            5 => usecase::Transfer { admission, bed, reason, text }.into(),
            6 => return (bed_nurse, usecase::AcceptTransfer { admission }.into()),
            7 => usecase::Discharge { admission }.into(),
            8 => return (bed_nurse, usecase::ReadyBed { bed }.into()),
            9 => return (bed_nurse, usecase::BlockBed { bed, reason: BlockReason::Broken, until: None }.into()),
            10 | 11 => return (bed_nurse, usecase::UnblockBed { bed }.into()),
            _ => {
                let clinician = scene::clinician(chance.pick(&scene::scene().clinics));
                return (clinician, usecase::CancelAdmission { admission, reason, text }.into());
            }
        };
        (nurse, request)
    }

    fn emergency(&self) -> (Actor, Request) {
        let (chance, scene) = (&self.world.chance, scene::scene());
        let clinic = chance.pick(&scene.clinics);
        let asked = usecase::RequestEmergencyAdmission {
            patient: *chance.pick(&scene.inpatients),
            department: clinic.department,
            diagnosis: "I10".into(),
            urgency: Urgency::Urgent,
            needs: Needs::default(),
            expected_days: 3,
        };
        (scene::clinician(clinic), asked.into())
    }

    /// Two patients want the same bed at the same time, and one of them is then put into it at once.
    pub(super) async fn compete(&self, name: &str) {
        let ((one, _), (other, _)) = (self.stay(), self.stay());
        match (one.stands, one.before) {
            (Stands::Left(bed), _) | (Stands::Lies(_), Some(bed)) => {
                return self.come_back(name, one, other, bed).await;
            }
            _ => {}
        }
        let (bed, nurse) = self.any_bed();
        let assign = |stay: Stay| (nurse.clone(), usecase::AssignBed { admission: stay.admission, bed }.into());
        tokio::join!(self.want(format!("{name} one"), assign(one)), self.want(format!("{name} other"), assign(other)),);
        let occupy = usecase::OccupyBed { admission: one.admission };
        self.want(format!("{name} in bed"), (nurse, occupy.into())).await;
    }

    /// A patient is to have the bed again that they left, and another is to have it at the same time.
    async fn come_back(&self, name: &str, one: Stay, other: Stay, bed: BedId) {
        let nurse = nurse_of(bed);
        let (admission, reason, text) = (one.admission, ReasonCode::Mistake, self.words());
        self.want(format!("{name} clean"), (nurse.clone(), usecase::ReadyBed { bed }.into())).await;
        let undo = match one.stands {
            Stands::Left(_) => usecase::UndoDischarge { admission, reason, text }.into(),
            _ => usecase::UndoTransfer { admission, reason, text }.into(),
        };
        let assign = usecase::AssignBed { admission: other.admission, bed };
        tokio::join!(
            self.want(format!("{name} back"), (nurse.clone(), undo)),
            self.want(format!("{name} other"), (nurse.clone(), assign.into())),
        );
    }

    /// Any stay, and a nurse of the ward in which it is, as far as clients know.
    pub(super) fn stay(&self) -> (Stay, Actor) {
        let known = self.ledger.lock().unwrap().stays.clone();
        let stay = *self.world.chance.pick(&known);
        (stay, self.nurse_for(stay.stands.bed()))
    }

    /// A nurse of the ward that has this bed, or of any ward.
    pub(super) fn nurse_for(&self, bed: Option<BedId>) -> Actor {
        bed.map_or_else(|| self.any_bed().1, nurse_of)
    }

    /// Any bed, with a nurse of its ward.
    fn any_bed(&self) -> (BedId, Actor) {
        let ward = self.world.chance.pick(&scene::scene().wards);
        (*self.world.chance.pick(&ward.beds), scene::nurse(ward))
    }
}

fn nurse_of(bed: BedId) -> Actor {
    scene::nurse(scene::scene().wards.iter().find(|ward| ward.beds.contains(&bed)).unwrap())
}
