//! Certain or not: bills worked by hand under every reading of what is not stated.

use crate::arithmetic::{adjudicate, case, days, policy, pool, state, year, yuan};
use model::{
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use settlement::{
    Adjudication, Case, Policy,
    adjudicate::{Costs, Days},
    policy::{Basis, CapKind, CrossYear, JINAN_EMPLOYEE_INPATIENT_2024, Period},
};

fn in_scope(whole: i64) -> Case {
    let split = LineSplit { inscp_scp_amt: yuan(whole), ..LineSplit::default() };
    Case { costs: Costs::Totals(split), ..case() }
}

/// Is it confirmed, how much is at stake, and what is said.
fn standing(result: &Adjudication) -> (bool, Option<Yuan>, Vec<String>) {
    let why = result.notes.iter().filter(|note| note.estimate_only).map(|note| {
        let ground = note.ground.as_ref();
        ground.map_or_else(|| note.message.id.to_string(), |ground| ground.convention.id.to_string())
    });
    (result.confirmed_possible, result.at_stake, why.collect())
}

fn estimate(at_stake: Option<Yuan>, why: &[&str]) -> (bool, Option<Yuan>, Vec<String>) {
    (false, at_stake, why.iter().map(|&word| word.to_owned()).collect())
}

#[test]
fn what_a_source_states_is_confirmed() {
    assert_eq!(standing(&adjudicate(&policy(), &case())), (true, Some(Yuan::ZERO), vec![]));
}

#[test]
fn the_edges_of_bands_are_worth_thirty_yuan_of_fifty_thousand() {
    // 9,000 at 85 % and 40,000 at 88 %, or 10,000 and 39,000: 42,850 or 42,820.
    for basis in [Basis::NotStated, Basis::Assumed("it is so".into())] {
        let mut policy = policy();
        pool(&mut policy).band_edges.basis = basis.clone();
        let result = adjudicate(&policy, &in_scope(50_000));
        assert_eq!(result.amounts.hifp_pay, yuan(42_850));
        assert_eq!(standing(&result), estimate(Some(yuan(30)), &["convention-band-edges"]), "{basis:?}");
        let assumed = result.notes.iter().filter(|note| note.is_assumption()).count();
        assert_eq!(assumed, usize::from(basis != Basis::NotStated));
        // 8,000 lie in the first band by both readings, and so they do where all bands pay alike.
        assert!(adjudicate(&policy, &in_scope(8_000)).confirmed_possible);
        for row in &mut pool(&mut policy).rates.rows {
            row.bands.iter_mut().for_each(|band| band.rate = rust_decimal::Decimal::new(85, 2));
        }
        assert!(standing(&adjudicate(&policy, &in_scope(50_000))).0);
    }
}

#[test]
fn at_stake_is_the_largest_minus_the_smallest_share_of_all_readings() {
    let mut policy = policy();
    let pool = pool(&mut policy);
    for basis in [&mut pool.band_edges.basis, &mut pool.band_period.basis, &mut pool.year_position.basis] {
        *basis = Basis::NotStated;
    }
    // By the stay 16,450, or 16,420 with edges above the deductible; by the year 16,600, 16,576, 16,570 and 16,546.
    let result = adjudicate(&policy, &Case { year_to_date: year(5_000, 800), ..case() });
    assert_eq!(result.amounts.hifp_pay, yuan(16_450));
    let why = ["convention-band-period", "convention-band-edges", "convention-year-position"];
    assert_eq!(standing(&result), estimate(Some(yuan(180)), &why));
}

#[test]
fn whether_a_cap_is_of_the_stay_or_of_the_year_may_be_worth_all_of_it() {
    let mut policy = policy();
    let cap = &mut pool(&mut policy).cap;
    (cap.kind.value, cap.amount.value, cap.period.value) = (CapKind::Payment, yuan(30_000), Period::Stay);
    cap.period.basis = Basis::NotStated;
    let before = |paid: i64| YearToDate { pool_paid: yuan(paid), ..YearToDate::default() };
    // A stay's 16,450 are below 30,000; of the year's, 450 are left.
    let result = adjudicate(&policy, &Case { year_to_date: before(29_550), ..case() });
    assert_eq!(standing(&result), estimate(Some(yuan(16_000)), &["convention-cap-period"]));
    assert!(adjudicate(&policy, &Case { year_to_date: before(13_550), ..case() }).confirmed_possible);
}

#[test]
fn a_number_that_nobody_states_has_an_unknown_stake() {
    let said = |change: fn(&mut Policy)| {
        let mut policy = policy();
        change(&mut policy);
        standing(&adjudicate(&policy, &case()))
    };
    let max = said(|policy| pool(policy).deductible.yearly_max.basis = Basis::NotStated);
    assert_eq!(max, estimate(None, &["convention-deductible-yearly-max"]));
    let rates = said(|policy| pool(policy).rates.basis.basis = Basis::NotStated);
    assert_eq!(rates, estimate(None, &["convention-rates"]));
    // One that is assumed is shown, and there is no other to compare it with.
    let assumed = said(|policy| pool(policy).rates.basis.basis = Basis::Assumed("so".into()));
    assert_eq!(assumed, (true, Some(Yuan::ZERO), vec![]));
    // Together with a convention that moves money, the stake stays unknown.
    let both = said(|policy| {
        pool(policy).rates.basis.basis = Basis::NotStated;
        pool(policy).band_edges.basis = Basis::NotStated;
    });
    assert_eq!(both, estimate(None, &["convention-band-edges", "convention-rates"]));
}

/// Everything is open, lines and layers too.
fn open() -> (Policy, Case) {
    let mut text = JINAN_EMPLOYEE_INPATIENT_2024.to_owned();
    let tier = text[text.find("[second_tier]\n").expect("a layer")..].replace("second_tier", "assistance");
    text = text.replace("source = \"second_tier\"", "not_stated = true")
        + &tier.replace("source = \"assistance\"", "not_stated = true");
    let text: String = text
        .lines()
        .map(|line| match line.find("assumed = \"") {
            Some(place) => format!("{}not_stated = true }}\n", &line[..place]),
            None => format!("{line}\n"),
        })
        .collect();
    let mut policy = Policy::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    policy.second_tier.as_mut().expect("a layer").threshold.value = yuan(100);
    policy.assistance.as_mut().expect("a layer").threshold.value = yuan(100);
    pool(&mut policy).band_edges.basis = Basis::NotStated;
    let mut case = in_scope(50_000);
    case.year_to_date = YearToDate { second_tier_base: yuan(7_000), assistance_base: yuan(500), ..year(5_000, 800) };
    (case.person.assistance, case.account_balance, case.family_balance) = (true, yuan(2_000), yuan(300));
    case.admission_no = 2;
    (policy, case)
}

#[test]
fn too_many_readings_are_tried_alone_and_in_pairs_and_are_an_estimate_in_any_case() {
    let (policy, case) = open();
    let result = adjudicate(&policy, &case);
    let (confirmed, at_stake, why) = standing(&result);
    assert!(!confirmed && why.contains(&"note-too-many-open".to_owned()), "{why:?}");
    assert!(why.contains(&"convention-band-edges".to_owned()) && why.contains(&"convention-tier-base".to_owned()));
    // The numbers of the layers are not stated either.
    assert_eq!(at_stake, None);
    let mut stated = policy.clone();
    state(&mut stated);
    let ours = adjudicate(&stated, &case);
    assert!(ours.confirmed_possible);
    assert_eq!((ours.amounts, ours.burden), (result.amounts, result.burden), "the policy's own values hold");
}

#[test]
fn a_bill_needs_the_day_that_counts_and_a_policy_that_is_in_force_on_it() {
    let said = |rule: CrossYear, days: Days| {
        let mut policy = policy();
        policy.cross_year.value = rule;
        standing(&adjudicate(&policy, &Case { days, ..case() }))
    };
    let without = |which: usize| {
        let mut all = days();
        *[&mut all.admitted, &mut all.discharged, &mut all.settled][which] = None;
        all
    };
    for (rule, counts) in [(CrossYear::AdmissionDate, 0), (CrossYear::DischargeDate, 1), (CrossYear::SettlementDate, 2)]
    {
        for which in 0..3 {
            let expected =
                if which == counts { estimate(None, &["note-no-day"]) } else { (true, Some(Yuan::ZERO), vec![]) };
            assert_eq!(said(rule, without(which)), expected, "{rule:?} {which}");
        }
    }
    let day = |text: &str| text.parse().ok();
    let before = Days { admitted: day("2023-12-20"), discharged: day("2023-12-31"), settled: day("2023-12-31") };
    assert_eq!(said(CrossYear::DischargeDate, before), estimate(None, &["note-policy-not-in-force"]));
    let result = adjudicate(&policy(), &Case { days: before, ..case() });
    let said = crate::shown::message(&result.notes[0].message);
    assert_eq!(
        said,
        "note-policy-not-in-force policy=济南市职工基本医疗保险住院待遇（2024） day=2023-12-31 from=2024-01-01 to=—"
    );
    // Over the year's end, the year's sums depend on a convention that is not stated.
    let mut policy = policy();
    policy.cross_year.basis = Basis::NotStated;
    let over = Days { admitted: day("2024-12-30"), discharged: day("2025-01-02"), settled: day("2025-01-02") };
    let result = adjudicate(&policy, &Case { days: over, ..case() });
    assert_eq!(standing(&result), estimate(None, &["convention-cross-year"]));
    assert!(adjudicate(&policy, &case()).confirmed_possible);
}
