//! Several layers in the order that a policy states, numbers by category of person, supplements, and remote care by how
//! somebody came to it.

use crate::{
    concepts::{amounts, case, outcome, refused},
    data,
};
use settlement::{
    Policy,
    adjudicate::Particulars,
    policy::{Layer, Part},
};

/// Two layers in a policy of stays, in that order, with nothing paid before them.
fn both(order: &str) -> String {
    let major = data("370100-390-major-2024.toml").replace("[year]", "[year] # of a stay");
    format!(
        "format = 2\n{major}\n[layers]\norder = {{ value = [{order}], source = \"s\" }}\n\
         [[category]]\nname = \"poor\"\nzh = \"困难人员\"\nen = \"poor\"\n\
         [[serious_illness.row]]\ncategories = [\"poor\"]\nthreshold = \"7000\"\npoints = \"0.05\"\ncap = \"none\"\n\
         bands = [{{ from = \"7000\", to = \"100000\", rate = \"0.60\" }}, {{ from = \"100000\", rate = \"0.65\" }}]\n\
         [second_tier]\nsource = \"s\"\nbase = {{ value = [\"coinsurance\"], source = \"s\" }}\n\
         threshold = {{ value = \"0\", source = \"s\" }}\nband_edges = {{ value = \"from_zero\", source = \"s\" }}\n\
         period = {{ value = \"stay\", source = \"s\" }}\nbands = [{{ from = \"0\", rate = \"0.50\" }}]\n\
         [second_tier.cap]\nkind = {{ value = \"none\", source = \"s\" }}\n"
    )
}

const SERIOUS_FIRST: &str = "\"serious_illness\", \"second_tier\"";

#[test]
fn large_sums_and_serious_illness_pay_in_the_order_that_the_policy_states() {
    let of = |order: &str, person: &str, more: &str| {
        let case = case(3, 1, "150000", &format!("class = \"resident\"\n{person}"), more);
        amounts(&outcome(&both(order), &case), ["hifmi_pay", "hifob_pay", "fund_pay_sumamt", "psn_part_amt"])
    };
    // 86,000 × 60 % + 50,000 × 65 %; then half of the 65,900 that are left.
    assert_eq!(of(SERIOUS_FIRST, "", ""), ["84100.00", "32950.00", "117050.00", "32950.00"]);
    // Half of 150,000; then (75,000 − 14,000) × 60 %.
    let second_first = "\"second_tier\", \"serious_illness\"";
    assert_eq!(of(second_first, "", ""), ["36600.00", "75000.00", "111600.00", "38400.00"]);
    // Each has sums of the year of its own: 86,000 × 60 % + 60,000 × 65 % from 10,000 to 160,000.
    let year = "[year_to_date]\nserious_illness_base = \"10000\"\nsecond_tier_base = \"90000\"";
    assert_eq!(of(SERIOUS_FIRST, "", year)[..2], ["90600.00", "29700.00"]);
    // The poor: from 7,000 with five points more: 93,000 × 65 % + 50,000 × 70 %.
    assert_eq!(of(SERIOUS_FIRST, "categories = [\"poor\"]", "")[..2], ["95450.00", "27275.00"]);
    // And without the cap, of which 1,000 are left.
    let capped = "[year_to_date]\nserious_illness_paid = \"399000\"";
    assert_eq!(of(SERIOUS_FIRST, "", capped)[0], "1000.00");
    assert_eq!(of(SERIOUS_FIRST, "categories = [\"poor\"]", capped)[0], "95450.00");
}

#[test]
fn an_order_names_each_layer_once() {
    let codes = |text: &str| match Policy::parse(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| (problem.code, problem.path)).collect(),
    };
    for order in
        ["\"second_tier\"", "\"second_tier\", \"serious_illness\", \"second_tier\"", "\"pool\", \"second_tier\""]
    {
        assert_eq!(codes(&both(order)), [("policy-order-incomplete", "layers.order".to_owned())], "{order}");
    }
    let without = both(SERIOUS_FIRST).replace("[layers]\norder", "[layers]\norders");
    assert_eq!(codes(&without)[0], ("policy-convention-missing", "layers.order".to_owned()));
    let old = both(SERIOUS_FIRST).replace("format = 2\n", "");
    assert!(codes(&old).contains(&("policy-layers-exclusive", "serious_illness".to_owned())));
}

/// If nobody knows what a layer has paid in the year, the result is an estimate with an unknown stake.
#[test]
fn sums_of_a_layer_that_nobody_knows_make_an_estimate() {
    let policy = Policy::parse(&both(SERIOUS_FIRST)).expect("a policy");
    let mut stay = crate::arithmetic::case();
    stay.person.class = model::journey::PersonClass::Resident;
    let found = settlement::adjudicate(&policy, &stay).expect("an adjudication");
    assert!(found.notes.iter().any(|note| note.message.id == "note-no-layer-sums" && note.estimate_only));
    assert_eq!((found.confirmed_possible, found.at_stake), (false, None));
    stay.particulars = Particulars { layers: Some(std::collections::BTreeMap::default()), ..Particulars::default() };
    let found = settlement::adjudicate(&policy, &stay).expect("an adjudication");
    assert!(!found.notes.iter().any(|note| note.message.id == "note-no-layer-sums"));
    // What the stay adds to the sums: the base and the payment of each.
    let serious = found.layers[&Layer::SeriousIllness];
    assert_eq!(serious.base, found.burden.whole(Part::Coinsurance));
    assert_eq!(serious.paid, found.amounts.hifmi_pay);
    let after = found.year_after(&stay.year_to_date);
    assert_eq!(after.second_tier_paid, found.amounts.hifob_pay);
    assert_eq!(found.layers_after(&found.layers)[&Layer::SeriousIllness].paid, serious.paid + serious.paid);
}

#[test]
fn zibo_assists_in_two_tiers_by_category() {
    let policy = data("370300-assistance-2025.toml");
    let of = |category: &str, in_scope: &str, more: &str| {
        let person = format!("class = \"resident\"\n{category}");
        let [paid] = amounts(&outcome(&policy, &case(3, 1, in_scope, &person, more)), ["maf_pay"]);
        paid
    };
    let low = "categories = [\"low_income\"]";
    let near = "categories = [\"near_low_income\"]";
    // 40,000 × 75 % = 30,000; of the 10,000 that are left, 5,000 × 70 %.
    assert_eq!(of(low, "40000", ""), "33500.00");
    // 45,000 are cut to 30,000; (30,000 − 5,000) × 70 %.
    assert_eq!(of(low, "60000", ""), "47500.00");
    // 57,000 × 50 % cut to 20,000; (40,000 − 10,000) × 70 % = 21,000 cut to 20,000.
    assert_eq!(of(near, "60000", ""), "40000.00");
    // 7,000 × 50 %; the 6,500 that are left are below 10,000.
    assert_eq!(of(near, "10000", ""), "3500.00");
    // The year's sums of both tiers: 29,000 and 19,500 are paid, and both thresholds are used up.
    let year = "[year_to_date]\nassistance_base = \"50000\"\nassistance_paid = \"29000\"\n\
        assistance_again_base = \"30000\"\nassistance_again_paid = \"19500\"";
    assert_eq!(of(low, "10000", year), "1500.00");
    let found = outcome(&policy, &case(3, 1, "10000", &format!("class = \"resident\"\n{low}"), year));
    let json = serde_json::to_value(&found).expect("serializes");
    let after = ["assistance_base", "assistance_paid", "assistance_again_base", "assistance_again_paid", "in_scope"];
    let after = after.map(|name| json["year_after"][name].as_str().unwrap_or_default().to_owned());
    assert_eq!(after, ["60000.00", "30000.00", "39000.00", "20000.00", "10000.00"]);
    assert_eq!(of("", "60000", ""), "0.00");
    assert_eq!(of("assistance = true", "60000", ""), "0.00");
}

#[test]
fn supplements_pay_on_what_their_bases_name_and_count_as_funds() {
    let layer = |name: &str, base: &str, rate: &str, only: &str| {
        format!(
            "[{name}]\nsource = \"s\"\nbase = {{ value = [\"{base}\"], source = \"s\" }}\n{only}\
             threshold = {{ value = \"0\", source = \"s\" }}\nband_edges = {{ value = \"from_zero\", source = \"s\" }}\n\
             period = {{ value = \"stay\", source = \"s\" }}\nbands = [{{ from = \"0\", rate = \"{rate}\" }}]\n\
             [{name}.cap]\nkind = {{ value = \"none\", source = \"s\" }}\n"
        )
    };
    let policy = format!(
        "format = 2\n{}\n[[category]]\nname = \"servant\"\nzh = \"公务员\"\nen = \"civil servants\"\n[layers]\n\
         order = {{ value = [\"civil_servants\", \"enterprise\", \"commercial\"], source = \"s\" }}\n{}{}{}",
        data("W18-policy.toml"),
        layer("civil_servants", "coinsurance", "0.50", "only_for = [\"servant\"]\n"),
        layer("enterprise", "coinsurance", "0.10", ""),
        layer("commercial", "own_pay", "0.30", ""),
    );
    let of = |person: &str| {
        let case = data("W18-case.toml").split("[published]").next().expect("a case").to_owned();
        let case = case.replace("class = \"retired\"", &format!("class = \"retired\"\n{person}"));
        outcome(&policy, &case.replace("preselfpay_amt = \"100\"", "fulamt_ownpay_amt = \"100\""))
    };
    // In scope 2,900: deductible 300, pool 2,080, coinsurance 520. Half of it for civil servants, then 10 % of the 260
    // that are left; and 30 % of the 100 that are the patient's own.
    let found = of("categories = [\"servant\"]");
    assert_eq!(amounts(&found, ["fund_pay_sumamt", "psn_part_amt", "psn_cash_pay"]), ["2396.00", "604.00", "604.00"]);
    let json = serde_json::to_value(&found).expect("serializes");
    let payers = serde_json::json!({ "pool": "2080.00", "civil_servants": "260.00", "enterprise": "26.00",
        "commercial": "30.00", "cash": "604.00" });
    assert_eq!(json["burden"]["payers"], payers);
    let funds = found.adjudication.steps.iter().find(|step| step.field == "fund_pay_sumamt").expect("a step");
    assert_eq!(&*funds.arithmetic[0].id, "arithmetic-funds-supplements");
    // Somebody else: 10 % of 520, and 30.
    assert_eq!(amounts(&of(""), ["fund_pay_sumamt"]), ["2162.00"]);
}

/// Linyi: without referral ten per cent first; here with referral five points less of the pool's rates and none of the
/// large-sum fund's, and registered with the third level's deductible.
#[test]
fn remote_care_has_its_own_rule_for_each_way() {
    let policy = data("W18-policy.toml")
        .replace(
            "[remote]\nrule = { value = \"none\", assumed = \"本例用不到，取什么值都一样 / not exercised by this example; any value would do\" }",
            "[remote]\nrule = { value = \"base_less\", source = \"s\" }\nshare = { value = \"0.10\", source = \"s\" }\n\
             [[remote.row]]\nremote = [\"referred\"]\nrule = \"rate_less\"\nshare = \"0.05\"\nsource = \"s\"\n\
             [[remote.row]]\nremote = [\"registered\"]\nrule = \"none\"\nsource = \"s\"",
        )
        .replace(
            "[pool.rates]",
            "[[pool.deductible.row]]\nlevels = [0, 1, 2, 3]\nremote = [\"registered\"]\namounts = [\"800\"]\n[pool.rates]",
        );
    let policy = format!("format = 2\n{policy}");
    let of = |policy: &str, remote: &str| {
        let found = outcome(policy, &case(2, 1, "10300", &format!("class = \"retired\"\nremote = {remote}"), ""));
        let step = found.adjudication.steps.iter().find(|step| step.rule.id.starts_with("step-remote"));
        let step = step.map_or("", |step| &step.rule.id).to_owned();
        (amounts(&found, ["preselfpay_amt", "act_pay_dedc", "hifp_pay"]), step)
    };
    let expected = |amounts: [&str; 3], step: &str| (amounts.map(str::to_owned), step.to_owned());
    assert_eq!(of(&policy, "false"), expected(["0.00", "300.00", "8000.00"], ""));
    // (10,300 − 1,030 − 300) × 80 %.
    assert_eq!(of(&policy, "true"), expected(["1030.00", "300.00", "7176.00"], "step-remote-base"));
    assert_eq!(of(&policy, "\"without\""), of(&policy, "true"));
    assert_eq!(of(&policy, "\"referred\""), expected(["0.00", "300.00", "7500.00"], "step-remote-rate-referred"));
    assert_eq!(of(&policy, "\"registered\""), expected(["0.00", "800.00", "7600.00"], ""));
    // The points may be of other layers' rates than the pool's.
    let other = policy.replace(
        "[[remote.row]]\nremote = [\"referred\"]",
        "layers = { value = [\"second_tier\"], source = \"s\" }\n[[remote.row]]\nremote = [\"referred\"]",
    );
    assert_eq!(of(&other, "\"referred\"").0[2], "8000.00");
    // A policy that says nothing of referred patients gives them an estimate as at home, whatever its format.
    let old = policy.replace("remote = [\"referred\"]", "remote = [\"without\"]");
    let silent = |text: &str| {
        let stay = case(2, 1, "10300", "class = \"retired\"\nremote = \"referred\"", "");
        let found = outcome(text, &stay);
        let notes = found.adjudication.notes.iter().filter(|note| note.message.id == "note-not-stated");
        (notes.count(), amounts(&found, ["hifp_pay"]).concat())
    };
    assert_eq!(silent(&old), (1, "8000.00".to_owned()));
    assert_eq!(silent(&policy), (0, "7500.00".to_owned()));
    let unknown = case(2, 1, "10300", "class = \"retired\"\nremote = \"lost\"", "");
    assert_eq!(refused(&policy, &unknown).0, "file-choice-unknown");
}

/// Two layers pay, and nobody says which of them first: no other order is known, so the stake is not either.
#[test]
fn an_order_that_is_not_stated_makes_an_estimate_where_two_layers_pay() {
    let stated = both(SERIOUS_FIRST);
    let silent = stated.replace("\"second_tier\"], source = \"s\" }", "\"second_tier\"], not_stated = true }");
    assert_ne!(stated, silent);
    let open = |policy: &str, in_scope: &str| {
        let found = outcome(policy, &case(3, 1, in_scope, "class = \"resident\"", "")).adjudication;
        let about = |note: &settlement::adjudicate::Note| {
            note.ground.as_ref().is_some_and(|ground| ground.convention.id == "convention-layers-order")
        };
        (found.notes.iter().any(about), found.at_stake.is_none())
    };
    assert_eq!(open(&silent, "150000"), (true, true));
    assert_eq!(open(&stated, "150000"), (false, false));
    // Below the threshold of 14,000 only one of them pays.
    assert!(!open(&silent, "10000").0);
}

#[test]
fn wrong_layers_and_remote_rows_are_refused() {
    let codes = |text: &str| match Policy::parse(text) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| (problem.code, problem.path)).collect(),
    };
    let category = "[[category]]\nname = \"poor\"\nzh = \"困难人员\"\nen = \"poor\"\n";
    for (from, to, code, path) in [
        (category, category.repeat(2), "file-listed-twice", "category[1].name"),
        (
            "[second_tier]\n",
            "[second_tier]\nonly_for = [\"rich\"]\n".to_owned(),
            "file-choice-unknown",
            "second_tier.only_for[0]",
        ),
        (
            "[layers]\n",
            "[[remote.row]]\nremote = [\"referred\"]\nrule = \"rate_less\"\nsource = \"s\"\n[layers]\n".to_owned(),
            "file-field-missing",
            "remote.row[0].share",
        ),
        (
            "[layers]\n",
            "[[remote.row]]\nremote = [\"referred\"]\nrule = \"none\"\n[layers]\n".to_owned(),
            "file-ground-missing",
            "remote.row[0]",
        ),
        (
            "[second_tier.cap]\n",
            "[[second_tier.row]]\ncategories = [\"poor\"]\ncap = \"1\"\n[second_tier.cap]\n".to_owned(),
            "file-field-unknown",
            "second_tier.row[0].cap",
        ),
    ] {
        let text = both(SERIOUS_FIRST);
        assert!(text.contains(from), "{from}");
        let found = codes(&text.replacen(from, &to, 1));
        assert_eq!(found, [(code, path.to_owned())], "{to}");
    }
}

#[test]
fn weihai_and_yantai_pay_large_sums_above_a_threshold() {
    let of = |file: &str, in_scope: &str| {
        let found = outcome(&data(file), &case(3, 1, in_scope, "class = \"active\"", ""));
        (amounts(&found, ["hifob_pay"]).concat(), found.adjudication.confirmed_possible)
    };
    // 82,000 × 70 % + 50,000 × 80 %; the page does not say where the edges are, so it is an estimate.
    assert_eq!(of("371000-310-major.toml", "150000"), ("97400.00".to_owned(), false));
    assert_eq!(of("371000-310-major.toml", "18000").0, "0.00");
    // 138,000 × 80 %; and no more than 600,000.
    assert_eq!(of("370600-310-major.toml", "150000").0, "110400.00");
    assert_eq!(of("370600-310-major.toml", "900000").0, "600000.00");
}
