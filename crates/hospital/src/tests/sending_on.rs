//! Whoever waits is sent on to another session by the desk, is told so, and is sent back.

use super::{
    harness::{Harness, refused, today},
    messages::kinds,
};
use crate::{Answer, Failure, Request, read, usecase, view::VisitState};
use model::{
    Label,
    id::{AppointmentId, PersonId, SessionId},
    person::CredentialKind,
    scheduling::{Channel, ReasonCode},
    time::MinuteOfDay,
};

/// Somebody waits for the first window at 07:50, and there is a session in the afternoon.
async fn waiting() -> (Harness, PersonId, AppointmentId, SessionId) {
    let harness = Harness::new(1).await;
    let hours = (MinuteOfDay(14 * 60), MinuteOfDay(15 * 60));
    let (session, _) = harness.publish(Label::new("5 诊室", "Room 5"), today(), hours, 1).await;
    let patient = harness.person().await;
    harness.at(-10);
    let book = usecase::Book { slot: harness.slots[0], patient, channel: Channel::OnSite, impossible: None };
    let Answer::Booked { appointment, .. } = harness.execute(&harness.desk(), book.into()).await.unwrap() else {
        panic!()
    };
    let check_in = usecase::CheckIn { appointment, credential: CredentialKind::VisitCode, class: None };
    harness.execute(&harness.desk(), check_in.into()).await.unwrap();
    (harness, patient, appointment, session)
}

fn transfer(appointment: AppointmentId, session: SessionId) -> Request {
    usecase::TransferVisit { appointment, session, reason: ReasonCode::Hospital, text: None }.into()
}

fn undo(appointment: AppointmentId) -> Request {
    usecase::UndoVisitTransfer { appointment, reason: ReasonCode::Mistake, text: None }.into()
}

#[tokio::test]
async fn who_is_sent_on_is_told_the_new_room_and_the_old_one_when_it_is_undone() {
    let (harness, patient, appointment, session) = waiting().await;
    let desk = harness.desk();
    let [to] = &harness.hospital.transfers(&desk, appointment).await.unwrap()[..] else { panic!() };
    assert_eq!((to.session.session, to.is_added, to.ahead, to.behind, to.minutes), (session, false, 0, 0, None));
    let before = harness.hospital.listed_visit(&desk, appointment).await.unwrap();
    assert!(before.can_transfer && !before.can_undo_transfer, "{before:?}");
    assert_eq!(kinds(&harness, patient).await, ["booked"]);

    harness.execute(&desk, transfer(appointment, session)).await.unwrap();
    let now = harness.hospital.listed_visit(&desk, appointment).await.unwrap();
    assert_eq!((now.session, now.ticket, now.state), (session, before.ticket, VisitState::Waiting));
    assert!(now.can_undo_transfer && !now.can_undo, "{now:?}");
    assert!(now.why.iter().any(|why| why.id == "queue-why-transferred"), "{:?}", now.why);
    assert_eq!(kinds(&harness, patient).await, ["booked", "transferred"]);
    // The room shows the window that was booked, by which they stand in the queue.
    let room = read::Room { session: Some(session) };
    let room = harness.hospital.read(&harness.doctor(), room).await.unwrap();
    let [row] = &room.queue[..] else { panic!("{:?}", room.queue) };
    assert_eq!((row.from, row.until), (before.from, before.until));
    assert_ne!(row.from, now.from);

    harness.execute(&desk, undo(appointment)).await.unwrap();
    let back = harness.hospital.listed_visit(&desk, appointment).await.unwrap();
    assert_eq!((back.session, back.ticket), (harness.session, before.ticket));
    assert_eq!(kinds(&harness, patient).await, ["booked", "transferred", "transferred"]);
    assert_eq!(refused(harness.execute(&desk, undo(appointment)).await).0, "not-sent-on");
}

#[tokio::test]
async fn the_clinician_of_the_session_sends_on_and_a_nurse_does_not() {
    let (harness, _, appointment, session) = waiting().await;
    let elsewhere = harness.hospital.transfers(&harness.nurse(), appointment).await;
    assert!(matches!(elsewhere, Err(Failure::Denied)), "{elsewhere:?}");
    harness.execute(&harness.doctor(), transfer(appointment, session)).await.unwrap();
}

#[tokio::test]
async fn a_next_window_is_booked_while_the_patient_is_in_the_room_only() {
    let (harness, patient, appointment, _) = waiting().await;
    let doctor = harness.doctor();
    let hours = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
    let (_, slots) = harness.publish(Label::new("5 诊室", "Room 5"), today().plus_days(1), hours, 1).await;
    let next = || Request::from(usecase::BookFromRoom { appointment, slot: slots[0] });
    assert_eq!(refused(harness.execute(&doctor, next()).await).0, "not-in-the-room");
    harness.at(0);
    harness.execute(&doctor, usecase::CallNext { session: harness.session }.into()).await.unwrap();
    harness.execute(&doctor, usecase::Start { appointment }.into()).await.unwrap();
    assert!(matches!(harness.execute(&harness.desk(), next()).await, Err(Failure::Denied)));
    let Answer::Booked { appointment: booked, .. } = harness.execute(&doctor, next()).await.unwrap() else { panic!() };
    let visit = harness.hospital.look(|worlds| worlds.scheduling.appointment(booked)).unwrap();
    assert_eq!((visit.patient, visit.channel), (patient, Channel::FollowUp));
}
