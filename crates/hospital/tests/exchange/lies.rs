//! Answers that are well-formed and wrong: message by message, each lie moves nothing, is kept with its very bytes, is
//! flagged where somebody sees it, and what was asked comes right when the platform speaks true.

use crate::house::{House, Insured, refusal};
use hospital::Request;
use hospital::read;
use hospital::usecase;
use model::{
    interface::Interface,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{Account, Misfit, PayMethod},
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

/// All that an answer could have moved: the ledger, and what the bill, its lines and its settlement hold of the platform.
type Held =
    (BTreeMap<Account, Yuan>, Option<model::code::StayNumber>, bool, bool, Yuan, Vec<bool>, Option<SettlementState>);

fn held(house: &House) -> Held {
    house.look(|worlds| {
        let world = &worlds.settlement;
        let Bill { mdtrt_id, discharged_at_platform, withdrawing, account_balance, .. } = house.bill();
        let uploaded = world.lines(house.admission).map(|line| line.uploaded.is_some()).collect();
        let state = world.current_settlement(house.admission).map(|row| row.state);
        (world.ledger_balances(), mdtrt_id, discharged_at_platform, withdrawing, account_balance, uploaded, state)
    })
}

/// It comes to be while hospital time stands still, so that nothing is asked again meanwhile.
async fn soon(house: &House, is_so: impl Fn(&House) -> bool) {
    for _ in 0..400 {
        if is_so(house) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to be");
}

/// An exchange of this interface that has no outcome.
fn unknown(house: &House, infno: Interface) -> bool {
    house.exchanges(infno).iter().any(|(state, _)| *state == ExchangeState::Unknown)
}

/// The last answer that was set aside: what does not fit, and the bytes.
async fn evidence(house: &House, infno: Interface) -> (Vec<Misfit>, String) {
    // What the worlds know may not be in the journal yet; a page shows only what is.
    house.hospital.read(&house.nurse(), read::Bill { admission: house.admission }).await.unwrap();
    let aside: Vec<_> = house.look(|worlds| {
        let rows = worlds.settlement.exchanges(house.admission).filter(|row| !row.misfits.is_empty());
        rows.map(|row| (row.infno, row.misfits.clone(), row.answer.clone(), row.answer_body.clone())).collect()
    });
    let Some((of, misfits, None, Some(body))) = aside.last() else { panic!("{aside:?}") };
    assert_eq!(*of, infno);
    let bytes = house.journal.open_side(body.id).await.unwrap().unwrap();
    (misfits.clone(), String::from_utf8(bytes).unwrap())
}

/// The flags on the work list.
async fn flags(house: &House) -> Vec<String> {
    let page = house.hospital.read(&house.nurse(), read::OpenStays {}).await.unwrap();
    let said = page.stays.into_iter().flat_map(|stay| stay.messages).map(|message| message.id.to_string());
    said.filter(|id| id.starts_with("exchange-notice-unfit")).collect()
}

/// The lie is kept and flagged, and names the field; nothing moved.
async fn nothing_moved(house: &House, before: &Held, infno: Interface, field: &str, says: &[(&str, Value)]) {
    assert_eq!(held(house), *before, "{infno} {says:?}");
    let (misfits, bytes) = evidence(house, infno).await;
    assert!(misfits.iter().any(|misfit| misfit.field == field), "{infno} {says:?}: {misfits:?}");
    for (_, value) in says {
        assert!(bytes.contains(&value.to_string()), "{infno} {says:?}: {bytes}");
    }
    assert_eq!(flags(house).await.len(), 1, "{infno} {says:?}");
    let bill = house.hospital.read(&house.nurse(), read::Bill { admission: house.admission }).await.unwrap();
    assert!(bill.exchange.is_some_and(|notice| notice.message.id.starts_with("exchange-notice-unfit")));
}

#[tokio::test]
async fn registration_1101_and_2401() {
    for (infno, field, place, value) in [
        (Interface::Person, "certno", "/baseinfo/certno", json!("370101198001011230")),
        (Interface::Admission, "psn_no", "/result/psn_no", json!("37010000000000000000000099")),
        (Interface::Admission, "answer", "/result", json!({"mdtrt": "M1"})),
    ] {
        let house = House::arrived().await;
        let mut before = held(&house);
        if infno == Interface::Admission {
            before.4 = Insured::default().balance; // 1101 speaks true
        }
        let says = [(place, value)];
        house.sandbox.fail(infno, lie(&says), 1);
        let said = house.insure().await;
        assert!(said.is_err(), "{infno} {says:?}");
        assert_eq!(refusal(said), "platform-unfit");
        nothing_moved(&house, &before, infno, field, &says).await;
        // A stay that may be registered is reversed first.
        house
            .until(|house| {
                house.exchanges(Interface::Admission).iter().all(|(state, _)| *state == ExchangeState::Reversed)
            })
            .await;
        house.insure().await.unwrap();
        assert!(house.bill().mdtrt_id.is_some());
        assert!(flags(&house).await.is_empty());
    }
}

#[tokio::test]
async fn a_number_of_the_platform_that_is_another_stays_is_nobodys() {
    let mut house = House::in_bed().await;
    let theirs = house.bill().mdtrt_id.unwrap();
    house.admission = house.arrive_another().await;
    let mut before = held(&house);
    before.4 = Insured::default().balance; // 1101 speaks true
    let says = [("/result/mdtrt_id", json!(theirs))];
    house.sandbox.fail(Interface::Admission, lie(&says), 1);
    assert_eq!(refusal(house.insure().await), "platform-unfit");
    nothing_moved(&house, &before, Interface::Admission, "mdtrt_id", &says).await;
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
        let house = House::in_bed().await;
        let before = held(&house);
        let mut says = vec![(place, value.clone())];
        if field == "det_item_fee_sumamt" {
            says.push(("/result/0/inscp_scp_amt", value));
        }
        house.sandbox.fail(Interface::Lines, lie(&says), 1);
        let presettle = Request::Presettle(usecase::Presettle { admission: house.admission });
        assert_eq!(refusal(house.ask(presettle).await), "platform-unfit", "{field}");
        nothing_moved(&house, &before, Interface::Lines, field, &says).await;
        house.consent().await;
        assert!(flags(&house).await.is_empty());
    }
}

/// What a platform can say wrongly of a bill of 50,000 yuan: a trial, a settlement, or one that was found.
fn wrong_settlements(house: &House) -> Vec<(&'static str, Vec<(&'static str, Value)>)> {
    let a = house.look(|worlds| worlds.settlement.current_settlement(house.admission).map(|row| row.trial)).unwrap();
    let says = |amount: Yuan| json!(amount.to_string().parse::<f64>().unwrap());
    let hundred = yuan("100");
    // The fund pays 500 more than all: the identities hold, and the patient gets money for having been ill.
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
        let house = House::in_bed().await;
        house.consent().await;
        wrong_settlements(&house)
    };
    for (field, says) in cases {
        let house = House::in_bed().await;
        house.presettle().await;
        let before = held(&house);
        house.sandbox.fail(Interface::Trial, lie(&says), 1);
        let presettle = Request::Presettle(usecase::Presettle { admission: house.admission });
        assert_eq!(refusal(house.ask(presettle).await), "platform-unfit", "{field}");
        nothing_moved(&house, &before, Interface::Trial, field, &says).await;
        house.consent().await;
        assert!(flags(&house).await.is_empty());
    }
}

#[tokio::test]
async fn settlement_2304_and_query_5203() {
    let cases = {
        let house = House::in_bed().await;
        house.consent().await;
        wrong_settlements(&house)
    };
    for queried in [false, true] {
        for (field, says) in &cases {
            if queried && *field == "insutype" {
                continue; // A 5203 names no scheme.
            }
            let mut house = House::in_bed().await;
            let settlement = house.consent().await;
            let infno = if queried { Interface::Query } else { Interface::Settlement };
            house.sandbox.fail(infno, lie(says), if queried { 1000 } else { 1 });
            if queried {
                house.sandbox.fail(Interface::Settlement, Fault::ReplyLost {}, 1);
            }
            let mut before = held(&house);
            before.6 = Some(SettlementState::Submitted);
            house.settle(settlement).await.unwrap();
            if queried {
                house
                    .until(|house| {
                        house
                            .exchanges(Interface::Query)
                            .first()
                            .is_some_and(|(state, _)| *state == ExchangeState::Unknown)
                    })
                    .await;
            }
            nothing_moved(&house, &before, infno, field, says).await;
            let pay = Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash });
            assert_eq!(refusal(house.ask(pay).await), "settlement-under-way");
            house.sandbox.heal(infno);
            // The platform has it; asked, it says so, also to who was restarted meanwhile.
            house.restart().await;
            house.until(|house| house.state() == SettlementState::Settled).await;
            assert_eq!(house.in_force().await, [house.exchanges(Interface::Settlement)[0].1.clone()]);
            assert!(house.exchanges(Interface::Reversal).is_empty());
            assert!(flags(&house).await.is_empty());
        }
    }
}

#[tokio::test]
async fn a_settlement_that_is_refused_although_it_was_done_is_found_before_anything_else() {
    // The platform has settled; the answer that comes back is its refusal of a copy, in words of its own.
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    house.sandbox.fail(
        Interface::Settlement,
        Fault::RefusedThough { message: "该人员本次住院已办理，请勿再次提交".into() },
        1,
    );
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Settled);
    assert_eq!((house.exchanges(Interface::Settlement).len(), house.exchanges(Interface::Query).len()), (1, 1));
    assert_eq!(house.in_force().await, [house.exchanges(Interface::Settlement)[0].1.clone()]);

    // Refused and not done: it may be tried again, after the query.
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    house.sandbox.fail(Interface::Settlement, Fault::Refuse { message: "E9 不予受理".into() }, 1);
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Consented);
    assert_eq!((house.exchanges(Interface::Query).len(), house.exchanges(Interface::Reversal).len()), (1, 0));
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Settled);
    assert_eq!(house.in_force().await.len(), 1);
}

#[tokio::test]
async fn discharge_2402() {
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    house.settle(settlement).await.unwrap();
    house.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash })).await.unwrap();
    let before = held(&house);
    let says = [("/psn_no", json!("37010000000000000000000099"))];
    house.sandbox.fail(Interface::Discharge, lie(&says), 1);
    house.system(Request::Discharge(usecase::Discharge { admission: house.admission })).await.unwrap();
    soon(&house, |house| unknown(house, Interface::Discharge)).await;
    nothing_moved(&house, &before, Interface::Discharge, "psn_no", &says).await;
    house.until(|house| house.bill().discharged_at_platform).await;
    assert!(flags(&house).await.is_empty());
}

#[tokio::test]
async fn what_takes_a_registration_back_2302_2404_2601() {
    for infno in [Interface::LinesUndo, Interface::AdmissionUndo, Interface::Reversal] {
        let house = House::in_bed().await;
        house.presettle().await;
        let says = [("/mdtrt_id", json!("37010000000000009999")), ("/psn_no", json!("37010000000000000000000099"))];
        if infno == Interface::Reversal {
            house.sandbox.fail(Interface::AdmissionUndo, Fault::ReplyLost {}, 1);
        }
        house.sandbox.fail(infno, lie(&says), 1);
        let admission = house.admission;
        house
            .ask(Request::PayAllForNow(usecase::PayAllForNow { admission, reason: ReasonCode::Hospital, text: None }))
            .await
            .unwrap();
        house.until(|house| unknown(house, infno)).await;
        assert!(house.bill().withdrawing && house.bill().mdtrt_id.is_some(), "{infno}");
        let (misfits, _) = evidence(&house, infno).await;
        assert!(misfits.contains(&Misfit::of("psn_no")), "{infno}: {misfits:?}");
        house.until(|house| !house.bill().withdrawing).await;
        assert!(house.sandbox.open_stays().await.unwrap().is_empty(), "{infno}");
        assert!(flags(&house).await.is_empty(), "{infno}");
    }
}
