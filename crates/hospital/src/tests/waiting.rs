//! The waiting list as patients and the desk see it: joined, asked, answered.

use super::harness::{Harness, Silent, config, journal_at, refused, rules_with_waitlist, today};
use crate::{
    Answer, Failure, Hospital, Request,
    ids::IdSource,
    read, usecase,
    view::{VisitState, WaitEntry},
};
use model::{
    Label,
    id::{AppointmentId, PersonId, SlotId, WaitlistEntryId},
    scheduling::{Channel, Half, ReasonCode, RulesScope, Wish},
    time::{BusinessDate, MinuteOfDay},
};
use scheduling::read::WaitlistEnd;
use std::sync::Arc;

fn with_waitlist() -> Request {
    Request::AdoptRules(usecase::AdoptRules {
        scope: RulesScope::Hospital,
        rules: rules_with_waitlist(),
        version: None,
    })
}

/// What is due by itself is decided, as the server does each second.
async fn tick(harness: &Harness) {
    harness.hospital.inner.core.queue.send(crate::writer::Work::Due(crate::attended::due)).await.unwrap();
    // A request that is queued after it is answered after it.
    harness.system(with_waitlist()).await.unwrap();
}

fn tomorrow() -> BusinessDate {
    today().plus_days(1)
}

/// Three people have the three seats of tomorrow's first hour.
async fn full(harness: &Harness) -> (Vec<SlotId>, Vec<AppointmentId>) {
    harness.system(with_waitlist()).await.unwrap();
    let hours = (MinuteOfDay(480), MinuteOfDay(540));
    let (_, slots) = harness.publish(Label::new("3 诊室", "Room 3"), tomorrow(), hours, 1).await;
    let mut visits = Vec::new();
    for slot in &slots {
        let person = harness.person().await;
        let Ok(Answer::Booked { appointment, .. }) = harness.book(person, *slot).await else { panic!() };
        visits.push(appointment);
    }
    (slots, visits)
}

fn join(harness: &Harness, patient: PersonId, channel: Channel) -> Request {
    let wishes = vec![Wish { clinician: harness.clinician, date: tomorrow(), half: Half::Morning }];
    Request::JoinWaitlist(usecase::JoinWaitlist { patient, channel, wishes })
}

async fn joined(harness: &Harness, person: PersonId) -> WaitlistEntryId {
    let request = join(harness, person, Channel::Online);
    let Ok(Answer::WaitlistJoined { entry }) = harness.execute(&harness.patient(person), request).await else {
        panic!()
    };
    entry
}

async fn wait_of(harness: &Harness, person: PersonId) -> WaitEntry {
    let page = harness.hospital.read(&harness.patient(person), read::Waits { person: None }).await.unwrap();
    page.entries.into_iter().next().unwrap()
}

fn cancelled(appointment: AppointmentId) -> Request {
    Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None })
}

#[tokio::test]
async fn a_seat_that_is_given_back_is_offered_accepted_and_is_a_visit_like_any_other() {
    let harness = Harness::new(1).await;
    let (slots, visits) = full(&harness).await;
    let (first, second) = (harness.person().await, harness.person().await);
    let offer = |person| read::Waitlist { department: harness.department, patient: Some(person) };
    let page = harness.hospital.read(&harness.patient(first), offer(first)).await.unwrap();
    let halves = &page.clinicians[0].halves;
    let half = halves.iter().find(|half| half.date == tomorrow()).unwrap();
    assert_eq!((half.can_wait, half.place, half.left, half.seats, half.chance), (true, 1, 0, 3, None));
    let (entry, other) = (joined(&harness, first).await, joined(&harness, second).await);
    let page = harness.hospital.read(&harness.patient(first), offer(first)).await.unwrap();
    let half = *page.clinicians[0].halves.iter().find(|half| half.date == tomorrow()).unwrap();
    assert_eq!((half.can_wait, half.waits), (false, true));
    assert_eq!(wait_of(&harness, second).await.wishes[0].place, Some(2));

    harness.system(cancelled(visits[1])).await.unwrap();
    tick(&harness).await;
    let kept = wait_of(&harness, first).await.offer.unwrap();
    assert_eq!((kept.slot, kept.answer_by - kept.offered_at), (slots[1], chrono::Duration::hours(2)));
    assert_eq!(wait_of(&harness, second).await.offer, None);
    assert_eq!(refused(harness.book(second, slots[1]).await).0, "slot-full");

    // Nobody answers for somebody else, and nobody but the hospital itself lets an offer run out.
    let accept = Request::AcceptOffer(usecase::AcceptOffer { entry, slot: slots[1] });
    assert!(matches!(harness.execute(&harness.patient(second), accept.clone()).await, Err(Failure::Denied)));
    let lapse = Request::LapseOffer(usecase::LapseOffer { entry });
    assert!(matches!(harness.execute(&harness.patient(first), lapse.clone()).await, Err(Failure::Denied)));
    assert!(matches!(harness.execute(&harness.admin(), lapse).await, Err(Failure::Denied)));

    // Nor is one answered that the page did not show.
    let another = Request::AcceptOffer(usecase::AcceptOffer { entry, slot: slots[0] });
    assert_eq!(refused(harness.execute(&harness.patient(first), another).await).0, "offer-changed");
    let another = Request::PassOffer(usecase::PassOffer { entry, slot: slots[2] });
    assert_eq!(refused(harness.execute(&harness.patient(first), another).await).0, "offer-changed");

    let answer = harness.execute(&harness.patient(first), accept.clone()).await.unwrap();
    let Answer::Booked { appointment, journey, .. } = answer else { panic!("{answer:?}") };
    let journeys = harness.hospital.read(&harness.patient(first), read::Journeys { person: None }).await.unwrap();
    assert_eq!((journeys.journeys.len(), journeys.journeys[0].journey), (1, journey));
    let visit = &journeys.journeys[0].visits[0];
    assert_eq!((visit.appointment, visit.slot, visit.state), (appointment, slots[1], VisitState::Booked));
    assert_eq!(wait_of(&harness, first).await.ended, Some(WaitlistEnd::Booked));
    assert_eq!(wait_of(&harness, second).await.wishes[0].place, Some(1));

    // The next seat goes to the second, who does not answer, and keeps the place once.
    harness.system(cancelled(visits[2])).await.unwrap();
    tick(&harness).await;
    assert!(wait_of(&harness, second).await.offer.is_some());
    harness.at(121);
    assert_eq!(
        refused(
            harness
                .execute(
                    &harness.patient(second),
                    Request::AcceptOffer(usecase::AcceptOffer { entry: other, slot: slots[2] })
                )
                .await
        )
        .0,
        "offer-over"
    );
    tick(&harness).await;
    let waits = wait_of(&harness, second).await;
    assert_eq!((waits.offer, waits.wishes[0].place), (None, Some(1)));
}

#[tokio::test]
async fn the_desk_joins_for_somebody_and_everything_is_found_again_after_a_restart() {
    let harness = Harness::new(1).await;
    let (slots, visits) = full(&harness).await;
    let person = harness.person().await;
    let online = join(&harness, person, Channel::Online);
    assert_eq!(refused(harness.execute(&harness.desk(), online).await).0, "channel-not-yours");
    harness.execute(&harness.desk(), join(&harness, person, Channel::OnSite)).await.unwrap();
    assert!(matches!(
        harness.execute(&harness.nurse(), join(&harness, person, Channel::OnSite)).await,
        Err(Failure::Denied)
    ));
    harness.system(cancelled(visits[0])).await.unwrap();
    tick(&harness).await;
    let before = wait_of(&harness, person).await;
    assert_eq!(before.offer.as_ref().map(|offer| offer.slot), Some(slots[0]));
    harness.hospital.shutdown().await;
    let journal = journal_at(&harness.place.url).await;
    let clock = Arc::new(harness.clock.clone());
    let again = Hospital::open(config(), journal, clock, IdSource::seeded(9), Arc::new(Silent)).await.unwrap();
    let page = again.read(&harness.patient(person), read::Waits { person: None }).await.unwrap();
    assert_eq!(page.entries, [before]);
}
