//! Taking a settlement back: what will happen to the money before it is done, and what became of it afterwards.

use super::{amounts::absolute, present};
use crate::locale::Localizer;
use hospital::view::{BillDetail, SettlementStage, TakenBackSummary};
use model::{message::Message, money::Yuan};

/// The form by which a settlement is taken back.
pub(super) struct TakeBack {
    pub(super) settlement: String,
    /// What will happen, in sentences.
    pub(super) says: Vec<String>,
}

/// The form, if the bill is settled and nothing is under way.
pub(super) fn form(t: &Localizer, bill: &BillDetail) -> Option<TakeBack> {
    let card = bill.settlement.as_ref()?;
    match bill.stage {
        SettlementStage::Settled | SettlementStage::Paid => {}
        SettlementStage::None
        | SettlementStage::Presettled
        | SettlementStage::Consented
        | SettlementStage::Submitted
        | SettlementStage::TakingBack => return None,
    }
    let asks = if card.setl_id.is_some() { "bedside-take-back-asks" } else { "bedside-take-back-self" };
    let mut says = vec![t.text(asks)];
    says.extend(money(t, bill));
    says.push(t.text("bedside-take-back-anew"));
    Some(TakeBack { settlement: card.settlement.to_string(), says })
}

/// What will happen to the money that changed hands.
fn money(t: &Localizer, bill: &BillDetail) -> Vec<String> {
    let paid = present::paid(bill);
    if paid.is_none() && bill.paid_in_part.is_zero() {
        return vec![t.text("bedside-take-back-no-money")];
    }
    let mut says = Vec::new();
    for part in bill.settlement.iter().flat_map(|card| &card.payments) {
        let by = present::by_method(t, part.method);
        says.push(t.say(&Message::new("bedside-take-back-refund").with("amount", part.amount).with("method", by)));
    }
    let Some((_, method)) = paid else { return says };
    let mut line = |id: &'static str, amount: Yuan| {
        if !amount.is_zero() {
            let by = present::by_method(t, method);
            says.push(t.say(&Message::new(id).with("amount", absolute(amount)).with("method", by)));
        }
    };
    line("bedside-take-back-refund", bill.arrears);
    line("bedside-take-back-held", bill.deposits_held - bill.deposit_refund);
    line("bedside-take-back-stays", bill.deposit_refund);
    says
}

/// What became of taking a settlement back, as long as it matters.
pub(super) fn became(t: &Localizer, bill: &BillDetail) -> Vec<String> {
    let failed = bill.take_back_failed.as_ref().map(|message| t.say(message));
    let taken_back = bill.taken_back.as_ref().filter(|_| bill.stage < SettlementStage::Settled);
    let cancelled = taken_back.and_then(|back| back.receipts.as_ref()).map(|(first, red)| {
        t.say(&Message::new("bedside-receipt-cancelled").with("receipt", first.as_str()).with("red", red.as_str()))
    });
    failed.into_iter().chain(taken_back.map(|back| undone(t, back))).chain(cancelled).collect()
}

fn undone(t: &Localizer, back: &TakenBackSummary) -> String {
    let at = t.day_and_clock(back.at);
    if back.refund.is_zero() {
        return t.say(&Message::new("bedside-taken-back").with("at", at));
    }
    t.say(
        &Message::new("bedside-taken-back-refund")
            .with("at", at)
            .with("amount", back.refund)
            .with("method", present::by_ways(t, &back.ways)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::bedside::samples, ui::samples as staff};
    use hospital::view::RefundWay;
    use model::settlement::PayMethod;

    fn says(t: &Localizer, bill: &BillDetail) -> String {
        form(t, bill).map(|form| form.says.join(" ")).unwrap_or_default()
    }

    #[test]
    fn what_will_happen_to_the_money_is_said_to_the_fen() {
        for t in staff::localizers() {
            // Of deposits of 5,000.00 the patient's 2,431.14 were kept and 2,568.86 returned.
            let mut bill = samples::bill(SettlementStage::Paid);
            let said = says(&t, &bill);
            assert!(said.contains("2,431.14") && said.contains("2,568.86"), "{said}");
            assert!(said.contains(&t.text("bedside-take-back-asks")));
            // Of deposits of 1,000.00 all were kept, and 1,431.14 were paid besides.
            bill.deposits_held = Yuan::from_fen(100_000);
            (bill.deposit_refund, bill.arrears) = (Yuan::ZERO, Yuan::from_fen(143_114));
            let said = says(&t, &bill);
            assert!(said.contains("1,000.00") && said.contains("1,431.14") && !said.contains("2,568.86"), "{said}");
            let settled = says(&t, &samples::bill(SettlementStage::Settled));
            assert!(settled.contains(&t.text("bedside-take-back-no-money")), "{settled}");
            bill.settlement.as_mut().unwrap().setl_id = None;
            assert!(says(&t, &bill).contains(&t.text("bedside-take-back-self")), "there is nobody to ask");
        }
    }

    #[test]
    fn only_a_settled_bill_can_be_taken_back_and_afterwards_it_says_what_goes_back() {
        let [zh, _] = staff::localizers();
        for stage in [
            SettlementStage::None,
            SettlementStage::Presettled,
            SettlementStage::Consented,
            SettlementStage::Submitted,
            SettlementStage::TakingBack,
        ] {
            assert!(form(&zh, &samples::bill(stage)).is_none(), "{stage:?}");
        }
        let paid = samples::bill(SettlementStage::Paid);
        let mut bill = samples::bill(SettlementStage::None);
        bill.taken_back = Some(TakenBackSummary {
            settlement: paid.settlement.as_ref().unwrap().settlement,
            at: paid.now,
            deposits: Yuan::from_fen(100_000),
            refund: Yuan::from_fen(143_114),
            ways: vec![RefundWay { method: PayMethod::Card, amount: Yuan::from_fen(143_114) }],
            receipts: Some(("2026-000017".into(), "2026-000018".into())),
        });
        let [said, receipts] = &became(&zh, &bill)[..] else { panic!() };
        assert!(said.contains("1,431.14"), "{said}");
        assert!(receipts.contains("2026-000017") && receipts.contains("2026-000018"), "{receipts}");
        bill.stage = SettlementStage::Paid;
        assert!(became(&zh, &bill).is_empty(), "settled anew");
        bill.take_back_failed = Some(Message::new("take-back-refused").with("code", "E24").with("at", paid.now));
        let [said] = &became(&zh, &bill)[..] else { panic!() };
        assert!(said.contains("E24"), "{said}");
    }
}
