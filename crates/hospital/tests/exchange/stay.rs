//! A stay at the bedside when the platform answers.

use crate::house::{House, WITHIN, refusal};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Request,
    clock::Clock as _,
    exchange::LineState,
    request::ConsentGiven,
    view::{AmountsAre, SettlementStage},
};
use model::{actor::Actor, interface::Interface, money::Yuan, settlement::PayMethod};
use payer::sandbox::Fault;
use settlement::{ExchangeState, SettlementState};
use std::time::Duration;

#[tokio::test]
async fn from_the_arrival_to_the_discharge_the_platform_knows_everything_once() {
    let house = House::in_bed().await;
    let admission = house.admission;
    assert!(house.look(|worlds| worlds.settlement.bill(admission).unwrap().mdtrt_id.is_some()));
    let settlement = house.consent().await;
    let answer = house.settle(settlement).await.unwrap();
    assert_eq!(answer, Answer::Submitted { admission });
    let bill = house.hospital.read(&house.nurse(), read::Bill { admission }).await.unwrap();
    assert_eq!((bill.stage, bill.amounts_are), (SettlementStage::Settled, AmountsAre::Final));
    // 50,000 in scope: 42,850 from the pool, 920 from the second tier, 2,000 from the account.
    let fen = Yuan::from_fen;
    assert_eq!(bill.amounts.hifp_pay, fen(4_285_000));
    assert_eq!(bill.amounts.fund_pay_sumamt, fen(4_377_000));
    assert_eq!((bill.amounts.acct_pay, bill.amounts.psn_cash_pay), (fen(200_000), fen(423_000)));
    assert!(bill.explanation.differences.is_empty(), "{:?}", bill.explanation.differences);
    house.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Card })).await.unwrap();
    house.system(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    let told = |house: &House| house.look(|w| w.settlement.bill(admission).unwrap().discharged_at_platform);
    house.until(told).await;
    for infno in [
        Interface::Person,
        Interface::Admission,
        Interface::Lines,
        Interface::Trial,
        Interface::Settlement,
        Interface::Discharge,
    ] {
        let exchanges = house.exchanges(infno);
        assert_eq!(exchanges.len(), 1, "{infno}: {exchanges:?}");
        assert_eq!(exchanges[0].0, ExchangeState::Answered);
    }
    assert_eq!(house.in_force().await, [house.exchanges(Interface::Settlement)[0].1.clone()]);
    assert_eq!(house.hospital.platform_line().state, LineState::Good);
}

#[tokio::test]
async fn f27_what_the_journal_holds_is_what_was_sent_and_numbers_are_never_used_twice() {
    let mut house = House::in_bed().await;
    house.restart().await;
    house.consent().await;
    let sent = house.platform.sent.lock().unwrap().clone();
    let mut msgids: Vec<String> = Vec::new();
    let bodies: Vec<_> = house.look(|worlds| {
        let rows = worlds.settlement.exchanges(house.admission);
        rows.map(|row| (row.msgid.clone(), row.body.id)).collect()
    });
    assert_eq!(bodies.len(), 4); // 1101, 2401, 2301, 2303
    for (msgid, body) in bodies {
        let kept = house.journal.open_side(body).await.unwrap().unwrap();
        assert!(sent.contains(&kept), "{msgid}");
        let json: serde_json::Value = serde_json::from_slice(&kept).unwrap();
        assert_eq!(json["msgid"], msgid.as_str());
        msgids.push(msgid);
    }
    assert!(msgids.is_sorted_by(|a, b| a < b), "{msgids:?}"); // the clock stands still, and there was a restart
    let report = house.journal.verify().await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[tokio::test]
async fn f05_two_nurses_settle_one_stay_once() {
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    let (one, other) = tokio::join!(house.settle(settlement), house.settle(settlement));
    let begun = Answer::Submitted { admission: house.admission };
    let ran = [&one, &other].into_iter().flatten().filter(|answer| **answer == begun).count();
    assert!(ran >= 1, "{one:?} {other:?}");
    assert_eq!(house.exchanges(Interface::Settlement).len(), 1);
    assert_eq!(house.in_force().await.len(), 1);
}

#[tokio::test]
async fn a_key_used_again_sends_nothing_again() {
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    let key = house.key();
    for _ in 0..3 {
        let request = Request::Settle(usecase::Settle { settlement });
        let answer = house.hospital.execute(&house.nurse(), key.clone(), request).await.unwrap();
        assert_eq!(answer, Answer::Submitted { admission: house.admission });
    }
    assert_eq!(house.exchanges(Interface::Settlement).len(), 1);
}

#[tokio::test]
async fn f12_lines_that_the_platform_left_out_are_sent_again_and_only_those() {
    let house = House::in_bed().await;
    house.charge("1").await;
    house.charge("2").await;
    house.sandbox.fail(Interface::Lines, Fault::Partly { lines: 1 }, 1);
    house.consent().await;
    let counts: Vec<usize> = house.look(|worlds| {
        let rows = worlds.settlement.exchanges(house.admission).filter(|row| row.infno == Interface::Lines);
        rows.map(|row| row.charges.len()).collect()
    });
    assert_eq!(counts, [3, 2]);
}

#[tokio::test]
async fn what_the_platform_refuses_may_be_tried_again() {
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    house.sandbox.fail(Interface::Settlement, Fault::Refuse { message: "E01 系统维护".into() }, 1);
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Consented);
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Settled);
    assert_eq!(house.in_force().await, [house.exchanges(Interface::Settlement)[1].1.clone()]);
}

#[tokio::test]
async fn the_next_day_the_hospital_signs_in_again() {
    let house = House::in_bed().await;
    house.clock.step(chrono::Duration::days(1));
    house.consent().await;
    // A sign-in that the platform has forgotten is renewed when it says so.
    house.sandbox.fail(Interface::Trial, Fault::Refuse { message: "[sign-in-needed] 未签到".into() }, 1);
    house.ask(Request::Presettle(usecase::Presettle { admission: house.admission })).await.unwrap();
}

#[tokio::test]
async fn a_past_is_settled_with_the_platform_too() {
    let house = House::in_bed().await;
    let (admission, nurse) = (house.admission, house.nurse());
    let mut bulk = house.hospital.bulk().await;
    let at = house.clock.now() + chrono::Duration::minutes(5);
    let Ok(Answer::Presettled { settlement, fingerprint }) =
        bulk.execute(at, &nurse, Request::Presettle(usecase::Presettle { admission })).await
    else {
        panic!()
    };
    let consent = Request::Consent(usecase::Consent { settlement, fingerprint, means: ConsentGiven::Print });
    bulk.execute(at, &nurse, consent).await.unwrap();
    bulk.execute(at, &nurse, Request::Settle(usecase::Settle { settlement })).await.unwrap();
    bulk.execute(at, &nurse, Request::Pay(usecase::Pay { settlement, method: PayMethod::Card })).await.unwrap();
    bulk.execute(at, &Actor::system(), Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    bulk.flush().await.unwrap();
    drop(bulk);
    assert_eq!(house.state(), SettlementState::Paid);
    assert!(house.look(|worlds| worlds.settlement.bill(admission).unwrap().discharged_at_platform));
    assert_eq!(house.in_force().await, [house.exchanges(Interface::Settlement)[0].1.clone()]);
}

#[tokio::test]
async fn who_makes_a_past_does_not_wait_for_a_message_that_waits_for_it() {
    let house = House::in_bed().await;
    let (admission, nurse) = (house.admission, house.nurse());
    let mut bulk = house.hospital.bulk().await;
    let at = house.clock.now() + chrono::Duration::minutes(5);
    let live = house.ask(Request::Presettle(usecase::Presettle { admission }));
    let past = async {
        // The live message comes first to the place where it gets its number.
        tokio::time::sleep(WITHIN).await;
        let presettled = bulk.execute(at, &nurse, Request::Presettle(usecase::Presettle { admission })).await;
        bulk.flush().await.unwrap();
        drop(bulk);
        presettled
    };
    let both = tokio::time::timeout(Duration::from_secs(20), async { tokio::join!(live, past) }).await;
    let (live, past) = both.expect("neither waits for the other for ever");
    assert!(matches!(past, Ok(Answer::Presettled { .. })), "{past:?}");
    // What the live message was about has been said meanwhile: it is not said twice.
    assert_eq!(refusal(live), "charge-uploaded");
}
