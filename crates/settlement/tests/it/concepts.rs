//! What format 2 can say: classes, categories, rows with conditions. Each concept with a published or computed example.

use crate::data;
use settlement::{
    Policy, Problem,
    case::{Outcome, run},
    policy::JINAN_EMPLOYEE_INPATIENT_2024 as JINAN,
};

/// A case of some totals in scope; `person` and `more` are lines of the file.
pub(crate) fn case(level: u8, nth: u8, in_scope: &str, person: &str, more: &str) -> String {
    format!(
        "admission_no = {nth}\n{more}\n[person]\n{person}\n[hospital]\nlevel = {level}\n[days]\n\
         admitted = \"2024-03-01\"\ndischarged = \"2024-03-09\"\nsettled = \"2024-03-09\"\n\
         [totals]\nmedfee_sumamt = \"{in_scope}\"\n"
    )
}

pub(crate) fn outcome(policy: &str, case: &str) -> Outcome {
    run(policy, case).unwrap_or_else(|problems| panic!("{problems:?}\n{policy}\n{case}"))
}

pub(crate) fn amounts<const N: usize>(outcome: &Outcome, names: [&str; N]) -> [String; N] {
    names.map(|name| outcome.amount(name).unwrap_or_default().to_string())
}

/// The only problem of a file: its code, place, value and arguments.
pub(crate) fn refused(policy: &str, case: &str) -> (&'static str, String, String) {
    let problems = run(policy, case).expect_err("refused");
    let [Problem { code, path, args, .. }] = &problems[..] else { panic!("{problems:?}") };
    (code, path.clone(), format!("{args:?}"))
}

#[test]
fn w12a_has_the_rate_of_the_patients_age() {
    let policy = data("W12a-policy.toml");
    let of = |age: u8| {
        let found = outcome(&policy, &case(1, 1, "30000", &format!("class = \"active\"\nage = {age}"), ""));
        amounts(&found, ["act_pay_dedc", "fund_pay_sumamt", "psn_part_amt"])
    };
    assert_eq!(of(40), ["404.20", "24564.51", "5435.49"]);
    // 29,595.80 × 82.8 % = 24,505.3224.
    assert_eq!(of(39), ["404.20", "24505.32", "5494.68"]);
    // Nobody aged 41 is in a class, and without an age it could be either.
    let (code, path, args) = refused(&policy, &case(1, 1, "30000", "class = \"active\"\nage = 41", ""));
    assert_eq!((code, &*path), ("policy-class-unknown", "case:person.class"));
    assert!(args.contains("aged_39, aged_40"), "{args}");
    let (code, _, args) = refused(&policy, &case(1, 1, "30000", "class = \"active\"", ""));
    assert_eq!(code, "policy-class-needed");
    assert!(args.contains("aged_39, aged_40"), "{args}");
}

#[test]
fn w16_has_a_deductible_that_falls_by_factors() {
    // In scope; what the first two bands pay together; and with what is left of the cap, at 90 %, 60,000.
    for (level, nth, deductible, two_bands, capped) in [
        (3, 1, "400.00", "24680.00", "60000.00"),
        (3, 2, "280.00", "24776.00", "60000.00"),
        (3, 3, "200.00", "24840.00", "60000.00"),
        (3, 7, "200.00", "24840.00", "60000.00"),
        (2, 1, "200.00", "24840.00", "60000.00"),
        (2, 2, "140.00", "24888.00", "60000.00"),
    ] {
        let of = |in_scope: &str| {
            let found = outcome(&data("W16-policy.toml"), &case(level, nth, in_scope, "class = \"resident\"", ""));
            amounts(&found, ["act_pay_dedc", "hifp_pay"])
        };
        assert_eq!(of("30000"), [deductible, two_bands]);
        assert_eq!(of("90000"), [deductible, capped]);
    }
}

#[test]
fn yantais_residents_have_rates_and_caps_by_tier() {
    let policy = data("370600-390-inpatient.toml");
    let of = |class: &str, level: u8, nth: u8, in_scope: &str, more: &str| {
        let found = outcome(&policy, &case(level, nth, in_scope, &format!("class = \"{class}\""), more));
        amounts(&found, ["act_pay_dedc", "hifp_pay", "psn_part_amt"])
    };
    // (20,000 − 800) × 45 and 60 %; (20,000 − 250) × 58 and 72 %.
    assert_eq!(of("tier_one", 3, 1, "20000", ""), ["800.00", "8640.00", "11360.00"]);
    assert_eq!(of("tier_two", 3, 1, "20000", ""), ["800.00", "11520.00", "8480.00"]);
    assert_eq!(of("tier_one", 2, 2, "20000", ""), ["250.00", "11455.00", "8545.00"]);
    assert_eq!(of("tier_two", 2, 2, "20000", ""), ["250.00", "14220.00", "5780.00"]);
    // Of the year 179,000 are paid: 1,000 are left of the first tier's cap, 41,000 of the second's.
    let year = "[year_to_date]\nin_scope = \"300000\"\npool_paid = \"179000\"";
    assert_eq!(of("tier_one", 3, 3, "20000", year)[..2], ["100.00", "1000.00"]);
    assert_eq!(of("tier_two", 3, 3, "20000", year)[..2], ["100.00", "11940.00"]);
    // Without the tier nobody can say, and a tier that does not exist is refused with those that do.
    let (code, path, args) = refused(&policy, &case(3, 1, "20000", "class = \"resident\"", ""));
    assert_eq!((code, &*path), ("policy-class-needed", "case:person.class"));
    assert!(args.contains("tier_one, tier_two"), "{args}");
    let (code, path, args) = refused(&policy, &case(3, 1, "20000", "class = \"tier_three\"", ""));
    assert_eq!((code, &*path), ("policy-class-unknown", "case:person.class"));
    assert!(args.contains("tier_three") && args.contains("tier_one, tier_two"), "{args}");
    // In a file of format 1 there are the national classes.
    let (code, _, args) = refused(JINAN, &case(3, 1, "20000", "class = \"student\"", ""));
    assert_eq!(code, "policy-class-unknown");
    assert!(args.contains("active, retired, resident"), "{args}");
}

/// A policy of one hospital level after another, with what a stay pays that continues another.
fn continued(transfer: &str, interim: &str) -> String {
    data("W16-policy.toml").replace(
        "yearly_max",
        &format!(
            "transfer = {{ value = \"{transfer}\", source = \"s\" }}\n\
             interim = {{ value = \"{interim}\", source = \"s\" }}\nyearly_max"
        ),
    )
}

fn after(policy: &str, level: u8, earlier: &str) -> [String; 2] {
    let case = case(level, 1, "20000", "class = \"resident\"", &format!("[earlier]\n{earlier}"));
    amounts(&outcome(policy, &case), ["act_pay_dedc", "hifp_pay"])
}

#[test]
fn a_transfer_pays_the_difference_of_the_deductibles() {
    let policy = continued("difference", "full");
    let up = "kind = \"transfer\"\ndeductible = \"200\"";
    // 400 − 200; the bands begin anew from above the deductible: 9,800 × 80 % + 10,000 × 85 %.
    assert_eq!(after(&policy, 3, up), ["200.00", "16340.00"]);
    // From the third level to the second, nothing: its 200 are less than the 400 that were paid.
    assert_eq!(after(&policy, 2, "kind = \"transfer\"\ndeductible = \"400\"")[0], "0.00");
    assert_eq!(after(&continued("full", "difference"), 3, up)[0], "400.00");
    // A policy that does not say it makes an estimate of which 200 × 80 % less are at stake.
    let stay = case(3, 1, "20000", "class = \"resident\"", &format!("[earlier]\n{up}"));
    let found = outcome(&data("W16-policy.toml"), &stay).adjudication;
    let open = found.notes.iter().filter(|note| note.message.id == "note-not-stated" && note.estimate_only).count();
    assert_eq!((open, found.at_stake.map(|stake| stake.to_string())), (1, Some("160.00".to_owned())));
}

#[test]
fn the_part_after_an_interim_settlement_goes_on_where_the_first_one_ended() {
    let first = "kind = \"interim\"\nin_scope = \"25000\"\ndeductible = \"400\"\npool_paid = \"20430\"";
    // No second deductible; from 25,000 on: 5,000 × 85 % + 15,000 × 90 %.
    assert_eq!(after(&continued("full", "difference"), 3, first), ["0.00", "17750.00"]);
    assert_eq!(after(&continued("difference", "full"), 3, first)[0], "400.00");
    // Both parts together are what the whole stay would be: 9,600 × 80 % + 20,000 × 85 % + 15,000 × 90 %.
    let whole = case(3, 1, "45000", "class = \"resident\"", "");
    let [whole] = amounts(&outcome(&continued("full", "difference"), &whole), ["hifp_pay"]);
    let part = case(3, 1, "25000", "class = \"resident\"", "");
    let [part] = amounts(&outcome(&continued("full", "difference"), &part), ["hifp_pay"]);
    assert_eq!((whole.as_str(), part.as_str()), ("38180.00", "20430.00"));
    // A first part below the deductible leaves the rest of it to the second.
    let small = "kind = \"interim\"\nin_scope = \"300\"\ndeductible = \"300\"";
    assert_eq!(after(&continued("full", "difference"), 3, small)[0], "100.00");
    // A cap of the stay goes on as well.
    let of_stay = continued("full", "difference")
        .replace("\"60000\"", "\"30000\"")
        .replace("period = { value = \"year\"", "period = { value = \"stay\"");
    assert_eq!(after(&of_stay, 3, first)[1], "9570.00");
    let wrong = case(3, 1, "20000", "class = \"resident\"", "[earlier]\nkind = \"interim\"\ndeductible = \"1\"");
    let (code, path, _) = refused(&of_stay, &wrong);
    assert_eq!((code, &*path), ("case-earlier-wrong", "case:earlier.deductible"));
}

#[test]
fn diseases_may_be_exempt_or_pay_the_deductible_once_a_year() {
    let policy = data("W16-policy.toml").replace(
        "[pool.rates]",
        "[[pool.deductible.row]]\nlevels = [3]\ndiseases = [\"dialysis\"]\namounts = [\"0\"]\n\
         [[pool.deductible.row]]\nlevels = [3]\ndiseases = [\"tumour\", \"transplant\"]\namounts = [\"400\"]\nrepeat = \"once_a_year\"\n\
         [[pool.deductible.row]]\nlevels = [3]\nkind = \"traditional\"\namounts = [\"320\"]\nfactors = [\"1\", \"0.5\", \"0.1\"]\nfloor = \"100\"\n[pool.rates]",
    );
    let of = |nth: u8, more: &str, kind: &str| {
        let year = "[year_to_date]\nin_scope = \"5000\"\ndeductible = \"300\"";
        let case = case(3, nth, "20000", "class = \"resident\"", &format!("{more}\n{year}"));
        let [deductible] = amounts(&outcome(&policy, &case.replace("level = 3", kind)), ["act_pay_dedc"]);
        deductible
    };
    let general = "level = 3";
    assert_eq!(of(2, "", general), "280.00");
    assert_eq!(of(2, "diseases = [\"dialysis\"]", general), "0.00");
    // Of 400 a year, 300 are paid.
    assert_eq!(of(2, "diseases = [\"transplant\"]", general), "100.00");
    // Traditional medicine: 320, 160, and no less than 100.
    let traditional = "level = 3\nkind = \"traditional\"";
    assert_eq!(of(2, "diseases = [\"dialysis\"]", traditional), "0.00", "of as many conditions, the first row");
    assert_eq!([1, 2, 3].map(|nth| of(nth, "", traditional)), ["320.00", "160.00", "100.00"]);
}

#[test]
fn the_row_that_names_most_conditions_holds() {
    let rows = "levels = [2]\nclasses = [\"resident\"]\n";
    let policy = data("W16-policy.toml").replace(
        "[pool.cap]",
        &format!(
            "[[category]]\nname = \"poor\"\nzh = \"困难人员\"\nen = \"poor\"\n\
             [[category]]\nname = \"veteran\"\nzh = \"优抚\"\nen = \"veterans\"\n\
             [[pool.rates.row]]\n{rows}categories = [\"veteran\"]\nbands = [{{ from = \"0\", rate = \"0.95\" }}]\n\
             [[pool.rates.row]]\n{rows}categories = [\"poor\"]\nbands = [{{ from = \"0\", rate = \"0.93\" }}]\n\
             [[pool.rates.row]]\n{rows}diseases = [\"dialysis\"]\ncategories = [\"poor\"]\n\
             bands = [{{ from = \"0\", rate = \"1\" }}]\n\
             [[pool.rates.row]]\n{rows}kind = \"traditional\"\ndiseases = [\"dialysis\"]\nremote = [\"without\"]\n\
             bands = [{{ from = \"0\", rate = \"0.50\" }}]\n[pool.cap]"
        ),
    );
    let paid = |person: &str, more: &str| {
        let case = case(2, 1, "1200", &format!("class = \"resident\"\n{person}"), more);
        let [paid] =
            amounts(&outcome(&policy, &case.replace("level = 2", "level = 2\nkind = \"traditional\"")), ["hifp_pay"]);
        paid
    };
    assert_eq!(paid("", ""), "800.00");
    assert_eq!(paid("categories = [\"poor\"]", ""), "930.00");
    // Of as many conditions, the row that stands first.
    assert_eq!(paid("categories = [\"poor\", \"veteran\"]", ""), "950.00");
    assert_eq!(paid("categories = [\"poor\", \"veteran\"]", "diseases = [\"dialysis\"]"), "1000.00");
    assert_eq!(paid("remote = true", "diseases = [\"dialysis\"]"), "500.00");
    assert_eq!(paid("remote = \"without\"\ncategories = [\"poor\"]", "diseases = [\"dialysis\"]"), "500.00");
    let unknown = case(2, 1, "1200", "class = \"resident\"\ncategories = [\"rich\"]", "");
    let (code, path, args) = refused(&policy, &unknown);
    assert_eq!((code, &*path), ("policy-category-unknown", "case:person.categories"));
    assert!(args.contains("rich") && args.contains("poor, veteran"), "{args}");
    let stay = case(2, 1, "1200", "class = \"resident\"", "benefit = \"outpatient\"");
    assert_eq!(refused(&policy, &stay).0, "policy-other-benefit");
}

#[test]
fn wrong_files_of_format_2_are_refused() {
    let w16 = data("W16-policy.toml");
    let codes = |text: &str| match Policy::parse(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| (problem.code, problem.path)).collect(),
    };
    let row = "[[pool.rates.row]]\nlevels = [2]\nclasses = [\"resident\"]\n";
    for (from, to, code, path) in [
        ("format = 2", "format = 3", "file-integer-range", "format"),
        (
            "factors = [\"1\", \"0.7\", \"0.5\"]",
            "factors = [\"1\", \"0.70001\"]",
            "policy-factor-not-exact",
            "pool.deductible.row[0].factors[1]",
        ),
        (
            "amounts = [\"400\"]",
            "amounts = [\"400\", \"1\"]",
            "policy-factors-need-one-amount",
            "pool.deductible.row[0].factors",
        ),
        ("classes = [\"resident\"]", "classes = [\"student\"]", "file-choice-unknown", "pool.rates.row[0].classes[0]"),
        (
            "[pool.cap]\n",
            &format!("{row}categories = [\"x\"]\nbands = [{{ from = \"0\", rate = \"1\" }}]\n[pool.cap]\n"),
            "file-choice-unknown",
            "pool.rates.row[1].categories[0]",
        ),
        (
            "[pool.cap]\n",
            &format!("{row}bands = [{{ from = \"0\", rate = \"1\" }}]\n[pool.cap]\n"),
            "policy-rows-overlap",
            "pool.rates.row[1]",
        ),
        (
            "[title]",
            "[[class]]\nname = \"resident\"\nzh = \"居\"\nen = \"r\"\nof = [\"resident\"]\n[[class]]\nname = \"resident\"\nzh = \"居\"\nen = \"r\"\nof = [\"resident\"]\n[title]",
            "file-listed-twice",
            "class[1].name",
        ),
    ] {
        assert!(w16.contains(from), "{from}");
        let found = codes(&w16.replacen(from, to, 1));
        assert!(found.contains(&(code, path.to_owned())), "{to}: {found:?}");
    }
    let without = format!("{w16}[[pool.cap.row]]\namount = \"1\"\n");
    assert_eq!(codes(&without), [("policy-row-without-condition", "pool.cap.row[0]".to_owned())]);
    // What is new in format 2 is unknown in a file that does not say that it is of it.
    let old = codes(&w16.replacen("format = 2\n", "", 1));
    assert_eq!(old[0], ("file-field-unknown", "pool.deductible.row[0].factors".to_owned()));
}

/// Tai'an: hospitals of traditional medicine have a lower deductible and higher rates; Linyi's residents: the second and
/// later stays of a year pay half of the deductible.
#[test]
fn hospitals_of_traditional_medicine_have_rates_of_their_own() {
    let of = |file: &str, level: &str, nth: u8, class: &str| {
        let case = case(2, nth, "10000", &format!("class = \"{class}\""), "").replace("level = 2", level);
        amounts(&outcome(&data(file), &case), ["act_pay_dedc", "hifp_pay"])
    };
    let (taian, linyi) = ("370900-310-inpatient.toml", "371300-390-inpatient-2022.toml");
    let traditional = "level = 2\nkind = \"traditional\"";
    assert_eq!(of(taian, "level = 2", 1, "active"), ["500.00", "8360.00"]);
    assert_eq!(of(taian, traditional, 1, "active"), ["400.00", "8928.00"]);
    assert_eq!(of(taian, "level = 2", 2, "retired"), ["250.00", "9067.50"]);
    assert_eq!(of(taian, traditional, 3, "retired"), ["0.00", "9500.00"]);
    assert_eq!(of(linyi, "level = 3", 1, "resident"), ["800.00", "5520.00"]);
    assert_eq!(of(linyi, "level = 3", 5, "resident"), ["400.00", "5760.00"]);
}
