//! The arithmetic that is shown is the one that was done: rules and rows of whole stays, written by hand.

use crate::arithmetic::{adjudicate, case, policy, pool, year, yuan};
use model::{
    message::{Message, Value},
    money::Yuan,
    settlement::{LineSplit, YearToDate},
};
use settlement::{
    Case, Policy,
    adjudicate::{Adjudication, Costs},
    policy::{CapDeductible, CapKind, JINAN_EMPLOYEE_INPATIENT_2024, Part, Period},
};

/// A message on one line: its id and its arguments.
pub(crate) fn message(message: &Message) -> String {
    let value = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Message(id) => id.to_string(),
        Value::Count(count) | Value::Minutes(count) => count.to_string(),
        Value::Yuan(amount) => amount.to_string(),
        Value::Rate(number) | Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::At(at) => at.to_string(),
        Value::Label(label) => label.zh.clone(),
    };
    let words = message.args.iter().map(|(name, of)| format!(" {name}={}", value(of)));
    format!("{}{}", message.id, words.collect::<String>())
}

/// The rule, rows and result of the step that gives a field; if there are several, of the last.
fn step(result: &Adjudication, field: &str) -> Vec<String> {
    let Some(step) = result.steps.iter().rfind(|step| step.field == field) else { return Vec::new() };
    let rows = std::iter::once(&step.rule).chain(&step.arithmetic).map(message);
    rows.chain([step.result.to_string()]).collect()
}

#[test]
fn a_whole_stay_is_explained_step_by_step() {
    let text =
        JINAN_EMPLOYEE_INPATIENT_2024.replace("yearly_max = { value = \"none\"", "yearly_max = { value = \"1200\"");
    let mut policy = Policy::parse(&text).expect("a policy");
    (policy.second_tier, pool(&mut policy).band_period.value) = (None, Period::Stay);
    let case = Case {
        admission_no: 2,
        year_to_date: year(30_000, 800),
        account_balance: yuan(500),
        family_balance: yuan(500),
        deposits: yuan(5_000),
        ..case()
    };
    let result = adjudicate(&policy, &case);
    let fields: Vec<_> = result.steps.iter().map(|step| step.field).collect();
    let expected: [(&str, &[&str]); 8] = [
        (
            "inscp_scp_amt",
            &[
                "step-lines count=0 total=21500.00 in_scope=20000.00",
                "arithmetic-lines total=21500.00 own=1000.00 over=0.00 first=500.00 in_scope=20000.00",
                "20000.00",
            ],
        ),
        // The second stay's 500, of which the year leaves 1,200 − 800.
        (
            "act_pay_dedc",
            &[
                "step-deductible level=3 nth=2 standard=500.00 in_scope=20000.00",
                "arithmetic-yearly-max left=400.00 standard=500.00",
                "arithmetic-difference from=20000.00 less=400.00 result=19600.00",
                "400.00",
            ],
        ),
        (
            "hifp_pay",
            &[
                "step-pool level=3 class=class-active low=400.00 high=20000.00 base=19600.00",
                "arithmetic-band amount=9600.00 rate=0.85 exact=8160",
                "arithmetic-band amount=10000.00 rate=0.88 exact=8800",
                "arithmetic-sum exact=16960 result=16960.00",
                "16960.00",
            ],
        ),
        (
            "fund_pay_sumamt",
            &[
                "step-funds",
                "arithmetic-funds pool=16960.00 second=0.00 serious=0.00 assistance=0.00 result=16960.00",
                "16960.00",
            ],
        ),
        (
            "psn_part_amt",
            &["step-personal", "arithmetic-personal total=21500.00 funds=16960.00 result=4540.00", "4540.00"],
        ),
        (
            "acct_pay",
            &[
                "step-account balance=500.00 family_balance=500.00 limit=4540.00",
                "arithmetic-account own=500.00 family=500.00",
                "1000.00",
            ],
        ),
        ("psn_cash_pay", &["step-cash", "arithmetic-cash personal=4540.00 account=1000.00 result=3540.00", "3540.00"]),
        (
            "deposit_refund",
            &[
                "step-deposits deposits=5000.00 cash=3540.00",
                "arithmetic-difference from=5000.00 less=3540.00 result=1460.00",
                "1460.00",
            ],
        ),
    ];
    assert_eq!(fields, expected.map(|(field, _)| field));
    for (field, rows) in expected {
        assert_eq!(step(&result, field), rows, "{field}");
    }
}

#[test]
fn what_a_deductible_a_cap_or_the_last_band_leaves_out_is_shown() {
    let small = LineSplit { inscp_scp_amt: yuan(300), ..LineSplit::default() };
    let result = adjudicate(&policy(), &Case { costs: Costs::Totals(small), ..case() });
    let rows = [
        "step-deductible level=3 nth=1 standard=1000.00 in_scope=300.00",
        "arithmetic-deductible-in-scope in_scope=300.00 due=1000.00",
        "arithmetic-difference from=300.00 less=300.00 result=0.00",
        "300.00",
    ];
    assert_eq!(step(&result, "act_pay_dedc"), rows);
    assert_eq!(step(&result, "hifp_pay"), ["step-pool-none", "0.00"]);
    assert_eq!(step(&result, "acct_pay"), [""; 0]);

    let large = LineSplit { inscp_scp_amt: yuan(610_000), ..LineSplit::default() };
    let rows = step(&adjudicate(&policy(), &Case { costs: Costs::Totals(large), ..case() }), "hifp_pay");
    assert_eq!(rows[5], "arithmetic-above-bands amount=10000.00");

    let mut capped = policy();
    let cap = &mut pool(&mut capped).cap;
    (cap.kind.value, cap.amount.value, cap.deductible.value) = (CapKind::Cost, yuan(12_000), CapDeductible::Included);
    let rows = [
        "step-cap-cost cap=12000.00 over=8000.00",
        "arithmetic-difference from=19000.00 less=8000.00 result=11000.00",
        "11000.00",
    ];
    assert_eq!(step(&adjudicate(&capped, &case()), "inscp_scp_amt"), rows);

    let cap = &mut pool(&mut capped).cap;
    (cap.kind.value, cap.amount.value, cap.period.value) = (CapKind::Payment, yuan(10_000), Period::Year);
    let before = YearToDate { pool_paid: yuan(4_000), ..YearToDate::default() };
    let rows = [
        "step-cap-payment cap=10000.00 before=4000.00",
        "arithmetic-difference from=16450.00 less=10450.00 result=6000.00",
        "6000.00",
    ];
    assert_eq!(step(&adjudicate(&capped, &Case { year_to_date: before, ..case() }), "hifp_pay"), rows);
}

#[test]
fn a_layer_shows_what_it_looked_at_and_what_lies_below_its_threshold() {
    let mut policy = policy();
    policy.second_tier = Policy::parse(JINAN_EMPLOYEE_INPATIENT_2024).expect("a policy").second_tier;
    let tier = policy.second_tier.as_mut().expect("a layer");
    tier.base.value.extend([Part::FirstSelfPay, Part::OverCeiling]);
    let costs = |in_scope: i64| {
        Costs::Totals(LineSplit {
            fulamt_ownpay_amt: yuan(1_000),
            overlmt_amt: yuan(70),
            preselfpay_amt: yuan(500),
            inscp_scp_amt: yuan(in_scope),
        })
    };
    let shown = |in_scope: i64, before: i64| {
        let year_to_date = YearToDate { second_tier_base: yuan(before), ..YearToDate::default() };
        step(&adjudicate(&policy, &Case { costs: costs(in_scope), year_to_date, ..case() }), "hifob_pay")
    };
    // 1,000 + 2,550 + 570 are 4,120; with 1,500 before, 5,620 of 6,000.
    let rows = [
        "step-tier layer=title-hifob-pay base=4120.00 before=1500.00 threshold=6000.00",
        "arithmetic-tier-base deductible=1000.00 coinsurance=2550.00 over_cap=0.00 first=570.00 earlier=0.00 base=4120.00",
        "arithmetic-below-threshold position=5620.00 threshold=6000.00",
        "0.00",
    ];
    assert_eq!(shown(20_000, 1_500), rows);
    // 4,120, and 2,000 before: 120 above the threshold.
    let rows = [
        "step-tier layer=title-hifob-pay base=4120.00 before=2000.00 threshold=6000.00",
        "arithmetic-tier-base deductible=1000.00 coinsurance=2550.00 over_cap=0.00 first=570.00 earlier=0.00 base=4120.00",
        "arithmetic-band amount=120.00 rate=0.8 exact=96",
        "96.00",
    ];
    assert_eq!(shown(20_000, 2_000), rows);
    let nothing = Case { costs: Costs::Totals(LineSplit::default()), ..case() };
    assert_eq!(step(&adjudicate(&policy, &nothing), "hifob_pay"), [""; 0]);
    // Above the last band of the pool: 10,000 are counted as above the cap. The pool pays 530,850 of 599,000.
    let rows = shown(610_000, 0);
    assert_eq!(
        rows[1],
        "arithmetic-tier-base deductible=1000.00 coinsurance=68150.00 over_cap=10000.00 first=570.00 earlier=0.00 base=79720.00"
    );
    assert_eq!(rows[2], "arithmetic-band amount=73720.00 rate=0.8 exact=58976");
    assert_eq!(adjudicate(&policy, &nothing).amounts.hifob_pay, Yuan::ZERO);
}
