//! The end of a session, as the consulting room, the desk, the screen on the wall and the patient see it.

use super::harness::{Harness, morning, refused, today};
use crate::read;
use crate::usecase;
use crate::{
    Answer, Request,
    view::{SessionEnd, StepState, VisitState},
};
use chrono::Duration;
use model::{
    Label,
    actor::Actor,
    id::{AppointmentId, DepartmentId, PersonId, SessionId, SlotId},
    journey::{StepKind, Subject},
    person::CredentialKind,
    scheduling::{ReasonCode, RulesScope},
    time::{BusinessDate, MinuteOfDay},
};

async fn publish(harness: &Harness, date: BusinessDate, hours: (u16, u16)) -> (SessionId, Vec<SlotId>) {
    let request = Request::PublishSession(usecase::PublishSession {
        pools: Vec::new(),
        clinician: harness.clinician,
        device: None,
        room: Label::new("3 诊室", "Room 3"),
        date,
        from: MinuteOfDay(hours.0 * 60),
        until: MinuteOfDay(hours.1 * 60),
        slot_minutes: 20,
        capacity: 2,
    });
    let Ok(Answer::SessionPublished { session, slots }) = harness.system(request).await else { panic!() };
    (session, slots)
}

async fn booked(harness: &Harness, person: PersonId, slot: SlotId) -> AppointmentId {
    let Ok(Answer::Booked { appointment, .. }) = harness.book(person, slot).await else { panic!() };
    appointment
}

async fn here(harness: &Harness, appointment: AppointmentId) {
    let request =
        Request::CheckIn(usecase::CheckIn { appointment, credential: CredentialKind::ResidentId, class: None });
    harness.execute(&harness.desk(), request).await.unwrap();
}

async fn state(harness: &Harness, appointment: AppointmentId) -> (VisitState, bool) {
    let visit = harness.hospital.read(&Actor::system(), read::Appointment { appointment }).await.unwrap();
    (visit.state, visit.wants_window)
}

async fn tick(harness: &Harness) {
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
}

#[tokio::test]
async fn who_had_checked_in_is_offered_another_window_and_the_end_is_taken_back() {
    let harness = Harness::new(3).await;
    let (_, tomorrow) = publish(&harness, today().plus_days(1), (8, 9)).await;
    let people = [harness.person().await, harness.person().await, harness.person().await];
    let mut visits = Vec::new();
    for person in people {
        visits.push(booked(&harness, person, harness.slots[8]).await);
    }
    harness.at(150);
    here(&harness, visits[0]).await;
    here(&harness, visits[1]).await;
    let end = Request::EndSession(usecase::EndSession { session: harness.session });
    harness.at(179);
    assert_eq!(refused(harness.execute(&harness.doctor(), end.clone()).await).0, "session-not-over");
    assert_eq!(
        harness.hospital.read(&harness.doctor(), read::Room { session: Some(harness.session) }).await.unwrap().end,
        None
    );
    harness.at(181);
    let left = SessionEnd::Left { not_seen: 2, missed: 1 };
    assert_eq!(
        harness.hospital.read(&harness.doctor(), read::Room { session: Some(harness.session) }).await.unwrap().end,
        Some(left)
    );
    let list = harness.hospital.read(&harness.desk(), read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!(list.ends.iter().map(|(_, end)| *end).collect::<Vec<_>>(), [left]);

    for who in [harness.nurse(), harness.admin(), harness.patient(people[0])] {
        assert!(matches!(harness.execute(&who, end.clone()).await, Err(crate::Failure::Denied)));
    }
    let elsewhere = Actor { department: Some(DepartmentId(uuid::Uuid::from_u128(9))), ..harness.desk() };
    assert!(matches!(harness.execute(&elsewhere, end.clone()).await, Err(crate::Failure::Denied)));
    harness.execute(&harness.desk(), end.clone()).await.unwrap();
    assert_eq!(state(&harness, visits[0]).await, (VisitState::NotSeen, true));
    assert_eq!(state(&harness, visits[2]).await, (VisitState::Missed, false));
    let list = harness.hospital.read(&harness.desk(), read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!((list.counts.not_seen, list.counts.missed, list.counts.waiting), (2, 1, 0));
    assert!(matches!(list.ends[..], [(_, SessionEnd::Ended { not_seen: 2, can_undo: true, .. })]));
    let overview = harness.hospital.read(&harness.admin(), read::Overview { days: Some(1) }).await.unwrap();
    assert_eq!((overview.promises.not_seen, overview.promises.called), (2, 0));

    let reason = ReasonCode::Mistake;
    let undo = Request::UndoEndSession(usecase::UndoEndSession { session: harness.session, reason, text: None });
    harness.execute(&harness.doctor(), undo).await.unwrap();
    assert_eq!(state(&harness, visits[0]).await, (VisitState::Waiting, false));
    assert_eq!(state(&harness, visits[2]).await, (VisitState::Booked, false));
    harness.execute(&harness.doctor(), end).await.unwrap();

    // One patient chooses another window, which continues the same journey; one needs none.
    let before = harness.hospital.read(&harness.patient(people[0]), read::Journeys { person: None }).await.unwrap();
    let again = harness.book(people[0], tomorrow[0]).await.unwrap();
    let Answer::Booked { journey, .. } = again else { panic!() };
    assert_eq!((before.journeys.len(), before.journeys[0].journey), (1, journey));
    assert_eq!(state(&harness, visits[0]).await, (VisitState::NotSeen, false));
    let none =
        |appointment| Request::Cancel(usecase::Cancel { appointment, reason: ReasonCode::PatientWish, text: None });
    harness.execute(&harness.patient(people[1]), none(visits[1])).await.unwrap();
    assert_eq!(state(&harness, visits[1]).await, (VisitState::NotSeen, false));
    let after = harness.hospital.read(&harness.patient(people[1]), read::Journeys { person: None }).await.unwrap();
    assert!(after.journeys[0].closed_at.is_some());
    assert_eq!(refused(harness.execute(&harness.patient(people[1]), none(visits[1])).await).0, "appointment-state");
    // A no-show that was not one, after which nobody is called any more.
    let missed = Request::UndoMissed(usecase::UndoMissed { appointment: visits[2], reason, text: None });
    harness.execute(&harness.desk(), missed).await.unwrap();
    assert_eq!(state(&harness, visits[2]).await, (VisitState::NotSeen, true));

    // The next day the desk still finds the visit of the patient who never answered, and notes for them that no window
    // is needed.
    harness.at(181 + 24 * 60);
    let row = async || {
        let opened = harness.hospital.desk_person(&harness.desk(), people[2]).await.unwrap();
        opened.visits.into_iter().find(|visit| visit.appointment == visits[2])
    };
    assert!(row().await.is_some_and(|visit| visit.can_cancel));
    harness.execute(&harness.desk(), none(visits[2])).await.unwrap();
    assert!(row().await.is_none());
    harness.system(Request::ErasePerson(usecase::ErasePerson { person: people[2] })).await.unwrap();
}

/// The steps of a journey with two visits: each step stays with its own visit's, and no booking is shown that was taken
/// back.
#[tokio::test]
async fn the_steps_of_two_visits_stand_apart_and_an_end_that_is_taken_back_leaves_out_who_rebooked() {
    let harness = Harness::new(3).await;
    let (_, afternoon) = publish(&harness, today(), (14, 15)).await;
    let person = harness.person().await;
    let first = booked(&harness, person, harness.slots[8]).await;
    harness.at(150);
    here(&harness, first).await;
    harness.at(181);
    let end = Request::EndSession(usecase::EndSession { session: harness.session });
    let undo = Request::UndoEndSession(usecase::UndoEndSession {
        session: harness.session,
        reason: ReasonCode::Mistake,
        text: None,
    });
    harness.execute(&harness.doctor(), end.clone()).await.unwrap();
    let reopened = harness.execute(&harness.doctor(), undo.clone()).await.unwrap();
    assert_eq!(reopened, Answer::SessionReopened { left_out: 0 });
    harness.execute(&harness.doctor(), end).await.unwrap();
    let steps = async || {
        let page = harness.hospital.read(&harness.patient(person), read::Journeys { person: None }).await.unwrap();
        assert_eq!(page.journeys.len(), 1);
        let steps = page.journeys[0].steps.iter().filter_map(|step| {
            let Some(Subject::Appointment(visit)) = step.subject else { return None };
            Some((step.kind, visit, step.state))
        });
        steps.collect::<Vec<_>>()
    };
    let wanted = (StepKind::Booking, first, StepState::Open);
    assert_eq!(
        steps().await,
        [(StepKind::Booking, first, StepState::Done), (StepKind::Consult, first, StepState::Dropped), wanted]
    );
    let second = booked(&harness, person, afternoon[0]).await;
    let apart = [
        (StepKind::Booking, first, StepState::Done),
        (StepKind::Consult, first, StepState::Dropped),
        (StepKind::Booking, second, StepState::Done),
        (StepKind::Consult, second, StepState::Open),
    ];
    assert_eq!(steps().await, apart);
    let reopened = harness.execute(&harness.doctor(), undo).await.unwrap();
    assert_eq!(reopened, Answer::SessionReopened { left_out: 1 });
    assert_eq!(steps().await, apart);
}

/// A step that is opened again stays with its own visit, though another was booked before that.
#[tokio::test]
async fn a_visit_that_is_not_seen_and_seen_after_all_keeps_its_steps_before_those_of_the_next() {
    let harness = Harness::new(3).await;
    let (_, tomorrow) = publish(&harness, today().plus_days(1), (8, 9)).await;
    let person = harness.person().await;
    let (first, second) =
        (booked(&harness, person, harness.slots[8]).await, booked(&harness, person, tomorrow[0]).await);
    harness.at(150);
    here(&harness, first).await;
    harness.at(181);
    let steps = async || {
        let page = harness.hospital.read(&harness.patient(person), read::Journeys { person: None }).await.unwrap();
        assert_eq!(page.journeys.len(), 1);
        let steps = page.journeys[0].steps.iter().filter_map(|step| {
            let Some(Subject::Appointment(visit)) = step.subject else { return None };
            Some((step.kind, visit, step.state))
        });
        steps.collect::<Vec<_>>()
    };
    let before = steps().await;
    assert_eq!(
        before.iter().map(|step| (step.0, step.1)).collect::<Vec<_>>(),
        [
            (StepKind::Booking, first),
            (StepKind::Consult, first),
            (StepKind::Booking, second),
            (StepKind::Consult, second),
        ]
    );
    harness
        .execute(&harness.doctor(), Request::EndSession(usecase::EndSession { session: harness.session }))
        .await
        .unwrap();
    let apart = [
        (StepKind::Booking, first, StepState::Done),
        (StepKind::Consult, first, StepState::Dropped),
        (StepKind::Booking, first, StepState::Open),
        (StepKind::Booking, second, StepState::Done),
        (StepKind::Consult, second, StepState::Open),
    ];
    assert_eq!(steps().await, apart);
    let undo = Request::UndoEndSession(usecase::UndoEndSession {
        session: harness.session,
        reason: ReasonCode::Mistake,
        text: None,
    });
    harness.execute(&harness.doctor(), undo).await.unwrap();
    assert_eq!(steps().await, before, "the consultation is to come again, and no window is wanted");
}

#[tokio::test]
async fn a_night_session_is_seen_and_called_after_midnight_and_over_at_four() {
    let harness = Harness::new(3).await;
    let (session, slots) = publish(&harness, today(), (23, 24)).await;
    let mut visits = Vec::new();
    for window in [0, 1, 2, 2] {
        visits.push(booked(&harness, harness.person().await, slots[window]).await);
    }
    harness.at(15 * 60 + 10);
    for visit in &visits[..3] {
        here(&harness, *visit).await;
    }
    // 00:05: the screen, the consulting room and the desk still have the session and its patients.
    harness.at(16 * 60 + 5);
    let wall = harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap();
    assert_eq!(wall.rooms.iter().map(|room| (room.session, room.waiting)).collect::<Vec<_>>(), [(session, 3)]);
    let room = harness.hospital.read(&harness.doctor(), read::Room { session: None }).await.unwrap();
    assert_eq!((room.session.session, room.queue.len()), (session, 3));
    let list = harness.hospital.read(&harness.desk(), read::DayList { department: None, date: None }).await.unwrap();
    assert_eq!((list.date, list.rows.len(), list.counts.waiting), (today().plus_days(1), 4, 3));
    assert!(list.rows[3].can_check_in, "who comes five minutes late is let in");
    let found = harness.hospital.read(&harness.desk(), read::Search { text: visits[0].to_string() }).await.unwrap();
    assert_eq!(found.hits[0].visits.len(), 1);
    let doctor = harness.doctor();
    harness.execute(&doctor, Request::CallNext(usecase::CallNext { session })).await.unwrap();
    assert!(
        harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap().calling.is_some()
    );
    harness.execute(&doctor, Request::Start(usecase::Start { appointment: visits[0] })).await.unwrap();
    harness.execute(&doctor, Request::Finish(usecase::Finish { appointment: visits[0] })).await.unwrap();
    harness.execute(&doctor, Request::CallNext(usecase::CallNext { session })).await.unwrap();
    // Those who never come are marked as missed after the minutes of the rule, and the rest at 04:00; the screen stops
    // promising a call an hour after the last one.
    harness.at(16 * 60 + 31);
    tick(&harness).await;
    assert_eq!(state(&harness, visits[3]).await.0, VisitState::Missed);
    harness.at(17 * 60 + 4);
    assert_eq!(
        harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap().rooms.len(),
        1
    );
    harness.at(17 * 60 + 5);
    assert!(
        harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap().rooms.is_empty(),
        "over, though somebody waits"
    );
    harness.clock.set(morning() + Duration::hours(21) - Duration::seconds(1));
    tick(&harness).await;
    assert_eq!(state(&harness, visits[1]).await.0, VisitState::Called);
    harness.clock.set(morning() + Duration::hours(21));
    tick(&harness).await;
    for visit in &visits[1..3] {
        assert_eq!(state(&harness, *visit).await, (VisitState::NotSeen, true));
    }
    assert!(
        harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap().rooms.is_empty()
    );
    assert_eq!(
        refused(harness.execute(&doctor, Request::CallNext(usecase::CallNext { session })).await).0,
        "session-ended"
    );
}

#[tokio::test]
async fn a_rooms_name_fits_on_a_wall() {
    let harness = Harness::new(1).await;
    let request = |room: Label| {
        Request::PublishSession(usecase::PublishSession {
            pools: Vec::new(),
            clinician: harness.clinician,
            device: None,
            room,
            date: today().plus_days(1),
            from: MinuteOfDay(8 * 60),
            until: MinuteOfDay(9 * 60),
            slot_minutes: 20,
            capacity: 1,
        })
    };
    let long = Label::new("诊".repeat(41), "Room 3");
    assert_eq!(refused(harness.execute(&harness.admin(), request(long)).await), ("text-too-long", Some("room")));
    let long = Label::new("3 诊室", "R".repeat(41));
    assert_eq!(refused(harness.execute(&harness.admin(), request(long)).await), ("text-too-long", Some("room")));
    let blank = Label::new(" ", "Room 3");
    assert_eq!(refused(harness.execute(&harness.admin(), request(blank)).await), ("text-missing", Some("room")));
    assert!(harness.execute(&harness.admin(), request(Label::new("诊".repeat(40), "Room 3"))).await.is_ok());
}

#[tokio::test]
async fn a_wall_has_its_rooms_in_the_order_of_their_numbers() {
    let harness = Harness::new(1).await;
    for (place, room) in ["10 诊室", "3 楼 10 诊室", "3 楼 9 诊室", "2 诊室"].into_iter().enumerate() {
        let enrolled = Request::EnrolClinician(usecase::EnrolClinician {
            department: harness.department,
            name: format!("周示例{}", ["一", "二", "三", "四"][place]),
            credentials: Vec::new(),
            title: model::scheduling::Title::Chief,
            fee: model::money::Yuan::from_fen(1500),
        });
        let Ok(Answer::ClinicianEnrolled { clinician, .. }) = harness.system(enrolled).await else { panic!() };
        let request = Request::PublishSession(usecase::PublishSession {
            pools: Vec::new(),
            clinician,
            device: None,
            room: Label::new(room, ""),
            date: today(),
            from: MinuteOfDay(8 * 60),
            until: MinuteOfDay(11 * 60),
            slot_minutes: 20,
            capacity: 1,
        });
        harness.system(request).await.unwrap();
    }
    harness.at(1);
    let wall = harness.hospital.read(&Actor::system(), read::Screen { code: "CARD".into() }).await.unwrap();
    let rooms: Vec<&str> = wall.rooms.iter().map(|room| room.room.name.zh.as_str()).collect();
    assert_eq!(rooms, ["2 诊室", "3 诊室", "3 楼 9 诊室", "3 楼 10 诊室", "10 诊室"]);
}
