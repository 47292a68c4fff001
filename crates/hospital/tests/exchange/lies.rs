//! Answers that are well-formed but wrong: for each message, a lie moves nothing, is kept with its very bytes, is
//! flagged where somebody sees it, and what was asked comes right once the platform answers truthfully.

use crate::harness::{Harness, Insured, refusal};
use hospital::Request;
use hospital::read;
use hospital::usecase;
use model::{
    interface::Interface,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{Account, Misfit, PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use serde_json::{Value, json};
use settlement::{Bill, ExchangeState, SettlementState};
use std::{collections::BTreeMap, time::Duration};

fn lie(says: &[(&str, Value)]) -> Fault {
    Fault::Lie { says: says.iter().map(|(place, value)| ((*place).to_owned(), value.clone())).collect() }
}

fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

/// Everything that an answer could have moved: the ledger, and what the bill, its lines and its settlement hold from
/// the platform.
type Held =
    (BTreeMap<Account, Yuan>, Option<model::code::StayNumber>, bool, bool, Yuan, Vec<bool>, Option<SettlementState>);

fn held(harness: &Harness) -> Held {
    harness.look(|worlds| {
        let world = &worlds.settlement;
        let Bill { mdtrt_id, discharged_at_platform, withdrawing, account_balance, .. } = harness.bill();
        let uploaded = world.lines(harness.admission).map(|line| line.uploaded.is_some()).collect();
        let state = world.current_settlement(harness.admission).map(|row| row.state);
        (world.ledger_balances(), mdtrt_id, discharged_at_platform, withdrawing, account_balance, uploaded, state)
    })
}

/// Waits until it is so while hospital time stands still, so that nothing is asked again meanwhile.
async fn soon(harness: &Harness, is_so: impl Fn(&Harness) -> bool) {
    for _ in 0..3_000 {
        if is_so(harness) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to be");
}

/// Is there an exchange of this interface without an outcome?
fn unknown(harness: &Harness, infno: Interface) -> bool {
    harness.exchanges(infno).iter().any(|(state, _)| *state == ExchangeState::Unknown)
}

/// The last answer that was set aside: what does not fit in it, and its bytes.
async fn evidence(harness: &Harness, infno: Interface) -> (Vec<Misfit>, String) {
    // What the worlds know may not be in the journal yet; a page shows only what is.
    harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    let aside: Vec<_> = harness.look(|worlds| {
        let rows = worlds.settlement.exchanges(harness.admission).filter(|row| !row.misfits.is_empty());
        rows.map(|row| (row.infno, row.misfits.clone(), row.answer.clone(), row.answer_body.clone())).collect()
    });
    let Some((of, misfits, None, Some(body))) = aside.last() else { panic!("{aside:?}") };
    assert_eq!(*of, infno);
    let bytes = harness.journal.open_side(body.id).await.unwrap().unwrap();
    (misfits.clone(), String::from_utf8(bytes).unwrap())
}

/// The flags on the work list.
async fn flags(harness: &Harness) -> Vec<String> {
    let page = harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap();
    let said = page.stays.into_iter().flat_map(|stay| stay.messages).map(|message| message.id.to_string());
    said.filter(|id| id.starts_with("exchange-notice-unfit")).collect()
}

/// The lie is kept and flagged with the name of the field; nothing moved.
async fn nothing_moved(harness: &Harness, before: &Held, infno: Interface, field: &str, says: &[(&str, Value)]) {
    assert_eq!(held(harness), *before, "{infno} {says:?}");
    let (misfits, bytes) = evidence(harness, infno).await;
    assert!(misfits.iter().any(|misfit| misfit.field == field), "{infno} {says:?}: {misfits:?}");
    for (_, value) in says {
        assert!(bytes.contains(&value.to_string()), "{infno} {says:?}: {bytes}");
    }
    assert_eq!(flags(harness).await.len(), 1, "{infno} {says:?}");
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    assert!(bill.exchange.is_some_and(|notice| notice.message.id.starts_with("exchange-notice-unfit")));
}

#[tokio::test]
async fn registration_1101_and_2401() {
    for (infno, field, place, value) in [
        (Interface::Person, "certno", "/baseinfo/certno", json!("370101198001011230")),
        (Interface::Admission, "psn_no", "/result/psn_no", json!("37010000000000000000000099")),
        (Interface::Admission, "answer", "/result", json!({"mdtrt": "M1"})),
    ] {
        let harness = Harness::arrived().await;
        let mut before = held(&harness);
        if infno == Interface::Admission {
            before.4 = Insured::default().balance; // 1101 answers truthfully
        }
        let says = [(place, value)];
        harness.sandbox.fail(infno, lie(&says), 1);
        let said = harness.insure().await;
        assert!(said.is_err(), "{infno} {says:?}");
        assert_eq!(refusal(said), "platform-unfit");
        nothing_moved(&harness, &before, infno, field, &says).await;
        // A stay that may be registered is reversed first.
        harness
            .until(|harness| {
                harness.exchanges(Interface::Admission).iter().all(|(state, _)| *state == ExchangeState::Reversed)
            })
            .await;
        harness.insure().await.unwrap();
        assert!(harness.bill().mdtrt_id.is_some());
        assert!(flags(&harness).await.is_empty());
    }
}

#[tokio::test]
async fn a_number_of_the_platform_that_is_another_stays_is_nobodys() {
    let mut harness = Harness::in_bed().await;
    let theirs = harness.bill().mdtrt_id.unwrap();
    harness.admission = harness.arrive_another().await;
    let mut before = held(&harness);
    before.4 = Insured::default().balance; // 1101 answers truthfully
    let says = [("/result/mdtrt_id", json!(theirs))];
    harness.sandbox.fail(Interface::Admission, lie(&says), 1);
    assert_eq!(refusal(harness.insure().await), "platform-unfit");
    nothing_moved(&harness, &before, Interface::Admission, "mdtrt_id", &says).await;
}

#[tokio::test]
async fn lines_2301() {
    for (field, place, value) in [
        ("feedetl_sn", "/result/0/feedetl_sn", json!("0000000000000000000001")),
        ("det_item_fee_sumamt", "/result/0/det_item_fee_sumamt", json!(49_900)),
        ("cnt", "/result/0/cnt", json!(49)),
        ("pric", "/result/0/pric", json!(999)),
        ("psn_no", "/result/0/psn_no", json!("37010000000000000000000099")),
        ("mdtrt_id", "/result/0/mdtrt_id", json!("37010000000000009999")),
    ] {
        let harness = Harness::in_bed().await;
        let before = held(&harness);
        let mut says = vec![(place, value.clone())];
        if field == "det_item_fee_sumamt" {
            says.push(("/result/0/inscp_scp_amt", value));
        }
        harness.sandbox.fail(Interface::Lines, lie(&says), 1);
        let presettle = Request::Presettle(usecase::Presettle { admission: harness.admission });
        assert_eq!(refusal(harness.ask(presettle).await), "platform-unfit", "{field}");
        nothing_moved(&harness, &before, Interface::Lines, field, &says).await;
        harness.consent().await;
        assert!(flags(&harness).await.is_empty());
    }
}

/// What a platform can get wrong about a bill of 50,000 yuan, in a trial, a settlement, or a settlement that a query
/// found.
fn wrong_settlements(harness: &Harness) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let a =
        harness.look(|worlds| worlds.settlement.current_settlement(harness.admission).map(|row| row.trial)).unwrap();
    let says = |amount: Yuan| json!(amount.to_string().parse::<f64>().unwrap());
    let hundred = yuan("100");
    // The fund pays 500 more than the whole bill: the identities hold, and the patient gets money for having been ill.
    let more = a.psn_cash_pay + yuan("500");
    vec![
        ("mdtrt_id", vec![("/setlinfo/mdtrt_id", json!("37010000000000009999"))]),
        ("psn_no", vec![("/setlinfo/psn_no", json!("37010000000000000000000099"))]),
        ("insutype", vec![("/setlinfo/insutype", json!("390"))]),
        (
            "medfee_sumamt",
            vec![
                ("/setlinfo/medfee_sumamt", says(a.medfee_sumamt - hundred)),
                ("/setlinfo/inscp_scp_amt", says(a.inscp_scp_amt - hundred)),
                ("/setlinfo/psn_part_amt", says(a.psn_part_amt - hundred)),
                ("/setlinfo/psn_cash_pay", says(a.psn_cash_pay - hundred)),
            ],
        ),
        (
            "psn_cash_pay",
            vec![
                ("/setlinfo/hifp_pay", says(a.hifp_pay + more)),
                ("/setlinfo/fund_pay_sumamt", says(a.fund_pay_sumamt + more)),
                ("/setlinfo/psn_part_amt", says(a.psn_part_amt - more)),
                ("/setlinfo/psn_cash_pay", says(a.psn_cash_pay - more)),
            ],
        ),
        ("I3", vec![("/setlinfo/fund_pay_sumamt", says(a.fund_pay_sumamt + hundred))]),
    ]
}

#[tokio::test]
async fn trial_2303() {
    let cases = {
        let harness = Harness::in_bed().await;
        harness.consent().await;
        wrong_settlements(&harness)
    };
    for (field, says) in cases {
        let harness = Harness::in_bed().await;
        harness.presettle().await;
        let before = held(&harness);
        harness.sandbox.fail(Interface::Trial, lie(&says), 1);
        let presettle = Request::Presettle(usecase::Presettle { admission: harness.admission });
        assert_eq!(refusal(harness.ask(presettle).await), "platform-unfit", "{field}");
        nothing_moved(&harness, &before, Interface::Trial, field, &says).await;
        harness.consent().await;
        assert!(flags(&harness).await.is_empty());
    }
}

#[tokio::test]
async fn settlement_2304_and_query_5203() {
    let cases = {
        let harness = Harness::in_bed().await;
        harness.consent().await;
        wrong_settlements(&harness)
    };
    for queried in [false, true] {
        for (field, says) in &cases {
            if queried && *field == "insutype" {
                continue; // A 5203 names no scheme.
            }
            let mut harness = Harness::in_bed().await;
            let settlement = harness.consent().await;
            let infno = if queried { Interface::Query } else { Interface::Settlement };
            harness.sandbox.fail(infno, lie(says), if queried { 1000 } else { 1 });
            if queried {
                harness.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
            }
            let mut before = held(&harness);
            before.6 = Some(SettlementState::Submitted);
            harness.settle(settlement).await.unwrap();
            if queried {
                harness
                    .until(|harness| {
                        harness
                            .exchanges(Interface::Query)
                            .first()
                            .is_some_and(|(state, _)| *state == ExchangeState::Unknown)
                    })
                    .await;
            }
            nothing_moved(&harness, &before, infno, field, says).await;
            let pay = Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside });
            assert_eq!(refusal(harness.ask(pay).await), "settlement-under-way");
            harness.sandbox.heal(infno);
            // The platform has it, and says so when it is asked, even after the hospital was restarted meanwhile.
            harness.restart().await;
            harness.until(|harness| harness.state() == SettlementState::Settled).await;
            assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[0].1.clone()]);
            assert!(harness.exchanges(Interface::Reversal).is_empty());
            assert!(flags(&harness).await.is_empty());
        }
    }
}

#[tokio::test]
async fn a_settlement_that_is_refused_although_it_was_done_is_found_before_anything_else() {
    // The platform has settled; the answer that comes back is its refusal of a copy, in its own words.
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(
        Interface::Settlement,
        Fault::RefusedThough { message: "该人员本次住院已办理，请勿再次提交".into() },
        1,
    );
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
    assert_eq!((harness.exchanges(Interface::Settlement).len(), harness.exchanges(Interface::Query).len()), (1, 1));
    assert_eq!(harness.in_force().await, [harness.exchanges(Interface::Settlement)[0].1.clone()]);

    // Refused and not done: it may be tried again after the query.
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::Refuse { message: "E9 不予受理".into() }, 1);
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Consented);
    assert_eq!((harness.exchanges(Interface::Query).len(), harness.exchanges(Interface::Reversal).len()), (1, 0));
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
    assert_eq!(harness.in_force().await.len(), 1);
}

#[tokio::test]
async fn discharge_2402() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside }))
        .await
        .unwrap();
    let before = held(&harness);
    let says = [("/psn_no", json!("37010000000000000000000099"))];
    harness.sandbox.fail(Interface::Discharge, lie(&says), 1);
    harness.system(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap();
    soon(&harness, |harness| unknown(harness, Interface::Discharge)).await;
    nothing_moved(&harness, &before, Interface::Discharge, "psn_no", &says).await;
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    assert!(flags(&harness).await.is_empty());
}

#[tokio::test]
async fn what_takes_a_registration_back_2302_2404_2601() {
    for infno in [Interface::LinesUndo, Interface::AdmissionUndo, Interface::Reversal] {
        let harness = Harness::in_bed().await;
        harness.presettle().await;
        let says = [("/mdtrt_id", json!("37010000000000009999")), ("/psn_no", json!("37010000000000000000000099"))];
        if infno == Interface::Reversal {
            harness.sandbox.fail(Interface::AdmissionUndo, Fault::ReplyLost {}, 1);
        }
        harness.sandbox.fail(infno, lie(&says), 1);
        let admission = harness.admission;
        harness
            .ask(Request::PayAllForNow(usecase::PayAllForNow { admission, reason: ReasonCode::Hospital, text: None }))
            .await
            .unwrap();
        harness.until(|harness| unknown(harness, infno)).await;
        assert!(harness.bill().withdrawing && harness.bill().mdtrt_id.is_some(), "{infno}");
        let (misfits, _) = evidence(&harness, infno).await;
        assert!(misfits.contains(&Misfit::of("psn_no")), "{infno}: {misfits:?}");
        harness.until(|harness| !harness.bill().withdrawing).await;
        assert!(harness.sandbox.open_stays().await.unwrap().is_empty(), "{infno}");
        assert!(flags(&harness).await.is_empty(), "{infno}");
    }
}
