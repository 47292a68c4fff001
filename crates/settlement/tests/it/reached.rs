//! Which unstated values make a result an estimate: those that matter for it, and no others.

use crate::arithmetic::{adjudicate, case, policy, pool, state, year, yuan};
use chrono::NaiveDate;
use model::{
    money::Yuan,
    settlement::{ChargeClass, LineSplit, YearToDate},
};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy,
    adjudicate::{CostLine, Costs, Days},
    limits::AMOUNT_MAX,
    line::Priced,
    policy::{AccountPays, Band, Basis, CapKind, CrossYear, JINAN_EMPLOYEE_INPATIENT_2024, Period, RemoteRule, Tier},
};

type Which = fn(&mut Policy) -> &mut Basis;

/// If the source is silent on this value, does it matter in the case?
fn reached(policy: &Policy, which: Which, case: &Case) -> bool {
    let mut policy = policy.clone();
    *which(&mut policy) = Basis::NotStated;
    let result = adjudicate(&policy, case);
    let said = result.notes.iter().filter(|note| note.message.id == "note-not-stated").count();
    let why = result.notes.iter().any(|note| note.estimate_only);
    assert_eq!(!why, result.confirmed_possible, "an estimate says why");
    assert!(said <= 1);
    said == 1
}

const MODE: Which = |policy| &mut policy.rounding.mode.basis;
const PLACE: Which = |policy| &mut policy.rounding.place.basis;
const ORDER: Which = |policy| &mut policy.line_order.basis;

fn in_scope(fen: i64) -> Case {
    let split = LineSplit { inscp_scp_amt: Yuan::from_fen(fen), ..LineSplit::default() };
    Case { costs: Costs::Totals(split), ..case() }
}

/// One line of one unit.
fn line(class: ChargeClass, fen: i64, ceiling: Option<i64>, rate: &str) -> Case {
    let priced = Priced {
        class,
        count: Decimal::ONE,
        ceiling: ceiling.map(|fen| Decimal::new(fen, 2)),
        preself_rate: rate.parse().expect("a rate"),
    };
    Case { costs: Costs::Lines(vec![CostLine { priced, amount: Yuan::from_fen(fen) }]), ..case() }
}

#[test]
fn rounding_matters_where_something_was_rounded() {
    let both = |case: &Case| (reached(&policy(), MODE, case), reached(&policy(), PLACE, case));
    // 9,000 at 85 % and 10,000 at 88 % are whole fen.
    assert_eq!(both(&case()), (false, false));
    // 88 % of 10,000.01 are 8,800.0088; 7,650.00 of the first band are whole fen, so it is the same per band.
    assert_eq!(both(&in_scope(2_000_001)), (true, false));
    // From 1,000.97: 85 % of 8,999.03 are 7,649.1755, 88 % of 10,000.03 are 8,800.0264: 16,449.2019, or one fen more
    // by bands. The total is rounded alike by every mode; only per band does the mode matter.
    let mut yearly = policy();
    pool(&mut yearly).band_period.value = Period::Year;
    let before = YearToDate { in_scope: Yuan::from_fen(97), ..YearToDate::default() };
    let two = Case { year_to_date: before, ..in_scope(1_999_906) };
    assert_eq!((reached(&yearly, MODE, &two), reached(&yearly, PLACE, &two)), (false, true));
    (*MODE(&mut yearly), *PLACE(&mut yearly)) = (Basis::NotStated, Basis::NotStated);
    let reasons = adjudicate(&yearly, &two).notes.into_iter().filter(|note| note.estimate_only).count();
    assert_eq!(reasons, 2, "together with the other one");
    // 85 % of 4,000.01, one band.
    assert_eq!(both(&in_scope(500_001)), (true, false));
    // All below the deductible. 10 % of 9.96 are 0.996; 10 % of 10.00 and of 10.10 are whole fen.
    assert_eq!(both(&line(ChargeClass::B, 1_003, Some(996), "0.1")), (true, false));
    assert_eq!(both(&line(ChargeClass::B, 1_000, None, "0.1")), (false, false));
    assert_eq!(both(&line(ChargeClass::B, 1_003, None, "0")), (false, false));
    assert_eq!(both(&line(ChargeClass::C, 1_003, None, "0.1")), (false, false));
}

#[test]
fn the_order_of_a_line_matters_where_it_has_both_a_rate_and_something_above_its_ceiling() {
    let order = |case: &Case| reached(&policy(), ORDER, case);
    assert!(order(&line(ChargeClass::B, 12_000, Some(10_000), "0.1")));
    assert!(!order(&line(ChargeClass::B, 12_000, Some(10_000), "0")));
    assert!(!order(&line(ChargeClass::B, 9_000, Some(10_000), "0.1")));
    assert!(!order(&line(ChargeClass::C, 12_000, Some(10_000), "0.1")));
}

#[test]
fn the_year_of_a_stay_is_a_question_over_the_years_end() {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let stay = |days: [&str; 3]| {
        let [admitted, discharged, settled] = days.map(day);
        Case { days: Days { admitted, discharged, settled }, ..case() }
    };
    let cross: Which = |policy| &mut policy.cross_year.basis;
    assert!(!reached(&policy(), cross, &stay(["2024-03-01", "2024-03-09", ""])));
    assert!(!reached(&policy(), cross, &stay(["2024-12-30", "", ""])));
    let over = stay(["2024-12-30", "2024-12-31", "2025-01-03"]);
    let counted = |rule: CrossYear| {
        let mut policy = policy();
        policy.cross_year.value = rule;
        let result = adjudicate(&policy, &over);
        let step = result.steps.iter().find(|step| step.rule.id == "step-year").expect("a step");
        let of_charges = result.notes.iter().any(|note| note.message.id == "note-charge-date");
        (crate::shown::message(&step.rule), of_charges, !of_charges || !result.confirmed_possible)
    };
    let says = |year: &str, rule: &str| format!("step-year year={year} rule={rule}");
    assert_eq!(counted(CrossYear::AdmissionDate), (says("2024", "year-of-admission"), false, true));
    assert_eq!(counted(CrossYear::DischargeDate), (says("2024", "year-of-discharge"), false, true));
    assert_eq!(counted(CrossYear::SettlementDate), (says("2025", "year-of-settlement"), false, true));
    assert_eq!(counted(CrossYear::ChargeDate), (says("2024", "year-of-charge"), true, true));
}

#[test]
fn what_the_remote_rule_moves_is_rounded_too() {
    let mut policy = policy();
    policy.remote.rule.value = RemoteRule::BaseLess;
    policy.remote.share.value = Decimal::new(1, 1);
    let remote = |fen: i64| {
        let mut case = in_scope(fen);
        case.person.remote = true;
        case
    };
    // A tenth of 500.05 is 50.005; all of it is below the deductible, where nothing else is rounded.
    let result = adjudicate(&policy, &remote(50_005));
    let moved = Yuan::from_fen(5_001);
    assert_eq!((result.detail.remote_preself, result.amounts.preselfpay_amt), (moved, moved));
    assert_eq!(result.amounts.inscp_scp_amt, Yuan::from_fen(45_004));
    assert!(reached(&policy, MODE, &remote(50_005)) && !reached(&policy, PLACE, &remote(50_005)));
    assert!(!reached(&policy, MODE, &remote(50_001)), "50.001 are 50.00 by every mode");
    assert!(!reached(&policy, MODE, &remote(50_010)));
    let rule: [Which; 2] = [|policy| &mut policy.remote.rule.basis, |policy| &mut policy.remote.share.basis];
    assert!(rule.into_iter().all(|which| reached(&policy, which, &remote(50_010))));
    assert!(!rule.into_iter().any(|which| reached(&policy, which, &in_scope(50_010))));
}

#[test]
fn the_deductibles_rules_matter_from_the_second_stay_on_or_where_the_year_has_little_left() {
    let repeat: Which = |policy| &mut pool(policy).deductible.repeat.basis;
    let max: Which = |policy| &mut pool(policy).deductible.yearly_max.basis;
    assert!(!reached(&policy(), repeat, &case()));
    assert!(reached(&policy(), repeat, &Case { admission_no: 2, ..case() }));
    // Another maximum, or any at all, could be less than what is due.
    assert!(reached(&policy(), max, &case()));
    // The third stay has no deductible.
    assert!(!reached(&policy(), max, &Case { admission_no: 3, ..case() }));
}

#[test]
fn a_cap_matters_where_it_is_passed() {
    let kind: Which = |policy| &mut pool(policy).cap.kind.basis;
    let amount: Which = |policy| &mut pool(policy).cap.amount.basis;
    let period: Which = |policy| &mut pool(policy).cap.period.basis;
    let counts: Which = |policy| &mut pool(policy).cap.deductible.basis;
    let all = |kind_is: CapKind, cap: i64, in_period: Period, year_to_date: YearToDate| {
        let mut policy = policy();
        let of = &mut pool(&mut policy).cap;
        (of.kind.value, of.amount.value, of.period.value) = (kind_is, yuan(cap), in_period);
        [kind, amount, period, counts].map(|which| reached(&policy, which, &Case { year_to_date, ..case() }))
    };
    // 20,000 are in scope; the pool would pay 16,450.
    let none = YearToDate::default();
    // Another amount could cut something, whatever this one does.
    let amount_only = [false, true, false, false];
    assert_eq!(all(CapKind::Cost, 20_000, Period::Year, none), amount_only);
    assert_eq!(all(CapKind::Cost, 19_999, Period::Year, none), [true, true, false, true]);
    assert_eq!(all(CapKind::Cost, 24_999, Period::Year, year(5_000, 0)), [true; 4]);
    assert_eq!(all(CapKind::Cost, 25_000, Period::Year, year(5_000, 0)), amount_only);
    // For the year, only 14,000 of the 19,000 would enter.
    assert_eq!(all(CapKind::Cost, 20_000, Period::Stay, year(5_000, 0)), [false, true, true, false]);
    assert_eq!(all(CapKind::None, 1, Period::Year, none), [true, false, false, false]);
    // A cap of which even the amount is unknown.
    assert_eq!(all(CapKind::None, 0, Period::Year, none), [true, false, false, false]);
    let paid = |whole: i64| YearToDate { pool_paid: yuan(whole), ..YearToDate::default() };
    assert_eq!(all(CapKind::Payment, 30_000, Period::Year, paid(13_550)), amount_only);
    assert_eq!(all(CapKind::Payment, 30_000, Period::Year, paid(13_551)), [true, true, true, false]);
    assert_eq!(all(CapKind::Payment, 30_000, Period::Stay, paid(13_551)), [false, true, true, false]);
}

#[test]
fn the_bands_conventions_matter_where_another_value_would_move_them() {
    let rates: Which = |policy| &mut pool(policy).rates.basis.basis;
    let edges: Which = |policy| &mut pool(policy).band_edges.basis;
    let period: Which = |policy| &mut pool(policy).band_period.basis;
    let position: Which = |policy| &mut pool(policy).year_position.basis;
    let mut yearly = policy();
    pool(&mut yearly).band_period.value = Period::Year;
    let all = |policy: &Policy, case: &Case| [rates, edges, period, position].map(|which| reached(policy, which, case));
    assert_eq!(all(&yearly, &in_scope(30_000)), [false; 4], "nothing lies above the deductible");
    assert_eq!(all(&yearly, &case()), [true, true, false, false]);
    // The third stay has no deductible.
    assert_eq!(all(&yearly, &Case { admission_no: 3, ..case() }), [true, false, false, false]);
    assert_eq!(all(&yearly, &Case { year_to_date: year(5_000, 0), ..case() }), [true, true, true, false]);
    assert_eq!(all(&yearly, &Case { year_to_date: year(5_000, 800), ..case() }), [true; 4]);
    assert_eq!(all(&policy(), &Case { year_to_date: year(5_000, 800), ..case() }), [true, true, true, false]);
    // One band moves nothing, unless some place where the cost could lie is outside of it.
    let one = |from: i64, to: Option<i64>| {
        let mut policy = yearly.clone();
        let rows = &mut pool(&mut policy).rates.rows;
        let row = rows.iter_mut().find(|row| row.when.levels == [3] && row.when.classes == ["active"]).expect("a row");
        row.bands = vec![Band { from: yuan(from), to: to.map(yuan), rate: Decimal::new(85, 2) }];
        all(&policy, &Case { year_to_date: year(5_000, 800), ..case() })
    };
    assert_eq!(one(0, None), [true, false, false, false]);
    assert_eq!(one(0, Some(25_000)), [true, false, false, false]);
    assert_eq!(one(0, Some(20_000)), [true; 4]);
    assert_eq!(one(100, None), [true, false, false, false]);
}

#[test]
fn a_cap_of_which_nothing_is_known_is_named_where_something_lies_above_the_bands() {
    // The bands end at 600,000, and the cap's kind is "no band lies above them".
    let grounds = |whole: i64, kind: CapKind| {
        let mut policy = policy();
        pool(&mut policy).cap.kind.value = kind;
        pool(&mut policy).cap.amount.value = yuan(1_000_000);
        let result = adjudicate(&policy, &in_scope(whole * 100));
        let step = result.steps.iter().find(|step| step.rule.id == "step-pool").expect("a step");
        step.grounds.iter().filter(|ground| ground.convention.id == "convention-cap-kind").count()
    };
    // 600,000.00 with the deductible of 1,000 end where the bands end.
    assert_eq!([600_000, 600_001].map(|whole| grounds(whole, CapKind::NoBandAbove)), [0, 1]);
    assert_eq!(grounds(600_001, CapKind::Cost), 0);
}

#[test]
fn the_accounts_rules_matter_where_there_is_something_on_it() {
    let pays: Which = |policy| &mut policy.account.pays.basis;
    let in_fund: Which = |policy| &mut policy.account.in_fund.basis;
    let family: Which = |policy| &mut policy.account.family.basis;
    let all = |policy: &Policy, case: &Case| [pays, in_fund, family].map(|which| reached(policy, which, case));
    let with =
        |own: i64, family: i64, case: Case| Case { account_balance: yuan(own), family_balance: yuan(family), ..case };
    assert_eq!(all(&policy(), &case()), [false; 3]);
    // The least that a rule lets the account pay are 3,550.
    assert_eq!(all(&policy(), &with(500, 0, case())), [false, true, false]);
    assert_eq!(all(&policy(), &with(500, 500, case())), [false, true, true]);
    assert_eq!(all(&policy(), &with(3_550, 0, case())), [false, true, false]);
    assert_eq!(all(&policy(), &with(3_551, 0, case())), [true, true, false]);
    assert_eq!(all(&policy(), &with(500, 500, in_scope(0))), [false; 3], "nothing is to be paid");
    // Only the patient's own part, which the account may not pay.
    let mut not_own = policy();
    not_own.account.pays.value = AccountPays::NotOwnPay;
    let own = LineSplit { fulamt_ownpay_amt: yuan(1_000), ..LineSplit::default() };
    let case = Case { costs: Costs::Totals(own), ..case() };
    assert_eq!(all(&not_own, &with(500, 500, case)), [true, false, false]);
}

#[test]
fn a_layers_rules_matter_where_anything_they_could_count_passes_the_threshold() {
    fn tier(policy: &mut Policy) -> &mut Tier {
        policy.second_tier.as_mut().expect("a layer")
    }
    let base: Which = |policy| &mut tier(policy).base.basis;
    let threshold: Which = |policy| &mut tier(policy).threshold.basis;
    let period: Which = |policy| &mut tier(policy).period.basis;
    let edges: Which = |policy| &mut tier(policy).band_edges.basis;
    let rates: Which = |policy| &mut tier(policy).basis.basis;
    let cap: Which = |policy| &mut tier(policy).cap.kind.basis;
    let with = |at: Yuan, bands: usize| {
        let mut policy = policy();
        policy.second_tier = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy").second_tier;
        let band = |from: i64, to: Option<i64>, rate: i64| Band {
            from: yuan(from),
            to: to.map(yuan),
            rate: Decimal::new(rate, 1),
        };
        let all = [band(0, Some(2_000), 8), band(2_000, None, 9)];
        let tier = tier(&mut policy);
        (tier.threshold.value, tier.bands) = (at, if bands == 1 { vec![band(0, None, 8)] } else { all.into() });
        state(&mut policy);
        policy
    };
    let all = |at: Yuan, before: i64| {
        let policy = with(at, 2);
        let year_to_date = YearToDate { second_tier_base: yuan(before), ..YearToDate::default() };
        let case = Case { year_to_date, ..case() };
        [base, threshold, period, edges, rates, cap].map(|which| reached(&policy, which, &case))
    };
    // The pool pays 16,450 of 21,500, and 1,000 are the patient's own: 4,050 could count, and 3,550 do. A threshold that
    // nobody knows could always be lower.
    let threshold_only = [false, true, false, false, false, false];
    assert_eq!(all(yuan(4_050), 0), threshold_only);
    assert_eq!(all(Yuan::from_fen(404_999), 0), [true, true, false, false, false, false]);
    assert_eq!(all(yuan(3_550), 0), [true, true, false, false, false, false]);
    // 1.00 is above: 90 % of it if edges are measured from zero, else 80 %. A cap that nobody knows could cut it.
    assert_eq!(all(yuan(3_549), 0), [true, true, false, true, true, true]);
    assert_eq!(all(yuan(4_150), 100), threshold_only);
    assert_eq!(all(yuan(4_149), 100), [true, true, false, false, false, false]);
    assert_eq!(all(yuan(3_600), 100), [true; 6]);
    assert_eq!(all(Yuan::ZERO, 0), [true, true, false, false, true, true], "no threshold, no question where edges lie");
    let one = with(yuan(3_549), 1);
    assert!(reached(&one, rates, &case()) && !reached(&one, edges, &case()), "one band, no question either");
}

#[test]
fn a_bill_has_a_limit_and_may_reach_it() {
    let fen = AMOUNT_MAX.fen();
    assert_eq!(adjudicate(&policy(), &in_scope(fen)).amounts.medfee_sumamt, AMOUNT_MAX);
    let refused = settlement::adjudicate(&policy(), &in_scope(fen + 1)).expect_err("too large");
    assert_eq!(refused.code, "bill-too-large");
}
