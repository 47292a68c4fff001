//! A second adjudicator, slow and in exact fractions, written from `docs/policies.md` alone. It shares no arithmetic
//! with the program, and both must agree on any policy and bill. `ORACLE_BILLS` sets how many are tried.

mod fraction;
mod layers;
mod random;
mod row;
mod rules;
mod years;

use crate::arithmetic::days;
use chrono::NaiveDate;
use model::{
    journey::PersonClass,
    money::Yuan,
    settlement::{ChargeClass, YearToDate},
};
use random::Random;
use rules::{Bill, Found, Rules};
use rust_decimal::Decimal;
use settlement::{
    Case, Policy, adjudicate,
    adjudicate::{
        Adjudication, CostLine, Costs, Days, Earlier, HospitalFacts, LayerSums, NextYear, Particulars, PersonFacts,
    },
    line::Priced,
    parts::Payer,
    policy::{Away, Continues, HospitalKind, Layer, Part},
    split::split,
};
use std::collections::BTreeMap;

fn fen(amount: i128) -> Yuan {
    Yuan::from_fen(i64::try_from(amount).expect("small"))
}

fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn year_to_date(year: [i128; 7]) -> YearToDate {
    let [in_scope, deductible, pool_paid, second_base, second_paid, assistance_base, assistance_paid] = year.map(fen);
    YearToDate {
        in_scope,
        deductible,
        pool_paid,
        second_tier_base: second_base,
        second_tier_paid: second_paid,
        assistance_base,
        assistance_paid,
    }
}

fn layer_sums(all: &layers::Sums) -> BTreeMap<Layer, LayerSums> {
    let sums =
        |layer: &Layer| all.get(layer.word()).map(|(base, paid)| LayerSums { base: fen(*base), paid: fen(*paid) });
    Layer::ALL.iter().filter_map(|layer| sums(layer).map(|sums| (*layer, sums))).collect()
}

/// What only policies that vary ask about.
fn particulars(bill: &Bill, varies: bool) -> Particulars {
    let known = |name: &str| bill.facts.get(name).map_or(&[][..], |known| known);
    let owned = |name: &str| known(name).iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let away = known("remote").first().and_then(|word| Away::ALL.iter().find(|away| away.word() == *word));
    let names = (varies && bill.names_class).then(|| known("classes")[0].to_owned());
    Particulars {
        class: names,
        age: Some(u8::try_from(bill.age).expect("small")),
        categories: owned("categories"),
        away: away.copied(),
        diseases: owned("diseases"),
        earlier: bill.earlier.map(|(kind, [in_scope, deductible, pool_paid])| Earlier {
            kind: *Continues::ALL.iter().find(|one| one.word() == kind).expect("a kind"),
            deductible: fen(deductible),
            in_scope: fen(in_scope),
            pool_paid: fen(pool_paid),
        }),
        layers: Some(layer_sums(&bill.layers)),
        next_year: bill.next.as_ref().map(|(nth, year, layers)| NextYear {
            admission_no: u8::try_from(*nth).expect("small"),
            year_to_date: year_to_date(*year),
            layers: Some(layer_sums(layers)),
        }),
        charged_on: bill
            .lines
            .iter()
            .map(|line| if line.late { date(2025, 1, 2) } else { date(2024, 12, 28) })
            .collect(),
        ..Particulars::default()
    }
}

fn case(bill: &Bill, varies: bool) -> Case {
    let line = |line: &rules::Line| CostLine {
        priced: Priced {
            class: [ChargeClass::A, ChargeClass::B, ChargeClass::C][line.class],
            count: Decimal::ONE,
            ceiling: line.ceiling.map(|fen| Decimal::new(i64::try_from(fen).expect("small"), 2)),
            preself_rate: Decimal::new(i64::try_from(line.rate).expect("small"), 6),
        },
        amount: fen(line.amount),
    };
    let (admitted, last) = (date(2024, 12, 20), date(2025, 1, 3));
    let over_new_year = Days { admitted, discharged: last, settled: last };
    let traditional = bill.facts.get("kind").is_some_and(|kinds| kinds.contains(&"traditional"));
    let kind = if traditional { HospitalKind::Traditional } else { HospitalKind::General };
    Case {
        person: PersonFacts {
            class: if varies { PersonClass::Retired } else { PersonClass::Active },
            remote: bill.remote,
            assistance: bill.assistance,
        },
        hospital: HospitalFacts { level: 2, kind },
        admission_no: u8::try_from(bill.nth).expect("small"),
        days: if bill.next.is_some() { over_new_year } else { days() },
        costs: Costs::Lines(bill.lines.iter().map(line).collect()),
        year_to_date: year_to_date(bill.year),
        account_balance: fen(bill.account),
        family_balance: fen(bill.family),
        deposits: Yuan::ZERO,
        particulars: particulars(bill, varies),
    }
}

/// The program's result in the oracle's form.
fn found(policy: &Policy, bill: &Bill, varies: bool) -> Found {
    let result = adjudicate(policy, &case(bill, varies)).expect("an adjudication");
    for (line, share) in bill.lines.iter().zip(split(&result)) {
        let payers: Yuan = Payer::ALL.into_iter().map(|payer| share.paid_by(payer)).sum();
        let parts: Yuan = Part::ALL.iter().map(|part| share.whole(*part)).sum();
        assert_eq!((payers, parts + share.paid_by(Payer::Pool)), (fen(line.amount), fen(line.amount)));
    }
    let a = result.amounts;
    let all = [
        a.medfee_sumamt,
        a.fulamt_ownpay_amt,
        a.overlmt_selfpay,
        a.preselfpay_amt,
        a.inscp_scp_amt,
        a.act_pay_dedc,
        a.hifp_pay,
        a.hifob_pay + a.hifmi_pay,
        a.maf_pay,
        a.fund_pay_sumamt,
        a.acct_pay,
        a.acct_mulaid_pay,
        a.psn_part_amt,
        a.psn_cash_pay,
    ];
    let words = ["deductible", "coinsurance", "over_cap", "first_self_pay", "over_ceiling", "own_pay"];
    let part = |word: &str| *Part::ALL.iter().find(|part| part.word() == word).expect("a part");
    Found {
        amounts: all.map(|amount| i128::from(amount.fen())),
        left: words.map(|word| i128::from(result.burden.left(part(word)).fen())),
        layers: found_layers(&result),
    }
}

/// What each layer counted and paid.
fn found_layers(result: &Adjudication) -> layers::Sums {
    let fen = |amount: Yuan| i128::from(amount.fen());
    let paid = |payer: Payer| fen(result.burden.paid_by(payer));
    let mut found = layers::Sums::new();
    for (layer, sums) in &result.layers {
        found.insert(layer.word(), (fen(sums.base), fen(sums.paid)));
    }
    let (again, serious) = (found.get("assistance_again").copied(), found.get("serious_illness").copied());
    let second = paid(Payer::SecondTier) + paid(Payer::SeriousIllness) - serious.map_or(0, |(_, paid)| paid);
    found.insert("large", (fen(result.detail.tier_base), second));
    let assistance = paid(Payer::Assistance) - again.map_or(0, |(_, paid)| paid);
    found.insert("assistance", (fen(result.detail.assistance_base), assistance));
    found.retain(|_, sums| *sums != (0, 0));
    found
}

fn agree(bills: u64) {
    let mut reached = [0u64; 6];
    for seed in 0..bills {
        let mut random = Random::new(seed);
        let rules = Rules::random(&mut random);
        let text = rules.toml();
        let policy = Policy::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        for _ in 0..4 {
            let bill = Bill::random(&mut random, &rules);
            let mut expected = rules.over_years(&bill);
            // Alone, serious illness has the sums that the platform gives for a second tier.
            let large = expected.layers.remove("second_tier").or_else(|| {
                let both = rules.layers.iter().any(|layer| layer.name == "second_tier");
                if both { None } else { expected.layers.remove("serious_illness") }
            });
            expected.layers.extend(large.map(|sums| ("large", sums)));
            expected.layers.retain(|_, sums| *sums != (0, 0));
            assert_eq!(found(&policy, &bill, rules.varies), expected, "seed {seed}\n{text}\n{bill:#?}");
            let paid = [5, 6, 7, 8, 10, 11].map(|place| expected.amounts[place] > 0);
            reached.iter_mut().zip(paid).for_each(|(count, paid)| *count += u64::from(paid));
        }
    }
    // The bills are no use if nobody pays.
    assert!(reached.iter().all(|count| *count > bills / 4), "{reached:?}");
}

#[test]
fn both_agree_on_any_policy_and_bill() {
    agree(1_000);
}

#[test]
#[ignore = "long: 100,000 bills, or as many as ORACLE_BILLS says"]
fn both_agree_in_the_long_run() {
    let bills = std::env::var("ORACLE_BILLS").ok().and_then(|count| count.parse::<u64>().ok());
    agree(bills.unwrap_or(100_000) / 4);
}
