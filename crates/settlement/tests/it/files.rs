//! Case files in both forms and of any length, and what stands out in policies that can be read.

use crate::data;
use settlement::{
    Policy, Problem,
    case::{CaseFile, run},
    limits::{CASE_BYTES_MAX, LINES_MAX, POLICY_BYTES_MAX},
    policy::{Benefit, JINAN_EMPLOYEE_INPATIENT_2024 as JINAN, beside, findings},
};

const HEAD: &str = "admission_no = 1\n[person]\nclass = \"active\"\n[hospital]\nlevel = 3\n";

fn policy(id: &str, from: &str, to: &str) -> Policy {
    let text = JINAN.replacen("370100-310-inpatient-2024", id, 1).replacen(
        "valid_from = \"2024-01-01\"",
        &format!("valid_from = \"{from}\"\n{to}"),
        1,
    );
    Policy::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

#[test]
fn a_case_in_json_comes_to_the_same() {
    let (policy, toml) = (data("W01-policy.toml"), data("W01-case.toml"));
    let json = r#"{
        "admission_no": 1, "person": {"class": "active"}, "hospital": {"level": 3},
        "line": [
            {"name": "class A", "class": "01", "amount": "3000.00"},
            {"name": "class B, 10 % first", "class": "02", "amount": 5000, "preself_rate": "0.10"},
            {"name": "treatment in scope", "class": "01", "amount": "2000.00"}
        ],
        "published": {"fund_pay_sumamt": "6560"}
    }"#;
    assert_eq!(run(&policy, json).unwrap(), run(&policy, &toml).unwrap());
    let codes_of = |text: &str| match CaseFile::parse(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
    };
    for (from, to, expected) in [
        ("5000", "5000.5", "file-type-wrong"),
        ("5000", "null", "file-not-json"),
        ("\"admission_no\": 1,", "", "file-field-missing"),
        ("\"admission_no\": 1,", "\"admission_no\": 1, \"admission_no\": 2,", "file-not-json"),
        ("\"admission_no\": 1,", "\"admission_no\": 1, \"city\": 2,", "file-field-unknown"),
        ("\"01\"", "\"04\"", "file-choice-unknown"),
        ("}\n    }", "}", "file-not-json"),
    ] {
        assert!(json.contains(from), "{from}");
        assert_eq!(codes_of(&json.replacen(from, to, 1)), [expected], "{from} -> {to}");
    }
}

#[test]
fn a_case_may_name_its_policy() {
    let text = format!("policy = \"p-2024\"\n{HEAD}[totals]\nmedfee_sumamt = \"1000\"\n");
    assert_eq!(CaseFile::parse(&text).unwrap().policy.as_deref(), Some("p-2024"));
    assert_eq!(CaseFile::parse(&text.replace("policy = \"p-2024\"\n", "")).unwrap().policy, None);
}

#[test]
fn amounts_alone_are_those_that_are_explained() {
    let policy = Policy::parse(&data("W01-policy.toml")).unwrap();
    let case = CaseFile::parse(&data("W01-case.toml")).unwrap();
    assert_eq!(case.amounts(&policy).unwrap(), case.settle(&policy).unwrap().adjudication.amounts);
}

/// A real bill has 100,000 lines. Were anything quadratic in them, this would take minutes.
#[test]
fn a_bill_of_a_hundred_thousand_lines_adds_up() {
    let line = |number: usize| format!("[[line]]\nclass = \"01\"\namount = \"0.{:02}\"\n", number % 100);
    let text = HEAD.to_owned() + &(0..100_000).map(line).collect::<String>();
    let outcome = run(&data("W01-policy.toml"), &text).unwrap_or_else(|problems| panic!("{problems:?}"));
    // A thousand times 0.00 + 0.01 + … + 0.99 = 49.50.
    assert_eq!(outcome.amount("medfee_sumamt").unwrap().to_string(), "49500.00");
    assert_eq!(outcome.adjudication.lines.len(), 100_000);
    assert_eq!(settlement::split::split(&outcome.adjudication).len(), 100_000);
}

#[test]
fn the_limits_of_files_are_said() {
    let lines = |count: usize| HEAD.to_owned() + &"[[line]]\nclass=\"01\"\namount=1\n".repeat(count);
    let problems = CaseFile::parse(&lines(LINES_MAX + 1)).unwrap_err();
    assert_eq!(codes(&problems[..1]), [("file-too-many", "line")]);
    assert_eq!((problems[0].value.as_deref(), LINES_MAX), (Some("200001"), 200_000));
    for (text, most) in
        [(" ".repeat(CASE_BYTES_MAX + 1), CASE_BYTES_MAX), (" ".repeat(POLICY_BYTES_MAX + 1), POLICY_BYTES_MAX)]
    {
        let problems = if most == CASE_BYTES_MAX {
            CaseFile::parse(&text).unwrap_err()
        } else {
            Policy::parse(&text).unwrap_err()
        };
        assert_eq!(codes(&problems), [("file-too-large", "")]);
    }
}

#[test]
fn what_stands_out_in_a_policy_is_found() {
    let found = |from: &str, to: &str| {
        assert!(JINAN.contains(from), "{from}");
        let policy = Policy::parse(&JINAN.replacen(from, to, 1)).unwrap_or_else(|problems| panic!("{problems:?}"));
        findings(&policy)
    };
    // The rates of Jinan do fall above 400,000, at three of its four rows: 93, 96 and 91 to 90 %.
    let falling = [
        ("policy-bands-falling", "pool.rates.row[0].bands[2]"),
        ("policy-bands-falling", "pool.rates.row[2].bands[2]"),
        ("policy-bands-falling", "pool.rates.row[3].bands[2]"),
    ];
    let unchanged = found("[year]", "[year]");
    assert_eq!(codes(&unchanged), falling);
    assert_eq!(unchanged[0].value.as_deref(), Some("0.9"));
    let begins = found("from = \"0\", to = \"10000\"", "from = \"1000\", to = \"10000\"");
    assert_eq!(codes(&begins)[0], ("policy-bands-above-zero", "pool.rates.row[0].bands[0]"));
    // A layer begins where its threshold ends, not above it.
    let above = found("threshold = { value = \"6000\"", "threshold = { value = \"5999\"");
    assert_eq!(codes(&above)[3..], [("policy-bands-above-zero", "second_tier.bands[0]")]);
    // Nobody of level 0 has a rate any more.
    let level = found("levels = [0, 1, 2]\nclasses = [\"active\"]", "levels = [1, 2]\nclasses = [\"active\"]");
    assert_eq!(codes(&level), falling, "retired people still have one");
}

#[test]
fn days_that_overlap_or_are_left_out_between_policies_are_found() {
    let until = |day: &str| format!("valid_to = \"{day}\"");
    let first = policy("first", "2024-01-01", &until("2024-12-31"));
    let found = |others: &[&Policy]| {
        let all: Vec<&Policy> = std::iter::once(&first).chain(others.iter().copied()).collect();
        let found = beside(&all);
        found
            .into_iter()
            .map(|(place, problem)| (place, problem.code, problem.value.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&[&policy("next", "2025-01-01", "")]), []);
    let overlap = "policy-days-overlap";
    assert_eq!(found(&[&policy("next", "2024-12-31", "")]), [(1, overlap, "2024-12-31".to_owned())]);
    assert_eq!(found(&[&policy("next", "2025-01-02", "")]), [(1, "policy-days-gap", "2025-01-02".to_owned())]);
    // A short one within a long one does not end it.
    let (within, after) = (policy("within", "2024-03-01", &until("2024-03-31")), policy("after", "2025-01-01", ""));
    assert_eq!(found(&[&after, &within]), [(2, overlap, "2024-03-01".to_owned())]);
    // Another region, scheme, benefit or layer has nothing to do with it.
    let changed = |change: fn(&mut Policy)| {
        let mut other = policy("next", "2024-06-01", "");
        change(&mut other);
        other
    };
    let elsewhere = changed(|other| other.region = "370200".into());
    assert_eq!(found(&[&elsewhere]), []);
    let outpatient = changed(|other| other.benefit = Benefit::Outpatient);
    assert_eq!(found(&[&outpatient]), []);
    let tier_only = changed(|other| (other.pool, other.second_tier) = (None, None));
    assert_eq!(found(&[&tier_only]), []);
    let no_pool = changed(|other| other.pool = None);
    assert_eq!(found(&[&no_pool]), [(1, overlap, "2024-06-01".to_owned())]);
}
