//! Seats: n people racing for k seats, refusals that name the rule and the field, other people's appointments.

use super::harness::{Harness, morning, refused, today};
use crate::read;
use crate::usecase;
use crate::{Answer, Failure, Request, request::PersonDetails, request::TypedCredential};
use chrono::Duration;
use model::{
    Label,
    actor::Actor,
    id::SlotId,
    journey::Identity,
    person::CredentialKind,
    scheduling::{Channel, ReasonCode, RulesScope},
    time::MinuteOfDay,
};
use uuid::Uuid;

#[tokio::test]
async fn k_seats_and_n_racers_make_exactly_k_wins() {
    let harness = Harness::new(3).await;
    let mut racers = Vec::new();
    for _ in 0..40 {
        racers.push(harness.person().await);
    }
    let slot = harness.slots[0];
    let before = harness.hospital.look(|worlds| worlds.seq);
    let tries = racers.iter().map(|person| harness.book(*person, slot));
    let results = futures_util::future::join_all(tries).await;
    let wins = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(wins, 3);
    for lost in results.into_iter().filter(Result::is_err) {
        assert_eq!(refused(lost).0, "slot-full");
    }
    let after = harness.hospital.look(|worlds| worlds.seq);
    // Each success wrote two events, the booking and its effect on the journey; refusals wrote nothing.
    assert_eq!(after - before, 3 * 2);
}

#[tokio::test]
async fn a_refusal_does_not_wait_in_the_writers_queue() {
    let harness = Harness::new(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    harness.book(one, harness.slots[0]).await.unwrap();
    let bulk = harness.hospital.bulk().await; // The writer waits as long as this lives.
    assert_eq!(refused(harness.book(other, harness.slots[0]).await).0, "slot-full");
    drop(bulk);
}

#[tokio::test]
async fn bad_bookings_are_refused_by_rule_and_field() {
    let harness = Harness::new(2).await;
    let (one, other) = (harness.person().await, harness.person().await);
    harness.book(one, harness.slots[3]).await.unwrap();

    assert_eq!(refused(harness.book(one, harness.slots[3]).await).0, "already-in-slot");
    harness.at(25);
    assert_eq!(refused(harness.book(other, harness.slots[0]).await).0, "slot-in-past");
    assert!(matches!(harness.book(other, SlotId(Uuid::from_u128(9))).await, Err(Failure::Refused(_))));
    let channel = Request::Book(usecase::Book {
        slot: harness.slots[4],
        patient: other,
        channel: Channel::OnSite,
        impossible: None,
    });
    let result = harness.execute(&harness.patient(other), channel).await;
    assert_eq!(refused(result), ("channel-not-yours", Some("channel")));
}

#[tokio::test]
async fn someone_elses_appointment_is_denied_like_one_that_does_not_exist() {
    let harness = Harness::new(2).await;
    let (one, other) = (harness.person().await, harness.person().await);
    let Ok(Answer::Booked { appointment, .. }) = harness.book(one, harness.slots[3]).await else { panic!() };
    let cancel =
        |appointment| Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
    let stranger = harness.patient(other);
    assert!(matches!(harness.execute(&stranger, cancel(appointment)).await, Err(Failure::Denied)));
    let nobody = model::id::AppointmentId(Uuid::from_u128(1));
    assert!(matches!(harness.execute(&stranger, cancel(nobody)).await, Err(Failure::Denied)));
    assert!(matches!(harness.hospital.read(&stranger, read::Appointment { appointment }).await, Err(Failure::Denied)));
    assert!(matches!(
        harness.hospital.read(&stranger, read::Appointment { appointment: nobody }).await,
        Err(Failure::Denied)
    ));
    let own = harness.hospital.read(&harness.patient(one), read::Appointment { appointment }).await.unwrap();
    assert_eq!(own.appointment, appointment);
    assert!(matches!(harness.book_for(other, one, harness.slots[4]).await, Err(Failure::Denied)));
}

#[tokio::test]
async fn who_takes_and_gives_back_all_day_is_told_until_when_and_helped_at_the_desk() {
    let harness = Harness::new(2).await;
    let person = harness.person().await;
    let cancel =
        |appointment| Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
    let mut released = 0;
    let (last, refusal) = loop {
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[8]).await else { panic!() };
        match harness.execute(&harness.patient(person), cancel(appointment)).await {
            Ok(_) => released += 1,
            refusal => break (appointment, refused(refusal)),
        }
    };
    assert_eq!((released, refusal), (3, ("department-cancel-cap", Some("appointment"))));
    let to = Request::Move(usecase::Move { appointment: last, slot: harness.slots[7] });
    assert_eq!(refused(harness.execute(&harness.patient(person), to.clone()).await).0, "department-cancel-cap");
    harness.execute(&harness.desk(), to).await.unwrap();
    harness.execute(&harness.desk(), cancel(last)).await.unwrap();
}

#[tokio::test]
async fn a_listed_slot_can_be_booked_and_a_full_one_says_so() {
    let harness = Harness::new(1).await;
    let (one, other) = (harness.person().await, harness.person().await);
    let actor = harness.patient(one);
    let page = harness
        .hospital
        .read(&actor, read::Slots { department: harness.department, date: None, patient: None })
        .await
        .unwrap();
    assert_eq!((page.date, page.clinicians.len(), page.family.len()), (today(), 1, 1));
    assert_eq!(page.clinicians[0].name.full, "周示例");
    let slots = &page.clinicians[0].sessions[0].slots;
    assert!(slots.iter().all(|slot| slot.left == 1 && slot.expected_at.is_some()));
    let confirm = harness.hospital.read(&actor, read::Slot { slot: slots[2].slot, patient: Some(one) }).await.unwrap();
    assert_eq!((confirm.refusal, confirm.patient.name.full.as_str()), (None, "林示例"));
    harness.book(one, slots[2].slot).await.unwrap();
    let refusal = harness
        .hospital
        .read(&harness.patient(other), read::Slot { slot: slots[2].slot, patient: Some(other) })
        .await
        .unwrap()
        .refusal;
    assert_eq!(refusal.map(|refusal| refusal.code), Some("slot-full"));
}

#[tokio::test]
async fn an_id_with_a_wrong_check_digit_changes_nothing() {
    let harness = Harness::new(1).await;
    let before = harness.hospital.look(|worlds| worlds.seq);
    let number = "110105194912310021".to_owned();
    let request = Request::RegisterPerson(usecase::RegisterPerson {
        identity: Identity::Known,
        person: PersonDetails {
            name: "林示例".into(),
            sex: None,
            birth: None,
            phone: None,
            address: None,
            credentials: vec![TypedCredential { kind: CredentialKind::ResidentId, number, country: None }],
        },
    });
    let result = harness.execute(&harness.desk(), request).await;
    assert_eq!(refused(result), ("credential-check-digit", Some("credentials")));
    assert_eq!(harness.hospital.look(|worlds| worlds.seq), before);
}

#[tokio::test]
async fn a_window_of_21_minutes_is_not_published() {
    let harness = Harness::new(1).await;
    let request = Request::PublishSession(usecase::PublishSession {
        pools: Vec::new(),
        clinician: harness.clinician,
        device: None,
        room: Label::new("4 诊室", "Room 4"),
        date: today().plus_days(1),
        from: MinuteOfDay(8 * 60),
        until: MinuteOfDay(8 * 60 + 42),
        slot_minutes: 21,
        capacity: 1,
    });
    let (_, field) = refused(harness.system(request).await);
    assert_eq!(field, Some("slot_minutes"));
}

#[test]
fn unknown_fields_are_refused() {
    let json = r#"{"session":"00000000-0000-0000-0000-000000000000","priority":1}"#;
    assert!(serde_json::from_str::<usecase::CallNext>(json).unwrap_err().to_string().contains("priority"));
    let json = r#"{"session":"00000000-0000-0000-0000-000000000000"}"#;
    assert!(serde_json::from_str::<usecase::CallNext>(json).is_ok());
}

#[tokio::test]
async fn what_is_due_is_done_by_the_tick() {
    let harness = Harness::new(1).await;
    let person = harness.person().await;
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, harness.slots[0]).await else { panic!() };
    harness.clock.set(morning() + Duration::hours(3));
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after the tick is answered after it.
    harness
        .system(Request::AdoptRules(usecase::AdoptRules {
            scope: RulesScope::Hospital,
            rules: super::harness::rules(),
            version: None,
        }))
        .await
        .ok();
    let visit = harness.hospital.read(&Actor::system(), read::Appointment { appointment }).await.unwrap();
    assert_eq!(visit.state, crate::view::VisitState::Missed);
}
