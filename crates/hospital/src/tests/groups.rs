//! Rules of a group of patients in the running hospital: the year of birth comes from the sealed record and goes with it.

use super::{
    harness::{Harness, refused, rules, today},
    merging::someone,
};
use crate::{
    Request,
    request::{PersonDetails, TypedCredential},
    usecase,
};
use model::{
    person::{CredentialKind, Sex},
    scheduling::{BookingRules, Cap, PatientGroup, ReasonCode, RulesScope},
};
use serde_json::json;

/// Two seats a day for everybody, one for older people.
async fn two_seats_or_one() -> Harness {
    let harness = Harness::new(3).await;
    let everybody = BookingRules { valid_from: today(), caps: Cap::days(2, 2).into(), ..rules() };
    let one = json!({
        "source": "assumed for tests",
        "valid_from": today(),
        "caps": [{ "per": "day", "within": "hospital", "max": 1 }],
    });
    let older: BookingRules = serde_json::from_value(one).unwrap();
    for (scope, rules) in [(RulesScope::Hospital, everybody), (RulesScope::Group(PatientGroup::Older), older)] {
        let adopt = usecase::AdoptRules { scope, rules, version: None };
        harness.execute(&harness.admin(), adopt.into()).await.unwrap();
    }
    harness
}

#[tokio::test]
async fn an_erasure_forgets_the_year() {
    let harness = Harness::new(1).await;
    let patient = harness.person().await;
    let year = || {
        let snapshot = serde_json::to_value(harness.hospital.worlds().scheduling.snapshot()).unwrap();
        let all = snapshot["born_in"].as_array().unwrap();
        all.iter().find(|one| one[0] == json!(patient)).map(|one| one[1].clone())
    };
    assert_eq!(year(), Some(json!(1960)));
    harness.execute(&harness.admin(), usecase::ErasePerson { person: patient }.into()).await.unwrap();
    assert_eq!(year(), None);
}

#[tokio::test]
async fn the_birth_date_of_a_record_says_the_group_and_a_correction_changes_it() {
    let harness = two_seats_or_one().await;
    // Born in 1980: nobody's group.
    let other = someone(&harness, 1).await;
    // Born in 1960: 66 in 2026.
    let older = harness.person().await;
    for patient in [other, older] {
        harness.book(patient, harness.slots[3]).await.unwrap();
    }
    assert_eq!(refused(harness.book(older, harness.slots[4]).await), ("group-day-cap", Some("patient")));
    harness.book(other, harness.slots[4]).await.unwrap();

    // The card was read wrongly: the other one is the older of the two.
    let number = "M00000001".to_owned();
    let passport = TypedCredential { kind: CredentialKind::Passport, number, country: Some("KOR".into()) };
    let details = PersonDetails {
        name: "朴示例".into(),
        sex: Some(Sex::Female),
        birth: Some("1966-12-31".parse().unwrap()),
        phone: None,
        address: None,
        credentials: vec![passport],
    };
    let correct = usecase::CorrectPerson { person: other, details, reason: ReasonCode::Mistake, text: None };
    harness.system(Request::CorrectPerson(correct)).await.unwrap();
    let visits = harness.hospital.worlds().scheduling.appointments_of(other);
    assert_eq!(visits.len(), 2);
    let cancel = usecase::Cancel { appointment: visits[1].id, reason: ReasonCode::PatientWish, text: None };
    harness.execute(&harness.desk(), cancel.into()).await.unwrap();
    assert_eq!(refused(harness.book(other, harness.slots[5]).await).0, "group-day-cap");
}
