//! What a patient bears, in parts: amounts computed by hand.

use crate::arithmetic::{adjudicate, case, policy, pool, state, yuan};
use model::{
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy,
    adjudicate::Costs,
    parts::{Payer, spread},
    policy::{
        AccountPays, Band, CapDeductible, CapKind, CapOver, JINAN_EMPLOYEE_INPATIENT_2024, Part, Period, RoundingMode,
        Tier,
    },
};

fn band(from: i64, rate: i64) -> Band {
    Band { from: yuan(from), to: None, rate: Decimal::new(rate, 2) }
}

/// A layer above the pool that pays a rate on some parts, from the first fen.
fn tier(layer: &'static str, base: &[Part], rate: i64) -> Tier {
    let mut tier = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy").second_tier.expect("a layer");
    (tier.layer, tier.base.value) = (layer, base.to_vec());
    (tier.threshold.value, tier.period.value, tier.bands) = (Yuan::ZERO, Period::Stay, vec![band(0, rate)]);
    tier
}

/// The pool pays 80 % of what is in scope above 1,000, of the first 50,000.
fn capped() -> Policy {
    let mut policy = policy();
    let pool = pool(&mut policy);
    pool.rates.rows.iter_mut().for_each(|row| row.bands = vec![band(0, 80)]);
    (pool.cap.kind.value, pool.cap.amount.value) = (CapKind::Cost, yuan(50_000));
    (pool.cap.deductible.value, pool.cap.period.value) = (CapDeductible::Included, Period::Stay);
    policy
}

fn in_scope(whole: i64) -> Case {
    let split = LineSplit { inscp_scp_amt: yuan(whole), ..LineSplit::default() };
    let mut case = Case { costs: Costs::Totals(split), ..case() };
    case.person.assistance = true;
    case
}

const PERSONAL: [Part; 2] = [Part::Deductible, Part::Coinsurance];

#[test]
fn a_layer_is_paid_off_the_parts_that_it_pays_for() {
    let mut policy = capped();
    policy.second_tier = Some(tier("second_tier", &[Part::OverCap], 90));
    policy.assistance = Some(tier("assistance", &PERSONAL, 70));
    state(&mut policy);
    let result = adjudicate(&policy, &in_scope(60_000));
    // 49,000 above the deductible enter: the pool pays 39,200 and leaves 9,800; 10,000 are over the cap. 90 % of these
    // are 9,000; 70 % of 1,000 + 9,800 are 7,560.
    let a = &result.amounts;
    assert_eq!([a.hifp_pay, a.hifob_pay, a.maf_pay, a.psn_part_amt], [39_200, 9_000, 7_560, 4_240].map(yuan));
    let left = |part| result.burden.left(part);
    // 7,560 over 1,000 and 9,800: 700 and 6,860.
    assert_eq!([left(Part::Deductible), left(Part::Coinsurance), left(Part::OverCap)], [300, 2_940, 1_000].map(yuan));
    assert_eq!(result.burden.paid(Part::Coinsurance, Payer::Assistance), yuan(6_860));
    assert_eq!((result.detail.tier_base, result.detail.assistance_base), (yuan(10_000), yuan(10_800)));
}

/// Layers whose bases have no part in common may pay in any order; of others, the later one looks at what is left.
#[test]
fn layers_in_another_order() {
    let amounts = |second: (&[Part], i64), assistance: (&[Part], i64)| {
        let mut policy = capped();
        policy.second_tier = Some(tier("second_tier", second.0, second.1));
        policy.assistance = Some(tier("assistance", assistance.0, assistance.1));
        state(&mut policy);
        let result = adjudicate(&policy, &in_scope(60_000));
        let left = Part::ALL.iter().map(|part| result.burden.left(*part)).collect::<Vec<_>>();
        (result.amounts.hifob_pay, result.amounts.maf_pay, left)
    };
    let (one, two) = ((&[Part::OverCap][..], 90), (&PERSONAL[..], 70));
    let (first, second) = (amounts(one, two), amounts(two, one));
    assert_eq!((first.0, first.1), (yuan(9_000), yuan(7_560)));
    assert_eq!((second.0, second.1, &second.2), (first.1, first.0, &first.2));
    // Both look at the coinsurance: 50 % of 9,800, then 50 % of the 4,900 that are left and of the deductible.
    let (second, assistance, left) = amounts((&[Part::Coinsurance], 50), (&PERSONAL, 50));
    assert_eq!((second, assistance), (yuan(4_900), yuan(2_950)));
    assert_eq!(left[..3], [500, 2_450, 10_000].map(yuan));
    // The other way round: 50 % of 10,800 are 500 and 4,900; then 50 % of 4,900.
    let (second, assistance, left) = amounts((&PERSONAL, 50), (&[Part::Coinsurance], 50));
    assert_eq!((second, assistance), (yuan(5_400), yuan(2_450)));
    assert_eq!(left[..3], [500, 2_450, 10_000].map(yuan));
    // The order in which a base names its parts moves no amount.
    let turned = [Part::Coinsurance, Part::Deductible];
    assert_eq!(amounts(one, (&turned, 70)), first);
}

#[test]
fn the_deductible_comes_before_the_cap_and_a_part_is_in_one_place_only() {
    let mut policy = capped();
    let cap = &mut pool(&mut policy).cap;
    (cap.amount.value, cap.period.value) = (yuan(20_000), Period::Year);
    let year_to_date = YearToDate { in_scope: yuan(19_700), ..YearToDate::default() };
    let result = adjudicate(&policy, &Case { year_to_date, ..in_scope(10_000) });
    let a = &result.amounts;
    assert_eq!([a.act_pay_dedc, result.detail.over_cap_cost, a.hifp_pay], [1_000, 9_000, 0].map(yuan));
    assert_eq!(result.burden.whole(Part::OverCap), yuan(9_000));
    assert_eq!((a.psn_part_amt, result.year_after(&year_to_date).in_scope), (yuan(10_000), yuan(29_700)));
}

#[test]
fn what_is_over_a_cap_on_the_payment_is_the_payment_cut_or_the_cost_above() {
    let paid = |over: CapOver, cap: i64| {
        let mut policy = policy();
        let cap_of = &mut pool(&mut policy).cap;
        (cap_of.kind.value, cap_of.amount.value, cap_of.over.value) = (CapKind::Payment, yuan(cap), over);
        cap_of.period.value = Period::Stay;
        policy.second_tier = Some(tier("second_tier", &[Part::OverCap], 90));
        state(&mut policy);
        let result = adjudicate(&policy, &case());
        let parts = [Part::Coinsurance, Part::OverCap].map(|part| result.burden.whole(part));
        (parts, result.amounts.hifp_pay, result.amounts.hifob_pay)
    };
    // Of 16,450 (9,000 at 85 %, 10,000 at 88 %) the pool pays 10,000. It reaches them after 9,000 and 2,350 / 0.88 =
    // 2,670.454…, so at 11,670.46; 7,329.54 lie above, and 1,670.46 below are the patient's share.
    let fen = Yuan::from_fen;
    assert_eq!(paid(CapOver::PaymentCut, 10_000), ([yuan(2_550), yuan(6_450)], yuan(10_000), yuan(5_805)));
    // 90 % of 7,329.54 are 6,596.586.
    assert_eq!(paid(CapOver::CostAbove, 10_000), ([fen(167_046), fen(732_954)], yuan(10_000), fen(659_659)));
    // In the first band: 4,250 / 0.85 are 5,000; 14,000 lie above. A cap of nothing leaves all of it above.
    assert_eq!(paid(CapOver::CostAbove, 4_250), ([yuan(750), yuan(14_000)], yuan(4_250), yuan(12_600)));
    assert_eq!(paid(CapOver::CostAbove, 0), ([yuan(0), yuan(19_000)], yuan(0), yuan(17_100)));
    assert_eq!(paid(CapOver::CostAbove, 16_450), ([yuan(2_550), yuan(0)], yuan(16_450), yuan(0)));
}

#[test]
fn an_account_pays_what_is_left_of_the_parts_that_it_may_pay() {
    // A layer pays half of the first self-pay of 500: in scope 3,550 are left, and 3,800 without the own 1,000.
    let paid = |pays: AccountPays| {
        let mut policy = policy();
        policy.second_tier = Some(tier("second_tier", &[Part::FirstSelfPay], 50));
        policy.account.pays.value = pays;
        state(&mut policy);
        let case = Case { account_balance: yuan(3_600), family_balance: yuan(2_000), ..case() };
        let result = adjudicate(&policy, &case);
        let a = &result.amounts;
        assert_eq!((a.hifob_pay, a.psn_part_amt), (yuan(250), yuan(4_800)));
        assert_eq!(result.burden.paid_by(Payer::Family), a.acct_mulaid_pay);
        assert_eq!(result.burden.paid_by(Payer::Cash), a.psn_cash_pay);
        [a.acct_pay, a.acct_mulaid_pay, a.psn_cash_pay]
    };
    assert_eq!(paid(AccountPays::InScope), [3_550, 0, 1_250].map(yuan));
    assert_eq!(paid(AccountPays::NotOwnPay), [3_600, 200, 1_000].map(yuan));
    assert_eq!(paid(AccountPays::Everything), [3_600, 1_200, 0].map(yuan));
}

#[test]
fn a_base_may_be_what_the_patient_pays_in_full() {
    let mut policy = policy();
    policy.serious_illness = Some(tier("serious_illness", &[Part::OwnPay, Part::FirstSelfPay], 60));
    state(&mut policy);
    let result = adjudicate(&policy, &case());
    // 60 % of 1,000 + 500.
    assert_eq!((result.amounts.hifmi_pay, result.detail.tier_base), (yuan(900), yuan(1_500)));
    assert_eq!([Part::OwnPay, Part::FirstSelfPay].map(|part| result.burden.left(part)), [400, 200].map(yuan));
}

#[test]
fn fen_that_remain_go_to_the_largest_remainders_and_then_to_the_part_named_first() {
    let of = |amount: i64, weights: &[i64]| {
        let weights: Vec<Yuan> = weights.iter().copied().map(Yuan::from_fen).collect();
        spread(Yuan::from_fen(amount), &weights).into_iter().map(Yuan::fen).collect::<Vec<_>>()
    };
    assert_eq!(of(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(of(101, &[1, 1, 1]), [34, 34, 33]);
    // 10 × 5/14, 6/14, 3/14 are 3.57, 4.28, 2.14.
    assert_eq!(of(10, &[5, 6, 3]), [4, 4, 2]);
    assert_eq!(of(10, &[6, 0, 5, 3]), [4, 0, 4, 2]);
    assert_eq!(of(1, &[0, 7, 7]), [0, 1, 0]);
    assert_eq!(of(14, &[5, 6, 3]), [5, 6, 3]);
    assert_eq!(of(0, &[5, 6]), [0, 0]);
    assert_eq!(of(5, &[0, 0]), [0, 0]);
    assert_eq!(of(5, &[]), [0i64; 0]);
    // Products beyond 64 bits.
    let large = 9_000_000_000_000_000_000;
    assert_eq!(of(large, &[large / 3, large / 3]), [large / 2, large / 2]);
    // A layer that pays 1.01 of 1.01 and 1.01: 0.505 each, and the fen to the part that is named first.
    for base in [[Part::FirstSelfPay, Part::OverCeiling], [Part::OverCeiling, Part::FirstSelfPay]] {
        let mut policy = policy();
        policy.rounding.mode.value = RoundingMode::HalfUp;
        policy.second_tier = Some(tier("second_tier", &base, 50));
        state(&mut policy);
        let split =
            LineSplit { overlmt_amt: Yuan::from_fen(101), preselfpay_amt: Yuan::from_fen(101), ..LineSplit::default() };
        let result = adjudicate(&policy, &Case { costs: Costs::Totals(split), ..case() });
        assert_eq!(result.amounts.hifob_pay, Yuan::from_fen(101));
        assert_eq!(base.map(|part| result.burden.paid(part, Payer::SecondTier).fen()), [51, 50], "{base:?}");
    }
}
