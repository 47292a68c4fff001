//! What the insurer knows about a stay is taken back (2302, 2404), whatever goes wrong at each step, even across a
//! restart.

use crate::harness::{Harness, refusal};
use hospital::read;
use hospital::usecase;
use hospital::{Answer, Failure, Request};
use model::{
    actor::{Actor, Role},
    id::{AdmissionId, UserId},
    interface::Interface,
    message::Value,
    scheduling::{Formality, ReasonCode},
    settlement::{PayMethod, PayPlace},
};
use payer::sandbox::Fault;
use settlement::ExchangeState::{Answered, Reversed, Unknown};
use uuid::Uuid;

fn cancel(admission: AdmissionId) -> Request {
    Request::CancelAdmission(usecase::CancelAdmission { admission, reason: ReasonCode::PatientWish, text: None })
}

fn pay_all(admission: AdmissionId) -> Request {
    Request::PayAllForNow(usecase::PayAllForNow { admission, reason: ReasonCode::Other, text: None })
}

fn states(harness: &Harness, infno: Interface) -> Vec<settlement::ExchangeState> {
    harness.exchanges(infno).into_iter().map(|(state, _)| state).collect()
}

fn is_taken_back(harness: &Harness) -> bool {
    let bill = harness.bill();
    !bill.withdrawing && bill.mdtrt_id.is_none()
}

fn refused() -> Fault {
    Fault::Refuse { message: "E77 系统维护".into() }
}

/// The next admission of the same person is registered as if the first had never existed.
async fn the_next_is_registered(harness: &mut Harness) {
    assert!(harness.sandbox.open_stays().await.unwrap().is_empty());
    harness.admission = harness.arrive(harness.patient).await;
    harness.insure().await.unwrap();
    assert_eq!(harness.bill().admission_no, 1, "the cancelled one was none");
    assert_eq!(harness.sandbox.open_stays().await.unwrap(), [harness.bill().mdtrt_id.unwrap().as_str()]);
}

#[tokio::test]
async fn a_cancelled_admission_is_taken_back_at_the_insurer() {
    let mut harness = Harness::arrived().await;
    harness.insure().await.unwrap();
    harness.ask(cancel(harness.admission)).await.unwrap();
    harness.until(is_taken_back).await;
    assert_eq!(states(&harness, Interface::AdmissionUndo), [Answered]);
    assert!(harness.exchanges(Interface::LinesUndo).is_empty(), "nothing was uploaded");
    the_next_is_registered(&mut harness).await;
}

#[tokio::test]
async fn a_2404_that_is_lost_or_refused_or_late_ends_the_same_also_over_a_restart() {
    let cases = [
        (Fault::RequestLost {}, vec![Reversed, Answered]),
        (Fault::ReplyLost {}, vec![Reversed, Answered]),
        (Fault::RequestLate { millis: 1_500 }, vec![Reversed, Answered]),
        (Fault::Garbage {}, vec![Reversed, Answered]),
        (refused(), vec![Answered, Answered]),
    ];
    for (fault, ends) in cases {
        let mut harness = Harness::arrived().await;
        harness.insure().await.unwrap();
        harness.sandbox.fail(Interface::AdmissionUndo, fault.clone(), 1);
        harness.ask(cancel(harness.admission)).await.unwrap();
        harness
            .until(|harness| {
                matches!(states(harness, Interface::AdmissionUndo)[..], [Unknown, ..] | [Answered, ..] | [Reversed, ..])
            })
            .await;
        assert!(harness.bill().withdrawing, "{fault:?}: it is not known to be taken back");
        harness.restart().await;
        harness.until(is_taken_back).await;
        assert_eq!(states(&harness, Interface::AdmissionUndo), ends, "{fault:?}");
        the_next_is_registered(&mut harness).await;
    }
}

#[tokio::test]
async fn an_unknown_2401_is_resolved_before_anything_else_is_said() {
    for fault in [Fault::RequestLost {}, Fault::ReplyLost {}] {
        let mut harness = Harness::arrived().await;
        harness.sandbox.fail(Interface::Admission, fault, 1);
        assert_eq!(refusal(harness.insure().await), "platform-silent");
        harness.ask(cancel(harness.admission)).await.unwrap();
        assert!(harness.bill().withdrawing);
        harness.restart().await;
        harness.until(is_taken_back).await;
        assert_eq!(states(&harness, Interface::Admission), [Reversed]);
        assert!(harness.exchanges(Interface::AdmissionUndo).is_empty(), "there was nothing left to take back");
        the_next_is_registered(&mut harness).await;
    }
}

#[tokio::test]
async fn while_it_is_open_no_new_2401_is_sent_and_the_refusal_names_the_old_stay() {
    let mut harness = Harness::arrived().await;
    harness.insure().await.unwrap();
    harness.sandbox.fail(Interface::AdmissionUndo, refused(), 1_000);
    let old = harness.admission;
    harness.ask(cancel(old)).await.unwrap();
    harness.until(|harness| !harness.exchanges(Interface::AdmissionUndo).is_empty()).await;
    let page = harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap();
    assert_eq!(page.stays.iter().map(|stay| (stay.admission, stay.at_insurer)).collect::<Vec<_>>(), [(old, true)]);
    let said: Vec<&str> = page.stays[0].messages.iter().map(|message| &*message.id).collect();
    assert_eq!(said, ["open-stay-cancelled", "open-stay-refused"]);

    harness.admission = harness.arrive(harness.patient).await;
    let Err(Failure::Refused(refusal)) = harness.insure().await else { panic!() };
    assert_eq!(refusal.code, "old-stay-open");
    assert!(refusal.args.contains(&("stay".into(), Value::Text(old.to_string()))), "{refusal:?}");
    assert!(harness.exchanges(Interface::Admission).is_empty() && harness.exchanges(Interface::Person).is_empty());
    // She gets her bed all the same.
    harness.ask(pay_all(harness.admission)).await.unwrap();
    harness.occupy().await;

    harness.sandbox.heal(Interface::AdmissionUndo);
    let new = harness.admission;
    harness.admission = old;
    harness.until(is_taken_back).await;
    harness.admission = new;
    assert!(harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap().stays.is_empty());
    let choices =
        harness.hospital.read(&harness.nurse(), read::Bill { admission: new }).await.unwrap().insurance.choices;
    let [choice] = &choices[..] else { panic!("{choices:?}") };
    harness
        .ask(Request::ChooseCoverage(usecase::ChooseCoverage { admission: new, coverage: choice.coverage }))
        .await
        .unwrap();
    assert!(harness.bill().mdtrt_id.is_some());
}

/// A 2401 that is refused because a copy of it was carried out before does not mean another hospital's stay: what was
/// done is taken back, and it is sent anew.
#[tokio::test]
async fn a_2401_that_is_refused_because_it_was_done_is_not_believed() {
    let harness = Harness::arrived().await;
    let message = "[stay-open] 该人员已有在院记录，不能重复办理入院".into();
    harness.sandbox.fail(Interface::Admission, Fault::RefusedThough { message }, 1);
    harness.insure().await.unwrap();
    assert_eq!(states(&harness, Interface::Admission), [Reversed, Answered]);
    assert_eq!(
        harness.sandbox.open_stays().await.unwrap(),
        [harness.bill().mdtrt_id.unwrap().as_str()],
        "one, and it is known"
    );
}

/// Another hospital's stay is not ours to take back: the refusal says so, and the next try asks anew.
#[tokio::test]
async fn a_stay_of_another_hospital_is_left_alone() {
    let mut harness = Harness::arrived().await;
    harness.insure().await.unwrap();
    let others = harness.bill().mdtrt_id.unwrap();
    // Its own hospital knows about it; ours has another person's record with the same number.
    let old = harness.admission;
    harness.sandbox.fail(Interface::AdmissionUndo, refused(), 1_000);
    harness.ask(cancel(old)).await.unwrap();
    harness.until(|harness| states(harness, Interface::AdmissionUndo).first() == Some(&Answered)).await;
    let close = Request::CloseRegistration(usecase::CloseRegistration {
        admission: old,
        reason: ReasonCode::Other,
        text: Some("函".into()),
    });
    while harness.system(close.clone()).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    harness.admission = harness.arrive(harness.patient).await;
    for tries in 1..=2 {
        assert_eq!(refusal(harness.insure().await), "insurer-stay-open");
        assert_eq!(states(&harness, Interface::Admission).len(), 2 * tries, "not more often than it is asked for");
        assert!(states(&harness, Interface::Admission).iter().all(|state| *state == Reversed));
        assert_eq!(harness.sandbox.open_stays().await.unwrap(), [others.as_str()], "left as it is");
    }
    harness.sandbox.close_stay(others.as_str()).await.unwrap();
    harness.insure().await.unwrap();
}

/// When an insurer refuses for ever to take a registration back, an administrator closes it on the insurer's written
/// word: not before it was tried, not without that word, and not while something is under way.
#[tokio::test]
async fn a_registration_that_the_insurer_never_takes_back_is_closed_by_hand() {
    let mut harness = Harness::arrived().await;
    harness.insure().await.unwrap();
    let (old, mdtrt_id) = (harness.admission, harness.bill().mdtrt_id.unwrap());
    let close = |text: &str| {
        Request::CloseRegistration(usecase::CloseRegistration {
            admission: old,
            reason: ReasonCode::Other,
            text: Some(text.to_owned()).filter(|text| !text.is_empty()),
        })
    };
    let letter = "济医保函〔2026〕7 号，11 月 26 日";
    let admin = Actor { user: Some(UserId(Uuid::from_u128(9))), role: Role::Admin, ..Actor::system() };
    assert_eq!(refusal(harness.system(close(letter)).await), "registration-kept");
    harness.sandbox.fail(Interface::AdmissionUndo, refused(), 1_000);
    harness.ask(cancel(old)).await.unwrap();
    let answered = |harness: &Harness| states(harness, Interface::AdmissionUndo).first() == Some(&Answered);
    harness.until(answered).await;
    let page = harness.hospital.read(&admin, read::OpenStays {}).await.unwrap();
    assert!(page.stays[0].may_close && page.closed.is_empty());
    assert!(matches!(harness.ask(close(letter)).await, Err(Failure::Denied)), "no nurse's to say");
    assert_eq!(refusal(harness.system(close("")).await), "registration-close-reason-missing");

    harness.sandbox.close_stay(mdtrt_id.as_str()).await.unwrap();
    loop {
        // A try may be under way right now.
        match harness.hospital.execute(&admin, harness.key(), close(letter)).await {
            Err(Failure::Refused(refusal)) if refusal.code == "exchange-under-way" => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            done => break drop(done.unwrap()),
        }
    }
    assert!(is_taken_back(&harness));
    let page = harness.hospital.read(&admin, read::OpenStays {}).await.unwrap();
    assert!(page.stays.is_empty(), "{page:?}");
    assert_eq!(page.closed.iter().map(|stay| stay.admission).collect::<Vec<_>>(), [old], "and it is seen");
    harness.restart().await;
    assert!(is_taken_back(&harness), "also after a restart");
    the_next_is_registered(&mut harness).await;
    assert_eq!(refusal(harness.system(close(letter)).await), "registration-kept");
}

#[tokio::test]
async fn what_the_insurer_has_not_refused_yet_is_not_closed_by_hand() {
    let harness = Harness::arrived().await;
    harness.insure().await.unwrap();
    harness.sandbox.fail(Interface::AdmissionUndo, Fault::RequestLost {}, 1_000);
    harness.ask(cancel(harness.admission)).await.unwrap();
    let nothing_is_under_way =
        |harness: &Harness| states(harness, Interface::AdmissionUndo).iter().all(|state| *state == Reversed);
    harness
        .until(|harness| !states(harness, Interface::AdmissionUndo).is_empty() && nothing_is_under_way(harness))
        .await;
    let admin = Actor { user: Some(UserId(Uuid::from_u128(9))), role: Role::Admin, ..Actor::system() };
    let page = harness.hospital.read(&admin, read::OpenStays {}).await.unwrap();
    let stays: Vec<_> = page.stays.iter().map(|stay| (stay.admission, stay.may_close)).collect();
    assert_eq!(stays, [(harness.admission, false)], "{page:?}");
    let text = Some("济医保函〔2026〕7 号".into());
    let close = Request::CloseRegistration(usecase::CloseRegistration {
        admission: harness.admission,
        reason: ReasonCode::Other,
        text,
    });
    // The next 2404 may be on its way by now; it gets no answer either, and is reversed.
    let mut said = refusal(harness.system(close.clone()).await);
    while matches!(said, "exchange-under-way" | "exchange-outcome-unknown") {
        harness.until(nothing_is_under_way).await;
        said = refusal(harness.system(close.clone()).await);
    }
    assert_eq!(said, "registration-close-untried");
    harness.sandbox.heal(Interface::AdmissionUndo);
    harness.until(is_taken_back).await;
}

#[tokio::test]
async fn uploaded_lines_are_deleted_before_the_admission_is_undone() {
    for (infno, fault) in [
        (Interface::LinesUndo, None),
        (Interface::LinesUndo, Some(Fault::RequestLost {})),
        (Interface::LinesUndo, Some(Fault::ReplyLost {})),
        (Interface::LinesUndo, Some(refused())),
        (Interface::AdmissionUndo, Some(Fault::ReplyLost {})),
        (Interface::AdmissionUndo, Some(refused())),
    ] {
        let mut harness = Harness::in_bed().await;
        harness.consent().await;
        if let Some(fault) = &fault {
            harness.sandbox.fail(infno, fault.clone(), 1);
        }
        harness.ask(pay_all(harness.admission)).await.unwrap();
        harness.until(|harness| !harness.exchanges(Interface::LinesUndo).is_empty()).await;
        harness.restart().await;
        harness.until(is_taken_back).await;
        assert!(harness.sandbox.open_stays().await.unwrap().is_empty(), "{infno} {fault:?}");
        let first = harness.look(|worlds| {
            let said = worlds.settlement.exchanges(harness.admission).map(|row| row.infno);
            said.filter(|infno| matches!(infno, Interface::LinesUndo | Interface::AdmissionUndo)).collect::<Vec<_>>()
        });
        assert_eq!(first.first(), Some(&Interface::LinesUndo));

        // Under her insurance again: registered anew, uploaded anew, and settled as if nothing had happened.
        let coverage = harness.look(|worlds| worlds.journey.coverage_of(harness.patient).unwrap().id);
        harness
            .ask(Request::ChooseCoverage(usecase::ChooseCoverage { admission: harness.admission, coverage }))
            .await
            .unwrap();
        let settlement = harness.consent().await;
        harness.settle(settlement).await.unwrap();
        let bill = harness.hospital.read(&harness.nurse(), read::Bill { admission: harness.admission }).await.unwrap();
        assert_eq!(bill.amounts.fund_pay_sumamt, model::money::Yuan::from_fen(4_377_000), "{infno} {fault:?}");
        assert!(bill.explanation.differences.is_empty(), "{:?}", bill.explanation.differences);
    }
}

#[tokio::test]
async fn two_nodes_take_it_back_once() {
    let (harness, node) = Harness::shared().await;
    harness.consent().await;
    harness.ask(pay_all(harness.admission)).await.unwrap();
    let there = |worlds: &hospital::worlds::Worlds| {
        worlds.settlement.bill(harness.admission).is_some_and(|bill| !bill.withdrawing && bill.mdtrt_id.is_none())
    };
    harness.until(|harness| harness.look(there) && node.look(there)).await;
    assert_eq!(
        (harness.exchanges(Interface::LinesUndo).len(), harness.exchanges(Interface::AdmissionUndo).len()),
        (1, 1)
    );
    assert!(harness.sandbox.open_stays().await.unwrap().is_empty());
}

#[tokio::test]
async fn who_left_unsettled_and_comes_back_is_led_to_the_old_stay() {
    let mut harness = Harness::in_bed().await;
    let old = harness.admission;
    harness.system(Request::Discharge(usecase::Discharge { admission: old })).await.unwrap();
    let page = harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap();
    assert_eq!(page.stays[0].messages[0].id, "open-stay-unsettled");
    let new = harness.arrive(harness.patient).await;
    harness.admission = new;
    assert_eq!(refusal(harness.insure().await), "old-stay-open");

    // The old one is settled late, and the insurer is told that she left.
    harness.admission = old;
    let settlement = harness.consent().await;
    harness.settle(settlement).await.unwrap();
    harness
        .ask(Request::Pay(usecase::Pay { settlement, method: PayMethod::Card, place: PayPlace::Later }))
        .await
        .unwrap();
    harness.until(|harness| harness.bill().discharged_at_platform).await;
    harness.admission = new;
    harness.insure().await.unwrap();
    assert!(harness.hospital.read(&harness.nurse(), read::OpenStays {}).await.unwrap().stays.is_empty());
}

#[tokio::test]
async fn money_goes_back_before_a_cancel_and_nothing_is_posted_after_it() {
    let harness = Harness::arrived().await;
    let admission = harness.admission;
    let amount = "500".parse().unwrap();
    let deposit = || Request::TakeDeposit(usecase::TakeDeposit { admission, amount, method: PayMethod::Cash });
    let Ok(Answer::DepositTaken { deposit: taken }) = harness.ask(deposit()).await else { panic!() };
    harness.charge("2").await;
    assert_eq!(refusal(harness.ask(cancel(admission)).await), "cancel-money-open");
    let reason = ReasonCode::PatientWish;
    let back = |amount: &str| {
        let amount = Some(amount.parse().unwrap());
        Request::ReturnDeposit(usecase::ReturnDeposit { deposit: taken, amount, reason, text: None })
    };
    harness.ask(back("200")).await.unwrap();
    assert_eq!(refusal(harness.ask(back("300.01")).await), "deposit-return-range");
    assert_eq!(refusal(harness.ask(cancel(admission)).await), "cancel-money-open");
    harness.ask(back("300")).await.unwrap();
    assert_eq!(refusal(harness.ask(cancel(admission)).await), "cancel-money-open");
    let charge = harness.look(|worlds| worlds.settlement.lines(admission).next().unwrap().charge);
    let count = "2".parse().unwrap();
    harness.ask(Request::RefundCharge(usecase::RefundCharge { charge, count, reason, text: None })).await.unwrap();
    harness.ask(cancel(admission)).await.unwrap();

    let item = Request::Charge(usecase::Charge { admission, item: "A1".into(), count });
    assert_eq!(refusal(harness.ask(item).await), "bill-cancelled");
    assert_eq!(refusal(harness.ask(deposit()).await), "bill-cancelled");
    assert_eq!(refusal(harness.ask(pay_all(admission)).await), "bill-cancelled");
    let balances = harness.look(|worlds| worlds.settlement.ledger_balances());
    assert!(balances.values().all(|amount| amount.is_zero()), "{balances:?}");
    let insurance = Request::DoFormality(usecase::DoFormality { admission, formality: Formality::Insurance });
    assert_eq!(refusal(harness.ask(insurance).await), "admission-state");
}
