//! Bad policy and case files: every problem is named with its path, value and rule.

use crate::data;
use settlement::{Policy, Problem, case::run, policy::JINAN_EMPLOYEE_INPATIENT_2024 as JINAN};

/// The problems of Jinan's policy after one change.
fn after(from: &str, to: &str) -> Vec<Problem> {
    assert!(JINAN.contains(from), "{from}");
    match Policy::parse(&JINAN.replacen(from, to, 1)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    }
}

fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|problem| (problem.code, problem.path.as_str())).collect()
}

#[test]
fn a_missing_convention_is_named_wherever_it_is() {
    let conventions: Vec<(usize, &str)> =
        JINAN.lines().enumerate().filter(|(_, line)| line.contains("= { value =")).collect();
    assert_eq!(conventions.len(), 21);
    let lines: Vec<&str> = JINAN.lines().collect();
    for (number, line) in conventions {
        let without: Vec<&str> =
            lines.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, line)| *line).collect();
        let problems = Policy::parse(&without.join("\n")).expect_err("a convention is missing");
        let key = line.split(" =").next().unwrap_or_default();
        let [(code, path)] = codes(&problems)[..] else { panic!("{line}: {problems:?}") };
        assert_eq!(code, "policy-convention-missing");
        assert!(path.ends_with(key), "{path} names {key}");
        assert!(problems[0].args.iter().any(|(name, _)| name == "rule"), "the rule is named");
    }
}

#[test]
fn wrong_policies_are_refused() {
    type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);
    let cases: &[Case] = &[
        (
            "from = \"10000\", to = \"400000\", rate = \"0.93\"",
            "from = \"9000\", to = \"400000\", rate = \"0.93\"",
            &[("policy-bands-overlap", "pool.rates.row[0].bands[1]")],
        ),
        (
            "from = \"10000\", to = \"400000\", rate = \"0.93\"",
            "from = \"11000\", to = \"400000\", rate = \"0.93\"",
            &[("policy-bands-gap", "pool.rates.row[0].bands[1]")],
        ),
        (
            "from = \"6000\", to = \"200000\"",
            "from = \"300000\", to = \"400000\"",
            &[("policy-bands-unsorted", "second_tier.bands[1]")],
        ),
        ("from = \"0\", to = \"10000\"", "from = \"0\"", &[("policy-bands-overlap", "pool.rates.row[0].bands[1]")]),
        ("rate = \"0.90\"", "rate = \"1.01\"", &[("file-rate-out-of-range", "pool.rates.row[0].bands[0].rate")]),
        ("rate = \"0.90\"", "rate = \"-0.1\"", &[("file-rate-out-of-range", "pool.rates.row[0].bands[0].rate")]),
        ("rate = \"0.90\"", "rate = 0.90", &[("file-type-wrong", "pool.rates.row[0].bands[0].rate")]),
        ("amounts = [\"200\"", "amounts = [\"-200\"", &[("file-amount-negative", "pool.deductible.row[0].amounts[0]")]),
        (
            "amounts = [\"200\"",
            "amounts = [\"2.001\"",
            &[("file-amount-too-precise", "pool.deductible.row[0].amounts[0]")],
        ),
        ("levels = [1, 2]\namounts", "levels = [0, 2]\namounts", &[("policy-rows-overlap", "pool.deductible.row[1]")]),
        ("\"half_up\"", "\"up\"", &[("file-choice-unknown", "rounding.mode.value")]),
        ("insurance = \"310\"", "insurance = \"999\"", &[("file-choice-unknown", "insurance")]),
        ("region = \"370100\"", "region = \"37010\"", &[("policy-region-wrong", "region")]),
        ("valid_from = \"2024-01-01\"", "valid_from = \"2024-13-01\"", &[("file-date-wrong", "valid_from")]),
        ("[year]", "[year]\nleap = true", &[("file-field-unknown", "year.leap")]),
        (
            "\"600000\", source = \"pool",
            "\"600000\", sauce = \"https",
            &[("file-ground-missing", "pool.cap.amount"), ("file-field-unknown", "pool.cap.amount.sauce")],
        ),
        (
            "value = \"6000\", source",
            "value = \"6000\", not_stated = true, source",
            &[("file-ground-twice", "second_tier.threshold")],
        ),
        ("amount = { value = \"600000\"", "amount = { value = \"500000\"", &[("policy-cap-not-last-band", "pool.cap")]),
    ];
    for (from, to, expected) in cases {
        assert_eq!(codes(&after(from, to)), *expected, "{from} -> {to}");
    }
    assert_eq!(after("[year]", "[year")[0].code, "file-not-toml");
}

#[test]
fn all_problems_of_both_files_are_collected() {
    let policy = JINAN.replacen("\"half_up\"", "\"up\"", 1).replacen("\"0.90\"", "\"9\"", 1);
    let case = "admission_no = 0\n[person]\nclass = 7\n[hospital]\nlevel = 4\n[totals]\nmedfee_sumamt = \"-1\"\n";
    let problems = run(&policy, case).expect_err("wrong");
    let expected = [
        ("file-choice-unknown", "policy:rounding.mode.value"),
        ("file-rate-out-of-range", "policy:pool.rates.row[0].bands[0].rate"),
        ("file-integer-range", "case:admission_no"),
        ("file-type-wrong", "case:person.class"),
        ("file-integer-range", "case:hospital.level"),
        ("file-amount-negative", "case:totals.medfee_sumamt"),
    ];
    assert_eq!(codes(&problems), expected);
    assert_eq!(problems[5].value.as_deref(), Some("-1"));
}

#[test]
fn wrong_cases_are_refused() {
    let case = data("W01-case.toml");
    let policy = data("W01-policy.toml");
    let codes_of = |case: &str| match run(&policy, case) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
    };
    assert_eq!(codes_of(&case), [""; 0]);
    for (from, to, expected) in [
        ("amount = \"3000.00\"", "amount = \"3000.001\"", "file-amount-too-precise"),
        ("amount = \"3000.00\"", "price = \"1.5\"", "case-line-without-amount"),
        ("amount = \"3000.00\"", "price = \"1.5\"\ncount = \"2\"\namount = \"3.01\"", "case-line-amount-differs"),
        ("preself_rate = \"0.10\"", "preself_rate = \"10\"", "file-rate-out-of-range"),
        ("[person]", "[totals]\nmedfee_sumamt = \"1\"\n[person]", "case-lines-and-totals"),
        ("[hospital]", "[year_to_date]\nin_scope = \"1\"\ndeductible = \"2\"\n[hospital]", "year-to-date-wrong"),
        ("[hospital]", "[days]\nadmitted = \"2024-02-01\"\ndischarged = \"2024-01-01\"\n[hospital]", "case-days-order"),
        ("[hospital]", "[hospital]\ncity = \"x\"", "file-field-unknown"),
    ] {
        assert!(case.contains(from), "{from}");
        assert_eq!(codes_of(&case.replacen(from, to, 1)), [expected], "{from} -> {to}");
    }
}

#[test]
fn a_value_that_is_not_stated_makes_an_estimate_only_where_it_is_reached() {
    let reached = |from: &str, to: &str, case: &str| {
        assert!(JINAN.contains(from), "{from}");
        let outcome = run(&JINAN.replacen(from, to, 1), case).unwrap_or_else(|problems| panic!("{problems:?}"));
        let notes = &outcome.adjudication.notes;
        let silent = notes.iter().filter(|note| note.message.id == "note-not-stated").count();
        (outcome.adjudication.confirmed_possible, silent)
    };
    let case = |extra: &str, year: u16, total: &str| {
        format!(
            "admission_no = 1\n{extra}\n[days]\nadmitted = \"{year}-03-01\"\ndischarged = \"{year}-03-09\"\n\
             [person]\nclass = \"active\"\n[hospital]\nlevel = 3\n[totals]\nmedfee_sumamt = \"{total}\"\n"
        )
    };
    let assumed = "assumed = \"门诊慢特病与住院合并累计，应为按年度 / chronic-disease outpatient and inpatient care are accumulated together, which suggests the year\"";
    // The band period matters only once there were earlier stays in the year.
    assert_eq!(reached(assumed, "not_stated = true", &case("", 2024, "10000")), (true, 0));
    let later = case("[year_to_date]\nin_scope = \"20000\"", 2024, "10000");
    assert_eq!(reached(assumed, "not_stated = true", &later), (false, 1));
    // An assumed value counts alike.
    assert_eq!(reached("[year]", "[year]", &later), (false, 0));
    // The kind of the cap does not matter even above it: the bands end there, and no kind would pay anything else.
    let cap = "assumed = \"60 万元按费用还是按支付封顶未公布；此处以上不再分段 / whether the 600,000 are a cost or a payment is not published; here no band lies above them\"";
    assert_eq!(reached(cap, "not_stated = true", &case("", 2024, "10000")), (true, 0));
    assert_eq!(reached(cap, "not_stated = true", &case("", 2024, "700000")), (false, 0));
    // A stay outside the policy's validity is an estimate, and so is one without the day that counts.
    assert_eq!(reached("[year]", "[year]", &case("", 2024, "10000")), (true, 0));
    assert_eq!(reached("[year]", "[year]", &case("", 2023, "10000")), (false, 0));
    let without = case("", 2024, "10000").replace("discharged = \"2024-03-09\"\n", "");
    assert_eq!(reached("[year]", "[year]", &without), (false, 0));
}
