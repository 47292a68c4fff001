//! Published worked examples, to the fen; and published arithmetic that is wrong, flagged.

use crate::data;
use model::money::Yuan;
use settlement::case::{Outcome, run};

fn example(id: &str) -> Outcome {
    run(&data(&format!("{id}-policy.toml")), &data(&format!("{id}-case.toml")))
        .unwrap_or_else(|problems| panic!("{id}: {problems:?}"))
}

fn amount(outcome: &Outcome, name: &str) -> String {
    outcome.amount(name).map(|amount| amount.to_string()).unwrap_or_default()
}

#[test]
fn published_results_come_out_to_the_fen() {
    // The `published` numbers of tests/data/worked-examples.json are in each case file; here they are repeated by hand.
    let expected: &[(&str, &[(&str, &str)])] = &[
        (
            "W01",
            &[
                ("preselfpay_amt", "500.00"),
                ("inscp_scp_amt", "9500.00"),
                ("fund_pay_sumamt", "6560.00"),
                ("psn_part_amt", "3440.00"),
            ],
        ),
        ("W02", &[("fund_pay_sumamt", "42120.00"), ("medfee_sumamt", "70000.00")]),
        ("W06", &[("hifmi_pay", "93800.00")]),
        ("W08", &[("hifp_pay", "49170.00")]),
        ("W10", &[("hifp_pay", "6000.00"), ("hifmi_pay", "4800.00"), ("fund_pay_sumamt", "10800.00")]),
        ("W18", &[("fund_pay_sumamt", "2080.00"), ("psn_part_amt", "920.00"), ("deposit_refund", "280.00")]),
    ];
    for (id, amounts) in expected {
        let outcome = example(id);
        assert_eq!(outcome.mismatches, [], "{id}");
        for (name, published) in *amounts {
            assert_eq!(amount(&outcome, name), *published, "{id} {name}");
        }
    }
}

#[test]
fn w01_is_explained_step_by_step() {
    let outcome = example("W01");
    let detail = &outcome.adjudication.detail;
    assert_eq!(detail.coinsurance.to_string(), "1640.00");
    let steps: Vec<(&str, &str, String)> =
        outcome.adjudication.steps.iter().map(|step| (step.field, &*step.rule.id, step.result.to_string())).collect();
    let expected = [
        ("inscp_scp_amt", "step-lines", "9500.00"),
        ("act_pay_dedc", "step-deductible", "1300.00"),
        ("hifp_pay", "step-pool", "6560.00"),
        ("fund_pay_sumamt", "step-funds", "6560.00"),
        ("psn_part_amt", "step-personal", "3440.00"),
        ("psn_cash_pay", "step-cash", "3440.00"),
    ];
    assert_eq!(steps, expected.map(|(field, rule, result)| (field, rule, result.to_owned())));
    // The page does not say when it was; otherwise nothing is open that this bill reaches.
    let why = |outcome: &Outcome| {
        let notes = outcome.adjudication.notes.iter().filter(|note| note.estimate_only);
        notes.map(|note| note.message.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!((why(&outcome), outcome.adjudication.at_stake), (vec!["note-no-day".to_owned()], None));
    let days = "[days]\nadmitted = \"2020-03-01\"\ndischarged = \"2020-03-09\"\nsettled = \"2020-03-09\"\n[hospital]";
    let case = data("W01-case.toml").replace("[hospital]", days);
    let dated = run(&data("W01-policy.toml"), &case).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!((why(&dated), dated.adjudication.at_stake), (vec![], Some(Yuan::ZERO)));
    assert!(dated.adjudication.confirmed_possible);
}

/// Nobody is shown 0.00 in bands from 200.00 to 200.00.
#[test]
fn a_stay_below_the_deductible_names_no_bands() {
    let case = data("W18-case.toml").replace("medfee_sumamt = \"3000\"", "medfee_sumamt = \"300\"");
    let case = case.split("[published]").next().expect("a case");
    let outcome = run(&data("W18-policy.toml"), case).unwrap_or_else(|problems| panic!("{problems:?}"));
    let pool = outcome.adjudication.steps.iter().find(|step| step.field == "hifp_pay").expect("it is said");
    assert_eq!((&*pool.rule.id, pool.result, pool.arithmetic.len()), ("step-pool-none", Yuan::ZERO, 0));
    assert_eq!(amount(&outcome, "psn_part_amt"), "300.00");
}

#[test]
fn the_bands_of_w06_pay_what_was_published() {
    let outcome = example("W06");
    let step = outcome.adjudication.steps.iter().find(|step| step.field == "hifmi_pay").expect("a step for the tier");
    let shown = format!("{:?}", step.arithmetic);
    for segment in ["10800", "45500", "37500"] {
        assert!(shown.contains(segment), "{segment} in {shown}");
    }
}

#[test]
fn the_base_of_w08_is_the_published_one_and_is_only_estimated() {
    let outcome = example("W08");
    assert_eq!(outcome.adjudication.detail.tier_base.to_string(), "127830.00");
    // The page counts the first self-pay as over the cap: 87,000 = 79,000 + 8,000.
    let over = outcome.adjudication.detail.over_cap_cost + outcome.adjudication.amounts.preselfpay_amt;
    assert_eq!(over.to_string(), "87000.00");
    assert!(!outcome.adjudication.confirmed_possible, "its serious-illness bands are not stated");
}

#[test]
fn wrong_published_arithmetic_is_flagged() {
    for (id, field, published, computed) in [
        ("N01", "hifp_pay", "27000.00", "26820.00"),
        ("N02", "fund_pay_sumamt", "10400.00", "9360.00"),
        ("N05", "fund_pay_sumamt", "14296.00", "14276.00"),
    ] {
        let mismatches = example(id).mismatches;
        let [mismatch] = &mismatches[..] else { panic!("{id}: {mismatches:?}") };
        assert_eq!(mismatch.field, field);
        assert_eq!([mismatch.published, mismatch.computed].map(|amount| amount.to_string()), [published, computed]);
    }
    // N07's components do not add up to its total: that is refused before anything is computed.
    let problems = run(&data("W18-policy.toml"), &data("N07-case.toml")).expect_err("components differ");
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["case-totals-differ"]);
}

#[test]
fn json_has_the_national_names_as_decimal_strings() {
    let json = serde_json::to_value(example("W18")).expect("serializes");
    let object = json.as_object().expect("an object");
    let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "acct_mulaid_pay",
            "acct_pay",
            "act_pay_dedc",
            "arrears",
            "assumptions",
            "at_stake",
            "burden",
            "certainty",
            "deposit_refund",
            "fulamt_ownpay_amt",
            "fund_pay_sumamt",
            "hifmi_pay",
            "hifob_pay",
            "hifp_pay",
            "inscp_scp_amt",
            "lines",
            "maf_pay",
            "medfee_sumamt",
            "overlmt_selfpay",
            "preselfpay_amt",
            "psn_cash_pay",
            "psn_part_amt",
            "reasons",
            "year_after",
        ]
    );
    assert_eq!(object["deposit_refund"], "280.00");
    assert_eq!(object["arrears"], "0.00");
    let is_amount = |name: &str| object[name].as_str().is_some_and(|text| text.parse::<Yuan>().is_ok());
    assert!(settlement::case::PRINTED.into_iter().all(is_amount));
    assert_eq!((&object["certainty"], &object["at_stake"]), (&"estimate".into(), &serde_json::Value::Null));
    assert_eq!(object["reasons"][0]["message"]["id"], "note-no-day");
    assert_eq!(object["burden"]["payers"], serde_json::json!({ "pool": "2080.00", "cash": "920.00" }));
}
