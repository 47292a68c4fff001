//! The wards of the scene: three beds for twice as many patients, some of whom have been admitted, with their bills.

use super::{Building, ITEMS, Old, Ward};
use crate::{
    Answer, Request,
    request::{NewRoom, PriceListItem},
    usecase,
};
use model::{
    Label,
    actor::Actor,
    event::Event,
    id::{AdmissionId, DepartmentId, PersonId},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{self, Formality, Needs, ReasonCode, RoomSex, Urgency},
    settlement::{ChargeClass, PayMethod},
};
use rust_decimal::Decimal;

/// Their sexes: a room is for whichever is in it first.
const INPATIENTS: [Sex; 6] = [Sex::Female, Sex::Female, Sex::Male, Sex::Female, Sex::Female, Sex::Male];
/// How many of them have arrived.
const ARRIVED: usize = 4;
/// Beds of the wards.
const BEDS: [&[&str]; 2] = [&["1", "2"], &["3"]];

impl Building {
    pub(super) fn wards(&mut self, departments: &[DepartmentId]) -> Vec<Ward> {
        BEDS.iter().enumerate().map(|(number, beds)| self.ward(number, beds, departments)).collect()
    }

    fn ward(&mut self, number: usize, beds: &[&str], departments: &[DepartmentId]) -> Ward {
        let room = NewRoom {
            number: format!("{number}"),
            sex: RoomSex::Either,
            oxygen: false,
            isolation: false,
            beds: beds.iter().map(ToString::to_string).collect(),
        };
        self.system(Request::OpenWard(usecase::OpenWard {
            code: format!("W{number}"),
            name: Label::new("病区", "Ward"),
            departments: departments.to_vec(),
            rooms: vec![room],
        }));
        let opened = self.batch.entries.iter().rev().find_map(|entry| match &entry.event {
            Event::Scheduling(scheduling::Event::WardOpened(opened)) => Some(opened),
            _ => None,
        });
        let opened = opened.unwrap();
        let beds = opened.rooms.iter().flat_map(|room| &room.beds).map(|bed| bed.bed).collect();
        Ward { ward: opened.ward, beds }
    }

    pub(super) fn inpatients(&mut self) -> Vec<PersonId> {
        (200..).zip(INPATIENTS).map(|(number, sex)| self.person(number, sex)).collect()
    }

    /// Some have arrived with all formalities done; the first of them lies in the first bed.
    pub(super) fn stays(
        &mut self,
        patients: &[PersonId],
        department: DepartmentId,
        wards: &[Ward],
    ) -> (Vec<AdmissionId>, Vec<Old>) {
        let (mut stays, mut old) = (Vec::new(), Vec::new());
        for patient in &patients[..ARRIVED] {
            let asked = usecase::RequestEmergencyAdmission {
                patient: *patient,
                department,
                diagnosis: "I10".into(),
                urgency: Urgency::Urgent,
                needs: Needs::default(),
                expected_days: 20,
            };
            let requested = self.old(&Actor::system(), &format!("admission of {patient}"), asked.into());
            let Answer::AdmissionRequested { admission } = requested.answer else { panic!("not requested") };
            old.push(requested);
            stays.push(admission);
            let credential = CredentialKind::ResidentId;
            self.system(usecase::Arrive { admission, credential, number: None }.into());
            for formality in Formality::ALL {
                self.system(usecase::DoFormality { admission, formality }.into());
            }
        }
        let (admission, bed) = (stays[0], wards[0].beds[0]);
        self.system(usecase::AssignBed { admission, bed }.into());
        self.system(usecase::OccupyBed { admission }.into());
        (stays, old)
    }

    /// The price list, and for each stay a charge of which half is left, a deposit that was returned, and one that was
    /// not.
    pub(super) fn bills(&mut self, stays: &[AdmissionId]) -> Vec<Old> {
        for (item, price) in ITEMS {
            let item = PriceListItem {
                item: item.into(),
                name: Label::new("项目", "Item"),
                unit: None,
                class: ChargeClass::A,
                unit_price: price.parse().unwrap(),
                ceiling: None,
                preself_rate: Decimal::ZERO,
            };
            self.system(usecase::AddItem { item }.into());
        }
        let mut old = Vec::new();
        for admission in stays.iter().copied() {
            let charge = usecase::Charge { admission, item: ITEMS[0].0.into(), count: Decimal::TWO };
            let charged = self.money(charge.into(), &mut old);
            let deposit = usecase::TakeDeposit { admission, amount: Yuan::from_fen(50_000), method: PayMethod::Card };
            let taken = self.money(deposit.clone().into(), &mut old);
            let (reason, text) = (ReasonCode::Mistake, None);
            if let Answer::Charged { charge } = charged {
                self.money(
                    usecase::RefundCharge { charge, count: Decimal::ONE, reason, text: text.clone() }.into(),
                    &mut old,
                );
            }
            if let Answer::DepositTaken { deposit } = taken {
                self.money(usecase::ReturnDeposit { deposit, amount: None, reason, text }.into(), &mut old);
            }
            self.money(deposit.into(), &mut old);
        }
        old
    }

    fn money(&mut self, request: Request, old: &mut Vec<Old>) -> Answer {
        let done = self.old(&Actor::system(), &format!("money {}", old.len()), request);
        old.push(done);
        old[old.len() - 1].answer.clone()
    }
}
