//! Exemptions from booking rules as the running hospital grants them: by an administrator, for a known person, until they end.

use super::harness::{Harness, refused, rules, today};
use crate::{Answer, Failure, Request, read, usecase};
use model::{
    actor::Actor,
    id::{ExemptionId, PersonId},
    scheduling::{BookingRules, Cap, ExemptFrom, ReasonCode, RulesScope},
};
use uuid::Uuid;

fn grant(patient: PersonId, days: i64) -> Request {
    usecase::GrantExemption {
        patient,
        exempt_from: ExemptFrom::Caps,
        department: None,
        from: today(),
        until: today().plus_days(days),
        reason: ReasonCode::Other,
        text: Some("透析".into()),
    }
    .into()
}

fn end(exemption: ExemptionId) -> Request {
    usecase::EndExemption { exemption, reason: ReasonCode::Hospital, text: None }.into()
}

async fn granted(harness: &Harness, patient: PersonId) -> ExemptionId {
    let granted = harness.execute(&harness.admin(), grant(patient, 5)).await;
    let Ok(Answer::ExemptionGranted { exemption }) = granted else { panic!("{granted:?}") };
    exemption
}

/// One seat a day.
async fn strict() -> Harness {
    let harness = Harness::new(3).await;
    let rules = BookingRules { valid_from: today(), caps: Cap::days(1, 1).into(), ..rules() };
    let adopt = usecase::AdoptRules { scope: RulesScope::Hospital, rules, version: None };
    harness.execute(&harness.admin(), adopt.into()).await.unwrap();
    harness
}

#[tokio::test]
async fn only_an_administrator_grants_and_ends_and_booking_asks_it() {
    let harness = strict().await;
    let patient = harness.person().await;
    harness.book(patient, harness.slots[3]).await.unwrap();
    assert!(harness.book(patient, harness.slots[4]).await.is_err());
    let nobody = ExemptionId(Uuid::from_u128(5));
    for actor in [harness.patient(patient), harness.desk(), harness.doctor(), harness.nurse()] {
        assert!(matches!(harness.execute(&actor, grant(patient, 5)).await, Err(Failure::Denied)));
        assert!(matches!(harness.execute(&actor, end(nobody)).await, Err(Failure::Denied)));
        let list = harness.hospital.read(&actor, read::Exemptions { person: None }).await;
        assert!(matches!(list, Err(Failure::Denied)), "{:?}", actor.role);
        let found = harness.hospital.read(&actor, read::ExemptionCandidates { text: "林示例".into() }).await;
        assert!(matches!(found, Err(Failure::Denied)), "{:?}", actor.role);
    }
    assert_eq!(refused(harness.execute(&harness.admin(), end(nobody)).await), ("not-there", Some("exemption")));
    let unknown = PersonId(Uuid::from_u128(5));
    assert_eq!(refused(harness.execute(&harness.admin(), grant(unknown, 5)).await).0, "person-unknown");
    let exemption = granted(&harness, patient).await;
    harness.book(patient, harness.slots[4]).await.unwrap();
    harness.execute(&harness.admin(), end(exemption)).await.unwrap();
    assert!(harness.book(patient, harness.slots[5]).await.is_err());
}

#[tokio::test]
async fn nobody_exempts_themselves_under_whichever_record() {
    let harness = strict().await;
    let patient = harness.person().await;
    let other = super::merging::likeness(&harness, 7).await;
    let merge = usecase::MergePersons { from: other, into: patient };
    harness.execute(&harness.desk(), merge.into()).await.unwrap();
    for own in [patient, other] {
        let admin = Actor { person: Some(own), ..harness.admin() };
        for person in [patient, other] {
            let request = grant(person, 5);
            assert_eq!(refused(harness.execute(&admin, request).await), ("own-exemption", Some("patient")));
        }
    }
    let colleague = Actor { person: Some(harness.person().await), ..harness.admin() };
    harness.execute(&colleague, grant(patient, 5)).await.unwrap();
}

#[tokio::test]
async fn the_list_masks_names_and_a_person_has_a_history() {
    let harness = strict().await;
    let patient = harness.person().await;
    let found =
        harness.hospital.read(&harness.admin(), read::ExemptionCandidates { text: "林示例".into() }).await.unwrap();
    assert_eq!(found.iter().map(|one| (one.person, one.name.as_str())).collect::<Vec<_>>(), [(patient, "林*例")]);
    let first = granted(&harness, patient).await;
    harness.execute(&harness.admin(), end(first)).await.unwrap();
    let second = granted(&harness, patient).await;
    let read = async |person| harness.hospital.read(&harness.admin(), read::Exemptions { person }).await.unwrap();
    let all = read(None).await;
    assert_eq!(all.rows.iter().map(|row| row.exemption).collect::<Vec<_>>(), [second]);
    assert_eq!(all.rows[0].person.name, "林*例");
    let own = read(Some(patient)).await;
    assert_eq!(own.rows.len(), 2);
    assert!(own.rows.iter().any(|row| row.exemption == first && row.ended_at.is_some()));
}

#[tokio::test]
async fn whoever_is_erased_is_exempt_no_longer() {
    let harness = strict().await;
    let patient = harness.person().await;
    let exemption = granted(&harness, patient).await;
    harness.execute(&harness.admin(), usecase::ErasePerson { person: patient }.into()).await.unwrap();
    let ended = harness.hospital.look(|worlds| worlds.scheduling.exemption(exemption).unwrap().ended_at);
    assert!(ended.is_some());
    assert_eq!(refused(harness.execute(&harness.admin(), grant(patient, 5)).await).0, "person-erased");
}
