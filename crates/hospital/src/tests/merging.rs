//! Two records that are one person: every rule applies to both together, a merge that would break one is refused, and a
//! merge that is taken back separates what was made meanwhile.

use super::harness::{Harness, refused, today};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Failure, Request, load,
    request::{PersonDetails, TypedCredential},
    snapshot,
    writer::keys::KeyMemory,
};
use model::{
    Label,
    decide::{Context, Decider as _},
    event::Event,
    id::{AdmissionId, AppointmentId, PersonId, SlotId},
    journey::{self, Identity, PersonsMerged, Subject},
    message::Refusal,
    person::{CredentialKind, Sex},
    scheduling::{AdmissionRequested, Command, Needs, ReasonCode, Urgency},
    time::{MinuteOfDay, Zone},
};

/// Somebody with a passport, so that only rules about one person can prevent a merge.
pub(super) async fn someone(harness: &Harness, number: u32) -> PersonId {
    let number = format!("M{number:08}");
    let passport = TypedCredential { kind: CredentialKind::Passport, number, country: Some("KOR".into()) };
    register(harness, Identity::Known, Sex::Female, vec![passport]).await
}

/// Somebody with a passport who may be the same person as one of [`Harness::person`].
pub(super) async fn likeness(harness: &Harness, number: u32) -> PersonId {
    let number = format!("M{number:08}");
    let person = PersonDetails {
        name: "林示例".into(),
        sex: Some(Sex::Female),
        birth: Some("1960-01-01".parse().unwrap()),
        phone: None,
        address: None,
        credentials: vec![TypedCredential { kind: CredentialKind::Passport, number, country: Some("KOR".into()) }],
    };
    let register = usecase::RegisterPerson { identity: Identity::Known, person };
    let registered = harness.system(Request::RegisterPerson(register)).await;
    let Ok(Answer::PersonRegistered { person }) = registered else { panic!("{registered:?}") };
    person
}

async fn register(harness: &Harness, identity: Identity, sex: Sex, credentials: Vec<TypedCredential>) -> PersonId {
    let known = identity == Identity::Known;
    let person = PersonDetails {
        name: "朴示例".into(),
        sex: Some(sex),
        birth: known.then(|| "1980-01-01".parse().unwrap()),
        phone: None,
        address: None,
        credentials,
    };
    let registered = harness.system(Request::RegisterPerson(usecase::RegisterPerson { identity, person })).await;
    let Ok(Answer::PersonRegistered { person }) = registered else { panic!("{registered:?}") };
    person
}

async fn merge(harness: &Harness, from: PersonId, into: PersonId) -> Result<Answer, Failure> {
    harness.execute(&harness.desk(), Request::MergePersons(usecase::MergePersons { from, into })).await
}

async fn undo_merge(harness: &Harness, from: PersonId) -> Result<Answer, Failure> {
    let undo = Request::UndoMerge(usecase::UndoMerge { from, reason: ReasonCode::Mistake, text: None });
    harness.execute(&harness.desk(), undo).await
}

fn conflict(result: Result<Answer, Failure>) -> Refusal {
    match result {
        Err(Failure::Refused(refusal)) if refusal.code == "merge-conflict" => refusal,
        other => panic!("no conflict: {other:?}"),
    }
}

async fn booked(harness: &Harness, person: PersonId, slot: SlotId) -> AppointmentId {
    let answer = harness.book(person, slot).await;
    let Ok(Answer::Booked { appointment, .. }) = answer else { panic!("{answer:?}") };
    appointment
}

fn asked(harness: &Harness, patient: PersonId) -> Request {
    Request::RequestEmergencyAdmission(usecase::RequestEmergencyAdmission {
        patient,
        department: harness.department,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Emergency,
        needs: Needs::default(),
        expected_days: 3,
    })
}

async fn admitted(harness: &Harness, patient: PersonId) -> AdmissionId {
    let answer = harness.execute(&harness.doctor(), asked(harness, patient)).await;
    let Ok(Answer::AdmissionRequested { admission }) = answer else { panic!("{answer:?}") };
    admission
}

#[tokio::test]
async fn limits_count_over_all_records_by_whichever_id_somebody_books() {
    let harness = Harness::new(3).await;
    let (old, new) = (someone(&harness, 1).await, someone(&harness, 2).await);
    booked(&harness, old, harness.slots[0]).await;
    merge(&harness, old, new).await.unwrap();
    for (who, whom) in [(old, old), (old, new), (new, old), (new, new)] {
        assert_eq!(refused(harness.book_for(who, whom, harness.slots[4]).await).0, "department-day-cap");
        assert_eq!(refused(harness.book_for(who, whom, harness.slots[0]).await).0, "already-in-slot");
    }
    // The login of either record sees the one visit.
    for who in [old, new] {
        let page = harness.hospital.read(&harness.patient(who), read::Journeys { person: None }).await.unwrap();
        assert_eq!(page.journeys.len(), 1);
    }
    let stay = admitted(&harness, old).await;
    assert_eq!(refused(harness.execute(&harness.doctor(), asked(&harness, new)).await).0, "admission-open");
    undo_merge(&harness, old).await.unwrap();
    assert!(harness.book(new, harness.slots[4]).await.is_ok(), "apart, each counts alone");
    let worlds = harness.hospital.worlds();
    assert_eq!(worlds.scheduling.admissions_of(old).iter().map(|stay| stay.id).collect::<Vec<_>>(), [stay]);
    assert!(worlds.scheduling.admissions_of(new).is_empty());
}

#[tokio::test]
async fn a_merge_beyond_a_cap_needs_an_administrators_reason_and_leaves_no_room() {
    let harness = Harness::new(3).await;
    let (one, other) = (someone(&harness, 1).await, someone(&harness, 2).await);
    booked(&harness, one, harness.slots[0]).await;
    booked(&harness, other, harness.slots[1]).await;
    let refusal = conflict(merge(&harness, one, other).await);
    let said: Vec<_> = refusal.obstacles.iter().map(|one| (one.message.id.as_ref(), one.subjects.len())).collect();
    assert_eq!(said, [("obstacle-department-day", 2)]);
    let over = Request::MergeOverCaps(usecase::MergeOverCaps {
        from: one,
        into: other,
        reason: ReasonCode::Other,
        text: Some("同一人的两张卡".into()),
    });
    let denied = harness.execute(&harness.desk(), over.clone()).await;
    assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
    harness.system(over).await.unwrap();
    assert_eq!(harness.hospital.worlds().journey.canonical(one), other);
    assert_eq!(refused(harness.book_for(other, one, harness.slots[4]).await).0, "department-day-cap");
    undo_merge(&harness, one).await.unwrap();
}

#[tokio::test]
async fn a_merge_that_would_break_a_rule_names_what_is_to_be_resolved() {
    let harness = Harness::new(3).await;
    let (one, other) = (someone(&harness, 1).await, someone(&harness, 2).await);
    let (first, second) =
        (booked(&harness, one, harness.slots[0]).await, booked(&harness, other, harness.slots[0]).await);
    let refusal = conflict(merge(&harness, one, other).await);
    let codes: Vec<_> = refusal.obstacles.iter().map(|obstacle| obstacle.message.id.as_ref()).collect();
    assert_eq!(codes, ["obstacle-same-slot", "obstacle-department-day"]);
    let mut subjects = refusal.obstacles[0].subjects.clone();
    subjects.sort_by_key(|subject| serde_json::to_string(subject).unwrap());
    let mut both = [Subject::Appointment(first), Subject::Appointment(second)];
    both.sort_by_key(|subject| serde_json::to_string(subject).unwrap());
    assert_eq!(subjects, both);
    let cancel = Request::Cancel(usecase::Cancel { appointment: second, reason: ReasonCode::Mistake, text: None });
    harness.execute(&harness.desk(), cancel).await.unwrap();
    let stays = [admitted(&harness, one).await, admitted(&harness, other).await].map(Subject::Admission);
    let refusal = conflict(merge(&harness, other, one).await);
    assert_eq!(refusal.obstacles.len(), 1);
    assert!(stays.iter().all(|stay| refusal.obstacles[0].subjects.contains(stay)));
    let Subject::Admission(admission) = stays[1] else { panic!() };
    let cancel =
        Request::CancelAdmission(usecase::CancelAdmission { admission, reason: ReasonCode::Mistake, text: None });
    harness.system(cancel).await.unwrap();
    merge(&harness, other, one).await.unwrap();
}

#[tokio::test]
async fn chains_both_ways_and_oneself() {
    let harness = Harness::new(3).await;
    let mut all = Vec::new();
    for number in 1..=3 {
        all.push(someone(&harness, number).await);
    }
    booked(&harness, all[0], harness.slots[0]).await;
    assert_eq!(refused(merge(&harness, all[0], all[0]).await).0, "merge-same-person");
    merge(&harness, all[0], all[1]).await.unwrap();
    assert_eq!(refused(merge(&harness, all[1], all[0]).await).0, "merge-same-person");
    assert_eq!(refused(merge(&harness, all[0], all[2]).await).0, "person-is-alias");
    merge(&harness, all[1], all[2]).await.unwrap();
    assert_eq!(refused(harness.book(all[2], harness.slots[0]).await).0, "already-in-slot");
    // Undone in the middle: what the first record has goes with it.
    undo_merge(&harness, all[0]).await.unwrap();
    booked(&harness, all[2], harness.slots[0]).await;
    let refusal = conflict(merge(&harness, all[0], all[1]).await);
    assert!(!refusal.obstacles.is_empty(), "into an alias is into who it is");
}

#[tokio::test]
async fn what_was_made_meanwhile_goes_with_the_record_whose_journey_it_is() {
    let harness = Harness::new(3).await;
    let publish = Request::PublishSession(usecase::PublishSession {
        pools: Vec::new(),
        clinician: harness.clinician,
        device: None,
        room: Label::new("3 诊室", "Room 3"),
        date: today().plus_days(1),
        from: MinuteOfDay(8 * 60),
        until: MinuteOfDay(9 * 60),
        slot_minutes: 20,
        capacity: 3,
    });
    let Ok(Answer::SessionPublished { slots: tomorrow, .. }) = harness.system(publish).await else { panic!() };
    let (old, new) = (someone(&harness, 1).await, someone(&harness, 2).await);
    let first = booked(&harness, old, harness.slots[5]).await;
    merge(&harness, old, new).await.unwrap();
    let meanwhile = booked(&harness, new, tomorrow[0]).await;
    let visits = |person| {
        let worlds = harness.hospital.worlds();
        worlds.scheduling.appointments_of(person).iter().map(|visit| visit.id).collect::<Vec<_>>()
    };
    assert_eq!(visits(new), [meanwhile, first]);
    undo_merge(&harness, old).await.unwrap();
    assert_eq!((visits(old), visits(new)), (vec![meanwhile, first], Vec::new()));
    for visit in [first, meanwhile] {
        assert!(harness.hospital.read(&harness.patient(old), read::Appointment { appointment: visit }).await.is_ok());
        assert!(matches!(
            harness.hospital.read(&harness.patient(new), read::Appointment { appointment: visit }).await,
            Err(Failure::Denied)
        ));
    }
    let journeys =
        harness.hospital.read(&harness.patient(old), read::Journeys { person: None }).await.unwrap().journeys;
    assert_eq!(journeys.len(), 1, "it went on where it was");
}

#[tokio::test]
async fn a_consultation_under_the_old_record_leads_to_a_bed() {
    let harness = Harness::new(3).await;
    let (old, new) = (someone(&harness, 1).await, someone(&harness, 2).await);
    let appointment = booked(&harness, old, harness.slots[0]).await;
    merge(&harness, old, new).await.unwrap();
    harness.at(-10);
    let credential = CredentialKind::Passport;
    harness
        .execute(&harness.desk(), Request::CheckIn(usecase::CheckIn { appointment, credential, class: None }))
        .await
        .unwrap();
    harness.at(1);
    harness
        .execute(&harness.doctor(), Request::CallNext(usecase::CallNext { session: harness.session }))
        .await
        .unwrap();
    harness.execute(&harness.doctor(), Request::Start(usecase::Start { appointment })).await.unwrap();
    let request = Request::RequestAdmission(usecase::RequestAdmission {
        appointment,
        diagnosis: "I25.1".into(),
        urgency: Urgency::Urgent,
        needs: Needs::default(),
        expected_days: 5,
    });
    let answer = harness.execute(&harness.doctor(), request).await;
    assert!(matches!(answer, Ok(Answer::AdmissionRequested { .. })), "{answer:?}");
}

/// Before rules took merges into account, two people who lay in two beds could be merged. Such a journal is read, and
/// from then on every rule applies; a snapshot of it gives the same.
#[tokio::test]
async fn merges_of_an_older_journal_count_after_it_is_loaded() {
    let harness = Harness::new(3).await;
    let (old, new) = (someone(&harness, 1).await, someone(&harness, 2).await);
    for person in [old, new] {
        booked(&harness, person, harness.slots[0]).await;
        admitted(&harness, person).await;
    }
    let mut loaded = load::load(&harness.hospital.inner.journal).await.unwrap();
    let merged = journey::Event::from(PersonsMerged { from: old, into: new, over_caps: None });
    let at = loaded.worlds.at;
    loaded.worlds.apply(&Event::Journey(merged), at);
    loaded.worlds.durable();
    let bytes = snapshot::encode(&loaded.worlds, &KeyMemory::default()).unwrap();
    let restored = snapshot::decode(&bytes).unwrap().worlds;
    assert_eq!(restored.snapshot(), loaded.worlds.snapshot());
    for worlds in [loaded.worlds, restored] {
        let context = Context { now: at, seq: worlds.seq + 1, seed: 1, zone: Zone::SHANGHAI };
        let ask = |patient| {
            let request = AdmissionRequested {
                admission: AdmissionId(uuid::Uuid::from_u128(99)),
                patient,
                journey: model::id::JourneyId(uuid::Uuid::from_u128(98)),
                sex: Sex::Female,
                department: harness.department,
                appointment: None,
                diagnosis: "I25.1".into(),
                urgency: Urgency::Urgent,
                needs: Needs::default(),
                expected_days: 3,
            };
            worlds.scheduling.decide(&Command::RequestAdmission(request), &context)
        };
        assert!([old, new].into_iter().all(|person| ask(person).is_err_and(|no| no.code == "admission-open")));
        assert_eq!(worlds.scheduling.appointments_of(new).len(), 2);
    }
}

#[tokio::test]
async fn who_was_unidentified_is_known_in_the_bed_after_a_merge() {
    let harness = Harness::new(3).await;
    let unknown = register(&harness, Identity::Unidentified, Sex::Unknown, Vec::new()).await;
    let known = someone(&harness, 1).await;
    let stay = admitted(&harness, unknown).await;
    let sex = || harness.hospital.worlds().scheduling.admission(stay).unwrap().sex;
    assert_eq!(sex(), Sex::Unknown);
    let ward = harness.hospital.read(&harness.nurse(), read::Ward { ward: None }).await.unwrap();
    let bed = ward.rooms[0].beds[0].bed;
    let nurse = harness.nurse();
    let assign = || harness.execute(&nurse, Request::AssignBed(usecase::AssignBed { admission: stay, bed }));
    assert_eq!(refused(assign().await).0, "sex-unknown-alone");
    merge(&harness, unknown, known).await.unwrap();
    assert_eq!(sex(), Sex::Female);
    undo_merge(&harness, unknown).await.unwrap();
    assert_eq!(sex(), Sex::Unknown);
    // Merged the other way round, it is one person all the same.
    merge(&harness, known, unknown).await.unwrap();
    assert_eq!(sex(), Sex::Female);
    assign().await.unwrap();
}
