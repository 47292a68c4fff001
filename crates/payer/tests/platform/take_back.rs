//! 2305: a settlement is taken back, and what goes wrong with that.

use crate::desk::{
    Desk, discharge, fifty_thousand, query, refused, reversal, settled, settlement, take_back, trial, undo_discharge,
    yuan,
};
use model::{interface::Interface, settlement::Outcome};
use payer::{
    Answer, AnswerError,
    sandbox::{Fault, Switch},
};
use serde_json::json;
use std::time::Duration;

fn once(fault: Fault) -> Switch {
    Switch { fault, times: 1 }
}

/// Settles a stay of 50,000 yuan; its 结算ID.
async fn settle(desk: &mut Desk, mdtrt_id: &str) -> String {
    match desk.ask(&settlement(mdtrt_id, desk.now(), &fifty_thousand(), true)).await.unwrap() {
        Outcome::Settled { setl_id, .. } => setl_id.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn in_force(desk: &Desk) -> usize {
    desk.sandbox.settlements().await.unwrap().into_iter().filter(|row| !row.reversed).count()
}

#[tokio::test]
async fn what_was_settled_comes_back_negative_and_the_next_settlement_comes_to_the_same_fen() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let first = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true)).await.unwrap();
    let Outcome::Settled { setl_id, amounts, .. } = &first else { panic!("{first:?}") };
    let back = desk.ask(&take_back(&mdtrt_id, setl_id.as_str())).await.unwrap();
    let Outcome::TakenBack { setl_id: of, amounts: negative } = back else { panic!("{back:?}") };
    assert_eq!(of, *setl_id);
    assert_eq!((negative.medfee_sumamt, negative.psn_cash_pay), (-yuan("50000"), -yuan("4230")));
    assert_eq!((negative.hifp_pay, negative.acct_pay), (-amounts.hifp_pay, -amounts.acct_pay));
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere));
    // Never twice, and only what there is.
    let again = desk.ask(&take_back(&mdtrt_id, setl_id.as_str())).await.unwrap();
    assert_eq!(refused(&again), "settlement-undone");
    assert_eq!(refused(&desk.ask(&take_back(&mdtrt_id, "S9")).await.unwrap()), "settlement-unknown");
    // The lines stay; the year and the account are as before.
    assert!(matches!(
        desk.ask(&trial(&mdtrt_id, desk.now(), &fifty_thousand(), true)).await,
        Ok(Outcome::Trial { .. })
    ));
    let anew = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true)).await.unwrap();
    assert_eq!(settled(&anew).1, amounts);
    assert_eq!(in_force(&desk).await, 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_a_settlement_that_the_query_no_longer_finds() {
    for fault in [Fault::ReplyLost {}, Fault::ResetAfter {}, Fault::ReplyLate { millis: 2_000 }] {
        let mut desk = Desk::open().await;
        let mdtrt_id = desk.stay().await;
        let setl_id = settle(&mut desk, &mdtrt_id).await;
        desk.switch(Interface::SettlementUndo, &once(fault.clone())).await;
        let message = desk.build(&take_back(&mdtrt_id, &setl_id));
        assert!(desk.send(&message, &[]).await.is_err(), "{fault:?}");
        assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere), "{fault:?}");
        // The same message again gets the same answer.
        assert!(matches!(desk.send(&message, &[]).await, Ok(Outcome::TakenBack { .. })), "{fault:?}");
    }
}

#[tokio::test]
async fn a_request_that_is_lost_changes_nothing_and_once_reversed_it_is_refused_when_it_arrives() {
    for fault in [Fault::RequestLost {}, Fault::Reset {}] {
        let mut desk = Desk::open().await;
        let mdtrt_id = desk.stay().await;
        let setl_id = settle(&mut desk, &mdtrt_id).await;
        desk.switch(Interface::SettlementUndo, &once(fault)).await;
        let lost = desk.build(&take_back(&mdtrt_id, &setl_id));
        assert!(desk.send(&lost, &[]).await.is_err());
        assert!(matches!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::Settled { .. })));
        assert_eq!(desk.ask(&reversal(&lost)).await, Ok(Outcome::Done));
        assert_eq!(refused(&desk.send(&lost, &[]).await.unwrap()), "already-reversed");
        assert!(matches!(desk.ask(&take_back(&mdtrt_id, &setl_id)).await, Ok(Outcome::TakenBack { .. })));
        assert_eq!(in_force(&desk).await, 0);
    }
}

#[tokio::test]
async fn a_reversal_puts_a_settlement_in_force_again_with_its_year_and_account() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let setl_id = settle(&mut desk, &mdtrt_id).await;
    let before = desk.ask(&query(&mdtrt_id)).await.unwrap();
    let done = desk.build(&take_back(&mdtrt_id, &setl_id));
    assert!(matches!(desk.send(&done, &[]).await, Ok(Outcome::TakenBack { .. })));
    for _ in 0..2 {
        assert_eq!(desk.ask(&reversal(&done)).await, Ok(Outcome::Done)); // idempotent
    }
    assert_eq!(desk.ask(&query(&mdtrt_id)).await.unwrap(), before);
    // Once the stay is settled anew, the first settlement cannot come back.
    let done = desk.build(&take_back(&mdtrt_id, &setl_id));
    assert!(matches!(desk.send(&done, &[]).await, Ok(Outcome::TakenBack { .. })));
    settle(&mut desk, &mdtrt_id).await;
    assert_eq!(refused(&desk.ask(&reversal(&done)).await.unwrap()), "stay-settled");
    assert_eq!(in_force(&desk).await, 1);
}

#[tokio::test]
async fn only_the_last_settlement_of_a_year_is_taken_back_also_after_the_patient_left() {
    let mut desk = Desk::open().await;
    let first = desk.stay().await;
    let settled_first = settle(&mut desk, &first).await;
    assert_eq!(desk.ask(&discharge(&first, desk.now())).await, Ok(Outcome::Done));
    let second = desk.admit().await;
    let line = desk.line(&second, 2, "A1", "1000", "50");
    assert!(matches!(desk.upload(&[line]).await, Outcome::Uploaded { .. }));
    let settled_second = settle(&mut desk, &second).await;
    assert_eq!(refused(&desk.ask(&take_back(&first, &settled_first)).await.unwrap()), "later-settlement");
    for (mdtrt_id, setl_id) in [(&second, &settled_second), (&first, &settled_first)] {
        assert!(matches!(desk.ask(&take_back(mdtrt_id, setl_id)).await, Ok(Outcome::TakenBack { .. })));
    }
    assert_eq!(in_force(&desk).await, 0);
}

#[tokio::test]
async fn amounts_that_contradict_each_other_and_another_settlement_are_no_answer() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let setl_id = settle(&mut desk, &mdtrt_id).await;
    let message = desk.build(&take_back(&mdtrt_id, &setl_id));
    let platform = desk.sandbox.in_process(Duration::from_secs(2));
    for (says, field) in [
        (("/setlinfo/psn_cash_pay", json!("-4230.01")), "I4"),
        (("/setlinfo/preselfpay_amt", json!("-0.01")), "I2"),
        (("/setlinfo/setl_id", json!("S9")), "setl_id"),
        (("/setlinfo/mdtrt_id", json!("37010000000000009999")), "mdtrt_id"),
    ] {
        let says = [(says.0.to_owned(), says.1)].into();
        desk.sandbox.fail(Interface::SettlementUndo, Fault::Lie { says }, 1);
        let answer = payer::Platform::send(&platform, message.bytes().to_vec()).await.unwrap();
        let said = Answer::parse(&answer).unwrap().outcome_of(&message, &[]);
        let misfits = said.map_err(AnswerError::misfits).unwrap_err();
        assert!(misfits.iter().any(|misfit| misfit.field == field), "{field}: {misfits:?}");
    }
    let answer = payer::Platform::send(&platform, message.bytes().to_vec()).await.unwrap();
    let said = Answer::parse(&answer).unwrap().outcome_of(&message, &[]);
    assert!(matches!(said, Ok(Outcome::TakenBack { .. })), "the truth: {said:?}");
}

#[tokio::test]
async fn a_stay_that_has_ended_is_settled_anew_after_its_end_was_taken_back() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    assert_eq!(refused(&desk.ask(&undo_discharge(&mdtrt_id)).await.unwrap()), "stay-not-discharged");
    let setl_id = settle(&mut desk, &mdtrt_id).await;
    assert_eq!(desk.ask(&discharge(&mdtrt_id, desk.now())).await, Ok(Outcome::Done));
    assert_eq!(refused(&desk.ask(&undo_discharge(&mdtrt_id)).await.unwrap()), "stay-settled");
    assert!(matches!(desk.ask(&take_back(&mdtrt_id, &setl_id)).await, Ok(Outcome::TakenBack { .. })));
    let early = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), true)).await.unwrap();
    assert_eq!(refused(&early), "stay-discharged");
    // Without an answer it is reversed, whether or not it was done, and sent anew.
    for fault in [Fault::ReplyLost {}, Fault::RequestLost {}] {
        desk.switch(Interface::DischargeUndo, &once(fault)).await;
        let unknown = desk.build(&undo_discharge(&mdtrt_id));
        assert!(desk.send(&unknown, &[]).await.is_err());
        assert_eq!(desk.ask(&reversal(&unknown)).await, Ok(Outcome::Done));
        assert!(desk.sandbox.open_stays().await.unwrap().is_empty());
    }
    assert_eq!(desk.ask(&undo_discharge(&mdtrt_id)).await, Ok(Outcome::Done));
    assert_eq!(desk.sandbox.open_stays().await.unwrap(), std::slice::from_ref(&mdtrt_id));
    settle(&mut desk, &mdtrt_id).await;
    assert_eq!(desk.ask(&discharge(&mdtrt_id, desk.now())).await, Ok(Outcome::Done));
}
