//! A stay over 31 December under each of the four conventions, with the sums of both years.

use crate::{
    concepts::{amounts, outcome, refused},
    data,
};
use settlement::case::Outcome;

/// Bands of the year with edges at 10,000 and 30,000; a deductible of 400 for the first stay of a year.
fn policy(rule: &str, new_year: &str) -> String {
    let old = "cross_year = { value = \"discharge_date\", assumed";
    let policy = data("W16-policy.toml");
    assert!(policy.contains(old));
    let policy = policy.replace(old, &format!("cross_year = {{ value = \"{rule}\", source = \"s\" }} # assumed"));
    let policy =
        policy.replace("band_period = { value = \"stay\", assumed", "band_period = { value = \"year\", source");
    policy.replace("yearly_max", &format!("new_year = {{ value = \"{new_year}\", source = \"s\" }}\nyearly_max"))
}

/// Arrived on 28 December as the second stay of the year, with 12,000 in scope before it; left on 4 January, the first
/// stay of that year. 5,000 were charged before the new year, 7,000 after it.
fn stay(left: &str) -> String {
    format!(
        "admission_no = 2\ndeposits = \"6000\"\n[person]\nclass = \"resident\"\naccount_balance = \"1000\"\n\
         [hospital]\nlevel = 3\n[days]\nadmitted = \"2024-12-28\"\ndischarged = \"{left}\"\nsettled = \"2025-01-04\"\n\
         [year_to_date]\nin_scope = \"12000\"\ndeductible = \"400\"\npool_paid = \"9380\"\n[next_year]\nadmission_no = 1\n\
         [[line]]\nname = \"after\"\nday = \"2025-01-02\"\nclass = \"01\"\namount = \"7000\"\n\
         [[line]]\nname = \"before\"\nday = \"2024-12-29\"\nclass = \"01\"\namount = \"5000\"\n"
    )
}

fn paid(outcome: &Outcome) -> [String; 4] {
    amounts(outcome, ["act_pay_dedc", "hifp_pay", "acct_pay", "psn_cash_pay"])
}

fn sums(outcome: &Outcome, which: &str) -> [String; 3] {
    let json = serde_json::to_value(outcome).expect("serializes");
    ["in_scope", "deductible", "pool_paid"].map(|name| json[which][name].as_str().unwrap_or("none").to_owned())
}

#[test]
fn a_stay_counts_in_the_year_of_the_day_that_the_policy_names() {
    // In the old year: 12,000 − 280, from 12,280 to 24,000 at 85 %. In the new one: 9,600 × 80 % + 2,000 × 85 %.
    let old = ["280.00", "9962.00", "1000.00", "1038.00"];
    let new = ["400.00", "9380.00", "1000.00", "1620.00"];
    for (rule, left, expected) in [
        ("admission_date", "2025-01-04", old),
        ("discharge_date", "2025-01-04", new),
        ("discharge_date", "2024-12-31", old),
        ("settlement_date", "2024-12-31", new),
    ] {
        let found = outcome(&policy(rule, "difference"), &stay(left));
        assert_eq!(paid(&found), expected, "{rule} {left}");
        let (year, next) = (sums(&found, "year_after"), sums(&found, "next_year_after"));
        if expected == old {
            assert_eq!(
                (year, next),
                (["24000.00", "680.00", "19342.00"].map(str::to_owned), ["0.00"; 3].map(str::to_owned))
            );
        } else {
            let before = ["12000.00", "400.00", "9380.00"].map(str::to_owned);
            assert_eq!((year, next), (before, ["12000.00", "400.00", "9380.00"].map(str::to_owned)));
        }
    }
}

#[test]
fn each_charge_counts_in_its_own_year() {
    // (5,000 − 280) × 85 %; then of the new year's 400 only the 120 by which they are more: 6,880 × 80 %.
    let found = outcome(&policy("charge_date", "difference"), &stay("2025-01-04"));
    assert_eq!(paid(&found), ["400.00", "9516.00", "1000.00", "1484.00"]);
    assert_eq!(amounts(&found, ["deposit_refund", "psn_part_amt"]), ["4516.00", "2484.00"]);
    assert_eq!(sums(&found, "year_after"), ["17000.00", "680.00", "13392.00"]);
    assert_eq!(sums(&found, "next_year_after"), ["7000.00", "120.00", "5504.00"]);
    // Each line bears what its own year does, and all lines together what the bill does.
    let json = serde_json::to_value(&found).expect("serializes");
    let after = serde_json::json!({ "pool": "5504.00", "account": "12.00", "cash": "1484.00" });
    assert_eq!(json["lines"][0]["payers"], after);
    let before = serde_json::json!({ "pool": "4012.00", "account": "988.00" });
    assert_eq!(json["lines"][1]["payers"], before);
    assert_eq!(json["burden"]["payers"]["pool"], "9516.00");
    let cash = found.adjudication.steps.iter().rfind(|step| step.field == "psn_cash_pay").expect("a step");
    assert_eq!((&*cash.rule.id, cash.result.to_string()), ("step-both-years", "1484.00".to_owned()));
    // A deductible of each year: 400 in the new one as well.
    let full = outcome(&policy("charge_date", "full"), &stay("2025-01-04"));
    assert_eq!(paid(&full)[..2], ["680.00", "9292.00"]);
    // Nothing of both is open but what was open before; without the day of a line nobody can divide them.
    let note = |case: &str| {
        let found = outcome(&policy("charge_date", "difference"), case);
        found.adjudication.notes.iter().any(|note| note.message.id == "note-charge-date")
    };
    assert!(!note(&stay("2025-01-04")));
    assert!(note(&stay("2025-01-04").replace("day = \"2024-12-29\"\n", "")));
    assert!(note(&stay("2025-01-04").replace("[next_year]\nadmission_no = 1\n", "")));
}

#[test]
fn wrong_years_are_refused() {
    let policy = policy("charge_date", "difference");
    for (from, to, code, path) in [
        (
            "[next_year]\nadmission_no = 1",
            "[next_year]\nadmission_no = 0",
            "file-integer-range",
            "case:next_year.admission_no",
        ),
        ("[next_year]\nadmission_no = 1", "[next_year]", "file-field-missing", "case:next_year.admission_no"),
        ("[next_year]\n", "[next_year]\ndeductible = \"1\"\n", "year-to-date-wrong", "case:next_year.deductible"),
        ("day = \"2025-01-02\"", "day = \"2025-13-02\"", "file-date-wrong", "case:line[0].day"),
    ] {
        let case = stay("2025-01-04");
        assert!(case.contains(from), "{from}");
        let (found, place, _) = refused(&policy, &case.replacen(from, to, 1));
        assert_eq!((found, &*place), (code, path), "{to}");
    }
    // Both years together are a bill of at most a hundred million.
    let large = stay("2025-01-04").replace("\"7000\"", "\"60000000\"").replace("\"5000\"", "\"60000000\"");
    assert_eq!(refused(&policy, &large).0, "bill-too-large");
    // A line of a third year cannot be divided.
    let third = outcome(&policy, &stay("2025-01-04").replace("\"2025-01-02\"", "\"2026-01-02\"")).adjudication;
    assert!(third.notes.iter().any(|note| note.message.id == "note-charge-date"));
}
