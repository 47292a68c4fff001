//! Insurance that becomes known after the arrival, is set aside for now, or is one of several.

use crate::house::{House, refusal};
use hospital::Request;
use hospital::read;
use hospital::usecase;
use model::{
    interface::Interface,
    journey::PersonClass,
    money::Yuan,
    scheduling::{Formality, ReasonCode},
    settlement::PayMethod,
};
use payer::sandbox::Fault;
use settlement::SettlementState;

fn yuan(text: &str) -> Yuan {
    text.parse().unwrap()
}

fn choose(house: &House, coverage: model::id::CoverageId) -> Request {
    Request::ChooseCoverage(usecase::ChooseCoverage { admission: house.admission, coverage })
}

#[tokio::test]
async fn insurance_that_is_recorded_late_reaches_the_bill() {
    let mut house = House::arrived_unknown().await;
    house.insure().await.unwrap();
    let amount = yuan("500");
    house
        .ask(Request::TakeDeposit(usecase::TakeDeposit { admission: house.admission, amount, method: PayMethod::Cash }))
        .await
        .unwrap();
    house.charge("50").await;
    let charge = house.look(|worlds| worlds.settlement.lines(house.admission).next().unwrap().charge);
    let count = "1".parse().unwrap();
    house
        .ask(Request::RefundCharge(usecase::RefundCharge { charge, count, reason: ReasonCode::Mistake, text: None }))
        .await
        .unwrap();
    house.charge("1").await;
    house.occupy().await;
    house.consent().await;
    assert_eq!(house.bill().totals.fulamt_ownpay_amt, yuan("50000"));
    let before = house.look(|worlds| worlds.settlement.ledger_balances());

    house.cover(PersonClass::Active).await;
    assert_eq!(house.bill().totals.inscp_scp_amt, yuan("50000"), "split again");
    assert!(house.look(|worlds| worlds.settlement.current_settlement(house.admission).is_none()), "consent is void");
    assert_eq!(house.bill().deposits_held, amount);
    assert_eq!(house.look(|worlds| worlds.settlement.ledger_balances()), before, "nobody was charged anything");
    house.until(|house| house.bill().mdtrt_id.is_some()).await; // 1101 and 2401 by themselves
    house.restart().await;
    let settlement = house.consent().await;
    house.settle(settlement).await.unwrap();
    let bill = house.hospital.read(&house.nurse(), read::Bill { admission: house.admission }).await.unwrap();
    assert_eq!(bill.amounts.fund_pay_sumamt, yuan("43770"));
    assert!(bill.explanation.differences.is_empty(), "{:?}", bill.explanation.differences);

    // What becomes known now is too late, and says so.
    let other = house.cover(PersonClass::Retired).await;
    assert_eq!(house.state(), SettlementState::Settled);
    assert_eq!(refusal(house.ask(choose(&house, other)).await), "insurance-too-late");
}

#[tokio::test]
async fn of_several_insurances_the_nurse_chooses() {
    let house = House::arrived_unknown().await;
    house.insure().await.unwrap();
    house.charge("1").await;
    let first = house.cover(PersonClass::Active).await;
    assert!(house.bill().policy.is_some(), "the only one");
    let second = house.cover(PersonClass::Retired).await;
    assert_eq!(house.bill().class, PersonClass::Active, "another does not take its place by itself");
    let choices =
        house.hospital.read(&house.nurse(), read::Bill { admission: house.admission }).await.unwrap().insurance.choices;
    let listed: Vec<_> = choices.iter().map(|choice| (choice.coverage, choice.in_force)).collect();
    assert_eq!(listed, [(second, false), (first, true)]);
    house.ask(choose(&house, second)).await.unwrap();
    assert_eq!(house.bill().class, PersonClass::Retired);
    assert_eq!(refusal(house.ask(choose(&house, second)).await), "insurance-same");
    let nobody = model::id::CoverageId(uuid::Uuid::from_u128(7));
    assert_eq!(refusal(house.ask(choose(&house, nobody)).await), "coverage-not-theirs");
}

#[tokio::test]
async fn nothing_is_chosen_while_it_is_unknown_whether_the_bill_is_settled() {
    let house = House::in_bed().await;
    let settlement = house.consent().await;
    house.sandbox.fail(Interface::Settlement, Fault::RequestLost {}, 1);
    house.settle(settlement).await.unwrap();
    let other = house.cover(PersonClass::Retired).await;
    assert_eq!(refusal(house.ask(choose(&house, other)).await), "settlement-under-way");
    let pay_all = || {
        Request::PayAllForNow(usecase::PayAllForNow {
            admission: house.admission,
            reason: ReasonCode::Other,
            text: None,
        })
    };
    assert_eq!(refusal(house.ask(pay_all()).await), "settlement-under-way");
    // Once it is known that it was not settled, it counts.
    house.until(|house| house.state() == SettlementState::Consented).await;
    house.ask(choose(&house, other)).await.unwrap();
    assert_eq!(house.bill().class, PersonClass::Retired);
    assert_eq!(refusal(house.settle(settlement).await), "settlement-superseded");
}

#[tokio::test]
async fn the_unidentified_are_insured_once_it_is_known_who_they_are_and_no_more_when_it_is_undone() {
    let mut house = House::arrived().await;
    // The known woman does not come; somebody without a name is in bed instead.
    let reason = ReasonCode::PatientWish;
    house
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: house.admission, reason, text: None }))
        .await
        .unwrap();
    let (unknown, known) = (house.unidentified().await, house.patient);
    house.admission = house.arrive(unknown).await;
    house.insure().await.unwrap();
    house.charge("1").await;
    house.occupy().await;
    assert!(house.bill().is_self_pay());
    house.system(Request::MergePersons(usecase::MergePersons { from: unknown, into: known })).await.unwrap();
    assert_eq!(house.bill().totals.inscp_scp_amt, yuan("1000"));
    house.until(|house| house.bill().mdtrt_id.is_some()).await;
    house
        .system(Request::UndoMerge(usecase::UndoMerge { from: unknown, reason: ReasonCode::WrongPerson, text: None }))
        .await
        .unwrap();
    assert!(house.bill().is_self_pay());
    assert_eq!(house.bill().totals.fulamt_ownpay_amt, yuan("1000"));
    house.until(|house| !house.bill().withdrawing).await;
    assert!(house.sandbox.open_stays().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_platform_says_no_and_there_is_a_bed() {
    let house = House::arrived().await;
    house.sandbox.fail(Interface::Person, Fault::Refuse { message: "[person-unknown] 查无此人".into() }, 2);
    assert_eq!(refusal(house.insure().await), "platform-refused");
    let admission = house.admission;
    let pay_all = || {
        Request::PayAllForNow(usecase::PayAllForNow {
            admission,
            reason: ReasonCode::Other,
            text: Some("系统查无此人".into()),
        })
    };
    house.ask(pay_all()).await.unwrap();
    assert!(house.bill().pays_all && house.bill().is_self_pay());
    // Taken back: the formality is open, and the insurance the stay's again.
    let undo = Request::UndoFormality(usecase::UndoFormality {
        admission,
        formality: Formality::Insurance,
        reason: ReasonCode::Mistake,
        text: None,
    });
    house.ask(undo).await.unwrap();
    assert!(!house.bill().is_self_pay());
    assert_eq!(refusal(house.insure().await), "platform-refused");
    house.ask(pay_all()).await.unwrap();
    house.occupy().await;
    house.charge("50").await;

    let coverage = house.look(|worlds| worlds.journey.coverage_of(house.patient).unwrap().id);
    house.ask(choose(&house, coverage)).await.unwrap();
    assert!(house.bill().mdtrt_id.is_some());
    let settlement = house.consent().await;
    house.settle(settlement).await.unwrap();
    assert_eq!(house.state(), SettlementState::Settled);
}

fn merge(from: model::id::PersonId, into: model::id::PersonId) -> Request {
    Request::MergePersons(usecase::MergePersons { from, into })
}

#[tokio::test]
async fn a_person_of_several_records_is_insured_once() {
    let mut house = House::arrived().await;
    let reason = ReasonCode::PatientWish;
    house
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: house.admission, reason, text: None }))
        .await
        .unwrap();
    let known = house.patient;
    let (one, other) = (house.unidentified().await, house.unidentified().await);
    house.system(merge(other, one)).await.unwrap();
    house.admission = house.arrive(one).await;
    house.charge("1").await;
    // Added to the person of two records, whose one stay has none.
    house.patient = other;
    house.cover(PersonClass::Active).await;
    assert_eq!((house.bill().is_self_pay(), house.bill().class), (false, PersonClass::Active));
    // Merged into the one who is insured otherwise, the stay keeps its own.
    house.system(merge(one, known)).await.unwrap();
    assert_eq!(house.bill().totals.inscp_scp_amt, yuan("1000"));
}

#[tokio::test]
async fn who_is_parted_from_somebody_keeps_the_own_insurance() {
    // The stay is the one's that was merged into, or the one's that was merged.
    for merged in [false, true] {
        let house = House::in_bed().await;
        let before = house.bill();
        let unknown = house.unidentified().await;
        let (from, into) = if merged { (house.patient, unknown) } else { (unknown, house.patient) };
        house.system(merge(from, into)).await.unwrap();
        house
            .system(Request::UndoMerge(usecase::UndoMerge { from, reason: ReasonCode::WrongPerson, text: None }))
            .await
            .unwrap();
        let after = house.bill();
        assert_eq!((&after.policy, &after.mdtrt_id, after.withdrawing), (&before.policy, &before.mdtrt_id, false));
        assert_eq!(after.totals, before.totals, "merged: {merged}");
    }
}

#[tokio::test]
async fn pays_all_for_now_is_not_lost_through_a_record_without_insurance() {
    let house = House::arrived().await;
    let admission = house.admission;
    house
        .ask(Request::PayAllForNow(usecase::PayAllForNow { admission, reason: ReasonCode::Hospital, text: None }))
        .await
        .unwrap();
    house.system(merge(house.unidentified().await, house.patient)).await.unwrap();
    assert!(house.bill().pays_all && house.bill().is_self_pay());
    // Insurance that is news counts.
    house.cover(PersonClass::Retired).await;
    assert!(house.bill().pays_all, "two would fit: the nurse chooses");
}

#[tokio::test]
async fn on_arrival_the_newest_insurance_that_can_be_settled_is_taken() {
    let mut house = House::arrived().await;
    let reason = ReasonCode::PatientWish;
    house
        .ask(Request::CancelAdmission(usecase::CancelAdmission { admission: house.admission, reason, text: None }))
        .await
        .unwrap();
    let resident = model::journey::InsuranceType::Resident;
    house.cover_as(house.patient, resident, PersonClass::Resident, "110000").await;
    house.admission = house.arrive(house.patient).await;
    assert!(!house.bill().is_self_pay(), "there is no policy of that place; the employee's insurance fits");
    // Of somebody who has none that fits, the bill says which there is.
    let unknown = house.unidentified().await;
    house.cover_as(unknown, resident, PersonClass::Resident, "110000").await;
    house.admission = house.arrive(unknown).await;
    assert_eq!((house.bill().is_self_pay(), house.bill().insurance), (true, resident));
}

#[tokio::test]
async fn who_left_settled_but_unpaid_is_on_the_work_list() {
    let house = House::in_bed().await;
    let amount = yuan("9000");
    house
        .ask(Request::TakeDeposit(usecase::TakeDeposit { admission: house.admission, amount, method: PayMethod::Cash }))
        .await
        .unwrap();
    let settlement = house.consent().await;
    house.settle(settlement).await.unwrap();
    house.system(Request::Discharge(usecase::Discharge { admission: house.admission })).await.unwrap();
    let listed = async || {
        let page = house.hospital.read(&house.nurse(), read::OpenStays {}).await.unwrap();
        page.stays.into_iter().flat_map(|stay| stay.messages).map(|message| message.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, ["open-stay-unpaid"]);
    house.ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Cash })).await.unwrap();
    assert!(listed().await.is_empty());
}
