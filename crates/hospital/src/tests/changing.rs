//! A published session is changed: what an administrator sees before, who may, and what is refused as stale.

use super::harness::{Harness, today};
use crate::{Failure, clock::Clock as _, usecase, view::SessionChange};
use model::{
    Label,
    id::{SessionId, SlotId},
    scheduling::{ReasonCode, WindowSeats},
    time::{BusinessDate, MinuteOfDay, Zone},
};
use scheduling::read::{Moment, SessionView};

/// Tomorrow 09:00–10:00 in room 5: three windows of one seat.
async fn session(harness: &Harness) -> (SessionId, Vec<SlotId>) {
    let hour = (MinuteOfDay(9 * 60), MinuteOfDay(10 * 60));
    harness.publish(Label::new("5 诊室", "Room 5"), tomorrow(), hour, 1).await
}

fn tomorrow() -> BusinessDate {
    today().plus_days(1)
}

fn change(session: SessionId, until: u16, seats: &[u16]) -> usecase::ChangeSession {
    usecase::ChangeSession {
        session,
        date: tomorrow(),
        from: MinuteOfDay(9 * 60),
        until: MinuteOfDay(until),
        capacity: WindowSeats::Windows(seats.to_vec()),
        room: Label::new("5 诊室", "Room 5"),
        version: None,
        reason: ReasonCode::Hospital,
        text: None,
    }
}

fn now(harness: &Harness, session: SessionId) -> SessionView {
    let moment = Moment { now: harness.clock.now(), zone: Zone::SHANGHAI };
    harness.hospital.look(|worlds| worlds.scheduling.session(session, moment)).unwrap()
}

async fn version(harness: &Harness, session: SessionId) -> u32 {
    let week = crate::read::Week { department: Some(harness.department), date: Some(tomorrow()) };
    let page = harness.hospital.read(&harness.admin(), week).await.unwrap();
    let mut loads = page.rows.iter().flat_map(|row| row.days.iter().flatten());
    loads.find(|load| load.session == session).unwrap().version
}

async fn seen(harness: &Harness, asked: &usecase::ChangeSession) -> SessionChange {
    harness.hospital.session_change(&harness.admin(), asked).await.unwrap()
}

fn code(outcome: Result<crate::Answer, Failure>) -> &'static str {
    let Err(Failure::Refused(refusal)) = outcome else { panic!("{outcome:?}") };
    refusal.code
}

#[tokio::test]
async fn a_change_is_seen_before_it_is_made_and_only_by_administrators() {
    let harness = Harness::new(1).await;
    let (session, slots) = session(&harness).await;
    let person = harness.person().await;
    harness.book(person, slots[1]).await.unwrap();
    let preview = seen(&harness, &change(session, 620, &[2, 1, 0, 3])).await;
    assert_eq!((preview.refusal, preview.in_the_way.len(), preview.booked), (None, 0, 1));
    // Nobody has been seen yet: nothing is known of how long that takes.
    assert!(matches!(preview.costs, Some(Err(refusal)) if refusal.code == "tuning-too-few"));
    assert_eq!(now(&harness, session).slots.len(), 3, "nothing has changed");
    for actor in [harness.desk(), harness.doctor(), harness.patient(person)] {
        let denied = harness.hospital.session_change(&actor, &change(session, 620, &[2, 1, 0, 3])).await;
        assert!(matches!(denied, Err(Failure::Denied)), "{denied:?}");
    }
    // The second window would go: whoever is in it is shown, under no full name.
    let preview = seen(&harness, &change(session, 600, &[1, 0, 1])).await;
    assert_eq!(preview.refusal.map(|refusal| refusal.code), Some("window-claimed"));
    let [one] = &preview.in_the_way[..] else { panic!("{:?}", preview.in_the_way) };
    assert!(one.name.contains('*'), "{}", one.name);
    assert!(preview.costs.is_none());
}

#[tokio::test]
async fn a_change_of_what_was_changed_meanwhile_is_refused_and_booking_is_no_change() {
    let harness = Harness::new(1).await;
    let (session, slots) = session(&harness).await;
    let before = version(&harness, session).await;
    let person = harness.person().await;
    harness.book(person, slots[0]).await.unwrap();
    assert_eq!(version(&harness, session).await, before);
    let with = |until, seats: &[u16]| usecase::ChangeSession { version: Some(before), ..change(session, until, seats) };
    harness.execute(&harness.admin(), with(620, &[2, 1, 0, 3]).into()).await.unwrap();
    let seats: Vec<u16> = now(&harness, session).slots.iter().map(|slot| slot.capacity).collect();
    assert_eq!(seats, [2, 1, 3]);
    let late = harness.execute(&harness.admin(), with(600, &[1, 1, 1]).into()).await;
    assert_eq!(code(late), "session-changed-meanwhile");
    let late = seen(&harness, &with(600, &[1, 1, 1])).await;
    assert_eq!(late.refusal.map(|refusal| refusal.code), Some("session-changed-meanwhile"));
    let nameless = usecase::ChangeSession { room: Label::default(), ..change(session, 600, &[1, 1, 1]) };
    assert_eq!(code(harness.execute(&harness.admin(), nameless.into()).await), "text-missing");
    // The tables say the same of the window that is gone, of the one that has more seats, and of the new one.
    assert_eq!(crate::verify(&harness.hospital.inner.journal).await.unwrap().findings, []);
}
