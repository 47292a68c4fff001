//! A settlement is taken back, whatever goes wrong: never twice, and it counts until it is known that it does not.

use crate::harness::{Harness, refusal};
use hospital::{
    Answer, Request, read, usecase,
    view::{BillDetail, RefundWay, SettlementStage},
};
use model::{
    id::SettlementId,
    interface::Interface,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use settlement::{ExchangeState, SettlementState};
use std::time::Duration;

pub(crate) fn take_back(settlement: SettlementId) -> Request {
    let (reason, text) = (ReasonCode::Hospital, Some("漏记一项检查".to_owned()));
    Request::TakeBackSettlement(usecase::TakeBackSettlement { settlement, reason, text })
}

/// Settles and pays the stay that the harness is about.
pub(crate) async fn pay(harness: &Harness) -> SettlementId {
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Card, place: PayPlace::Bedside }))
        .await
        .unwrap();
    settlement
}

async fn paid() -> (Harness, SettlementId) {
    let harness = Harness::in_bed().await;
    let settlement = pay(&harness).await;
    (harness, settlement)
}

fn state_of(harness: &Harness, settlement: SettlementId) -> SettlementState {
    harness.look(|worlds| worlds.settlement.settlement(settlement).unwrap().state)
}

async fn bill(harness: &Harness) -> BillDetail {
    harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap()
}

fn sent(harness: &Harness) -> Vec<ExchangeState> {
    harness.exchanges(Interface::SettlementUndo).into_iter().map(|(state, _)| state).collect()
}

#[tokio::test]
async fn f10_a_missed_charge_is_added_after_the_settlement_was_taken_back() {
    let (harness, settlement) = paid().await;
    let before = bill(&harness).await;
    assert_eq!(harness.ask(take_back(settlement)).await.unwrap(), Answer::Done);
    assert_eq!(state_of(&harness, settlement), SettlementState::TakenBack);
    assert!(harness.in_force().await.is_empty());
    let open = bill(&harness).await;
    assert_eq!((open.stage, open.open, open.settlement), (SettlementStage::None, true, None));
    let back = open.taken_back.unwrap();
    // There was no deposit: what the patient paid in cash goes back by card.
    let way = RefundWay { method: PayMethod::Card, amount: before.arrears };
    assert_eq!((back.deposits, back.refund, back.ways), (Yuan::ZERO, before.arrears, vec![way]));
    assert_eq!(refusal(harness.ask(take_back(settlement)).await), "settlement-taken-back");
    harness.charge("1").await;
    let anew = pay(&harness).await;
    let after = bill(&harness).await;
    assert_eq!(after.amounts.medfee_sumamt, before.amounts.medfee_sumamt + Yuan::from_fen(100_000));
    assert_eq!(state_of(&harness, anew), SettlementState::Paid);
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[1].1.clone()]);
    assert_eq!(sent(&harness), [ExchangeState::Answered]);
}

#[tokio::test]
async fn taken_back_and_settled_anew_without_a_change_comes_to_the_same_fen() {
    let (harness, settlement) = paid().await;
    let before = bill(&harness).await;
    let ledger = harness.bill().balances;
    harness.ask(take_back(settlement)).await.unwrap();
    pay(&harness).await;
    let after = bill(&harness).await;
    assert_eq!((after.amounts, after.arrears), (before.amounts, before.arrears));
    assert_eq!(harness.bill().balances, ledger);
}

#[tokio::test]
async fn done_without_an_answer_is_found_after_a_restart() {
    let (mut harness, settlement) = paid().await;
    harness.sandbox.fail(Interface::SettlementUndo, Fault::ReplyLost {}, 1);
    harness.ask(take_back(settlement)).await.unwrap();
    assert_eq!(sent(&harness), [ExchangeState::Unknown]);
    let page = bill(&harness).await;
    assert_eq!(page.stage, SettlementStage::TakingBack);
    assert!(page.exchange.unwrap().unknown);
    let charge = usecase::Charge { admission: harness.admission, item: "A1".into(), count: "1".parse().unwrap() };
    assert_eq!(refusal(harness.ask(Request::Charge(charge)).await), "settlement-taking-back");
    assert_eq!(refusal(harness.ask(take_back(settlement)).await), "settlement-taking-back");
    harness.restart().await;
    harness.until(|harness| state_of(harness, settlement) == SettlementState::TakenBack).await;
    assert!(harness.exchanges(Interface::Reversal).is_empty());
    assert_eq!(sent(&harness), [ExchangeState::Answered]);
}

#[tokio::test]
async fn killed_before_the_answer_was_kept_is_found_after_the_restart() {
    let mut harness = Harness::in_bed_within(Duration::from_secs(60)).await;
    let settlement = pay(&harness).await;
    harness.sandbox.fail(Interface::SettlementUndo, Fault::ReplyLost {}, 1);
    let (hospital, nurse, key) = (harness.hospital.clone(), harness.nurse(), harness.key());
    let waiting = tokio::spawn(async move { hospital.execute(&nurse, key, take_back(settlement)).await });
    while !harness.in_force().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    waiting.abort();
    harness.restart().await;
    assert_eq!(sent(&harness), [ExchangeState::Intended]);
    harness.until(|harness| state_of(harness, settlement) == SettlementState::TakenBack).await;
    assert_eq!(sent(&harness), [ExchangeState::Answered]);
}

#[tokio::test]
async fn asked_for_but_not_sent_is_sent_by_the_recovery_once() {
    let (mut harness, settlement) = paid().await;
    // After a restart the hospital signs in first, and that gets no answer.
    harness.restart().await;
    harness.sandbox.fail(Interface::SignIn, Fault::RequestLost {}, 1);
    assert_eq!(harness.ask(take_back(settlement)).await.unwrap(), Answer::Done);
    harness.until(|harness| state_of(harness, settlement) == SettlementState::TakenBack).await;
    assert_eq!(sent(&harness), [ExchangeState::Answered]);
    assert!(harness.in_force().await.is_empty());
}

#[tokio::test]
async fn what_never_arrived_is_reversed_and_the_settlement_holds_until_it_is_asked_again() {
    let (harness, settlement) = paid().await;
    harness.sandbox.fail(Interface::SettlementUndo, Fault::RequestLost {}, 1);
    harness.ask(take_back(settlement)).await.unwrap();
    harness.until(|harness| state_of(harness, settlement) == SettlementState::Paid).await;
    assert_eq!(sent(&harness), [ExchangeState::Reversed]);
    assert_eq!(harness.in_force().await.len(), 1);
    assert_eq!(bill(&harness).await.take_back_failed.unwrap().id, "take-back-not-done");
    harness.ask(take_back(settlement)).await.unwrap();
    assert_eq!(state_of(&harness, settlement), SettlementState::TakenBack);
    assert_eq!(sent(&harness), [ExchangeState::Reversed, ExchangeState::Answered]);
}

#[tokio::test]
async fn f24_a_refusal_is_shown_and_the_settlement_holds() {
    let (harness, settlement) = paid().await;
    harness.sandbox.fail(Interface::SettlementUndo, Fault::Refuse { message: "[E24] 已清算".into() }, 1);
    harness.ask(take_back(settlement)).await.unwrap();
    assert_eq!(state_of(&harness, settlement), SettlementState::Paid);
    let page = bill(&harness).await;
    assert_eq!((page.stage, page.exchange), (SettlementStage::Paid, None));
    assert_eq!(page.take_back_failed.unwrap().id, "take-back-refused");

    // Refused, although it was done: what comes back is the refusal of a copy.
    harness.sandbox.fail(Interface::SettlementUndo, Fault::RefusedThough { message: "E9 已撤销".into() }, 1);
    harness.ask(take_back(settlement)).await.unwrap();
    assert_eq!(state_of(&harness, settlement), SettlementState::TakenBack);
}

#[tokio::test]
async fn a_discharge_after_payment_is_undone_once_the_settlement_is_taken_back() {
    let (harness, settlement) = paid().await;
    let admission = harness.admission;
    harness.ask(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    let undo = || {
        let reason = ReasonCode::Mistake;
        harness.ask(Request::UndoDischarge(usecase::UndoDischarge { admission, reason, text: None }))
    };
    assert_eq!(refusal(undo().await), "take-back-first");
    harness.ask(take_back(settlement)).await.unwrap();
    undo().await.unwrap();
    harness.charge("1").await;
    let anew = pay(&harness).await;
    assert_eq!(state_of(&harness, anew), SettlementState::Paid);
    assert_eq!(harness.in_force().await.len(), 1);
    // At the platform she was in bed again before that, and leaves once more.
    assert_eq!((harness.exchanges(Interface::DischargeUndo).len(), harness.bill().discharged_at_platform), (1, false));
    harness.ask(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    assert_eq!(harness.exchanges(Interface::Discharge).len(), 2);
}

#[tokio::test]
async fn a_settlement_on_which_a_later_stay_was_settled_is_not_taken_back_before_that_one() {
    let (mut harness, first) = paid().await;
    harness.ask(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap();
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    harness.admission = harness.arrive(harness.patient).await;
    harness.insure().await.unwrap();
    harness.occupy().await;
    harness.charge("5").await;
    let second = pay(&harness).await;
    assert_eq!(refusal(harness.ask(take_back(first)).await), "later-stay-settled");
    assert_eq!(state_of(&harness, first), SettlementState::Paid, "what is refused changes nothing");
    harness.ask(take_back(second)).await.unwrap();
    harness.ask(take_back(first)).await.unwrap();
    assert!(harness.in_force().await.is_empty());
}
