//! Seats that are held while somebody decides, as clients ask for them.

use super::harness::{Harness, Silent, config, journal_at, refused};
use crate::{Answer, Failure, Hospital, Request, ids::IdSource, read, usecase};
use chrono::Duration;
use model::{
    id::{PersonId, SlotId},
    scheduling::Channel,
    time::Instant,
};
use std::sync::Arc;
use uuid::Uuid;

fn hold(patient: PersonId, slot: SlotId) -> Request {
    usecase::HoldSeat { slot, patient, channel: Channel::Online }.into()
}

fn release(patient: PersonId, slot: SlotId) -> Request {
    usecase::ReleaseHold { slot, patient }.into()
}

/// What is due by itself is decided, as the server does each second.
async fn tick(harness: &Harness) {
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    harness.person().await;
}

/// How many seats are left of a window, and until when one is held for somebody.
async fn look(harness: &Harness, patient: PersonId, slot: SlotId) -> (u16, Option<Instant>) {
    let read = read::Slot { slot, patient: Some(patient) };
    let page = harness.hospital.read(&harness.patient(patient), read).await.unwrap();
    (page.slot.left, page.held_until)
}

#[tokio::test]
async fn as_many_hold_a_seat_as_there_are_and_only_they_book() {
    let harness = Harness::new(2).await;
    let slot = harness.slots[3];
    let mut racers = Vec::new();
    for _ in 0..8 {
        racers.push(harness.person().await);
    }
    let tries = racers.iter().map(|person| {
        let (harness, person) = (&harness, *person);
        async move { (person, harness.execute(&harness.patient(person), hold(person, slot)).await) }
    });
    let mut winners = Vec::new();
    for result in futures_util::future::join_all(tries).await {
        match result {
            (person, Ok(Answer::SeatHeld { .. })) => winners.push(person),
            (_, Err(Failure::Refused(refusal))) => assert_eq!(refusal.code, "slot-full"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(winners.len(), 2);
    for person in racers {
        let booked = harness.book(person, slot).await;
        assert_eq!(booked.is_ok(), winners.contains(&person), "{booked:?}");
    }
}

#[tokio::test]
async fn a_hold_is_over_after_its_minutes_and_the_family_sees_it_until_then() {
    let harness = Harness::new(1).await;
    let (person, other, slot) = (harness.person().await, harness.person().await, harness.slots[3]);
    let patient = harness.patient(person);
    let Ok(Answer::SeatHeld { until }) = harness.execute(&patient, hold(person, slot)).await else { panic!() };
    assert_eq!(until, harness.hospital.now() + Duration::minutes(5));
    assert_eq!(look(&harness, person, slot).await, (0, Some(until)));
    let held = harness.hospital.held_seats(&patient).await.unwrap();
    assert_eq!(held.iter().map(|one| (one.slot, one.held_until)).collect::<Vec<_>>(), [(slot, until)]);
    assert!(harness.hospital.held_seats(&harness.patient(other)).await.unwrap().is_empty());
    assert_eq!(refused(harness.book(other, slot).await).0, "slot-full");
    // Nobody else gives it up.
    let denied = harness.execute(&harness.patient(other), release(person, slot)).await;
    assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");

    harness.clock.set(until - Duration::seconds(1));
    tick(&harness).await;
    assert_eq!(look(&harness, person, slot).await, (0, Some(until)));
    harness.clock.set(until);
    tick(&harness).await;
    assert_eq!(look(&harness, person, slot).await, (1, None));
    assert!(harness.hospital.held_seats(&patient).await.unwrap().is_empty());
    assert_eq!(refused(harness.execute(&patient, release(person, slot)).await).0, "no-hold");
    assert!(harness.book(other, slot).await.is_ok());
}

#[tokio::test]
async fn who_is_erased_keeps_no_seat_from_others() {
    let harness = Harness::new(1).await;
    let (person, other, slot) = (harness.person().await, harness.person().await, harness.slots[3]);
    harness.execute(&harness.patient(person), hold(person, slot)).await.unwrap();
    assert_eq!(refused(harness.book(other, slot).await).0, "slot-full");
    harness.execute(&harness.admin(), usecase::ErasePerson { person }.into()).await.unwrap();
    assert!(harness.book(other, slot).await.is_ok());
}

#[tokio::test]
async fn a_hold_outlasts_a_restart_and_is_over_when_it_was_to_be() {
    let harness = Harness::new(1).await;
    let (person, slot) = (harness.person().await, harness.slots[3]);
    let Ok(Answer::SeatHeld { until }) = harness.execute(&harness.patient(person), hold(person, slot)).await else {
        panic!()
    };
    harness.hospital.shutdown().await;
    let journal = journal_at(&harness.place.url).await;
    let clock = Arc::new(harness.clock.clone());
    let again = Hospital::open(config(), journal, clock, IdSource::seeded(9), Arc::new(Silent)).await.unwrap();
    let held = again.held_seats(&harness.patient(person)).await.unwrap();
    assert_eq!(held.iter().map(|one| (one.slot, one.held_until)).collect::<Vec<_>>(), [(slot, until)]);
    harness.clock.set(until);
    assert!(again.held_seats(&harness.patient(person)).await.unwrap().is_empty());
    let due = again.inner.core.due(until);
    assert!(due.contains(&usecase::LapseHold { slot, seat: 0 }.into()), "{due:?}");
}

#[tokio::test]
async fn a_hold_asks_for_the_askers_own_channel_and_for_a_window() {
    let harness = Harness::new(1).await;
    let (person, slot) = (harness.person().await, harness.slots[3]);
    let patient = harness.patient(person);
    let other: Request = usecase::HoldSeat { slot, patient: person, channel: Channel::OnSite }.into();
    assert_eq!(refused(harness.execute(&patient, other).await).0, "channel-not-yours");
    let nowhere = SlotId(Uuid::from_u128(9));
    assert_eq!(refused(harness.execute(&patient, hold(person, nowhere)).await).0, "not-there");
    assert!(matches!(harness.execute(&harness.desk(), hold(person, slot)).await, Err(Failure::Denied)));
    assert!(matches!(harness.execute(&harness.doctor(), hold(person, slot)).await, Err(Failure::Denied)));
}
