//! Unknown outcomes: query first, reverse only what is not there, and do nothing twice, even across a restart.

use crate::harness::{Harness, refusal};
use hospital::read;
use hospital::usecase;
use hospital::{Answer, Request, exchange::ConnectionState, view::SettlementStage};
use model::{
    interface::Interface,
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use settlement::{ExchangeState, SettlementState};
use std::time::Duration;

#[tokio::test]
async fn f01_settled_but_the_reply_is_lost_is_found_after_a_restart() {
    let mut harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
    harness.settle(settlement).await.unwrap();
    let msgid = harness.exchanges(Interface::Settlement)[0].clone();
    assert_eq!(msgid.0, ExchangeState::Unknown);
    assert_eq!(harness.state(), SettlementState::Submitted);
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    assert!(bill.exchange.unwrap().unknown); // "being confirmed"
    assert_eq!(harness.hospital.platform_connection().state, ConnectionState::Silent);
    // Nobody may pay, and nobody may settle again, while it is not known.
    let pay = Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside });
    assert_eq!(refusal(harness.ask(pay).await), "settlement-under-way");
    assert_eq!(refusal(harness.settle(settlement).await), "exchange-outcome-unknown");

    harness.restart().await;
    harness.until(|harness| harness.state() == SettlementState::Settled).await;
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    assert_eq!(bill.stage, SettlementStage::Settled);
    assert_eq!(bill.exchange, None);
    assert_eq!(harness.in_force().await, [msgid.1]);
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
    assert!(harness.exchanges(Interface::Reversal).is_empty());
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside }))
        .await
        .unwrap();
}

#[tokio::test]
async fn f07_killed_before_the_answer_was_kept_is_found_after_the_restart() {
    let mut harness = Harness::in_bed_within(Duration::from_secs(60)).await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
    let (hospital, nurse, key) = (harness.hospital.clone(), harness.nurse(), harness.key());
    let waiting =
        tokio::spawn(
            async move { hospital.execute(&nurse, key, Request::Settle(usecase::Settle { settlement })).await },
        );
    while harness.in_force().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(harness.exchanges(Interface::Settlement)[0].0, ExchangeState::Intended);
    waiting.abort();
    harness.restart().await;
    assert_eq!(harness.exchanges(Interface::Settlement)[0].0, ExchangeState::Intended);
    harness.until(|harness| harness.state() == SettlementState::Settled).await;
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[0].1.clone()]);
}

#[tokio::test]
async fn f02_never_arrived_is_reversed_and_settled_under_a_new_number() {
    let mut harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::RequestLost {}, 1);
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Submitted);
    harness.restart().await;
    harness.until(|harness| harness.state() == SettlementState::Consented).await;
    let [(state, lost)] = &harness.exchanges(Interface::Settlement)[..] else { panic!() };
    assert_eq!(*state, ExchangeState::Reversed);
    assert!(!harness.exchanges(Interface::Query).is_empty()); // asked before it was reversed
    assert!(harness.in_force().await.is_empty());

    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
    let again = harness.exchanges(Interface::Settlement)[1].1.clone();
    assert_ne!(&again, lost);
    assert_eq!(harness.in_force().await, [again]);
}

#[tokio::test]
async fn f03_a_query_without_an_answer_is_asked_again() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
    harness.sandbox.fail(Interface::Query, Fault::RequestLost {}, 2);
    harness.settle(settlement).await.unwrap();
    harness.until(|harness| harness.state() == SettlementState::Settled).await;
    // More when the clock is stepped past a query's deadline before it is sent.
    assert!(harness.exchanges(Interface::Query).len() >= 3);
    assert_eq!(harness.in_force().await.len(), 1);
}

#[tokio::test]
async fn f04_what_was_reversed_has_no_effect_when_it_arrives_late() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::RequestLate { millis: 6_000 }, 1);
    harness.settle(settlement).await.unwrap();
    harness.until(|harness| harness.state() == SettlementState::Consented).await;
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
    tokio::time::sleep(Duration::from_secs(6)).await; // now the first has arrived
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[1].1.clone()]);
}

#[tokio::test]
async fn an_admission_without_an_answer_is_reversed_and_made_anew() {
    for fault in [Fault::ReplyLost {}, Fault::RequestLost {}] {
        let harness = Harness::arrived().await;
        harness.sandbox.fail(Interface::Admission, fault, 1);
        assert_eq!(refusal(harness.insure().await), "platform-silent");
        assert_eq!(refusal(harness.insure().await), "exchange-outcome-unknown");
        harness.until(|harness| harness.exchanges(Interface::Admission)[0].0 == ExchangeState::Reversed).await;
        harness.insure().await.unwrap();
        let exchanges = harness.exchanges(Interface::Admission);
        assert_eq!(exchanges.len(), 2);
        assert_eq!(exchanges[1].0, ExchangeState::Answered);
    }
}

#[tokio::test]
async fn a_discharge_without_an_answer_is_reversed_and_made_anew() {
    let mut harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside }))
        .await
        .unwrap();
    harness.sandbox.fail(Interface::Discharge, Fault::ReplyLost {}, 1);
    assert_eq!(
        harness.system(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap(),
        Answer::Done
    );
    harness
        .until(|harness| {
            harness.exchanges(Interface::Discharge).first().is_some_and(|(state, _)| *state == ExchangeState::Unknown)
        })
        .await;
    harness.restart().await;
    let told =
        |harness: &Harness| harness.look(|w| w.settlement.bill(harness.admission).unwrap().discharged_at_platform);
    harness.until(told).await;
    let states: Vec<_> = harness.exchanges(Interface::Discharge).into_iter().map(|(state, _)| state).collect();
    // On a busy machine an answer may be late once more: whatever was not answered was reversed before the next try.
    let Some((ExchangeState::Answered, before)) = states.split_last() else { panic!("{states:?}") };
    assert!(!before.is_empty() && before.iter().all(|state| *state == ExchangeState::Reversed), "{states:?}");
}

#[tokio::test]
async fn lines_and_trials_without_an_answer_are_simply_sent_again() {
    let harness = Harness::in_bed().await;
    for infno in [Interface::Person, Interface::Lines, Interface::Trial] {
        harness.sandbox.fail(infno, Fault::ReplyLost {}, 1);
    }
    let presettle = || harness.ask(Request::Presettle(usecase::Presettle { admission: harness.admission }));
    assert_eq!(refusal(presettle().await), "platform-silent"); // 2301
    assert_eq!(refusal(presettle().await), "platform-silent"); // 2303
    assert!(presettle().await.is_ok());
    assert_eq!(harness.exchanges(Interface::Lines).len(), 2);
    let total =
        harness.look(|worlds| worlds.settlement.current_settlement(harness.admission).unwrap().trial.medfee_sumamt);
    assert_eq!(total.to_string(), "50000.00"); // counted once
}
