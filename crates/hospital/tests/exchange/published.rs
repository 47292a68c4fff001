//! Published results at the bedside: stays whose invented lines add up to the published totals, under policies that the
//! platform loads too. The policies and their sources are in `crates/settlement/tests/data`.

use crate::harness::{Harness, Insured, item};
use hospital::read;
use hospital::usecase;
use hospital::{
    Answer, Request,
    view::{AmountsAre, BillDetail, SettlementStage, StepState},
};
use model::{
    actor::Actor,
    interface::Interface,
    journey::{InsuranceType, PersonClass, StepKind},
    money::Yuan,
    settlement::{
        ChargeClass::{A, B, C},
        PayMethod, PayPlace,
    },
};
use settlement::explanation::SplitPart;

fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

fn policy(id: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../settlement/tests/data");
    std::fs::read_to_string(folder.join(format!("{id}-policy.toml"))).unwrap()
}

/// The steps add up from the deposits to what is returned or still to be paid.
pub(crate) fn adds_up(bill: &BillDetail) {
    let explanation = &bill.explanation;
    let sum: Yuan = explanation.steps.iter().map(|step| step.amount).sum();
    assert_eq!(sum, explanation.balance, "{:?}", explanation.steps);
    assert_eq!(explanation.balance, bill.deposits_held - bill.amounts.psn_cash_pay);
    assert_eq!(explanation.balance, bill.deposit_refund - bill.arrears);
}

/// Charges, takes the deposit, settles and pays; returns the bill at each stage.
async fn settled(
    insured: &Insured,
    lines: &[(&str, &str)],
    deposit: Option<&str>,
) -> (Harness, [BillDetail; 3], Answer) {
    let harness = Harness::in_bed_as(insured).await;
    let admission = harness.admission;
    if let Some(amount) = deposit {
        let (amount, method) = (yuan(amount), PayMethod::Mobile);
        harness.ask(Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method })).await.unwrap();
    }
    for (item, count) in lines {
        let (item, count) = ((*item).to_owned(), count.parse().unwrap());
        harness.ask(Request::Charge(usecase::Charge { admission, item, count })).await.unwrap();
    }
    let page = async || harness.hospital.read(&harness.nurse(), read::Bill { admission }).await.unwrap();
    let estimate = page().await;
    assert_eq!((estimate.stage, estimate.amounts_are), (SettlementStage::None, AmountsAre::Estimate));
    let settlement = harness.consent().await;
    let agreed = page().await;
    assert_eq!((agreed.stage, agreed.amounts_are), (SettlementStage::Consented, AmountsAre::Trial));
    assert!(agreed.ready, "{:?}", agreed.checks);
    harness.settle(settlement).await.unwrap();
    let paid = harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Mobile, place: PayPlace::Bedside }))
        .await
        .unwrap();
    let last = page().await;
    assert_eq!((last.stage, last.amounts_are), (SettlementStage::Paid, AmountsAre::Final));
    for bill in [&estimate, &agreed, &last] {
        assert!(
            bill.explanation.differences.is_empty(),
            "the platform and we compute the same: {:?}",
            bill.explanation.differences
        );
        assert_eq!(bill.amounts, bill.estimate);
        adds_up(bill);
        assert!(!bill.estimate_only && bill.exchange.is_none());
    }
    (harness, [estimate, agreed, last], paid)
}

#[tokio::test]
async fn w01_an_employee_of_heilongjiang() {
    let insured = Insured {
        policy: policy("W01"),
        region: "230000",
        balance: Yuan::ZERO,
        items: vec![item("D1", A, "37.5", "0"), item("D2", B, "62.5", "0.10"), item("T1", A, "400", "0")],
        ..Insured::default()
    };
    // 3,000 of class A, 5,000 of class B with 10 % first, 2,000 of treatment.
    let lines = [("D1", "60"), ("D1", "20"), ("D2", "80"), ("T1", "5")];
    let (harness, bills, _) = settled(&insured, &lines, None).await;
    for bill in &bills {
        let a = &bill.amounts;
        assert_eq!(a.medfee_sumamt, yuan("10000"));
        assert_eq!((a.preselfpay_amt, a.inscp_scp_amt, a.act_pay_dedc), (yuan("500"), yuan("9500"), yuan("1300")));
        assert_eq!((a.fund_pay_sumamt, a.psn_part_amt), (yuan("6560"), yuan("3440")));
        assert_eq!(bill.arrears + bill.deposit_refund, yuan("3440"));
    }
    for bill in &bills {
        let steps: Vec<_> = bill.explanation.steps.iter().map(|step| (step.part, step.amount)).collect();
        let parts = [
            (SplitPart::OutOfScope, -yuan("500")),
            (SplitPart::Deductible, -yuan("1300")),
            (SplitPart::Share, -yuan("1640")),
        ];
        assert_eq!(steps, parts, "zero steps are left out");
        assert_eq!(bill.explanation.steps[2].rows[0].message.id, "split-row-band");
    }
    assert_eq!(harness.in_force().await.len(), 1);
}

#[tokio::test]
async fn w02_a_resident_with_70000() {
    let insured = Insured {
        policy: policy("W02"),
        insurance: InsuranceType::Resident,
        class: PersonClass::Resident,
        region: "990002",
        balance: Yuan::ZERO,
        items: vec![item("D1", A, "950", "0"), item("D2", B, "125", "0.10"), item("X1", C, "1500", "0")],
        ..Insured::default()
    };
    // 57,000 of class A, 10,000 of class B with 10 % first, 3,000 that nobody covers.
    let (_, bills, _) = settled(&insured, &[("D1", "60"), ("D2", "80"), ("X1", "2")], Some("30000")).await;
    for bill in &bills {
        let a = &bill.amounts;
        assert_eq!((a.medfee_sumamt, a.preselfpay_amt), (yuan("70000"), yuan("1000")));
        assert_eq!((a.fulamt_ownpay_amt, a.fund_pay_sumamt), (yuan("3000"), yuan("42120")));
        assert_eq!(bill.deposit_refund, yuan("2120"));
    }
}

#[tokio::test]
async fn w18_a_pensioner_gets_280_of_the_deposit_back() {
    let insured = Insured {
        policy: policy("W18"),
        class: PersonClass::Retired,
        region: "990018",
        balance: Yuan::ZERO,
        items: vec![item("D1", A, "25", "0"), item("D2", B, "50", "0.10")],
        ..Insured::default()
    };
    // 2,000 of class A, 1,000 of class B with 10 % first.
    let (harness, bills, paid) = settled(&insured, &[("D1", "80"), ("D2", "20")], Some("1200")).await;
    for bill in &bills {
        let a = &bill.amounts;
        assert_eq!((a.fund_pay_sumamt, a.psn_part_amt), (yuan("2080"), yuan("920")));
        assert_eq!((bill.deposits_held, bill.deposit_refund, bill.arrears), (yuan("1200"), yuan("280"), Yuan::ZERO));
        assert_eq!((bill.explanation.steps[0].part, bill.explanation.balance), (SplitPart::Deposits, yuan("280")));
    }
    let Answer::Paid { deposit_refund, arrears, .. } = paid else { panic!("{paid:?}") };
    assert_eq!((deposit_refund, arrears), (yuan("280"), Yuan::ZERO));
    let balances = harness.look(|worlds| worlds.settlement.ledger_balances());
    assert_eq!(balances.into_values().sum::<Yuan>(), Yuan::ZERO);
}

#[tokio::test]
async fn the_bill_shows_what_stands_in_the_way() {
    let harness = Harness::arrived().await;
    let page = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    let failed: Vec<&str> = page.checks.iter().filter(|check| !check.passed).map(|check| &*check.message.id).collect();
    assert_eq!(failed, ["check-in-bed", "check-lines", "check-registered"]);
    assert!(!page.ready && page.checks.iter().all(|check| check.passed == check.way.is_none()));
    let early = harness.ask(Request::Presettle(usecase::Presettle { admission: harness.admission })).await;
    assert_eq!(crate::harness::refusal(early), "stay-not-in-bed");
    assert!(page.open && page.items.len() == 1 && page.suggestion.is_none());
}

#[tokio::test]
async fn an_unknown_outcome_is_said_and_money_waits() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, payer::sandbox::Fault::ReplyLost {}, 1);
    harness.settle(settlement).await.unwrap();
    let page = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    let notice = page.exchange.unwrap();
    assert_eq!((notice.infno.number(), notice.unknown, &*notice.message.id), ("2304", true, "exchange-notice-unknown"));
    assert_eq!((page.stage, page.open, page.ready), (SettlementStage::Submitted, false, false));
    let refused =
        harness.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place: PayPlace::Bedside })).await;
    assert_eq!(crate::harness::refusal(refused), "settlement-under-way");
}

/// The settlement step has its place on the patient's way, between stay and discharge, and is done once the bill is
/// settled.
#[tokio::test]
async fn the_way_says_where_the_settlement_is() {
    use StepKind::{Discharge, FollowUp, Settlement, Stay};
    let harness = Harness::in_bed().await;
    harness.charge("1").await;
    let way = async || {
        let page =
            harness.hospital.read(&Actor::system(), read::Journeys { person: Some(harness.patient) }).await.unwrap();
        let journey = &page.journeys[0];
        let after = journey.steps.iter().filter(|step| matches!(step.kind, Stay | Settlement | Discharge | FollowUp));
        (after.map(|step| (step.kind, step.state)).collect::<Vec<_>>(), journey.stays[0].settlement)
    };
    let ahead = |kind| (kind, StepState::Ahead);
    let [open, done] = [StepState::Open, StepState::Done];
    let begun = vec![(Stay, open), ahead(Settlement), ahead(Discharge), ahead(FollowUp)];
    assert_eq!(way().await, (begun, SettlementStage::None));
    let settlement = harness.consent().await;
    let agreed = vec![(Stay, open), (Settlement, open), ahead(Discharge), ahead(FollowUp)];
    assert_eq!(way().await, (agreed.clone(), SettlementStage::Consented));
    harness.settle(settlement).await.unwrap();
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Mobile, place: PayPlace::Bedside }))
        .await
        .unwrap();
    let paid = vec![(Stay, open), (Settlement, done), ahead(Discharge), ahead(FollowUp)];
    assert_eq!(way().await, (paid.clone(), SettlementStage::Paid));
    let admission = harness.admission;
    harness.ask(Request::Discharge(usecase::Discharge { admission })).await.unwrap();
    let left = vec![(Stay, done), (Settlement, done), (Discharge, done), (FollowUp, open)];
    assert_eq!(way().await, (left, SettlementStage::Paid));
    let reason = model::scheduling::ReasonCode::Mistake;
    let back = usecase::TakeBackSettlement { settlement, reason, text: None };
    harness.ask(Request::TakeBackSettlement(back)).await.unwrap();
    harness.ask(Request::UndoDischarge(usecase::UndoDischarge { admission, reason, text: None })).await.unwrap();
    let (back, _) = way().await;
    let kinds: Vec<StepKind> = back.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(back.last(), Some(&ahead(FollowUp)), "who lies here again has not left: {back:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == Settlement).count(), 1, "{back:?}");
    assert!(back.contains(&ahead(Discharge)) && back.contains(&ahead(Settlement)), "{back:?}");
}

#[tokio::test]
async fn who_left_unsettled_has_the_settlement_to_do() {
    let harness = Harness::in_bed().await;
    harness.charge("1").await;
    harness.ask(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap();
    let page = harness.hospital.read(&Actor::system(), read::Journeys { person: Some(harness.patient) }).await.unwrap();
    let steps: Vec<_> = page.journeys[0].steps.iter().map(|step| (step.kind, step.state)).collect();
    let open = |kind| (kind, StepState::Open);
    assert_eq!(
        steps[steps.len() - 3..],
        [open(StepKind::Settlement), (StepKind::Discharge, StepState::Done), open(StepKind::FollowUp)]
    );
}
