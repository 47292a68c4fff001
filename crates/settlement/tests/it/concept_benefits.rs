//! Benefits other than stays: outpatient care of the pool, chronic diseases, packages at a fixed sum.

use crate::{
    concepts::{amounts, case, outcome, refused},
    data,
};

fn visit(policy: &str, benefit: &str, level: u8, in_scope: &str, person: &str, more: &str) -> [String; 3] {
    let case = case(level, 1, in_scope, person, &format!("benefit = \"{benefit}\"\n{more}"));
    amounts(&outcome(policy, &case), ["act_pay_dedc", "hifp_pay", "psn_part_amt"])
}

#[test]
fn outpatient_care_has_a_deductible_and_a_limit_of_the_year() {
    let policy = data("370100-310-outpatient-2024.toml");
    let (active, retired) = ("class = \"active\"", "class = \"retired\"");
    let year = |scope: u32, deductible: u32, paid: u32| {
        format!("[year_to_date]\nin_scope = \"{scope}\"\ndeductible = \"{deductible}\"\npool_paid = \"{paid}\"")
    };
    // The first visit of the year to a hospital of the third level: (1,300 − 800) × 60 and 65 %.
    assert_eq!(visit(&policy, "outpatient", 3, "1300", active, ""), ["800.00", "300.00", "1000.00"]);
    assert_eq!(visit(&policy, "outpatient", 3, "1300", retired, ""), ["800.00", "325.00", "975.00"]);
    // 400 were paid at a hospital of the second level, so 400 are left here; and none at a community's.
    assert_eq!(visit(&policy, "outpatient", 3, "1300", active, &year(600, 400, 140))[..2], ["400.00", "540.00"]);
    assert_eq!(visit(&policy, "outpatient", 0, "1300", active, &year(600, 400, 140))[..2], ["0.00", "1040.00"]);
    // The year's limit: 6,000 for those who work, 7,000 for the retired.
    let late = year(12_000, 800, 5_900);
    assert_eq!(visit(&policy, "outpatient", 0, "1300", active, &late)[1], "100.00");
    assert_eq!(visit(&policy, "outpatient", 0, "1300", retired, &late)[1], "1100.00");
    assert_eq!(refused(&policy, &case(3, 1, "1300", active, "")).0, "policy-other-benefit");
    // A hospital's bills of stays do not use it.
    let stays = |text: &str| settlement::Policy::parse(text).expect("a policy").is_of_stays();
    assert_eq!((stays(&policy), stays(&data("W18-policy.toml"))), (false, true));
}

#[test]
fn chronic_diseases_have_deductibles_by_group_and_the_rates_of_stays() {
    let policy = data("370100-310-chronic-2024.toml");
    let person = "class = \"active\"";
    let of = |level: u8, disease: &str| {
        visit(&policy, "chronic", level, "2000", person, &format!("diseases = [\"{disease}\"]"))
    };
    assert_eq!(of(3, "group_one"), ["0.00", "1700.00", "300.00"]);
    assert_eq!(of(3, "group_two"), ["600.00", "1190.00", "810.00"]);
    assert_eq!(of(2, "group_two"), ["300.00", "1530.00", "470.00"]);
    assert_eq!(of(0, "group_two"), ["0.00", "1800.00", "200.00"]);
    // A disease for which the policy has nothing has no rate.
    let other = case(3, 1, "2000", person, "benefit = \"chronic\"\ndiseases = [\"cold\"]");
    assert_eq!(refused(&policy, &other).0, "policy-no-rate");
}

/// Limits by disease, and sums at which a disease or a birth is paid: both are caps of a disease.
#[test]
fn diseases_have_limits_of_their_own() {
    let limits = data("370100-310-outpatient-2024.toml").replace("benefit = \"outpatient\"", "benefit = \"chronic\"")
        + "\n[[pool.cap.row]]\nclasses = [\"active\"]\ndiseases = [\"hypertension\"]\namount = \"2000\"\n\
           [[pool.cap.row]]\nclasses = [\"active\"]\ndiseases = [\"diabetes\"]\namount = \"3000\"\n";
    let person = "class = \"active\"";
    let of = |disease: &str, paid: &str| {
        let year = format!("[year_to_date]\nin_scope = \"9000\"\ndeductible = \"800\"\npool_paid = \"{paid}\"");
        visit(&limits, "chronic", 3, "1000", person, &format!("diseases = [\"{disease}\"]\n{year}"))[1].clone()
    };
    assert_eq!(
        [of("hypertension", "1700"), of("diabetes", "1700"), of("asthma", "1700")],
        ["300.00", "600.00", "600.00"]
    );
    assert_eq!([of("hypertension", "2700"), of("diabetes", "2700")], ["0.00", "300.00"]);
    // Jinan's residents, births: 3,000, and 1,350 or 350 for an induction or a miscarriage, of what is in scope.
    let births = data("W18-policy.toml")
        .replace("id = \"published-W18\"", "format = 2\nbenefit = \"package\"\nid = \"births\"")
        .replace("amounts = [\"300\"]", "amounts = [\"0\"]")
        .replace("rate = \"0.80\"", "rate = \"1\"");
    let (births, _) = births.split_once("[pool.cap]").expect("a cap");
    let births = format!(
        "{births}[pool.cap]\nkind = {{ value = \"payment\", source = \"s\" }}\n\
         amount = {{ value = \"0\", source = \"s\" }}\nperiod = {{ value = \"stay\", source = \"s\" }}\n\
         [[pool.cap.row]]\ndiseases = [\"delivery\"]\namount = \"3000\"\n\
         [[pool.cap.row]]\ndiseases = [\"induction\"]\namount = \"1350\"\n\
         [[pool.cap.row]]\ndiseases = [\"miscarriage\"]\namount = \"350\"\n"
    );
    let of = |disease: &str, in_scope: &str| {
        visit(&births, "package", 2, in_scope, "class = \"resident\"", &format!("diseases = [\"{disease}\"]"))
    };
    assert_eq!(of("delivery", "4200"), ["0.00", "3000.00", "1200.00"]);
    assert_eq!(of("delivery", "2500"), ["0.00", "2500.00", "0.00"]);
    assert_eq!(of("induction", "2500"), ["0.00", "1350.00", "1150.00"]);
    assert_eq!(of("miscarriage", "2500")[1], "350.00");
}
