//! The search for what makes the platform's amounts agree with ours: forged years are found, two that fit are both
//! named, and if nothing fits, nothing is named.

use crate::data;
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{Amounts, LineSplit, YearToDate},
};
use proptest::prelude::*;
use settlement::{
    Difference, Policy, adjudicate,
    adjudicate::{Case, Costs, Days, HospitalFacts, Particulars, PersonFacts},
    cause::{Accumulator, Fit, Setting, search},
    explanation::{Explained, Explanation, SplitPart},
    policy::{HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024},
};
use std::sync::LazyLock;

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let files = ["370100-390-major-2024", "370200-310-inpatient-2025", "370600-310-inpatient-2024", "W08-policy"];
    let files = files.into_iter().chain(["371300-310-inpatient-2024", "W10-policy", "W02-policy"]);
    let texts = files.map(|name| data(&format!("{name}.toml"))).chain([JINAN_EMPLOYEE_INPATIENT_2024.to_owned()]);
    texts.map(|text| Policy::parse(&text).expect("a policy")).collect()
});

fn yuan(whole: i64) -> Yuan {
    Yuan::from_fen(whole * 100)
}

/// What the hospital knows: it is the first stay of the year.
fn case(policy: &Policy, in_scope: Yuan) -> Case {
    let classes = [PersonClass::Active, PersonClass::Retired, PersonClass::Resident];
    let fits = |class: &PersonClass| policy.covers(HospitalFacts { level: 3, kind: HospitalKind::General }, *class);
    let own = yuan(1_000);
    Case {
        person: PersonFacts {
            class: classes.into_iter().find(fits).expect("a class"),
            remote: false,
            assistance: true,
        },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: 1,
        days: Days::default(),
        costs: Costs::Totals(LineSplit { fulamt_ownpay_amt: own, inscp_scp_amt: in_scope, ..LineSplit::default() }),
        year_to_date: YearToDate::default(),
        account_balance: yuan(300),
        family_balance: Yuan::ZERO,
        deposits: yuan(5_000),
        particulars: Particulars::default(),
    }
}

fn amounts(policy: &Policy, case: &Case) -> Amounts {
    adjudicate(policy, case).expect("an adjudication").amounts
}

/// Changes one accumulator, as if the platform had another value than the hospital.
fn forge(case: &mut Case, which: usize, value: Yuan) -> Option<Accumulator> {
    let year = &mut case.year_to_date;
    let (place, accumulator) = match which {
        0 => {
            case.admission_no = 2 + u8::try_from(value.fen() % 3).expect("small");
            return None;
        }
        1 => (&mut year.in_scope, Accumulator::InScope),
        2 => (&mut year.pool_paid, Accumulator::PoolPaid),
        3 => (&mut year.second_tier_base, Accumulator::SecondTierBase),
        4 => (&mut year.second_tier_paid, Accumulator::SecondTierPaid),
        5 => (&mut year.assistance_base, Accumulator::AssistanceBase),
        6 => (&mut year.assistance_paid, Accumulator::AssistancePaid),
        _ => (&mut year.deductible, Accumulator::Deductible),
    };
    *place = value;
    Some(accumulator)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_forged_accumulator_is_found(
        policy in 0usize..8, which in 0usize..8, fen in 100_000i64..60_000_000, value in 1i64..70_000_000,
    ) {
        let policy = &POLICIES[policy];
        let ours = case(policy, Yuan::from_fen(fen));
        let mut theirs = ours.clone();
        let forged = forge(&mut theirs, which, Yuan::from_fen(value));
        if theirs.year_to_date.deductible > theirs.year_to_date.in_scope {
            // A possible year: what it took as deductibles was in scope.
            theirs.year_to_date.in_scope = theirs.year_to_date.deductible;
        }
        let platform = amounts(policy, &theirs);
        prop_assume!(platform != amounts(policy, &ours));
        let fits = search(policy, &ours, &platform);
        prop_assert!(!fits.is_empty(), "{} {which} {value}: nothing fits", policy.id);
        for fit in &fits {
            prop_assert_eq!(fit.adjudication.amounts, platform, "what is named makes every amount agree");
        }
        let names = |setting: &Setting| match (*setting, forged) {
            (Setting::Stay { fits, or_later, .. }, None) => {
                fits == theirs.admission_no || or_later && fits < theirs.admission_no
            }
            (Setting::Amount { of, from, until, .. }, Some(forged)) => {
                let value = Yuan::from_fen(value);
                of == forged && from <= value && until.is_none_or(|until| value <= until)
            }
            _ => false,
        };
        // A deductible cannot have been used without cost in scope: then two were forged.
        if which < 7 {
            prop_assert!(
                fits.iter().any(|fit| fit.cause.settings.iter().any(names)),
                "{} {which} {value}: not among {:?}", policy.id, fits.iter().map(|fit| &fit.cause).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_whole_stay_elsewhere_is_found(policy in 0usize..8, fen in 100_000i64..20_000_000, before in 100_000i64..20_000_000) {
        let policy = &POLICIES[policy];
        let earlier = adjudicate(policy, &case(policy, Yuan::from_fen(before))).expect("an adjudication");
        let ours = case(policy, Yuan::from_fen(fen));
        let mut theirs = ours.clone();
        theirs.admission_no = 2;
        theirs.year_to_date = earlier.year_after(&YearToDate::default());
        let platform = amounts(policy, &theirs);
        prop_assume!(platform != amounts(policy, &ours));
        let fits = search(policy, &ours, &platform);
        prop_assert!(!fits.is_empty(), "{} {fen} after {before}", policy.id);
        for fit in fits {
            prop_assert_eq!(fit.adjudication.amounts, platform);
        }
    }

    #[test]
    fn what_no_year_can_bring_about_has_no_name(policy in 0usize..8, fen in 2_000_000i64..20_000_000, less in 1i64..1000) {
        let policy = &POLICIES[policy];
        let ours = case(policy, Yuan::from_fen(fen));
        let mut platform = amounts(policy, &ours);
        // A line was moved out of scope: no accumulator does that.
        platform.inscp_scp_amt -= Yuan::from_fen(less);
        platform.fulamt_ownpay_amt += Yuan::from_fen(less);
        prop_assert_eq!(search(policy, &ours, &platform), []);
        // The account pays more than it may.
        let mut platform = amounts(policy, &ours);
        platform.acct_pay += Yuan::from_fen(less);
        platform.psn_cash_pay -= Yuan::from_fen(less);
        prop_assert_eq!(search(policy, &ours, &platform), []);
    }
}

#[test]
fn the_second_stay_of_the_year_is_named() {
    let policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
    let mut ours = case(&policy, Yuan::from_fen(1_993_998));
    ours.person.class = PersonClass::Retired;
    let mut theirs = ours.clone();
    theirs.admission_no = 2;
    let platform = amounts(&policy, &theirs);
    assert_eq!(
        (amounts(&policy, &ours).hifp_pay, platform.hifp_pay),
        (Yuan::from_fen(1_696_538), Yuan::from_fen(1_740_538))
    );
    let fits = search(&policy, &ours, &platform);
    let causes: Vec<_> = fits.into_iter().map(|fit| fit.cause.settings).collect();
    assert_eq!(causes, [[Setting::Stay { ours: 1, fits: 2, or_later: false }]]);
}

#[test]
fn two_that_fit_are_both_named() {
    // A year takes at most 1,500 of deductibles: 1,000 used leave 500, and so does the second stay.
    let none = "yearly_max = { value = \"none\"";
    assert!(JINAN_EMPLOYEE_INPATIENT_2024.contains(none));
    let text = JINAN_EMPLOYEE_INPATIENT_2024.replace(none, "yearly_max = { value = \"1500\"");
    let policy = Policy::parse(&text).expect("a policy");
    let ours = case(&policy, yuan(8_000));
    let mut theirs = ours.clone();
    theirs.admission_no = 2;
    let platform = amounts(&policy, &theirs);
    let mut fits = search(&policy, &ours, &platform);
    let used = yuan(1_000);
    let both = [
        Setting::Stay { ours: 1, fits: 2, or_later: false },
        Setting::Amount { of: Accumulator::Deductible, ours: Yuan::ZERO, from: used, until: Some(used) },
    ];
    let own = adjudicate(&policy, &ours).expect("an adjudication");
    let explain = |fits: &[Fit]| {
        let differences = vec![Difference {
            field: "act_pay_dedc",
            platform: platform.act_pay_dedc,
            estimate: own.amounts.act_pay_dedc,
        }];
        let stay = (3, 1);
        let explained = Explained {
            policy: Some(&policy),
            stay,
            amounts: &platform,
            deposits: yuan(5_000),
            ours: &own,
            differences,
            fits,
        };
        explained.explanation()
    };
    let bands = |explanation: &Explanation| {
        let share = explanation.steps.iter().find(|step| step.part == SplitPart::Share).expect("a share");
        share.rows.len()
    };
    let explained = explain(&fits);
    let causes: Vec<_> = explained.causes.iter().flat_map(|cause| cause.settings.clone()).collect();
    assert_eq!(causes, both);
    assert!(!explained.is_unexplained() && bands(&explained) > 0, "both say the same of the bands");
    // If those that fit disagree, nothing is said about the bands.
    fits[1].adjudication.pieces.clear();
    assert_eq!(bands(&explain(&fits)), 0);
    // For a difference without a cause, nobody has a reason.
    assert!(explain(&[]).is_unexplained());
}

/// It runs while a bill is being read, so it may cost some hundred adjudications, which allocate most.
#[test]
fn a_search_is_bounded() {
    let policy = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy");
    let ours = case(&policy, yuan(300_000));
    let mut theirs = ours.clone();
    theirs.year_to_date.in_scope = yuan(350_000);
    theirs.year_to_date.second_tier_base = yuan(4_000);
    let platform = amounts(&policy, &theirs);
    let one = allocation_counter::measure(|| _ = amounts(&policy, &ours)).count_total;
    let all = allocation_counter::measure(|| assert!(!search(&policy, &ours, &platform).is_empty())).count_total;
    assert!(one > 0 && all > one && all < 1_000 * one, "{all} allocations, an adjudication makes {one}");
}
