//! The arithmetic identities of the national interface, for any stay under any of the policies.

use crate::data;
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{ChargeClass, YearToDate},
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use settlement::{
    Case, Policy,
    adjudicate::{CostLine, Costs, Days, HospitalFacts, Particulars, PersonFacts},
    line::{self, Charged, Priced},
    policy::{CapDeductible, CapKind, FamilyAccount, HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024, RoundingPlace},
};
use std::sync::LazyLock;

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let files = [
        "370200-310-inpatient-2025",
        "371300-310-inpatient-2024",
        "370600-310-inpatient-2024",
        "W08-policy",
        "W10-policy",
    ];
    let texts = files.map(|name| data(&format!("{name}.toml")));
    let texts = texts.into_iter().chain([JINAN_EMPLOYEE_INPATIENT_2024.to_owned()]);
    texts.map(|text| Policy::parse(&text).expect("a policy")).collect()
});

fn fen(max: i64) -> impl Strategy<Value = Yuan> {
    prop_oneof![Just(0), 0..=max].prop_map(Yuan::from_fen)
}

fn line() -> impl Strategy<Value = CostLine> {
    let class = prop_oneof![Just(ChargeClass::A), Just(ChargeClass::B), Just(ChargeClass::C)];
    (class, 1i64..=40_000, 0i64..2_000_000, proptest::option::of(0i64..2_000_000), 0u32..=1000).prop_map(
        |(class, count, price, ceiling, rate)| {
            let count = Decimal::new(count, 2);
            let priced = Priced {
                class,
                count,
                ceiling: ceiling.map(|ceiling| Decimal::new(ceiling, 4)),
                preself_rate: if class == ChargeClass::A { Decimal::ZERO } else { Decimal::new(rate.into(), 3) },
            };
            CostLine { priced, amount: line::amount(Decimal::new(price, 3), count) }
        },
    )
}

prop_compose! {
    pub(crate) fn cases()(
        lines in proptest::collection::vec(line(), 0..40),
        class in prop_oneof![Just(PersonClass::Active), Just(PersonClass::Retired)],
        (remote, assistance, nth) in (any::<bool>(), any::<bool>(), 1u8..6),
        year in (fen(80_000_000), fen(200_000), fen(40_000_000), fen(30_000_000), fen(20_000_000)),
        (account_balance, family_balance, deposits) in (fen(300_000), fen(300_000), fen(3_000_000)),
    ) -> Case {
        Case {
            person: PersonFacts { class, remote, assistance },
            hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
            admission_no: nth,
            days: Days::default(),
            costs: Costs::Lines(lines),
            year_to_date: YearToDate {
                in_scope: year.0,
                deductible: year.1.min(year.0),
                pool_paid: year.2,
                second_tier_base: year.3,
                second_tier_paid: year.4,
                ..YearToDate::default()
            },
            account_balance,
            family_balance,
            deposits,
            particulars: Particulars::default(),
        }
    }
}

/// The same policies with their conventions reversed where that is possible.
pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    (0..POLICIES.len(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(index, per_band, inside, in_fund, above)| {
            let mut policy = POLICIES[index].clone();
            policy.account.in_fund.value = in_fund;
            if per_band {
                policy.rounding.place.value = RoundingPlace::Band;
            }
            if inside {
                policy.account.family.value = FamilyAccount::Inside;
            }
            if let Some(pool) = policy.pool.as_mut().filter(|_| above) {
                pool.cap.deductible.value = CapDeductible::Above;
                if pool.cap.kind.value == CapKind::Payment {
                    pool.cap.kind.value = CapKind::Cost;
                }
            }
            policy
        },
    )
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(policy in policies(), case in cases()) {
        let result = settlement::adjudicate(&policy, &case).expect("adjudicates");
        let a = &result.amounts;
        // I1: each line.
        let Costs::Lines(lines) = &case.costs else { unreachable!("made of lines") };
        prop_assert_eq!(lines.len(), result.lines.len());
        for (line, split) in lines.iter().zip(&result.lines) {
            prop_assert_eq!(line::sum(split), line.amount);
        }
        // I2: the total.
        prop_assert_eq!(a.medfee_sumamt, a.fulamt_ownpay_amt + a.overlmt_selfpay + a.preselfpay_amt + a.inscp_scp_amt);
        let family = if policy.account.family.value == FamilyAccount::Inside { Yuan::ZERO } else { a.acct_mulaid_pay };
        let account = a.acct_pay + family;
        let in_fund = if policy.account.in_fund.value { account } else { Yuan::ZERO };
        // I3: funds and person.
        prop_assert_eq!(a.medfee_sumamt, a.fund_pay_sumamt - in_fund + a.psn_part_amt);
        // I4: the person's part.
        prop_assert_eq!(a.psn_part_amt, account + a.psn_cash_pay);
        // I5, I6: the funds.
        prop_assert_eq!(a.fund_pay_sumamt, a.hifp_pay + a.hifob_pay + a.hifmi_pay + a.maf_pay + in_fund);
        // I7: what is in scope.
        let d = &result.detail;
        let above = d.over_cap_cost + d.cut_by_cap + d.above_bands;
        prop_assert_eq!(a.inscp_scp_amt, a.act_pay_dedc + a.hifp_pay + d.coinsurance + above);
        // I13: deposits.
        prop_assert_eq!(result.deposit_refund - result.arrears, case.deposits - a.psn_cash_pay);
        prop_assert!(result.deposit_refund.is_zero() || result.arrears.is_zero());
        // Nobody pays less than nothing.
        for (name, amount) in settlement::national::fields(a) {
            prop_assert!(!amount.is_negative(), "{} {}", name, amount);
        }
        for amount in [d.coinsurance, d.over_cap_cost, d.cut_by_cap, d.above_bands, d.personal_in_scope] {
            prop_assert!(!amount.is_negative());
        }
        // The last step of the national amounts is the amount itself.
        let cash = result.steps.iter().rfind(|step| step.field == "psn_cash_pay").map(|step| step.result);
        prop_assert_eq!(cash, Some(a.psn_cash_pay));
    }

    #[test]
    fn taking_a_line_back_piece_by_piece_gives_back_its_own_split(
        line in line(),
        price in 0i64..3_000_000,
        cuts in proptest::collection::vec(1i64..=20_000, 1..12),
    ) {
        let unit_price = Decimal::new(price, 4);
        let amount = line::amount(unit_price, line.priced.count);
        let split = line::split(Some(&POLICIES[0]), line.priced, amount);
        let mut charged =
            Charged { unit_price, count: line.priced.count, split, count_left: line.priced.count, split_left: split };
        for count in cuts.into_iter().map(|cut| Decimal::new(cut, 2)).chain([line.priced.count]) {
            let count = count.min(charged.count_left);
            let (back, part) = line::refund(&charged, count);
            prop_assert_eq!(back, line::sum(&part));
            charged.count_left -= count;
            charged.split_left = line::plus(&charged.split_left, &line::negative(&part));
            let left = &charged.split_left;
            let left = [left.fulamt_ownpay_amt, left.overlmt_amt, left.preselfpay_amt, left.inscp_scp_amt];
            prop_assert!(left.iter().all(|part| !part.is_negative()));
        }
        prop_assert_eq!(charged.split_left, model::settlement::LineSplit::default());
    }
}
