//! Each rule about the pool, the account, the deposits and refunds of a line, against amounts computed by hand.
//!
//! Level 3, active: the pool pays 85 % of the first 10,000, 88 % up to 400,000; the deductible is 1,000, then 500, then
//! none.

use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{Account, Amounts, ChargeClass, LineSplit, Posting, YearToDate},
};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy,
    adjudicate::{Adjudication, Costs, Days, HospitalFacts, Particulars, PersonFacts, self_pay},
    ledger::{self, Balances},
    line::{self, Charged, Priced},
    policy::{
        AccountPays, BandEdges, Basis, Cap, CapDeductible, CapKind, FamilyAccount, HospitalKind,
        JINAN_EMPLOYEE_INPATIENT_2024, LineOrder, Period, Pool, Repeat, YearPosition,
    },
};

pub(crate) const fn yuan(whole: i64) -> Yuan {
    Yuan::from_fen(whole * 100)
}

/// The pool alone, each stay computed by itself.
pub(crate) fn policy() -> Policy {
    let mut policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
    policy.second_tier = None;
    policy.serious_illness = None;
    policy.assistance = None;
    pool(&mut policy).band_period.value = Period::Stay;
    state(&mut policy);
    policy
}

/// As if a source stated every value of a policy.
pub(crate) fn state(policy: &mut Policy) {
    let stated = || Basis::Source(std::sync::Arc::default());
    let state_cap = |cap: &mut Cap| {
        let bases = [&mut cap.kind.basis, &mut cap.amount.basis, &mut cap.period.basis, &mut cap.deductible.basis];
        bases.into_iter().chain([&mut cap.over.basis]).for_each(|basis| *basis = stated());
    };
    let (rounding, account) = (&mut policy.rounding, &mut policy.account);
    let bases = [
        &mut rounding.mode.basis,
        &mut rounding.place.basis,
        &mut account.family.basis,
        &mut account.in_fund.basis,
        &mut account.pays.basis,
        &mut policy.line_order.basis,
        &mut policy.cross_year.basis,
        &mut policy.remote.rule.basis,
        &mut policy.remote.share.basis,
    ];
    bases.into_iter().for_each(|basis| *basis = stated());
    if let Some(pool) = &mut policy.pool {
        let bases = [
            &mut pool.band_edges.basis,
            &mut pool.band_period.basis,
            &mut pool.year_position.basis,
            &mut pool.rates.basis.basis,
            &mut pool.deductible.basis.basis,
            &mut pool.deductible.repeat.basis,
            &mut pool.deductible.yearly_max.basis,
        ];
        bases.into_iter().for_each(|basis| *basis = stated());
        state_cap(&mut pool.cap);
    }
    for tier in [&mut policy.second_tier, &mut policy.serious_illness, &mut policy.assistance].into_iter().flatten() {
        let bases = [
            &mut tier.base.basis,
            &mut tier.threshold.basis,
            &mut tier.band_edges.basis,
            &mut tier.period.basis,
            &mut tier.basis.basis,
        ];
        bases.into_iter().for_each(|basis| *basis = stated());
        state_cap(&mut tier.cap);
    }
}

pub(crate) fn pool(policy: &mut Policy) -> &mut Pool {
    policy.pool.as_mut().expect("a pool")
}

/// Days on which the policy is in force.
pub(crate) fn days() -> Days {
    let day = |day: u32| chrono::NaiveDate::from_ymd_opt(2024, 3, day);
    Days { admitted: day(1), discharged: day(9), settled: day(9) }
}

/// A first stay: 21,500 yuan, of which 1,000 are the patient's own and 500 a first self-pay.
pub(crate) fn case() -> Case {
    Case {
        person: PersonFacts { class: PersonClass::Active, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: days(),
        costs: Costs::Totals(LineSplit {
            fulamt_ownpay_amt: yuan(1_000),
            preselfpay_amt: yuan(500),
            overlmt_amt: Yuan::ZERO,
            inscp_scp_amt: yuan(20_000),
        }),
        year_to_date: YearToDate::default(),
        account_balance: Yuan::ZERO,
        family_balance: Yuan::ZERO,
        deposits: Yuan::ZERO,
        particulars: Particulars::default(),
    }
}

pub(crate) fn year(in_scope: i64, deductible: i64) -> YearToDate {
    YearToDate { in_scope: yuan(in_scope), deductible: yuan(deductible), ..YearToDate::default() }
}

pub(crate) fn adjudicate(policy: &Policy, case: &Case) -> Adjudication {
    settlement::adjudicate(policy, case).expect("an adjudication")
}

#[test]
fn the_deductible_is_what_the_year_has_left_of_it() {
    let due = |repeat: Repeat, max: Option<&str>, admission_no: u8, paid: i64| {
        let max = format!("yearly_max = {{ value = \"{}\"", max.unwrap_or("none"));
        let text = JINAN_EMPLOYEE_INPATIENT_2024.replace("yearly_max = { value = \"none\"", &max);
        let mut policy = Policy::parse(&text).expect("a policy");
        pool(&mut policy).deductible.repeat.value = repeat;
        let case = Case { admission_no, year_to_date: year(30_000, paid), ..case() };
        adjudicate(&policy, &case).amounts.act_pay_dedc
    };
    let listed: Vec<_> = (1..=4).map(|nth| due(Repeat::Listed, None, nth, 0)).collect();
    assert_eq!(listed, [yuan(1_000), yuan(500), Yuan::ZERO, Yuan::ZERO]);
    assert_eq!(due(Repeat::EachTime, None, 3, 2_000), yuan(1_000));
    let once: Vec<_> = [0, 400, 1_000, 1_200].map(|paid| due(Repeat::OnceAYear, None, 2, paid)).into();
    assert_eq!(once, [yuan(1_000), yuan(600), Yuan::ZERO, Yuan::ZERO]);
    let capped: Vec<_> =
        [0, 500, 501, 1_000, 1_500, 1_600].map(|paid| due(Repeat::EachTime, Some("1500"), 2, paid)).into();
    assert_eq!(capped, [yuan(1_000), yuan(1_000), yuan(999), yuan(500), Yuan::ZERO, Yuan::ZERO]);
}

#[test]
fn the_deductible_is_never_more_than_what_is_in_scope() {
    let mut case = case();
    case.costs = Costs::Totals(LineSplit { inscp_scp_amt: yuan(300), ..LineSplit::default() });
    let result = adjudicate(&policy(), &case);
    assert_eq!((result.amounts.act_pay_dedc, result.amounts.hifp_pay), (yuan(300), Yuan::ZERO));
    assert_eq!(result.detail.personal_in_scope, yuan(300));
}

#[test]
fn the_bands_begin_where_the_year_stands() {
    let paid = |period: Period, position: YearPosition, edges: BandEdges| {
        let mut policy = policy();
        let pool = pool(&mut policy);
        (pool.band_period.value, pool.year_position.value, pool.band_edges.value) = (period, position, edges);
        let case = Case { year_to_date: year(5_000, 800), ..case() };
        adjudicate(&policy, &case).amounts.hifp_pay
    };
    use {BandEdges as Edges, YearPosition as Position};
    // 9,000 at 85 % and 10,000 at 88 %.
    assert_eq!(paid(Period::Stay, Position::InScope, Edges::FromZero), yuan(16_450));
    // From 6,000: 4,000 and 15,000.
    assert_eq!(paid(Period::Year, Position::InScope, Edges::FromZero), yuan(16_600));
    // From 5,200: 4,800 and 14,200.
    assert_eq!(paid(Period::Year, Position::AboveDeductible, Edges::FromZero), yuan(16_576));
    // From 5,000: 5,000 and 14,000.
    assert_eq!(paid(Period::Year, Position::InScope, Edges::AboveDeductible), yuan(16_570));
    // From 4,200: 5,800 and 13,200.
    assert_eq!(paid(Period::Year, Position::AboveDeductible, Edges::AboveDeductible), yuan(16_546));
}

#[test]
fn a_cap_on_the_cost_keeps_out_what_the_year_has_no_room_for() {
    let capped = |deductible: CapDeductible, period: Period, before: YearToDate| {
        let mut policy = policy();
        let cap = &mut pool(&mut policy).cap;
        (cap.kind.value, cap.amount.value) = (CapKind::Cost, yuan(12_000));
        (cap.deductible.value, cap.period.value) = (deductible, period);
        let result = adjudicate(&policy, &Case { year_to_date: before, ..case() });
        let Adjudication { amounts, detail, .. } = result;
        assert_eq!(detail.cut_by_cap, Yuan::ZERO);
        assert_eq!(detail.coinsurance + amounts.hifp_pay + detail.over_cap_cost + amounts.act_pay_dedc, yuan(20_000));
        [amounts.act_pay_dedc, amounts.hifp_pay, detail.over_cap_cost]
    };
    use {CapDeductible as Counts, Period as In};
    // 12,000 enter, of which 11,000 lie above the deductible: 9,000 and 2,000.
    assert_eq!(capped(Counts::Included, In::Stay, year(5_000, 1_000)), [1_000, 9_410, 8_000].map(yuan));
    // 7,000 enter: 6,000 at 85 %.
    assert_eq!(capped(Counts::Included, In::Year, year(5_000, 1_000)), [1_000, 5_100, 13_000].map(yuan));
    // The deductible comes first, whatever the year has left.
    assert_eq!(capped(Counts::Included, In::Year, year(11_500, 1_000)), [1_000, 0, 19_000].map(yuan));
    assert_eq!(capped(Counts::Included, In::Year, year(13_000, 1_000)), [1_000, 0, 19_000].map(yuan));
    // 1,500 enter: 500 above the deductible.
    assert_eq!(capped(Counts::Included, In::Year, year(10_500, 1_000)), [1_000, 425, 18_500].map(yuan));
    // 12,000 above the deductible: 9,000 and 3,000.
    assert_eq!(capped(Counts::Above, In::Stay, year(5_000, 1_000)), [1_000, 10_290, 7_000].map(yuan));
    // The year has already used 4,000 of it: 8,000 at 85 %.
    assert_eq!(capped(Counts::Above, In::Year, year(5_000, 1_000)), [1_000, 6_800, 11_000].map(yuan));
    assert_eq!(capped(Counts::Above, In::Year, year(14_000, 1_000)), [1_000, 0, 19_000].map(yuan));
}

#[test]
fn a_cap_on_the_payment_leaves_what_the_year_has_not_paid() {
    let capped = |kind: CapKind, amount: i64, period: Period, before: i64| {
        let mut policy = policy();
        let cap = &mut pool(&mut policy).cap;
        (cap.kind.value, cap.amount.value, cap.period.value) = (kind, yuan(amount), period);
        let year_to_date = YearToDate { pool_paid: yuan(before), ..YearToDate::default() };
        let result = adjudicate(&policy, &Case { year_to_date, ..case() });
        [result.amounts.hifp_pay, result.detail.cut_by_cap, result.detail.personal_in_scope]
    };
    assert_eq!(capped(CapKind::Payment, 10_000, Period::Stay, 4_000), [10_000, 6_450, 10_000].map(yuan));
    assert_eq!(capped(CapKind::Payment, 10_000, Period::Year, 4_000), [6_000, 10_450, 14_000].map(yuan));
    assert_eq!(capped(CapKind::Payment, 10_000, Period::Year, 12_000), [0, 16_450, 20_000].map(yuan));
    // Exactly enough is not too little.
    assert_eq!(capped(CapKind::Payment, 16_450, Period::Year, 0), [16_450, 0, 3_550].map(yuan));
    assert_eq!(capped(CapKind::None, 10_000, Period::Year, 4_000), [16_450, 0, 3_550].map(yuan));
}

#[test]
fn what_lies_above_the_last_band_is_the_patients() {
    let mut case = case();
    case.costs = Costs::Totals(LineSplit { inscp_scp_amt: yuan(610_000), ..LineSplit::default() });
    let result = adjudicate(&policy(), &case);
    // 9,000 at 85 %, 390,000 at 88 %, 200,000 at 90 %; 10,000 above.
    assert_eq!(result.amounts.hifp_pay, yuan(7_650 + 343_200 + 180_000));
    assert_eq!((result.detail.above_bands, result.detail.coinsurance), (yuan(10_000), yuan(599_000 - 530_850)));
}

#[test]
fn the_account_pays_what_its_rule_lets_it() {
    // The funds pay 16,450 of 21,500: the patient pays 5,050, which are 4,050 without the own part, 3,550 in scope.
    let paid = |pays: AccountPays, (own, family): (i64, i64)| {
        let mut policy = policy();
        policy.account.pays.value = pays;
        let case = Case { account_balance: yuan(own), family_balance: yuan(family), ..case() };
        let a = adjudicate(&policy, &case).amounts;
        assert_eq!((a.psn_part_amt, a.fund_pay_sumamt), (yuan(5_050), yuan(16_450)));
        [a.acct_pay, a.acct_mulaid_pay, a.psn_cash_pay]
    };
    assert_eq!(paid(AccountPays::Everything, (6_000, 100)), [5_050, 0, 0].map(yuan));
    assert_eq!(paid(AccountPays::NotOwnPay, (6_000, 100)), [4_050, 0, 1_000].map(yuan));
    assert_eq!(paid(AccountPays::InScope, (6_000, 100)), [3_550, 0, 1_500].map(yuan));
    assert_eq!(paid(AccountPays::Everything, (3_000, 1_000)), [3_000, 1_000, 1_050].map(yuan));
    assert_eq!(paid(AccountPays::InScope, (3_000, 1_000)), [3_000, 550, 1_500].map(yuan));
    assert_eq!(paid(AccountPays::Everything, (0, 0)), [0, 0, 5_050].map(yuan));
}

#[test]
fn where_the_account_is_shown_is_the_regions_convention() {
    let shown = |family: FamilyAccount, in_fund: bool| {
        let mut policy = policy();
        (policy.account.family.value, policy.account.in_fund.value) = (family, in_fund);
        let case = Case { account_balance: yuan(3_000), family_balance: yuan(1_000), ..case() };
        let a = adjudicate(&policy, &case).amounts;
        assert_eq!((a.psn_part_amt, a.psn_cash_pay), (yuan(5_050), yuan(1_050)));
        [a.acct_pay, a.acct_mulaid_pay, a.fund_pay_sumamt]
    };
    assert_eq!(shown(FamilyAccount::Separate, false), [3_000, 1_000, 16_450].map(yuan));
    assert_eq!(shown(FamilyAccount::Inside, false), [4_000, 1_000, 16_450].map(yuan));
    assert_eq!(shown(FamilyAccount::Separate, true), [3_000, 1_000, 20_450].map(yuan));
}

#[test]
fn deposits_go_against_the_cash_and_the_rest_goes_back_or_is_owed() {
    let left = |deposits: i64| {
        let case = Case { deposits: yuan(deposits), account_balance: yuan(3_000), ..case() };
        let result = adjudicate(&policy(), &case);
        assert_eq!(result.amounts.psn_cash_pay, yuan(2_050));
        let said =
            result.steps.iter().map(|step| step.field).find(|field| ["deposit_refund", "arrears"].contains(field));
        (result.deposit_refund, result.arrears, said)
    };
    assert_eq!(left(5_000), (yuan(2_950), Yuan::ZERO, Some("deposit_refund")));
    assert_eq!(left(2_050), (Yuan::ZERO, Yuan::ZERO, Some("deposit_refund")));
    assert_eq!(left(2_000), (Yuan::ZERO, yuan(50), Some("arrears")));
    assert_eq!(left(0), (Yuan::ZERO, yuan(2_050), None));
}

fn split(inscp: i64, first: i64, over: i64, own: i64) -> LineSplit {
    let [inscp_scp_amt, preselfpay_amt, overlmt_amt, fulamt_ownpay_amt] = [inscp, first, over, own].map(Yuan::from_fen);
    LineSplit { fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt }
}

#[test]
fn units_go_back_with_their_share_of_the_lines_own_split() {
    let whole = split(2_000, 700, 300, 0);
    let line = |left: i64, split_left: LineSplit| Charged {
        unit_price: Decimal::TEN,
        count: Decimal::from(3),
        split: whole,
        count_left: Decimal::from(left),
        split_left,
    };
    // A third of each, rounded down to the fen: 6.66, 2.33, 1.00; the missing fen comes from what is in scope.
    let one = Decimal::ONE;
    assert_eq!(line::refund(&line(3, whole), one), (Yuan::from_fen(1_000), split(667, 233, 100, 0)));
    assert_eq!(
        line::refund(&line(2, split(1_333, 467, 200, 0)), one),
        (Yuan::from_fen(1_000), split(667, 233, 100, 0))
    );
    // The last unit takes what is left, and asking for more gives what is left.
    assert_eq!(line::refund(&line(1, split(666, 234, 100, 0)), one), (Yuan::from_fen(1_000), split(666, 234, 100, 0)));
    let two = Decimal::TWO;
    assert_eq!(line::refund(&line(1, split(666, 234, 100, 0)), two), (Yuan::from_fen(1_000), split(666, 234, 100, 0)));
    assert_eq!(line::refund(&line(3, whole), two), (Yuan::from_fen(2_000), split(1_334, 466, 200, 0)));
    // No part gives more than it has left: what a part lacks comes from the others.
    assert_eq!(line::refund(&line(2, split(200, 900, 300, 0)), one), (Yuan::from_fen(1_000), split(200, 700, 100, 0)));
    assert_eq!(line::refund(&line(2, split(200, 100, 0, 0)), one), (Yuan::from_fen(300), split(200, 100, 0, 0)));
}

#[test]
fn splits_are_added_and_turned_part_by_part() {
    let (a, b) = (split(1, 20, 300, 4_000), split(5, 60, 700, 8_000));
    assert_eq!(line::plus(&a, &b), split(6, 80, 1_000, 12_000));
    assert_eq!(line::negative(&a), split(-1, -20, -300, -4_000));
    assert_eq!((line::sum(&a), line::sum(&line::negative(&a))), (Yuan::from_fen(4_321), Yuan::from_fen(-4_321)));
    assert_eq!(line::amount(Decimal::new(3_335, 3), Decimal::from(3)), Yuan::from_fen(1_001));
}

#[test]
fn where_the_rate_comes_first_the_ceiling_looks_at_what_it_leaves() {
    let priced = Priced {
        class: ChargeClass::B,
        count: Decimal::ONE,
        ceiling: Some(Decimal::from(850)),
        preself_rate: Decimal::new(1, 1),
    };
    let divided = |order: LineOrder| {
        let mut policy = policy();
        policy.line_order.value = order;
        line::split(Some(&policy), priced, yuan(1_000))
    };
    // 10 % of 1,000 are 100; of the remaining 900, 50 are above 850.
    assert_eq!(divided(LineOrder::RateFirst), split(85_000, 10_000, 5_000, 0));
    // 150 are above 850; 10 % of 850 are 85.
    assert_eq!(divided(LineOrder::CeilingFirst), split(76_500, 8_500, 15_000, 0));
    // Without insurance, or if the item is outside the catalogue, the patient pays all of it.
    assert_eq!(line::split(None, priced, yuan(1_000)), split(0, 0, 0, 100_000));
    let outside = Priced { class: ChargeClass::C, ..priced };
    assert_eq!(line::split(Some(&policy()), outside, yuan(1_000)), split(0, 0, 0, 100_000));
}

#[test]
fn a_stay_adds_to_each_accumulator_of_the_year_its_own() {
    let mut stay = adjudicate(&policy(), &case());
    let of = yuan;
    stay.amounts.inscp_scp_amt = of(1);
    stay.amounts.act_pay_dedc = of(2);
    stay.amounts.hifp_pay = of(3);
    (stay.amounts.hifob_pay, stay.amounts.hifmi_pay, stay.amounts.maf_pay) = (of(4), of(50), of(6));
    (stay.detail.tier_base, stay.detail.assistance_base) = (of(7), of(8));
    let before = YearToDate {
        in_scope: of(1_000),
        deductible: of(2_000),
        pool_paid: of(3_000),
        second_tier_base: of(4_000),
        second_tier_paid: of(5_000),
        assistance_base: of(6_000),
        assistance_paid: of(7_000),
    };
    let after = YearToDate {
        in_scope: of(1_001),
        deductible: of(2_002),
        pool_paid: of(3_003),
        second_tier_base: of(4_007),
        second_tier_paid: of(5_054),
        assistance_base: of(6_008),
        assistance_paid: of(7_006),
    };
    assert_eq!(stay.year_after(&before), after);
}

#[test]
fn who_pays_all_owes_what_the_deposits_do_not_cover() {
    // 40.00 + 3.00 + 0.20 + 0.01.
    let totals = split(1, 20, 300, 4_000);
    let paid = |deposits: i64| self_pay(&totals, Yuan::from_fen(deposits));
    let fen = Yuan::from_fen;
    let a = paid(0).amounts;
    assert_eq!((a.medfee_sumamt, a.psn_cash_pay, a.psn_part_amt), (fen(4_321), fen(4_321), fen(4_321)));
    assert_eq!((a.fulamt_ownpay_amt, a.overlmt_selfpay), (fen(4_000), fen(300)));
    assert_eq!((a.preselfpay_amt, a.inscp_scp_amt, a.fund_pay_sumamt), (fen(20), fen(1), Yuan::ZERO));
    let left = [0, 4_320, 4_321, 5_000].map(|deposits| (paid(deposits).deposit_refund, paid(deposits).arrears));
    assert_eq!(left, [(0, 4_321), (0, 1), (0, 0), (679, 0)].map(|(refund, arrears)| (fen(refund), fen(arrears))));
}

#[test]
fn a_settlement_passes_on_what_is_not_cash() {
    let amounts = Amounts {
        medfee_sumamt: yuan(1_000),
        psn_cash_pay: yuan(300),
        acct_pay: yuan(200),
        acct_mulaid_pay: yuan(50),
        ..Amounts::default()
    };
    let rows = |postings: &[Posting]| postings.iter().map(|row| (row.account, row.amount)).collect::<Vec<_>>();
    use Account::{Cash, Deposit, Fund, PersonalAccount, Receivable};
    // 700 are not cash: the accounts pay 250 of them, or 200 if the family's 50 are already included.
    let apart = ledger::settled(&amounts, false);
    assert_eq!(rows(&apart), [(Fund, yuan(450)), (PersonalAccount, yuan(250)), (Receivable, yuan(-700))]);
    let inside = ledger::settled(&amounts, true);
    assert_eq!(rows(&inside), [(Fund, yuan(500)), (PersonalAccount, yuan(200)), (Receivable, yuan(-700))]);
    // 300 in cash against 1,000 held: 700 are given back. Against 100: 200 are owed.
    let (refund, arrears, postings) = ledger::paid(yuan(300), yuan(1_000));
    assert_eq!((refund, arrears), (yuan(700), Yuan::ZERO));
    assert_eq!(rows(&postings), [(Deposit, yuan(1_000)), (Receivable, yuan(-300)), (Cash, yuan(-700))]);
    let (refund, arrears, postings) = ledger::paid(yuan(300), yuan(100));
    assert_eq!((refund, arrears), (Yuan::ZERO, yuan(200)));
    assert_eq!(rows(&postings), [(Deposit, yuan(100)), (Receivable, yuan(-300)), (Cash, yuan(200))]);
    assert_eq!(ledger::sum(&postings[1..]), yuan(-100));
    // Of 300 in cash, 80 are paid in a part, 100 were held, and 120 were paid last: 200 go back, 100 are held again.
    assert_eq!(rows(&ledger::paid_in_part(yuan(80))), [(Receivable, yuan(-80)), (Cash, yuan(80))]);
    let (deposits, refund, postings) = ledger::taken_back(&apart, yuan(300), yuan(80), Some(yuan(120)));
    assert_eq!((deposits, refund, ledger::sum(&postings)), (yuan(100), yuan(200), Yuan::ZERO));
    let (deposits, refund, postings) = ledger::taken_back(&apart, yuan(300), yuan(80), None);
    assert_eq!((deposits, refund, ledger::sum(&postings)), (Yuan::ZERO, yuan(80), Yuan::ZERO));
    let mut balances = Balances::default();
    balances.post(&apart);
    balances.post(&inside);
    let all: Vec<_> = balances.iter().collect();
    assert_eq!(all.len(), 3);
    assert!(all.contains(&(Fund, yuan(950))) && all.contains(&(Receivable, yuan(-1_400))), "{all:?}");
    assert_eq!((balances.of(PersonalAccount), balances.of(Cash)), (yuan(450), Yuan::ZERO));
}

/// In scope 100,000: of 99,000 the pool leaves 12,150 (15 % of 9,000, 12 % of 90,000), so with the deductible the base
/// of the layers above is 13,150. They pay 80 % above 6,000.
fn high() -> (Policy, Case) {
    let mut policy = policy();
    let whole = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
    policy.second_tier = whole.second_tier;
    let mut case = case();
    case.costs = Costs::Totals(split(10_000_000, 50_000, 0, 100_000));
    (policy, case)
}

#[test]
fn the_second_layer_looks_at_what_the_pool_left() {
    let paid = |period: Period, edges: BandEdges, before: i64| {
        let (mut policy, mut case) = high();
        let tier = policy.second_tier.as_mut().expect("a layer");
        (tier.period.value, tier.band_edges.value) = (period, edges);
        case.year_to_date.second_tier_base = yuan(before);
        let result = adjudicate(&policy, &case);
        assert_eq!((result.amounts.hifp_pay, result.detail.tier_base), (yuan(86_850), yuan(13_150)));
        result.amounts.hifob_pay
    };
    // From 6,000 to 13,150; to 15,150; all of a stay's 13,150 if the year was above before (6,500).
    assert_eq!(paid(Period::Year, BandEdges::FromZero, 0), yuan(5_720));
    assert_eq!(paid(Period::Year, BandEdges::FromZero, 2_000), yuan(7_320));
    assert_eq!(paid(Period::Year, BandEdges::FromZero, 6_500), yuan(10_520));
    assert_eq!(paid(Period::Stay, BandEdges::FromZero, 2_000), yuan(5_720));
    // Edges above the threshold: 7,150, of which 1,150 are above 6,000; with 2,000 before, 9,150 and 3,150.
    assert_eq!(paid(Period::Year, BandEdges::AboveDeductible, 0), yuan(920));
    assert_eq!(paid(Period::Year, BandEdges::AboveDeductible, 2_000), yuan(2_520));
}

#[test]
fn what_the_pools_cap_cut_counts_in_the_layer_above() {
    let (mut policy, case) = high();
    let cap = &mut pool(&mut policy).cap;
    (cap.kind.value, cap.amount.value, cap.period.value) = (CapKind::Payment, yuan(80_000), Period::Stay);
    // Of 86,850 the pool pays 80,000; the layer looks at 13,150 + 6,850 and pays 80 % of what lies above 6,000.
    let result = adjudicate(&policy, &case);
    assert_eq!((result.amounts.hifp_pay, result.detail.cut_by_cap), (yuan(80_000), yuan(6_850)));
    assert_eq!((result.detail.tier_base, result.amounts.hifob_pay), (yuan(20_000), yuan(11_200)));
}

#[test]
fn a_layers_own_cap_and_the_layers_after_it() {
    let capped = |kind: CapKind, amount: i64, period: Period, before: i64| {
        let (mut policy, mut case) = high();
        let cap = &mut policy.second_tier.as_mut().expect("a layer").cap;
        (cap.kind.value, cap.amount.value, cap.period.value) = (kind, yuan(amount), period);
        case.year_to_date.second_tier_paid = yuan(before);
        let result = adjudicate(&policy, &case);
        (result.amounts.hifob_pay, result.steps.iter().filter(|step| step.rule.id == "step-cap-payment").count())
    };
    assert_eq!(capped(CapKind::Payment, 5_000, Period::Stay, 1_000), (yuan(5_000), 1));
    assert_eq!(capped(CapKind::Payment, 5_000, Period::Year, 1_000), (yuan(4_000), 1));
    assert_eq!(capped(CapKind::Payment, 5_000, Period::Year, 6_000), (Yuan::ZERO, 1));
    // A cap that is only reached, or not even that, is no step of its own.
    assert_eq!(capped(CapKind::Payment, 6_720, Period::Year, 1_000), (yuan(5_720), 0));
    assert_eq!(capped(CapKind::Payment, 7_000, Period::Year, 1_000), (yuan(5_720), 0));
    assert_eq!(capped(CapKind::None, 5_000, Period::Year, 1_000), (yuan(5_720), 0));
    // The base of assistance is the same 13,150 less the 5,720 that were paid: 80 % of 1,430.
    let (mut policy, mut case) = high();
    policy.assistance.clone_from(&policy.second_tier);
    case.person.assistance = true;
    let result = adjudicate(&policy, &case);
    assert_eq!((result.detail.assistance_base, result.amounts.maf_pay), (yuan(7_430), yuan(1_144)));
    // 86,850 + 5,720 + 1,144 of 101,500.
    assert_eq!((result.amounts.fund_pay_sumamt, result.amounts.psn_part_amt), (yuan(93_714), yuan(7_786)));
    case.person.assistance = false;
    assert_eq!(adjudicate(&policy, &case).amounts.maf_pay, Yuan::ZERO);
    // Residents have serious-illness insurance in place of the second layer; assistance comes after it all the same.
    case.person.assistance = true;
    policy.serious_illness = policy.second_tier.take();
    let a = adjudicate(&policy, &case).amounts;
    assert_eq!((a.hifob_pay, a.hifmi_pay, a.maf_pay), (Yuan::ZERO, yuan(5_720), yuan(1_144)));
    assert_eq!(a.fund_pay_sumamt, yuan(93_714));
}
