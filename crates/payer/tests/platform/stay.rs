//! A stay at the platform, from the sign-in to the discharge, to the fen.

use crate::desk::{
    Desk, PSN_NO, RESIDENT_ID, admission, by, discharge, fifty_thousand, query, refused, settled, settlement,
    take_back, trial, yuan,
};
use chrono::TimeDelta;
use model::{
    id::ChargeId,
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    person::CredentialKind,
    settlement::{LineSplit, Outcome},
};
use payer::{
    Platform as _,
    message::{Person1101, Trial2303},
};
use settlement::policy::JINAN_EMPLOYEE_INPATIENT_2024;
use std::time::Duration;

#[tokio::test]
async fn any_credential_finds_the_person_and_the_insurance() {
    let mut desk = Desk::open().await;
    let insured = Outcome::Insured {
        insurance: InsuranceType::Employee,
        class: PersonClass::Active,
        region: "370100".to_owned(),
        balance: yuan("2000"),
    };
    for (kind, number) in [
        (CredentialKind::ResidentId, RESIDENT_ID),
        (CredentialKind::InsuranceCode, "TOKEN-0000001"),
        (CredentialKind::SocialSecurityCard, "SSC00000001"),
    ] {
        assert_eq!(desk.ask(&by(kind, number)).await, Ok(insured.clone()), "{kind:?}");
    }
    let message = desk.build(&by(CredentialKind::ResidentId, RESIDENT_ID));
    let found = desk.answer(&message).await.output::<Person1101>().unwrap();
    assert_eq!(found.baseinfo.psn_no.as_str(), PSN_NO);
    let nobody = desk.ask(&by(CredentialKind::Passport, "E00000000")).await.unwrap();
    assert_eq!(refused(&nobody), "person-unknown");
}

#[tokio::test]
async fn a_stay_is_settled_to_the_fen_and_the_year_remembers_it() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let total = fifty_thousand();
    // Jinan 2024, level 3, active, tier edges counted from zero: (10,000 − 1,000) × 0.85 + 40,000 × 0.88 = 42,850; the
    // second tier counts 7,150, of which 1,150 is above 6,000: 1,150 × 0.80 = 920.
    let Outcome::Trial { amounts } = desk.ask(&trial(&mdtrt_id, desk.now(), &total, true)).await.unwrap() else {
        panic!("no trial")
    };
    let expected = [
        (amounts.act_pay_dedc, "1000"),
        (amounts.hifp_pay, "42850"),
        (amounts.hifob_pay, "920"),
        (amounts.fund_pay_sumamt, "43770"),
        (amounts.acct_pay, "2000"),
        (amounts.psn_cash_pay, "4230"),
        (amounts.psn_part_amt, "6230"),
    ];
    for (computed, published) in expected {
        assert_eq!(computed, yuan(published));
    }
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere)); // a trial leaves nothing
    let message = desk.build(&settlement(&mdtrt_id, desk.now(), &total, true));
    let first = desk.send(&message, &[]).await.unwrap();
    assert_eq!(settled(&first), (message.msgid(), &amounts));
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(first));
    assert_eq!(desk.ask(&discharge(&mdtrt_id, desk.now())).await, Ok(Outcome::Done));

    // The second stay of the year: deductible 500, everything above 10,000, the account is empty.
    desk.step(TimeDelta::days(7));
    desk.sign_in().await;
    let again = desk.admit().await;
    let line = desk.line(&again, 2, "A1", "1000", "50");
    desk.upload(&[line]).await;
    let second = desk.ask(&settlement(&again, desk.now(), &total, true)).await.unwrap();
    let (_, amounts) = settled(&second);
    assert_eq!((amounts.act_pay_dedc, amounts.hifp_pay), (yuan("500"), yuan("43560"))); // 49,500 × 0.88
    assert_eq!(amounts.acct_pay, yuan("0"));
}

#[tokio::test]
async fn lines_are_split_by_catalogue_and_taken_back_exactly() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.admit().await;
    let drug = desk.line(&mdtrt_id, 1, "B1", "33.335", "3");
    let outside = desk.line(&mdtrt_id, 2, "UNKNOWN", "12.5", "2");
    let Outcome::Uploaded { lines } = desk.upload(&[drug.clone(), outside]).await else { panic!("not uploaded") };
    let whole = LineSplit { preselfpay_amt: yuan("10.00"), inscp_scp_amt: yuan("90.01"), ..LineSplit::default() };
    let own = LineSplit { fulamt_ownpay_amt: yuan("25.00"), ..LineSplit::default() };
    assert_eq!(lines[0].1, whole); // 100.005 → 100.01; a tenth of it → 10.00
    assert_eq!(lines[1].1, own);

    // F13: refunds take back their original's split, no more than is left, and end at zero.
    let too_many = desk.refund_line(&drug, 3, "4", "133.34");
    assert_eq!(refused(&desk.upload(&[too_many]).await), "refund-count");
    let wrong = desk.refund_line(&drug, 4, "1", "33.35");
    assert_eq!(refused(&desk.upload(&[wrong]).await), "refund-amount");
    let some = desk.refund_line(&drug, 5, "1", "33.34");
    let rest = desk.refund_line(&drug, 6, "2", "66.67");
    let Outcome::Uploaded { lines } = desk.upload(&[some, rest]).await else { panic!("not uploaded") };
    let back = lines.iter().fold(whole, |left, (_, split)| settlement::line::plus(&left, split));
    assert_eq!(back, LineSplit::default());
    let more = desk.refund_line(&drug, 7, "1", "33.34");
    assert_eq!(refused(&desk.upload(&[more]).await), "refund-count");
}

#[tokio::test]
async fn what_does_not_add_up_is_refused_and_changes_nothing() {
    let mut desk = Desk::open().await;
    let mdtrt_id = desk.stay().await;
    let missing = LineSplit { inscp_scp_amt: yuan("49999.99"), ..LineSplit::default() };
    let outcome = desk.ask(&settlement(&mdtrt_id, desk.now(), &missing, false)).await.unwrap();
    assert_eq!(refused(&outcome), "line-total");
    let moved = LineSplit { inscp_scp_amt: yuan("49999.99"), preselfpay_amt: yuan("0.01"), ..LineSplit::default() };
    let outcome = desk.ask(&settlement(&mdtrt_id, desk.now(), &moved, false)).await.unwrap();
    assert_eq!(refused(&outcome), "line-parts");
    assert_eq!(desk.ask(&query(&mdtrt_id)).await, Ok(Outcome::NotThere));

    let again = desk.ask(&admission(desk.now())).await.unwrap();
    assert_eq!(refused(&again), "stay-open");
    assert!(matches!(
        desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false)).await,
        Ok(Outcome::Settled { .. })
    ));
    let late = desk.line(&mdtrt_id, 9, "A1", "1", "1");
    assert_eq!(refused(&desk.upload(&[late]).await), "stay-settled");
    let second = desk.ask(&settlement(&mdtrt_id, desk.now(), &fifty_thousand(), false)).await.unwrap();
    assert_eq!(refused(&second), "stay-settled");
}

#[tokio::test]
async fn a_sign_in_is_good_for_a_day() {
    let mut desk = Desk::open().await;
    desk.step(TimeDelta::days(1));
    let who = by(CredentialKind::ResidentId, RESIDENT_ID);
    assert_eq!(refused(&desk.ask(&who).await.unwrap()), "sign-in-needed");
    desk.sign_in().await;
    assert!(matches!(desk.ask(&who).await, Ok(Outcome::Insured { .. })));
}

#[tokio::test]
async fn in_process_and_over_http_it_is_one_platform() {
    let mut desk = Desk::open().await;
    let message = desk.build(&by(CredentialKind::ResidentId, RESIDENT_ID));
    let over_http = desk.answer(&message).await.outcome(Interface::Person, &[]).unwrap();
    let direct = desk.reopened().await.in_process(Duration::from_secs(2));
    let answer = direct.send(message.bytes().to_vec()).await.unwrap();
    let in_process = payer::Answer::parse(&answer).unwrap().outcome(Interface::Person, &[] as &[ChargeId]).unwrap();
    assert_eq!(in_process, over_http);
}

/// The deductible of what is settled now.
async fn deductible(desk: &mut Desk, mdtrt_id: &str) -> Yuan {
    let outcome = desk.ask(&settlement(mdtrt_id, desk.now(), &fifty_thousand(), false)).await.unwrap();
    settled(&outcome).1.act_pay_dedc
}

/// It is that time, and the hospital has signed in.
async fn at(desk: &mut Desk, time: &str) {
    *desk.clock.lock().unwrap() = time.parse().unwrap();
    desk.sign_in().await;
}

#[tokio::test]
async fn a_stay_over_31_december_is_counted_in_the_year_of_its_discharge_and_so_is_the_next_one() {
    let mut desk = Desk::open().await;
    let first = desk.stay().await;
    assert_eq!(deductible(&mut desk, &first).await, yuan("1000"));
    desk.ask(&discharge(&first, desk.now())).await.unwrap();
    at(&mut desk, "2026-12-31T23:00:00").await;
    let second = desk.stay().await;
    at(&mut desk, "2027-01-01T01:00:00").await;
    assert_eq!(deductible(&mut desk, &second).await, yuan("1000"), "the first of 2027, no longer the second of 2026");
    desk.ask(&discharge(&second, desk.now())).await.unwrap();
    at(&mut desk, "2027-01-02T09:00:00").await;
    let third = desk.stay().await;
    assert_eq!(deductible(&mut desk, &third).await, yuan("500"), "the second of 2027");
}

#[tokio::test]
async fn taken_back_a_stay_is_counted_in_the_year_of_its_admission_until_it_is_settled_anew() {
    let mut desk = Desk::open().await;
    at(&mut desk, "2026-12-31T23:00:00").await;
    let stay = desk.stay().await;
    at(&mut desk, "2027-01-01T01:00:00").await;
    for _ in 0..2 {
        let outcome = desk.ask(&settlement(&stay, desk.now(), &fifty_thousand(), false)).await.unwrap();
        let Outcome::Settled { setl_id, amounts, .. } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(amounts.act_pay_dedc, yuan("1000"));
        desk.ask(&take_back(&stay, setl_id.as_str())).await.unwrap();
    }
    desk.ask(&discharge(&stay, desk.now())).await.unwrap();
    let next = desk.stay().await;
    assert_eq!(deductible(&mut desk, &next).await, yuan("1000"), "nothing of it is left in 2027");
}

/// Jinan's policy with a supplement of each kind that the platform has a field for.
fn with_supplements() -> String {
    let layer = |name: &str, base: &str| {
        format!(
            "[{name}]\nsource = \"s\"\nbase = {{ value = [\"{base}\"], source = \"s\" }}\n\
             threshold = {{ value = \"0\", source = \"s\" }}\nband_edges = {{ value = \"from_zero\", source = \"s\" }}\n\
             period = {{ value = \"stay\", source = \"s\" }}\nbands = [{{ from = \"0\", rate = \"0.50\" }}]\n\
             [{name}.cap]\nkind = {{ value = \"none\", source = \"s\" }}\n"
        )
    };
    let layers = [("civil_servants", "coinsurance"), ("enterprise", "coinsurance"), ("commercial", "deductible")];
    let layers: String = layers.map(|(name, base)| layer(name, base)).concat();
    format!(
        "format = 2\n{JINAN_EMPLOYEE_INPATIENT_2024}\n[layers]\norder = {{ value = [\"second_tier\", \
         \"civil_servants\", \"enterprise\", \"commercial\"], source = \"s\" }}\n{layers}"
    )
}

#[tokio::test]
async fn supplements_have_fields_and_funds_of_their_own_and_the_answer_adds_up() {
    let mut desk = Desk::open().await;
    desk.sandbox.load_policies(&[&with_supplements()]).await.unwrap();
    let stay = desk.stay().await;
    let message = desk.build(&trial(&stay, desk.now(), &fifty_thousand(), false));
    let said = desk.answer(&message).await.output::<Trial2303>().unwrap();
    let info = said.setlinfo.unwrap();
    let supplements = [info.cvlserv_pay, info.hifes_pay, info.oth_pay].map(|field| field.yuan());
    assert!(supplements.iter().all(|paid| *paid > Yuan::ZERO), "{supplements:?}");
    let paid: Yuan = supplements.into_iter().sum();
    let funds = info.hifp_pay.yuan() + info.hifob_pay.yuan() + paid;
    assert_eq!(info.fund_pay_sumamt.yuan(), funds);
    let of = |code: &str| {
        let share = said.setldetail.iter().find(|share| share.fund_pay_type.as_str() == code);
        share.map(|share| share.fund_payamt.yuan())
    };
    assert_eq!(["320100", "370100", "999996"].map(of), supplements.map(Some));
    // The hospital believes it: no identity is hurt.
    let outcome = desk.ask(&settlement(&stay, desk.now(), &fifty_thousand(), false)).await.unwrap();
    assert_eq!(settled(&outcome).1.fund_pay_sumamt, funds);
}
