//! Whoever was registered before events said the year of birth is in a group once it was read from the sealed record.

use super::harness::{Harness, journal_in, morning, refused, today};
use crate::{birth_years::record_some, usecase};
use journal::{Entry, PersonRecord, SideRow};
use model::{
    Label,
    actor::Actor,
    event::Event,
    id::PersonId,
    journey::{self, CredentialRef, RetentionClass},
    person::CredentialKind,
    scheduling::{BookingRules, Cap, PatientGroup, Period, RulesScope, Within},
    time::MinuteOfDay,
};
use serde_json::json;
use uuid::Uuid;

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// People with these birth dates, registered by events of version 2.
async fn registered_before(births: &[Option<&str>]) -> Harness {
    let folder = tempfile::tempdir().unwrap();
    let journal = journal_in(folder.path()).await;
    let keys = journal.keys().clone();
    let (mut entries, mut rows) = (Vec::new(), Vec::new());
    for (number, birth) in (1u32..).zip(births) {
        let passport = format!("M765432{number}");
        let record = PersonRecord {
            name: "林示例".into(),
            credentials: vec![(CredentialKind::Passport, passport.clone())],
            birth: birth.map(|birth| birth.parse().unwrap()),
            dated: true,
            ..PersonRecord::default()
        };
        let (plain, class) = (serde_json::to_vec(&record).unwrap(), RetentionClass::Contact);
        let id = Uuid::from_u128(900 + u128::from(number));
        let row = keys.seal(SideRow { id, person: Some(person(number.into())), class, kind: "person", plain }).unwrap();
        let lookup = keys.lookup_hash("passport", &passport);
        let payload = json!({
            "person": person(number.into()), "sex": "female", "identity": "known",
            "credentials": [CredentialRef { kind: CredentialKind::Passport, lookup }],
            "record": row.side_ref(), "name_lookup": null, "phone_lookup": null,
        });
        entries.push(Entry {
            seq: number.into(),
            at: morning(),
            actor: Actor::system(),
            on_behalf_of: Some(person(number.into())),
            reason: None,
            key: None,
            goes_on: false,
            event: Event::decode("journey.PersonRegistered", 2, &payload.to_string()).unwrap(),
        });
        rows.push(row);
    }
    journal.append(&entries, &rows).await.unwrap();
    let log = journal.clone();
    Harness::with_log(3, folder, journal, log).await
}

fn years<const N: usize>(harness: &Harness) -> [Option<u16>; N] {
    let worlds = harness.hospital.worlds();
    std::array::from_fn(|place| worlds.scheduling.birth_year(person(place as u128 + 1)))
}

/// What was said of years, as it is in the journal.
async fn said(harness: &Harness) -> Vec<String> {
    let entries = harness.hospital.journal().load(1, 10_000).await.unwrap();
    let known = |entry: &Entry| matches!(entry.event, Event::Journey(journey::Event::BirthYearKnown(_)));
    entries.iter().filter(|entry| known(entry)).map(|entry| entry.event.encode().unwrap()).collect()
}

#[tokio::test]
async fn whoever_was_registered_before_is_in_a_group_once_the_year_is_recorded() {
    let harness = registered_before(&[Some("1960-03-02"), None, Some("1990-05-06")]).await;
    let last = record_some(&harness.hospital, None).await.unwrap();
    assert_eq!(years(&harness), [Some(1960), None, Some(1990)]);
    // All records were gone over: nothing comes after the last of them.
    assert!(last.is_some());
    assert_eq!(record_some(&harness.hospital, last).await.unwrap(), None);
    record_some(&harness.hospital, None).await.unwrap();
    let said = said(&harness).await;
    assert_eq!(said.len(), 2, "once for each: {said:?}");
    assert!(said.iter().all(|event| !event.contains("-03-02") && !event.contains("-05-06")), "{said:?}");

    let caps = vec![Cap::new(Period::Month, Within::Hospital, 1)];
    let rules = BookingRules { caps, ..BookingRules::saying_nothing("test", today()) };
    let scope = RulesScope::Group(PatientGroup::Older);
    harness.system(usecase::AdoptRules { scope, rules, version: None }.into()).await.unwrap();
    let (_, next) =
        harness.publish(Label::new("2", "2"), today().plus_days(1), (MinuteOfDay(480), MinuteOfDay(500)), 2).await;
    for number in [1, 3] {
        harness.book(person(number), harness.slots[3]).await.unwrap();
    }
    assert_eq!(refused(harness.book(person(1), next[0]).await).0, "group-cap");
    harness.book(person(3), next[0]).await.unwrap();
}

#[tokio::test]
async fn whoever_was_erased_stays_unknown_and_who_is_merged_is_known_by_the_other_record() {
    let harness = registered_before(&[Some("1960-03-02"), Some("1950-01-01")]).await;
    record_some(&harness.hospital, None).await.unwrap();
    let erase = usecase::ErasePerson { person: person(2) };
    harness.execute(&harness.admin(), erase.into()).await.unwrap();
    record_some(&harness.hospital, None).await.unwrap();
    assert_eq!(years(&harness), [Some(1960), None]);
    let ask = usecase::RecordBirthYear { person: person(2) };
    assert_eq!(refused(harness.system(ask.into()).await), ("person-erased", Some("person")));
    let ask = usecase::RecordBirthYear { person: person(7) };
    assert_eq!(refused(harness.system(ask.into()).await), ("person-unknown", Some("person")));
    assert_eq!(said(&harness).await.len(), 2);
    assert_eq!(crate::verify(harness.hospital.journal()).await.unwrap().findings, []);
}
