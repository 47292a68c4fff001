//! What is explained is what is signed: when the platform's amount differs from ours, the difference is named with its
//! cause, and one without a known cause is looked into before the bill is signed.

use crate::{
    harness::{Harness, Insured, refusal},
    published::adds_up,
};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Failure, Request,
    request::ConsentGiven,
    view::{AmountsAre, BillDetail},
};
use model::{
    id::SettlementId,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Institution;
use settlement::{cause::Setting, policy::HospitalKind};

async fn bill(harness: &Harness) -> BillDetail {
    harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap()
}

/// Shows a trial of 50,000 yuan in scope.
async fn shown(harness: &Harness) -> (SettlementId, String) {
    harness.charge("50").await;
    let presettled = harness.ask(Request::Presettle(usecase::Presettle { admission: harness.admission })).await;
    let Ok(Answer::Presettled { settlement, fingerprint }) = presettled else { panic!("{presettled:?}") };
    (settlement, fingerprint)
}

fn consent(settlement: SettlementId, fingerprint: &str) -> Request {
    Request::Consent(usecase::Consent { settlement, fingerprint: fingerprint.into(), means: ConsentGiven::Print })
}

fn confirm(settlement: SettlementId, text: Option<&str>) -> Request {
    Request::ConfirmDifference(usecase::ConfirmDifference {
        settlement,
        reason: ReasonCode::Other,
        text: text.map(str::to_owned),
    })
}

#[tokio::test]
async fn a_stay_that_only_the_platform_knows_is_named_and_what_is_explained_is_what_is_signed() {
    let harness = Harness::in_bed_as(&Insured { elsewhere: 1, ..Insured::default() }).await;
    let (settlement, fingerprint) = shown(&harness).await;
    let trial = bill(&harness).await;
    let signed = |bill: &BillDetail| {
        adds_up(bill);
        assert_ne!(bill.amounts, bill.estimate);
        assert_eq!(bill.amounts.act_pay_dedc, Yuan::from_fen(50_000), "by the platform: the second stay of the year");
        let causes: Vec<_> = bill.explanation.causes.iter().map(|cause| cause.settings.clone()).collect();
        assert_eq!(causes, [[Setting::Stay { ours: 1, fits: 2, or_later: false }]]);
        let fields: Vec<_> = bill.explanation.differences.iter().map(|found| found.field).collect();
        assert!(fields.contains(&"act_pay_dedc") && fields.contains(&"fund_pay_sumamt"), "{fields:?}");
        assert!(!bill.asks_about_difference());
        bill.explanation.clone()
    };
    let explained = signed(&trial);
    harness.ask(consent(settlement, &fingerprint)).await.unwrap();
    assert_eq!(signed(&bill(&harness).await), explained);
    harness.settle(settlement).await.unwrap();
    assert_eq!(signed(&bill(&harness).await), explained);
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Mobile, place: PayPlace::Bedside }))
        .await
        .unwrap();
    let last = bill(&harness).await;
    assert_eq!(last.amounts_are, AmountsAre::Final);
    assert_eq!(signed(&last), explained);
}

#[tokio::test]
async fn a_difference_that_nobody_can_name_is_looked_into_before_it_is_signed() {
    let harness = Harness::in_bed_as(&Insured::default()).await;
    // The platform takes the hospital for one of level 2, which no known cause explains.
    let code = "H37010000001".parse().unwrap();
    harness.sandbox.enrol_institution(&Institution { code, level: 2, kind: HospitalKind::General }).await.unwrap();
    let (settlement, fingerprint) = shown(&harness).await;
    let page = bill(&harness).await;
    adds_up(&page);
    assert!(page.asks_about_difference() && !page.ready && page.explanation.causes.is_empty());
    assert!(page.checks.iter().any(|check| check.message.id == "check-difference" && !check.passed));
    // 50,000 in scope. Level 2: 9,600 × 0.90 + 40,000 × 0.93 = 45,840, and 4,160 are too little for the second tier.
    // Level 3: 9,000 × 0.85 + 40,000 × 0.88 = 42,850, and (7,150 − 6,000) × 0.80 = 920. 2,000 are on the account.
    let yuan = |whole: i64| Yuan::from_fen(whole * 100);
    let differences = page.explanation.differences.iter();
    assert_eq!(
        differences.map(|found| (found.field, found.platform, found.estimate)).collect::<Vec<_>>(),
        [
            ("act_pay_dedc", yuan(400), yuan(1_000)),
            ("hifp_pay", yuan(45_840), yuan(42_850)),
            ("hifob_pay", yuan(0), yuan(920)),
            ("fund_pay_sumamt", yuan(45_840), yuan(43_770)),
            ("psn_cash_pay", yuan(2_160), yuan(4_230)),
            ("psn_part_amt", yuan(4_160), yuan(6_230)),
        ]
    );

    let Err(Failure::Refused(refused)) = harness.ask(consent(settlement, &fingerprint)).await else { panic!() };
    assert_eq!(refused.code, "difference-unexplained");
    let named: Vec<_> = refused.obstacles.iter().map(|found| found.message.clone()).collect();
    let expected: Vec<_> = page.explanation.differences.iter().map(settlement::Difference::message).collect();
    assert_eq!(named, expected, "with both amounts");

    for empty in [None, Some("  ")] {
        assert_eq!(refusal(harness.ask(confirm(settlement, empty)).await), "difference-reason-missing");
    }
    harness.ask(confirm(settlement, Some("医保办王老师：平台按二级医院登记，以平台为准"))).await.unwrap();
    let page = bill(&harness).await;
    assert!(page.difference_confirmed_at.is_some() && page.ready && !page.asks_about_difference());
    assert_eq!(refusal(harness.ask(confirm(settlement, Some("again"))).await), "difference-confirmed");
    let kept = harness.look(|worlds| worlds.settlement.settlement(settlement).unwrap().confirmed.clone().unwrap().1);
    let text = harness.journal.open_side(kept.text.unwrap().id).await.unwrap().unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), "医保办王老师：平台按二级医院登记，以平台为准");
    harness.ask(consent(settlement, &fingerprint)).await.unwrap();

    // After another charge there is another trial, and the difference is looked into again.
    let (settlement, fingerprint) = shown(&harness).await;
    assert_eq!(refusal(harness.ask(consent(settlement, &fingerprint)).await), "difference-unexplained");
}

#[tokio::test]
async fn where_both_agree_there_is_nothing_to_look_into() {
    let harness = Harness::in_bed_as(&Insured::default()).await;
    let (settlement, fingerprint) = shown(&harness).await;
    let page = bill(&harness).await;
    assert!(page.explanation.differences.is_empty() && page.explanation.causes.is_empty());
    assert!(page.checks.iter().all(|check| check.message.id != "check-difference"));
    assert_eq!(refusal(harness.ask(confirm(settlement, Some("nothing"))).await), "difference-none");
    harness.ask(consent(settlement, &fingerprint)).await.unwrap();
}
