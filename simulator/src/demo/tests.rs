//! The demo's data is what it claims to be.

use super::{
    Blueprint, people,
    policies::{DemoPolicy, POLICIES},
    stays::FixedStay,
};
use chrono::NaiveDate;
use model::{
    credential::check_resident_id,
    money::Yuan,
    person::Sex,
    scheduling::SLOT_MINUTES_MAX,
    settlement::{ChargeClass, YearToDate},
    time::BusinessDate,
};
use rust_decimal::Decimal;
use settlement::{
    adjudicate::{Adjudication, Case, CostLine, Costs, Days, HospitalFacts, Particulars, PersonFacts, adjudicate},
    line::{Priced, amount},
    policy::{HospitalKind, Policy},
};
use std::collections::BTreeSet;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

#[test]
fn the_hospital_is_as_large_as_it_should_be() {
    let demo = Blueprint::get();
    assert_eq!(demo.departments.len(), 20);
    assert_eq!(demo.posts().count(), 60);
    assert_eq!(demo.wards.len(), 8);
    let beds: Vec<String> = demo.wards.iter().flat_map(|ward| ward.bed_numbers().concat()).collect();
    assert_eq!(beds.len(), 240);
    assert_eq!(demo.wards[0].bed_numbers()[10], ["30"]);
    assert!(demo.items.len() >= 150);
    let codes: BTreeSet<&str> = demo.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes.len(), demo.items.len(), "codes are unique");
    let visits: f64 = demo.departments.iter().map(|department| department.visits).sum();
    assert!((99.0..=101.0).contains(&visits), "{visits}");
}

#[test]
fn what_names_another_names_what_exists() {
    let demo = Blueprint::get();
    for department in &demo.departments {
        assert!(
            demo.wards.iter().any(|ward| ward.code == department.ward && ward.departments.contains(&department.code))
        );
        assert!(department.diagnoses.len() >= 2);
    }
    let wards_of = |code: &str| demo.wards.iter().filter(|ward| ward.departments.iter().any(|own| own == code)).count();
    assert!(demo.departments.iter().all(|department| wards_of(&department.code) == 1), "each has its ward");
    let cardiology = demo.department("CARD").unwrap();
    let treated = |code: &str| cardiology.diagnoses.iter().any(|diagnosis| diagnosis.code == code);
    assert!(demo.stays.iter().all(|stay| treated(&stay.diagnosis)), "who waits on the demo's own ward");
    let unknown: Vec<&str> = demo.charged_codes().filter(|code| demo.item(code).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let (departments, diagnoses) = demo.care_keys();
    assert!(demo.departments.iter().all(|department| departments.contains(&&department.code)));
    assert!(diagnoses.iter().all(|diagnosis| demo.diagnosis(diagnosis).is_some()));
    for item in &demo.items {
        assert!(
            item.price > Decimal::ZERO
                && item.price.scale() <= 2
                && (item.class == ChargeClass::B) == (item.preself > Decimal::ZERO)
        );
    }
}

#[test]
fn a_week_has_sessions_of_windows_of_twenty_minutes() {
    let demo = Blueprint::get();
    let day = |days| BusinessDate(TODAY).plus_days(days);
    const { assert!(super::timetable::SLOT_MINUTES == 20 && SLOT_MINUTES_MAX >= 20) };
    let counts: Vec<usize> = (-1..6).map(|days| demo.sessions(day(days)).len()).collect();
    assert_eq!(counts[6], 0, "Sunday");
    assert!(counts[..5].iter().all(|count| (24..=48).contains(count)) && counts[5] == 20, "{counts:?}");
    for session in demo.sessions(day(0)) {
        assert_eq!((session.until.0 - session.from.0) % super::timetable::SLOT_MINUTES, 0);
    }
    let mut rooms = BTreeSet::new();
    for session in demo.sessions(day(0)) {
        assert!(rooms.insert((&session.department.code, session.room.zh.clone(), session.from)), "a room twice");
    }
}

#[test]
fn people_are_plainly_invented_and_their_numbers_are_right() {
    let people = people::population(7, 3000, TODAY);
    assert_eq!(people, people::population(7, 3000, TODAY), "the same seed, the same people");
    let mut numbers = BTreeSet::new();
    for person in &people {
        let facts = check_resident_id(&person.resident_id).unwrap();
        assert_eq!((facts.birth, facts.sex), (person.birth, person.sex));
        assert!(person.resident_id.starts_with(people::NO_PLACE) && person.phone.starts_with("100"));
        assert_eq!(person.phone.len(), 11);
        assert!(numbers.insert(person.resident_id.clone()) && numbers.insert(person.phone.clone()));
    }
    for department in &Blueprint::get().departments {
        let (from, until) = department.ages;
        let fits = people.iter().filter(|person| (from..=until).contains(&person.age(TODAY)));
        assert!(
            fits.filter(|person| department.sex.is_none_or(|sex| sex == person.sex)).count() > 200,
            "{}",
            department.code
        );
    }
    let staff = people::staff(7, 90);
    assert!(staff.iter().all(|member| check_resident_id(&member.resident_id).is_ok()));
    assert_eq!(staff.len(), 90);
    assert!(staff.iter().any(|member| member.sex == Sex::Female));
}

/// The bill of a fixed stay, adjudicated under its own policy.
fn adjudicated(stay: &FixedStay) -> Adjudication {
    let fits = |policy: &&DemoPolicy| {
        policy.published == stay.published
            && Policy::parse(policy.toml).is_ok_and(|one| one.insurance == stay.coverage.insurance)
    };
    let policy = Policy::parse(POLICIES.iter().find(fits).unwrap().toml).unwrap();
    assert_eq!(policy.region, stay.coverage.region);
    let lines = stay.days.iter().flat_map(|day| &day.0).map(|dose| {
        let item = Blueprint::get().item(&dose.item).unwrap();
        let (class, preself_rate) = (item.class, item.preself);
        let priced = Priced { class, count: dose.count, ceiling: item.ceiling, preself_rate };
        CostLine { priced, amount: amount(item.price, dose.count) }
    });
    let case = Case {
        person: PersonFacts { class: stay.coverage.class, remote: false, assistance: false },
        hospital: HospitalFacts { level: 3, kind: HospitalKind::General },
        admission_no: stay.admission_no,
        days: Days { admitted: Some(TODAY), discharged: Some(TODAY), settled: Some(TODAY) },
        costs: Costs::Lines(lines.collect()),
        year_to_date: YearToDate::default(),
        account_balance: stay.account_balance,
        family_balance: Yuan::ZERO,
        deposits: stay.deposit,
        particulars: Particulars::default(),
    };
    adjudicate(&policy, &case).unwrap()
}

#[test]
fn invented_lines_settle_to_the_published_fen() {
    let stays = &Blueprint::get().stays;
    assert_eq!(stays.iter().map(|stay| stay.published.as_str()).collect::<Vec<_>>(), ["W01", "W18", "W02", ""]);
    for stay in stays {
        let result = adjudicated(stay);
        let mut amounts = serde_json::to_value(result.amounts).unwrap();
        amounts["deposit_refund"] = serde_json::to_value(result.deposit_refund).unwrap();
        for (name, expected) in &stay.expected {
            assert_eq!(amounts[name], expected.to_string(), "{} {name}", stay.published);
        }
        assert!(Blueprint::get().diagnosis(&stay.diagnosis).is_some_and(|(department, _)| department.code == "CARD"));
    }
}

#[test]
fn policies_are_what_they_are_called() {
    for policy in POLICIES {
        assert_eq!(Policy::parse(policy.toml).map(|parsed| parsed.id.to_string()), Ok(policy.id.to_owned()));
    }
}
