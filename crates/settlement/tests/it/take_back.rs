//! A settlement is taken back (2305): never twice, never believed before it is known, and the money goes the way it
//! came.

use crate::play::{Harness, admission, charge_of, deposit, exchange, negative, settlement, yuan};
use model::{
    interface::Interface,
    journey::{InsuranceType, PersonClass},
    message::Refusal,
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{Account, Event, Misfit, Outcome, PayMethod, PayPlace, ReceiptNumber, YearToDate, command},
};
use settlement::{ExchangeState, Recovery, SettlementState, ledger};

fn state(harness: &Harness) -> SettlementState {
    harness.world.settlement(settlement(0)).expect("a settlement").state
}

fn of(harness: &Harness, number: u32) -> ExchangeState {
    harness.world.exchange(exchange(number)).expect("an exchange").state
}

fn code(result: Result<Vec<Event>, Refusal>) -> &'static str {
    result.expect_err("refused").code
}

fn take_back(number: u32) -> command::TakeBackSettlement {
    command::TakeBackSettlement { settlement: settlement(number), reason: ReasonCode::Mistake.into(), by: None }
}

fn pay(number: u32) -> command::Pay {
    command::Pay { settlement: settlement(number), method: PayMethod::Cash, place: PayPlace::Bedside }
}

/// So much of the deposit.
fn give_back(amount: &str) -> command::ReturnDeposit {
    command::ReturnDeposit { deposit: deposit(0), amount: Some(yuan(amount)), reason: ReasonCode::PatientWish.into() }
}

/// Settled by exchange 4.
fn settled() -> Harness {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    harness
}

/// Settled and paid: of a deposit of 5,000.00 the patient's 2,444.90 were kept and 2,555.10 returned.
fn paid() -> Harness {
    let mut harness = settled();
    harness.must(pay(0));
    harness
}

/// The 2305 is exchange 5.
fn asked() -> Harness {
    let mut harness = paid();
    harness.must(take_back(0));
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    harness
}

/// A 2305 that nobody answered.
fn unanswered() -> Harness {
    let mut harness = asked();
    harness.wait(30);
    harness.silence(5);
    assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::TakingBack, ExchangeState::Unknown));
    harness
}

fn balances(harness: &Harness, stay: u32) -> Vec<(Account, Yuan)> {
    let bill = harness.world.bill(admission(stay)).expect("a bill");
    bill.balances.iter().filter(|(_, amount)| !amount.is_zero()).collect()
}

#[test]
fn the_money_goes_the_way_it_came_and_settling_anew_ends_as_if_it_had_been_settled_once() {
    let mut harness = paid();
    let once = balances(&harness, 0);
    let amounts = *harness.world.settlement(settlement(0)).expect("a settlement").amounts();
    harness.must(take_back(0));
    assert_eq!(state(&harness), SettlementState::TakingBack);
    assert_eq!(balances(&harness, 0), once, "nothing has moved yet");
    assert_eq!(harness.refused(charge_of(9, 0, "1", "1", None)), "settlement-taking-back");
    assert_eq!(harness.refused(pay(0)), "settlement-taking-back");
    assert_eq!(harness.refused(take_back(0)), "settlement-taking-back");
    assert_eq!(code(harness.send(20, Interface::Settlement, None)), "settlement-taking-back");
    assert_eq!(code(harness.send(20, Interface::Discharge, None)), "settlement-taking-back");
    assert_eq!(harness.world.to_take_back(admission(0)), Some(settlement(0)));
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    assert_eq!(code(harness.send(21, Interface::SettlementUndo, None)), "exchange-under-way");
    assert_eq!(harness.world.to_take_back(admission(0)), None, "it is sent once");
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::TakenBack, ExchangeState::Answered));
    // What was returned stays with the patient: 5,000.00 − 2,555.10 are held.
    let bill = harness.world.bill(admission(0)).expect("a bill");
    assert_eq!(bill.deposits_held, yuan("2444.90"));
    for (account, left) in [
        (Account::Receivable, "12432.10"),
        (Account::Deposit, "-2444.90"),
        (Account::Fund, "0"),
        (Account::PersonalAccount, "0"),
        (Account::Cash, "2444.90"),
        (Account::Revenue, "-12432.10"),
    ] {
        let left = yuan(left);
        assert_eq!(bill.balances.of(account), left, "{account:?}");
    }
    assert!(harness.world.current_settlement(admission(0)).is_none());
    assert_eq!(harness.refused(take_back(0)), "settlement-taken-back");
    assert_eq!(harness.refused(pay(0)), "settlement-taken-back");
    assert_eq!(harness.refused(give_back("2444.91")), "deposit-return-range", "only 2,444.90 are held");
    let presettle = command::Presettle { settlement: settlement(1), admission: admission(0) };
    assert_eq!(harness.refused(presettle.clone()), "trial-stale", "a trial from before counts what was taken back");
    harness.trial(6);
    harness.must(presettle);
    harness.consent(1);
    harness.send(7, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(7);
    harness.answer(7, answer).expect("settled anew");
    harness.must(pay(1));
    let anew = harness.world.settlement(settlement(1)).expect("a settlement");
    assert_eq!(*anew.amounts(), amounts);
    let paid = anew.paid.expect("paid");
    assert_eq!((paid.deposit_refund, paid.arrears), (Yuan::ZERO, Yuan::ZERO));
    assert_eq!(balances(&harness, 0), once);
}

/// 8,655.10 go back: the largest deposit first, and each by the way it came, whatever way is said.
#[test]
fn what_goes_back_goes_the_way_it_came() {
    let mut harness = settled();
    let refunds = |events: &[Event]| {
        let paid = events.iter().find_map(|event| match event {
            Event::SettlementPaid(paid) => Some((paid.method, paid.refunds.clone())),
            _ => None,
        });
        let (method, refunds) = paid.expect("paid");
        (method, refunds.iter().map(|refund| (refund.deposit, refund.amount, refund.method)).collect::<Vec<_>>())
    };
    for (number, amount, method) in [(1, "100", PayMethod::Cash), (2, "6000", PayMethod::Mobile)] {
        let (deposit, amount) = (deposit(number), yuan(amount));
        harness.must(command::TakeDeposit { deposit, admission: admission(0), amount, method });
    }
    let first = harness.world.deposit(deposit(0)).expect("a deposit").method;
    let (method, back) = refunds(&harness.must(pay(0)));
    let wanted = vec![(deposit(2), yuan("6000"), PayMethod::Mobile), (deposit(0), yuan("2655.10"), first)];
    assert_eq!((method, back), (PayMethod::Mobile, wanted));
    let left = |number: u32| harness.world.deposit(deposit(number)).expect("a deposit").left();
    assert_eq!([left(0), left(1), left(2)], [yuan("2344.90"), yuan("100"), Yuan::ZERO]);
}

#[test]
fn what_is_held_after_a_take_back_can_be_given_back() {
    let mut harness = asked();
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    harness.must(give_back("444.90"));
    assert_eq!(harness.refused(give_back("2000.01")), "deposit-return-range");
    let rest = command::ReturnDeposit { amount: None, ..give_back("0") };
    harness.must(rest.clone());
    let bill = harness.world.bill(admission(0)).expect("a bill");
    assert_eq!((bill.deposits_held, bill.balances.of(Account::Cash)), (Yuan::ZERO, Yuan::ZERO));
    assert_eq!(bill.balances.of(Account::Deposit), Yuan::ZERO);
    assert_eq!(harness.refused(rest), "deposit-returned", "the other 2,555.10 went back with the payment");
}

/// So much of what is owed, by card at the counter.
fn part(number: u32, amount: &str) -> command::TakePayment {
    let (settlement, amount) = (settlement(number), yuan(amount));
    command::TakePayment { settlement, amount, method: PayMethod::Card, place: PayPlace::Counter }
}

/// Of 2,444.90 in cash 1,000.00 are held as a deposit, so 1,444.90 are owed.
fn owing() -> Harness {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.must(give_back("4000"));
    harness.send(4, Interface::Settlement, None).expect("2304");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    assert_eq!(harness.world.owed(admission(0)), yuan("1444.90"));
    harness
}

#[test]
fn what_is_owed_is_paid_in_parts_and_never_more_than_that() {
    let mut harness = owing();
    for amount in ["0", "-1", "1444.91"] {
        assert_eq!(harness.refused(part(0, amount)), "payment-range", "{amount}");
    }
    harness.must(part(0, "444.90"));
    assert_eq!((state(&harness), harness.world.owed(admission(0))), (SettlementState::Settled, yuan("1000")));
    assert_eq!(harness.refused(part(0, "1000.01")), "payment-range");
    harness.must(part(0, "600"));
    // The last part closes the bill as any payment does.
    harness.must(part(0, "400"));
    let row = harness.world.settlement(settlement(0)).expect("a settlement");
    let paid = row.paid.expect("paid");
    assert_eq!((paid.arrears, paid.place, row.paid_in_part()), (yuan("400"), PayPlace::Counter, yuan("1044.90")));
    assert_eq!((state(&harness), harness.world.owed(admission(0))), (SettlementState::Paid, Yuan::ZERO));
    assert_eq!(harness.world.deposits_against(admission(0)), yuan("1000"));
    let bill = harness.world.bill(admission(0)).expect("a bill");
    assert!(bill.balances.of(Account::Receivable).is_zero() && bill.balances.of(Account::Deposit).is_zero());
    assert_eq!(bill.balances.of(Account::Cash), yuan("2444.90"));
    assert_eq!(harness.refused(part(0, "1")), "bill-closed");
}

#[test]
fn a_deposit_taken_after_a_part_leaves_only_the_rest_to_be_paid() {
    let mut harness = owing();
    harness.must(part(0, "1000"));
    let (deposit, amount, method) = (deposit(1), yuan("500"), PayMethod::Cash);
    harness.must(command::TakeDeposit { deposit, admission: admission(0), amount, method });
    assert_eq!(harness.world.owed(admission(0)), Yuan::ZERO);
    assert_eq!(harness.refused(part(0, "0.01")), "payment-range", "there is too much already");
    harness.must(pay(0));
    let paid = harness.world.settlement(settlement(0)).and_then(|row| row.paid).expect("paid");
    assert_eq!((paid.deposit_refund, paid.arrears), (yuan("55.10"), Yuan::ZERO));
}

#[test]
fn parts_go_back_with_the_settlement_that_is_taken_back_whether_or_not_it_was_closed() {
    for closes in [false, true] {
        let mut harness = owing();
        harness.must(part(0, "300"));
        if closes {
            harness.must(pay(0));
        }
        harness.must(take_back(0));
        assert_eq!(harness.refused(part(0, "1")), "settlement-taking-back");
        harness.send(5, Interface::SettlementUndo, None).expect("2305");
        let answer = harness.taken_back();
        harness.answer(5, answer).expect("taken back");
        let back = harness.world.settlement(settlement(0)).and_then(|row| row.taken_back).expect("taken back");
        assert_eq!(back.refund, yuan(if closes { "1444.90" } else { "300" }));
        let bill = harness.world.bill(admission(0)).expect("a bill");
        assert_eq!((bill.deposits_held, bill.balances.of(Account::Cash)), (yuan("1000"), yuan("1000")));
        assert_eq!(bill.balances.of(Account::Receivable), yuan("12432.10"));
        assert_eq!(harness.refused(part(0, "1")), "settlement-taken-back");
    }
}

#[test]
fn receipts_are_numbered_without_a_gap_and_a_take_back_cancels_one() {
    let mut harness = paid();
    let number = |receipt: Option<ReceiptNumber>| receipt.map(|receipt| receipt.number);
    let first = harness.world.settlement(settlement(0)).and_then(|row| row.receipt).expect("a receipt");
    assert_eq!((first.number, first.to_string()), (1, format!("{}-000001", first.year)));
    harness.must(take_back(0));
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    let row = harness.world.settlement(settlement(0)).expect("a settlement");
    assert_eq!((number(row.receipt), number(row.taken_back.and_then(|back| back.red))), (Some(1), Some(2)));
    harness.must(charge_of(5, 1, "100", "10", None));
    harness.must(command::Presettle { settlement: settlement(5), admission: admission(1) });
    harness.consent(5);
    harness.must(pay(5));
    assert_eq!(number(harness.world.settlement(settlement(5)).and_then(|row| row.receipt)), Some(3));
    // A year later the numbers begin anew.
    harness.wait(366 * 24 * 3600);
    harness.must(take_back(5));
    let red = harness.world.settlement(settlement(5)).and_then(|row| row.taken_back).and_then(|back| back.red);
    assert_eq!(red, Some(ReceiptNumber { year: first.year + 1, number: 1 }));
}

#[test]
fn what_was_never_paid_has_no_receipt_to_cancel() {
    let mut harness = settled();
    harness.must(take_back(0));
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    let row = harness.world.settlement(settlement(0)).expect("a settlement");
    assert_eq!((row.receipt, row.taken_back.and_then(|back| back.red)), (None, None));
}

#[test]
fn who_pays_everything_pays_in_parts_only_by_deposits() {
    let mut harness = Harness::new();
    harness.must(charge_of(5, 1, "100", "10", None));
    harness.must(command::Presettle { settlement: settlement(5), admission: admission(1) });
    assert_eq!(harness.refused(part(5, "1")), "settlement-not-settled");
    harness.consent(5);
    assert_eq!(harness.refused(part(5, "1")), "settlement-not-settled", "a charge would still supersede it");
}

#[test]
fn what_is_settled_but_not_paid_leaves_the_deposits_as_they_are() {
    let mut harness = settled();
    harness.must(take_back(0));
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    let bill = harness.world.bill(admission(0)).expect("a bill");
    assert_eq!((bill.deposits_held, bill.balances.of(Account::Cash)), (yuan("5000"), yuan("5000")));
    assert_eq!(bill.balances.of(Account::Receivable), yuan("12432.10"));
}

#[test]
fn who_pays_everything_is_taken_back_at_once_and_gets_back_what_was_paid_besides() {
    let mut harness = Harness::new();
    let (stay, shown) = (admission(1), settlement(5));
    harness.must(charge_of(5, 1, "100", "10", None));
    let (amount, method) = (yuan("300"), PayMethod::Card);
    harness.must(command::TakeDeposit { deposit: deposit(5), admission: stay, amount, method });
    harness.must(command::Presettle { settlement: shown, admission: stay });
    harness.consent(5);
    harness.must(command::Pay { settlement: shown, method, place: PayPlace::Bedside });
    let events = harness.must(take_back(5));
    let back = events.iter().find_map(|event| {
        let Event::SettlementTakenBack(back) = event else { return None };
        Some((back.exchange, back.deposits, back.refund, ledger::sum(&back.postings)))
    });
    assert_eq!(back, Some((None, yuan("300"), yuan("700"), Yuan::ZERO)));
    assert_eq!(
        balances(&harness, 1),
        [
            (Account::Revenue, yuan("-1000")),
            (Account::Receivable, yuan("1000")),
            (Account::Deposit, yuan("-300")),
            (Account::Cash, yuan("300")),
        ]
    );
    harness.must(charge_of(6, 1, "1", "1", None));
}

#[test]
fn what_was_done_without_an_answer_is_found_by_the_query() {
    let mut harness = unanswered();
    assert!(matches!(harness.world.recovery(exchange(5), harness.now), Recovery::Wait { .. }));
    assert_eq!(code(harness.send(6, Interface::Reversal, Some(5))), "reversal-needs-query");
    harness.wait(10);
    assert_eq!(harness.world.recovery(exchange(5), harness.now), Recovery::Query);
    harness.send(6, Interface::Query, Some(5)).expect("5203");
    harness.answer(6, Outcome::NotThere).expect("no longer there");
    assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::TakenBack, ExchangeState::Answered));
    assert_eq!(harness.world.recovery(exchange(5), harness.now), Recovery::Nothing);
}

/// Two queries were sent about a 2304; the answer to the first comes when the settlement has been taken back.
#[test]
fn an_old_answer_settles_nothing_that_was_taken_back() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.send(4, Interface::Settlement, None).expect("2304");
    harness.wait(30);
    harness.silence(4);
    harness.wait(10);
    harness.send(5, Interface::Query, Some(4)).expect("5203");
    harness.wait(30);
    harness.silence(5);
    harness.send(6, Interface::Query, Some(4)).expect("5203");
    let found = harness.settled(4);
    harness.answer(6, found.clone()).expect("settled");
    assert_eq!(state(&harness), SettlementState::Settled);
    harness.must(take_back(0));
    harness.send(7, Interface::SettlementUndo, None).expect("2305");
    let answer = harness.taken_back();
    harness.answer(7, answer).expect("taken back");
    harness.answer(5, found).expect("kept as evidence");
    assert_eq!(state(&harness), SettlementState::TakenBack);
}

#[test]
fn however_many_messages_there_were_an_unknown_outcome_is_resolved() {
    let mut harness = unanswered();
    let full = (100..10_000).find_map(|number| harness.send(number, Interface::Person, None).err());
    assert_eq!(full.expect("there is a limit").code, "exchanges-max");
    harness.wait(10);
    harness.send(6, Interface::Query, Some(5)).expect("5203");
    let stands = harness.settled(4);
    harness.answer(6, stands).expect("it stands");
    harness.send(7, Interface::Reversal, Some(5)).expect("2601");
    harness.answer(7, Outcome::Done).expect("reversed");
    assert_eq!(state(&harness), SettlementState::Paid);
}

#[test]
fn what_was_not_done_is_reversed_and_the_settlement_holds() {
    let mut harness = unanswered();
    // A query that was asked before the message could no longer arrive proves nothing.
    harness.send(6, Interface::Query, Some(5)).expect("5203");
    let stands = harness.settled(4);
    harness.answer(6, stands.clone()).expect("it stands");
    assert_eq!(code(harness.send(7, Interface::Reversal, Some(5))), "reversal-needs-query");
    assert_eq!(state(&harness), SettlementState::TakingBack);
    harness.wait(10);
    harness.send(8, Interface::Query, Some(5)).expect("5203");
    harness.answer(8, stands).expect("it stands");
    assert_eq!(harness.world.recovery(exchange(5), harness.now), Recovery::Reverse);
    harness.send(9, Interface::Reversal, Some(5)).expect("2601");
    // The answer comes after all: the reversal wins, and the next query decides (F04).
    let late = harness.taken_back();
    harness.answer(5, late).expect("kept as evidence");
    assert_eq!(state(&harness), SettlementState::TakingBack);
    harness.answer(9, Outcome::Done).expect("reversed");
    assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::Paid, ExchangeState::Reversed));
    assert_eq!(code(harness.send(10, Interface::SettlementUndo, None)), "take-back-not-wanted");
    harness.must(take_back(0));
    harness.send(10, Interface::SettlementUndo, None).expect("with a new message id");
    let answer = harness.taken_back();
    harness.answer(10, answer).expect("taken back");
    assert_eq!(state(&harness), SettlementState::TakenBack);
}

#[test]
fn a_refusal_is_believed_when_a_query_finds_the_settlement() {
    for done in [false, true] {
        let mut harness = asked();
        harness.answer(5, Outcome::Refused { code: "E".into() }).expect("refused");
        assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::TakingBack, ExchangeState::Unknown));
        harness.send(6, Interface::Query, Some(5)).expect("5203");
        let found = if done { Outcome::NotThere } else { harness.settled(4) };
        harness.answer(6, found).expect("found");
        assert_eq!(of(&harness, 5), ExchangeState::Answered);
        let ends = if done { SettlementState::TakenBack } else { SettlementState::Paid };
        assert_eq!(state(&harness), ends);
        if !done {
            let last = harness.world.last_take_back(admission(0)).expect("asked");
            assert_eq!(last.refusal(), Some("E"));
        }
    }
}

#[test]
fn an_answer_that_is_not_exactly_the_negative_is_set_aside() {
    let mut harness = asked();
    let Outcome::TakenBack { setl_id, amounts } = harness.taken_back() else { panic!("taken back") };
    let mut wrong = amounts;
    wrong.hifp_pay += yuan("0.01");
    let fields = |events: &[Event]| -> Vec<String> {
        let misfits = events.iter().filter_map(|event| match event {
            Event::AnswerSetAside(event) => Some(event.misfits.clone()),
            _ => None,
        });
        misfits.flatten().map(|misfit: Misfit| misfit.field).collect()
    };
    let events = harness.answer(5, Outcome::TakenBack { setl_id: setl_id.clone(), amounts: wrong }).expect("kept");
    assert_eq!(fields(&events), ["hifp_pay"]);
    let positive = negative(&amounts);
    let events = harness.answer(5, Outcome::TakenBack { setl_id, amounts: positive }).expect("kept");
    assert!(fields(&events).contains(&"medfee_sumamt".to_owned()));
    let other = Outcome::TakenBack { setl_id: "S0009".parse().unwrap(), amounts };
    let events = harness.answer(5, other).expect("kept");
    assert_eq!(fields(&events), ["setl_id"]);
    assert_eq!((state(&harness), of(&harness, 5)), (SettlementState::TakingBack, ExchangeState::Unknown));
}

#[test]
fn only_what_is_settled_is_taken_back() {
    let mut harness = Harness::new();
    assert_eq!(harness.refused(take_back(0)), "settlement-unknown");
    harness.until_consent();
    assert_eq!(harness.refused(take_back(0)), "take-back-not-settled");
    harness.must(command::Presettle { settlement: settlement(1), admission: admission(0) });
    assert_eq!(harness.refused(take_back(0)), "settlement-superseded");
    harness.consent(1);
    harness.send(4, Interface::Settlement, None).expect("2304");
    assert_eq!(harness.refused(take_back(1)), "settlement-under-way");
    let answer = harness.settled(4);
    harness.answer(4, answer).expect("settled");
    assert_eq!(code(harness.send(5, Interface::SettlementUndo, None)), "take-back-not-wanted");
    harness.must(take_back(1));
    assert_eq!(
        harness.refused(command::TakeDeposit {
            deposit: deposit(1),
            admission: admission(0),
            amount: yuan("1"),
            method: PayMethod::Cash
        }),
        "settlement-taking-back"
    );
}

#[test]
fn a_stay_that_has_ended_at_the_platform_goes_on_there_before_it_is_settled_anew() {
    let mut harness = paid();
    assert_eq!(code(harness.send(20, Interface::DischargeUndo, None)), "bill-locked");
    harness.send(8, Interface::Discharge, None).expect("2402");
    harness.answer(8, Outcome::Done).expect("left");
    harness.must(take_back(0));
    assert_eq!(code(harness.send(20, Interface::DischargeUndo, None)), "settlement-taking-back");
    harness.send(5, Interface::SettlementUndo, None).expect("2305");
    let answer = harness.taken_back();
    harness.answer(5, answer).expect("taken back");
    let insure = command::InsureBill {
        admission: admission(0),
        policy: None,
        insurance: InsuranceType::SelfPay,
        class: PersonClass::Active,
        admission_no: 1,
        year_to_date: YearToDate::default(),
        pays_all: None,
    };
    assert_eq!(harness.refused(insure), "insurance-after-discharge");
    harness.send(9, Interface::DischargeUndo, None).expect("2405");
    assert_eq!(code(harness.send(21, Interface::DischargeUndo, None)), "exchange-under-way");
    harness.wait(30);
    harness.silence(9);
    assert!(harness.world.is_open_at_platform(admission(0)), "it may be");
    harness.wait(10);
    assert_eq!(harness.world.recovery(exchange(9), harness.now), Recovery::Reverse);
    harness.send(10, Interface::Reversal, Some(9)).expect("2601");
    harness.answer(10, Outcome::Done).expect("reversed");
    harness.send(11, Interface::DischargeUndo, None).expect("2405 again");
    harness.answer(11, Outcome::Done).expect("in bed again");
    assert!(!harness.world.bill(admission(0)).expect("a bill").discharged_at_platform);
    assert_eq!(code(harness.send(21, Interface::DischargeUndo, None)), "stay-not-discharged");
    harness.trial(12);
}
