//! A session is held in another consulting room, which is undone by changing again.

use crate::harness::*;
use model::{
    Label,
    scheduling::{Command, command},
};

fn room(number: u32) -> Label {
    Label::new(format!("{number} 诊室"), format!("Room {number}"))
}

fn change(number: u32, to: &Label) -> Command {
    Command::ChangeRoom(command::ChangeRoom { session: session(number), room: to.clone(), reason: reason() })
}

/// Where the session is held, and where it was to be held, as read from the session and from an appointment in it.
fn held(harness: &Harness) -> [(Label, Option<Label>); 2] {
    let of_session = harness.world.session(session(1), harness.moment()).expect("a session").room;
    let of_visit = harness.world.appointment(appointment(1)).expect("booked").room;
    [of_session, of_visit].map(|room| (room.name, room.published_room))
}

/// The last event that a reader of the session, and of the visit, saw.
fn touched(harness: &Harness) -> [u64; 2] {
    let of_session = harness.world.session(session(1), harness.moment()).expect("a session").touched;
    [of_session, harness.world.appointment(appointment(1)).expect("booked").touched]
}

#[test]
fn everybody_sees_both_rooms_until_it_is_changed_back() {
    let mut harness = Harness::with_session(1);
    harness.ok(book(1, 1, slot(1, 0)));
    let before = touched(&harness);
    assert_eq!(held(&harness), [(room(1), None), (room(1), None)]);
    harness.ok(change(1, &room(7)));
    assert_eq!(held(&harness), [(room(7), Some(room(1))), (room(7), Some(room(1)))]);
    // Whoever reads either of them waits until the change is durable.
    let after = touched(&harness);
    assert!(after[0] > before[0] && after[1] > before[1] && after[0] == after[1], "{before:?} {after:?}");
    // A name that differs in only one language is another name; one that differs in spaces and capitals is not.
    harness.refused(change(1, &Label::new("7诊室", "ROOM 7")), "room-same");
    harness.ok(change(1, &Label::new("1 诊室", "Room 1a")));
    assert_eq!(held(&harness)[1].1, Some(room(1)));
    // A second change remembers the room that patients were told first.
    harness.ok(change(1, &room(8)));
    assert_eq!(held(&harness)[1], (room(8), Some(room(1))));
    harness.refused(change(1, &room(8)), "room-same");
    harness.ok(change(1, &room(1)));
    assert_eq!(held(&harness), [(room(1), None), (room(1), None)]);
    harness.refused(change(9, &room(1)), "not-there");
}

#[test]
fn a_room_is_given_to_one_session_at_a_time_wherever_they_were_to_be() {
    let mut harness = Harness::with_session(1);
    harness.enrol(12, 1);
    harness.ok(publish(2, 12, "2026-11-26", (480, 600), 20, 1));
    assert_eq!(harness.refused(change(1, &room(12)), "room-taken").field, Some("room"));
    // A session that moved out leaves the room free, and another one can take it.
    harness.ok(change(2, &room(5)));
    harness.refused(change(1, &room(5)), "room-taken");
    harness.ok(change(1, &room(12)));
    harness.refused(change(2, &room(12)), "room-taken");
    harness.enrol(13, 1);
    harness.refused(publish(3, 13, "2026-11-26", (480, 600), 20, 1).with_room(room(5)), "room-taken");
    harness.ok(publish(3, 13, "2026-11-26", (480, 600), 20, 1).with_room(room(1)));
}

#[test]
fn what_has_ended_is_held_nowhere_else() {
    let mut harness = Harness::with_session(1);
    harness.set("10:00").ok(Command::EndSession(command::EndSession { session: session(1) }));
    harness.refused(change(1, &room(7)), "session-ended");
    let mut harness = Harness::with_session(1);
    harness.now = on("2026-11-27", "03:59");
    harness.ok(change(1, &room(7)));
    harness.now = on("2026-11-27", "04:00");
    harness.refused(change(1, &room(8)), "session-closed");
}

trait WithRoom {
    fn with_room(self, room: Label) -> Self;
}

impl WithRoom for Command {
    fn with_room(mut self, name: Label) -> Self {
        if let Self::PublishSession(published) = &mut self {
            published.room = name;
        }
        self
    }
}
