//! Where a bill's limits lie, to the fen and to the day, and what another insurance does to its lines.

use crate::play::{Harness, POLICY, admission, bill, charge, charge_of, deposit, yuan};
use chrono::Duration;
use model::{
    journey::{InsuranceType, PersonClass},
    money::Yuan,
    scheduling::ReasonCode,
    settlement::{Account, ChargeClass, Command, Event, LineSplit, PayMethod, YearToDate, command},
    time::Zone,
};
use rust_decimal::Decimal;
use settlement::limits::AMOUNT_MAX;

const FEN: Yuan = Yuan::from_fen(1);

/// The code with which a command is refused; `None` if it is not.
fn code(harness: &Harness, command: impl Into<Command>) -> Option<&'static str> {
    harness.clone().ask(command).err().map(|refusal| refusal.code)
}

fn insure(policy: Option<&str>, year_to_date: YearToDate) -> command::InsureBill {
    command::InsureBill {
        admission: admission(0),
        policy: policy.map(|policy| policy.parse().unwrap()),
        insurance: InsuranceType::Employee,
        class: PersonClass::Active,
        admission_no: 1,
        year_to_date,
        pays_all: None,
    }
}

#[test]
fn a_bill_is_opened_with_facts_that_can_be() {
    let harness = Harness::new();
    let opened = |change: &dyn Fn(&mut model::settlement::BillOpened)| {
        let mut asked = bill(7, Some(POLICY));
        change(&mut asked);
        code(&harness, Command::OpenBill(asked))
    };
    assert_eq!(opened(&|_| ()), None);
    assert_eq!(opened(&|asked| asked.admission = admission(0)), Some("bill-exists"));
    assert_eq!(opened(&|asked| asked.hospital_level = 4), Some("bill-facts-wrong"));
    assert_eq!(opened(&|asked| asked.admission_no = 0), Some("bill-facts-wrong"));
    assert_eq!(opened(&|asked| asked.hospital_level = 0), None);
    assert_eq!(opened(&|asked| asked.account_balance = AMOUNT_MAX), None);
    assert_eq!(opened(&|asked| asked.account_balance = AMOUNT_MAX + FEN), Some("amount-range"));
    assert_eq!(opened(&|asked| asked.year_to_date.pool_paid = -FEN), Some("amount-range"));
    let year = |in_scope: Yuan, deductible: Yuan| YearToDate { in_scope, deductible, ..YearToDate::default() };
    assert_eq!(opened(&|asked| asked.year_to_date = year(FEN, FEN)), None);
    assert_eq!(opened(&|asked| asked.year_to_date = year(FEN, Yuan::ZERO)), None);
    assert_eq!(opened(&|asked| asked.year_to_date = year(FEN, FEN + FEN)), Some("year-to-date-wrong"));
    assert_eq!(opened(&|asked| asked.policy = Some("nowhere".parse().unwrap())), Some("policy-unknown"));
    assert_eq!(opened(&|asked| asked.insurance = InsuranceType::Resident), Some("policy-other-scheme"));
    assert_eq!(opened(&|asked| asked.class = PersonClass::Resident), Some("policy-no-rate"));
}

#[test]
fn a_charge_is_of_a_day_that_was_and_not_too_long_ago() {
    let mut harness = Harness::new();
    // 24 November 2024, noon in Shanghai.
    let on = |harness: &Harness, days: i64| {
        let mut command = charge_of(0, 0, "1", "1", None);
        command.date = Zone::SHANGHAI.date(harness.now).plus_days(days);
        code(harness, command)
    };
    let said = [1, 0, -3_653, -3_654].map(|days| on(&harness, days));
    assert_eq!(said, [Some("charge-date-in-future"), None, None, Some("charge-date-too-early")]);
    harness.now += Duration::days(1);
    assert_eq!(on(&harness, 0), None);
}

#[test]
fn a_bill_and_its_deposits_have_a_limit_and_may_reach_it() {
    let mut harness = Harness::new();
    let max = "100000000";
    assert_eq!(code(&harness, charge_of(0, 0, max, "1.0001", None)), Some("bill-too-large"));
    harness.must(charge_of(0, 0, "99999999.99", "1", None));
    assert_eq!(code(&harness, charge_of(1, 0, "0.02", "1", None)), Some("bill-too-large"));
    harness.must(charge_of(1, 0, "0.01", "1", None));
    assert_eq!(harness.world.bill(admission(0)).map(settlement::Bill::medfee_sumamt), Some(yuan(max)));
    let take = |number: u32, amount: Yuan| {
        let method = PayMethod::Cash;
        command::TakeDeposit { deposit: deposit(number), admission: admission(0), amount, method }
    };
    assert_eq!(code(&harness, take(0, AMOUNT_MAX + FEN)), Some("deposit-range"));
    assert_eq!(code(&harness, take(0, AMOUNT_MAX)), None);
    harness.must(take(0, AMOUNT_MAX - FEN));
    assert_eq!(code(&harness, take(1, FEN + FEN)), Some("deposit-range"));
    assert_eq!(code(&harness, take(1, FEN)), None);
}

#[test]
fn what_is_taken_back_leaves_the_accounts_as_they_were() {
    let mut harness = Harness::new();
    harness.must(charge_of(0, 0, "10", "3", None));
    let (refund, charge, count) = (charge(1), charge(0), Decimal::ONE);
    let events = harness.must(command::RefundCharge { refund, charge, count, reason: ReasonCode::Mistake.into() });
    let [Event::ChargeRefunded(refunded)] = &events[..] else { panic!("{events:?}") };
    let postings: Vec<_> = refunded.postings.iter().map(|row| (row.account, row.amount)).collect();
    assert_eq!(postings, [(Account::Receivable, yuan("-10")), (Account::Revenue, yuan("10"))]);
    let balances = harness.world.ledger_balances();
    assert_eq!(balances.get(&Account::Receivable), Some(&yuan("20")));
    assert_eq!(balances.get(&Account::Revenue), Some(&yuan("-20")));
    harness.must(command::CancelBill { admission: admission(1), money_may_be_open: false });
    assert_eq!(code(&harness, charge_of(9, 1, "1", "1", None)), Some("bill-cancelled"));
    let kept = command::CancelBill { admission: admission(0), money_may_be_open: false };
    assert_eq!(code(&harness, kept), Some("cancel-money-open"));
    assert_eq!(code(&harness, command::CancelBill { admission: admission(0), money_may_be_open: true }), None);
}

#[test]
fn another_insurance_splits_every_line_and_refund_anew() {
    let mut harness = Harness::new();
    let mut line = charge_of(0, 0, "10", "3", Some("9"));
    line.class = ChargeClass::B;
    harness.must(line);
    let (refund, of, count) = (charge(1), charge(0), Decimal::ONE);
    harness.must(command::RefundCharge { refund, charge: of, count, reason: ReasonCode::Mistake.into() });
    harness.must(command::RefundCharge { refund: charge(2), charge: of, count, reason: ReasonCode::Mistake.into() });
    // The same again is refused; another class, another scheme or no insurance is not.
    assert_eq!(code(&harness, insure(Some(POLICY), YearToDate::default())), Some("insurance-same"));
    // The same insurance, but the stay is the second of the year that counts, or other sums are before it.
    let second = command::InsureBill { admission_no: 2, ..insure(Some(POLICY), YearToDate::default()) };
    assert_eq!(code(&harness, second), None);
    let sums = YearToDate { in_scope: FEN, ..YearToDate::default() };
    assert_eq!(code(&harness, insure(Some(POLICY), sums)), None);
    let mut retired = insure(Some(POLICY), YearToDate::default());
    retired.class = PersonClass::Retired;
    assert_eq!(code(&harness, retired), None);
    let mut for_now = insure(Some(POLICY), YearToDate::default());
    for_now.pays_all = Some(ReasonCode::Other.into());
    assert_eq!(code(&harness, for_now), None);
    let mut nobody = insure(None, YearToDate::default());
    assert_eq!(code(&harness, nobody.clone()), None);
    nobody.insurance = InsuranceType::SelfPay;
    let split = |own: i64, over: i64, first: i64, in_scope: i64| {
        let [fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt] =
            [own, over, first, in_scope].map(Yuan::from_fen);
        LineSplit { fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt }
    };
    // Insured: of 30.00, 3.00 are above the ceiling, 10 % of 27.00 are first self-pay; two thirds of each went back.
    assert_eq!(harness.world.bill(admission(0)).map(|bill| bill.totals), Some(split(0, 100, 90, 810)));
    // Without insurance: 30.00, of which 10.00 were given back, twice.
    let events = harness.must(nobody);
    let [Event::BillInsured(insured)] = &events[..] else { panic!("{events:?}") };
    let expected = [(0, 3_000), (1, -1_000), (2, -1_000)].map(|(id, fen)| (charge(id), split(fen, 0, 0, 0)));
    assert_eq!(insured.splits, expected);
    let events = harness.must(insure(Some(POLICY), YearToDate::default()));
    let [Event::BillInsured(insured)] = &events[..] else { panic!("{events:?}") };
    let back = split(0, -100, -90, -810);
    assert_eq!(insured.splits, [(charge(0), split(0, 300, 270, 2_430)), (charge(1), back), (charge(2), back)]);
}

#[test]
fn the_last_unit_that_went_back_takes_what_is_left_of_the_new_split_too() {
    let mut harness = Harness::new();
    // 3 × 3.3333 = 10.00; 3.33 went back, 3.33, and then 3.34.
    harness.must(charge_of(0, 0, "3.3333", "3", None));
    for number in 1..=3 {
        let (refund, charge, count) = (charge(number), charge(0), Decimal::ONE);
        harness.must(command::RefundCharge { refund, charge, count, reason: ReasonCode::Mistake.into() });
    }
    let events = harness.must(insure(None, YearToDate::default()));
    let [Event::BillInsured(insured)] = &events[..] else { panic!("{events:?}") };
    let own = |fen: i64| LineSplit { fulamt_ownpay_amt: Yuan::from_fen(fen), ..LineSplit::default() };
    let expected = [(0, 1_000), (1, -333), (2, -333), (3, -334)].map(|(id, fen)| (charge(id), own(fen)));
    assert_eq!(insured.splits, expected);
    assert_eq!(harness.world.bill(admission(0)).map(|bill| bill.totals), Some(LineSplit::default()));
}

#[test]
fn the_accounts_balance_is_of_the_policy_under_which_it_was_asked() {
    let mut harness = Harness::new();
    let balance = |harness: &Harness| harness.world.bill(admission(0)).map(|bill| bill.account_balance);
    let mut retired = insure(Some(POLICY), YearToDate::default());
    retired.class = PersonClass::Retired;
    harness.must(retired);
    assert_eq!(balance(&harness), Some(yuan("300")));
    harness.must(insure(None, YearToDate::default()));
    assert_eq!(balance(&harness), Some(Yuan::ZERO));
}

#[test]
fn charges_and_refunds_together_have_a_limit_and_may_reach_it() {
    let mut harness = Harness::new();
    // 19,998 charges and a refund.
    for number in 0..19_998 {
        harness.must(charge_of(number, 0, "1", "2", None));
    }
    let back = |number: u32| command::RefundCharge {
        refund: charge(number),
        charge: charge(0),
        count: Decimal::ONE,
        reason: ReasonCode::Mistake.into(),
    };
    harness.must(back(20_000));
    assert_eq!(code(&harness, back(20_001)), None);
    harness.must(charge_of(20_002, 0, "1", "1", None));
    assert_eq!(code(&harness, charge_of(20_003, 0, "1", "1", None)), Some("bill-lines-max"));
    assert_eq!(code(&harness, back(20_003)), Some("bill-lines-max"));
}

#[test]
fn a_trial_of_lines_that_changed_is_stale_and_one_after_them_is_not() {
    let mut harness = Harness::new();
    harness.until_consent();
    harness.must(charge_of(2, 0, "1", "1", None));
    harness.upload(20);
    let presettle = || command::Presettle { settlement: crate::play::settlement(9), admission: admission(0) };
    assert_eq!(code(&harness, presettle()), Some("trial-stale"));
    harness.trial(21);
    assert_eq!(code(&harness, presettle()), None);
}
