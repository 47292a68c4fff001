//! Vectors computed by an independent program over the same policies (tests/data/derived-vectors.json).

use crate::data;
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{ChargeClass, LineSplit, YearToDate},
};
use serde_json::Value;
use settlement::{
    Adjudication, Case, Policy,
    adjudicate::{Costs, Days, HospitalFacts, Particulars, PersonFacts},
    line::{self, Priced},
    policy::{Convention, HospitalKind, JINAN_EMPLOYEE_INPATIENT_2024, Piece, RoundingMode, RoundingPlace},
};

fn vectors() -> Value {
    serde_json::from_str(&data("derived-vectors.json")).expect("JSON")
}

fn yuan(value: &Value) -> Yuan {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("an amount: {value}"))
}

fn text(id: &str) -> String {
    match id {
        "370100-310-inpatient-2024" | "370100-310-second-2024" => JINAN_EMPLOYEE_INPATIENT_2024.to_owned(),
        other => data(&format!("{other}.toml")),
    }
}

fn policy(id: &str) -> Policy {
    let mut policy = Policy::parse(&text(id)).unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
    if id.contains("-second-") {
        policy.pool = None;
    }
    policy
}

fn stay(in_scope: Yuan, inputs: &Value, admission_no: u8, year_to_date: YearToDate) -> Case {
    let class = match inputs["psn"].as_str() {
        Some("retired") => PersonClass::Retired,
        _ => PersonClass::Active,
    };
    let remote = ["temporary_outside", "temporary_outside_province"].iter().any(|key| inputs[*key] == true);
    Case {
        person: PersonFacts { class, remote, assistance: false },
        hospital: HospitalFacts { level: inputs["level"].as_u64().unwrap_or(3) as u8, kind: HospitalKind::General },
        admission_no,
        days: Days::default(),
        costs: Costs::Totals(LineSplit { inscp_scp_amt: in_scope, ..LineSplit::default() }),
        year_to_date,
        account_balance: Yuan::ZERO,
        family_balance: Yuan::ZERO,
        deposits: Yuan::ZERO,
        particulars: Particulars::default(),
    }
}

fn adjudicate(policy: &Policy, case: &Case) -> Adjudication {
    settlement::adjudicate(policy, case).unwrap_or_else(|refusal| panic!("{refusal}"))
}

#[test]
fn every_vector_comes_out_to_the_fen() {
    let vectors = vectors();
    let vectors = vectors["vectors"].as_array().expect("vectors");
    assert_eq!(vectors.len(), 35);
    for vector in vectors {
        let id = vector["id"].as_str().expect("an id");
        let name = vector["policy"].as_str().expect("a policy");
        let (inputs, expected) = (&vector["inputs"], &vector["result"]);
        if inputs["stays"].is_array() {
            two_stays(id, name, inputs, expected);
            continue;
        }
        let tier = inputs["compliant_personal"].is_string();
        let in_scope = yuan(&inputs[if tier { "compliant_personal" } else { "inscp_scp_amt" }]);
        let admission_no = inputs["admission_no"].as_u64().unwrap_or(1) as u8;
        let mut case = stay(in_scope, inputs, admission_no, YearToDate::default());
        if name.contains("-390-") {
            case.person.class = PersonClass::Resident;
        }
        let result = adjudicate(&policy(name), &case);
        let computed = |key: &str| match key {
            "deductible" => result.amounts.act_pay_dedc,
            "hifp" => result.amounts.hifp_pay,
            "over_cap_cost" => result.detail.over_cap_cost,
            "cut_by_cap" => result.detail.cut_by_cap,
            "personal_in_scope" => result.detail.personal_in_scope,
            "remote_preself" => result.detail.remote_preself,
            "hifob" => result.amounts.hifob_pay,
            "hifmi" | "hifmi_uncapped" => result.amounts.hifmi_pay,
            other => panic!("{id}: nobody checks {other}"),
        };
        for (key, value) in expected.as_object().expect("results") {
            assert_eq!(computed(key), yuan(value), "{id} {key}");
        }
    }
}

/// Two stays of one year, one after the other.
fn two_stays(id: &str, name: &str, inputs: &Value, expected: &Value) {
    let in_scope = |nth: usize| yuan(&inputs["stays"][nth][0]);
    let pays = |policy: &Policy| {
        let before = YearToDate::default();
        let first = adjudicate(policy, &stay(in_scope(0), inputs, 1, before));
        let second = adjudicate(policy, &stay(in_scope(1), inputs, 2, first.year_after(&before)));
        for (result, nth) in [(&first, 0), (&second, 1)] {
            let deductible = inputs["stays"][nth][1].as_i64().expect("a deductible");
            assert_eq!(result.amounts.act_pay_dedc, Yuan::from_fen(deductible * 100), "{id}");
        }
        [first, second].map(|result| result.amounts.hifp_pay)
    };
    let [first, second] = pays(&policy(name));
    assert_eq!(first, yuan(&expected["first"]), "{id}");
    if expected["second"].is_string() {
        assert_eq!(second, yuan(&expected["second"]), "{id}");
    } else {
        assert_eq!(second, yuan(&expected["second_per_admission"]), "{id}");
        let annual = text(name).replace("band_period = { value = \"stay\"", "band_period = { value = \"year\"");
        let annual = Policy::parse(&annual).expect("a policy");
        assert_eq!(pays(&annual)[1], yuan(&expected["second_if_annual"]), "{id}");
    }
}

#[test]
fn the_two_conventions_of_band_edges_differ_as_published() {
    // settlement notes: Jinan level 3, 50,000 in scope: 42,850 from zero or 42,820 above the deductible.
    let above = JINAN_EMPLOYEE_INPATIENT_2024
        .replace("\"from_zero\", source = \"pool", "\"above_deductible\", source = \"pool");
    for (text, expected) in [(JINAN_EMPLOYEE_INPATIENT_2024, "42850.00"), (&above, "42820.00")] {
        let case = stay(Yuan::from_fen(5_000_000), &Value::Null, 1, YearToDate::default());
        let result = adjudicate(&Policy::parse(text).expect("a policy"), &case);
        assert_eq!(result.amounts.hifp_pay.to_string(), expected);
    }
}

/// The Jinan policy with another rounding rule.
fn rounding(mode: RoundingMode, place: RoundingPlace) -> Policy {
    let mut policy = policy("370100-310-inpatient-2024");
    policy.rounding.mode = Convention { value: mode, ..policy.rounding.mode };
    policy.rounding.place = Convention { value: place, ..policy.rounding.place };
    policy
}

const MODES: [(&str, RoundingMode); 3] =
    [("half_up", RoundingMode::HalfUp), ("half_even", RoundingMode::HalfEven), ("down", RoundingMode::Down)];

#[test]
fn rounding_discriminators_tell_the_conventions_apart() {
    let vectors = vectors();
    let cases = vectors["rounding_discriminators"].as_array().expect("cases");
    assert_eq!(cases.len(), 6);
    for case in cases {
        let number = |value: &Value| value.as_str().and_then(|text| text.parse().ok()).expect("a number");
        let pieces: Vec<Piece> = case["pieces"]
            .as_array()
            .expect("pieces")
            .iter()
            .map(|piece| Piece { amount: yuan(&piece[0]), rate: number(&piece[1]) })
            .collect();
        for (name, mode) in MODES {
            for (place_name, place) in [("total", RoundingPlace::Total), ("segment", RoundingPlace::Band)] {
                let paid = rounding(mode, place).rounding.paid(&pieces);
                let expected = yuan(&case[format!("{name}/{place_name}")]);
                assert_eq!(paid, expected, "{} {name}/{place_name}", case["id"]);
            }
        }
    }
}

#[test]
fn lines_split_as_the_vectors_say() {
    let vectors = vectors();
    let cases = vectors["line_splits"].as_array().expect("cases");
    assert_eq!(cases.len(), 12);
    for case in cases {
        let number = |key: &str| case[key].as_str().and_then(|text| text.parse::<rust_decimal::Decimal>().ok());
        let (_, mode) = MODES.into_iter().find(|(name, _)| case["mode"] == *name).expect("a mode");
        let policy = rounding(mode, RoundingPlace::Total);
        let class = match case["chrgitm_lv"].as_str() {
            Some("01") => ChargeClass::A,
            Some("02") => ChargeClass::B,
            _ => ChargeClass::C,
        };
        let (amount, count) = (yuan(&case["amt"]), number("cnt").expect("a count"));
        let refund = amount.is_negative();
        let priced = Priced {
            class,
            count: count.abs(),
            ceiling: number("pric_uplmt_amt"),
            preself_rate: number("selfpay_prop").expect("a rate"),
        };
        let positive = if refund { -amount } else { amount };
        let mut split = line::split(Some(&policy), priced, positive);
        if refund {
            // A refund takes back the original line's own split; it is never computed from a negative amount.
            let charged = line::Charged {
                unit_price: positive.decimal() / count.abs(),
                count: count.abs(),
                split,
                count_left: count.abs(),
                split_left: split,
            };
            split = line::negative(&line::refund(&charged, count.abs()).1);
        }
        let expected = ["ownpay", "overlmt", "preself", "inscp"].map(|key| yuan(&case[key]));
        let LineSplit { fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt } = split;
        assert_eq!([fulamt_ownpay_amt, overlmt_amt, preselfpay_amt, inscp_scp_amt], expected, "{case}");
    }
}
