//! What would become of a session's patients if it were withdrawn.

use super::harness::{Harness, morning, today};
use crate::{
    Answer, Failure, Request,
    fixture::{Opening, Place},
    read, usecase,
    view::{Rebooked, Withdrawal},
};
use chrono::Duration;
use model::{
    Label,
    id::{AppointmentId, ClinicianId, PersonId, SessionId, SlotId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{ImpossibleDays, Title},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};

/// Two seats a window; on one day a person may have one appointment in the department.
async fn harness() -> Harness {
    Harness::open(Place::file(), Opening { capacity: 2, ..Opening::default() }).await
}

/// Minutes after 08:00 of a day.
fn at(date: BusinessDate, minutes: i64) -> Instant {
    Zone::SHANGHAI.instant(date, MinuteOfDay(8 * 60)) + Duration::minutes(minutes)
}

async fn booked(harness: &Harness, person: PersonId, slot: SlotId) -> AppointmentId {
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, slot).await else { panic!() };
    appointment
}

async fn colleague(harness: &Harness) -> ClinicianId {
    let enrolled = Request::EnrolClinician(usecase::EnrolClinician {
        department: harness.department,
        name: "吴示例".into(),
        credentials: Vec::new(),
        title: Title::Attending,
        fee: Yuan::from_fen(1000),
    });
    let Answer::ClinicianEnrolled { clinician, .. } = harness.system(enrolled).await.unwrap() else { panic!() };
    clinician
}

/// A session from 08:00 on in windows of 20 minutes with one seat each, in a room of its own.
async fn session(
    harness: &Harness,
    clinician: ClinicianId,
    date: BusinessDate,
    windows: u16,
) -> (SessionId, Vec<SlotId>) {
    let published = usecase::PublishSession {
        pools: Vec::new(),
        clinician,
        device: None,
        room: Label::new(format!("{} 诊室", harness.number()), ""),
        date,
        from: MinuteOfDay(8 * 60),
        until: MinuteOfDay(8 * 60 + 20 * windows),
        slot_minutes: 20,
        capacity: 1,
    };
    let answer = harness.system(Request::PublishSession(published)).await.unwrap();
    let Answer::SessionPublished { session, slots } = answer else { panic!() };
    (session, slots)
}

async fn withdrawal(harness: &Harness, session: SessionId) -> Result<Withdrawal, Failure> {
    harness.hospital.read(&harness.admin(), read::Withdrawal { session }).await
}

#[tokio::test]
async fn the_same_clinician_comes_first_then_another_then_nobody() {
    let harness = harness().await;
    let (tomorrow, later) = (today().plus_days(1), today().plus_days(2));
    // Five people in the session of today, in the windows of 08:00 (two), 08:20 (two) and 08:40.
    let mut people = Vec::new();
    for window in [0, 0, 1, 1, 2] {
        let person = harness.person().await;
        people.push((person, booked(&harness, person, harness.slots[window]).await));
    }
    // The same clinician has two windows the day after tomorrow, of which one is taken; the first of the five has a
    // colleague's window on that day, so that the rules allow them no second one there.
    let (_, own) = session(&harness, harness.clinician, later, 2).await;
    booked(&harness, harness.person().await, own[1]).await;
    let other = colleague(&harness).await;
    let (_, theirs) = session(&harness, other, later, 1).await;
    booked(&harness, people[0].0, theirs[0]).await;
    let (_, next_day) = session(&harness, other, tomorrow, 2).await;
    // Not offered: beyond the seven days that may be booked.
    session(&harness, harness.clinician, today().plus_days(8), 9).await;
    let before = harness.hospital.worlds().seq;

    let answer = withdrawal(&harness, harness.session).await.unwrap();

    // The first is refused on the day of the other appointment and gets the colleague's first window of tomorrow; the
    // second gets the only free window of the same clinician; the third gets the colleague's second one. Nothing is left
    // for the fourth and the fifth.
    let row = |person: usize, (slot, clinician), window: i64, (date, minutes)| Rebooked {
        appointment: people[person].1,
        from: at(today(), 20 * window),
        until: at(today(), 20 * window + 20),
        slot,
        clinician,
        new_from: at(date, minutes),
        new_until: at(date, minutes + 20),
    };
    let expected = Withdrawal {
        now: morning(),
        session: harness.session,
        department: harness.department,
        booked: 5,
        same_clinician: 1,
        other_clinician: 2,
        nowhere: 2,
        refusals: [("slot-full".to_owned(), 2)].into(),
        rebooked: vec![
            row(0, (next_day[0], other), 0, (tomorrow, 0)),
            row(1, (own[0], harness.clinician), 0, (later, 0)),
            row(2, (next_day[1], other), 1, (tomorrow, 20)),
        ],
    };
    assert_eq!(answer, expected);

    // Nothing was written, and everybody still has their seat.
    assert_eq!(harness.hospital.worlds().seq, before);
    assert_eq!(withdrawal(&harness, harness.session).await.unwrap(), expected);
}

/// As a closure proposes it: a later window of the same title goes before an earlier one of another; and none on a day of which
/// the patient said that they cannot come.
#[tokio::test]
async fn the_title_is_kept_before_the_time_and_impossible_days_are_left_out() {
    let harness = harness().await;
    let title = harness.hospital.look(|worlds| worlds.scheduling.clinician(harness.clinician).unwrap().title);
    let other = if title == Title::Attending { Title::Chief } else { Title::Attending };
    let mut windows = Vec::new();
    for (title, days) in [(other, 1), (title, 2), (title, 3)] {
        let enrolled = usecase::EnrolClinician {
            department: harness.department,
            name: "吴示例".into(),
            credentials: Vec::new(),
            title,
            fee: Yuan::from_fen(1000),
        };
        let answer = harness.system(Request::EnrolClinician(enrolled)).await.unwrap();
        let Answer::ClinicianEnrolled { clinician, .. } = answer else { panic!() };
        windows.push(session(&harness, clinician, today().plus_days(days), 1).await.1[0]);
    }
    let person = harness.person().await;
    let appointment = booked(&harness, person, harness.slots[0]).await;
    let slots = |answer: Withdrawal| answer.rebooked.iter().map(|one| one.slot).collect::<Vec<_>>();
    assert_eq!(slots(withdrawal(&harness, harness.session).await.unwrap()), [windows[1]]);

    let impossible = ImpossibleDays { weekdays: Vec::new(), dates: vec![today().plus_days(2)] };
    let said = usecase::ChangeImpossibleDays { appointment, impossible };
    harness.execute(&harness.desk(), said.into()).await.unwrap();
    assert_eq!(slots(withdrawal(&harness, harness.session).await.unwrap()), [windows[2]]);
}

#[tokio::test]
async fn in_a_session_that_has_begun_only_those_count_who_have_not_been_called() {
    let harness = harness().await;
    let mut people = Vec::new();
    for window in [0, 0, 1] {
        let person = harness.person().await;
        people.push(booked(&harness, person, harness.slots[window]).await);
    }
    let (_, own) = session(&harness, harness.clinician, today().plus_days(1), 9).await;
    harness.at(5);
    for appointment in &people[..2] {
        let (appointment, credential) = (*appointment, CredentialKind::ResidentId);
        let request = Request::CheckIn(usecase::CheckIn { appointment, credential, class: None });
        harness.execute(&harness.desk(), request).await.unwrap();
    }
    let call = Request::CallNext(usecase::CallNext { session: harness.session });
    harness.execute(&harness.doctor(), call).await.unwrap();
    let begun = withdrawal(&harness, harness.session).await.unwrap();
    assert_eq!((begun.booked, begun.same_clinician, begun.nowhere), (2, 2, 0));
    let slots: Vec<_> = begun.rebooked.iter().map(|one| (one.appointment, one.slot)).collect();
    assert_eq!(slots, [(people[1], own[0]), (people[2], own[1])]);

    let start = Request::Start(usecase::Start { appointment: people[0] });
    harness.execute(&harness.doctor(), start).await.unwrap();
    let finish = Request::Finish(usecase::Finish { appointment: people[0] });
    harness.execute(&harness.doctor(), finish).await.unwrap();
    harness.at(180);
    let end = Request::EndSession(usecase::EndSession { session: harness.session });
    harness.execute(&harness.doctor(), end).await.unwrap();
    let over = withdrawal(&harness, harness.session).await.unwrap();
    assert_eq!((over.booked, over.rebooked, over.refusals), (0, Vec::new(), Default::default()));
}

#[tokio::test]
async fn windows_that_have_begun_are_neither_offered_nor_a_reason() {
    let harness = harness().await;
    let person = harness.person().await;
    booked(&harness, person, harness.slots[3]).await;
    // The colleague's windows of today begin at 08:00 and 08:20; it is 08:20.
    let other = colleague(&harness).await;
    session(&harness, other, today(), 2).await;
    harness.at(20);
    let answer = withdrawal(&harness, harness.session).await.unwrap();
    assert_eq!(
        (answer.booked, answer.nowhere, answer.rebooked, answer.refusals),
        (1, 1, Vec::new(), Default::default())
    );
}

#[tokio::test]
async fn whoever_may_withdraw_a_session_may_ask() {
    let harness = harness().await;
    let unknown = SessionId(uuid::Uuid::from_u128(1));
    assert!(matches!(withdrawal(&harness, unknown).await, Err(Failure::NotFound)));
    let session = harness.session;
    assert_eq!(withdrawal(&harness, session).await.unwrap().booked, 0);
    let patient = harness.person().await;
    for actor in [harness.patient(patient), harness.desk(), harness.doctor(), harness.nurse()] {
        let asked = harness.hospital.read(&actor, read::Withdrawal { session }).await;
        assert!(matches!(asked, Err(Failure::Denied)), "{actor:?}");
    }
}
