//! Wishes about bills: charges and deposits of patients who pay everything themselves, and both taken back.

use crate::{
    Request,
    tests::simulation::{clients::Client, scene},
    usecase,
};
use model::{actor::Actor, money::Yuan, scheduling::ReasonCode, settlement::PayMethod};
use rust_decimal::Decimal;

impl Client {
    /// To charge something or take a deposit, or to take one of them back.
    pub(super) fn bill(&self) -> (Actor, Request) {
        let (chance, (stay, nurse)) = (&self.world.chance, self.stay());
        let admission = stay.admission;
        let request: Request = match chance.below(10) {
            0..=2 => {
                let (item, _) = *chance.pick(&scene::ITEMS);
                usecase::Charge { admission, item: item.into(), count: Decimal::from(1 + chance.below(3)) }.into()
            }
            3 | 4 => {
                let amount = Yuan::from_fen(100 * (1 + i64::try_from(chance.below(2000)).unwrap()));
                usecase::TakeDeposit { admission, amount, method: PayMethod::Card }.into()
            }
            5 => {
                let clinician = scene::clinician(&scene::scene().clinics[0]);
                let (reason, text) = (ReasonCode::Mistake, self.words());
                return (clinician, usecase::CancelAdmission { admission, reason, text }.into());
            }
            _ => return self.taken_back(),
        };
        (nurse, request)
    }

    /// A charge or a deposit that is known, taken back.
    fn taken_back(&self) -> (Actor, Request) {
        let (chance, ledger) = (&self.world.chance, self.ledger.lock().unwrap());
        let (reason, text) = (ReasonCode::Mistake, self.words());
        let (admission, request): (_, Request) = if chance.below(2) == 0 {
            let (charge, admission) = *chance.pick(&ledger.charges);
            let count = Decimal::from(1 + chance.below(3));
            (admission, usecase::RefundCharge { charge, count, reason, text }.into())
        } else {
            let (deposit, admission) = *chance.pick(&ledger.deposits);
            let amount = [None, Some(Yuan::from_fen(10_000)), Some(Yuan::from_fen(35_001))];
            let amount = *chance.pick(&amount);
            (admission, usecase::ReturnDeposit { deposit, amount, reason, text }.into())
        };
        let stay = ledger.stays.iter().find(|stay| stay.admission == admission).copied();
        drop(ledger);
        (self.nurse_for(stay.and_then(|stay| stay.stands.bed())), request)
    }

    /// Two nurses take the same back at the same time, each with a key of their own.
    pub(super) async fn take_back_twice(&self, name: &str) {
        let wish = self.taken_back();
        tokio::join!(self.want(format!("{name} one"), wish.clone()), self.want(format!("{name} other"), wish),);
    }
}
