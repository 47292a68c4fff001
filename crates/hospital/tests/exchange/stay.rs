//! A stay at the bedside when the platform answers.

use crate::harness::{Harness, WITHIN, refusal};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Request,
    clock::Clock as _,
    exchange::ConnectionState,
    request::ConsentGiven,
    view::{AmountsAre, SettlementStage},
};
use model::{
    actor::Actor,
    interface::Interface,
    message_id::MessageId,
    money::Yuan,
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use settlement::{ExchangeState, SettlementState};
use std::time::Duration;

#[tokio::test]
async fn from_the_arrival_to_the_discharge_the_platform_knows_everything_once() {
    let harness = Harness::in_bed().await;
    let admission = harness.admission;
    assert!(harness.look(|worlds| worlds.settlement.bill(admission).unwrap().mdtrt_id.is_some()));
    let settlement = harness.consent().await;
    let answer = harness.settle(settlement).await.unwrap();
    assert_eq!(answer, Answer::Submitted { admission });
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission }).await.unwrap();
    assert_eq!((bill.stage, bill.amounts_are), (SettlementStage::Settled, AmountsAre::Final));
    // 50,000 in scope: 42,850 from the pool, 920 from the second tier, 2,000 from the account.
    let fen = Yuan::from_fen;
    assert_eq!(bill.amounts.hifp_pay, fen(4_285_000));
    assert_eq!(bill.amounts.fund_pay_sumamt, fen(4_377_000));
    assert_eq!((bill.amounts.acct_pay, bill.amounts.psn_cash_pay), (fen(200_000), fen(423_000)));
    assert!(bill.explanation.differences.is_empty(), "{:?}", bill.explanation.differences);
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Card, place: PayPlace::Bedside }))
        .await
        .unwrap();
    harness.system(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    let told = |harness: &Harness| harness.look(|w| w.settlement.bill(admission).unwrap().discharged_at_platform);
    harness.until(told).await;
    for infno in [
        Interface::Person,
        Interface::Admission,
        Interface::Lines,
        Interface::Trial,
        Interface::Settlement,
        Interface::Discharge,
    ] {
        let exchanges = harness.exchanges(infno);
        assert_eq!(exchanges.len(), 1, "{infno}: {exchanges:?}");
        assert_eq!(exchanges[0].0, ExchangeState::Answered);
    }
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[0].1.clone()]);
    assert_eq!(harness.hospital.platform_connection().state, ConnectionState::Good);
}

#[tokio::test]
async fn f27_what_the_journal_holds_is_what_was_sent_and_numbers_are_never_used_twice() {
    let mut harness = Harness::in_bed().await;
    harness.restart().await;
    harness.consent().await;
    let sent = harness.platform.sent.lock().unwrap().clone();
    let mut msgids: Vec<MessageId> = Vec::new();
    let bodies: Vec<_> = harness.look(|worlds| {
        let rows = worlds.settlement.exchanges(harness.admission);
        rows.map(|row| (row.msgid.clone(), row.body.id)).collect()
    });
    assert_eq!(bodies.len(), 4); // 1101, 2401, 2301, 2303
    for (msgid, body) in bodies {
        let kept = harness.journal.open_side(body).await.unwrap().unwrap();
        assert!(sent.contains(&kept), "{msgid}");
        let json: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        assert_eq!(json["msgid"], msgid.as_str());
        msgids.push(msgid);
    }
    assert!(msgids.is_sorted_by(|a, b| a < b), "{msgids:?}"); // the clock stands still, and there was a restart
    let report = harness.journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test]
async fn f05_two_nurses_settle_one_stay_once() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    let (one, other) = tokio::join!(harness.settle(settlement), harness.settle(settlement));
    let begun = Answer::Submitted { admission: harness.admission };
    let ran = [&one, &other].into_iter().flatten().filter(|answer| **answer == begun).count();
    assert!(ran >= 1, "{one:?} {other:?}");
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
    assert_eq!(harness.in_force().await.len(), 1);
}

#[tokio::test]
async fn a_key_used_again_sends_nothing_again() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    let key = harness.key();
    for _ in 0..3 {
        let request = Request::Settle(usecase::Settle { settlement });
        let answer = harness.hospital.execute(&harness.nurse(), key.clone(), request).await.unwrap();
        assert_eq!(answer, Answer::Submitted { admission: harness.admission });
    }
    assert_eq!(harness.exchanges(Interface::Settlement).len(), 1);
}

#[tokio::test]
async fn f12_lines_that_the_platform_left_out_are_sent_again_and_only_those() {
    let harness = Harness::in_bed().await;
    harness.charge("1").await;
    harness.charge("2").await;
    harness.sandbox.fail(Interface::Lines, Fault::Partly { lines: 1 }, 1);
    harness.consent().await;
    let counts: Vec<usize> = harness.look(|worlds| {
        let rows = worlds.settlement.exchanges(harness.admission).filter(|row| row.infno == Interface::Lines);
        rows.map(|row| row.charges.len()).collect()
    });
    assert_eq!(counts, [3, 2]);
}

#[tokio::test]
async fn what_the_platform_refuses_may_be_tried_again() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::Refuse { message: "E01 系统维护".into() }, 1);
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Consented);
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[1].1.clone()]);
}

#[tokio::test]
async fn the_next_day_the_hospital_signs_in_again() {
    let harness = Harness::in_bed().await;
    harness.clock.step(chrono::Duration::days(1));
    harness.consent().await;
    // A sign-in that the platform has forgotten is renewed when it says so.
    harness.sandbox.fail(Interface::Trial, Fault::Refuse { message: "[sign-in-needed] 未签到".into() }, 1);
    harness.ask(Request::Presettle(usecase::Presettle { admission: harness.admission })).await.unwrap();
}

#[tokio::test]
async fn a_seeded_history_is_settled_with_the_platform_too() {
    let harness = Harness::in_bed().await;
    let (admission, nurse) = (harness.admission, harness.nurse());
    let mut bulk = harness.hospital.bulk().await;
    let at = harness.clock.now() + chrono::Duration::minutes(5);
    let Ok(Answer::Presettled { settlement, fingerprint }) =
        bulk.execute(at, &nurse, Request::Presettle(usecase::Presettle { admission })).await
    else {
        panic!()
    };
    let consent = Request::Consent(usecase::Consent { settlement, fingerprint, means: ConsentGiven::Print });
    bulk.execute(at, &nurse, consent).await.unwrap();
    bulk.execute(at, &nurse, Request::Settle(usecase::Settle { settlement })).await.unwrap();
    bulk.execute(
        at,
        &nurse,
        Request::Pay(usecase::Pay { settlement, method: PayMethod::Card, place: PayPlace::Bedside }),
    )
    .await
    .unwrap();
    bulk.execute(at, &Actor::system(), Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    bulk.flush().await.unwrap();
    drop(bulk);
    assert_eq!(harness.state(), SettlementState::Paid);
    assert!(harness.look(|worlds| worlds.settlement.bill(admission).unwrap().discharged_at_platform));
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[0].1.clone()]);
}

#[tokio::test]
async fn who_seeds_a_history_does_not_wait_for_a_message_that_waits_for_it() {
    let harness = Harness::in_bed().await;
    let (admission, nurse) = (harness.admission, harness.nurse());
    let mut bulk = harness.hospital.bulk().await;
    let at = harness.clock.now() + chrono::Duration::minutes(5);
    let live = harness.ask(Request::Presettle(usecase::Presettle { admission }));
    let history = async {
        // The live message is the first to reach the place where it gets its number.
        tokio::time::sleep(WITHIN).await;
        let presettled = bulk.execute(at, &nurse, Request::Presettle(usecase::Presettle { admission })).await;
        bulk.flush().await.unwrap();
        drop(bulk);
        presettled
    };
    let both = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(live, history) }).await;
    let (live, history) = both.expect("neither waits for the other for ever");
    assert!(matches!(history, Ok(Answer::Presettled { .. })), "{history:?}");
    // What the live message was about has been sent meanwhile, and is not sent twice.
    assert_eq!(refusal(live), "charge-uploaded");
}
