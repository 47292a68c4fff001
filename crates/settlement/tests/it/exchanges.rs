//! What goes wrong between a hospital and the platform (decisions.md F01–F27).

use crate::play::{
    Harness, POLICY, admission, bill, charge, charge_of, deposit, exchange, msgid, settlement, side, yuan,
};
use chrono::Duration;
use model::{
    SideRef,
    decide::{Decider as _, Stamp},
    interface::Interface,
    message_id::MessageId,
    money::Yuan,
    scheduling::{Reason, ReasonCode},
    settlement::{
        Account, Command, ConsentMeans, Event, ExchangeIntended, Misfit, Outcome, PayMethod, PayPlace, command,
    },
};
use serde_json::json;
use settlement::{ExchangeState, Recovery, STAY_OPEN, SettlementState, World};

fn state(harness: &Harness) -> SettlementState {
    harness.world.settlement(settlement(0)).expect("a settlement").state
}

fn of(harness: &Harness, number: u32) -> ExchangeState {
    harness.world.exchange(exchange(number)).expect("an exchange").state
}

/// A 2304 (exchange 4) that nobody answered.
fn unanswered() -> Harness {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    harness.wait(30);
    harness.silence(4);
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Submitted, ExchangeState::Unknown));
    harness
}

fn code(result: Result<Vec<model::settlement::Event>, model::message::Refusal>) -> &'static str {
    result.expect_err("refused").code
}

#[test]
fn the_way_without_trouble_ends_paid_with_a_balanced_ledger() {
    let mut harness = Harness::new();
    harness.until_consent();
    let pay = command::Pay { settlement: settlement(0), method: PayMethod::Cash, place: PayPlace::Bedside };
    assert_eq!(harness.refused(pay), "settlement-not-settled", "the platform has the last word");
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    assert_eq!(state(&harness), SettlementState::Settled);
    let row = harness.world.settlement(settlement(0)).expect("a settlement");
    assert!(row.differences().is_empty());
    // 12,000.00, and 123.456789 × 3.5 = 432.10, of which 82.10 lie above the ceiling and 35.00 come first: 12,315.00 in scope.
    // The pool pays 9,000.00 × 85 % + 2,315.00 × 88 % = 9,687.20, and the account its 300.00.
    assert_eq!(row.amounts().psn_cash_pay, yuan("2444.90"));
    harness.must(command::Pay { settlement: settlement(0), method: PayMethod::Cash, place: PayPlace::Bedside });
    let paid = harness.world.settlement(settlement(0)).and_then(|row| row.paid).expect("paid");
    assert_eq!((paid.deposit_refund, paid.arrears), (yuan("2555.10"), yuan("0")));
    let bill = harness.world.bill(admission(0)).expect("a bill");
    for (account, left) in [
        (Account::Receivable, "0"),
        (Account::Deposit, "0"),
        (Account::Fund, "9687.20"),
        (Account::PersonalAccount, "300"),
        (Account::Cash, "2444.90"),
        (Account::Revenue, "-12432.10"),
    ] {
        let left = yuan(left);
        assert_eq!(bill.balances.of(account), left, "{account:?}");
    }
    assert_eq!(
        harness.refused(command::Pay { settlement: settlement(0), method: PayMethod::Cash, place: PayPlace::Bedside }),
        "bill-closed"
    );
    harness.send(5, Interface::Discharge, None).expect("2402");
    harness.answer(5, Outcome::Done).expect("left");
    assert_eq!(code(harness.send(6, Interface::Discharge, None)), "stay-discharged");
    assert_eq!(harness.refused(charge_of(9, 0, "1", "1", None)), "bill-locked");
    assert_eq!(code(harness.send(7, Interface::Settlement, None)), "bill-locked");
}

#[test]
fn f01_a_settlement_that_timed_out_is_found_by_the_query() {
    let mut harness = unanswered();
    assert_eq!(
        harness.world.recovery(exchange(4), harness.now),
        Recovery::Wait { until: harness.now + Duration::seconds(10) }
    );
    harness.wait(10);
    assert_eq!(harness.world.recovery(exchange(4), harness.now), Recovery::Query);
    harness.send(5, Interface::Query, Some(4)).expect("5203");
    let found = harness.settled(4);
    harness.answer(5, found).expect("found");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Settled, ExchangeState::Answered));
    assert_eq!(code(harness.send(6, Interface::Settlement, None)), "bill-locked");
    assert_eq!(harness.world.recovery(exchange(4), harness.now), Recovery::Nothing);
}

#[test]
fn f02_what_is_not_there_is_reversed_and_tried_again_with_a_new_id() {
    let mut harness = unanswered();
    assert_eq!(code(harness.send(5, Interface::Reversal, Some(4))), "reversal-needs-query");
    // A query that was asked before the message could no longer arrive proves nothing.
    harness.send(6, Interface::Query, Some(4)).expect("5203");
    harness.answer(6, Outcome::NotThere).expect("nothing");
    assert_eq!(code(harness.send(7, Interface::Reversal, Some(4))), "reversal-needs-query");
    harness.wait(10);
    harness.send(8, Interface::Query, Some(4)).expect("5203");
    harness.answer(8, Outcome::NotThere).expect("nothing");
    assert_eq!(harness.world.recovery(exchange(4), harness.now), Recovery::Reverse);
    harness.send(9, Interface::Reversal, Some(4)).expect("2601");
    assert_eq!(code(harness.send(10, Interface::Settlement, None)), "exchange-outcome-unknown");
    harness.answer(9, Outcome::Done).expect("reversed");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Consented, ExchangeState::Reversed));
    let mut again = harness.intent(11, Interface::Settlement, None);
    again.msgid = msgid(4);
    assert_eq!(harness.refused(Command::IntendExchange(again)), "msgid-used");
    harness.send(11, Interface::Settlement, None).expect("with a new message id");
    let answer = harness.settled(11);
    harness.answer(11, answer).expect("settled");
    assert_eq!(state(&harness), SettlementState::Settled);
}

#[test]
fn f03_an_unanswered_query_leaves_it_unknown_and_money_waits() {
    let mut harness = unanswered();
    harness.wait(10);
    let mut pauses = Vec::new();
    for number in 20..24 {
        harness.send(number, Interface::Query, Some(4)).expect("5203");
        harness.silence(number);
        assert_eq!(of(&harness, 4), ExchangeState::Unknown);
        let Recovery::Wait { until } = harness.world.recovery(exchange(4), harness.now) else { panic!("waits") };
        pauses.push((until - harness.now).num_seconds());
        harness.now = until;
        assert_eq!(harness.world.recovery(exchange(4), harness.now), Recovery::Query);
    }
    assert_eq!(pauses, [10, 20, 40, 80]);
    assert_eq!(
        harness.refused(command::Pay { settlement: settlement(0), method: PayMethod::Cash, place: PayPlace::Bedside }),
        "settlement-under-way"
    );
    assert_eq!(code(harness.send(30, Interface::Discharge, None)), "settlement-not-settled");
    let reason = ReasonCode::Mistake.into();
    let returned = command::ReturnDeposit { deposit: deposit(0), amount: None, reason };
    assert_eq!(harness.refused(returned), "settlement-under-way");
    assert!(harness.world.exchanges_open().any(|row| row.exchange == exchange(4)));
    assert!(
        harness.world.obstacles(admission(0)).iter().any(|check| !check.passed && check.message.id == "check-outcomes")
    );
}

#[test]
fn f04_an_answer_after_the_reversal_is_kept_and_moves_nothing() {
    let mut harness = unanswered();
    harness.wait(10);
    harness.send(5, Interface::Query, Some(4)).expect("5203");
    harness.answer(5, Outcome::NotThere).expect("nothing");
    harness.send(6, Interface::Reversal, Some(4)).expect("2601");
    // While the reversal is under way.
    let late = harness.settled(4);
    harness.answer(4, late.clone()).expect("kept");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Submitted, ExchangeState::Unknown));
    // A query that was asked when the reversal could still take effect proves nothing either.
    harness.send(7, Interface::Query, Some(4)).expect("5203");
    harness.answer(7, late.clone()).expect("kept");
    assert_eq!(state(&harness), SettlementState::Submitted);
    harness.answer(6, Outcome::Done).expect("reversed");
    harness.answer(4, late.clone()).expect("kept again");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Consented, ExchangeState::Reversed));
    assert_eq!(harness.world.exchange(exchange(4)).and_then(|row| row.answer.clone()), Some(late.clone()));
    // Only a query decides: if the platform has it after all, it is settled.
    harness.send(8, Interface::Query, Some(4)).expect("5203");
    harness.answer(8, late).expect("found");
    assert_eq!(state(&harness), SettlementState::Settled);
}

#[test]
fn f05_f26_only_one_settlement_and_no_trial_beside_it() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    assert_eq!(code(harness.send(5, Interface::Settlement, None)), "exchange-under-way");
    assert_eq!(code(harness.send(6, Interface::Trial, None)), "settlement-under-way");
    let presettle = command::Presettle { settlement: settlement(1), admission: admission(0) };
    assert_eq!(harness.refused(presettle), "settlement-under-way");
    assert_eq!(harness.refused(charge_of(9, 0, "1", "1", None)), "settlement-under-way");
    // It may have been refused because it was done before: a query decides.
    harness.answer(4, Outcome::Refused { code: "E1".into() }).expect("refused");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Submitted, ExchangeState::Unknown));
    assert_eq!(code(harness.send(7, Interface::Settlement, None)), "exchange-outcome-unknown");
    harness.send(8, Interface::Query, Some(4)).expect("5203");
    harness.answer(8, Outcome::NotThere).expect("nothing there");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Consented, ExchangeState::Answered));
    harness.send(7, Interface::Settlement, None).expect("may be tried again");
}

#[test]
fn a_settlement_that_is_refused_although_it_was_done_is_found() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    let done = harness.settled(4);
    harness.answer(4, Outcome::Refused { code: "refused".into() }).expect("refused");
    harness.send(8, Interface::Query, Some(4)).expect("5203");
    harness.answer(8, done).expect("found");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Settled, ExchangeState::Answered));
}

#[test]
fn a_settlement_of_another_total_than_was_agreed_to_settles_nothing() {
    for queried in [false, true] {
        let mut harness = Harness::new();
        harness.until_consent();
        harness.send(4, Interface::Settlement, None).expect("2304");
        let Outcome::Settled { setl_id, medins_setl_id, mut amounts } = harness.settled(4) else { panic!("settled") };
        amounts.medfee_sumamt -= yuan("100");
        amounts.inscp_scp_amt -= yuan("100");
        let asked = if queried { 5 } else { 4 };
        if queried {
            harness.answer(4, Outcome::Refused { code: "E1".into() }).expect("refused");
            harness.send(5, Interface::Query, Some(4)).expect("5203");
        }
        let before = harness.world.clone();
        harness.answer(asked, Outcome::Settled { setl_id, medins_setl_id, amounts }).expect("set aside");
        assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Submitted, ExchangeState::Unknown));
        assert_eq!(harness.world.ledger_balances(), before.ledger_balances());
        let aside: Vec<_> = harness.world.set_aside(admission(0)).map(|row| row.misfits.clone()).collect();
        let total = amounts.medfee_sumamt;
        assert_eq!(aside, [[Misfit::amount("medfee_sumamt", Some(total + yuan("100")), total)]]);
    }
}

#[test]
fn f06_a_message_id_is_used_once() {
    let mut harness = Harness::new();
    let mut intent = harness.intent(1, Interface::Admission, None);
    intent.msgid = msgid(1);
    harness.must(Command::IntendExchange(intent));
    let mut other = harness.intent(2, Interface::Person, None);
    other.msgid = msgid(1);
    assert_eq!(harness.refused(Command::IntendExchange(other.clone())), "msgid-used");
    other.msgid = msgid(2);
    other.deadline = harness.now;
    assert_eq!(harness.refused(Command::IntendExchange(other)), "exchange-deadline-past");
}

#[test]
fn f11_changed_lines_need_a_new_trial_and_a_new_consent() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.must(charge_of(7, 0, "10", "1", None));
    assert_eq!(state(&harness), SettlementState::Superseded);
    assert_eq!(code(harness.send(4, Interface::Settlement, None)), "settlement-unknown");
    let means = ConsentMeans::Print;
    let old = harness.world.settlement(settlement(0)).expect("a settlement").fingerprint.clone();
    let consent = command::Consent { settlement: settlement(0), fingerprint: old.clone(), means: means.clone() };
    assert_eq!(harness.refused(consent), "settlement-superseded");
    let presettle = command::Presettle { settlement: settlement(1), admission: admission(0) };
    assert_eq!(harness.refused(presettle.clone()), "trial-stale");
    assert_eq!(code(harness.send(5, Interface::Trial, None)), "lines-not-uploaded");
    harness.upload(6);
    harness.trial(7);
    harness.must(presettle);
    let consent = command::Consent { settlement: settlement(1), fingerprint: old, means };
    assert_eq!(harness.refused(consent), "fingerprint-differs");
    assert_eq!(code(harness.send(8, Interface::Settlement, None)), "consent-missing");
    harness.consent(1);
    harness.send(8, Interface::Settlement, None).expect("2304");
}

#[test]
fn f12_only_what_is_missing_is_uploaded() {
    let mut harness = Harness::new();
    harness.until_consent();
    let mut again = harness.intent(5, Interface::Lines, None);
    assert_eq!(harness.refused(Command::IntendExchange(again.clone())), "upload-empty");
    again.charges = vec![charge(0)];
    assert_eq!(harness.refused(Command::IntendExchange(again)), "charge-uploaded");
}

#[test]
fn f13_a_refund_takes_back_the_lines_own_split_and_never_more_than_is_left() {
    let mut harness = Harness::new();
    harness.until_consent();
    let refund = |number: u32, count: &str| command::RefundCharge {
        refund: charge(number),
        charge: charge(1),
        count: count.parse().expect("a number"),
        reason: ReasonCode::Mistake.into(),
    };
    assert_eq!(harness.refused(refund(20, "3.6")), "refund-more-than-left");
    assert_eq!(harness.refused(refund(20, "0")), "count-zero");
    assert_eq!(harness.refused(refund(20, "-1")), "quantity-negative");
    assert_eq!(harness.refused(refund(0, "1")), "charge-id-used");
    harness.must(refund(20, "1.5"));
    harness.must(refund(21, "2"));
    let (_, line) = harness.world.line(charge(1)).expect("the line");
    assert_eq!(line.refunded.split, line.split);
    assert_eq!(harness.refused(refund(22, "0.0001")), "refund-more-than-left");
    let bill = harness.world.bill(admission(0)).expect("a bill");
    assert_eq!(bill.medfee_sumamt(), yuan("12000"));
    assert_eq!(harness.world.to_upload(admission(0)), [charge(20), charge(21)]);
    harness.upload(30);
    assert!(harness.world.refunds(admission(0)).all(|row| row.uploaded.is_some() && !row.differs()));
}

#[test]
fn somebody_elses_settlement_settles_nothing() {
    let foreign_id = || "H99999900001202411241200000001".parse::<MessageId>().unwrap();
    let mut harness = unanswered();
    harness.wait(10);
    harness.send(5, Interface::Query, Some(4)).expect("5203");
    let foreign = Outcome::Settled {
        setl_id: "S9".parse().unwrap(),
        medins_setl_id: foreign_id(),
        amounts: harness.platform_amounts(),
    };
    harness.answer(5, foreign).expect("kept");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Submitted, ExchangeState::Unknown));
    assert_eq!(code(harness.send(6, Interface::Reversal, Some(4))), "reversal-needs-query");
    assert_eq!(harness.world.foreign_settlement(admission(0)), Some(&foreign_id()));
}

/// A second insured stay, admission 2, and its registration (exchange `number`) answered with this number.
fn registered_as(harness: &mut Harness, number: u32, mdtrt_id: &str) -> Vec<Event> {
    if harness.world.bill(admission(2)).is_none() {
        harness.must(Command::OpenBill(bill(2, Some(POLICY))));
    }
    let asked =
        ExchangeIntended { admission: Some(admission(2)), ..harness.intent(number, Interface::Admission, None) };
    harness.must(Command::IntendExchange(asked));
    harness.answer(number, Outcome::Admitted { mdtrt_id: mdtrt_id.parse().unwrap() }).expect("told")
}

fn number_of(harness: &Harness, stay: u32) -> Option<String> {
    harness.world.bill(admission(stay)).and_then(|bill| bill.mdtrt_id.as_ref()).map(ToString::to_string)
}

#[test]
fn a_stay_and_another_stays_settlement_may_have_numbers_that_look_the_same() {
    // The other stay was registered as S0001 before this one is settled as S0001.
    let mut harness = Harness::new();
    harness.until_consent();
    registered_as(&mut harness, 40, "S0001");
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    assert!(matches!(&answer, Outcome::Settled { setl_id, .. } if setl_id.as_str() == "S0001"));
    harness.answer(4, answer).expect("settled");
    assert_eq!((state(&harness), number_of(&harness, 2).as_deref()), (SettlementState::Settled, Some("S0001")));
    assert_eq!(harness.world.set_aside(admission(0)).count(), 0);

    // The other way round, also in a world that is restored.
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    harness.world = World::restore(harness.world.snapshot());
    registered_as(&mut harness, 40, "S0001");
    assert_eq!(number_of(&harness, 2).as_deref(), Some("S0001"));
    assert_eq!(harness.world.set_aside(admission(2)).count(), 0);
}

#[test]
fn a_number_that_is_another_stays_is_set_aside_of_its_own_kind_alone() {
    // This stay is M1 (exchange 1) and its settlement S0001 (exchange 4).
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    harness.world = World::restore(harness.world.snapshot());
    registered_as(&mut harness, 40, "M1");
    assert_eq!((number_of(&harness, 2), of(&harness, 40)), (None, ExchangeState::Unknown));
    let aside: Vec<_> = harness.world.set_aside(admission(2)).map(|row| row.misfits.clone()).collect();
    assert_eq!(aside, [[Misfit::of("mdtrt_id")]]);
}

#[test]
fn the_platform_decides_and_the_difference_is_shown() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    let Outcome::Settled { setl_id, medins_setl_id, mut amounts } = harness.settled(4) else { panic!("settled") };
    amounts.hifp_pay += yuan("1");
    amounts.fund_pay_sumamt += yuan("1");
    amounts.psn_part_amt -= yuan("1");
    amounts.psn_cash_pay -= yuan("1");
    harness.answer(4, Outcome::Settled { setl_id, medins_setl_id, amounts }).expect("settled");
    let row = harness.world.settlement(settlement(0)).expect("a settlement");
    assert_eq!(row.amounts(), &amounts);
    let fields: Vec<&str> = row.differences().iter().map(|difference| difference.field).collect();
    assert_eq!(fields, ["hifp_pay", "fund_pay_sumamt", "psn_cash_pay", "psn_part_amt"]);
}

/// Presettled (settlement 1) after another charge; in the platform's trial so many fen of what the patient pays come from the
/// residents' serious-illness fund, which no setting of an employees' policy can explain.
fn presettled_with(fen: i64) -> Harness {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.must(charge_of(7, 0, "10", "1", None));
    harness.upload(6);
    harness.send(7, Interface::Trial, None).expect("2303");
    let mut amounts = harness.platform_amounts();
    let more = Yuan::from_fen(fen);
    amounts.hifmi_pay += more;
    amounts.fund_pay_sumamt += more;
    amounts.psn_part_amt -= more;
    amounts.psn_cash_pay -= more;
    harness.answer(7, Outcome::Trial { amounts }).expect("a trial");
    harness.must(command::Presettle { settlement: settlement(1), admission: admission(0) });
    harness
}

#[test]
fn a_difference_that_nobody_can_name_is_confirmed_in_words_before_it_is_signed() {
    let reason = |text: Option<SideRef>| Reason { code: ReasonCode::Other, text };
    let confirm = |reason: Reason| command::ConfirmDifference { settlement: settlement(1), reason };
    let mut same = presettled_with(0);
    assert_eq!(same.refused(confirm(reason(Some(side(91))))), "difference-none");
    same.consent(1);

    let mut harness = presettled_with(37);
    let fingerprint = harness.world.settlement(settlement(1)).expect("a settlement").fingerprint.clone();
    let consent = command::Consent { settlement: settlement(1), fingerprint, means: ConsentMeans::Print };
    assert_eq!(harness.refused(consent.clone()), "difference-unexplained");
    assert_eq!(harness.refused(confirm(reason(None))), "difference-reason-missing");
    harness.must(confirm(reason(Some(side(91)))));
    let confirmed = harness.world.settlement(settlement(1)).and_then(|row| row.confirmed.clone());
    assert_eq!(confirmed, Some((harness.now, reason(Some(side(91))))));
    assert_eq!(harness.refused(confirm(reason(Some(side(92))))), "difference-confirmed");
    harness.must(consent);
    assert_eq!(harness.world.settlement(settlement(1)).expect("a settlement").state, SettlementState::Consented);
}

#[test]
fn a_cancelled_admission_is_taken_back_at_the_platform_where_it_is_known_there() {
    let mut harness = Harness::new();
    harness.send(1, Interface::Admission, None).expect("2401");
    harness.answer(1, Outcome::Admitted { mdtrt_id: "M1".parse().unwrap() }).expect("admitted");
    for (number, withdrawing) in [(0, true), (1, false)] {
        harness.must(command::CancelBill { admission: admission(number), money_may_be_open: false });
        assert_eq!(harness.world.bill(admission(number)).map(|bill| bill.withdrawing), Some(withdrawing));
    }
}

#[test]
fn a_registration_is_closed_by_hand_only_where_taking_it_back_is_neither_needless_nor_under_way() {
    let close = || {
        let reason = Reason { code: ReasonCode::Other, text: Some(side(90)) };
        command::CloseRegistration { admission: admission(0), reason }
    };
    let mut harness = Harness::new();
    harness.send(1, Interface::Admission, None).expect("2401");
    harness.answer(1, Outcome::Admitted { mdtrt_id: "M1".parse().unwrap() }).expect("admitted");
    assert_eq!(harness.refused(close()), "registration-kept");
    harness.must(insure(false));
    assert_eq!(harness.refused(close()), "registration-close-untried");
    harness.send(2, Interface::AdmissionUndo, None).expect("2404");
    assert_eq!(harness.refused(close()), "exchange-under-way");
    harness.silence(2);
    assert_eq!(harness.refused(close()), "exchange-outcome-unknown");
}

#[test]
fn registering_is_reversed_before_it_is_tried_again() {
    let mut harness = Harness::new();
    harness.send(1, Interface::Admission, None).expect("2401");
    harness.silence(1);
    assert_eq!(code(harness.send(2, Interface::Admission, None)), "exchange-outcome-unknown");
    assert_eq!(code(harness.send(3, Interface::Reversal, Some(1))), "exchange-may-still-arrive");
    harness.wait(40);
    assert_eq!(harness.world.recovery(exchange(1), harness.now), Recovery::Reverse);
    harness.send(3, Interface::Reversal, Some(1)).expect("2601");
    harness.answer(3, Outcome::Done).expect("reversed");
    harness.send(4, Interface::Admission, None).expect("again");
    harness.answer(4, Outcome::Admitted { mdtrt_id: "M".parse().unwrap() }).expect("admitted");
    assert_eq!(code(harness.send(5, Interface::Admission, None)), "stay-registered");
}

#[test]
fn a_reversal_that_is_refused_is_asked_about_again() {
    let mut harness = unanswered();
    harness.wait(10);
    harness.send(5, Interface::Query, Some(4)).expect("5203");
    harness.answer(5, Outcome::NotThere).expect("nothing");
    harness.send(6, Interface::Reversal, Some(4)).expect("2601");
    // A copy was done after all.
    harness.answer(6, Outcome::Refused { code: "stay-discharged".into() }).expect("refused");
    harness.wait(600);
    assert_eq!(harness.world.recovery(exchange(4), harness.now), Recovery::Query);
    harness.send(7, Interface::Query, Some(4)).expect("5203");
    let found = harness.settled(4);
    harness.answer(7, found).expect("found");
    assert_eq!((state(&harness), of(&harness, 4)), (SettlementState::Settled, ExchangeState::Answered));
}

fn stay_open() -> Outcome {
    Outcome::Refused { code: STAY_OPEN.into() }
}

#[test]
fn a_registration_that_is_refused_for_an_open_stay_is_open_until_it_was_taken_back() {
    let mut harness = Harness::new();
    harness.send(1, Interface::Admission, None).expect("2401");
    harness.answer(1, stay_open()).expect("refused");
    assert_eq!(of(&harness, 1), ExchangeState::Unknown);
    assert!(harness.world.is_open_at_platform(admission(0)));
    harness.send(2, Interface::Reversal, Some(1)).expect("at once: a copy has arrived");
    harness.answer(2, Outcome::Refused { code: "busy".into() }).expect("refused");
    assert_eq!(of(&harness, 1), ExchangeState::Unknown, "a reversal that is refused says nothing of what is there");
    harness.wait(600);
    assert_eq!(harness.world.recovery(exchange(1), harness.now), Recovery::Reverse);
    harness.send(3, Interface::Reversal, Some(1)).expect("2601");
    harness.answer(3, Outcome::Done).expect("reversed");
    assert_eq!(of(&harness, 1), ExchangeState::Reversed);
    assert!(!harness.world.is_open_at_platform(admission(0)));
}

#[test]
fn what_was_refused_before_refusals_were_doubted_stays_refused() {
    let mut harness = Harness::new();
    harness.send(1, Interface::Admission, None).expect("2401");
    let version_1 = json!({ "exchange": exchange(1), "outcome": stay_open(), "body": side(1) }).to_string();
    let event = model::event::Event::decode("settlement.ExchangeAnswered", 1, &version_1).expect("an event of before");
    let model::event::Event::Settlement(event) = event else { panic!("{event:?}") };
    let stamp = Stamp { seq: harness.context().seq, at: harness.now };
    harness.world.apply(&event, stamp);
    assert_eq!(of(&harness, 1), ExchangeState::Answered);
    assert!(!harness.world.is_open_at_platform(admission(0)));
}

/// Puts the stay under its insurance, or under none.
fn insure(insured: bool) -> command::InsureBill {
    let opened = bill(0, Some(POLICY));
    command::InsureBill {
        admission: opened.admission,
        policy: opened.policy.filter(|_| insured),
        insurance: opened.insurance,
        class: opened.class,
        admission_no: opened.admission_no,
        year_to_date: opened.year_to_date,
        pays_all: (!insured).then(|| ReasonCode::Hospital.into()),
    }
}

#[test]
fn what_was_refused_of_an_earlier_registration_closes_no_later_one() {
    let mut harness = Harness::new();
    let admitted = |number: u32| Outcome::Admitted { mdtrt_id: format!("M{number}").parse().unwrap() };
    let close = || {
        let reason = Reason { code: ReasonCode::Other, text: Some(side(90)) };
        command::CloseRegistration { admission: admission(0), reason }
    };
    harness.send(1, Interface::Admission, None).expect("2401");
    harness.answer(1, admitted(1)).expect("admitted");
    harness.must(insure(false));
    harness.send(2, Interface::AdmissionUndo, None).expect("2404");
    harness.answer(2, Outcome::Refused { code: "busy".into() }).expect("refused");
    assert!(harness.world.may_close_registration(admission(0)));
    harness.send(3, Interface::LinesUndo, None).expect("lines may be why");
    harness.answer(3, Outcome::Done).expect("none left");
    harness.send(4, Interface::AdmissionUndo, None).expect("2404");
    harness.answer(4, Outcome::Done).expect("taken back");

    harness.must(insure(true));
    harness.send(5, Interface::Admission, None).expect("2401");
    harness.answer(5, admitted(5)).expect("admitted");
    harness.must(insure(false));
    assert_eq!(harness.refused(close()), "registration-close-untried");
    harness.send(6, Interface::AdmissionUndo, None).expect("a new registration has no lines");
    harness.answer(6, Outcome::Refused { code: "busy".into() }).expect("refused");
    harness.must(close());
    assert!(!harness.world.is_open_at_platform(admission(0)));
}

#[test]
fn who_pays_all_needs_no_platform() {
    let mut harness = Harness::new();
    harness.must(charge_of(0, 1, "99.999", "1", Some("1")));
    let mut intent = harness.intent(1, Interface::Admission, None);
    intent.admission = Some(admission(1));
    assert_eq!(harness.refused(Command::IntendExchange(intent)), "stay-self-pay");
    harness.must(command::Presettle { settlement: settlement(0), admission: admission(1) });
    assert_eq!(
        harness.refused(command::Pay { settlement: settlement(0), method: PayMethod::Card, place: PayPlace::Bedside }),
        "settlement-not-settled"
    );
    harness.consent(0);
    harness.must(command::Pay { settlement: settlement(0), method: PayMethod::Card, place: PayPlace::Bedside });
    let paid = harness.world.settlement(settlement(0)).and_then(|row| row.paid).expect("paid");
    assert_eq!(paid.arrears, yuan("100"));
}

#[test]
fn wrong_charges_and_deposits_are_refused() {
    let mut harness = Harness::new();
    for (price, count, expected) in [
        ("-1", "1", "quantity-negative"),
        ("1.0000001", "1", "quantity-range"),
        ("1", "1.00001", "quantity-range"),
        ("1", "0", "count-zero"),
        ("100000000", "2", "bill-too-large"),
    ] {
        assert_eq!(harness.refused(charge_of(0, 0, price, count, None)), expected, "{price} × {count}");
    }
    assert_eq!(harness.refused(charge_of(0, 5, "1", "1", None)), "bill-unknown");
    let take = |amount: &str| command::TakeDeposit {
        deposit: deposit(0),
        admission: admission(0),
        amount: yuan(amount),
        method: PayMethod::Cash,
    };
    assert_eq!(harness.refused(take("-1")), "deposit-range");
    assert_eq!(harness.refused(take("0")), "deposit-range");
    harness.must(take("10"));
    for amount in ["99999990.01", "100000000.01", "92233720368547758.07"] {
        let another = command::TakeDeposit {
            deposit: deposit(1),
            admission: admission(0),
            amount: yuan(amount),
            method: PayMethod::Cash,
        };
        assert_eq!(harness.refused(another), "deposit-range", "{amount} where 10 are held");
    }
    assert_eq!(harness.refused(take("10")), "deposit-id-used");
    let back = |amount: Option<&str>| command::ReturnDeposit {
        deposit: deposit(0),
        amount: amount.map(yuan),
        reason: ReasonCode::WrongPerson.into(),
    };
    harness.must(back(Some("3.50")));
    for amount in ["-1", "0", "6.51", "10"] {
        assert_eq!(harness.refused(back(Some(amount))), "deposit-return-range", "{amount} where 6.50 are left");
    }
    let row = harness.world.deposit(deposit(0)).expect("a deposit");
    assert_eq!((row.returned, row.left()), (yuan("3.50"), yuan("6.50")));
    harness.must(back(None));
    assert_eq!(harness.refused(back(None)), "deposit-returned");
    assert!(harness.world.ledger_balances().values().all(|amount| amount.is_zero()));
}
