//! Rules of a group of patients in the running hospital: the year of birth comes from the sealed record and goes with it.

use super::{
    harness::{Harness, refused, rules, today},
    merging::someone,
};
use crate::{
    Request, read,
    request::{PersonDetails, TypedCredential},
    usecase,
    view::{DayState, SlotState},
};
use model::{
    Label,
    actor::Actor,
    person::{CredentialKind, Sex},
    scheduling::{BookingRules, Cap, PatientGroup, ReasonCode, RulesScope},
    time::MinuteOfDay,
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

#[tokio::test]
async fn a_list_of_windows_has_the_days_of_the_person_for_whom_it_is_read() {
    let harness = Harness::new(3).await;
    let hours = (MinuteOfDay(480), MinuteOfDay(500));
    let (_, far) = harness.publish(Label::new("3", "3"), today().plus_days(9), hours, 3).await;
    let scope = RulesScope::Group(PatientGroup::Older);
    let rules = BookingRules { days_ahead: Some(9), ..BookingRules::saying_nothing("test", today()) };
    harness.system(usecase::AdoptRules { scope, rules, version: None }.into()).await.unwrap();
    let (adult, older) = (someone(&harness, 1).await, harness.person().await);
    let link = usecase::AddRelative { person: older, relative: adult };
    harness.execute(&harness.desk(), link.into()).await.unwrap();

    let last = async |actor: Actor, patient| {
        let asked = read::Slots { department: harness.department, date: None, patient };
        let list = harness.hospital.read(&actor, asked).await.unwrap();
        let day = list.days.last().unwrap();
        ((day.date.0 - today().0).num_days(), day.state)
    };
    // The adult's own list, that of the mother for whom the adult books, and the mother's own.
    assert_eq!(last(harness.patient(adult), None).await.0, 7);
    assert_eq!(last(harness.patient(adult), Some(older)).await, (9, DayState::Free));
    assert_eq!(last(harness.patient(older), None).await, (9, DayState::Free));
    // The desk, before and after it has found somebody.
    assert_eq!(last(harness.desk(), None).await.0, 7);
    assert_eq!(last(harness.desk(), Some(older)).await, (9, DayState::Free));

    let one = async |patient| {
        let asked = read::Slot { slot: far[0], patient: Some(patient) };
        let preview = harness.hospital.read(&harness.desk(), asked).await.unwrap();
        (preview.slot.state, preview.refusal.map(|refusal| refusal.code))
    };
    assert_eq!(one(older).await, (SlotState::Free, None));
    assert_eq!(one(adult).await, (SlotState::NotYet, Some("too-far-ahead")));
    harness.book_for(adult, older, far[0]).await.unwrap();
    assert_eq!(refused(harness.book(adult, far[0]).await).0, "too-far-ahead");
}
