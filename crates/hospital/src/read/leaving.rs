//! What is lacking before somebody can leave, and whose move it is.

use super::Reading;
use crate::{
    billing,
    view::{Lack, Mover, SettlementStage, by_trial},
};
use model::{message::Message, money::Yuan};
use scheduling::read::AdmissionView;
use settlement::CHECK_OUTCOMES;

impl Reading<'_> {
    /// What the stay's settlement lacks: the first thing in the way, or the next step.
    pub(super) fn lacks(&self, stay: &AdmissionView) -> Lack {
        let world = &self.worlds.settlement;
        let Some(bill) = world.bill(stay.id) else {
            return Lack { what: Message::new("lack-bill"), mover: Mover::Nurse, balance: None, confirmed: false };
        };
        self.saw(bill.seq);
        let stage = billing::stage(self.worlds, stay.id);
        let settlement = world.current_settlement(stay.id);
        let amounts = match settlement {
            Some(row) => Some(*row.amounts()),
            // A policy that has no answer has no amount either; the bill says why.
            None => world.estimate(stay.id, self.today()).ok().map(|ours| ours.amounts),
        };
        let (what, mover) = match stage {
            SettlementStage::None if bill.withdrawing => (Message::new("lack-withdrawing"), Mover::System),
            SettlementStage::None => self.obstacle(stay),
            SettlementStage::Presettled => (Message::new("lack-consent"), Mover::Patient),
            SettlementStage::Consented => (Message::new("lack-settlement"), Mover::Nurse),
            SettlementStage::Submitted => (Message::new("lack-answer"), Mover::System),
            SettlementStage::Settled => (Message::new("lack-money"), Mover::Patient),
            SettlementStage::Paid => (Message::new(Lack::NOTHING), Mover::Nurse),
            SettlementStage::TakingBack => (Message::new("lack-taking-back"), Mover::System),
        };
        let in_part = settlement.map_or(Yuan::ZERO, settlement::Settlement::paid_in_part);
        Lack {
            what,
            mover,
            balance: amounts.map(|amounts| world.deposits_against(stay.id) + in_part - amounts.psn_cash_pay),
            confirmed: settlement.is_some(),
        }
    }

    /// What stands in the way of a trial; if nothing does, the trial is the next step.
    fn obstacle(&self, stay: &AdmissionView) -> (Message, Mover) {
        let open = self.worlds.settlement.obstacles(stay.id).into_iter().filter(|check| !check.passed);
        match open.into_iter().find(|check| !by_trial(&check.message)) {
            Some(check) if check.message.id == CHECK_OUTCOMES => (check.message, Mover::System),
            Some(check) => (check.message, Mover::Nurse),
            None => (Message::new("lack-trial"), Mover::Nurse),
        }
    }
}
