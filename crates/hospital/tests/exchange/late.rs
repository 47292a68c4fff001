//! Insurance that becomes known after the arrival, is set aside for now, or is one of several.

use crate::harness::{Harness, refusal};
use hospital::Request;
use hospital::read;
use hospital::usecase;
use model::{
    interface::Interface,
    journey::PersonClass,
    money::Yuan,
    scheduling::{Formality, ReasonCode, SettledAt},
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use settlement::SettlementState;

fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

fn choose(harness: &Harness, coverage: model::id::CoverageId) -> Request {
    Request::ChooseCoverage(usecase::ChooseCoverage { admission: harness.admission, coverage })
}

#[tokio::test]
async fn insurance_that_is_recorded_late_reaches_the_bill() {
    let mut harness = Harness::arrived_unknown().await;
    harness.insure().await.unwrap();
    let amount = yuan("500");
    harness
        .ask(Request::TakeDeposit(usecase::TakeDeposit {
            admission: harness.admission,
            amount,
            method: PayMethod::Cash,
        }))
        .await
        .unwrap();
    harness.charge("50").await;
    let charge = harness.look(|worlds| worlds.settlement.lines(harness.admission).next().unwrap().charge);
    let count = "1".parse().unwrap();
    harness
        .ask(Request::RefundCharge(usecase::RefundCharge { charge, count, reason: ReasonCode::Mistake, text: None }))
        .await
        .unwrap();
    harness.charge("1").await;
    harness.occupy().await;
    harness.consent().await;
    assert_eq!(harness.bill().totals.fulamt_ownpay_amt, yuan("50000"));
    let before = harness.look(|worlds| worlds.settlement.ledger_balances());

    harness.cover(PersonClass::Active).await;
    assert_eq!(harness.bill().totals.inscp_scp_amt, yuan("50000"), "split again");
    assert!(
        harness.look(|worlds| worlds.settlement.current_settlement(harness.admission).is_none()),
        "consent is void"
    );
    assert_eq!(harness.bill().deposits_held, amount);
    assert_eq!(harness.look(|worlds| worlds.settlement.ledger_balances()), before, "nobody was charged anything");
    harness.until(|harness| harness.bill().mdtrt_id.is_some()).await; // 1101 and 2401 by themselves
    harness.restart().await;
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
    assert_eq!(bill.amounts.fund_pay_sumamt, yuan("43770"));
    assert!(bill.explanation.differences.is_empty(), "{:?}", bill.explanation.differences);

    // What becomes known now is too late, and the answer says so.
    let other = harness.cover(PersonClass::Retired).await;
    assert_eq!(harness.state(), SettlementState::Settled);
    assert_eq!(refusal(harness.ask(choose(&harness, other)).await), "insurance-too-late");
}

#[tokio::test]
async fn of_several_insurances_the_nurse_chooses() {
    let harness = Harness::arrived_unknown().await;
    harness.insure().await.unwrap();
    harness.charge("1").await;
    let first = harness.cover(PersonClass::Active).await;
    assert!(harness.bill().policy.is_some(), "the only one");
    let second = harness.cover(PersonClass::Retired).await;
    assert_eq!(harness.bill().class, PersonClass::Active, "another does not take its place by itself");
    let choices = harness
        .hospital
        .read(&harness.nurse(), read::Bill { admission: harness.admission })
        .await
        .unwrap()
        .insurance
        .choices;
    let listed: Vec<_> = choices.iter().map(|choice| (choice.coverage, choice.in_force)).collect();
    assert_eq!(listed, [(second, false), (first, true)]);
    harness.ask(choose(&harness, second)).await.unwrap();
    assert_eq!(harness.bill().class, PersonClass::Retired);
    assert_eq!(refusal(harness.ask(choose(&harness, second)).await), "insurance-same");
    let nobody = model::id::CoverageId(uuid::Uuid::from_u128(7));
    assert_eq!(refusal(harness.ask(choose(&harness, nobody)).await), "coverage-not-theirs");
}

#[tokio::test]
async fn nothing_is_chosen_while_it_is_unknown_whether_the_bill_is_settled() {
    let harness = Harness::in_bed().await;
    let settlement = harness.consent().await;
    harness.sandbox.fail(Interface::Settlement, Fault::RequestLost {}, 1);
    harness.settle(settlement).await.unwrap();
    let other = harness.cover(PersonClass::Retired).await;
    assert_eq!(refusal(harness.ask(choose(&harness, other)).await), "settlement-under-way");
    let pay_all = || {
        Request::PayAllForNow(usecase::PayAllForNow {
            admission: harness.admission,
            reason: ReasonCode::Other,
            text: None,
        })
    };
    assert_eq!(refusal(harness.ask(pay_all()).await), "settlement-under-way");
    // Once it is known that the bill was not settled, the insurance counts.
    harness.until(|harness| harness.state() == SettlementState::Consented).await;
    harness.ask(choose(&harness, other)).await.unwrap();
    assert_eq!(harness.bill().class, PersonClass::Retired);
    assert_eq!(refusal(harness.settle(settlement).await), "settlement-superseded");
}

#[tokio::test]
async fn the_unidentified_are_insured_once_it_is_known_who_they_are_and_no_more_when_it_is_undone() {
    let mut harness = Harness::arrived().await;
    // The known woman does not come; somebody without a name is in bed instead.
    let reason = ReasonCode::PatientWish;
    harness
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: harness.admission, reason, text: None }))
        .await
        .unwrap();
    let (unknown, known) = (harness.unidentified().await, harness.patient);
    harness.admission = harness.arrive(unknown).await;
    harness.insure().await.unwrap();
    harness.charge("1").await;
    harness.occupy().await;
    assert!(harness.bill().is_self_pay());
    harness.system(Request::MergePersons(usecase::MergePersons { from: unknown, into: known })).await.unwrap();
    assert_eq!(harness.bill().totals.inscp_scp_amt, yuan("1000"));
    harness.until(|harness| harness.bill().mdtrt_id.is_some()).await;
    harness
        .system(Request::UndoMerge(usecase::UndoMerge { from: unknown, reason: ReasonCode::WrongPerson, text: None }))
        .await
        .unwrap();
    assert!(harness.bill().is_self_pay());
    assert_eq!(harness.bill().totals.fulamt_ownpay_amt, yuan("1000"));
    harness.until(|harness| !harness.bill().withdrawing).await;
    assert!(harness.sandbox.open_stays().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_platform_says_no_and_there_is_a_bed() {
    let harness = Harness::arrived().await;
    harness.sandbox.fail(Interface::Person, Fault::Refuse { message: "[person-unknown] 查无此人".into() }, 2);
    assert_eq!(refusal(harness.insure().await), "platform-refused");
    let admission = harness.admission;
    let pay_all = || {
        Request::PayAllForNow(usecase::PayAllForNow {
            admission,
            reason: ReasonCode::Other,
            text: Some("系统查无此人".into()),
        })
    };
    harness.ask(pay_all()).await.unwrap();
    assert!(harness.bill().pays_all && harness.bill().is_self_pay());
    // Taken back: the formality is open, and the stay has the insurance again.
    let undo = Request::UndoFormality(usecase::UndoFormality {
        admission,
        formality: Formality::Insurance,
        reason: ReasonCode::Mistake,
        text: None,
    });
    harness.ask(undo).await.unwrap();
    assert!(!harness.bill().is_self_pay());
    assert_eq!(refusal(harness.insure().await), "platform-refused");
    harness.ask(pay_all()).await.unwrap();
    harness.occupy().await;
    harness.charge("50").await;

    let coverage = harness.look(|worlds| worlds.journey.coverage_of(harness.patient).unwrap().id);
    harness.ask(choose(&harness, coverage)).await.unwrap();
    assert!(harness.bill().mdtrt_id.is_some());
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    assert_eq!(harness.state(), SettlementState::Settled);
}

fn merge(from: model::id::PersonId, into: model::id::PersonId) -> Request {
    Request::MergePersons(usecase::MergePersons { from, into })
}

#[tokio::test]
async fn a_person_of_several_records_is_insured_once() {
    let mut harness = Harness::arrived().await;
    let reason = ReasonCode::PatientWish;
    harness
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: harness.admission, reason, text: None }))
        .await
        .unwrap();
    let known = harness.patient;
    let (one, other) = (harness.unidentified().await, harness.unidentified().await);
    harness.system(merge(other, one)).await.unwrap();
    harness.admission = harness.arrive(one).await;
    harness.charge("1").await;
    // Insurance is added to a person with two records, whose one stay has none.
    harness.patient = other;
    harness.cover(PersonClass::Active).await;
    assert_eq!((harness.bill().is_self_pay(), harness.bill().class), (false, PersonClass::Active));
    // When the person is merged into one who is insured otherwise, the stay keeps its own insurance.
    harness.system(merge(one, known)).await.unwrap();
    assert_eq!(harness.bill().totals.inscp_scp_amt, yuan("1000"));
}

#[tokio::test]
async fn who_is_parted_from_somebody_keeps_the_own_insurance() {
    // The stay belongs to the record that was merged into, or to the one that was merged.
    for merged in [false, true] {
        let harness = Harness::in_bed().await;
        let before = harness.bill();
        let unknown = harness.unidentified().await;
        let (from, into) = if merged { (harness.patient, unknown) } else { (unknown, harness.patient) };
        harness.system(merge(from, into)).await.unwrap();
        harness
            .system(Request::UndoMerge(usecase::UndoMerge { from, reason: ReasonCode::WrongPerson, text: None }))
            .await
            .unwrap();
        let after = harness.bill();
        assert_eq!((&after.policy, &after.mdtrt_id, after.withdrawing), (&before.policy, &before.mdtrt_id, false));
        assert_eq!(after.totals, before.totals, "merged: {merged}");
    }
}

#[tokio::test]
async fn pays_all_for_now_is_not_lost_through_a_record_without_insurance() {
    let harness = Harness::arrived().await;
    let admission = harness.admission;
    harness
        .ask(Request::PayAllForNow(usecase::PayAllForNow { admission, reason: ReasonCode::Hospital, text: None }))
        .await
        .unwrap();
    harness.system(merge(harness.unidentified().await, harness.patient)).await.unwrap();
    assert!(harness.bill().pays_all && harness.bill().is_self_pay());
    // Insurance that is news counts.
    harness.cover(PersonClass::Retired).await;
    assert!(harness.bill().pays_all, "two would fit: the nurse chooses");
}

#[tokio::test]
async fn on_arrival_the_newest_insurance_that_can_be_settled_is_taken() {
    let mut harness = Harness::arrived().await;
    let reason = ReasonCode::PatientWish;
    harness
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: harness.admission, reason, text: None }))
        .await
        .unwrap();
    let resident = model::journey::InsuranceType::Resident;
    harness.cover_as(harness.patient, resident, PersonClass::Resident, "110000").await;
    harness.admission = harness.arrive(harness.patient).await;
    assert!(!harness.bill().is_self_pay(), "there is no policy of that place; the employee's insurance fits");
    // For somebody without an insurance that fits, the bill names the one that there is.
    let unknown = harness.unidentified().await;
    harness.cover_as(unknown, resident, PersonClass::Resident, "110000").await;
    harness.admission = harness.arrive(unknown).await;
    assert_eq!((harness.bill().is_self_pay(), harness.bill().insurance), (true, resident));
}

#[tokio::test]
async fn who_left_settled_but_unpaid_is_on_the_work_list() {
    let harness = Harness::in_bed().await;
    let amount = yuan("9000");
    harness
        .ask(Request::TakeDeposit(usecase::TakeDeposit {
            admission: harness.admission,
            amount,
            method: PayMethod::Cash,
        }))
        .await
        .unwrap();
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness.system(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap();
    let listed = async || {
        let page = harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap();
        page.stays.into_iter().flat_map(|stay| stay.messages).map(|message| message.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, ["open-stay-unpaid"]);
    let pay = |place| harness.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place }));
    assert_eq!(refusal(pay(PayPlace::Bedside).await), "pay-place-left");
    pay(PayPlace::Later).await.unwrap();
    assert!(listed().await.is_empty());
    let settled = harness.look(|worlds| worlds.scheduling.admission(harness.admission).unwrap().settled);
    assert_eq!(settled, Some(SettledAt::Open), "the promise counts what it was when she left");
}

#[tokio::test]
async fn what_is_paid_at_a_counter_is_not_settled_at_the_bedside() {
    for (place, counts) in [(PayPlace::Counter, SettledAt::Counter), (PayPlace::Bedside, SettledAt::Bedside)] {
        let harness = Harness::in_bed().await;
        let settlement = harness.consent().await;
        harness.settle(settlement).await.unwrap();
        let pay = |place| harness.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash, place }));
        assert_eq!(refusal(pay(PayPlace::Later).await), "pay-place-here");
        let (method, bedside) = (PayMethod::Cash, PayPlace::Bedside);
        let counter = Request::Pay(usecase::Pay { settlement, method, place: bedside });
        assert_eq!(refusal(harness.execute(&harness.desk(), counter).await), "pay-place-desk");
        pay(place).await.unwrap();
        harness.system(Request::Discharge(usecase::Discharge { admission: harness.admission })).await.unwrap();
        let settled = harness.look(|worlds| worlds.scheduling.admission(harness.admission).unwrap().settled);
        assert_eq!(settled, Some(counts));
    }
}
