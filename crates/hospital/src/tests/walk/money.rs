//! What happens to bills, and to what they follow from.

use super::super::harness::Harness;
use super::{Asked, Walk, scene::item, system};
use crate::{
    fixture::profile,
    request::ConsentGiven,
    usecase::{
        AddItem, AdoptProfile, Charge, CloseRegistration, ConfirmDifference, Consent, Discharge, Pay, Presettle,
        RefundCharge, ReturnDeposit, Settle, TakeBackSettlement, TakeDeposit, TakePayment,
    },
};
use model::{
    Label,
    id::AdmissionId,
    interface::Interface,
    money::Yuan,
    settlement::{HospitalKind, PayMethod, PayPlace, Profile},
};
use payer::sandbox::{Fault, Sandbox};
use serde_json::json;
use settlement::{Settlement, SettlementState};

impl Walk {
    /// What usually comes next for the bill of somebody in bed.
    pub(super) fn usual_money(&mut self, harness: &Harness, admission: AdmissionId) -> Option<Asked> {
        let (bill, current, place) = harness.hospital.look(|worlds| {
            let world = &worlds.settlement;
            let left = worlds.scheduling.admission(admission).is_some_and(|stay| stay.discharged_at.is_some());
            let place = if left { PayPlace::Later } else { PayPlace::Bedside };
            Some((world.bill(admission)?.clone(), world.current_settlement(admission).cloned(), place))
        })?;
        let (method, means) = (self.method(), ConsentGiven::Print);
        let Some(Settlement { settlement, fingerprint, state, .. }) = current else {
            return Some(if bill.line_count == 0 { self.charge(admission) } else { system(Presettle { admission }) });
        };
        Some(match state {
            SettlementState::Presettled if self.below(4) == 0 => {
                let (reason, text) = (self.reason(), Some("示例".to_owned()));
                system(ConfirmDifference { settlement, reason, text })
            }
            SettlementState::Presettled => system(Consent { settlement, fingerprint, means }),
            SettlementState::Consented if !bill.is_self_pay() => system(Settle { settlement }),
            SettlementState::Paid => system(Discharge { admission }),
            SettlementState::Settled if self.below(3) == 0 => {
                let amount = Yuan::from_fen(self.one_of([100, 20_000]));
                system(TakePayment { settlement, amount, method, place })
            }
            _ => system(Pay { settlement, method, place }),
        })
    }

    /// What can happen to a random bill, whether or not it makes sense.
    pub(super) fn money(&mut self) -> Option<Asked> {
        let (reason, text, method) = (self.reason(), Some("示例".to_owned()), self.method());
        let admission = self.pick(|walk| &walk.admissions)?;
        let settlement = self.pick(|walk| &walk.settlements).map(|(settlement, _)| settlement);
        Some(match self.below(18) {
            0..=3 => self.charge(admission),
            4 | 5 => {
                let (charge, count) = (self.pick(|walk| &walk.charges)?, self.one_of(["1", "0.5"]).parse().unwrap());
                system(RefundCharge { charge, count, reason, text })
            }
            6 | 7 => {
                let amount = Yuan::from_fen(self.one_of([50_000, 100_000, 12_345]));
                system(TakeDeposit { admission, amount, method })
            }
            8 => {
                let deposit = self.pick(|walk| &walk.deposits)?;
                let amount = self.one_of([None, Some(Yuan::from_fen(20_000)), Some(Yuan::from_fen(1))]);
                system(ReturnDeposit { deposit, amount, reason, text })
            }
            9 | 10 => system(Presettle { admission }),
            11 => {
                let (settlement, fingerprint) = self.pick(|walk| &walk.settlements)?;
                system(Consent { settlement, fingerprint, means: ConsentGiven::Print })
            }
            12 => system(Settle { settlement: settlement? }),
            13 => {
                let place = self.one_of([PayPlace::Bedside, PayPlace::Counter, PayPlace::Later]);
                system(Pay { settlement: settlement?, method, place })
            }
            14 => system(ConfirmDifference { settlement: settlement?, reason, text }),
            15 | 16 => system(TakeBackSettlement { settlement: settlement?, reason, text }),
            _ => system(CloseRegistration { admission, reason, text }),
        })
    }

    fn charge(&mut self, admission: AdmissionId) -> Asked {
        let (item, count) = (format!("A{}", self.below(4)), self.one_of(["1", "3.5", "60", "500"]).parse().unwrap());
        system(Charge { admission, item, count })
    }

    fn method(&mut self) -> PayMethod {
        self.one_of([PayMethod::Cash, PayMethod::Card, PayMethod::Mobile])
    }

    /// What the hospital is, and what its items cost, changes.
    pub(super) fn setting(&mut self) -> Asked {
        if self.below(3) > 0 {
            let number = self.below(5);
            return system(AddItem { item: item(number, 60 + self.below(60)) });
        }
        // Mostly what the platform has, so that the two often agree about a bill.
        let kind = self.one_of([HospitalKind::General, HospitalKind::General, HospitalKind::Traditional]);
        let name = Label::new("泉城示例医院", self.one_of(["Example Hospital", "Sample Hospital"]));
        system(AdoptProfile::from(Profile { name, kind, level: self.one_of([3, 3, 2]), ..profile() }))
    }

    /// The next message of some kind to the insurance platform goes wrong.
    pub(super) fn misfortune(&mut self, sandbox: &Sandbox) {
        let says = [("/setlinfo/mdtrt_id".to_owned(), json!("37010000000000009999"))];
        let fault = match self.below(6) {
            0 => Fault::Reset {},
            1 => Fault::ResetAfter {},
            2 => Fault::Lie { says: says.into() },
            3 => Fault::Garbage {},
            _ => Fault::Refuse { message: "E01 系统维护".into() },
        };
        let infno = match fault {
            Fault::Lie { .. } => self.one_of([Interface::Trial, Interface::Settlement]),
            _ => self.one_of([
                Interface::Settlement,
                Interface::Settlement,
                Interface::SettlementUndo,
                Interface::Admission,
                Interface::Lines,
                Interface::Trial,
            ]),
        };
        sandbox.fail(infno, fault, 1);
    }
}
